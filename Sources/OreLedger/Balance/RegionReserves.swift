internal import OreFeatures

/// How long the reserves of a region last at the rate of a year: the ratio that the white paper puts at 50 years once, 15 later.
///
/// Formula: Σ over licences of (stated reserve · recovery − produced since) / what the same licences reported in the twelve months up to the last one reported
/// in the year, which is the year as a whole once December is there. Exact but for the division.
public struct RegionReserves: Sendable, Hashable {
    public var year: Int32
    /// Licences with a stated reserve by the year's end.
    public var licences: Int
    public var left: Tonnes
    public var perYear: Tonnes
    /// `nil`: nothing is produced.
    public var years: Double? { perYear > .zero ? Double(left.thousandths) / Double(perYear.thousandths) : nil }

    /// - Parameters:
    ///   - reserves: every statement, in any order; of one licence the last by the year's end stands.
    ///   - produced: thousandths of each licence by month.
    /// - Returns: `nil` where nobody states a reserve by then, or a sum leaves its range.
    /// - Complexity: O(reserves + months).
    public init?(_ year: Int32, reserves: [ReserveFigure], produced: [SubjectID: [Int32: Int64]]) {
        guard let end = Day(lastOf: year) else { return nil }
        var standing: [SubjectID: ReserveFigure] = [:]
        for one in reserves where one.day <= end {
            if let known = standing[one.subject],
                (known.day, known.source.commit, known.source.row) > (one.day, one.source.commit, one.source.row)
            {
                continue
            }
            standing[one.subject] = one
        }
        let last = standing.keys.compactMap { produced[$0]?.keys.filter { $0 / 12 == year }.max() }.max() ?? year * 12 + 11
        var (left, perYear) = (Tonnes.zero, Tonnes.zero)
        for (subject, reserve) in standing {
            let months = produced[subject] ?? [:]
            // From the month after the statement on: what was dug before is not in it any more.
            let since = Int32(truncatingIfNeeded: CalendarMonth(reserve.day).number)
            guard let dug = Self.sum(months, after: since, through: year * 12 + 11),
                let own = Self.sum(months, after: last - 12, through: last),
                let life = ReserveLife(reserve, produced: dug, perYear: own), let next = left.adding(life.left),
                let rate = perYear.adding(own)
            else { return nil }
            (left, perYear) = (next, rate)
        }
        guard !standing.isEmpty else { return nil }
        (self.year, licences, self.left, self.perYear) = (year, standing.count, left, perYear)
    }

    private static func sum(_ months: [Int32: Int64], after: Int32, through: Int32) -> Tonnes? {
        let sum = months.reduce(Int128(0)) { $1.key > after && $1.key <= through ? $0 + Int128($1.value) : $0 }
        return Int64(exactly: sum).map { Tonnes(thousandths: $0) }
    }
}
