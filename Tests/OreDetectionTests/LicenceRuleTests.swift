import OreDetection
import OreFeatures
import OreGeometry
import Testing

@Suite("Licence rules")
struct LicenceRuleTests {
    @Test("A footprint inside a licence in force, or sharing its whole outline, is covered")
    func covered() throws {
        var bench = Bench()
        try bench.licence("L1", Scene.box(0, 0, 10, 10))
        try bench.footprint("inside", Scene.box(2, 2, 4, 4), on: "2024-05-01")
        try bench.footprint("equal", Scene.box(0, 0, 10, 10), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.findings.isEmpty)
        #expect(outcome.counts.examined == 2)
        #expect(outcome.counts.covered == 2)
    }

    @Test("A footprint that only touches a licence from inside yields nothing; one that touches from outside is unlicensed and names it")
    func touching() throws {
        var bench = Bench()
        try bench.licence("L1", Scene.box(0, 0, 10, 10)) { $0.holder = "North Mine" }
        try bench.footprint("touches inside", Scene.box(8, 8, 10, 10), on: "2024-05-01")
        try bench.footprint("touches outside", Scene.box(10, 0, 12, 2), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["unlicensed touches outside"])
        let finding = try #require(outcome.findings.first)
        #expect(finding.licenceIDs == ["L1"])
        #expect(finding.holder == "North Mine")
        #expect(finding.nearestLicenceID == "L1")
        #expect(finding.nearestLicenceMetres == 0)
        #expect(finding.verdict == .strong)
        #expect(finding.id == "unlicensed:touches outside:L1:2024-05-01")
    }

    @Test("Outside and covered parts add up to the footprint")
    func conservation() throws {
        var bench = Bench()
        let footprint = Scene.polygon([(1, 1), (7, 0.5), (9, 6), (4, 8), (0, 5)])
        try bench.licence("A", Scene.box(0, 0, 4, 4))
        try bench.licence("B", Scene.box(3, 3, 6, 9), from: "2010-01-01", to: "2015-12-31")
        try bench.licence("C", Scene.box(5, -1, 12, 2), from: "2030-01-01")
        try bench.footprint("F", footprint, on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["outside_validity F", "out_of_boundary F"])
        let engine = TopologyEngine()
        let covered = Scene.area(try engine.intersection(footprint, Scene.box(0, 0, 4, 4)))
        let sum = outcome.findings.reduce(covered) { $0 + $1.area }
        // Overlay edges are straight in lon/lat, area edges geodesic: cutting a 700 m edge in two moves it by some millimetres.
        #expect(abs(sum / Scene.area(footprint) - 1) < 5e-6)
        let outside = try #require(outcome.findings.first?.outsideArea)
        #expect(abs((outside + covered) / Scene.area(footprint) - 1) < 5e-6)
        for (i, finding) in outcome.findings.enumerated() {
            #expect(finding.footprintArea == EllipsoidalArea(.cgcs2000).area(of: 0, in: bench.batch.geometry))
            #expect(abs(finding.area - EllipsoidalArea(.cgcs2000).area(of: i, in: outcome.batch.geometry)) < 1e-6)
            let label = try #require(finding.labelPoint)
            #expect(outcome.batch.geometry.locate(label, in: i) == .interior)
        }
    }

