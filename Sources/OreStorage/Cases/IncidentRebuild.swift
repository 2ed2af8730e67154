internal import Dispatch
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Brings the stored incidents up to date with the current findings: those that a change touches, or all. Both ways give the same.
public struct IncidentRebuild: Sendable {
    /// What the incidents have to be brought up to date with.
    struct Changes {
        /// Numbers of findings that came and went.
        var added: [Int64] = []
        var ended: [Int64] = []
        /// Numbers of incidents of which something else is to be said.
        var incidents: [Int64] = []
        var scope = IncidentScope()
    }

    private let builder: IncidentBuilder
    private let views: SceneViews
    /// Scenes that say something of places where they show nothing.
    private let coveringScenes: Set<String>
    /// Enterprise groups by licence; `nil`: asked of the store, licence by licence.
    private let groups: [String: String]?
    private let threads: Int
    private static let chunk = 8192

    /// - Parameter groups: enterprise groups by licence; `nil` looks up those of the findings at hand, for a rebuild of few.
    public init(settings: IncidentSettings, scenes: SceneTable, groups: [String: String]?, threads: Int) {
        builder = IncidentBuilder(settings: settings)
        views = SceneViews(scenes)
        coveringScenes = views.coveringScenes
        (self.groups, self.threads) = (groups, threads)
    }

    /// Incidents depend on where footprints came and went, not only on where findings did.
    var dependsOnFootprints: Bool { !coveringScenes.isEmpty }

    func run(_ db: Database, store: Store, _ changes: Changes) throws -> [StoredChange] {
        // A replay keeps in memory what it has to do with; building all goes part by part.
        if changes.scope.isEverything || changes.added.count + changes.ended.count > Self.manyFindings { return try rebuildAll(db, store) }
        let library = try StoredIncidents(db, GroupLookup(store, known: groups))
        var again = Set(changes.incidents)
        again.formUnion(try library.incidents(in: changes.scope, dependOnFootprints: dependsOnFootprints))
        // Their lineages would fill the memory.
        if again.count > Self.manyIncidents { return try rebuildAll(db, store) }
        return try replay(db, store, changes, again, library)
    }

    private static let manyFindings = 8192
    private static let manyIncidents = 30_000

    // MARK: What a change touches

    private func replay(
        _ db: Database, _ store: Store, _ changes: Changes, _ told: Set<Int64>, _ library: StoredIncidents
    ) throws -> [StoredChange] {
        let change = ChainChange(added: try library.members(changes.added), ended: try library.placesLeft(by: changes.ended))
        let outcome = try replayed(change, store, library)
        let again = told.subtracting(outcome.touched).sorted()
        var work: [Work] = zip(outcome.changed, outcome.former).map { ($0, $1) }
        for incident in again { work.append((try library.lineage(ofIncident: incident), [incident])) }
        work.removeAll { $0.lineage.members.isEmpty }
        let known = try (outcome.touched + again).compactMap(library.known)
        var ledger = IncidentLedger(db, builder.settings, known: known + (try library.withdrawn(by: changes.added)))
        try save(work, db, store, library, &ledger)
        try ledger.retire()
        return ledger.changes
    }

    /// In two halves at a time, where they turn out to have nothing to do with each other; each with a connection of its own.
    private func replayed(_ change: ChainChange, _ store: Store, _ library: StoredIncidents) throws -> ChainReplay.Outcome {
        let halves = threads > 1 && change.count >= Self.fewFindings ? change.halves(builder.settings) : []
        if halves.count == 2 {
            let results = Mutex([Int: Result<ChainReplay.Outcome, any Error>]())
            DispatchQueue.concurrentPerform(iterations: 2) { half in
                let result = Result {
                    try store.read { db in
                        let library = try StoredIncidents(db, GroupLookup(store, known: groups))
                        return try ChainReplay(library, settings: builder.settings).run(halves[half])
                    }
                }
                results.withLock { $0[half] = result }
            }
            let outcomes = try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
            if let first = outcomes.first, let second = outcomes.last, let both = first.together(with: second) { return both }
        }
        return try ChainReplay(library, settings: builder.settings).run(change)
    }

    private static let fewFindings = 100

    /// A lineage, and the numbers of the incidents that its members were part of.
    private typealias Work = (lineage: IncidentLineage, former: [Int64])

