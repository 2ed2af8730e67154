internal import OreFeatures

extension LedgerChunk {
    /// What plain rows have to pass beside their notation, as ``LedgerRowReader`` decides it.
    /// - Returns: the records that pass, rows of totals, and rows at fault with the number of their name.
    public func passed(_ columns: LedgerColumns) -> (
        kept: LedgerRecords, skipped: Int, faults: [(row: UInt32, name: Int, fault: LedgerRowFault)]
    ) {
        let words = (0..<names.count).map { LedgerText.narrowed(names[$0]) }
        let totals = Set(words.indices.filter { LedgerWords.isTotalRow(words[$0]) })
        let nobody = Set(words.indices.filter { words[$0].isEmpty })
        let isNegative = columns.kind == .report && records.amounts.contains { $0 < 0 }
        guard !totals.isEmpty || !nobody.isEmpty || isNegative else { return (records, 0, []) }
        var (rows, skipped) = ([UInt32](), 0)
        var faults: [(row: UInt32, name: Int, fault: LedgerRowFault)] = []
        for row in 0..<records.count {
            let name = Int(records.subjects[row].number)
            if totals.contains(name) {
                skipped += 1
            } else if nobody.contains(name) {
                faults.append((records.rows[row], name, .nobody(columns)))
            } else if columns.kind == .report, records.amounts[row] < 0 {
                faults.append((records.rows[row], name, .negative(columns)))
            } else {
                rows.append(UInt32(row))
            }
        }
        return (records.gathered(rows[...]), skipped, faults)
    }
}

extension LedgerRowFault {
    static func nobody(_ columns: LedgerColumns) -> LedgerRowFault {
        LedgerRowFault(columns.heading(.subject), "names nobody", "fill in the cell")
    }

    static func negative(_ columns: LedgerColumns) -> LedgerRowFault {
        LedgerRowFault(columns.heading(.tonnes), "is negative", "correct the report; a report of nothing is 0")
    }
}
