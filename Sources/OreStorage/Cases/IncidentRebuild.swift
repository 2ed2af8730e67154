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
        let affected = AffectedIncidents(db, builder.settings)
        let (findings, known) = try touched.map { try affected.near($0) } ?? affected.all()
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
        var open: [String: KnownIncident]
        /// Stored incidents whose earliest finding is a member of another incident now.
        var absorbed: [(old: KnownIncident, into: Int64)] = []
        var changes: [StoredChange] = []

        init(_ known: [KnownIncident]) {
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
            let largest = joined.filter { !$0.isWithdrawn }.max { ($0.area, $1.id) < ($1.area, $0.id) }
            let former = same?.isWithdrawn == false ? same : largest
            ledger.changes.append(change(from: former, [same].compactMap(\.self) + joined, to: new.incident, content: content))
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
            if !current.contains(old.handle) && !old.isWithdrawn { ledger.changes.append(end(of: old, .joined)) }
        }
        for old in ledger.open.values.sorted(by: { $0.id < $1.id }) where !old.isWithdrawn {
            try rows.withdraw(old.id)
            ledger.changes.append(end(of: old, .gone))
        }
    }

    private func end(of old: KnownIncident, _ change: IncidentChange) -> StoredChange {
        StoredChange(handle: old.handle, change: change, areaBefore: old.area, areaAfter: 0)
    }

    /// - Parameter parts: all that it was before, `old` among them: their own ends tell their areas.
    private func change(from old: KnownIncident?, _ parts: [KnownIncident], to new: Incident, content: UInt64) -> StoredChange {
        guard let old, !old.isWithdrawn else {
            return StoredChange(handle: new.handle, change: .new, areaBefore: 0, areaAfter: new.area)
        }
        let kind: IncidentChange
        let before = parts.reduce(0) { $0 + ($1.isWithdrawn ? 0 : $1.area) }
        if old.content == content {
            kind = .unchanged
        } else if new.area > before * (1 + builder.settings.unchangedShare) {
            kind = .grown
        } else {
            kind = .changed
        }
        return StoredChange(handle: new.handle, change: kind, areaBefore: old.area, areaAfter: new.area)
    }
}
