public import OreFeatures

/// A figure far above what the same subject reported before.
///
/// Formula: figure > factor · median of the reports above 0 before it, among at most `window` of them. The median is a figure too: the mean of the two in the
/// middle is rounded down to a thousandth. Source of the test: DOMAIN 8 ("implausible"); the factor is a choice. Ceiling: possible. Kept out:
/// the first figures of a new mine (fewer than `minimum` before), a restart after a stop (reports of nothing are no measure, and old ones none either),
/// and a season that comes again (at most factor · the figure of the same month a year before).
public struct ReportImplausible: Sendable, Hashable {
    /// Reports looked back at, not months: missing ones do not shorten it.
    public var window = 12
    /// With fewer there is no opinion.
    public var minimum = 6
    /// Reports older than so many months are left out; `nil`: none are.
    public var reach: Int32? = 24
    /// In thousandths: 2000 is twice.
    public var factor: Int64 = 2000
    /// Reports of nothing take no part in the median.
    public var skipsIdle = true
    /// The same month a year before, where it is among those looked back at, lets its own multiple pass.
    public var knowsSeasons = true

    public init() {}

    /// What a plain query over the last twelve rows does.
    public static var lastTwelveRows: ReportImplausible {
        var rule = ReportImplausible()
        (rule.minimum, rule.reach, rule.skipsIdle, rule.knowsSeasons) = (1, nil, false, false)
        return rule
    }

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        public var amount: Tonnes
        public var median: Tonnes
        /// How many reports the median is of.
        public var reports: Int
        public init(subject: SubjectID, month: CalendarMonth, amount: Tonnes, median: Tonnes, reports: Int) {
            (self.subject, self.month, self.amount, self.median, self.reports) = (subject, month, amount, median, reports)
        }
    }

    /// By subject and month.
    /// - Parameters:
    ///   - reports: by month.
    ///   - earlier: figures of the same subjects before the first of `reports`, which are looked back at and not judged.
    /// - Complexity: O(reports · window), small steps.
    public func jumps(in reports: FigureSeries, after earlier: FigureSeries? = nil) -> [Row] {
        var result: [Row] = []
        var figures = JumpWindow(capacity: max(1, window), skipsIdle: skipsIdle)
        for (place, subject) in reports.subjects.enumerated() {
            figures.clear()
            if let earlier, let past = earlier.index(of: subject) {
                for row in earlier.rows(of: past).suffix(window) { figures.append(earlier.amounts[row], month: earlier.periods[row]) }
            }
            for row in reports.rows(of: place) {
                let (month, amount) = (reports.periods[row], reports.amounts[row])
                if let reach { figures.drop(before: month - reach) }
                if figures.count >= max(1, minimum) {
                    let median = figures.median
                    if isAbove(amount, median), !(knowsSeasons && isOfSeason(amount, figures.amount(of: month - 12))) {
                        result.append(
                            Row(
                                subject: subject, month: CalendarMonth(number: Int(month)), amount: Tonnes(thousandths: amount),
                                median: Tonnes(thousandths: median), reports: figures.count))
                    }
                }
                figures.append(amount, month: month)
            }
        }
        return result
    }

    /// Whether a figure can be a jump at all: so many of the figures looked back at as are at most their median must lie far below it.
    /// - Parameters:
    ///   - highest: the largest of `own`.
    ///   - earlier: figures before them; those that are not looked back at may be among them.
    func mayBeAbove(_ highest: Int64, _ earlier: ArraySlice<Int64>, _ own: ArraySlice<Int64>) -> Bool {
        var needed = (max(1, minimum) + 1) / 2
        for figures in [earlier, own] {
            for figure in figures where isAbove(highest, figure) {
                needed -= 1
                if needed == 0 { return true }
            }
        }
        return false
    }

    private func isAbove(_ amount: Int64, _ usual: Int64) -> Bool { Int128(amount) * 1000 > Int128(usual) * Int128(factor) }

    private func isOfSeason(_ amount: Int64, _ yearBefore: Int64?) -> Bool { yearBefore.map { !isAbove(amount, $0) } ?? false }
}

/// The last figures of a subject, in order of time and of size.
struct JumpWindow {
    private let capacity: Int
    private let skipsIdle: Bool
    /// A ring: the oldest at `first`.
    private var amounts: [Int64]
    private var months: [Int32]
    private var first = 0
    private var filled = 0
    /// Those that take part in the median.
    private(set) var count = 0
    private var sorted: [Int64]

    init(capacity: Int, skipsIdle: Bool) {
        (self.capacity, self.skipsIdle) = (capacity, skipsIdle)
        amounts = Array(repeating: 0, count: capacity)
        months = Array(repeating: 0, count: capacity)
        sorted = Array(repeating: 0, count: capacity)
    }

    mutating func clear() { (first, filled, count) = (0, 0, 0) }

    /// Of at least one figure; between two, the mean rounded down.
    var median: Int64 {
        let high = sorted[count / 2]
        if count % 2 == 1 { return high }
        let low = sorted[count / 2 - 1]
        // As an unsigned distance, so that two figures at the ends of the range do not overflow.
        return low &+ Int64(bitPattern: (UInt64(bitPattern: high) &- UInt64(bitPattern: low)) / 2)
    }

    /// The figure of a month; `nil`: it is not among them.
    func amount(of month: Int32) -> Int64? {
        for i in 0..<filled where months[slot(i)] == month { return amounts[slot(i)] }
        return nil
    }

    mutating func append(_ amount: Int64, month: Int32) {
        if filled == capacity { removeOldest() }
        let slot = slot(filled)
        (amounts[slot], months[slot]) = (amount, month)
        filled += 1
        guard !isIdle(amount) else { return }
        var place = count
        while place > 0, sorted[place - 1] > amount {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = amount
        count += 1
    }

    mutating func drop(before month: Int32) {
        while filled > 0, months[first] < month { removeOldest() }
    }

    private mutating func removeOldest() {
        let amount = amounts[first]
        first = slot(1)
        filled -= 1
        guard !isIdle(amount) else { return }
        var place = 0
        while sorted[place] != amount { place += 1 }
        while place + 1 < count {
            sorted[place] = sorted[place + 1]
            place += 1
        }
        count -= 1
    }

    private func isIdle(_ amount: Int64) -> Bool { skipsIdle && amount <= 0 }

    /// - Parameter i: 0...capacity.
    private func slot(_ i: Int) -> Int { first + i < capacity ? first + i : first + i - capacity }
}
