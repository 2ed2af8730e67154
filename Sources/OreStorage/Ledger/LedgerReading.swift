internal import Foundation
internal import GRDB
internal import OreCases
public import OreLedger

/// The ledger as it was known at a commit: which segments there are, and the names of subjects. Segments are read when they are asked for.
public struct StoredLedger: Sendable {
    let store: Store
    private let entries: [FigureKind: [SubjectRange: [LedgerSegmentEntry]]]
    public let commit: Int
    public let names: NameTable

    /// - Parameter commit: `nil`: the latest.
    /// - Throws: ``StoreError``.
    public init(_ store: Store, asOf commit: Int? = nil) throws(StoreError) {
        self.store = store
        (self.commit, entries, names) = try store.read { db in
            let latest = try Store.latestCommit(db)
            let commit = min(commit ?? latest, latest)
            var entries: [FigureKind: [SubjectRange: [LedgerSegmentEntry]]] = [:]
            for kind in FigureKind.allCases {
                entries[kind] = Dictionary(grouping: try Store.ledgerEntries(db, kind, asOf: commit), by: \.range)
            }
            return (commit, entries, try LedgerNames.load(db, path: store.path))
        }
    }

    /// Ranges of subjects that have any record, ascending.
    public var ranges: [SubjectRange] { Set(entries.values.flatMap(\.keys)).sorted() }

    /// Records of a kind, superseded ones too.
    public func count(of kind: FigureKind) -> Int { entries[kind]?.values.joined().reduce(0) { $0 + $1.rows } ?? 0 }

    /// The records of a kind and a range, in no order.
    /// - Throws: ``StoreError``; `damaged` for bytes that are not what was written.
    /// - Complexity: O(their bytes). Any thread.
    public func records(_ kind: FigureKind, _ range: SubjectRange) throws(StoreError) -> LedgerRecords {
        try store.ledgerRecords(entries[kind]?[range] ?? [], kind)
    }

    public func name(of subject: SubjectID) -> String {
        Int(subject.number) < names.count ? names[Int(subject.number)] : "?\(subject.number)"
    }
}

extension Store {
    /// Visible segments of a kind, in the order in which they came.
    static func ledgerEntries(_ db: Database, _ kind: FigureKind, asOf commit: Int?) throws -> [LedgerSegmentEntry] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT \(LedgerSegmentEntry.columns) FROM ledger_segments
                WHERE kind = ?1 AND known_from IS NOT NULL AND (?2 IS NULL OR known_from <= ?2) ORDER BY range, id
                """, arguments: [kind.recordKind.rawValue, commit]
        ).map(LedgerSegmentEntry.init)
    }
}
