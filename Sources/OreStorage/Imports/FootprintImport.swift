internal import GRDB
internal import OreCases
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Brings the footprints of one file into the store: staged in runs of blocks as they are read, visible by one commit at the end.
///
/// A footprint is known by its scene and id. The same content again is `unchanged`; other content is `changed` and ends the earlier version;
/// with a scene delivered whole, what it no longer names has `vanished`.
public final class FootprintImport: Sendable {
    private let store: Store
    private let journal: ImportJournal
    private let lock: ImportLock
    private let state: Mutex<State>
    private static let smallDelivery = 16_384

    struct State: Sendable {
        var pending = PendingFootprints()
        var counts = IngestCounts()
        var scenes: [SceneDelivery] = []
        var sceneNumbers: [String: Int] = [:]
        var adoptable: [Int: (id: Int64, digest: Int64)] = [:]
        var runs: [Int64] = []
        /// By the number of a scene; its place among ``scenes``.
        var places: [Int64: Int] = [:]
        /// Current footprints by scene, counted when a scene turns out not to be new.
        var known: [Int64: Int]?
        /// The keys of runs that hold known scenes, with the scenes that they were read for.
        var keys: (scenes: Set<Int64>, runs: [FootprintKeys]) = ([], [])
        var rowsSeen = 0
        var quarantined = 0
        /// Identifiers with something pending in quarantine, and those of them that this import delivers.
        var awaited: Set<UInt64> = []
        var delivered: Set<String> = []
    }

    /// Waits for another import up to the store's limit, and collects what interrupted ones left.
    public init(_ store: Store, _ request: ImportRequest) throws(StoreError) {
        self.store = store
        lock = try ImportLock(store: store.path, seconds: store.options.busySeconds)
        let journal = try ImportJournal(store, request)
        self.journal = journal
        let (adoptable, awaited) = try store.read { db in
            (
                try Row.fetchAll(
                    db, sql: "SELECT number, id, digest FROM footprint_runs WHERE import_id = ? AND known_from IS NULL",
                    arguments: [journal.id]
                ).map { (try $0.value(0) as Int, (id: try $0.value(1) as Int64, digest: try $0.value(2) as Int64)) },
                try String.fetchSet(
                    db, sql: "SELECT DISTINCT q.identifier FROM quarantine q WHERE q.resolved IS NULL AND q.identifier IS NOT NULL")
            )
        }
        var state = State()
        state.adoptable = Dictionary(adoptable, uniquingKeysWith: { first, _ in first })
        state.awaited = Set(awaited.map { FootprintKey.of($0) })
        self.state = Mutex(state)
    }

    /// Takes the next footprints of the file; writes when enough have gathered. Serial, in input order.
    public func append(_ encoded: EncodedFootprints) throws(StoreError) {
        try locked { state in
            let scenes = try encoded.scenes.map { try self.open($0, &state) }
            try self.lookUp(encoded, scenes, &state)
            let texts = state.pending.places(of: encoded.texts)
            for row in encoded.rows {
                let scene = scenes[Int(row.scene)]
                let (verdict, ordinal) = state.scenes[scene].take(row.key, content: row.content)
                switch verdict {
                case .unchanged:
                    state.counts.unchanged += 1
                    continue
                case .changed: state.counts.changed += 1
                case .new:
                    state.counts.stored += 1
                    if row.wasRepaired { state.counts.repaired += 1 }
                }
                if state.awaited.contains(row.key) {
                    state.delivered.insert(try encoded.id(of: row))
                }
                state.pending.append(
                    row, encoded.bytes, scene: state.scenes[scene].id, isStated: !encoded.scenes[Int(row.scene)].isDerived,
                    ordinal: ordinal, texts: texts)
            }
            if state.pending.isFull { try self.flush(&state) }
        }
    }

    public func quarantine(_ features: [QuarantinedFeature]) throws(StoreError) { try journal.quarantine(features) }

    /// Adds to the account what never came here.
    public func count(quarantined: Int, skipped: Int) {
        state.withLock {
            $0.counts.quarantined += quarantined
            $0.counts.skipped += skipped
        }
    }

