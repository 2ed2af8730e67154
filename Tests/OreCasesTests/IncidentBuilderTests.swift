import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Incidents through time")
struct IncidentBuilderTests {
    private func kinds(_ incident: Incident) -> [IncidentEvent.Kind] { incident.events.map(\.kind) }

    @Test("The same pit seen in twelve scenes is one incident that grows")
    func growingPit() throws {
        var world = CaseWorld()
        for month in 1...9 {
            world.add("m\(month)", on: "2025-0\(month)-01", CaseWorld.square(0, 0, 100 + 10 * Double(month)))
        }
        let incidents = try world.incidents()
        let incident = try #require(incidents.first)
        #expect(incidents.count == 1 && incident.sightings.count == 9)
        #expect(incident.handle == IncidentHandle(findingID: "m1").description)
        #expect(kinds(incident).first == .appeared && kinds(incident).dropFirst().allSatisfy { $0 == .grown })
        #expect(abs(incident.area - 190 * 190) < 40 && incident.area == incident.maximumArea)
        #expect(incident.certainty == .confirmed && incident.onset.mayBeOldScar)
        #expect(try #require(incident.growthPerYear) > 30_000)
        #expect(incident.firstSeen == CaseWorld.day("2025-01-01") && incident.lastSeen == CaseWorld.day("2025-09-01"))
    }

