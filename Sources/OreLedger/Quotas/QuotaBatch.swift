public import OreFeatures

/// A batch of quota that stands, or the total stated for a year.
public struct QuotaBatch: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    public var line: LedgerLine
    /// A number, where the table has one; `nil` for a batch with a name, and for totals.
    public var number: Int?
    public var isTotal: Bool
    /// Deductions are negative.
    public var amount: Tonnes
    public var issued: Day?
    public var commit: Int32
    public var row: UInt32
    /// It is part of the year's quota; `false` for batches for which a stated total stands.
    public var isCounted: Bool
}

/// Batches as they stand.
public enum QuotaBatches {
    /// - Parameters:
    ///   - records: of quotas, in any order.
    ///   - years: `nil`: all.
    /// - Returns: by year, day of issue (not stated last), number, subject and line.
    /// - Throws: `LedgerFault`.
    /// - Complexity: O(n log n).
    public static func standing(
        in records: LedgerRecords, material: MaterialKind = .oxide, years: ClosedRange<Int32>? = nil, asOf commit: Int32? = nil
    ) throws(LedgerFault) -> [QuotaBatch] {
        let ordered = try records.ordered()
        let standing = StandingRows(ordered, asOf: commit, material: material)
        var batches: [QuotaBatch] = []
        var counted: Set<Int> = []
        try standing.forEach { _, _, year, rows throws(LedgerFault) in
            if years?.contains(year) ?? true { counted.formUnion(rows) }
        }
        for row in standing.all where years?.contains(ordered.periods[row]) ?? true {
            let record = ordered[row]
            batches.append(
                QuotaBatch(
                    subject: record.subject, year: record.period, line: record.line,
                    number: record.detail > 0 && record.detail < 1_000_000_000 ? Int(record.detail) : nil,
                    isTotal: record.marks.contains(.total), amount: record.amount, issued: record.stated, commit: record.commit,
                    row: record.row, isCounted: counted.contains(row)))
        }
        return batches.sorted { a, b in
            if a.year != b.year { return a.year < b.year }
            let (x, y) = (a.issued?.daysSince1970 ?? .max, b.issued?.daysSince1970 ?? .max)
            if x != y { return x < y }
            return (a.number ?? .max, a.subject, a.line, a.row) < (b.number ?? .max, b.subject, b.line, b.row)
        }
    }
}
