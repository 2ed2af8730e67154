internal import GRDB

/// Numbers and records that a standing watch asks for again and again: each one statement over few rows.
extension Store {
    /// Features set aside by visible deliveries and not yet mended.
    public func pendingQuarantine() throws -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM quarantine q JOIN imports i ON i.id = q.import_id
                    WHERE i.commit_number IS NOT NULL AND q.resolved IS NULL
                    """) ?? 0
        }
    }

    /// Ids of the runs that changed something, after the given one, in order; also of those that failed in a part (a file was refused).
    public func committedRuns(after id: Int, limit: Int) throws -> [Int] {
        try read { db in
            try Int.fetchAll(
                db, sql: "SELECT id FROM runs WHERE id > ? AND commit_number IS NOT NULL ORDER BY id LIMIT ?",
                arguments: [id, limit])
        }
    }

    /// The id of the last run that changed something; 0 before the first.
    public func lastCommittedRun() throws -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT max(id) FROM runs WHERE commit_number IS NOT NULL") ?? 0
        }
    }
}
