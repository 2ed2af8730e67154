/// What has to be known of a partition's figures so that a month's delivery costs a month: for each subject the state of every rule after its last
/// month, and what the rules found before.
///
/// A subject's part is a function of its own records, whatever the order in which they came: a delivery that only goes on where the subject ended is
/// folded on (``advance(reports:invoices:)``); a subject of which anything earlier is said is forgotten and folded anew from all of its records.
/// Some 190 bytes a subject of ten years.
public struct KeptFigures: Sendable, Hashable {
    /// Of the bytes and of their meaning.
    static let version = 2
    /// Years that one partition may span; beyond it nothing is kept, since a column is held for each of them.
    public static let longestSpan = 64

    public let settings: KeptSettings
    public let range: SubjectRange
    /// Subjects of the range, from its first number on.
    public internal(set) var count = 0
    /// The year of ``years``' first.
    var firstYear: Int32 = 0
    var years: [KeptYear] = []
    /// Last month of any report, and last day of any invoice, withdrawn ones included; `none`.
    var lastReport: [Int32] = []
    var lastInvoice: [Int32] = []
    /// The month up to which figures are in ``stock``; those after it are open.
    var cut: [Int32] = []
    /// Produced less sold up to ``cut``.
    var stock: [Int64] = []
    /// Sales of the open months, ``KeptSettings/openMonths`` a subject, and which of them have any.
    var openSales: [Int64] = []
    var openMarks: [UInt16] = []
    /// Reports of months that have a due day, without the day of receipt.
    var undated: [Int32] = []
    /// The last figures of each subject, `window` of them, the latest last; their months are the last reported ones.
    var recent: [Int64] = []
    /// By subject and month.
    var jumps: [ReportImplausible.Row] = []
    var patterns = KeptPatterns()

    static let none = Int32.min

    public init(_ settings: KeptSettings, of range: SubjectRange) { (self.settings, self.range) = (settings, range) }

    // MARK: Places

    func place(_ subject: SubjectID) -> Int { Int(subject.number - range.numbers.lowerBound) }
    func subject(_ place: Int) -> SubjectID { SubjectID(range.numbers.lowerBound + UInt32(place)) }

    /// Makes room for subjects up to a place.
    mutating func reach(place: Int) {
        guard place >= count else { return }
        let more = place + 1 - count
        for year in years.indices { years[year].grow(by: more) }
        lastReport += Array(repeating: Self.none, count: more)
        lastInvoice += Array(repeating: Self.none, count: more)
        cut += Array(repeating: Self.none, count: more)
        stock += Array(repeating: 0, count: more)
        openSales += Array(repeating: 0, count: more * settings.openMonths)
        openMarks += Array(repeating: 0, count: more)
        undated += Array(repeating: 0, count: more)
        recent += Array(repeating: 0, count: more * settings.reportImplausible.window)
        patterns.grow(by: more)
        count = place + 1
    }

    /// Makes room for years.
    mutating func reach(years span: ClosedRange<Int32>) {
        if years.isEmpty { firstYear = span.lowerBound }
        while span.lowerBound < firstYear {
            years.insert(KeptYear(count: count), at: 0)
            firstYear -= 1
        }
        while Int(span.upperBound - firstYear) >= years.count { years.append(KeptYear(count: count)) }
    }

    // MARK: Reading

    /// The last reported months of a subject, ascending.
    func lastMonths(_ place: Int, limit: Int) -> [Int32] {
        var months: [Int32] = []
        months.reserveCapacity(limit)
        for year in years.indices.reversed() where months.count < limit {
            var mask = years[year].reported[place]
            while mask != 0, months.count < limit {
                let month = 15 - mask.leadingZeroBitCount
                months.append((firstYear + Int32(year)) * 12 + Int32(month))
                mask &= ~(1 << UInt16(month))
            }
        }
        return months.reversed()
    }

    func hasReports(_ place: Int) -> Bool { years.contains { $0.reported[place] != 0 } }

    /// The last figures of a subject with their months, ascending: of those kept, the ones after a month.
    @inline(__always)
    func forEachLastFigure(_ place: Int, after month: Int32 = .min, _ body: (_ month: Int32, _ amount: Int64) -> Void) {
        let window = settings.reportImplausible.window
        var (year, missing) = (years.count, window)
        while year > 0, missing > 0, (firstYear + Int32(year)) * 12 > month {
            year -= 1
            missing -= years[year].reported[place].nonzeroBitCount
        }
        // The first year looked at may begin before the first figure kept.
        var before = max(0, -missing)
        var slot = place * window + max(0, missing)
        for i in year..<years.count {
            var mask = years[i].reported[place]
            while mask != 0 {
                let own = (firstYear + Int32(i)) * 12 + Int32(mask.trailingZeroBitCount)
                mask &= mask - 1
                guard before == 0 else {
                    before -= 1
                    continue
                }
                if own > month { body(own, recent[slot]) }
                slot += 1
            }
        }
    }

    /// The last figure of a subject.
    func lastFigure(_ place: Int) -> (month: Int32, amount: Int64)? {
        lastMonths(place, limit: 1).last.map { ($0, recent[(place + 1) * settings.reportImplausible.window - 1]) }
    }
}
