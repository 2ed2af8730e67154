/// A range of subject numbers: the unit in which records are stored, ordered and evaluated.
@frozen
public struct SubjectRange: Hashable, Comparable, Sendable {
    /// How many numbers a range has: so many subjects with ten years of months are some 480,000 reports.
    public static let size: UInt32 = 4096

    /// The numbers of range 3 are 12,288...16,383.
    public let index: UInt32

    @inlinable
    public init(index: UInt32) { self.index = index }

    @inlinable
    public init(of subject: SubjectID) { index = subject.number / SubjectRange.size }

    public var numbers: Range<UInt32> {
        let first = index * Self.size
        return first..<(first.addingReportingOverflow(Self.size).overflow ? .max : first + Self.size)
    }

    @inlinable
    public static func < (a: SubjectRange, b: SubjectRange) -> Bool { a.index < b.index }
}

extension LedgerRecords {
    /// The records of each range of subjects, ranges ascending; within one in the order they have here.
    /// - Complexity: O(n + r) for n records in r ranges that follow each other.
    public func splitByRange() -> [(range: SubjectRange, records: LedgerRecords)] {
        guard let first = subjects.first else { return [] }
        var (low, high) = (SubjectRange(of: first), SubjectRange(of: first))
        for subject in subjects {
            let range = SubjectRange(of: subject)
            if range < low { low = range }
            if high < range { high = range }
        }
        if low == high { return [(low, self)] }
        let order = orderByRange(low.index, Int(high.index - low.index) + 1)
        return order.starts.indices.dropLast().compactMap { i in
            let rows = order.rows[order.starts[i]..<order.starts[i + 1]]
            return rows.isEmpty ? nil : (SubjectRange(index: low.index + UInt32(i)), gathered(rows))
        }
    }

    private func orderByRange(_ low: UInt32, _ count: Int) -> (starts: [Int], rows: [UInt32]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for subject in subjects { starts[Int(SubjectRange(of: subject).index - low) + 1] += 1 }
        for i in 0..<count { starts[i + 1] += starts[i] }
        var next = starts
        var rows = [UInt32](repeating: 0, count: subjects.count)
        for (row, subject) in subjects.enumerated() {
            let range = Int(SubjectRange(of: subject).index - low)
            rows[next[range]] = UInt32(row)
            next[range] += 1
        }
        return (starts, rows)
    }
}