    /// Builds and saves. Many are built on all threads while those before them are saved; each thread has a connection of its own: what it
    /// reads was there before this transaction.
    private func save(_ work: [Work], _ db: Database, _ store: Store, _ library: StoredIncidents, _ ledger: inout IncidentLedger) throws {
        let decisions = DecisionBook(try store.allDecisions(db))
        let presence =
            dependsOnFootprints
            ? try FootprintPresence(
                db, store, near: work.flatMap { $0.lineage.members.map(\.envelope) }, of: coveringScenes, names: try Store.sceneNames(db))
            : nil
        guard threads > 1 && work.count >= Self.fewIncidents else {
            return try ledger.save(work.map { try built($0, library, decisions, presence) })
        }
        let pieces = Self.pieces(work.map(\.lineage.members.count), threads * 4)
        let made = Mutex([Int: Result<[BuiltIncident], any Error>]())
        let next = Mutex(0)
        let (ready, group) = (DispatchSemaphore(value: 0), DispatchGroup())
        @Sendable func forEachPiece(_ body: (Range<Int>) throws -> [BuiltIncident]) {
            while true {
                let number = next.withLock { n in
                    defer { n += 1 }
                    return n
                }
                guard number < pieces.count else { return }
                let result = Result { try body(pieces[number]) }
                made.withLock { $0[number] = result }
                ready.signal()
            }
        }
        for _ in 0..<threads {
            DispatchQueue.global().async(group: group) {
                do {
                    try store.read { db in
                        let library = try StoredIncidents(db, GroupLookup(store, known: groups))
                        forEachPiece { try $0.map { try built(work[$0], library, decisions, presence) } }
                    }
                } catch { forEachPiece { _ in throw error } }
            }
        }
        defer { group.wait() }
        for number in pieces.indices {
            while !made.withLock({ $0[number] != nil }) { ready.wait() }
            if let piece = made.withLock({ $0.removeValue(forKey: number) }) { try ledger.save(piece.get()) }
        }
    }

    /// Ranges of about the same size in all.
    private static func pieces(_ sizes: [Int], _ count: Int) -> [Range<Int>] {
        let size = max(1, sizes.reduce(0, +) / max(1, count))
        var pieces: [Range<Int>] = []
        var (start, load) = (0, 0)
        for (i, more) in sizes.enumerated() {
            load += more
            guard load >= size || i == sizes.count - 1 else { continue }
            pieces.append(start..<i + 1)
            (start, load) = (i + 1, 0)
        }
        return pieces
    }

    private static let fewIncidents = 64

    private func built(
        _ work: Work, _ library: StoredIncidents, _ decisions: DecisionBook, _ presence: FootprintPresence?
    ) throws -> BuiltIncident {
        var former: [(incident: Incident, lineage: IncidentLineage)] = []
        var numbers: [Int64] = []
        var part: [Int64: Int64] = [:]
        for number in work.former {
            guard let known = try library.former(number) else { continue }
            former.append(known)
            numbers.append(number)
            for member in known.lineage.members { part[member.finding] = number }
        }
        let incident = try builder.incident(
            work.lineage, from: library, former: former, scenes: views, decisions: decisions,
            outlined: { scene, box in presence?.contains(scene, meeting: box) ?? false })
        let same = zip(numbers, former).first { $1.incident.envelope == incident.envelope }
        return BuiltIncident(
            incident: incident, lineage: work.lineage, former: work.lineage.members.map { part[$0.finding] }, samePlace: same?.0)
    }

    // MARK: All

    private struct Loaded: Sendable {
        var members: [IncidentLineage.Member] = []
        /// Numbers of the incidents that they are part of.
        var incidents: [Int64?] = []
        var findings: [CaseFinding] = []
        var geometry = GeometryColumns()
        var presence: FootprintPresence?
    }

    /// Work on another thread whose result is waited for.
    private final class Building: Sendable {
        private let group = DispatchGroup()
        private let result = Mutex<Result<[BuiltIncident], any Error>?>(nil)

        init(_ body: @escaping @Sendable () throws -> [BuiltIncident]) {
            DispatchQueue.global().async(group: group) {
                let made = Result { try body() }
                self.result.withLock { $0 = made }
            }
        }

        func wait() throws -> [BuiltIncident] {
            group.wait()
            return try result.withLock { $0 }?.get() ?? []
        }
    }

