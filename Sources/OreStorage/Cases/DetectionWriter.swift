internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Takes the findings of one run: staged as they come, visible with incidents, diff and the record of the run by one commit.
public final class DetectionWriter: Sendable {
    /// Which findings the run speaks of.
    public enum Extent: Sendable {
        /// Every footprint: what it does not evaluate has no findings any more.
        case everything
        /// The footprints with these numbers.
        case footprints([Int64])
    }

    /// What the commit did.
    public struct Outcome: Sendable {
        /// `nil` when nothing had changed.
        public var commit: Int?
        public var findingsAdded = 0
        public var findingsEnded = 0
        /// Over figures.
        public var figuresAdded = 0
        public var figuresEnded = 0
        public var changes: [StoredChange] = []
        /// Incidents that are not withdrawn.
        public var incidents = 0
    }

    private struct Existing: Sendable {
        var id: Int64
        var content: Int64
    }

    private struct State: Sendable {
        var existing: [Int64: [Existing]]
        var ended: [Int64] = []
        var pending: [EvaluatedFootprints.Footprint] = []
        var added = 0

        mutating func takePending() -> [EvaluatedFootprints.Footprint] {
            defer { pending = [] }
            added += pending.reduce(0) { $0 + $1.findings.count }
            return pending
        }
    }

    private let store: Store
    private let runID: Int
    private let lock: RunLock
    private let extent: Extent
    private let state: Mutex<State>
    private static let flushAt = 2048

    /// One run at a time: waits as long as a writer waits, then reports `busy`. Removes what an interrupted run left.
    public init(_ store: Store, runID: Int, extent: Extent, lock: RunLock) throws(StoreError) {
        (self.store, self.runID, self.extent, self.lock) = (store, runID, extent, lock)
        try store.write { try $0.execute(sql: "DELETE FROM findings WHERE known_from IS NULL") }
        state = Mutex(State(existing: try Self.existing(store, extent)))
    }

    private static func existing(_ store: Store, _ extent: Extent) throws(StoreError) -> [Int64: [Existing]] {
        try store.read { db in
            var found: [Int64: [Existing]] = [:]
            func add(_ rows: RowCursor) throws {
                while let row = try rows.next() {
                    found[try row.value(0), default: []].append(Existing(id: try row.value(1), content: try row.value(2)))
                }
            }
            switch extent {
            case .everything:
                try add(Row.fetchCursor(db, sql: "SELECT footprint, id, content FROM findings WHERE known_to IS NULL ORDER BY id"))
            case .footprints(let references):
                let statement = try db.cachedStatement(
                    sql: "SELECT footprint, id, content FROM findings WHERE footprint = ? AND known_to IS NULL ORDER BY id")
                for reference in references { try add(Row.fetchCursor(statement, arguments: [reference])) }
            }
            return found
        }
    }

    /// Takes what a worker evaluated; may be called from any thread. While one writes, the others go on.
    public func append(_ evaluated: EvaluatedFootprints) throws(StoreError) {
        do {
            let full: [EvaluatedFootprints.Footprint] = state.withLock { state in
                for footprint in evaluated.footprints {
                    let old = state.existing.removeValue(forKey: footprint.reference) ?? []
                    if old.map(\.content) == footprint.findings.map({ Int64(bitPattern: $0.content) }) { continue }
                    state.ended += old.map(\.id)
                    guard !footprint.findings.isEmpty else { continue }
                    state.pending.append(footprint)
                }
                return state.pending.count >= Self.flushAt ? state.takePending() : []
            }
            try flush(full)
        } catch { throw StoreError(error, path: store.path) }
    }

