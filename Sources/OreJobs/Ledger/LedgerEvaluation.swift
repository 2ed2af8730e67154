public import OreLedger
public import OreStorage
internal import Synchronization

/// The rules over the figures of a store, partition by partition on all threads.
public struct LedgerEvaluation: Sendable {
    private let ledger: StoredLedger
    public var rules: FigureRules
    public var lines = LineSelection(.mining)
    public var threads = 1

    public init(_ ledger: StoredLedger, rules: FigureRules) { (self.ledger, self.rules) = (ledger, rules) }

    private struct Part<Output: Sendable>: Sendable {
        var months: Set<Int32>
        var years: Set<Int32>
        var output: Output
    }

    /// Every row that the rules find, by number of subject.
    /// - Throws: `StoreError`; `LedgerFault` for sums that leave their range.
    public func rows() throws -> FigureFindings {
        try partitions { $0 }.reduce(into: FigureFindings()) { $0.append($1) }
    }

    /// What is made of the rows of each partition, partitions in order of their subjects' numbers.
    /// - Complexity: O(records), each read once; a partition that knows fewer months than the ledger is read twice. Memory for one partition a
    ///   thread, some 100 MB of half a million reports, and for what is made.
    func partitions<Output: Sendable>(_ make: @Sendable (FigureFindings) throws -> Output) throws -> [Output] {
        let ranges = ledger.ranges
        let parts = Mutex<[Int: Part<Output>]>([:])
        try LedgerThreads.forEach(Array(ranges.indices), threads: threads) { i in
            let partition = try LedgerPartition(self.ledger, ranges[i], self.lines)
            let background = LedgerBackground(observing: CollectionOfOne(partition))
            let output = try make(self.rules.evaluate(partition, background))
            let part = Part(months: Set(background.months), years: Set(background.quotaYears), output: output)
            parts.withLock { $0[i] = part }
        }
        // What the others show: months for which anybody reported, years of which anybody has a quota.
        let (months, years) = parts.withLock { parts in
            parts.values.reduce(into: (Set<Int32>(), Set<Int32>())) { all, part in
                all.0.formUnion(part.months)
                all.1.formUnion(part.years)
            }
        }
        var background = LedgerBackground()
        (background.months, background.quotaYears) = (months.sorted(), years.sorted())
        let whole = background
        let narrow = parts.withLock { parts in ranges.indices.filter { parts[$0]?.months != months || parts[$0]?.years != years } }
        try LedgerThreads.forEach(narrow, threads: threads) { i in
            let output = try make(self.rules.evaluate(LedgerPartition(self.ledger, ranges[i], self.lines), whole))
            parts.withLock { $0[i]?.output = output }
        }
        let made = parts.withLock { parts in
            defer { parts = [:] }
            return parts
        }
        return ranges.indices.compactMap { made[$0]?.output }
    }
}

extension StoredLedger {
    /// The place of each subject among all by name, so that no list shows the order in which the store met them; `nil`: numbers are in that
    /// order already.
    func ranks() -> [UInt32]? {
        let texts = (0..<names.count).map { names[$0] }
        guard zip(texts, texts.dropFirst()).contains(where: { $0 >= $1 }) else { return nil }
        var ranks = [UInt32](repeating: 0, count: texts.count)
        for (rank, number) in texts.indices.sorted(by: { texts[$0] < texts[$1] }).enumerated() { ranks[number] = UInt32(rank) }
        return ranks
    }
}
