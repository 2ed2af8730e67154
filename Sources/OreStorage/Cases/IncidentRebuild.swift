internal import Dispatch
internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// Brings the stored incidents up to date with the current findings: those near what changed, or all.
public struct IncidentRebuild: Sendable {
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

    /// An incident as it is stored, without its record.
    private struct Known {
        var id: Int64
        var handle: String
        var earliest: String
        var area: Double
        var isWithdrawn: Bool
        /// Of the record's bytes.
        var content: UInt64
    }

    private struct Member: Sendable {
        var id: Int64
        var incident: Int64?
    }

    private struct Loaded: Sendable {
        var members: [Member] = []
        var findings: [CaseFinding] = []
        var geometry = GeometryColumns()
        var presence: FootprintPresence?
    }

    private struct Built: Sendable {
        var incident: Incident
        /// Rows of the findings table.
        var members: [Member]
    }

    /// Work on another thread whose result is waited for.
    private final class Building: Sendable {
        private let group = DispatchGroup()
        private let result = Mutex<Result<[Built], any Error>?>(nil)

        init(_ body: @escaping @Sendable () throws -> [Built]) {
            DispatchQueue.global().async(group: group) {
                let made = Result { try body() }
                self.result.withLock { $0 = made }
            }
        }

        func wait() throws -> [Built] {
            group.wait()
            return try result.withLock { $0 }?.get() ?? []
        }
    }

    /// - Parameter touched: boxes of what came and went; `nil` for all.
    func run(_ db: Database, store: Store, touched: [Envelope]?) throws -> [StoredChange] {
        let (findings, known) = try touched.map { try closure(db, of: $0) } ?? everything(db)
        let decisions = DecisionBook(try store.allDecisions(db))
        let scenes = try Store.sceneNames(db)
        let components = IncidentComponents(builder.settings).components(of: findings.map(\.box))
        var ledger = Ledger(known)
        var group: [Int64] = []
        // One part is built while the one before it is saved and the one after it is read.
        var building: Building?
        for (i, component) in components.enumerated() {
            group += component.map { findings[$0].id }
            if group.count >= Self.chunk || i == components.count - 1 {
                let next = try load(db, group, scenes, store)
                let built = try building?.wait()
                building = Building { try build(next, decisions) }
                if let built { try save(db, built, &ledger) }
                group.removeAll(keepingCapacity: true)
            }
        }
        if let built = try building?.wait() { try save(db, built, &ledger) }
        try retire(db, &ledger)
        return ledger.changes
    }

    // MARK: What has to be built anew

    private func everything(_ db: Database) throws -> (findings: [(id: Int64, box: Envelope)], known: [Known]) {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, min_x, min_y, max_x, max_y FROM findings WHERE known_from IS NOT NULL AND known_to IS NULL ORDER BY id")
        var findings: [(id: Int64, box: Envelope)] = []
        while let row = try rows.next() { findings.append((try row.value(0), try row.box(1))) }
        return (findings, try known(Row.fetchCursor(db, sql: "SELECT id, handle, earliest, area, state, record FROM incidents")))
    }

    private func known(_ rows: RowCursor) throws -> [Known] {
        var found: [Known] = []
        while let row = try rows.next() {
            let content = try row.withUnsafeData(atIndex: 5) { data in (data ?? Data()).withUnsafeBytes { ContentHash.of($0) } }
            found.append(
                Known(
                    id: try row.value(0), handle: Store.handle(try row.value(1)), earliest: try row.value(2), area: try row.value(3),
                    isWithdrawn: try row.word(4) == Incident.State.withdrawn, content: content))
        }
        return found
    }

