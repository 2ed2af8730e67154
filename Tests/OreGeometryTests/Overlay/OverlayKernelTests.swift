import OreGeometry
import Testing

@Suite("The overlay kernel")
struct OverlayKernelTests {
    let engine = TopologyEngine()

    func area(_ geometry: Geometry) -> Double { TopologyFixtures.area(geometry) }

    func value(_ result: OverlayResult, of whole: Geometry) -> Geometry? {
        switch result {
        case .empty: nil
        case .whole: whole
        case .part(let columns): columns.geometry(at: 0)
        }
    }

    /// Rounding of areas between coordinates near 113: about 1e-13 degrees along the outline.
    func tolerance(_ geometry: Geometry) -> Double {
        let e = geometry.envelope
        return 1e-9 * area(geometry) + 4e-13 * max(1, abs(e.maxX) / 100) * (e.width + e.height) * 8
    }

    func expectEqual(_ mine: Geometry?, _ theirs: Geometry, within tolerance: Double, _ note: Comment) throws {
        let mineArea = mine.map(area) ?? 0
        #expect(abs(mineArea - area(theirs)) <= tolerance, note)
        guard let mine else { return }
        #expect(engine.validity(of: mine) == nil, note)
        let apart = try engine.symmetricDifference(mine, theirs)
        #expect(area(apart) <= tolerance, note)
    }

    @Test(
        "Differences and intersections equal the topology engine's on random and degenerate pairs",
        arguments: 1...12 as ClosedRange<UInt64>)
    func pairs(seed: UInt64) throws {
        var shapes = ShapeGenerator(seed: seed)
        let kernel = OverlayKernel(engine: engine)
        var decided = 0
        for round in 0..<200 {
            let (f, m) = round % 3 == 0 ? (shapes.boxes(), shapes.boxes()) : (shapes.any(), shapes.any())
            guard engine.validity(of: f) == nil, engine.validity(of: m) == nil else { continue }
            let note: Comment = "seed \(seed), round \(round)"
            let columns = f.columns
            let mask = PreparedPolygon(m)
            let difference = value(try kernel.difference(of: 0, in: columns, minus: [mask]), of: f)
            let common = value(try kernel.intersection(of: 0, in: columns, with: mask), of: f)
            try expectEqual(difference, try engine.difference(f, m), within: tolerance(f), note)
            try expectEqual(common, try engine.intersection(f, m), within: tolerance(f), note)
            let sum = (difference.map(area) ?? 0) + (common.map(area) ?? 0)
            #expect(abs(sum - area(f)) <= tolerance(f), note)
            #expect(kernel.intersects(0, in: columns, mask) == (try engine.intersects(f, m)), note)
            decided += 1
        }
        #expect(decided > 50)
    }

    @Test("Several masks that overlap or share edges leave what their union leaves", arguments: 1...6 as ClosedRange<UInt64>)
    func severalMasks(seed: UInt64) throws {
        var shapes = ShapeGenerator(seed: 1000 + seed)
        let kernel = OverlayKernel(engine: engine)
        for round in 0..<100 {
            let f = round % 2 == 0 ? shapes.staircase() : shapes.star()
            var masks: [Geometry] = []
            for _ in 0..<shapes.integer(2...4) { masks.append(round % 5 == 0 ? shapes.snappedStar(step: 0.0005) : shapes.star()) }
            if round % 4 == 0, case .polygon(let parent) = masks[0], parent.holes.isEmpty {
                // Neighbours made by splitting one outline share an edge.
                let ring = parent.exterior.coordinates
                let middle = ring.count / 2
                masks[0] = .polygon(Polygon(exterior: Ring(Array(ring[0...middle]) + [ring[0]])))
                masks.append(.polygon(Polygon(exterior: Ring([ring[0]] + Array(ring[middle...])))))
            }
            let all = [f] + masks
            guard all.allSatisfy({ engine.validity(of: $0) == nil }) else { continue }
            let mine = value(try kernel.difference(of: 0, in: f.columns, minus: masks.map { PreparedPolygon($0) }), of: f)
            let theirs = try engine.difference(f, try engine.unaryUnion(masks))
            try expectEqual(mine, theirs, within: tolerance(f), "seed \(seed), round \(round)")
        }
    }

    @Test("Contact without area is no contact: neighbours, corners, identical and covered polygons")
    func contacts() throws {
        let kernel = OverlayKernel(engine: engine)
        let unit = Geometry.polygon(Polygon(exterior: TopologyFixtures.box(0, 0, 4, 4)))
        func difference(_ m: Geometry) throws -> OverlayResult {
            try kernel.difference(of: 0, in: unit.columns, minus: [PreparedPolygon(m)])
        }
        func box(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Geometry {
            .polygon(Polygon(exterior: TopologyFixtures.box(a, b, c, d)))
        }
        for apart in [box(4, 0, 8, 4), box(4, 4, 6, 6), box(9, 9, 10, 10), .polygon(Polygon(exterior: Ring([])))] {
            guard case .whole = try difference(apart) else {
                Issue.record("\(apart) should leave the whole")
                continue
            }
        }
        for cover in [unit, box(0, 0, 5, 5), box(-1, -1, 5, 5), box(0, -1, 4, 9)] {
            guard case .empty = try difference(cover) else {
                Issue.record("\(cover) should cover")
                continue
            }
        }
        guard case .part(let ring) = try difference(box(1, 1, 2, 2)), case .polygon(let holed) = ring.geometry(at: 0) else {
            Issue.record("a mask inside leaves a hole")
            return
        }
        #expect(holed.holes.count == 1)
        #expect(TopologyFixtures.area(holed.exterior) > 0 && TopologyFixtures.area(holed.holes[0]) < 0)
        guard case .part(let halves) = try difference(box(-1, 1, 5, 2)) else {
            Issue.record("a band cuts the box in two")
            return
        }
        #expect(halves.kinds[0] == .multiPolygon && halves.parts(of: 0).count == 2)
        #expect(kernel.engineOverlays == 5, "only contacts need the engine")
    }
}
