internal import GRDB
internal import OreCases
internal import OreFeatures

/// The rows of `imports`, `commits` and `quarantine` that every kind of import shares.
struct ImportJournal {
    let store: Store
    let request: ImportRequest
    let id: Int64

    /// Begins an import: collects what dead ones left, except one of the same file and settings, which is taken up.
    init(_ store: Store, _ request: ImportRequest) throws(StoreError) {
        self.store = store
        self.request = request
        let staged = try store.write { db in
            try Row.fetchAll(db, sql: "SELECT id, kind, file, settings FROM imports WHERE commit_number IS NULL ORDER BY id").map {
                let (kind, file, settings): (String, String, String) = (try $0.value(1), try $0.value(2), try $0.value(3))
                return (
                    id: try $0.value(0) as Int64,
                    isSame: kind == request.kind.rawValue && file == request.file && settings == request.settings
                )
            }
        }
        let own = staged.last { $0.isSame }?.id
        for leftover in staged where leftover.id != own { try Self.remove(leftover.id, store) }
        if let own {
            id = own
            try store.write { db in
                try db.execute(sql: "DELETE FROM quarantine WHERE import_id = ?", arguments: [own])
                try db.execute(sql: "DELETE FROM register_rows WHERE import_id = ? AND known_from IS NULL", arguments: [own])
                try Self.removeFigures(own, db)
                try db.execute(sql: "UPDATE imports SET received_at = ? WHERE id = ?", arguments: [request.receivedAt, own])
            }
        } else {
            id = try store.write { db in
                try db.execute(
                    sql: "INSERT INTO imports (kind, file, profile, as_of, settings, received_at) VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: [
                        request.kind.rawValue, request.file, request.profile, request.asOf?.daysSince1970, request.settings,
                        request.receivedAt,
                    ])
                return db.lastInsertedRowID
            }
        }
    }

    /// Forgets a staged import, a piece at a time, so that nobody waits long.
    static func remove(_ id: Int64, _ store: Store) throws(StoreError) {
        var isDone = false
        while !isDone {
            isDone = try store.stage { db in
                let run = try Int64.fetchOne(
                    db, sql: "SELECT id FROM footprint_runs WHERE import_id = ? AND known_from IS NULL LIMIT 1", arguments: [id])
                guard let run else { return true }
                try removeRun(run, db)
                return false
            }
        }
        try store.write { db in
            try db.execute(sql: "DELETE FROM register_rows WHERE import_id = ? AND known_from IS NULL", arguments: [id])
            try db.execute(sql: "DELETE FROM footprint_ends WHERE import_id = ? AND known_to IS NULL", arguments: [id])
            try db.execute(sql: "DELETE FROM quarantine WHERE import_id = ?", arguments: [id])
            try removeFigures(id, db)
            try db.execute(sql: "DELETE FROM imports WHERE id = ? AND commit_number IS NULL", arguments: [id])
            // Names of scenes that no staged block can refer to any more.
            try db.execute(
                sql: "DELETE FROM scene_names WHERE known_from IS NULL AND NOT EXISTS (SELECT 1 FROM imports WHERE commit_number IS NULL)")
        }
    }

    /// Removes staged figures and entries of the ledger, and the names that came with them.
    static func removeFigures(_ id: Int64, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM ledger_segments WHERE import_id = ? AND known_from IS NULL", arguments: [id])
        try db.execute(sql: "DELETE FROM ledger_entries WHERE import_id = ? AND known_from IS NULL", arguments: [id])
        try db.execute(sql: "DELETE FROM ledger_names WHERE import_id = ? AND known_from IS NULL", arguments: [id])
    }

    /// Removes a staged run with its blocks.
    static func removeRun(_ id: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM footprint_blocks WHERE id >= (SELECT first_block FROM footprint_runs WHERE id = ?1)
                AND id < (SELECT first_block + length(blocks) / 24 FROM footprint_runs WHERE id = ?1)
                """, arguments: [id])
        try db.execute(sql: "DELETE FROM footprint_facts WHERE run = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM footprint_runs WHERE id = ?", arguments: [id])
    }

    func quarantine(_ features: [QuarantinedFeature]) throws(StoreError) {
        guard !features.isEmpty else { return }
        try store.stage { db in
            let statement = try db.cachedStatement(
                sql: "INSERT INTO quarantine (import_id, row, identifier, reason, x, y, feature) VALUES (?, ?, ?, ?, ?, ?, ?)")
            for f in features { try statement.execute(arguments: [id, f.row, f.identifier, f.reason, f.x, f.y, f.feature]) }
        }
    }

    /// The next commit's number; call inside the transaction that makes something visible.
    static func commit(_ db: Database, kind: String, subject: Int64?, at time: String) throws -> Int {
        try db.execute(sql: "INSERT INTO commits (kind, subject, made_at) VALUES (?, ?, ?)", arguments: [kind, subject, time])
        return Int(db.lastInsertedRowID)
    }

    /// The commit that a delivery belongs to: a new one where it changed anything, or where the store has none yet; the latest otherwise.
    func commit(_ db: Database, isChanged: Bool) throws -> Int {
        let latest = try Store.latestCommit(db)
        return isChanged || latest == 0 ? try Self.commit(db, kind: "import", subject: id, at: request.receivedAt) : latest
    }

    /// Ends the import inside the transaction that makes it visible, with what its file turned out to be.
    func close(_ db: Database, _ source: ImportSource, dataset: String, counts: IngestCounts, commit: Int) throws {
        try db.execute(
            sql: """
                UPDATE imports SET dataset = ?, sha256 = ?, crs = ?, operation = ?, datum_sigma = ?, counts = ?, record = ?, commit_number = ? WHERE id = ?
                """,
            arguments: [dataset, source.sha256, source.crs, source.operation, source.datumSigma, counts.text, source.record, commit, id])
    }

    /// Pending quarantine of the same kind and identifier that this import has now delivered.
    func resolveQuarantine(_ db: Database, identifiers: some Collection<String>, commit: Int) throws {
        let isAny = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM quarantine WHERE resolved IS NULL AND import_id <> ?)", arguments: [id])
        guard isAny == true else { return }
        let statement = try db.cachedStatement(
            sql: """
                UPDATE quarantine SET resolved = ? WHERE resolved IS NULL AND identifier = ? AND import_id IN
                (SELECT id FROM imports WHERE kind = ? AND id <> ?)
                """)
        for identifier in identifiers { try statement.execute(arguments: [commit, identifier, request.kind.rawValue, id]) }
    }
}
