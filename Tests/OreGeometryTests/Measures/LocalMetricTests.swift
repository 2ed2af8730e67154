import OreGeometry
import Testing

@Suite("Local distances")
struct LocalMetricTests {
    let plane = LocalMetric(metresPerUnit: 1)

    func box(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Geometry {
        .polygon(Polygon(exterior: TopologyFixtures.box(a, b, c, d)))
    }

    @Test("A degree has the length that the ellipsoid gives it")
    func degrees() {
        let metric = LocalMetric(.wgs84, latitude: 25)
        let area = EllipsoidalArea(.wgs84)
        let origin = Coordinate(113, 25)
        for (x, y) in [(0.001, 0.0), (0.0, 0.001), (0.001, -0.001)] {
            let other = Coordinate(113 + x, 25 + y)
            #expect(abs(metric.distance(origin, other) - area.distance(origin, other)) < 0.01)
        }
    }

    @Test("Distances between polygons equal the topology engine's", arguments: 1...4 as ClosedRange<UInt64>)
    func distances(seed: UInt64) throws {
        var shapes = ShapeGenerator(seed: 700 + seed)
        let engine = TopologyEngine()
        for round in 0..<60 {
            let (a, b) = (shapes.any(), shapes.any())
            guard engine.validity(of: a) == nil, engine.validity(of: b) == nil else { continue }
            guard let expected = try engine.planarDistance(a, b) else { continue }
            let found = plane.distance(from: 0, in: a.columns, to: PreparedPolygon(b))
            #expect(abs(found - expected) <= 1e-12 * max(1, expected), "seed \(seed), round \(round): \(found) \(expected)")
        }
    }

    @Test("The nearest mask is found, and none beyond the limit")
    func nearest() {
        let masks = [box(10, 0, 11, 1), box(3, 0, 4, 1), box(-9, 0, -8, 1)].map { PreparedPolygon($0) }
        let tree = PackedRTree(masks.map(\.envelope))
        let shape = box(0, 0, 1, 1).columns
        let found = plane.nearest(to: 0, in: shape, among: masks, tree)
        #expect(found?.item == 1 && found?.metres == 2)
        #expect(plane.nearest(to: 0, in: shape, among: masks, tree, within: 1.5) == nil)
    }

    @Test("Depth is the greatest distance of a corner from the nearest mask")
    func depth() {
        let part = box(4, 0, 9, 2).columns
        #expect(plane.maximumDepth(of: 0, in: part, from: [PreparedPolygon(box(0, 0, 4, 2))]) == 5)
        #expect(plane.maximumDepth(of: 0, in: part, from: [PreparedPolygon(box(0, -9, 4, 9)), PreparedPolygon(box(10, -9, 12, 9))]) == 1)
        #expect(plane.maximumDepth(of: 0, in: part, from: []) == .infinity)
    }

    @Test("A label point lies inside, also in thin and holed shapes", arguments: 1...4 as ClosedRange<UInt64>)
    func labels(seed: UInt64) {
        var shapes = ShapeGenerator(seed: 900 + seed)
        let engine = TopologyEngine()
        for round in 0..<100 {
            let shape = shapes.any()
            guard engine.validity(of: shape) == nil, !shape.isEmpty else { continue }
            let columns = shape.columns
            guard let point = LocalMetric.interiorPoint(of: 0, in: columns) else {
                Issue.record("no label point: seed \(seed), round \(round)")
                continue
            }
            #expect(columns.locate(point, in: 0) == .interior, "seed \(seed), round \(round)")
        }
        #expect(LocalMetric.interiorPoint(of: 0, in: Geometry.polygon(Polygon(exterior: Ring([]))).columns) == nil)
    }
}