    /// Makes everything visible, or, when nothing is new, only the record that the file was delivered.
    public func commit(_ source: ImportSource) throws(StoreError) -> ImportOutcome {
        try locked { state in
            try self.flush(&state)
            let scope = self.journal.request.scope
            var vanished: [(reference: Int64, scene: Int64)] = []
            var notes: [String] = []
            let judged = state.scenes.indices.filter { i in
                state.scenes[i].hadFootprints && (scope == .whole || (scope == .auto && state.scenes[i].isNamedByHalf))
            }
            try self.load(judged, ids: nil, &state)
            for scene in state.scenes.sorted(by: { $0.name < $1.name }) where scene.hadFootprints {
                if scope == .whole || (scope == .auto && scene.isNamedByHalf) {
                    vanished += scene.missing.map { ($0, scene.id) }
                } else if scope == .auto, scene.matched > 0, scene.matched < scene.known {
                    notes.append(
                        "scene \(scene.name): \(scene.matched) of its \(scene.known) footprints are in this file, which is taken as a part of the scene; "
                            + "state --delivery whole if it replaces it")
                }
            }
            let ended = state.scenes.flatMap { scene in scene.replaced.map { (reference: $0, scene: scene.id) } } + vanished
            state.counts.vanished = vanished.count
            let counts = state.counts
            let scenes = state.scenes
            let restated = try self.store.read { db in try scenes.filter { try $0.isRestated(db, as: self.journal.request.sceneContent) } }
            if let content = self.journal.request.sceneContent {
                notes += restated.filter(\.isKnown).map { "scene \($0.name): from now on its footprints stand for \(content.meaning)" }
            }
            let isChanged = counts.stored + counts.changed + counts.vanished + counts.quarantined + restated.count > 0
            let (runs, left) = (state.runs, state.adoptable.values.map(\.id).sorted())
            let delivered = state.delivered
            let commit = try self.store.write { db in
                let commit = try self.journal.commit(db, isChanged: isChanged)
                // What an interrupted import of another version of the file had written beyond this one.
                for run in left { try ImportJournal.removeRun(run, db) }
                for scene in scenes { try scene.publish(db, commit: commit) }
                if let content = self.journal.request.sceneContent {
                    for scene in restated { try scene.state(content, db, commit: commit) }
                }
                for run in runs { try db.execute(sql: "UPDATE footprint_runs SET known_from = ? WHERE id = ?", arguments: [commit, run]) }
                let statement = try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO footprint_ends (footprint, scene, import_id, known_to) VALUES (?, ?, ?, ?)")
                for end in ended { try statement.execute(arguments: [end.reference, end.scene, self.journal.id, commit]) }
                try self.journal.resolveQuarantine(db, identifiers: delivered, commit: commit)
                try self.journal.close(db, source, dataset: self.journal.request.dataset ?? "", counts: counts, commit: commit)
                return commit
            }
            return ImportOutcome(
                counts: counts, commit: isChanged ? commit : nil, dataset: self.journal.request.dataset ?? "", notes: notes)
        }
    }

    /// Leaves nothing behind; for a file that is refused midway.
    public func abandon() { try? ImportJournal.remove(journal.id, store) }

    // MARK: Runs

    private func locked<Value: Sendable>(_ body: (inout State) throws -> Value) throws(StoreError) -> Value {
        do {
            return try state.withLock { try body(&$0) }
        } catch {
            throw StoreError(error, path: store.path)
        }
    }

    /// Finds what the store knows of the footprints at hand. A small delivery looks up its own ids; a large one loads its scenes.
    private func lookUp(_ encoded: EncodedFootprints, _ scenes: [Int], _ state: inout State) throws {
        let unknown = scenes.filter { state.scenes[$0].hadFootprints && !state.scenes[$0].isLoaded }
        guard !unknown.isEmpty else { return }
        state.rowsSeen += encoded.count
        try load(unknown, ids: state.rowsSeen > Self.smallDelivery ? nil : Set(encoded.rows.map(\.key)), &state)
    }

    /// Tells scenes what the store knows of them: all of it, or only the footprints of some ids (by hash).
    private func load(_ scenes: [Int], ids: Set<UInt64>?, _ state: inout State) throws {
        let wanted = Set(scenes.filter { !state.scenes[$0].isLoaded }.map { state.scenes[$0].id })
        guard !wanted.isEmpty else { return }
        if !wanted.isSubset(of: state.keys.scenes) {
            let all = wanted.union(state.keys.scenes)
            state.keys = (all, try FootprintKeys.of(all.sorted(), in: store))
        }
        let filter = ids.map { FootprintKeys.Filter($0) }
        for run in state.keys.runs {
            run.forEach(filter) { row in
                guard wanted.contains(row.scene), let place = state.places[row.scene] else { return }
                state.scenes[place].add(row)
            }
        }
        if ids == nil { for scene in scenes { state.scenes[scene].markLoaded() } }
    }

    private func open(_ name: EncodedFootprints.SceneName, _ state: inout State) throws -> Int {
        if let known = state.sceneNumbers[name.name] { return known }
        var delivery = try SceneDelivery(name, in: store)
        if delivery.isKnown {
            let counts = try state.known ?? store.read { try self.store.footprintCounts($0) }
            state.known = counts
            delivery.known = counts[delivery.id] ?? 0
        }
        state.scenes.append(delivery)
        state.sceneNumbers[name.name] = state.scenes.count - 1
        state.places[delivery.id] = state.scenes.count - 1
        return state.scenes.count - 1
    }

    /// Writes the gathered rows as one run; a run that an interrupted import of the same file already wrote is taken over.
    private func flush(_ state: inout State) throws {
        guard !state.pending.isEmpty else { return }
        let run = state.pending.takeRun()
        let (number, digest) = (state.runs.count, run.digest)
        if let staged = state.adoptable[number], staged.digest == digest {
            state.adoptable[number] = nil
            state.runs.append(staged.id)
            return
        }
        let importID = journal.id
        let id = try store.stage { db in
            if let stale = state.adoptable.removeValue(forKey: number) { try ImportJournal.removeRun(stale.id, db) }
            let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(id), 0) FROM footprint_blocks") ?? 0
            let statement = try db.cachedStatement(sql: "INSERT INTO footprint_blocks (id, data) VALUES (?, ?)")
            var block = last
            let index = try run.write { data in
                block += 1
                try statement.execute(arguments: [block, data])
            }
            try db.execute(
                sql: """
                    INSERT INTO footprint_runs (import_id, number, digest, first_block, blocks, scenes, keys)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """, arguments: [importID, number, digest, last + 1, index.blocks, index.scenes, index.keys])
            let id = db.lastInsertedRowID
            for (fact, data) in try run.facts() {
                try db.execute(
                    sql: "INSERT INTO footprint_facts (run, fact, data) VALUES (?, ?, ?)", arguments: [id, fact.rawValue, data])
            }
            return id
        }
        state.runs.append(id)
    }
}
