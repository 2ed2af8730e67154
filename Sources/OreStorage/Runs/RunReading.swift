internal import Foundation
internal import GRDB
public import OreCases

extension Store {
    private static let runColumns =
        "id, job, trigger, started_at, finished_at, seconds, outcome, evaluated_commit, commit_number, counts, versions, failure, log"

    private static func entry(_ row: Row) throws -> RunEntry {
        guard let outcome = RunEntry.Outcome(rawValue: row[6]) else { throw StoreError.damagedRecord }
        var entry = RunEntry(id: row[0], job: row[1], trigger: row[2], startedAt: row[3], evaluatedCommit: row[7])
        (entry.finishedAt, entry.seconds, entry.outcome, entry.commit) = (row[4], row[5], outcome, row[8])
        let decoder = JSONDecoder()
        entry.counts = try decoder.decode([String: Int].self, from: Data((row[9] as String).utf8))
        entry.versions = try decoder.decode([String: String].self, from: Data((row[10] as String).utf8))
        entry.failure = row[11]
        entry.log = try decoder.decode([String].self, from: Data((row[12] as String).utf8))
        return entry
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

    public func changes(ofRun id: Int) throws -> [(handle: String, change: IncidentChange, areaBefore: Double, areaAfter: Double)] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT handle, change, area_before, area_after FROM run_changes WHERE run_id = ? ORDER BY handle", arguments: [id]
            ).map { row in
                guard let change = IncidentChange(rawValue: row[1]) else { throw StoreError.damagedRecord }
                return (row[0], change, row[2], row[3])
            }
        }
    }

    /// Begins the record of a run; runs that were going on when their process died are marked as abandoned.
    /// - Parameter lock: proves that no other run is going on.
    public func beginRun(job: String, trigger: String, at time: String, holding lock: RunLock) throws(StoreError) -> RunEntry {
        try write { db in
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
