internal import Foundation
internal import GRDB
public import OreCases
public import OreFeatures
public import OreLedger

extension EntryKind {
    /// `nil` for records that are no entries.
    public init?(_ kind: RecordKind) { self.init(rawValue: kind.rawValue) }

    /// The kind of record that they are kept as, or come with.
    public var recordKind: RecordKind { self == .quotaMembers ? .quotas : RecordKind(rawValue: rawValue) ?? .stock }
}

/// An entry as its table has it, proved.
struct StoredEntry: Sendable {
    static let columns = "id, kind, import_id, known_from, row, key, digest, data"
    var id: Int64
    var key: Int64
    var entry: LedgerEntry

    /// - Throws: ``StoreError/damagedRecord``.
    init(_ row: Row) throws(StoreError) {
        let (word, file, known, line): (String, Int64, Int64?, Int64) = (
            try row.value(1), try row.value(2), try row.optional(3), try row.value(4)
        )
        let digest: Int64 = try row.value(6)
        let data = row[7] as DatabaseValue
        guard let kind = EntryKind(rawValue: word), let bytes = Data.fromDatabaseValue(data), let file = Int32(exactly: file),
            let commit = Int32(exactly: known ?? 0), let line = UInt32(exactly: line), Int64(bitPattern: ContentHash.of(bytes)) == digest
        else { throw .damagedRecord }
        (id, key) = (try row.value(0), try row.value(5))
        do {
            entry = try bytes.withUnsafeBytes { try EntryCodec.entry(kind, $0) }
        } catch { throw .damagedRecord }
        (entry.file, entry.commit, entry.row) = (file, commit, line)
    }
}

extension StoredLedger {
    /// Every entry that was known, superseded ones and withdrawals too, in the order of kind, commit and row; see `standing(asOf:on:)`.
    /// - Parameter kind: `nil`: of all kinds.
    /// - Throws: ``StoreError``; `damaged` for bytes that are not what was written.
    /// - Complexity: O(entries): a row each.
    public func entries(_ kind: EntryKind? = nil) throws(StoreError) -> [LedgerEntry] {
        let (path, commit) = (store.path, commit)
        return try store.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(StoredEntry.columns) FROM ledger_entries
                    WHERE known_from <= ?1 AND (?2 IS NULL OR kind = ?2) ORDER BY kind, known_from, import_id, row, id
                    """, arguments: [commit, kind?.rawValue])
            var entries: [LedgerEntry] = []
            while let row = try rows.next() {
                do { entries.append(try StoredEntry(row).entry) } catch {
                    throw StoreError.damaged(path: path, reason: "an entry of the ledger is not what was written")
                }
            }
            return entries
        }
    }

    /// The entries that stand, as typed values whose subjects have the numbers of ``names``.
    /// - Parameter day: received later had not been seen; `nil`: all.
    /// - Throws: ``StoreError``.
    public func entryBook(on day: Day? = nil) throws(StoreError) -> EntryBook {
        var names = names
        return EntryBook(try entries().standing(on: day)) { name, _ in
            var name = name
            return SubjectID(name.withUTF8 { names.number(of: UnsafeRawBufferPointer($0)) })
        }
    }
}

extension Store {
    /// The last commit, up to the one given, that brought entries of a kind; 0 when none did.
    public func lastCommit(ofEntries kind: EntryKind, through commit: Int) throws(StoreError) -> Int {
        try read { db in
            try Int.fetchOne(
                db, sql: "SELECT coalesce(max(known_from), 0) FROM ledger_entries WHERE kind = ? AND known_from <= ?",
                arguments: [kind.rawValue, commit]) ?? 0
        }
    }

    /// Stages entries of an import.
    func stage(_ entries: ArraySlice<LedgerEntry>, importID: Int64) throws(StoreError) {
        try stage { db in
            let statement = try db.cachedStatement(
                sql: "INSERT INTO ledger_entries (kind, key, import_id, row, digest, data) VALUES (?, ?, ?, ?, ?, ?)")
            for entry in entries {
                let bytes = EntryCodec.bytes(entry)
                try statement.execute(arguments: [
                    entry.kind.rawValue, entry.keyDigest, importID, Int64(entry.row), Int64(bitPattern: ContentHash.of(bytes)), Data(bytes),
                ])
            }
        }
    }

    /// Visible entries of some keys.
    static func knownEntries(_ db: Database, _ kind: EntryKind, keys: Set<Int64>) throws -> [LedgerEntry] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(StoredEntry.columns) FROM ledger_entries WHERE kind = ? AND key = ? AND known_from IS NOT NULL ORDER BY id")
        return try keys.sorted().flatMap { key in
            try Row.fetchAll(statement, arguments: [kind.rawValue, key]).map { try StoredEntry($0).entry }
        }
    }

    static func knownEntries(_ db: Database, _ kind: EntryKind) throws -> [LedgerEntry] {
        try Row.fetchAll(
            db, sql: "SELECT \(StoredEntry.columns) FROM ledger_entries WHERE kind = ? AND known_from IS NOT NULL ORDER BY id",
            arguments: [kind.rawValue]
        ).map { try StoredEntry($0).entry }
    }
}
