internal import Foundation
internal import GRDB
internal import OreCases
internal import OreFeatures
public import OreLedger

/// Brings the entries of one file into the store: staged in pieces, visible by one commit.
///
/// What each means to those that are known already: see `EntryMerge`. Nothing vanishes: a delivery says something of the keys that it names,
/// and nothing of others.
public struct EntryImport: Sendable {
    private let store: Store
    private let journal: ImportJournal
    private let lock: ImportLock
    private let kind: EntryKind
    static let piece = 20_000

    /// Waits for another import up to the store's limit, and collects what interrupted ones left.
    /// - Parameter request: of a kind of entries.
    /// - Throws: ``StoreError``.
    public init(_ store: Store, _ request: ImportRequest) throws(StoreError) {
        guard let kind = EntryKind(request.kind) else {
            throw .failed(path: store.path, reason: "\(request.kind.rawValue) are no entries of the ledger")
        }
        (self.store, self.kind) = (store, kind)
        lock = try ImportLock(store: store.path, seconds: store.options.busySeconds)
        journal = try ImportJournal(store, request)
    }

    /// Leaves nothing behind; for a file that is refused.
    public func abandon() { try? ImportJournal.remove(journal.id, store) }

    /// What the entries of the file mean to those that are known; nothing is written.
    /// - Parameter entries: of the file, in the order of its rows.
    public func merge(_ entries: [LedgerEntry]) throws(StoreError) -> EntryMerge {
        let kind = kind
        let known = try store.read { db in
            // Whether somebody belongs to himself, all links tell together.
            if kind == .members { return try Store.knownEntries(db, kind) }
            return try Store.knownEntries(db, kind, keys: Set(entries.map(\.keyDigest)))
        }
        return EntryMerge(entries, known: known)
    }

    /// Makes the result visible; when nothing is new, only the record of the delivery.
    /// - Parameters:
    ///   - merge: of ``merge(_:)``.
    ///   - faults: rows that are set aside, those that the merge sets aside among them.
    ///   - skipped: rows of totals and the like.
    public func commit(_ merge: EntryMerge, faults: [LineFault], skipped: Int, _ source: ImportSource) throws(StoreError) -> ImportOutcome {
        var counts = IngestCounts()
        (counts.stored, counts.changed, counts.unchanged) = (merge.stored, merge.changed, merge.unchanged)
        (counts.quarantined, counts.skipped) = (faults.count, skipped)
        for start in stride(from: 0, to: faults.count, by: Self.piece) {
            try journal.quarantine(
                faults[start..<min(start + Self.piece, faults.count)].map {
                    QuarantinedFeature(row: Int($0.row), identifier: $0.identifier, reason: $0.words, feature: $0.text)
                })
        }
        for start in stride(from: 0, to: merge.kept.count, by: Self.piece) {
            try store.stage(merge.kept[start..<min(start + Self.piece, merge.kept.count)], importID: journal.id)
        }
        let (journal, final) = (journal, counts)
        let isChanged = final.stored + final.changed + final.quarantined > 0
        let set = Set(faults.compactMap(\.identifier))
        let delivered = Set(merge.kept.map(\.identifier)).subtracting(set)
        let names = merge.kept.flatMap(\.subjectNames)
        let commit = try store.write { db in
            let commit = try journal.commit(db, isChanged: isChanged)
            try Self.number(names, db, store.path, importID: journal.id, commit: commit)
            try db.execute(
                sql: "UPDATE ledger_entries SET known_from = ? WHERE import_id = ? AND known_from IS NULL", arguments: [commit, journal.id])
            try journal.resolveQuarantine(db, identifiers: delivered, commit: commit)
            try journal.close(db, source, dataset: journal.request.dataset ?? "", counts: final, commit: commit)
            return commit
        }
        return ImportOutcome(counts: final, commit: isChanged ? commit : nil, dataset: journal.request.dataset ?? "")
    }

    /// Gives names that were not met before a number of the ledger's.
    private static func number(_ texts: [String], _ db: Database, _ path: String, importID: Int64, commit: Int) throws {
        guard !texts.isEmpty else { return }
        var names = try LedgerNames.load(db, path: path)
        let known = names.count
        for text in texts {
            var text = text
            _ = text.withUTF8 { names.number(of: UnsafeRawBufferPointer($0)) }
        }
        try LedgerNames.stage(names, from: known, db, importID: importID)
        try db.execute(sql: "UPDATE ledger_names SET known_from = ? WHERE import_id = ?", arguments: [commit, importID])
    }
}
