internal import GRDB

/// A commit as another file can remember it, to tell a store from an earlier state of itself that was put back.
public struct CommitStamp: Sendable, Hashable, Codable {
    public var number: Int
    /// By the clock of the machine, ISO 8601 UTC.
    public var madeAt: String

    public init(number: Int, madeAt: String) { (self.number, self.madeAt) = (number, madeAt) }
}

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

    /// The last commit; `nil` before the first.
    public func lastCommit() throws -> CommitStamp? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT number, made_at FROM commits ORDER BY number DESC LIMIT 1").map {
                CommitStamp(number: try $0.value(0), madeAt: try $0.value(1))
            }
        }
    }

    /// Whether the commit is part of the store's history: not in one that was put back to a time before it, whatever came since.
    public func has(_ stamp: CommitStamp) throws -> Bool {
        try read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM commits WHERE number = ? AND made_at = ?)", arguments: [stamp.number, stamp.madeAt])
                ?? false
        }
    }

    /// The id of the last run that changed something; 0 before the first.
    public func lastCommittedRun() throws -> Int {
        try read { db in
            try Int.fetchOne(db, sql: "SELECT max(id) FROM runs WHERE commit_number IS NOT NULL") ?? 0
        }
    }
}
