internal import Dispatch
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Builds all incidents from the current findings, part by part: what it keeps in memory does not grow with the store's findings, but for
/// their boxes.
struct WholeRebuild {
    let builder: IncidentBuilder
    let views: SceneViews
    let coveringScenes: Set<String>
    let groups: [String: String]?
    let threads: Int
    private static let chunk = 8192

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

    func run(_ db: Database, _ store: Store) throws -> [StoredChange] {
        let findings = try currentFindings(db)
        let decisions = DecisionBook(try store.allDecisions(db))
        let scenes = try Store.sceneNames(db)
        let components = IncidentComponents(builder.settings).components(of: findings.map(\.box))
        let known = try KnownIncident.all(
            Row.fetchCursor(db, sql: "SELECT \(KnownIncident.columns) FROM incidents WHERE rules < \(Facts.firstOfFigures)"))
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
        if !coveringScenes.isEmpty {
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
