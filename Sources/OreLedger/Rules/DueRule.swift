public import OreFeatures

/// By when a report of a month has to be there.
public struct DueRule: Sendable, Hashable {
    /// The day of the month; in a shorter month its last day.
    public var day: Int
    /// How many months after the month reported.
    public var monthsAfter: Int
    /// The months reported for which the rule holds, both inclusive; open where `nil`.
    public var from: CalendarMonth?
    public var to: CalendarMonth?

    public init(day: Int, monthsAfter: Int = 1, from: CalendarMonth? = nil, to: CalendarMonth? = nil) {
        (self.day, self.monthsAfter, self.from, self.to) = (day, monthsAfter, from, to)
    }

    /// - Parameter text: `10`, or `10,2`: the day of the month and how many months after the month reported.
    public init?(text: some StringProtocol) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let day = parts[0], (1...31).contains(day) else { return nil }
        let months = parts.count == 2 ? parts[1] : 1
        guard let months, (0...24).contains(months) else { return nil }
        self.init(day: day, monthsAfter: months)
    }

    /// `10,2`.
    public var text: String { "\(day),\(monthsAfter)" }

    func holds(for month: CalendarMonth) -> Bool { from.map { $0 <= month } ?? true && to.map { month <= $0 } ?? true }
}

/// The due rules of one kind of record. Where none holds nothing is late: no date is made up.
public struct DueRules: Sendable, Hashable {
    /// The first that holds for a month counts.
    public var rules: [DueRule]

    public init(_ rules: [DueRule]) { self.rules = rules }

    /// The last day on which a report of that month is in time; `nil` where no rule holds.
    public func due(for month: CalendarMonth) -> Day? {
        guard let rule = rules.first(where: { $0.holds(for: month) }), rule.day >= 1 else { return nil }
        let target = CalendarMonth(number: month.number + rule.monthsAfter)
        guard let last = target.lastDay else { return nil }
        return Day(year: target.year, month: target.month, day: min(rule.day, last.yearMonthDay.day))
    }

    /// The due days of a run of months, as days since 1970; `nil` where no rule holds.
    func table(_ months: ClosedRange<Int32>) -> [Int32?] { months.map { due(for: CalendarMonth(number: Int($0)))?.daysSince1970 } }
}
