/// The order in which records are folded: by subject, period, line, detail, and of one key the one that stands last.
///
/// Deliveries of one import come ordered and cost one pass. Others are sorted by the bytes of subject and period that differ at all, then each
/// group of one subject and period, a few records mostly, by the rest.
/// - Complexity: O(n) for n records, with up to eight passes.
struct RecordOrder {
    /// Rows in order; `nil`: they lie in order.
    let permutation: [UInt32]?

    init(_ records: LedgerRecords) throws(LedgerFault) {
        let count = records.count
        guard count <= Int(UInt32.max) else { throw .tooManyRecords(count) }
        let (subjects, periods) = (records.subjects.span, records.periods.span)
        var isOrdered = true
        var differing: UInt64 = 0
        let first = count > 0 ? Self.place(subjects[0], periods[0]) : 0
        var before = first
        for row in 0..<count {
            let place = Self.place(subjects[row], periods[row])
            differing |= place ^ first
            if place <= before, row > 0, place < before || records.isBefore(row, row - 1) { isOrdered = false }
            before = place
        }
        permutation = isOrdered ? nil : Self.sorted(records, differing)
    }

    /// Subject and period in one number that sorts like both.
    @inline(__always)
    private static func place(_ subject: SubjectID, _ period: Int32) -> UInt64 {
        UInt64(subject.number) << 32 | UInt64(UInt32(bitPattern: period) ^ 0x8000_0000)
    }

    private static func sorted(_ records: LedgerRecords, _ differing: UInt64) -> [UInt32] {
        let count = records.count
        var keys = (0..<count).map { place(records.subjects[$0], records.periods[$0]) }
        var order = (0..<count).map { UInt32($0) }
        var nextKeys = [UInt64](repeating: 0, count: count)
        var nextOrder = [UInt32](repeating: 0, count: count)
        for byte in 0..<8 where differing >> UInt64(byte * 8) & 0xFF != 0 {
            let shift = UInt64(byte * 8)
            var starts = [Int](repeating: 0, count: 257)
            for key in keys { starts[Int(key >> shift & 0xFF) + 1] += 1 }
            for digit in 0..<256 { starts[digit + 1] += starts[digit] }
            for i in 0..<count {
                let digit = Int(keys[i] >> shift & 0xFF)
                nextKeys[starts[digit]] = keys[i]
                nextOrder[starts[digit]] = order[i]
                starts[digit] += 1
            }
            swap(&keys, &nextKeys)
            swap(&order, &nextOrder)
        }
        var start = 0
        while start < count {
            var end = start + 1
            while end < count, keys[end] == keys[start] { end += 1 }
            if end - start > 16 {
                order[start..<end].sort { records.isBefore(Int($0), Int($1)) }
            } else if end - start > 1 {
                insert(&order, start..<end, records)
            }
            start = end
        }
        return order
    }

    /// Orders a few in place: there are millions of such groups where a table is delivered again.
    private static func insert(_ order: inout [UInt32], _ group: Range<Int>, _ records: LedgerRecords) {
        for i in group.dropFirst() {
            let row = order[i]
            var place = i
            while place > group.lowerBound, records.isBefore(Int(row), Int(order[place - 1])) {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = row
        }
    }
}
