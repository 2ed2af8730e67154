internal import Foundation
internal import GRDB
public import OreCases

extension Store {
    private static let runColumns =
        "id, job, trigger, started_at, finished_at, seconds, outcome, evaluated_commit, commit_number, counts, versions, failure, log"

    private static func entry(_ row: Row) throws -> RunEntry {
        var entry = RunEntry(
            id: try row.value(0), job: try row.value(1), trigger: try row.value(2), startedAt: try row.value(3),
            evaluatedCommit: try row.value(7))
        (entry.finishedAt, entry.seconds) = (try row.optional(4), try row.optional(5))
        (entry.outcome, entry.commit) = (try row.word(6), try row.optional(8))
        (entry.counts, entry.versions) = (try json(row, 9), try json(row, 10))
        (entry.failure, entry.log) = (try row.optional(11), try json(row, 12))
        return entry
    }

    private static func json<Value: Decodable>(_ row: Row, _ column: Int) throws -> Value {
        let text: String = try row.value(column)
        do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch { throw StoreError.damagedRecord }
    }

    /// The latest first.
    public func runs(job: String?, limit: Int) throws -> [RunEntry] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(Store.runColumns) FROM runs WHERE ?1 IS NULL OR job = ?1 ORDER BY id DESC LIMIT ?2",
                arguments: [job, limit]
            ).map(Store.entry)
        }
    }

    public func run(_ id: Int) throws -> RunEntry? {
        try read { db in try Row.fetchOne(db, sql: "SELECT \(Store.runColumns) FROM runs WHERE id = ?", arguments: [id]).map(Store.entry) }
    }

    public func changes(ofRun id: Int, sortedBy order: Ordering<RunChangeOrder>, limit: Int?) throws -> [RunChange] {
        let column =
            switch order.key {
            case .incident: "handle"
            case .change: "change"
            case .areaBefore: "area_before"
            case .areaAfter: "area_after"
            }
        return try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT handle, change, area_before, area_after FROM run_changes WHERE run_id = ?
                    ORDER BY \(column) \(order.isDescending ? "DESC" : "ASC"), handle LIMIT ?
                    """, arguments: [id, limit ?? -1])
            var found: [RunChange] = []
            while let row = try rows.next() {
                found.append(
                    RunChange(
                        handle: try row.value(0), change: try row.word(1), areaBefore: try row.value(2), areaAfter: try row.value(3)))
            }
            return found
        }
    }

    /// Begins the record of a run; runs that were going on when their process died are marked as abandoned.
    /// - Parameter lock: proves that no other run is going on.
    public func beginRun(job: String, trigger: String, at time: String, holding lock: RunLock) throws(StoreError) -> RunEntry {
        // Durable with what the run commits.
        try stage { db in
            try db.execute(sql: "UPDATE runs SET outcome = 'abandoned' WHERE outcome = 'running'")
            let commit = try Store.latestCommit(db)
            try db.execute(
                sql: "INSERT INTO runs (job, trigger, started_at, outcome, evaluated_commit) VALUES (?, ?, ?, 'running', ?)",
                arguments: [job, trigger, time, commit])
            return RunEntry(id: Int(db.lastInsertedRowID), job: job, trigger: trigger, startedAt: time, evaluatedCommit: commit)
        }
    }

    /// Keeps what a run has become; an entry without an id is new.
    @discardableResult
    public func keep(_ entry: RunEntry) throws(StoreError) -> RunEntry {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try write { db in
            func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
            var entry = entry
            if entry.id == 0 {
                try db.execute(
                    sql: "INSERT INTO runs (job, trigger, started_at, outcome, evaluated_commit) VALUES (?, ?, ?, 'running', ?)",
                    arguments: [entry.job, entry.trigger, entry.startedAt, entry.evaluatedCommit])
                entry.id = Int(db.lastInsertedRowID)
            }
            try db.execute(
                sql: """
                    UPDATE runs SET finished_at = ?, seconds = ?, outcome = ?, evaluated_commit = ?, commit_number = ?, counts = ?, versions = ?,
                    failure = ?, log = ? WHERE id = ?
                    """,
                arguments: [
                    entry.finishedAt, entry.seconds, entry.outcome.rawValue, entry.evaluatedCommit, entry.commit, try json(entry.counts),
                    try json(entry.versions), entry.failure, try json(entry.log), entry.id,
                ])
            return entry
        }
    }
}