    @Test("Slow growth below the threshold adds up to an event")
    func slowGrowth() throws {
        var world = CaseWorld()
        for month in 1...6 { world.add("m\(month)", on: "2025-0\(month)-01", CaseWorld.box(0, 0, 100, 100 + 4 * Double(month))) }
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .grown])
    }

    @Test("Nearness chains up to the stated distance, to the nearer of two", arguments: [(49.0, 1), (51.0, 2)])
    func chaining(gap: Double, count: Int) throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 100))
        world.add("b", on: "2025-02-01", CaseWorld.square(100 + gap, 0, 100))
        #expect(try world.incidents().count == count)
    }

    @Test("A finding between two incidents makes them one under the earlier handle, and says so")
    func merging() throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 100))
        world.add("b", on: "2025-01-02", CaseWorld.square(300, 0, 100))
        #expect(try world.incidents().count == 2)
        world.add("c", on: "2025-02-01", CaseWorld.box(50, 0, 300, 100))
        let incidents = try world.incidents()
        let incident = try #require(incidents.first)
        let merge = try #require(incident.events.last { $0.kind == .merged })
        #expect(incidents.count == 1 && incident.handle == IncidentHandle(findingID: "a").description)
        #expect(merge.handles == ["a", "b"].map { IncidentHandle(findingID: $0).description })
        #expect(merge.partsBefore == 2 && merge.partsAfter == 1)
        #expect(incident.aliases.contains(IncidentHandle(findingID: "b").description))
        var atOnce = CaseWorld()
        for (index, east) in [0.0, 300, 50].enumerated() { atOnce.add("f\(index)", on: "2025-01-01", CaseWorld.box(east, 0, 290, 100)) }
        #expect(try atOnce.incidents().map { kinds($0) } == [[.appeared]])
    }

    @Test("Chaining stops at the largest extent, but the same place stays the same incident")
    func bound() throws {
        var settings = IncidentSettings()
        settings.largestExtentMetres = 1_000
        var world = CaseWorld()
        for step in 0..<20 { world.add("a\(10 + step)", on: "2025-01-01", CaseWorld.square(Double(step) * 120, 0, 100)) }
        let first = try world.incidents([], settings)
        #expect(first.count >= 2)
        for step in 0..<20 { world.add("b\(10 + step)", on: "2025-02-01", CaseWorld.square(Double(step) * 120, 10, 100)) }
        let second = try world.incidents([], settings)
        #expect(second.map(\.handle) == first.map(\.handle))
        #expect(second.allSatisfy { $0.sightings.count == 2 && $0.findingIDs.count % 2 == 0 })
    }

    @Test("A working wider than the bound is one incident with its next outline")
    func wideWorking() throws {
        var settings = IncidentSettings()
        settings.largestExtentMetres = 500
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 2000))
        world.add("b", on: "2025-02-01", CaseWorld.square(-30, 20, 2050))
        world.add("c", on: "2025-03-01", CaseWorld.square(1900, 1900, 90))
        #expect(try world.incidents([], settings).count == 1)
    }

    @Test("Findings of several rules over one footprint count its area once")
    func unionOverRules() throws {
        var world = CaseWorld()
        let whole = CaseWorld.square(0, 0, 200)
        world.add("u", on: "2025-01-01", whole, rule: .unlicensed, footprint: "F")
        world.add("z", on: "2025-01-01", CaseWorld.box(0, 0, 200, 80), rule: .protectedZone, footprint: "F") { $0.footprintArea = 40_000 }
        world.add("y", on: "2025-01-01", CaseWorld.box(0, 50, 100, 100), rule: .protectedZone, footprint: "G") { $0.zoneID = "Z2" }
        let incident = try #require(try world.incidents().first)
        #expect(abs(incident.area - world.findings[0].finding.area) < 1e-3)
        #expect(incident.rules == [.land(.unlicensed), .land(.protectedZone)] && incident.sightings.first?.parts == 1)
    }

    @Test("A clear view, a cloudy one and none are told apart")
    func silentScenes() throws {
        var world = CaseWorld()
        let (all, place) = (CaseWorld.square(-5000, -5000, 10_000), CaseWorld.square(-50, -50, 300))
        world.addScene("before", to: "2025-01-01", covers: all)
        world.addScene("seen", to: "2025-02-01", covers: all)
        world.addScene("cloudy", to: "2025-03-01", covers: all, clouds: place)
        world.addScene("elsewhere", to: "2025-04-01", covers: CaseWorld.square(3000, 3000, 500))
        world.addScene("unknown", to: "2025-05-01")
        world.addScene("after", to: "2025-06-01", covers: all, clouds: CaseWorld.square(1000, 1000, 50))
        world.add("a", on: "2025-02-01", CaseWorld.square(0, 0, 200), scene: "seen")
        let incident = try #require(try world.incidents().first)
        #expect(incident.sightings.map(\.scene) == ["before", "seen", "cloudy", "after"])
        #expect(incident.sightings.map(\.kind) == [.clear, .seen, .cloudy, .clear])
        #expect(kinds(incident) == [.appeared, .gone])
        #expect(incident.onset.after == CaseWorld.day("2025-01-01") && !incident.onset.mayBeOldScar)
        #expect(incident.area > 0 && incident.certainty == .provisional)
    }

    @Test("A scene that outlined a working that nothing suspects did not lose it, and is no clear view before it")
    func unsuspected() throws {
        var world = CaseWorld()
        let all = CaseWorld.square(-5000, -5000, 10_000)
        for month in 1...3 { world.addScene("s\(month)", to: "2025-0\(month)-01", covers: all) }
        world.add("a", on: "2025-02-01", CaseWorld.square(0, 0, 200), scene: "s2")
        var asked: [String] = []
        let incidents = try IncidentBuilder().incidents(
            of: world.findings, geometry: world.geometry, scenes: SceneViews(world.scenes), decisions: DecisionBook()
        ) { scene, box in
            asked.append(scene)
            return box.intersects(world.geometry.envelope(of: 0))
        }
        let incident = try #require(incidents.first)
        #expect(asked == ["s1", "s3"] && incident.sightings.map(\.kind) == [.unsuspected, .seen, .unsuspected])
        #expect(kinds(incident) == [.appeared] && incident.onset.mayBeOldScar)
    }

    @Test("What was gone and is seen again has reappeared")
    func reappearance() throws {
        var world = CaseWorld()
        let all = CaseWorld.square(-5000, -5000, 10_000)
        for month in 1...4 { world.addScene("s\(month)", to: "2025-0\(month)-01", covers: all) }
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 200), scene: "s1")
        world.add("b", on: "2025-04-01", CaseWorld.square(0, 0, 150), scene: "s4")
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .gone, .reappeared])
    }

    @Test("A working that falls into parts has split, and parts that grow together have merged")
    func parts() throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.box(0, 0, 400, 100))
        world.add("b1", on: "2025-02-01", CaseWorld.box(0, 0, 190, 100))
        world.add("b2", on: "2025-02-01", CaseWorld.box(210, 0, 190, 100))
        world.add("c", on: "2025-03-01", CaseWorld.box(0, 0, 400, 100))
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .split, .merged])
        #expect(incident.events.map { [$0.partsBefore, $0.partsAfter] } == [[0, 0], [1, 2], [2, 1]])
    }

    @Test("Scenes that show changes only add up, and their silence is no disappearance")
    func changeScenes() throws {
        var world = CaseWorld()
        let all = CaseWorld.square(-5000, -5000, 10_000)
        for year in 2018...2021 {
            world.addScene("y\(year)", from: "\(year)-01-01", to: "\(year)-12-31", content: .change, covers: all)
        }
        world.add("a", on: "2018-12-31", CaseWorld.square(0, 0, 480), scene: "y2018")
        world.add("b", on: "2019-12-31", CaseWorld.square(480, 0, 480), scene: "y2019")
        world.add("c", on: "2021-12-31", CaseWorld.square(0, 480, 480), scene: "y2021")
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .grown, .grown])
        #expect(abs(incident.area - 3 * 480 * 480) < 1_000)
        let patchesPerYear: Double = try #require(incident.growthPerYear) / 230_400
        #expect((0.6...0.8).contains(patchesPerYear))
        #expect(incident.onset.after == CaseWorld.day("2017-12-31"))
        #expect(incident.sightings.map(\.kind) == [.seen, .seen, .clear, .seen])
    }

    @Test("Ground that scenes of changes outline twice counts once, and nothing ever shrinks")
    func overlappingChanges() throws {
        var world = CaseWorld()
        for year in 2018...2021 { world.addScene("y\(year)", from: "\(year)-01-01", to: "\(year)-12-31", content: .change) }
        world.add("a", on: "2018-12-31", CaseWorld.box(0, 0, 400, 100), scene: "y2018")
        world.add("b", on: "2019-12-31", CaseWorld.box(300, 0, 200, 100), scene: "y2019") { $0.verdict = .possible }
        world.add("c", on: "2020-12-31", CaseWorld.box(100, 0, 100, 100), scene: "y2020") { $0.severity = 7 }
        world.add("d", on: "2021-12-31", CaseWorld.box(400, 0, 300, 100), scene: "y2021")
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .grown, .grown])
        #expect(incident.sightings.map { ($0.area / 10_000).rounded() } == [4, 2, 1, 3])
        #expect(incident.sightings.map { ($0.standingArea / 10_000).rounded() } == [4, 5, 5, 7])
        #expect(incident.area == incident.sightings.last?.standingArea && incident.area == incident.maximumArea)
        #expect(GrowthSeries(of: incident).steps.map(\.area) == incident.sightings.map(\.standingArea))
        #expect(incident.verdict == .strong && incident.severity == 40)
    }

    @Test("Changes after a complete scene add to it; the next complete one replaces both, and a clear view leaves nothing to add to")
    func changesAfterStates() throws {
        var world = CaseWorld()
        let all = CaseWorld.square(-5000, -5000, 10_000)
        world.addScene("state", to: "2019-06-30", covers: all)
        world.addScene("y2020", from: "2020-01-01", to: "2020-12-31", content: .change)
        world.addScene("again", to: "2021-06-30", covers: all)
        world.addScene("bare", to: "2022-06-30", covers: all)
        world.addScene("y2023", from: "2023-01-01", to: "2023-12-31", content: .change)
        world.add("a", on: "2019-06-30", CaseWorld.box(0, 0, 400, 100), scene: "state")
        world.add("b", on: "2020-12-31", CaseWorld.box(300, 0, 300, 100), scene: "y2020")
        world.add("c", on: "2021-06-30", CaseWorld.box(0, 0, 300, 100), scene: "again")
        world.add("d", on: "2023-12-31", CaseWorld.box(200, 0, 200, 100), scene: "y2023")
        let incident = try #require(try world.incidents().first)
        #expect(kinds(incident) == [.appeared, .grown, .shrunk, .gone, .reappeared])
        #expect(incident.sightings.map { ($0.standingArea / 10_000).rounded() } == [4, 6, 3, 0, 2])
    }

    @Test("A scene of which much was hidden nobody knows where says nothing of a place", arguments: [(0.05, true), (0.6, false)])
    func unknownClouds(share: Double, isClear: Bool) throws {
        var world = CaseWorld()
        var scene = Scene(id: "later", period: ObservationPeriod(CaseWorld.day("2025-02-01")))
        scene.cloudShare = share
        world.scenes.append(scene, coverage: CaseWorld.square(-5000, -5000, 10_000), clouds: nil)
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 200))
        let incident = try #require(try world.incidents().first)
        #expect(incident.sightings.map(\.kind) == (isClear ? [.seen, .clear] : [.seen]))
        #expect(kinds(incident) == (isClear ? [.appeared, .gone] : [.appeared]))
    }

    @Test("Findings of one footprint are never in two incidents, however large the incident is")
    func oneFootprint() throws {
        var world = CaseWorld()
        for i in 0..<8 { world.add("a\(i)", on: "2024-01-01", CaseWorld.box(Double(i) * 600, 0, 600, 200)) }
        // A footprint at the end of what fits: its part in a zone comes first and would found an incident of its own.
        world.add("p-zone", on: "2025-01-01", CaseWorld.box(5000, 0, 900, 200), rule: .protectedZone, footprint: "F") {
            $0.footprintArea = 240_000
        }
        world.add("u-whole", on: "2025-01-01", CaseWorld.box(4700, 0, 1200, 200), footprint: "F")
        world.add("v-other", on: "2025-01-01", CaseWorld.box(5900, 0, 300, 200), footprint: "G")
        // Another one has parts in two zones, far from each other: the first joins what is there already, the second founds an incident.
        world.add("b0", on: "2024-01-01", CaseWorld.box(0, 9000, 4700, 100))
        for (id, east) in [("p-zone-1", 4710.0), ("p-zone-2", 5500.0)] {
            world.add(id, on: "2025-01-01", CaseWorld.box(east, 9000, 200, 100), rule: .protectedZone, footprint: "H") {
                $0.footprintArea = 99_000
            }
        }
        world.add("w-whole", on: "2025-01-01", CaseWorld.box(4710, 9000, 990, 100), footprint: "H")
        let incidents = try world.incidents()
        for footprint in [["p-zone", "u-whole"], ["p-zone-1", "p-zone-2", "w-whole"]] {
            #expect(incidents.count { !Set($0.findingIDs).isDisjoint(with: footprint) } == 1)
        }
        let total = incidents.filter { $0.envelope.minY < 25.05 }.reduce(0) { $0 + $1.area }
        #expect(abs(total / 200 - (4700 + 1200 + 300)) < 110)
    }

    @Test("One sighting is provisional; another day or another sensor confirms", arguments: [0, 1, 2])
    func certainty(variant: Int) throws {
        var world = CaseWorld()
        world.addScene("s2", to: "2025-01-01", sensor: "Sentinel-2")
        world.addScene("gf", to: variant == 1 ? "2025-01-02" : "2025-01-01", sensor: variant == 2 ? "GF-2" : "Sentinel-2")
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 200), scene: "s2")
        world.add("b", on: variant == 1 ? "2025-01-02" : "2025-01-01", CaseWorld.square(5, 0, 200), scene: "gf")
        #expect(try world.incidents().map(\.certainty) == [variant == 0 ? .provisional : .confirmed])
    }

    @Test(
        "A dismissed false alarm returns only when it has grown beyond the factor",
        arguments: [(240.0, Incident.State.dismissed), (250.0, .returned)])
    func dismissal(side: Double, state: Incident.State) throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 200))
        let then = try #require(try world.incidents().first)
        world.add("b", on: "2025-02-01", CaseWorld.square(0, 0, side))
        let dismiss = Decision(
            handle: then.handle.lowercased(), kind: .dismiss, actor: "li", time: "2025-01-05T10:00:00+08:00", commit: 7, reason: "pond",
            areaThen: then.area)
        #expect(try world.incidents([dismiss]).map(\.state) == [state])
        let reopen = Decision(handle: then.handle, kind: .reopen, actor: "wu", time: "2025-01-04T10:00:00+08:00", commit: 8)
        #expect(try world.incidents([reopen, dismiss]).map(\.state) == [.open])
    }

    @Test("A decision under a handle that became an alias still counts, by commit and not by clock")
    func decisionsUnderAliases() throws {
        var world = CaseWorld()
        world.add("b", on: "2025-02-01", CaseWorld.square(0, 0, 200))
        let decisions = [
            Decision(handle: try world.incidents()[0].handle, kind: .confirm, actor: "li", time: "2025-03-01T00:00:00Z", commit: 2),
            Decision(handle: "OW-0000-0000", kind: .dismiss, actor: "li", time: "", commit: 9),
            Decision(
                handle: try world.incidents()[0].handle, kind: .assign, actor: "li", time: "2030-01-01T00:00:00Z", commit: 1, assignee: "wu"
            ),
        ]
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 150))
        let incident = try #require(try world.incidents(decisions).first)
        #expect(incident.handle == IncidentHandle(findingID: "a").description)
        #expect(incident.state == .confirmed && incident.assignee == "wu")
    }

    @Test("Consistent findings suspect nothing; undated and shapeless ones are incidents of their own")
    func edges() throws {
        var world = CaseWorld()
        #expect(try world.incidents().isEmpty)
        world.add("c", on: "2025-01-01", CaseWorld.square(0, 0, 100), verdict: .consistent)
        #expect(try world.incidents().isEmpty)
        world.add("u", on: nil, CaseWorld.square(0, 0, 100))
        world.add("e", on: "2025-01-01", .multiPolygon(MultiPolygon([])))
        let incidents = try world.incidents()
        #expect(incidents.map(\.earliestFindingID) == ["e", "u"])
        #expect(incidents[1].onset == Incident.Onset(after: nil, seenBy: nil) && incidents[1].firstSeen == nil)
        #expect(incidents[0].envelope.isEmpty)
    }

    @Test("The latest sighting speaks for the incident")
    func latest() throws {
        var world = CaseWorld()
        world.add("a", on: "2025-01-01", CaseWorld.square(0, 0, 100), verdict: .strong) {
            ($0.probability, $0.severity, $0.holder, $0.licenceIDs) = (0.99, 90, "Old", ["L2"])
        }
        world.add("b", on: "2025-02-01", CaseWorld.square(0, 0, 100), rule: .outOfBoundary, verdict: .possible) {
            ($0.probability, $0.severity, $0.holder, $0.otherLicenceIDs, $0.zoneID) = (0.4, 30, "New", ["L1", "L2"], "Z")
        }
        let incident = try #require(try world.incidents().first)
        #expect(incident.verdict == .possible && incident.probability == 0.4 && incident.severity == 30 && incident.holder == "New")
        #expect(incident.licenceIDs == ["L2", "L1"] && incident.zoneIDs == ["Z"])
        #expect(incident.rules == [.land(.unlicensed), .land(.outOfBoundary)])
    }
}
