internal import OreFeatures

extension FigureSeries {
    /// The same figures summed for those whom the subjects belonged to.
    ///
    /// A month counts to who was the parent on its last day, a year to who was on 31 December. Subjects without a parent then are left out, and
    /// counted. The first receipt of a sum is the latest of its parts': it was complete no earlier; not known where one of them is not.
    /// - Parameter levels: 1 takes the parent (the enterprise), 2 its parent (the group), and so on.
    /// - Returns: by parent, and the number of figures that went nowhere.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(n log n).
    public func rolledUp(by membership: Membership, levels: Int = 1) throws(LedgerFault) -> (series: FigureSeries, without: Int) {
        var parts: [(subject: SubjectID, period: Int32, row: Int)] = []
        parts.reserveCapacity(count)
        var without = 0
        for (place, subject) in subjects.enumerated() {
            for row in rows(of: place) {
                let number = Int(periods[row])
                let month = CalendarMonth(number: period == .month ? number : number * 12 + 11)
                let chain = month.lastDay.map { membership.chain(of: subject, on: $0) } ?? []
                guard levels >= 1, chain.count >= levels else {
                    without += 1
                    continue
                }
                parts.append((chain[levels - 1], periods[row], row))
            }
        }
        parts.sort { ($0.subject, $0.period, $0.row) < ($1.subject, $1.period, $1.row) }
        var result = FigureSeries(period)
        for part in parts { try result.append(part.subject, part.period, amounts[part.row], firstStated[part.row]) }
        return (result, without)
    }
}
