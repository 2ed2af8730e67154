public import OreFeatures

/// A report that somebody has to give, or gave.
public struct ExpectedReport: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// In time, or nobody said when.
        case received
        case receivedLate = "received_late"
        /// Not there, and still time.
        case open
        /// Not there, and the day has passed.
        case missing
    }

    public var subject: SubjectID
    public var month: CalendarMonth
    public var due: Day
    /// First received.
    public var received: Day?
    public var state: State
    /// Late, or until it is due: days from the due day to its receipt, or to the day asked about where it is not there. Below zero: still time.
    public var days: Int

    public var isLate: Bool { state == .receivedLate || state == .missing }
}

/// Who has to report for which month by when, and who did.
public struct ReportCalendar: Sendable {
    public var due: DueRules
    /// As it stood on that day.
    public var day: Day

    public init(due: DueRules, on day: Day) { (self.due, self.day) = (due, day) }

    /// Every report expected of those months. Months without a due rule are passed over: no date is made up.
    /// - Parameters:
    ///   - reports: by month, what had been received by the day.
    ///   - months: ascending; months that are not over by the day are left out.
    ///   - duty: `whoeverReports` means the subjects of `reports`.
    /// - Returns: by subject and month.
    /// - Complexity: O(subjects · months).
    public func expected(of reports: FigureSeries, months: ClosedRange<CalendarMonth>, duty: ReportingDuty) -> [ExpectedReport] {
        let dues = (months.lowerBound.number...months.upperBound.number).compactMap { number -> (Int32, Day)? in
            let month = CalendarMonth(number: number)
            guard let last = month.lastDay, last < day, let due = due.due(for: month) else { return nil }
            return (Int32(truncatingIfNeeded: number), due)
        }
        guard !dues.isEmpty else { return [] }
        var result: [ExpectedReport] = []
        switch duty {
        case .whoeverReports: for subject in reports.subjects { collect(subject, reports, dues, &result) { _ in true } }
        case .months(let spans):
            for (subject, own) in spans.sorted(by: { $0.key < $1.key }) {
                collect(subject, reports, dues, &result) { month in own.contains { $0.contains(month) } }
            }
        }
        return result
    }

    private func collect(
        _ subject: SubjectID, _ reports: FigureSeries, _ dues: [(Int32, Day)], _ result: inout [ExpectedReport],
        _ isExpected: (Int32) -> Bool
    ) {
        var known: [Int32: Int32] = [:]
        if let place = reports.index(of: subject) {
            for row in reports.rows(of: place) { known[reports.periods[row]] = reports.firstStated[row] }
        }
        for (month, due) in dues where isExpected(month) || known[month] != nil {
            let first = known[month]
            let received = first.flatMap { $0 == LedgerRecords.notStated ? nil : Day(daysSince1970: $0) }
            let until = received ?? day
            let days = first != nil && received == nil ? 0 : Int(until.daysSince1970) - Int(due.daysSince1970)
            let state: ExpectedReport.State =
                first == nil ? (day > due ? .missing : .open) : received.map { $0 > due } ?? false ? .receivedLate : .received
            result.append(
                ExpectedReport(
                    subject: subject, month: CalendarMonth(number: Int(month)), due: due, received: received, state: state, days: days))
        }
    }
}
