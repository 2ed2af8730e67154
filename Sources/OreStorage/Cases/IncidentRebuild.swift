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
    var settings: IncidentSettings { builder.settings }
    private let views: SceneViews
    /// Scenes that say something of places where they show nothing.
    private let coveringScenes: Set<String>
    /// Enterprise groups by licence; `nil`: asked of the store, licence by licence.
    private let groups: [String: String]?
    private let threads: Int

    /// - Parameter groups: enterprise groups by licence; `nil` looks up those of the findings at hand, for a rebuild of few.
    public init(settings: IncidentSettings, scenes: SceneTable, groups: [String: String]?, threads: Int) {
        builder = IncidentBuilder(settings: settings)
        views = SceneViews(scenes)
        coveringScenes = views.coveringScenes
        (self.groups, self.threads) = (groups, threads)
    }

    private var whole: WholeRebuild {
        WholeRebuild(builder: builder, views: views, coveringScenes: coveringScenes, groups: groups, threads: threads)
    }

    /// Incidents depend on where footprints came and went, not only on where findings did.
    var dependsOnFootprints: Bool { !coveringScenes.isEmpty }

    func run(_ db: Database, store: Store, _ changes: Changes) throws -> [StoredChange] {
        // A replay keeps in memory what it has to do with; building all goes part by part.
        if changes.scope.isEverything || changes.added.count + changes.ended.count > Self.manyFindings { return try whole.run(db, store) }
        let library = try StoredIncidents(db, GroupLookup(store, known: groups))
        var again = Set(changes.incidents)
        again.formUnion(try library.incidents(in: changes.scope, dependOnFootprints: dependsOnFootprints))
        // Their lineages would fill the memory.
        if again.count > Self.manyIncidents { return try whole.run(db, store) }
        return try replay(db, store, changes, again, library)
    }

    private static let manyFindings = 8192
    private static let manyIncidents = 30_000

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
}
