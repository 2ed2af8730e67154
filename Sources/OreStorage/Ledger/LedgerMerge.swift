internal import OreLedger

/// What the records of one range that are on their way mean to those that are known.
///
/// Records of one key stated on one day: where the delivery has two that differ, both are set aside. One that says what the latest known one
/// says is unchanged; one that says something else, or is of another day than those known, has changed; the rest is new. Invoices without a
/// number have no key: of equal ones the store holds as many as the delivery that had most, so that a list delivered again, or grown, counts once.
struct LedgerMerge {
    /// Those to be kept; rows as in the delivery.
    private(set) var kept: LedgerRecords
    private(set) var stored = 0
    private(set) var changed = 0
    private(set) var unchanged = 0
    private(set) var conflicting: [LedgerRecord] = []

    var dropsNone: Bool { unchanged == 0 && conflicting.isEmpty }

    /// - Parameters:
    ///   - new: with commits later than those of `known`.
    /// - Complexity: O(n log n).
    init(_ new: LedgerRecords, known: LedgerRecords) throws(LedgerFault) {
        kept = LedgerRecords(new.kind)
        var all = known
        all.append(contentsOf: new)
        let records = try all.ordered()
        let commit = new.commits.first ?? .max
        var keep: [UInt32] = []
        keep.reserveCapacity(new.count)
        var row = 0
        while row < records.count {
            var end = row + 1
            while end < records.count, records.isSameRecord(row, end) { end += 1 }
            judge(records, row..<end, commit, &keep)
            row = end
        }
        kept = dropsNone ? new : records.picked(keep)
    }

    /// - Parameter group: the records of one key, in the order in which they stand.
    private mutating func judge(_ records: LedgerRecords, _ group: Range<Int>, _ commit: Int32, _ keep: inout [UInt32]) {
        if group.count == 1 {
            guard records.commits[group.lowerBound] == commit else { return }
            stored += 1
            keep.append(UInt32(group.lowerBound))
            return
        }
        let isKnown = group.contains { records.commits[$0] < commit }
        if records.kind == .invoice, records.details[group.lowerBound] == 0 { return judgeKeyless(records, group, commit, &keep) }
        var start = group.lowerBound
        while start < group.upperBound {
            var end = start + 1
            while end < group.upperBound, records.stated[end] == records.stated[start] { end += 1 }
            judge(records, ofOneDay: start..<end, isKnown: isKnown, commit, &keep)
            start = end
        }
    }

    private mutating func judge(_ records: LedgerRecords, ofOneDay rows: Range<Int>, isKnown: Bool, _ commit: Int32, _ keep: inout [UInt32])
    {
        // Those that are known come first.
        var place = rows.lowerBound
        while place < rows.upperBound, records.commits[place] < commit { place += 1 }
        guard place < rows.upperBound else { return }
        let (own, first) = (place..<rows.upperBound, place)
        if own.contains(where: { !records.saysTheSame($0, first) }) {
            conflicting += own.map { records[$0] }
            return
        }
        unchanged += own.count - 1
        if place > rows.lowerBound, records.saysTheSame(place - 1, first) {
            unchanged += 1
            return
        }
        if isKnown { changed += 1 } else { stored += 1 }
        keep.append(UInt32(first))
    }

    private mutating func judgeKeyless(_ records: LedgerRecords, _ group: Range<Int>, _ commit: Int32, _ keep: inout [UInt32]) {
        struct Said: Hashable {
            var amount: Int64
            var stated: Int32
            var marks: RecordMarks
        }
        var known: [Said: Int] = [:]
        func said(_ row: Int) -> Said { Said(amount: records.amounts[row], stated: records.stated[row], marks: records.marks[row]) }
        for row in group where records.commits[row] < commit { known[said(row), default: 0] += 1 }
        for row in group where records.commits[row] == commit {
            let said = said(row)
            if let count = known[said], count > 0 {
                known[said] = count - 1
                unchanged += 1
            } else {
                stored += 1
                keep.append(UInt32(row))
            }
        }
    }
}

extension LedgerRecords {
    /// Whether two records share their key.
    func isSameRecord(_ a: Int, _ b: Int) -> Bool {
        subjects[a] == subjects[b] && periods[a] == periods[b] && lines[a] == lines[b] && details[a] == details[b]
    }

    func saysTheSame(_ a: Int, _ b: Int) -> Bool { amounts[a] == amounts[b] && stated[a] == stated[b] && marks[a] == marks[b] }

    /// Of ordered records: some share their key and the day they were stated; those without a key do not count.
    var hasRepeatedKeys: Bool {
        guard count > 1 else { return false }
        for row in 1..<count where isSameRecord(row - 1, row) && stated[row - 1] == stated[row] {
            if kind != .invoice || details[row] != 0 { return true }
        }
        return false
    }
}
