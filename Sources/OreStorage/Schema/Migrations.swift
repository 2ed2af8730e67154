internal import GRDB

extension Store {
    /// `OREW`, so that `file` and this program know a store from any other SQLite file.
    static let applicationID: Int32 = 0x4F52_4557

    /// From one version of the schema to the next.
    private struct SchemaStep: Sendable {
        let name: String
        let run: @Sendable (Database) throws -> Void
    }

    /// Named, ordered, append-only: what was released is never edited.
    private static let schemaSteps = [
        SchemaStep(name: "001 registers, footprints, cases and runs") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: Schema.commits)
            try db.execute(sql: Schema.registers)
            try db.execute(sql: Schema.footprints)
            try db.execute(sql: Schema.cases)
            try db.execute(sql: Schema.runs)
            try db.execute(sql: Schema.ledger)
        },
        SchemaStep(name: "002 facts of findings over figures") { db in
            try db.execute(sql: Schema.figuresFacts)
            try FiguresFacts.fill(db)
            try db.execute(sql: Schema.figuresFactsIndex)
        },
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for step in schemaSteps { migrator.registerMigration(step.name, foreignKeyChecks: .immediate) { try step.run($0) } }
        return migrator
    }

    /// Makes the tables of a new store in one transaction, or brings a former one up to date, each step in its own.
    static func migrate(_ writer: any DatabaseWriter, _ path: String) throws {
        if try writer.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
        while try !writer.read(migrator.hasCompletedMigrations) { try writer.write(advance) }
    }

    /// Takes the next step, or all of them where none was taken: whoever is stopped between two would leave a new store of a former version.
    ///
    /// The migrator would ask which are left before its transaction begins: another process may take them meanwhile.
    private static func advance(_ db: Database) throws {
        let done = try migrator.appliedIdentifiers(db)
        let left = schemaSteps.filter { !done.contains($0.name) }
        try db.execute(sql: "CREATE TABLE IF NOT EXISTS grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        for step in done.isEmpty ? left : Array(left.prefix(1)) {
            try step.run(db)
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES (?)", arguments: [step.name])
        }
    }

    /// A store of this version or of a former one.
    static func requireKnown(_ reader: any DatabaseReader, _ path: String) throws {
        try requireStore(reader, path)
        if try reader.read(migrator.hasBeenSuperseded) { throw StoreError.newer(path: path) }
    }

    static func requireCurrent(_ reader: any DatabaseReader, _ path: String) throws {
        try requireKnown(reader, path)
        guard try reader.read(migrator.hasCompletedMigrations) else {
            throw StoreError.ofFormerVersion(path)
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
            try requireKnown(queue, path)
            return try queue.read(migrationsPending)
        } catch { throw StoreError(error, path: path) }
    }

    static func migrationsPending(_ db: Database) throws -> [String] {
        let done = try migrator.appliedIdentifiers(db)
        return migrator.migrations.filter { !done.contains($0) }
    }

    private static func requireFile(_ path: String) throws(StoreError) {
        _ = try Store.size(of: path)
    }
}
