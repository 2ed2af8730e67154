import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Zone rules, old scars and expansion")
struct ZoneRuleTests {
    @Test("Zones are judged apart from licences, one finding per footprint and zone")
    func zones() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        try bench.zone("B", Scene.box(3, 0, 20, 20))
        try bench.zone("A", Scene.box(0, 0, 4, 20))
        try bench.footprint("in both", Scene.box(2, 2, 6, 4), on: "2024-05-01")
        try bench.footprint("touches", Scene.box(-2, 2, 0, 4), on: "2024-05-01")
        let outcome = bench.run()
        try #require(outcome.keys == ["protected_zone in both A", "protected_zone in both B", "unlicensed touches"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(2, 2, 4, 4))) < 1e-2)
        #expect(outcome.findings[0].id == "protected_zone:in both:A:2024-05-01")
        // On the wrong side of this boundary: inside.
        #expect(outcome.findings[0].outsideArea == outcome.findings[0].area)
        #expect(outcome.findings[0].licenceIDs == ["L"])
        let depth = EllipsoidalArea(.cgcs2000).distance(Scene.at(4, 3), Scene.at(2, 3))
        #expect(abs((outcome.findings[0].maximumDepthMetres ?? 0) - depth) < 0.1)
    }

    @Test(
        "A zone holds from its since to its until, both inclusive",
        arguments: [
            ("2019-12-31", false), ("2020-01-01", true), ("2024-06-30", true), ("2024-07-01", false),
        ])
    func zoneDates(day: String, holds: Bool) throws {
        var bench = Bench()
        bench.licences = nil
        try bench.zone("Z", Scene.box(0, 0, 10, 10), since: "2020-01-01", until: "2024-06-30")
        try bench.footprint("F", Scene.box(2, 2, 4, 4), on: day)
        #expect(bench.run().keys == (holds ? ["protected_zone F Z"] : []))
    }

    @Test("In a zone with a start, what was there before accuses nobody; without an earlier look the verdict is possible")
    func oldScarInZone() throws {
        var bench = Bench()
        bench.licences = nil
        try bench.zone("Z", Scene.box(0, 0, 10, 10), since: "2020-01-01")
        try bench.earlierFootprint("old", Scene.box(2, 2, 4, 4), on: "2019-12-31")
        try bench.earlierFootprint("too late", Scene.box(4, 2, 6, 4), on: "2020-01-01")
        try bench.footprint("same scar", Scene.box(2, 2, 4, 4), on: "2024-05-01")
        try bench.footprint("grown", Scene.box(2, 2, 5, 4), on: "2024-05-01")
        try bench.footprint("never seen", Scene.box(7, 7, 9, 9), on: "2024-05-01")
        let outcome = bench.run()
        try #require(outcome.keys == ["protected_zone grown Z", "protected_zone never seen Z"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(4, 2, 5, 4))) < 1e-2)
        #expect(outcome.findings[0].verdict == .strong)
        #expect(outcome.findings[1].verdict == .possible)
        #expect(outcome.findings[1].reasons == [.noPriorObservation])
        #expect(outcome.counts.belowThreshold[.protectedZone] == 1)
        #expect(bench.rules.needsHistory(bench.index))
        bench.rules.requiresPriorObservation = false
        #expect(!bench.rules.needsHistory(bench.index))
        #expect(bench.run().findings.count == 3)
        #expect(bench.run().findings.allSatisfy { $0.verdict == .strong })
    }

    @Test("After a licence's end only newly disturbed area is outside its validity")
    func oldScarAfterExpiry() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10), from: "2010-01-01", to: "2019-12-31")
        try bench.earlierFootprint("lawful then", Scene.box(1, 1, 5, 5), on: "2019-12-31")
        try bench.footprint("unchanged", Scene.box(1, 1, 5, 5), on: "2024-05-01")
        try bench.footprint("grown", Scene.box(1, 1, 7, 5), on: "2024-05-01")
        try bench.footprint("unseen before", Scene.box(8, 8, 9, 9), on: "2024-05-01")
        let outcome = bench.run()
        try #require(outcome.keys == ["outside_validity grown", "outside_validity unseen before"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(5, 1, 7, 5))) < 1e-2)
        #expect(outcome.findings[0].reasons.isEmpty)
        #expect(outcome.findings[0].severity > outcome.findings[1].severity)
        #expect(outcome.findings[1].reasons == [.noPriorObservation])
        #expect(outcome.counts.belowThreshold[.outsideValidity] == 1)
    }

    @Test("Of two licences that ended, the later one decides since when an area is new")
    func latestEndDecides() throws {
        var bench = Bench()
        try bench.licence("A", Scene.box(0, 0, 10, 10), from: "2000-01-01", to: "2010-12-31")
        try bench.licence("B", Scene.box(0, 0, 10, 10), from: "2011-01-01", to: "2019-12-31")
        try bench.earlierFootprint("under B", Scene.box(1, 1, 5, 5), on: "2015-05-01")
        try bench.footprint("F", Scene.box(1, 1, 5, 5), on: "2024-05-01")
        #expect(bench.run().findings.isEmpty)
    }

    @Test("A licence that begins after the observation has no end from which an area could be new")
    func notYetBegun() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10), from: "2025-01-01")
        try bench.footprint("F", Scene.box(1, 1, 5, 5), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["outside_validity F"])
        #expect(outcome.findings.first?.verdict == .strong)
        #expect(!bench.rules.needsHistory(bench.index))
    }

    @Test("Outside the planned areas counts what lies in none of them, and runs only when some are given")
    func planned() throws {
        var bench = Bench()
        bench.licences = nil
        try bench.footprint("half", Scene.box(8, 2, 12, 4), on: "2024-05-01")
        try bench.footprint("inside two", Scene.box(4, 2, 7, 4), on: "2024-05-01")
        try bench.footprint("far", Scene.box(50, 2, 52, 4), on: "2024-05-01")
        #expect(bench.run().findings.isEmpty)
        try bench.zone("P1", Scene.box(0, 0, 5, 10), kind: .plannedArea)
        try bench.zone("P2", Scene.box(5, 0, 10, 10), kind: .plannedArea)
        try bench.zone("P3", Scene.box(0, 0, 100, 10), kind: .plannedArea, until: "2020-12-31")
        let outcome = bench.run()
        try #require(outcome.keys == ["outside_planned_area half", "outside_planned_area far"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(10, 2, 12, 4))) < 1e-2)
        #expect(outcome.findings[0].zoneID == nil)
    }

    @Test("After a freeze, area newly disturbed inside frozen licences is expansion")
    func expansion() throws {
        var bench = Bench()
        bench.rules.freezeDate = try days("2020-01-01")
        bench.rules.frozenLicences = ["L1", "L2"]
        try bench.licence("L1", Scene.box(0, 0, 10, 10))
        try bench.licence("L2", Scene.box(8, 0, 20, 10))
        try bench.licence("free", Scene.box(30, 0, 40, 10))
        try bench.earlierFootprint("before", Scene.box(6, 2, 8, 4), on: "2019-06-01")
        try bench.footprint("grown over both", Scene.box(6, 2, 12, 4), on: "2020-01-01")
        try bench.footprint("too early", Scene.box(14, 6, 18, 8), on: "2019-12-31")
        try bench.footprint("in the free one", Scene.box(32, 2, 34, 4), on: "2024-05-01")
        try bench.footprint("first look", Scene.box(1, 6, 3, 8), on: "2024-05-01")
        let outcome = bench.run()
        try #require(outcome.keys == ["expansion_after_freeze grown over both", "expansion_after_freeze first look"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(8, 2, 12, 4))) < 1e-1)
        #expect(outcome.findings[0].verdict == .strong)
        #expect(outcome.findings[1].reasons == [.noPriorObservation])
    }

    @Test("Rows that share a zone id keep findings apart by an ordinal in their ids")
    func sharedZoneID() throws {
        var bench = Bench()
        bench.licences = nil
        try bench.zone("Z", Scene.box(0, 0, 5, 10))
        try bench.zone("Z", Scene.box(5, 0, 10, 10))
        try bench.footprint("F", Scene.box(3, 3, 7, 7), on: "2024-05-01")
        #expect(
            bench.run().findings.map(\.id) == ["protected_zone:F:Z:2024-05-01", "protected_zone:F:Z#2:2024-05-01"])
        #expect(bench.zones?.duplicateIDs == ["Z"])
    }
}
