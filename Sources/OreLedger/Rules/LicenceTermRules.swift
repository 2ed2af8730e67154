public import OreDetection
public import OreFeatures

/// A figure above nothing, reported for a month in which the licence was in force on no day.
///
/// A month of which some days are in force accuses nobody: a mine that began on the 20th reports that month too.
public struct ProductionOutsideValidity: Sendable, Hashable {
    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public var amount: Tonnes
        /// The last day in force before the month; `nil`: never before.
        public var lastInForce: Day?
        public init(subject: SubjectID, month: CalendarMonth, amount: Tonnes, lastInForce: Day?) {
            (self.subject, self.month, self.amount, self.lastInForce) = (subject, month, amount, lastInForce)
        }
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        /// Months with some days in force and some not.
        public var partly = 0
        /// Figures of subjects that no register names.
        public var pending = 0
        public init() {}
    }

    /// By subject and month.
    /// - Parameters:
    ///   - reports: by month, of licences.
    ///   - licences: the days on which each is in force.
    public func months(of reports: FigureSeries, in licences: [SubjectID: ForceSpans]) -> Result {
        var result = Result()
        for (place, subject) in reports.subjects.enumerated() {
            guard let force = licences[subject] else {
                result.pending += reports.rows(of: place).count
                continue
            }
            if force.isAlways { continue }
            for row in reports.rows(of: place) where reports.amounts[row] > 0 {
                let month = CalendarMonth(number: Int(reports.periods[row]))
                guard let first = month.firstDay, let last = month.lastDay else { continue }
                let days = first.daysSince1970...last.daysSince1970
                if force.spans.contains(where: { $0.overlaps(days) }) {
                    if force.changes(within: ObservationPeriod(from: first, to: last)) { result.partly += 1 }
                    continue
                }
                result.rows.append(
                    Row(
                        subject: subject, month: month, amount: Tonnes(thousandths: reports.amounts[row]),
                        lastInForce: force.lastDay(before: first)))
            }
        }
        return result
    }
}

/// A figure above nothing, reported for a month that an order to stop covers from its first day to its last.
///
/// Sales after the order are none of its business: stock may be sold.
public struct ProductionAfterStopOrder: Sendable, Hashable {
    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public var amount: Tonnes
        /// The day of the order.
        public var order: Day
        public init(subject: SubjectID, month: CalendarMonth, amount: Tonnes, order: Day) {
            (self.subject, self.month, self.amount, self.order) = (subject, month, amount, order)
        }
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        /// Months of which an order covers some days only.
        public var partly = 0
        public init() {}
    }

    /// By subject and month. Subjects without an order are not looked at.
    /// - Parameter reports: by month, of licences.
    public func months(of reports: FigureSeries, under orders: [SubjectID: StopOrders]) -> Result {
        var result = Result()
        for (subject, orders) in orders.sorted(by: { $0.key < $1.key }) where !orders.isEmpty {
            guard let place = reports.index(of: subject) else { continue }
            for row in reports.rows(of: place) where reports.amounts[row] > 0 {
                let month = CalendarMonth(number: Int(reports.periods[row]))
                guard let first = month.firstDay, let last = month.lastDay else { continue }
                let (atFirst, atLast) = (orders.order(on: first), orders.order(on: last))
                guard let order = atFirst, atLast == order else {
                    if atFirst != nil || atLast != nil { result.partly += 1 }
                    continue
                }
                result.rows.append(Row(subject: subject, month: month, amount: Tonnes(thousandths: reports.amounts[row]), order: order))
            }
        }
        return result
    }
}