    /// Everything that can be linked to what changed: incidents of which a member's grown box meets it, and theirs in turn.
    private func closure(_ db: Database, of touched: [Envelope]) throws -> (findings: [(id: Int64, box: Envelope)], known: [Known]) {
        let components = IncidentComponents(builder.settings)
        let near = try db.cachedStatement(
            sql: "SELECT id FROM incident_boxes WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?")
        let record = try db.cachedStatement(sql: "SELECT id, handle, earliest, area, state, record FROM incidents WHERE id = ?")
        let fresh = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, min_x, min_y, max_x, max_y FROM findings WHERE known_from IS NOT NULL AND known_to IS NULL AND incident IS NULL
                """)
        var findings: [(id: Int64, box: Envelope)] = []
        while let row = try fresh.next() { findings.append((try row.value(0), try row.box(1))) }
        var seen: [Int64: [Place]] = [:]
        var taken: Set<Int64> = []
        var known: [Known] = []
        var queue = touched + findings.map(\.box)
        while let next = queue.popLast() {
            // Stored boxes are not grown: this one grows for both, and a little for the other's own latitude and the tree's 32-bit floats.
            let margin = components.growth(of: next)
            let (x, y) = (2.05 * margin.x + 1e-5, 2.05 * margin.y + 1e-5)
            let grown = Envelope(minX: next.minX - x, minY: next.minY - y, maxX: next.maxX + x, maxY: next.maxY + y)
            for id in try Int64.fetchAll(near, arguments: [grown.maxX, grown.minX, grown.maxY, grown.minY]) where !taken.contains(id) {
                let places = try seen[id] ?? self.places(db, ofIncident: id)
                seen[id] = places
                guard places.contains(where: { $0.box.intersects(grown) }) else { continue }
                taken.insert(id)
                known += try self.known(Row.fetchCursor(record, arguments: [id]))
                for place in places where place.isCurrent {
                    findings.append((place.finding, place.box))
                    queue.append(place.box)
                }
            }
        }
        findings.sort { $0.id < $1.id }
        known += try withdrawn(db, by: findings.map(\.id))
        return (findings, known)
    }

    private struct Place {
        var finding: Int64
        var box: Envelope
        /// Ended ones tell where an incident was, too.
        var isCurrent: Bool
    }

    private func places(_ db: Database, ofIncident id: Int64) throws -> [Place] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, min_x, min_y, max_x, max_y, known_to IS NULL FROM findings WHERE incident = ?"),
            arguments: [id])
        var places: [Place] = []
        while let row = try rows.next() {
            places.append(Place(finding: try row.value(0), box: try row.box(1), isCurrent: try row.value(5)))
        }
        return places
    }

    /// Withdrawn incidents, which have no box, whose earliest finding is one of these again.
    private func withdrawn(_ db: Database, by findings: [Int64]) throws -> [Known] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT i.id, i.handle, i.earliest, i.area, i.state, i.record FROM findings f
                JOIN incidents i ON i.handle = f.handle AND i.earliest = f.finding_id WHERE f.id = ? AND i.state = 'withdrawn'
                """)
        var found: [Int64: Known] = [:]
        for id in findings { for known in try known(Row.fetchCursor(statement, arguments: [id])) { found[known.id] = known } }
        return found.values.sorted { $0.id < $1.id }
    }

    // MARK: Building

    private func load(_ db: Database, _ ids: [Int64], _ scenes: [Int64: SceneName], _ store: Store) throws -> Loaded {
        let statement = try db.cachedStatement(sql: "SELECT incident, scene, record, geometry, footprint FROM findings WHERE id = ?")
        var loaded = Loaded()
        var groups = GroupLookup(store, known: groups)
        for id in ids {
            let rows = try Row.fetchCursor(statement, arguments: [id])
            guard let row = try rows.next() else { throw StoreError.damagedRecord }
            defer { withExtendedLifetime(rows) {} }
            let finding = try Store.finding(row, 2)
            let group = try groups.first(of: finding.licenceIDs, db) ?? groups.first(of: finding.otherLicenceIDs, db)
            loaded.members.append(Member(id: id, incident: try row.optional(0)))
            loaded.findings.append(
                CaseFinding(finding: finding, scene: scenes[try row.value(1)]?.name ?? "", group: group, footprint: try row.value(4)))
            try Store.appendGeometry(row, 3, to: &loaded.geometry)
        }
        if dependsOnFootprints {
            let boxes = loaded.findings.indices.map(loaded.geometry.envelope)
            loaded.presence = try FootprintPresence(db, store, near: boxes, of: coveringScenes, names: scenes)
        }
        return loaded
    }

    /// Builds whole components, shared out over the threads.
    private func build(_ loaded: Loaded, _ decisions: DecisionBook) throws -> [Built] {
        let components = IncidentComponents(builder.settings).components(of: loaded.findings.indices.map(loaded.geometry.envelope))
        let parts = Self.shared(components, among: threads)
        let results = Mutex([Result<[Built], any Error>?](repeating: nil, count: parts.count))
        DispatchQueue.concurrentPerform(iterations: parts.count) { part in
            let result = Result { try built(parts[part], loaded, decisions) }
            results.withLock { $0[part] = result }
        }
        return try results.withLock { $0 }.flatMap { try $0?.get() ?? [] }
    }

    private static func shared(_ components: [[Int]], among threads: Int) -> [[Int]] {
        var parts = [[Int]](repeating: [], count: max(1, min(threads, components.count)))
        for component in components {
            let least = parts.indices.min { parts[$0].count < parts[$1].count } ?? 0
            parts[least] += component
        }
        return parts
    }

    private func built(_ rows: [Int], _ loaded: Loaded, _ decisions: DecisionBook) throws -> [Built] {
        var geometry = GeometryColumns()
        for row in rows { geometry.append(row, of: loaded.geometry) }
        let presence = loaded.presence
        let incidents = try builder.incidents(
            of: rows.map { loaded.findings[$0] }, geometry: geometry, scenes: views, decisions: decisions,
            outlined: { scene, box in presence?.contains(scene, meeting: box) ?? false })
        let members = Dictionary(rows.map { (loaded.findings[$0].finding.id, loaded.members[$0]) }, uniquingKeysWith: { first, _ in first })
        return incidents.map { incident in Built(incident: incident, members: incident.findingIDs.compactMap { members[$0] }) }
    }

    // MARK: Saving

    /// The stored incidents of the places at hand, and what became of them.
    private struct Ledger {
        /// By the id of the earliest finding; taken out as they are matched.
        var open: [String: Known]
        /// Stored incidents whose earliest finding is a member of another incident now.
        var absorbed: [(old: Known, into: Int64)] = []
        var changes: [StoredChange] = []

        init(_ known: [Known]) {
            open = Dictionary(known.map { ($0.earliest, $0) }, uniquingKeysWith: { a, b in a.isWithdrawn ? b : a })
        }
    }

    private func save(_ db: Database, _ built: [Built], _ ledger: inout Ledger) throws {
        let rows = IncidentRows(db)
        let assign = try db.cachedStatement(sql: "UPDATE findings SET incident = ? WHERE id = ?")
        for new in built {
            var writer = RecordWriter(capacity: 1024)
            new.incident.write(to: &writer)
            let content = ContentHash.of(writer.bytes)
            let same = ledger.open.removeValue(forKey: new.incident.earliestFindingID)
            // Incidents that an earlier sighting renamed, or that were joined with this one.
            let joined = new.incident.findingIDs.compactMap { ledger.open.removeValue(forKey: $0) }
            let id: Int64
            if let same {
                id = same.id
                if same.content != content { try rows.update(id, new.incident, Data(writer.bytes)) }
            } else {
                id = try rows.insert(new.incident, Data(writer.bytes))
            }
            ledger.absorbed += joined.map { ($0, into: id) }
            for member in new.members where member.incident != id { try assign.execute(arguments: [id, member.id]) }
            let former = same ?? joined.filter { !$0.isWithdrawn }.max { ($0.area, $1.id) < ($1.area, $0.id) }
            ledger.changes.append(change(from: former, to: new.incident, content: content))
        }
    }

    /// What is left is supported by no finding any more, or is part of another incident.
    private func retire(_ db: Database, _ ledger: inout Ledger) throws {
        let rows = IncidentRows(db)
        let current = Set(ledger.changes.lazy.map(\.handle))
        let move = try db.cachedStatement(sql: "UPDATE findings SET incident = ? WHERE incident = ?")
        for (old, into) in ledger.absorbed {
            try rows.delete(old.id)
            // Ended findings: their handles lead on to where the others are.
            try move.execute(arguments: [into, old.id])
            if !current.contains(old.handle) && !old.isWithdrawn { ledger.changes.append(gone(old)) }
        }
        for old in ledger.open.values.sorted(by: { $0.id < $1.id }) where !old.isWithdrawn {
            try rows.withdraw(old.id)
            ledger.changes.append(gone(old))
        }
    }

    private func gone(_ old: Known) -> StoredChange { StoredChange(handle: old.handle, change: .gone, areaBefore: old.area, areaAfter: 0) }

    private func change(from old: Known?, to new: Incident, content: UInt64) -> StoredChange {
        guard let old, !old.isWithdrawn else {
            return StoredChange(handle: new.handle, change: .new, areaBefore: 0, areaAfter: new.area)
        }
        let kind: IncidentChange
        if old.content == content {
            kind = .unchanged
        } else if new.area > old.area * (1 + builder.settings.unchangedShare) {
            kind = .grown
        } else {
            kind = .changed
        }
        return StoredChange(handle: new.handle, change: kind, areaBefore: old.area, areaAfter: new.area)
    }
}

