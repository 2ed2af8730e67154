import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport
import Testing

/// Incidents as they were last built, with the findings that came since.
private final class WorldLibrary: IncidentLibrary {
    let world: CaseWorld
    var lineages: [Int64: IncidentLineage] = [:]
    var incidents: [Int64: Incident] = [:]
    private var next: Int64 = 1
    private(set) var measured: Set<Int64> = []
    /// Whether there were halves that were apart, and such that were not.
    private(set) var tried: Set<Bool> = []

    /// Findings are numbered by their rows, scenes by their names' hash within the world.
    init(_ world: CaseWorld) { self.world = world }

    func member(_ row: Int) -> IncidentLineage.Member {
        let found = world.findings[row]
        let scenes = Set(world.findings.map(\.scene)).sorted()
        return IncidentLineage.Member(
            finding: Int64(row), id: found.finding.id, observed: found.finding.observed, envelope: world.geometry.envelope(of: row),
            footprint: Int64(world.findings.firstIndex { $0.finding.footprintID == found.finding.footprintID } ?? row),
            scene: Int64(scenes.firstIndex(of: found.scene) ?? 0))
    }

    func finding(_ number: Int64) -> CaseFinding { world.findings[Int(number)] }

    func sceneName(_ number: Int64) -> String { Set(world.findings.map(\.scene)).sorted()[Int(number)] }

    func appendGeometry(of number: Int64, to columns: inout GeometryColumns) {
        measured.insert(number)
        columns.append(Int(number), of: world.geometry)
    }

    func incidents(meeting box: Envelope) -> [Int64] {
        lineages.filter { $0.value.members.contains { $0.envelope.intersects(box) } }.keys.sorted()
    }

    func lineage(ofIncident number: Int64) -> IncidentLineage { lineages[number] ?? IncidentLineage() }

    func keep(_ incident: Incident, _ lineage: IncidentLineage) {
        lineages[next] = lineage
        incidents[next] = incident
        next += 1
    }

    /// All of the rows, built at once.
    static func built(_ world: CaseWorld, _ rows: [Int], _ settings: IncidentSettings) throws -> [(Incident, IncidentLineage)] {
        let library = WorldLibrary(world)
        let part = world.taking(rows)
        return try IncidentBuilder(settings: settings).built(
            of: part.findings, geometry: part.geometry, scenes: SceneViews(world.scenes), decisions: DecisionBook()
        ).map { built in
            let members = built.rows.indices.map { i in
                var member = library.member(rows[built.rows[i]])
                (member.joined, member.wasRefused) = (built.joined[i], built.wasRefused[i])
                return member
            }
            return (built.incident, IncidentLineage(members: members))
        }
    }

    /// Replays of the halves that turn out apart are the replay of the whole.
    private func expectSame(_ change: ChainChange, _ whole: ChainReplay.Outcome, _ settings: IncidentSettings) throws {
        let halves = try change.halves(settings).map { try ChainReplay(self, settings: settings).run($0) }
        guard halves.count == 2 else { return }
        let together = halves[0].together(with: halves[1])
        tried.formUnion([together != nil])
        guard let together else { return }
        #expect(together.changed == whole.changed && together.former == whole.former)
        #expect(together.touched == whole.touched)
    }

    /// Brings what is kept up to date.
    func replay(added: [Int], ended: [Int], _ settings: IncidentSettings) throws -> ChainReplay.Outcome {
        let left = ended.compactMap { row in
            lineages.first { $0.value.members.contains { $0.finding == Int64(row) } }.map {
                (finding: Int64(row), incident: $0.key, envelope: world.geometry.envelope(of: row))
            }
        }
        let change = ChainChange(added: added.map(member), ended: left)
        let outcome = try ChainReplay(self, settings: settings).run(change)
        try expectSame(change, outcome, settings)
        let builder = IncidentBuilder(settings: settings)
        let new = try zip(outcome.changed, outcome.former).map { lineage, former in
            let parts = former.compactMap { number in incidents[number].map { (incident: $0, lineage: self.lineage(ofIncident: number)) } }
            return try builder.incident(
                lineage, from: self, former: parts, scenes: SceneViews(world.scenes), decisions: DecisionBook())
        }
        for number in outcome.touched { (lineages[number], incidents[number]) = (nil, nil) }
        for (incident, lineage) in zip(new, outcome.changed) { keep(incident, lineage) }
        return outcome
    }
}

@Suite("Replaying the chain")
struct ChainReplayTests {
    /// Crowded worlds with bounds that they exceed, several findings of one footprint, and repeated outlines.
    private static func world(_ random: inout SplitMix) -> CaseWorld {
        var world = CaseWorld()
        let scenes = Int.random(in: 1...6, using: &random)
        for number in 0..<scenes where Bool.random(using: &random) {
            world.addScene(
                "S\(number)", to: "2025-0\(number + 1)-15", content: Bool.random(using: &random) ? .state : .change,
                covers: Bool.random(using: &random) ? CaseWorld.square(-3000, -3000, 5000) : nil)
        }
        let side = Double.random(in: 300...3000, using: &random)
        var shapes: [Geometry] = []
        for number in 0..<Int.random(in: 2...60, using: &random) {
            let scene = Int.random(in: 0..<scenes, using: &random)
            let again = shapes.randomElement(using: &random)
            let shape =
                again != nil && Int.random(in: 0..<5, using: &random) == 0
                ? again ?? CaseWorld.square(0, 0, 10)
                : CaseWorld.box(
                    Double.random(in: 0...side, using: &random), Double.random(in: 0...side, using: &random),
                    Double.random(in: 20...300, using: &random), Double.random(in: 20...300, using: &random))
            shapes.append(shape)
            let day = Int.random(in: 0..<12, using: &random) == 0 ? nil : "2025-0\(scene + 1)-1\(Int.random(in: 4...5, using: &random))"
            let footprint = Int.random(in: 0..<6, using: &random) == 0 ? "shared-\(scene)-\(day ?? "")-\(number / 8)" : nil
            world.add(
                "f\(Int.random(in: 0..<10, using: &random))-\(number)", on: day, shape,
                rule: RuleName.allCases.randomElement(using: &random) ?? .unlicensed, scene: "S\(scene)\(day == nil ? "u" : "")",
                footprint: footprint
            ) { describe(&$0, &random) }
            world.findings[number].group = ["G1", "G2", nil].randomElement(using: &random) ?? nil
        }
        return world
    }

