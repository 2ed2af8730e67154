public import OreDetection
public import OreFeatures

/// A report that was first received after its due day. A correction does not make a report late.
public struct ReportLate: Sendable, Hashable {
    public var due: DueRules

    public init(due: DueRules) { self.due = due }

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public var received: Day
        public var due: Day
        public init(subject: SubjectID, month: CalendarMonth, received: Day, due: Day) {
            (self.subject, self.month, self.received, self.due) = (subject, month, received, due)
        }
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        public var judged = 0
        /// Nobody said when it was received.
        public var undated = 0
        /// No due rule holds for its month.
        public var withoutRule = 0
        public init() {}
    }

    /// By subject and month.
    /// - Parameter reports: by month.
    /// - Complexity: O(reports).
    public func months(of reports: FigureSeries) -> Result {
        var result = Result()
        guard let low = reports.periods.min(), let high = reports.periods.max() else { return result }
        let days = due.table(low...high)
        for (place, subject) in reports.subjects.enumerated() {
            for row in reports.rows(of: place) {
                let (month, received) = (reports.periods[row], reports.firstStated[row])
                guard let day = days[Int(month - low)] else {
                    result.withoutRule += 1
                    continue
                }
                guard received != LedgerRecords.notStated else {
                    result.undated += 1
                    continue
                }
                result.judged += 1
                guard received > day else { continue }
                result.rows.append(
                    Row(
                        subject: subject, month: CalendarMonth(number: Int(month)), received: Day(daysSince1970: received),
                        due: Day(daysSince1970: day)))
            }
        }
        return result
    }
}

/// Whose reports are expected for which months.
public enum ReportingDuty: Sendable, Hashable {
    /// Nobody said: whoever reported at all, for each of the months.
    case whoeverReports
    /// By a register: the months of each subject, ascending and disjoint, with or without any report.
    case months([SubjectID: [ClosedRange<Int32>]])

    /// Of the subjects with these numbers.
    func within(_ range: Range<UInt32>) -> ReportingDuty {
        guard case .months(let spans) = self, range != 0..<UInt32.max else { return self }
        return .months(spans.filter { range.contains($0.key.number) })
    }

    /// The months of which each licence is in force on some day, within `months`.
    public init(of licences: [SubjectID: ForceSpans], within months: ClosedRange<CalendarMonth>) {
        guard let first = months.lowerBound.firstDay?.daysSince1970, let last = months.upperBound.lastDay?.daysSince1970 else {
            self = .months([:])
            return
        }
        func month(_ day: Int32) -> Int32 { Int32(CalendarMonth(Day(daysSince1970: day)).number) }
        self = .months(
            licences.mapValues { force in
                var spans: [ClosedRange<Int32>] = []
                for span in force.spans where span.upperBound >= first && span.lowerBound <= last {
                    let (low, high) = (month(max(span.lowerBound, first)), month(min(span.upperBound, last)))
                    // Two spans of one month are one duty.
                    if let before = spans.last, before.upperBound >= low - 1 {
                        spans[spans.count - 1] = before.lowerBound...high
                    } else {
                        spans.append(low...high)
                    }
                }
                return spans
            })
    }
}

/// A month for which nothing was reported.
public struct ReportMissing: Sendable, Hashable {
    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public init(subject: SubjectID, month: CalendarMonth) { (self.subject, self.month) = (subject, month) }
    }

    /// By subject and month. A report of nothing is a report.
    /// - Parameters:
    ///   - reports: by month.
    ///   - months: ascending: those whose due day has passed, or, without a due rule, those for which anybody reported.
    /// - Complexity: O(subjects · months).
    public func months(of reports: FigureSeries, among months: [Int32], duty: ReportingDuty = .whoeverReports) -> [Row] {
        var result: [Row] = []
        switch duty {
        case .whoeverReports:
            for place in reports.subjects.indices { collect(reports, place, months[...], reports.subjects[place], &result) }
        case .months(let spans):
            for (subject, spans) in spans.sorted(by: { $0.key < $1.key }) {
                let place = reports.index(of: subject)
                for span in spans {
                    let low = months.firstIndex { $0 >= span.lowerBound } ?? months.endIndex
                    let high = months[low...].firstIndex { $0 > span.upperBound } ?? months.endIndex
                    collect(reports, place, months[low..<high], subject, &result)
                }
            }
        }
        return result
    }

    private func collect(_ reports: FigureSeries, _ place: Int?, _ months: ArraySlice<Int32>, _ subject: SubjectID, _ result: inout [Row]) {
        let rows = place.map { reports.rows(of: $0) } ?? 0..<0
        var row = rows.lowerBound
        for month in months {
            while row < rows.upperBound, reports.periods[row] < month { row += 1 }
            if row < rows.upperBound, reports.periods[row] == month { continue }
            result.append(Row(subject: subject, month: CalendarMonth(number: Int(month))))
        }
    }
}