    private func flush(_ pending: [EvaluatedFootprints.Footprint]) throws {
        guard !pending.isEmpty else { return }
        let runID = runID
        try store.stage { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO findings (finding_id, handle, run_id, footprint, scene, content, nearest_m, min_x, min_y, max_x, max_y, record,
                    geometry, \(FindingFacts.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \(FindingFacts.places))
                    """)
            for footprint in pending {
                for f in footprint.findings {
                    let own: StatementArguments = [
                        f.id, f.handle, runID, footprint.reference, footprint.scene, Int64(bitPattern: f.content), f.nearest, f.box.minX,
                        f.box.minY, f.box.maxX, f.box.maxY, Data(f.record), Data(f.geometry),
                    ]
                    try statement.execute(arguments: own + StatementArguments(f.facts.values))
                }
            }
        }
    }

    /// Makes the run's findings visible and brings the incidents up to date, all at once.
    /// - Parameters:
    ///   - mark: what the run evaluated, for the next one.
    ///   - rebuild: how incidents are built.
    ///   - scope: incidents of which something else is to be said, whatever findings came or went.
    ///   - figures: what the run says of figures; `nil`: what was said stays.
    public func commit(
        mark: DetectionMark, rebuild: IncidentRebuild, scope: IncidentScope, figures: FiguresUpdate? = nil, at time: String
    ) throws(StoreError) -> Outcome {
        do {
            return try state.withLock { state in
                try flush(state.takePending())
                // What is left was evaluated by nobody: its footprint ended, or nothing suspects it any more.
                let ended = (state.ended + state.existing.values.flatMap { $0.map(\.id) }).sorted()
                let added = state.added
                let hasFindings = added > 0 || !ended.isEmpty
                return try store.write { db in
                    var outcome = Outcome(findingsAdded: added, findingsEnded: ended.count)
                    func commit() throws -> Int { try ImportJournal.commit(db, kind: "run", subject: Int64(self.runID), at: time) }
                    var fresh: [Int64] = []
                    if hasFindings {
                        let number = try commit()
                        outcome.commit = number
                        fresh = try self.publish(db, ended, number)
                    }
                    if hasFindings || !scope.isEmpty || (rebuild.dependsOnFootprints && !scope.footprints.isEmpty) {
                        let changes = IncidentRebuild.Changes(added: fresh, ended: ended, scope: scope)
                        outcome.changes = try rebuild.run(db, store: self.store, changes)
                        try self.record(outcome.changes, db)
                    }
                    if let figures { try self.take(figures, rebuild.settings, db, &outcome, commit) }
                    if outcome.commit == nil, outcome.changes.contains(where: { $0.change != .unchanged }) { outcome.commit = try commit() }
                    try mark.save(db)
                    outcome.incidents = try Store.incidentCount(db)
                    return outcome
                }
            }
        } catch { throw StoreError(error, path: store.path) }
    }

    private func take(
        _ figures: FiguresUpdate, _ settings: IncidentSettings, _ db: Database, _ outcome: inout Outcome, _ commit: () throws -> Int
    ) throws {
        let (added, ended) = figures.writer.changes
        (outcome.figuresAdded, outcome.figuresEnded) = (added, ended.count)
        var subjects: Set<String> = []
        if added > 0 || !ended.isEmpty {
            let number = try outcome.commit ?? commit()
            outcome.commit = number
            subjects = try figures.writer.publish(db, ended, commit: number)
        }
        let rebuild = FiguresRebuild(settings: settings, place: figures.place)
        let changes = try rebuild.run(db, store: store, subjects: figures.isEverything ? nil : subjects)
        try record(changes, db)
        outcome.changes += changes
        try db.execute(sql: "INSERT OR REPLACE INTO figures_state (id, mark) VALUES (1, ?)", arguments: [figures.mark])
    }

    /// - Returns: the numbers of the findings that came.
    private func publish(_ db: Database, _ ended: [Int64], _ commit: Int) throws -> [Int64] {
        let fresh = try Int64.fetchAll(
            db, sql: "SELECT id FROM findings WHERE run_id = ? AND known_from IS NULL ORDER BY id", arguments: [runID])
        try db.execute(sql: "UPDATE findings SET known_from = ? WHERE run_id = ? AND known_from IS NULL", arguments: [commit, runID])
        let close = try db.cachedStatement(sql: "UPDATE findings SET known_to = ? WHERE id = ?")
        for id in ended { try close.execute(arguments: [commit, id]) }
        return fresh
    }

    private func record(_ changes: [StoredChange], _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO run_changes (run_id, handle, change, area_before, area_after) VALUES (?, ?, ?, ?, ?)")
        for change in changes where change.change != .unchanged {
            try statement.execute(arguments: [runID, change.handle, change.change.rawValue, change.areaBefore, change.areaAfter])
        }
    }
}

/// What a run did to one incident.
public struct StoredChange: Sendable, Hashable {
    public var handle: String
    public var change: IncidentChange
    /// Square metres.
    public var areaBefore: Double
    public var areaAfter: Double
}

/// What the last run evaluated: where the next one begins.
public struct DetectionMark: Sendable, Hashable {
    public var ruleSetSHA256: String
    /// Findings are those of the store as of this commit.
    public var evaluatedCommit: Int
    /// The error of coordinate operations that they were judged with, metres.
    public var datumSigma: Double
    public var incidentSettings: String

    public init(ruleSetSHA256: String, evaluatedCommit: Int, datumSigma: Double, incidentSettings: String) {
        (self.ruleSetSHA256, self.evaluatedCommit) = (ruleSetSHA256, evaluatedCommit)
        (self.datumSigma, self.incidentSettings) = (datumSigma, incidentSettings)
    }

    func save(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO detection_state (id, rules_sha256, evaluated_commit, datum_sigma, incident_settings)
                VALUES (1, ?, ?, ?, ?)
                """, arguments: [ruleSetSHA256, evaluatedCommit, datumSigma, incidentSettings])
    }
}

extension Store {
    /// What was evaluated when findings over figures were last made; `nil` before the first time.
    public func figuresMark() throws(StoreError) -> String? {
        try read { db in try String.fetchOne(db, sql: "SELECT mark FROM figures_state") }
    }

    /// What the last run evaluated; `nil` before the first.
    public func detectionMark() throws(StoreError) -> DetectionMark? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT rules_sha256, evaluated_commit, datum_sigma, incident_settings FROM detection_state").map {
                DetectionMark(
                    ruleSetSHA256: try $0.value(0), evaluatedCommit: try $0.value(1), datumSigma: try $0.value(2),
                    incidentSettings: try $0.value(3))
            }
        }
    }
}
