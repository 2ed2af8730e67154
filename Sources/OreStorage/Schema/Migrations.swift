internal import GRDB

extension Store {
    /// `OREW`, so that `file` and this program know a store from any other SQLite file.
    static let applicationID: Int32 = 0x4F52_4557

    /// Named, ordered, append-only: what was released is never edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001 registers, footprints, cases and runs") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: Schema.commits)
            try db.execute(sql: Schema.registers)
            try db.execute(sql: Schema.footprints)
            try db.execute(sql: Schema.cases)
            try db.execute(sql: Schema.runs)
            try db.execute(sql: Schema.ledger)
        }
        migrator.registerMigration("002 facts of findings over figures", foreignKeyChecks: .immediate) { db in
            try db.execute(sql: Schema.figuresFacts)
            try FiguresFacts.fill(db)
            try db.execute(sql: Schema.figuresFactsIndex)
        }
        return migrator
    }

    static func migrate(_ writer: any DatabaseWriter, _ path: String) throws {
        if try writer.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
        try migrator.migrate(writer)
    }

    static func requireCurrent(_ reader: any DatabaseReader, _ path: String) throws {
        try requireStore(reader, path)
        if try reader.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
        guard try reader.read(migrator.hasCompletedMigrations) else {
            throw StoreError.cannotOpen(
                path: path, reason: "it is of an older version; \"orewatch store migrate --store \(path)\" brings it up to date")
        }
    }

    /// Anything but a store of this program is left alone. A file whose making was interrupted holds nothing yet, or the empty list of migrations.
    static func requireStore(_ reader: any DatabaseReader, _ path: String) throws {
        let (identifier, tables) = try reader.read { db in
            (
                try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") ?? 0
            )
        }
        guard identifier == applicationID || (identifier == 0 && tables == 0) else {
            throw StoreError.cannotOpen(path: path, reason: "it is an SQLite file, but not a store of orewatch")
        }
    }

    /// Names of the migrations that opening the store for writing would run; empty when it is current.
    /// - Throws: ``StoreError``; `newer` for a store that knows migrations this program does not.
    public static func pendingMigrations(of path: String) throws(StoreError) -> [String] {
        do {
            try requireFile(path)
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try requireStore(queue, path)
            if try queue.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
            let done = try queue.read(migrator.appliedIdentifiers)
            return migrator.migrations.filter { !done.contains($0) }
        } catch { throw StoreError(error, path: path) }
    }

    private static func requireFile(_ path: String) throws(StoreError) {
        _ = try Store.size(of: path)
    }
}
