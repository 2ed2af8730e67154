internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Brings the records of one register file (licences, zones, districts, scenes, licence events) into the store: staged as they are read,
/// compared with what is known, visible by one commit.
///
/// A record is known by its dataset, its id and, where rows share an id, its place among them.
public final class RegisterImport: Sendable {
    private let store: Store
    private let journal: ImportJournal
    private let lock: ImportLock
    private let state = Mutex(State())

    private struct State {
        var rows: [StagedRow] = []
        var counts = IngestCounts()
    }

    private struct StagedRow {
        var id: Int64
        var key: String
        var content: UInt64
        var wasRepaired: Bool
    }

    public init(_ store: Store, _ request: ImportRequest) throws(StoreError) {
        self.store = store
        lock = try ImportLock(store: store.path, seconds: store.options.busySeconds)
        journal = try ImportJournal(store, request)
    }

    public func append(_ encoded: EncodedRegisterRows) throws(StoreError) {
        guard encoded.count > 0 else { return }
        let (id, kind) = (journal.id, journal.request.kind.rawValue)
        let staged = try store.stage { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO register_rows (kind, dataset, key, ordinal, import_id, row, content, min_x, min_y, max_x, max_y, repair,
                    \(LicenceFacts.columns), attributes, geometry, original, extra)
                    VALUES (?, '', ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, \(LicenceFacts.places), ?, ?, ?, ?)
                    """)
            return try encoded.rows.map { row in
                var values = [kind.databaseValue, row.key.databaseValue, id.databaseValue, row.row.databaseValue]
                values.append(Int64(bitPattern: row.content).databaseValue)
                let sides = row.box.map { [$0.minX.databaseValue, $0.minY.databaseValue, $0.maxX.databaseValue, $0.maxY.databaseValue] }
                values += sides ?? [.null, .null, .null, .null]
                values.append(row.repair?.databaseValue ?? .null)
                values += row.licence?.values ?? LicenceFacts.none
                values += [row.attributes, row.geometry, row.original, row.extra].map { $0.map { Data($0).databaseValue } ?? .null }
                try statement.execute(arguments: StatementArguments(values))
                return StagedRow(id: db.lastInsertedRowID, key: row.key, content: row.content, wasRepaired: row.wasRepaired)
            }
        }
        state.withLock { $0.rows += staged }
    }

    public func quarantine(_ features: [QuarantinedFeature]) throws(StoreError) { try journal.quarantine(features) }

    /// Adds to the account what never came here.
    public func count(quarantined: Int, skipped: Int) {
        state.withLock {
            $0.counts.quarantined += quarantined
            $0.counts.skipped += skipped
        }
    }

    /// Leaves nothing behind; for a file that is refused midway.
    public func abandon() { try? ImportJournal.remove(journal.id, store) }

    /// Compares with what is known of the register and makes the result visible.
    public func commit(_ source: ImportSource) throws(StoreError) -> ImportOutcome {
        let (rows, counts) = state.withLock { ($0.rows, $0.counts) }
        return try store.write { db in
            let known = try KnownRegisters(db, kind: self.journal.request.kind)
            let choice = known.dataset(for: Set(rows.map(\.key)), self.journal.request)
            return try self.apply(rows, counts, choice, known, source, db)
        }
    }

    private func apply(
        _ rows: [StagedRow], _ start: IngestCounts, _ choice: KnownRegisters.Choice, _ known: KnownRegisters, _ source: ImportSource,
        _ db: Database
    ) throws -> ImportOutcome {
        var counts = start
        var ordinals: [String: Int] = [:]
        var (unchanged, replaced, fresh): ([Int64], [(old: Int64, new: Int64)], [(id: Int64, ordinal: Int)]) = ([], [], [])
        var current = known.rows(of: choice.name)
        for row in rows {
            let ordinal = ordinals[row.key, default: 0]
            ordinals[row.key] = ordinal + 1
            guard let old = current.removeValue(forKey: .init(row.key, ordinal)) else {
                counts.stored += 1
                if row.wasRepaired { counts.repaired += 1 }
                fresh.append((row.id, ordinal))
                continue
            }
            if old.content == Int64(bitPattern: row.content) {
                counts.unchanged += 1
                unchanged.append(row.id)
            } else {
                counts.changed += 1
                replaced.append((old.id, row.id))
                fresh.append((row.id, ordinal))
            }
        }
        let vanished = choice.isWhole ? current.values.map(\.id).sorted() : []
        counts.vanished = vanished.count
        let isChanged = !fresh.isEmpty || !vanished.isEmpty || counts.quarantined > 0
        let commit = try journal.commit(db, isChanged: isChanged)
        try drop(unchanged, db)
        try admit(fresh, choice.name, commit, db)
        try end(replaced.map(\.old), vanished, commit, db)
        if isChanged { try journal.resolveQuarantine(db, identifiers: ordinals.keys, commit: commit) }
        try journal.close(db, source, dataset: choice.name, counts: counts, commit: commit)
        let notes = choice.notes + (journal.request.kind == .licenceEvents ? try strangers(rows.map(\.key), db) : [])
        return ImportOutcome(counts: counts, commit: isChanged ? commit : nil, dataset: choice.name, notes: notes)
    }

    /// Events of licences that no register has ever named: kept, and of use once one does; a misspelt id is of none.
    private func strangers(_ events: [String], _ db: Database) throws -> [String] {
        let known = try db.cachedStatement(
            sql: "SELECT EXISTS (SELECT 1 FROM register_rows WHERE kind = ? AND key = ? AND known_from IS NOT NULL)")
        let licences = Set(events.map { LicenceEventTable.Row.licence(ofKey: $0) })
        let unknown = try licences.filter { try Bool.fetchOne(known, arguments: [RecordKind.licences.rawValue, $0]) != true }.sorted()
        guard !unknown.isEmpty else { return [] }
        let shown = unknown.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ") + (unknown.count > 3 ? ", ..." : "")
        let what = unknown.count == 1 ? "1 licence has events and is" : "\(unknown.count) licences have events and are"
        return ["\(what) in no register: \(shown); kept until one names them, or correct the ids"]
    }

    private func drop(_ ids: [Int64], _ db: Database) throws {
        let statement = try db.cachedStatement(sql: "DELETE FROM register_rows WHERE id = ?")
        for id in ids { try statement.execute(arguments: [id]) }
    }

    private func admit(_ rows: [(id: Int64, ordinal: Int)], _ dataset: String, _ commit: Int, _ db: Database) throws {
        let from = journal.request.asOf?.daysSince1970
        let statement = try db.cachedStatement(
            sql: "UPDATE register_rows SET dataset = ?, ordinal = ?, known_from = ?, applies_from = ? WHERE id = ?")
        let replaces = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM register_rows o JOIN register_rows n ON n.id = ? WHERE o.kind = n.kind AND o.key = n.key
                AND o.dataset = ? AND o.ordinal = ? AND o.known_from IS NOT NULL AND o.known_to IS NULL)
                """)
        for row in rows {
            // What a register lists for the first time held before the delivery too; what changed holds from the delivery's day on.
            let isChange = from == nil ? false : try Bool.fetchOne(replaces, arguments: [row.id, dataset, row.ordinal]) ?? false
            try statement.execute(arguments: [dataset, row.ordinal, commit, isChange ? from : nil, row.id])
        }
    }

