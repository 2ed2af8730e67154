import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Verdicts and their reasons")
struct VerdictTests {
    private func outOfBoundary(_ edit: (inout Bench) throws -> Void = { _ in }) throws -> Finding {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10)) { $0.positionSigma = 2 }
        var footprint = Footprint(id: "F", on: try days("2024-05-01"))
        footprint.positionSigma = 3
        footprint.digitisingSigma = 6
        bench.batch.append(footprint, Scene.box(8, 2, 13, 4))
        try edit(&bench)
        return try #require(bench.run().findings.first)
    }

    @Test("With exact outlines a threshold exceeded is strong, without a tolerance")
    func exact() throws {
        let finding = try outOfBoundary()
        #expect(finding.verdict == .strong && finding.reasons.isEmpty && finding.toleranceMetres == nil)
        #expect(finding.probability == nil && finding.outsideAreaInterval == nil)
    }

    @Test("With a position model a deep encroachment is strong, with its probability, interval, tolerance and area beyond it")
    func positionModel() throws {
        let finding = try outOfBoundary { $0.rules.positionModel = .on }
        #expect(finding.verdict == .strong && finding.reasons.isEmpty)
        #expect(abs((finding.toleranceMetres ?? 0) - 2.448 * 7) < 1e-9)
        #expect(try #require(finding.probability) > 0.999)
        let outside = try #require(finding.outsideArea)
        let interval = try #require(finding.outsideAreaInterval)
        #expect(interval.contains(outside) && interval.lowerBound > 0.8 * outside && interval.upperBound < 1.2 * outside)
        // 300 m beyond the boundary, about 200 m wide: what lies beyond 17 m is 283/300 of it.
        let beyond = try #require(finding.outsideAreaBeyondTolerance)
        #expect(abs(beyond / outside - 0.943) < 0.02)
        #expect(try abs(#require(finding.maximumDepthMetres) - 302) < 3)
    }

    @Test("What position errors explain is not suspected, and counted")
    func explained() throws {
        var bench = Bench()
        bench.rules.positionModel = .on
        try bench.licence("L", Scene.box(0, 0, 4, 4)) { $0.positionSigma = 1 }
        // As large as its licence and 8 m to the east: 3,200 m2 outside, all of it within one sigma of the scene.
        var footprint = Footprint(id: "F", on: try days("2024-05-01"))
        (footprint.positionSigma, footprint.digitisingSigma) = (10, 3.5)
        bench.batch.append(footprint, Scene.box(0.08, 0, 4.08, 4))
        let outcome = bench.run()
        #expect(outcome.findings.isEmpty)
        #expect(outcome.counts.belowThreshold[.outOfBoundary] == 1)
    }

    @Test("A missing position error of the footprint or of a licence it touches takes the default and says so")
    func defaultError() throws {
        let footprint = try outOfBoundary { bench in
            bench.rules.positionModel = .on
            bench.batch = FootprintBatch()
            try bench.footprint("F", Scene.box(8, 2, 13, 4), on: "2024-05-01")
        }
        #expect(footprint.reasons == [.defaultPositionError])
        let licence = try outOfBoundary { bench in
            bench.rules.positionModel = .on
            try bench.licence("M", Scene.box(-5, 0, 9, 10))
        }
        #expect(licence.reasons == [.defaultPositionError])
    }

    @Test("A repaired licence caps the verdict of footprints that touch it, not of others")
    func repaired() throws {
        let touching = try outOfBoundary { try $0.licence("R", Scene.box(9, 0, 10, 10)) { $0.wasRepaired = true } }
        #expect(touching.reasons == [.licenceGeometryRepaired] && touching.verdict == .possible)
        let apart = try outOfBoundary { try $0.licence("R", Scene.box(20, 0, 30, 10)) { $0.wasRepaired = true } }
        #expect(apart.verdict == .strong)
    }

    @Test("A licence of unknown datum shift makes what lies within reach undecidable, not what lies beyond")
    func ballparkLicence() throws {
        let near = try outOfBoundary { try $0.licence("B", Scene.box(20, 0, 30, 10)) { $0.isBallpark = true } }
        #expect(near.verdict == .undecidable && near.reasons == [.ballparkDatum])
        let far = try outOfBoundary { try $0.licence("B", Scene.box(40, 0, 50, 10)) { $0.isBallpark = true } }
        #expect(far.verdict == .strong)
    }

    @Test("Footprints of unknown datum shift are undecidable by every rule")
    func ballparkFootprints() throws {
        var bench = Bench()
        try bench.zone("Z", Scene.box(8, 0, 20, 20))
        try bench.zone("P", Scene.box(100, 0, 120, 20), kind: .plannedArea)
        try bench.footprint("F", Scene.box(8, 2, 13, 4), on: "2024-05-01")
        bench.batch.isBallpark = true
        let outcome = bench.run()
        #expect(outcome.keys == ["unlicensed F", "protected_zone F Z", "outside_planned_area F"])
        #expect(outcome.findings.allSatisfy { $0.verdict == .undecidable && $0.reasons == [.ballparkDatum] })
        #expect(outcome.counts.undecidable[.unlicensed] == 1)
    }

    @Test("One footprint of unknown datum shift leaves the others of its batch decided, by every rule and as witnesses")
    func ballparkFootprint() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        try bench.zone("Z", Scene.box(0, 20, 60, 30), since: "2020-01-01")
        for (id, x) in [("A", 2.0), ("B", 22), ("C", 42)] {
            try bench.footprint("out \(id)", Scene.box(x + 7, 2, x + 12, 4), on: "2024-05-01")
            try bench.footprint("zone \(id)", Scene.box(x, 22, x + 4, 24), on: "2024-05-01")
            try bench.footprint("scar \(id)", Scene.box(x, 22, x + 4, 24), on: "2019-05-01")
        }
        let decided = bench.run()
        #expect(decided.findings.allSatisfy { $0.verdict != .undecidable })
        #expect(!decided.keys.contains { $0.hasPrefix("protected_zone zone") })
        // The rows of B.
        bench.batch.ballparkRows = [3, 4, 5]
        #expect(bench.batch.isBallpark(4) && !bench.batch.isBallpark(0) && !bench.batch.isBallpark)
        let outcome = bench.run()
        let open = outcome.findings.filter { $0.verdict == .undecidable }
        #expect(!open.isEmpty && open.allSatisfy { $0.footprintID.hasSuffix("B") && $0.reasons.contains(.ballparkDatum) })
        #expect(outcome.findings.filter { $0.footprintID.hasSuffix("B") }.count == open.count)
        // An old scar seen through an unknown shift does not clear what was seen later.
        #expect(outcome.keys.contains("protected_zone zone B Z"))
        func others(_ outcome: DetectionOutcome) -> [Finding] { outcome.findings.filter { !$0.footprintID.hasSuffix("B") } }
        #expect(others(outcome) == others(decided))
        bench.rules.positionModel = .on
        #expect(bench.run().findings.allSatisfy { ($0.verdict == .undecidable) == $0.footprintID.hasSuffix("B") })
    }

    @Test("A licence or zone that begins or ends within the observation period caps the verdict; the last day decides")
    func period() throws {
        var bench = Bench()
        try bench.licence("ends", Scene.box(0, 0, 10, 10), from: "2010-01-01", to: "2024-05-15")
        try bench.licence("begins", Scene.box(20, 0, 30, 10), from: "2024-05-15")
        try bench.zone("Z", Scene.box(40, 0, 50, 10), since: "2024-05-15")
        bench.rules.requiresPriorObservation = false
        for (id, x) in [("on ends", 2.0), ("over begins", 28), ("in begins", 22), ("in Z", 42), ("none", 80)] {
            try bench.footprint(id, Scene.box(x, 2, x + 4, 4), on: "2024-05-01", to: "2024-05-31")
        }
        let outcome = bench.run()
        let expected: [(String, [Reason])] = [
            ("outside_validity on ends", [.dateWithinPeriod]), ("out_of_boundary over begins", [.dateWithinPeriod]),
            ("unlicensed in Z", []), ("protected_zone in Z Z", [.dateWithinPeriod]), ("unlicensed none", []),
        ]
        #expect(outcome.keys == expected.map(\.0))
        #expect(outcome.findings.map(\.reasons) == expected.map(\.1))
        #expect(outcome.findings[0].observedAt == nil)
        #expect(outcome.findings[0].observedFrom == (try days("2024-05-01")))
        #expect(outcome.findings[0].id == "outside_validity:on ends:ends:2024-05-01/2024-05-31")
    }

    @Test("Without a date only what lies outside all licences is suspected, and a dated zone is undecidable")
    func undated() throws {
        var bench = Bench()
        try bench.licence("expired", Scene.box(0, 0, 10, 10), from: "2000-01-01", to: "2010-12-31")
        try bench.licence("always", Scene.box(20, 0, 30, 10))
        try bench.zone("dated", Scene.box(40, 0, 50, 10), since: "2020-01-01")
        try bench.zone("undated", Scene.box(60, 0, 70, 10))
        try bench.footprint("in expired", Scene.box(2, 2, 4, 4))
        try bench.footprint("over expired", Scene.box(8, 2, 12, 4))
        try bench.footprint("over always", Scene.box(28, 2, 32, 4))
        try bench.footprint("in dated", Scene.box(42, 2, 44, 4))
        try bench.footprint("in undated", Scene.box(62, 2, 64, 4))
        let outcome = bench.run()
        let expected: [(String, Verdict, [Reason])] = [
            ("out_of_boundary over expired", .possible, [.undatedFootprint]), ("out_of_boundary over always", .strong, []),
            ("unlicensed in dated", .strong, []), ("protected_zone in dated dated", .undecidable, [.undatedFootprint]),
            ("unlicensed in undated", .strong, []), ("protected_zone in undated undated", .strong, []),
        ]
        #expect(outcome.keys == expected.map(\.0))
        #expect(outcome.findings.map(\.verdict) == expected.map(\.1))
        #expect(outcome.findings.map(\.reasons) == expected.map(\.2))
        #expect(outcome.counts.undatedOverDatedLicences == 2)
        #expect(outcome.counts.covered == 0)
        let account = bench.rules.account(of: outcome.counts, against: bench.index)
        #expect(account[2].note == "no footprint has a date" && !account[2].ran)
        #expect(account[0].note == "2 footprints without a date lie over dated licences, taken as in force")
        bench.options.listsConsistent = true
        let listed = bench.run().findings[0]
        #expect(listed.footprintID == "in expired" && listed.verdict == .undecidable && listed.reasons == [.undatedFootprint])
    }

    @Test("A failed overlay is an undecidable finding that carries the footprint, and the others go on")
    func overlayFailed() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        try bench.zone("Z", Scene.box(0, 0, 10, 10))
        var bad = GeometryColumns()
        for c in [Scene.at(8, 2), Scene.at(13, 2), Coordinate(x: .nan, y: 25), Scene.at(8, 4), Scene.at(8, 2)] { bad.appendPosition(c) }
        bad.closeRing()
        bad.closePart()
        bad.closeGeometry(.polygon)
        bench.batch.append(Footprint(id: "bad", on: try days("2024-05-01")), 0, of: bad)
        try bench.footprint("good", Scene.box(8, 2, 13, 4), on: "2024-05-01")
        let outcome = bench.run()
        let failed = outcome.findings.filter { $0.footprintID == "bad" }
        #expect(!failed.isEmpty)
        #expect(failed.allSatisfy { $0.verdict == .undecidable && $0.reasons == [.overlayFailed] })
        #expect(outcome.keys.suffix(2) == ["out_of_boundary good", "protected_zone good Z"])
        #expect(outcome.batch.geometry.count == outcome.findings.count)
    }

    @Test("All footprints are listed when asked for, those without a finding as consistent")
    func listing() throws {
        var bench = Bench()
        bench.options.listsConsistent = true
        try bench.licence("L", Scene.box(0, 0, 10, 10)) { $0.holder = "H" }
        try bench.footprint("covered", Scene.box(2, 2, 4, 4), on: "2024-05-01")
        try bench.footprint("small", Scene.box(50, 50, 50.1, 50.1), on: "2024-05-01")
        try bench.footprint("outside", Scene.box(20, 2, 24, 4), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.findings.map(\.verdict) == [.consistent, .consistent, .strong])
        #expect(outcome.findings[0].holder == "H" && outcome.findings[0].severity == 0 && outcome.findings[0].outsideArea == 0)
        #expect(outcome.counts.consistent == 2)
    }

    @Test("Every rule that did not run says why")
    func account() throws {
        var bench = Bench()
        bench.licences = nil
        func notes() -> [String?] { bench.rules.account(of: DetectionCounts(), against: bench.index).map(\.note) }
        let nothing: [String?] = ["no licences were given", "no licences were given", "no licences were given"]
        #expect(notes() == nothing + ["no zones were given", "no zones were given"] + nothing.prefix(2))
        bench.licences = LicenceTable()
        bench.zones = ZoneTable()
        #expect(
            notes() == [
                nil, nil, "no licence has a date", "no zone of kind forbidden was given", "no zone of kind planned_area was given",
                "no freeze date in the rule set", "no licence was ordered to stop",
            ])
        bench.rules.protectedZone.isEnabled = false
        #expect(notes()[3] == "switched off in the rule set")
        bench.rules.protectedZone.isEnabled = true
        try bench.zone("Z", Scene.box(0, 0, 1, 1))
        #expect(notes()[3] == "no zone has a since date: old scars count")
        try bench.zone("Y", Scene.box(0, 0, 1, 1), since: "2020-01-01")
        #expect(notes()[3] == "1 of 2 zones have no since date: old scars in them count")
    }

    @Test("Ids escape their separator, so that no two findings share one")
    func identity() throws {
        var bench = Bench()
        try bench.licence("a:b", Scene.box(0, 0, 10, 10))
        try bench.footprint("50%:x", Scene.box(8, 2, 13, 4), on: "2024-05-01")
        #expect(bench.run().findings.first?.id == "out_of_boundary:50%25%3Ax:a%3Ab:2024-05-01")
    }

    @Test("Severity grows with the area and falls with doubt, from 0 to 100")
    func severity() {
        func points(_ area: Double, _ verdict: Verdict = .strong, _ rule: RuleName = .unlicensed, new: Bool = false) -> Int {
            Severity.points(area: area, rule: rule, isNewlyDisturbed: new, verdict: verdict)
        }
        #expect(points(0) == 20)
        #expect(points(1e9, .strong, .protectedZone, new: true) == 100)
        #expect(points(1e5) > points(1e4) && points(1e4) > points(1e3))
        #expect(points(1e5) > points(1e5, .possible) && points(1e5, .possible) > points(1e5, .undecidable))
        #expect(points(1e9, .consistent) == 0)
        #expect(points(1e4, .strong, .protectedZone) > points(1e4, .strong, .unlicensed))
    }
}