    /// What incidents gather from their members, or take from those that stand.
    private static func describe(_ finding: inout Finding, _ random: inout SplitMix) {
        let licences = ["A", "B", "C", "D", "E"].shuffled(using: &random)
        let own = Int.random(in: 0...2, using: &random)
        finding.licenceIDs = Array(licences.prefix(own))
        finding.otherLicenceIDs = Array(licences.dropFirst(own).prefix(Int.random(in: 0...2, using: &random)))
        finding.zoneID = ["Z1", "Z2", nil].randomElement(using: &random) ?? nil
        (finding.holder, finding.district) = (
            ["H1", nil].randomElement(using: &random) ?? nil, ["D1", "D2"].randomElement(using: &random)
        )
        finding.severity = Int.random(in: 1...5, using: &random) * 10
        finding.outsideAreaBeyondTolerance = Bool.random(using: &random) ? finding.area / 3 : nil
        // A period instead of a day, of one end sometimes.
        guard let day = finding.observedAt, Int.random(in: 0..<4, using: &random) == 0 else { return }
        finding.observedAt = nil
        finding.observedTo = day
        finding.observedFrom =
            Bool.random(using: &random) ? Day(daysSince1970: day.daysSince1970 - Int32.random(in: 0...40, using: &random)) : nil
    }

    @Test("Findings that come and go in steps leave what building all of them leaves", arguments: 0..<400 as Range<UInt64>)
    func equality(seed: UInt64) throws {
        var random = SplitMix(seed + 77_000)
        let world = Self.world(&random)
        var settings = IncidentSettings()
        settings.largestExtentMetres = [5000, 900, 500].randomElement(using: &random) ?? 900
        settings.chainingMetres = [50, 0, 200].randomElement(using: &random) ?? 50
        let library = WorldLibrary(world)
        var present: Set<Int> = []
        for step in 0..<5 {
            let all = world.findings.indices.shuffled(using: &random)
            let many = step == 0 ? all.count : Int.random(in: 0...max(1, all.count / 6), using: &random)
            let added = all.prefix(many).filter { !present.contains($0) && Bool.random(using: &random) }
            let few = Int.random(in: 0...3, using: &random)
            let ended = present.sorted().shuffled(using: &random).prefix(few)
            present.formUnion(added)
            present.subtract(ended)
            _ = try library.replay(added: added.sorted(), ended: ended.sorted(), settings)
            let expected = try WorldLibrary.built(world, present.sorted(), settings)
            #expect(Set(library.incidents.values) == Set(expected.map(\.0)), "seed \(seed), step \(step)")
            #expect(Set(library.lineages.values) == Set(expected.map(\.1)), "seed \(seed), step \(step)")
            guard Set(library.lineages.values) == Set(expected.map(\.1)) else { return }
        }
    }

    @Test("Halves of a change that lie beside each other are told from halves that have to do with each other")
    func halves() throws {
        var tried: Set<Bool> = []
        for seed in 0..<40 as Range<UInt64> {
            var random = SplitMix(seed + 9_000)
            let world = Self.world(&random)
            let library = WorldLibrary(world)
            let all = world.findings.indices.shuffled(using: &random)
            _ = try library.replay(added: all.prefix(all.count / 2).sorted(), ended: [], IncidentSettings())
            _ = try library.replay(added: all.dropFirst(all.count / 2).sorted(), ended: [], IncidentSettings())
            tried.formUnion(library.tried)
        }
        #expect(tried == [true, false])
    }

    @Test("What lies beyond the reach of a change is neither looked at nor measured")
    func locality() throws {
        var world = CaseWorld()
        for place in 0..<40 {
            for month in 1...3 { world.add("p\(place)-\(month)", on: "2025-0\(month)-15", CaseWorld.square(Double(place) * 70, 0, 60)) }
        }
        world.add("new", on: "2025-04-15", CaseWorld.square(-5, 0, 60))
        var settings = IncidentSettings()
        // Each place is an incident of its own, though its neighbours come within the chaining distance.
        settings.largestExtentMetres = 90
        let library = WorldLibrary(world)
        let old = Array(world.findings.indices.dropLast())
        for (incident, lineage) in try WorldLibrary.built(world, old, settings) { library.keep(incident, lineage) }
        #expect(library.incidents.count == 40)
        let outcome = try library.replay(added: [old.count], ended: [], settings)
        #expect(outcome.changed.count == 1 && outcome.changed.first?.members.map(\.id) == ["p0-1", "p0-2", "p0-3", "new"])
        #expect(library.measured.isSubset(of: [0, 1, 2, 3, 4, 5, Int64(old.count)]))
    }
}