    /// With a day from which the delivery holds, what it replaces stays true for the days before: the row goes on, for those days only.
    private func end(_ replaced: [Int64], _ vanished: [Int64], _ commit: Int, _ db: Database) throws {
        let day = journal.request.asOf?.daysSince1970
        let close = try db.cachedStatement(sql: "UPDATE register_rows SET known_to = ?, vanished = ? WHERE id = ?")
        let keep = try db.cachedStatement(
            sql: """
                INSERT INTO register_rows (kind, dataset, key, ordinal, known_from, known_to, applies_from, applies_to, vanished, import_id, row,
                content, min_x, min_y, max_x, max_y, repair, \(LicenceFacts.columns), attributes, geometry, original, extra)
                SELECT kind, dataset, key, ordinal, ?, NULL, applies_from, ?, ?, import_id, row, content, min_x, min_y, max_x, max_y, repair,
                \(LicenceFacts.columns), attributes, geometry, original, extra FROM register_rows WHERE id = ?
                """)
        for (id, isGone) in replaced.map({ ($0, false) }) + vanished.map({ ($0, true) }) {
            // Where the row goes on for earlier days, that one tells that it is gone.
            try close.execute(arguments: [commit, isGone && day == nil, id])
            if let day { try keep.execute(arguments: [commit, day - 1, isGone ? 1 : 2, id]) }
        }
    }
}
