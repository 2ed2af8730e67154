public import OreFeatures

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

/// What only the records of a whole file show: the same twice, two that contradict each other, months that have not come.
public struct LedgerScreen: Sendable {
    /// The records that stand in the ledger, by subject, period, line and detail.
    public private(set) var kept: LedgerRecords
    /// Records that said the same as another.
    public private(set) var repeated = 0
    /// Rows of `records` that are set aside: its subject, its row, and why.
    public private(set) var faults: [(subject: SubjectID, row: UInt32, column: Attribute, what: String, next: String)] = []

    /// - Parameters:
    ///   - records: of one file.
    ///   - today: months that begin after it have not come.
    /// - Throws: `LedgerFault.tooManyRecords`.
    /// - Complexity: O(n) for n records in order; see ``RecordOrder``.
    public init(_ records: LedgerRecords, today: Day) throws(LedgerFault) {
        let ordered = try Self.numbered(records).ordered()
        var rows: [UInt32] = []
        rows.reserveCapacity(ordered.count)
        var start = 0
        kept = LedgerRecords(records.kind)
        while start < ordered.count {
            var end = start + 1
            while end < ordered.count, ordered.isSameKey(start, end) { end += 1 }
            if Self.isAfter(today, ordered, start) {
                for row in start..<end { setAside(ordered, row, Self.future(ordered.kind)) }
            } else if end - start == 1 || ordered.kind.standsAloneWithoutDetail && ordered.details[start] == 0 {
                rows.append(contentsOf: (start..<end).map { UInt32($0) })
            } else {
                settle(ordered, start..<end, &rows)
            }
            start = end
        }
        kept = rows.count == ordered.count ? ordered : ordered.gathered(rows[...])
    }

    private typealias Words = (column: Attribute, what: String, next: String)

    private mutating func setAside(_ records: LedgerRecords, _ row: Int, _ words: Words) {
        faults.append((records.subjects[row], records.rows[row], words.column, words.what, words.next))
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
                for row in start..<end {
                    let what = "contradicts another record of the same key (rows \(others))"
                    setAside(records, row, (.tonnes, what, "delete the wrong one, or give each the day it was received"))
                }
            }
            start = end
        }
    }

    private static func isAfter(_ today: Day, _ records: LedgerRecords, _ row: Int) -> Bool {
        let period = Int(records.periods[row])
        return switch records.kind {
        case .report: period > CalendarMonth(today).number
        case .invoice: period > Int(today.daysSince1970)
        // Quotas of the next year are given in the old one.
        case .quota: period > today.yearMonthDay.year + 1
        }
    }

    private static func future(_ kind: FigureKind) -> Words {
        switch kind {
        case .report: (.month, "speaks of a month that has not come", "correct the month")
        case .invoice: (.date, "is of a day that has not come", "correct the day")
        case .quota: (.year, "speaks of a year that is far off", "correct the year")
        }
    }

    /// Batches without a number are told apart by the day of their issue.
    private static func numbered(_ records: LedgerRecords) -> LedgerRecords {
        guard records.kind == .quota, records.details.contains(0) else { return records }
        return records.mappingDetails { detail, stated, marks in
            guard detail == 0, stated != LedgerRecords.notStated, !marks.contains(.total) else { return detail }
            return 1 << 62 | UInt64(UInt32(bitPattern: stated))
        }
    }
}
