import OreCases
import OreDetection
import OreGeometry
import TestSupport
import Testing

@Suite("Laws of incidents")
struct IncidentLawTests {
    /// A bound that random worlds do exceed.
    private static var tight: IncidentSettings {
        var settings = IncidentSettings()
        settings.largestExtentMetres = 900
        return settings
    }

    @Test("The order in which findings are given cannot matter", arguments: 0..<60 as Range<UInt64>)
    func orderIndependence(seed: UInt64) throws {
        var random = SplitMix(seed + 1000)
        let world = CaseWorld.random(seed)
        for settings in [IncidentSettings(), Self.tight] {
            let shuffled = world.taking(world.findings.indices.shuffled(using: &random))
            #expect(try world.incidents([], settings) == shuffled.incidents([], settings), "seed \(seed)")
        }
    }

    @Test("Components built apart, or in groups, give the incidents of the whole", arguments: 0..<60 as Range<UInt64>)
    func factorisation(seed: UInt64) throws {
        let world = CaseWorld.random(seed)
        let whole = try world.incidents([], Self.tight)
        let envelopes = world.findings.indices.map(world.geometry.envelope)
        let components = IncidentComponents(Self.tight).components(of: envelopes)
        #expect(components.flatMap { $0 }.sorted() == Array(world.findings.indices))
        let apart = try components.flatMap { try world.taking($0).incidents([], Self.tight) }
        #expect(Set(apart) == Set(whole) && apart.count == whole.count, "seed \(seed)")
        let halves = [components.enumerated().filter { $0.offset % 2 == 0 }, components.enumerated().filter { $0.offset % 2 == 1 }]
        let grouped = try halves.flatMap { try world.taking($0.flatMap(\.element)).incidents([], Self.tight) }
        #expect(Set(grouped) == Set(whole), "seed \(seed)")
    }

    @Test("Every finding belongs to exactly one incident, and every handle of a member resolves to it", arguments: 0..<30 as Range<UInt64>)
    func partition(seed: UInt64) throws {
        let world = CaseWorld.random(seed)
        let incidents = try world.incidents([], Self.tight)
        #expect(incidents.flatMap(\.findingIDs).sorted() == world.findings.map(\.finding.id).sorted())
        for incident in incidents {
            #expect(incident.findingIDs.first == incident.earliestFindingID)
            let handles = Set([incident.handle] + incident.aliases)
            #expect(handles == Set(incident.findingIDs.map { IncidentHandle(findingID: $0).description }))
        }
    }

    @Test(
        "A sighting has the area of a union: at most the sum of its findings, at least the largest",
        arguments: 0..<30 as Range<UInt64>)
    func areas(seed: UInt64) throws {
        let world = CaseWorld.random(seed)
        for incident in try world.incidents() {
            for sighting in incident.sightings where sighting.kind == .seen {
                let members = world.findings.filter { incident.findingIDs.contains($0.finding.id) && $0.scene == sighting.scene }
                let areas = members.map(\.finding.area)
                #expect(sighting.area <= areas.reduce(0, +) * (1 + 1e-9))
                #expect(sighting.area >= (areas.max() ?? 0) * (1 - 1e-9))
                #expect(sighting.parts >= 1 && sighting.parts <= members.count)
            }
        }
    }

    @Test("A later scene never renames an incident that keeps its earliest finding", arguments: 0..<30 as Range<UInt64>)
    func stableHandles(seed: UInt64) throws {
        let world = CaseWorld.random(seed)
        let last = world.findings.compactMap(\.finding.observedAt).max()
        let before = world.taking(world.findings.indices.filter { world.findings[$0].finding.observedAt != last })
        let later = try world.incidents([], Self.tight)
        for incident in try before.incidents([], Self.tight) {
            let successors = later.filter { $0.handle == incident.handle || $0.aliases.contains(incident.handle) }
            #expect(successors.count == 1)
            let members = Set(successors.flatMap(\.findingIDs))
            #expect(members.isSuperset(of: incident.findingIDs), "seed \(seed)")
        }
    }

    @Test("Findings within the chaining distance always lie in one component", arguments: [0.0, 24.9, -59.5, 71.2, 84.0])
    func componentsReach(latitude: Double) {
        let components = IncidentComponents(chainingMetres: 50)
        let metric = LocalMetric(.wgs84, latitude: latitude)
        let first = Envelope(minX: 10, minY: latitude, maxX: 10.001, maxY: latitude + 0.001)
        let highest = LocalMetric(.wgs84, latitude: max(abs(latitude), abs(latitude + 0.001)))
        let east = 49.99 / metric.metresPerUnitX
        let north = 49.99 / highest.metresPerUnitY
        let besides = [
            Envelope(minX: first.maxX + east, minY: latitude, maxX: first.maxX + east + 0.02, maxY: latitude + 0.02),
            Envelope(minX: 10, minY: first.maxY + north, maxX: 10.02, maxY: first.maxY + north + 0.3),
        ]
        for other in besides { #expect(components.components(of: [first, other]).count == 1) }
        let far = Envelope(minX: 10.01, minY: latitude + 0.01, maxX: 10.02, maxY: latitude + 0.02)
        #expect(components.components(of: [first, far, .empty]) == [[0], [1], [2]])
    }

    @Test("Handles are read as people write them, and nothing else is")
    func handles() throws {
        let handle = IncidentHandle(findingID: "unlicensed:F1::2025-01-31")
        let text = handle.description
        #expect(text.wholeMatch(of: /OW-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}/) != nil)
        for variant in [text, text.lowercased(), String(text.dropFirst(3)), text.replacing("-", with: "")] {
            #expect(IncidentHandle(variant) == handle)
        }
        #expect(IncidentHandle("OW-OIL0-0000") == IncidentHandle("ow-0110-0000"))
        for wrong in ["", "OW-", "OW-123", "OW-UUUU-0000", "OW-0000-00000", "矿-0000-0000", String(repeating: "0", count: 1_000_000)] {
            #expect(IncidentHandle(wrong) == nil)
        }
        let many = Set((0..<100_000).map { IncidentHandle(findingID: "unlicensed:\($0)::2025").value })
        #expect(many.count > 99_990)
    }
}
