internal import Foundation
internal import GRDB
internal import OreCases

/// Forgets what was superseded long ago.
public struct StorePruning: Sendable {
    /// What is kept.
    public enum Horizon: Sendable, Hashable {
        /// Everything that was still known at that commit.
        case commit(Int)
        /// Everything that was still known at that time (ISO 8601 UTC, as the store's clock had it).
        case time(String)
    }

    /// What was, or would be, removed.
    public struct Outcome: Sendable, Hashable {
        /// The commit up to which history is gone; 0 when nothing was to be done.
        public var horizon = 0
        public var registerVersions = 0
        public var footprintVersions = 0
        public var findings = 0
        /// Imports and runs that died before their commit.
        public var leftovers = 0
    }

    private let store: Store

    public init(_ store: Store) { self.store = store }

    /// - Parameters:
    ///   - isPreview: counts, removes nothing.
    ///   - time: by the clock of the machine, for the record.
    /// - Throws: ``StoreError``: `busy` while an import or a run is going on.
    ///
    /// What the next run has to compare with is never removed: the horizon is at most the commit that the last run evaluated. Findings that a
    /// decision names stay. Numbers of footprints stay what they are, so that other processes may go on reading.
    public func run(before horizon: Horizon, isPreview: Bool, at time: String) throws(StoreError) -> Outcome {
        let imports = try ImportLock(store: store.path, seconds: store.options.busySeconds)
        let runs = try RunLock(store)
        defer { withExtendedLifetime((imports, runs)) {} }
        var outcome = Outcome()
        outcome.leftovers = try leftovers(isPreview)
        let limit = try limit(horizon)
        guard limit > 0 else { return outcome }
        outcome.horizon = limit
        try store.write { db in
            func count(_ condition: String) throws -> Int {
                try Int.fetchOne(db, sql: "SELECT count(*) FROM \(condition)", arguments: [limit]) ?? 0
            }
            let registers = "register_rows WHERE known_to <= ? AND vanished <> 1"
            let old = "WHERE known_to <= ? AND handle NOT IN (SELECT handle FROM decisions)"
            let findings = ["findings " + old, "figures_findings " + old]
            (outcome.registerVersions, outcome.findings) = (try count(registers), try findings.map(count).reduce(0, +))
            outcome.footprintVersions = try self.footprints(db, through: limit, isPreview)
            if isPreview || outcome.registerVersions + outcome.findings + outcome.footprintVersions == 0 { return }
            try db.execute(sql: "DELETE FROM \(registers)", arguments: [limit])
            for findings in findings { try db.execute(sql: "DELETE FROM \(findings)", arguments: [limit]) }
            _ = try ImportJournal.commit(db, kind: "prune", subject: Int64(limit), at: time)
        }
        return outcome
    }

    private func leftovers(_ isPreview: Bool) throws(StoreError) -> Int {
        let (dead, findings) = try store.read { db in
            (
                try Int64.fetchAll(db, sql: "SELECT id FROM imports WHERE commit_number IS NULL"),
                try ["findings", "figures_findings"].reduce(0) { sum, table in
                    sum + (try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table) WHERE known_from IS NULL") ?? 0)
                }
            )
        }
        if !isPreview {
            for id in dead { try ImportJournal.remove(id, store) }
            if findings > 0 {
                try store.write { db in
                    for table in ["findings", "figures_findings"] { try db.execute(sql: "DELETE FROM \(table) WHERE known_from IS NULL") }
                }
            }
        }
        return dead.count + (findings > 0 ? 1 : 0)
    }

    private func limit(_ horizon: Horizon) throws(StoreError) -> Int {
        try store.read { db in
            let latest = try Store.latestCommit(db)
            let evaluated = try Int.fetchOne(db, sql: "SELECT evaluated_commit FROM detection_state") ?? latest
            let asked =
                switch horizon {
                case .commit(let number): number
                // A clock that was set back leaves later times before earlier ones: the first commit past the time ends what may go.
                case .time(let time):
                    try Int.fetchOne(db, sql: "SELECT min(number) - 1 FROM commits WHERE made_at > ?", arguments: [time]) ?? latest
                }
            return min(asked, evaluated, latest)
        }
    }

    /// Empties the rows of ended footprints in their blocks; the rows keep their numbers.
    private func footprints(_ db: Database, through limit: Int, _ isPreview: Bool) throws -> Int {
        var ended: [Int64: UInt64] = [:]
        let rows = try Row.fetchCursor(
            db, sql: "SELECT footprint FROM footprint_ends WHERE known_to <= ? ORDER BY footprint", arguments: [limit])
        while let row = try rows.next() {
            let place = FootprintBlock.Place(reference: try row.value(0))
            ended[place.block, default: 0] |= 1 << UInt64(place.row)
        }
        var count = 0
        for (block, rows) in ended.sorted(by: { $0.key < $1.key }) {
            guard let data = try Data.fetchOne(db, sql: "SELECT data FROM footprint_blocks WHERE id = ?", arguments: [block]) else {
                continue
            }
            let (bytes, removed) = try data.withUnsafeBytes { try FootprintBlock.emptied($0, rows: rows) }
            guard removed > 0 else { continue }
            count += removed
            if !isPreview { try db.execute(sql: "UPDATE footprint_blocks SET data = ? WHERE id = ?", arguments: [Data(bytes), block]) }
        }
        return count
    }
}

extension Store {
    /// Gives the space of removed rows back to the file system. Needs as much free space as the store has contents.
    /// - Returns: bytes of the file before and after.
    public func vacuum() throws(StoreError) -> (before: Int, after: Int) {
        let before = try Store.size(of: path)
        try withoutTransaction { db in
            try db.execute(sql: "VACUUM")
            _ = try db.checkpoint(.truncate)
        }
        return (before, try Store.size(of: path))
    }
}