    @Test(
        "Dates are inclusive on the day",
        arguments: [
            ("2019-12-31", true), ("2020-01-01", false), ("2020-01-02", false), ("2024-06-29", false), ("2024-06-30", false),
            ("2024-07-01", true),
        ])
    func inclusive(day: String, isOutside: Bool) throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10), from: "2020-01-01", to: "2024-06-30")
        try bench.footprint("F", Scene.box(2, 2, 4, 4), on: day)
        #expect(bench.run().keys == (isOutside ? ["outside_validity F"] : []))
    }

    @Test("Less than a square metre covered is unlicensed, a square metre or more is out of boundary")
    func coveredThreshold() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        // 200 m wide: 0.4 cm deep is 0.8 m2, 0.6 cm is 1.2 m2.
        try bench.footprint("below", Scene.box(2, 9.99996, 4, 12), on: "2024-05-01")
        try bench.footprint("above", Scene.box(2, 9.99994, 4, 12), on: "2024-05-01")
        #expect(bench.run().keys == ["unlicensed below", "out_of_boundary above"])
    }

    @Test("Both thresholds must be exceeded; what stays below is counted, not emitted")
    func thresholds() throws {
        var bench = Bench()
        bench.rules.outOfBoundary = PartThreshold(minimumArea: 900, minimumShare: 0.05)
        try bench.licence("L", Scene.box(0, 0, 40, 40))
        // 4000 x 10 m outside: 40,000 m2 but 0.25 % of the footprint.
        try bench.footprint("small share", Scene.box(0, 0, 40, 40.1), on: "2024-05-01")
        // 20 x 20 m: less than 900 m2, all of it outside.
        try bench.footprint("small area", Scene.box(50, 50, 50.2, 50.2), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.findings.isEmpty)
        #expect(outcome.counts.belowThreshold[.outOfBoundary] == 1)
        #expect(outcome.counts.belowThreshold[.unlicensed] == 1)
    }

    @Test("Precedence: in force, then known but not in force, then none")
    func precedence() throws {
        var bench = Bench()
        try bench.licence("in force", Scene.box(0, 0, 10, 10), from: "2020-01-01", to: "2029-12-31")
        try bench.licence("expired", Scene.box(5, 0, 15, 10), from: "2000-01-01", to: "2010-12-31")
        try bench.footprint("all three", Scene.box(8, 2, 18, 4), on: "2024-05-01")
        try bench.footprint("expired only", Scene.box(11, 2, 14, 4), on: "2024-05-01")
        try bench.footprint("expired and none", Scene.box(13, 2, 18, 4), on: "2024-05-01")
        try bench.footprint("none", Scene.box(30, 2, 32, 4), on: "2024-05-01")
        let outcome = bench.run()
        #expect(
            outcome.keys == [
                "outside_validity all three", "out_of_boundary all three", "outside_validity expired only",
                "outside_validity expired and none", "unlicensed expired and none", "unlicensed none",
            ])
        let first = outcome.findings[0]
        #expect(first.licenceIDs == ["in force"])
        #expect(first.otherLicenceIDs == ["expired"])
        #expect(abs(first.area - Scene.area(Scene.box(10, 2, 15, 4))) < 1e-3)
        #expect(abs(outcome.findings[1].area - Scene.area(Scene.box(15, 2, 18, 4))) < 1e-3)
        #expect(abs((first.outsideArea ?? 0) - Scene.area(Scene.box(10, 2, 18, 4))) < 1e-3)
    }

    @Test("Folded, licences not in force are as if unknown, and there is one finding")
    func folding() throws {
        var bench = Bench()
        bench.rules.foldsOutsideValidity = true
        try bench.licence("in force", Scene.box(0, 0, 10, 10), from: "2020-01-01", to: "2029-12-31")
        try bench.licence("expired", Scene.box(5, 0, 15, 10), from: "2000-01-01", to: "2010-12-31")
        try bench.footprint("both", Scene.box(8, 2, 18, 4), on: "2024-05-01")
        try bench.footprint("expired only", Scene.box(11, 2, 14, 4), on: "2024-05-01")
        let outcome = bench.run()
        try #require(outcome.keys == ["out_of_boundary both", "unlicensed expired only"])
        #expect(abs(outcome.findings[0].area - Scene.area(Scene.box(10, 2, 18, 4))) < 1e-3)
        #expect(outcome.findings[0].otherLicenceIDs == ["expired"])
        #expect(bench.rules.account(of: outcome.counts, against: bench.index)[2].ran == false)
    }

    @Test("Overlapping licences subtract their union, in whatever order they are given")
    func permutation() throws {
        let shapes = [
            Scene.box(0, 0, 6, 6), Scene.polygon([(4, 1), (9, 2), (7, 7)]), Scene.box(2, 5, 5, 12), Scene.box(-3, 3, 1, 9),
        ]
        func outcome(_ order: [Int]) throws -> DetectionOutcome {
            var bench = Bench()
            for i in order { try bench.licence("L\(i)", shapes[i]) { $0.holder = "holder \(i)" } }
            try bench.footprint("F", Scene.polygon([(-1, 1), (8, 0), (10, 8), (3, 11), (-2, 8)]), on: "2024-05-01")
            try bench.footprint("G", Scene.box(20, 20, 22, 22), on: "2024-05-01")
            return bench.run()
        }
        let first = try outcome([0, 1, 2, 3])
        #expect(first.findings.count == 2)
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
            let other = try outcome(order)
            #expect(other.findings == first.findings)
            #expect(other.batch.geometry.coordinates == first.batch.geometry.coordinates)
        }
    }

    @Test("Batches may be cut anywhere: findings and counts are the same")
    func batchSplits() throws {
        var bench = Bench()
        bench.options.listsConsistent = true
        try bench.licence("L", Scene.box(0, 0, 10, 10), from: "2020-01-01", to: "2024-06-30")
        try bench.zone("Z", Scene.box(5, 5, 20, 20))
        var footprints: [(Footprint, Geometry)] = []
        for i in 0..<40 {
            let x = Double(i % 8) * 2, y = Double(i / 8) * 3
            footprints.append((Footprint(id: "F\(i)", on: try day(2024, 5 + i % 3, 1)), Scene.box(x, y, x + 1.5, y + 2)))
        }
        for (footprint, geometry) in footprints { bench.batch.append(footprint, geometry) }
        let whole = bench.run()
        var parts = DetectionOutcome()
        for cut in [0..<1, 1..<17, 17..<18, 18..<40] {
            bench.batch = FootprintBatch()
            for i in cut { bench.batch.append(footprints[i].0, footprints[i].1) }
            let part = bench.run()
            parts.batch.findings += part.findings
            parts.counts += part.counts
        }
        #expect(whole.findings == parts.findings)
        #expect(whole.counts == parts.counts)
        #expect(Set(whole.findings.map(\.id)).count == whole.findings.count)
        #expect(Set(whole.findings.map(\.footprintID)).count == 40)
    }

    @Test("The nearest licence is the one in force on the day, with its distance in metres")
    func nearest() throws {
        var bench = Bench()
        try bench.licence("near, expired", Scene.box(0, 0, 10, 10), from: "2000-01-01", to: "2010-12-31")
        try bench.licence("far", Scene.box(-20, 0, -10, 10))
        try bench.footprint("F", Scene.box(12, 2, 14, 4), on: "2024-05-01")
        let finding = try #require(bench.run().findings.first)
        #expect(finding.nearestLicenceID == "far")
        let expected = EllipsoidalArea(.cgcs2000).distance(Scene.at(-10, 3), Scene.at(12, 3))
        #expect(abs((finding.nearestLicenceMetres ?? 0) - expected) < 0.5)
        #expect(!bench.rules.isNearLicence(finding))
    }

    @Test("How far a part reaches beyond its licence is its depth")
    func depth() throws {
        var bench = Bench()
        try bench.licence("L", Scene.box(0, 0, 10, 10))
        try bench.footprint("F", Scene.box(8, 2, 13, 4), on: "2024-05-01")
        let finding = try #require(bench.run().findings.first)
        let expected = EllipsoidalArea(.cgcs2000).distance(Scene.at(10, 3), Scene.at(13, 3))
        #expect(abs((finding.maximumDepthMetres ?? 0) - expected) < 0.1)
    }

    @Test("A hole in a licence is outside it")
    func hole() throws {
        var bench = Bench()
        try bench.licence("L", Scene.polygon([(0, 0), (10, 0), (10, 10), (0, 10)], holes: [[(4, 4), (6, 4), (6, 6), (4, 6)]]))
        try bench.footprint("F", Scene.box(3, 3, 7, 7), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["out_of_boundary F"])
        #expect(abs((outcome.findings.first?.area ?? 0) - Scene.area(Scene.box(4, 4, 6, 6))) < 1e-3)
    }

    @Test("Licences without geometry take part in nothing and are counted; footprints without geometry are skipped")
    func notSpatial() throws {
        var bench = Bench()
        try bench.licence("paper", nil)
        try bench.footprint("F", Scene.box(0, 0, 2, 2), on: "2024-05-01")
        try bench.footprint("none", nil, on: "2024-05-01")
        try bench.footprint("point", .point(Scene.at(0, 0)), on: "2024-05-01")
        let outcome = bench.run()
        #expect(outcome.keys == ["unlicensed F"])
        #expect(outcome.findings.first?.nearestLicenceID == nil)
        #expect(outcome.counts.examined == 1)
        #expect(bench.rules.account(of: outcome.counts, against: bench.index)[0].note == "1 of 1 licences have no geometry")
    }

    @Test("The district is the one with the largest share")
    func district() throws {
        var bench = Bench()
        var districts = DistrictTable()
        districts.append(District(id: "1", name: "Dingnan"), Scene.box(0, 0, 3, 10))
        districts.append(District(id: "2"), Scene.box(3, 0, 10, 10))
        bench.districts = districts
        try bench.footprint("mostly 1", Scene.box(1, 1, 4, 2), on: "2024-05-01")
        try bench.footprint("mostly 2", Scene.box(2, 1, 6, 2), on: "2024-05-01")
        try bench.footprint("outside", Scene.box(20, 1, 22, 2), on: "2024-05-01")
        #expect(bench.run().findings.map(\.district) == ["Dingnan", "2", nil])
    }

    @Test("Of districts that lie in one another the smallest is named")
    func nestedDistricts() throws {
        var bench = Bench()
        var districts = DistrictTable()
        districts.append(District(id: "0", name: "Ganzhou"), Scene.box(0, 0, 30, 30))
        districts.append(District(id: "1", name: "Dingnan"), Scene.box(2, 2, 10, 10))
        bench.districts = districts
        try bench.footprint("inner", Scene.box(4, 4, 6, 6), on: "2024-05-01")
        try bench.footprint("outer", Scene.box(20, 20, 22, 22), on: "2024-05-01")
        #expect(bench.run().findings.map(\.district) == ["Dingnan", "Ganzhou"])
    }
}