/// Writes rows of the incidents table with their boxes.
private struct IncidentRows {
    let db: Database
    init(_ db: Database) { self.db = db }

    func insert(_ incident: Incident, _ bytes: Data) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "INSERT INTO incidents (\(IncidentFacts.columns)) VALUES (\(IncidentFacts.places))")
        try statement.execute(arguments: StatementArguments(IncidentFacts.values(of: incident, bytes)))
        let id = db.lastInsertedRowID
        try putBox(id, incident)
        return id
    }

    func update(_ id: Int64, _ incident: Incident, _ bytes: Data) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE incidents SET (\(IncidentFacts.columns)) = (\(IncidentFacts.places)) WHERE id = ?")
        try statement.execute(arguments: StatementArguments(IncidentFacts.values(of: incident, bytes) + [id]))
        try putBox(id, incident)
    }

    /// Kept under its handle, found by no search for places.
    func withdraw(_ id: Int64) throws {
        guard let record = try Data.fetchOne(db.cachedStatement(sql: "SELECT record FROM incidents WHERE id = ?"), arguments: [id]) else {
            return
        }
        var incident = try Store.incident(record)
        incident.state = .withdrawn
        var writer = RecordWriter(capacity: 1024)
        incident.write(to: &writer)
        try db.cachedStatement(sql: "UPDATE incidents SET state = ?, record = ? WHERE id = ?")
            .execute(arguments: [incident.state.rawValue, Data(writer.bytes), id])
        try db.cachedStatement(sql: "DELETE FROM incident_boxes WHERE id = ?").execute(arguments: [id])
    }

    /// Its members' handles lead to the incident that they are part of now.
    func delete(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM incidents WHERE id = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM incident_boxes WHERE id = ?").execute(arguments: [id])
    }

    /// The tree keeps 32-bit floats, rounded outwards, so that everything is found.
    private func putBox(_ id: Int64, _ incident: Incident) throws {
        let box = incident.envelope
        guard !box.isEmpty else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO incident_boxes (id, min_x, max_x, min_y, max_y) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [id, box.minX, box.maxX, box.minY, box.maxY])
    }
}
