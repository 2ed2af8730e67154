import OreGeometry
import TestSupport
import Testing

@Suite("The ingest policy")
struct GeometryRepairTests {
    static let box = "(0 0, 100 0, 100 100, 0 100, 0 0)"

    /// In metres, so that the policy's limits can be read off the coordinates.
    let repair = GeometryRepair(engine: TopologyEngine(), metresPerUnit: { _ in (1, 1) }, area: { TopologyFixtures.area($0) })

    @Test(
        "Sound geometry is left alone",
        arguments: [
            "POLYGON (\(box))", "POLYGON (\(box), (10 10, 10 20, 20 20, 20 10, 10 10))",
            "POLYGON (\(box), (0 0, 10 20, 20 20, 0 0))", "MULTIPOLYGON ((\(box)), ((100 100, 200 100, 200 200, 100 100)))",
            "POINT (1 1)", "LINESTRING (0 0, 1 1)",
        ])
    func sound(wkt: String) throws {
        #expect(repair.examine(try Geometry(wkt: wkt)) == .sound)
    }

    @Test(
        "Small faults are repaired and recorded",
        arguments: [
            ("POLYGON ((0 0, 100 0, 100 0, 100 100, 100 100, 0 100, 0 0, 0 0))", "POLYGON (\(box))", [.removedDuplicatePositions(3)]),
            ("POLYGON ((0 0, 0 100, 100 100, 100 0, 0 0))", "POLYGON (\(box))", [.reversedRings(1)]),
            (
                "POLYGON (\(box), (10 10, 20 10, 20 20, 10 10))", "POLYGON (\(box), (10 10, 20 20, 20 10, 10 10))",
                [.reversedRings(1)]
            ),
            (
                "POLYGON ((0 0, 100 0, 100 100, 0 100, 0.6 0.8))", "POLYGON ((0 0, 100 0, 100 100, 0 100, 0.6 0.8, 0 0))",
                [.closedRing(RingPosition(part: 0, ring: 0), gapMetres: 1)]
            ),
            (
                "MULTIPOLYGON ((\(box), (10 10, 10 10, 10 10, 10 10)), ((7 7, 8 8, 7 7)))", "MULTIPOLYGON ((\(box)))",
                [.removedDuplicatePositions(3), .droppedDegenerateRings(2)]
            ),
        ] as [(String, String, [RepairAction])])
    func repaired(wkt: String, expected: String, actions: [RepairAction]) throws {
        #expect(repair.examine(try Geometry(wkt: wkt)) == .repaired(try Geometry(wkt: expected), actions: actions, areaChange: nil))
    }

    @Test(
        "Crossed, touching and misplaced rings are rebuilt with their even-odd area",
        arguments: [
            ("POLYGON ((0 0, 100 100, 100 0, 0 100, 0 0))", 5000), ("POLYGON ((0 0, 50 50, 100 0, 100 100, 50 50, 0 100, 0 0))", 5000),
            ("POLYGON (\(box), (90 10, 110 10, 110 20, 90 20, 90 10))", 10_000),
            ("POLYGON (\(box), (200 0, 210 0, 210 10, 200 10, 200 0))", 10_100),
            ("MULTIPOLYGON ((\(box)), ((100 0, 200 0, 200 100, 100 100, 100 0)))", 20_000),
            ("POLYGON ((0 0, 100 0, 100 100, 50 100, 50 150, 50 100, 0 100, 0 0))", 10_000),
            ("POLYGON ((0 100, 100 100, 0 0, 100 0, 100 0, 0 100.5))", 5025),
        ] as [(String, Double)])
    func rebuilt(wkt: String, area: Double) throws {
        guard case .repaired(let geometry, let actions, let change?) = repair.examine(try Geometry(wkt: wkt)) else {
            Issue.record("\(repair.examine(try Geometry(wkt: wkt)))")
            return
        }
        #expect(abs(TopologyFixtures.area(geometry) - area) < 0.01 * area)
        #expect(change.relative < 1e-12 && change.after == TopologyFixtures.area(geometry))
        guard case .rebuilt = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(repair.examine(geometry) == .sound)
    }

    @Test(
        "What the policy does not mend is put aside with its evidence",
        arguments: [
            ("POLYGON EMPTY", .empty), ("POLYGON ((0 0, 100 0, 0 0))", .zeroArea), ("POLYGON ((0 0, 100 0, 50 0, 0 0))", .zeroArea),
            ("POLYGON ((0 0, 0 0, 0 0, 0 0))", .zeroArea), ("LINESTRING (0 0)", .tooFewPositions(RingPosition(part: 0, ring: 0))),
            ("POLYGON (\(box), (10 10, 10 20, 20 20, 13 14))", .ringNotClosed(RingPosition(part: 0, ring: 1), gapMetres: 5)),
            ("POLYGON ((0 0, 100 0, 1e300 100, 0 100, 0 0))", .nonFinite(RingPosition(part: 0, ring: 0), Coordinate(1e300, 100))),
        ] as [(String, GeometryFault)])
    func quarantined(wkt: String, fault: GeometryFault) throws {
        #expect(repair.examine(try Geometry(wkt: wkt)) == .quarantined(fault))
    }

