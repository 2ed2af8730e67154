/// What became of a record.
public enum RecordState: String, Sendable, Hashable, CaseIterable {
    case stands
    /// A stated total of the year is counted in its place.
    case withinTotal = "within_total"
    /// Another record of the same key was received later.
    case superseded
    /// Takes back what was said under its key.
    case withdrawal
}

/// Of each record of some subjects what became of it.
public struct RecordHistory: Sendable {
    /// In order.
    public let records: LedgerRecords
    public let states: [RecordState]

    /// - Parameter records: every one of their subjects that is known, in any order.
    /// - Throws: `LedgerFault.tooManyRecords`.
    /// - Complexity: O(n log n).
    public init(_ records: LedgerRecords) throws(LedgerFault) {
        let own = try records.ordered()
        var counted = Set<Int>()
        for material in MaterialKind.allCases {
            try StandingRows(own, asOf: nil, material: material).forEach { (_, _, _, rows) throws(LedgerFault) in counted.formUnion(rows) }
        }
        states = (0..<own.count).map { row in
            if Self.isFollowed(row, own) { return .superseded }
            if own.marks[row].contains(.withdrawn) { return .withdrawal }
            return counted.contains(row) ? .stands : .withinTotal
        }
        self.records = own
    }

    /// The record that came next under the same key; `nil` for the last.
    public func successor(of row: Int) -> Int? { Self.isFollowed(row, records) ? row + 1 : nil }

    private static func isFollowed(_ row: Int, _ records: LedgerRecords) -> Bool {
        guard row + 1 < records.count, records.isSameKey(row, row + 1) else { return false }
        return !(records.kind.standsAloneWithoutDetail && records.details[row] == 0)
    }
}

/// What became of an entry.
public struct EntryHistory: Sendable {
    public let entry: LedgerEntry
    public let state: RecordState
    /// The entry that came next under the same key.
    public let successor: LedgerEntry?
}

extension Sequence<LedgerEntry> {
    /// Each of them with what became of it, by kind, then key, then in the order in which they stood.
    /// - Complexity: O(n log n).
    public func histories() -> [EntryHistory] {
        let groups = Dictionary(grouping: self) { EntryKey(kind: $0.kind, values: $0.key) }.map { group in
            group.value.sorted { $1.isSuperseding($0) }
        }
        func place(_ entry: LedgerEntry) -> (String, String) { (entry.kind.rawValue, entry.identifier) }
        return groups.sorted { place($0[0]) < place($1[0]) }.flatMap { group in
            group.indices.map { i in
                let next = i + 1 < group.count ? group[i + 1] : nil
                let state: RecordState = next != nil ? .superseded : group[i].isWithdrawn ? .withdrawal : .stands
                return EntryHistory(entry: group[i], state: state, successor: next)
            }
        }
    }
}
