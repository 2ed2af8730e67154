extension FigureSeries {
    /// Figures of months, stated on no known day.
    /// - Parameter months: thousandths by subject and month.
    public init(months: [SubjectID: [Int32: Int64]]) {
        self.init(.month)
        for (subject, own) in months.sorted(by: { $0.key < $1.key }) {
            appendRun(of: subject, own.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        }
    }

    /// Of each subject and year the months of whichever series says more in it, these among equals. Both are of months.
    /// - Returns: where the other has anything, without the days on which something was stated; with the years that come from the other series.
    /// - Complexity: O(n log n).
    public func orMore(of other: FigureSeries) -> (series: FigureSeries, ofOther: [SubjectID: Set<Int32>]) {
        guard other.count > 0 else { return (self, [:]) }
        var (months, ofOther) = (byMonth, [SubjectID: Set<Int32>]())
        for (subject, cells) in other.byMonth {
            for (year, own) in Dictionary(grouping: cells, by: { $0.key / 12 }) {
                let before = (months[subject] ?? [:]).filter { $0.key / 12 == year }
                guard before.isEmpty || Self.sum(own.map(\.value)) > Self.sum(before.map(\.value)) else { continue }
                for cell in before { months[subject]?[cell.key] = nil }
                for cell in own { months[subject, default: [:]][cell.key] = cell.value }
                ofOther[subject, default: []].insert(year)
            }
        }
        return (FigureSeries(months: months), ofOther)
    }

    private var byMonth: [SubjectID: [Int32: Int64]] {
        var result: [SubjectID: [Int32: Int64]] = [:]
        for (place, subject) in subjects.enumerated() {
            for row in rows(of: place) { result[subject, default: [:]][periods[row]] = amounts[row] }
        }
        return result
    }

    private static func sum(_ amounts: [Int64]) -> Int128 { amounts.reduce(Int128(0)) { $0 + Int128($1) } }
}