    @Test("A ring wound twice has no even-odd area: the repair would invent it")
    func areaChange() throws {
        let twice = "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0, 100 0, 100 100, 0 100, 0 0))"
        guard case .quarantined(.areaChanged(let change, because: _)) = repair.examine(try Geometry(wkt: twice)) else {
            Issue.record("\(repair.examine(try Geometry(wkt: twice)))")
            return
        }
        #expect(change == AreaChange(before: 0, after: 10_000))
        // The same figure under 100 m2 is within the policy.
        let small = "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0, 9 0, 9 9, 0 9, 0 0))"
        guard case .repaired = repair.examine(try Geometry(wkt: small)) else {
            Issue.record("\(repair.examine(try Geometry(wkt: small)))")
            return
        }
    }

    @Test("NaN is put aside with its ring", arguments: [Double.nan, .infinity, -.infinity])
    func nonFinite(value: Double) {
        let hole = Ring([Coordinate(1, 1), Coordinate(1, 2), Coordinate(2, value), Coordinate(1, 1)])
        let verdict = repair.examine(.polygon(Polygon(exterior: TopologyFixtures.box(0, 0, 9, 9), holes: [hole])))
        guard case .quarantined(.nonFinite(let ring, _)) = verdict else {
            Issue.record("\(verdict)")
            return
        }
        #expect(ring == RingPosition(part: 0, ring: 1))
    }

    @Test("Gaps are measured in metres at the place", arguments: zip([5e-6, 2e-5], [true, false]))
    func gapInDegrees(gap: Double, closes: Bool) {
        let degrees = GeometryRepair(
            engine: TopologyEngine(), metresPerUnit: { _ in (96_000, 111_000) }, area: { TopologyFixtures.area($0) * 1e10 })
        let ring = Ring([Coordinate(110, 30), Coordinate(110.1, 30), Coordinate(110.1, 30.1), Coordinate(110, 30 + gap)])
        switch degrees.examine(.polygon(Polygon(exterior: ring))) {
        case .repaired(_, let actions, _): #expect(closes && actions.count == 1)
        case .quarantined(.ringNotClosed(_, let metres)): #expect(!closes && abs(metres - 2.22) < 1e-6)
        case let other: Issue.record("\(other)")
        }
    }

    @Test("Random scribbles come out valid with their even-odd area, or are put aside")
    func scribbles() throws {
        let seed: UInt64 = 777
        var generator = SplitMix(seed: seed)
        let engine = TopologyEngine()
        var repairs = 0
        for round in 0..<400 {
            let grid = round.isMultiple(of: 2) ? 1.0 : 0.001
            let rings = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                Ring(
                    (0..<Int.random(in: 3...12, using: &generator)).map { _ in
                        Coordinate(
                            (Double.random(in: 0..<20, using: &generator) / grid).rounded() * grid,
                            (Double.random(in: 0..<20, using: &generator) / grid).rounded() * grid)
                    })
            }.map { Ring($0.coordinates + [$0.coordinates[0]]) }
            let scribble = Geometry.polygon(Polygon(exterior: rings[0], holes: Array(rings.dropFirst())))
            switch repair.examine(scribble) {
            case .sound: #expect(engine.validity(of: scribble) == nil, "seed \(seed), round \(round)")
            case .repaired(let geometry, _, let change):
                repairs += 1
                #expect(engine.validity(of: geometry) == nil, "seed \(seed), round \(round)")
                #expect(change.map { $0.difference <= 100 || $0.relative <= 0.01 } ?? true, "seed \(seed), round \(round)")
                #expect(repair.examine(geometry) == .sound, "seed \(seed), round \(round)")
            case .quarantined(let fault):
                if case .repairFailed = fault { Issue.record("seed \(seed), round \(round): \(fault)") }
            }
        }
        #expect(repairs > 200)
    }
}

@Suite("Rebuilding against GEOS")
struct RebuildingOracleTests {
    @Test("A rebuilt figure is the one that MakeValid (linework) gives, and has the same bytes every time")
    func oracle() throws {
        let seed: UInt64 = 4_711
        var generator = SplitMix(seed: seed)
        let engine = TopologyEngine()
        let repair = GeometryRepair(engine: engine, metresPerUnit: { _ in (1, 1) }, area: { TopologyFixtures.area($0) })
        for round in 0..<200 {
            let corners = (0..<Int.random(in: 4...20, using: &generator)).map { _ in
                Coordinate(Double.random(in: 0..<900, using: &generator), Double.random(in: 0..<900, using: &generator))
            }
            let scribble = Geometry.polygon(Polygon(exterior: Ring(corners + [corners[0]])))
            guard case .repaired(let geometry, _, let change?) = repair.examine(scribble) else { continue }
            let expected = try engine.makeValid(scribble)
            let apart = TopologyFixtures.area(try engine.symmetricDifference(geometry, expected))
            #expect(apart <= 1e-9 * change.before, "seed \(seed), round \(round)")
            #expect(repair.examine(scribble) == repair.examine(scribble), "seed \(seed), round \(round)")
        }
    }
}
