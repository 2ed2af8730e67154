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

    /// - Parameter text: `10`, or `10,2`: the day of the month and how many months after the month reported; with the months for which it holds, both
    ///   inclusive, `10@2025-08..`, `15,1@2020-01..2025-07`.
    public init?(text: some StringProtocol) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first else { return nil }
        let parts = first.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let day = parts[0], (1...31).contains(day) else { return nil }
        let months = parts.count == 2 ? parts[1] : 1
        guard let months, (0...24).contains(months) else { return nil }
        self.init(day: day, monthsAfter: months)
        guard halves.count == 2 else { return }
        guard let dots = halves[1].firstRange(of: "..") else { return nil }
        let (low, high) = (halves[1][..<dots.lowerBound], halves[1][dots.upperBound...])
        (from, to) = (Self.month(low), Self.month(high))
        guard low.isEmpty || from != nil, high.isEmpty || to != nil, from != nil || to != nil else { return nil }
        if let from, let to, to < from { return nil }
    }

    /// `2025-08`.
    private static func month(_ text: some StringProtocol) -> CalendarMonth? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { $0.allSatisfy(\.isNumber) ? Int($0) : nil }
        guard parts.count == 2, text.utf8.count == 7 else { return nil }
        return CalendarMonth(year: parts[0], month: parts[1])
    }

    /// `10,2`, `10,1@2025-08..`: as it is read.
    public var text: String {
        let span = from == nil && to == nil ? "" : "@\(from?.description ?? "")..\(to?.description ?? "")"
        return "\(day),\(monthsAfter)\(span)"
    }

    func holds(for month: CalendarMonth) -> Bool { from.map { $0 <= month } ?? true && to.map { month <= $0 } ?? true }
}

/// The due rules of one kind of record. Where none holds nothing is late: no date is made up.
public struct DueRules: Sendable, Hashable {
    /// The first that holds for a month counts.
    public var rules: [DueRule]

    public init(_ rules: [DueRule]) { self.rules = rules }

    /// The rule that holds for a month.
    public func rule(for month: CalendarMonth) -> DueRule? { rules.first { $0.holds(for: month) } }

    /// The last day on which a report of that month is in time; `nil` where no rule holds.
    public func due(for month: CalendarMonth) -> Day? {
        guard let rule = rule(for: month), rule.day >= 1 else { return nil }
        let target = CalendarMonth(number: month.number + rule.monthsAfter)
        guard let last = target.lastDay else { return nil }
        return Day(year: target.year, month: target.month, day: min(rule.day, last.yearMonthDay.day))
    }

    /// The due days of a run of months, as days since 1970; `nil` where no rule holds.
    func table(_ months: ClosedRange<Int32>) -> [Int32?] { months.map { due(for: CalendarMonth(number: Int($0)))?.daysSince1970 } }
}
