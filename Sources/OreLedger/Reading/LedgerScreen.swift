/// A row that is no part of the ledger, with the place, the reason and what next.
public struct SetAsideRow: Sendable, Hashable {
    /// Base name of the file.
    public var file: String
    public var row: Int
    public var column: String
    public var reason: String
    public var next: String
    /// Whom it names; empty where that cannot be read.
    public var name: String

    public init(file: String, row: Int, column: String, reason: String, next: String, name: String) {
        (self.file, self.row, self.column, self.reason, self.next, self.name) = (file, row, column, reason, next, name)
    }
}

/// What only the records of a whole file show: the same twice, two that contradict each other.
public struct LedgerScreen: Sendable {
    /// The records that stand in the ledger, by subject, period, line and detail.
    public private(set) var kept: LedgerRecords
    /// Records that said the same as another.
    public private(set) var repeated = 0
    /// Rows of `records` that are set aside: its subject, its row, and why; the column is the one of the figures.
    public private(set) var faults: [(subject: SubjectID, row: UInt32, fault: LedgerRowFault)] = []

    /// - Parameter records: of one file.
    /// - Throws: `LedgerFault.tooManyRecords`.
    /// - Complexity: O(n) for n records in order; see ``RecordOrder``.
    public init(_ records: LedgerRecords) throws(LedgerFault) {
        let ordered = try records.numberingBatches().ordered()
        var rows: [UInt32] = []
        rows.reserveCapacity(ordered.count)
        var start = 0
        kept = LedgerRecords(records.kind)
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, ordered.isSameKey(start, end) { end += 1 }
            if end - start == 1 || ordered.kind.standsAloneWithoutDetail && ordered.details[start] == 0 {
                rows.append(contentsOf: (start..<end).map { UInt32($0) })
            } else {
                settle(ordered, start..<end, &rows)
            }
            start = end
        }
        kept = rows.count == ordered.count ? ordered : ordered.gathered(rows[...])
    }

    /// Records of one key, by the day they were stated: of one day they are the same, or contradict each other. Of several days the later one
    /// corrects the earlier.
    private mutating func settle(_ records: LedgerRecords, _ range: Range<Int>, _ rows: inout [UInt32]) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound, records.stated[end] == records.stated[start] { end += 1 }
            let isOne = (start..<end).allSatisfy {
                records.amounts[$0] == records.amounts[start] && records.marks[$0] == records.marks[start]
            }
            if isOne {
                rows.append(UInt32(start))
                repeated += end - start - 1
            } else {
                let others = (start..<end).map { String(records.rows[$0]) }.joined(separator: ", ")
                for row in start..<end { faults.append((records.subjects[row], records.rows[row], .contradicting(rows: others))) }
            }
            start = end
        }
    }
}

extension LedgerRecords {
    /// Batches without a number are told apart by the day of their issue.
    public func numberingBatches() -> LedgerRecords {
        guard kind == .quota, details.contains(0) else { return self }
        return mappingDetails { detail, stated, marks in
            guard detail == 0, stated != LedgerRecords.notStated, !marks.contains(.total) else { return detail }
            return 1 << 62 | UInt64(UInt32(bitPattern: stated))
        }
    }
}