    private func rebuildAll(_ db: Database, _ store: Store) throws -> [StoredChange] {
        let findings = try currentFindings(db)
        let decisions = DecisionBook(try store.allDecisions(db))
        let scenes = try Store.sceneNames(db)
        let components = IncidentComponents(builder.settings).components(of: findings.map(\.box))
        let known = try KnownIncident.all(Row.fetchCursor(db, sql: "SELECT \(KnownIncident.columns) FROM incidents"))
        var ledger = IncidentLedger(db, builder.settings, known: known)
        var group: [Int64] = []
        // One part is built while the one before it is saved and the one after it is read.
        var building: Building?
        for (i, component) in components.enumerated() {
            group += component.map { findings[$0].id }
            if group.count >= Self.chunk || i == components.count - 1 {
                let next = try load(db, group, scenes, store)
                let built = try building?.wait()
                building = Building { try build(next, decisions) }
                if let built { try ledger.save(built) }
                group.removeAll(keepingCapacity: true)
            }
        }
        if let built = try building?.wait() { try ledger.save(built) }
        try ledger.retire()
        return ledger.changes
    }

    private func currentFindings(_ db: Database) throws -> [(id: Int64, box: Envelope)] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, min_x, min_y, max_x, max_y FROM findings WHERE known_from IS NOT NULL AND known_to IS NULL ORDER BY id")
        var findings: [(id: Int64, box: Envelope)] = []
        while let row = try rows.next() { findings.append((try row.value(0), try row.box(1))) }
        return findings
    }

    private func load(_ db: Database, _ ids: [Int64], _ scenes: [Int64: SceneName], _ store: Store) throws -> Loaded {
        let statement = try db.cachedStatement(sql: "SELECT incident, scene, record, geometry, footprint FROM findings WHERE id = ?")
        var loaded = Loaded()
        var groups = GroupLookup(store, known: groups)
        for id in ids {
            let rows = try Row.fetchCursor(statement, arguments: [id])
            guard let row = try rows.next() else { throw StoreError.damagedRecord }
            defer { withExtendedLifetime(rows) {} }
            let finding = try Store.finding(row, 2)
            let (scene, footprint): (Int64, Int64) = (try row.value(1), try row.value(4))
            try Store.appendGeometry(row, 3, to: &loaded.geometry)
            loaded.members.append(
                IncidentLineage.Member(
                    finding: id, id: finding.id, observed: finding.observed,
                    envelope: loaded.geometry.envelope(of: loaded.geometry.count - 1),
                    footprint: footprint, scene: scene))
            loaded.incidents.append(try row.optional(0))
            loaded.findings.append(
                CaseFinding(
                    finding: finding, scene: scenes[scene]?.name ?? "", group: try groups.group(of: finding, db), footprint: footprint))
        }
        if dependsOnFootprints {
            loaded.presence = try FootprintPresence(
                db, store, near: loaded.members.map(\.envelope), of: coveringScenes, names: scenes)
        }
        return loaded
    }

    /// Builds whole components, shared out over the threads.
    private func build(_ loaded: Loaded, _ decisions: DecisionBook) throws -> [BuiltIncident] {
        let components = IncidentComponents(builder.settings).components(of: loaded.members.map(\.envelope))
        let parts = Self.shared(components.map(\.count), among: threads).map { $0.flatMap { components[$0] } }
        let results = Mutex([Result<[BuiltIncident], any Error>?](repeating: nil, count: parts.count))
        DispatchQueue.concurrentPerform(iterations: parts.count) { part in
            let result = Result { try built(parts[part], loaded, decisions) }
            results.withLock { $0[part] = result }
        }
        return try results.withLock { $0 }.flatMap { try $0?.get() ?? [] }
    }

    /// Pieces of work, by their sizes, for each thread about as much.
    private static func shared(_ sizes: [Int], among threads: Int) -> [[Int]] {
        var parts = [[Int]](repeating: [], count: max(1, min(threads, sizes.count)))
        var loads = [Int](repeating: 0, count: parts.count)
        for (piece, size) in sizes.enumerated() {
            let least = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            parts[least].append(piece)
            loads[least] += size
        }
        return parts
    }

    private func built(_ rows: [Int], _ loaded: Loaded, _ decisions: DecisionBook) throws -> [BuiltIncident] {
        var geometry = GeometryColumns()
        for row in rows { geometry.append(row, of: loaded.geometry) }
        let presence = loaded.presence
        let built = try builder.built(
            of: rows.map { loaded.findings[$0] }, geometry: geometry, scenes: views, decisions: decisions,
            outlined: { scene, box in presence?.contains(scene, meeting: box) ?? false })
        return built.map { new in
            let members = new.rows.indices.map { i in
                var member = loaded.members[rows[new.rows[i]]]
                (member.joined, member.wasRefused) = (new.joined[i], new.wasRefused[i])
                return member
            }
            return BuiltIncident(
                incident: new.incident, lineage: IncidentLineage(members: members), former: new.rows.map { loaded.incidents[rows[$0]] })
        }
    }
}
