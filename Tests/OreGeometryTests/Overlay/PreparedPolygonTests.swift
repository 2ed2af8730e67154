import OreGeometry
import Testing

@Suite("Prepared polygons")
struct PreparedPolygonTests {
    @Test("A position is located as the topology engine relates it, corners and edges included", arguments: 1...6 as ClosedRange<UInt64>)
    func location(seed: UInt64) throws {
        var shapes = ShapeGenerator(seed: 300 + seed)
        let engine = TopologyEngine()
        for round in 0..<60 {
            let shape = shapes.any()
            guard engine.validity(of: shape) == nil, !shape.isEmpty else { continue }
            let prepared = PreparedPolygon(shape)
            let box = shape.envelope
            var positions = shape.polygons.flatMap { $0.exterior.coordinates.prefix(5) }
            for _ in 0..<10 {
                positions.append(
                    Coordinate(
                        shapes.number(box.minX - 0.001..<box.maxX + 0.001), shapes.number(box.minY - 0.001..<box.maxY + 0.001)))
            }
            for position in positions {
                let point = Geometry.point(position)
                let expected: PolygonLocation =
                    try engine.contains(shape, point) ? .interior : try engine.intersects(shape, point) ? .boundary : .exterior
                #expect(prepared.locate(position) == expected, "seed \(seed), round \(round), \(position)")
            }
        }
    }

    @Test("Preparation keeps the area and turns the rings")
    func values() {
        let clockwise = Polygon(
            exterior: Ring(TopologyFixtures.box(0, 0, 4, 4).coordinates.reversed()), holes: [TopologyFixtures.box(1, 1, 2, 2)])
        let prepared = PreparedPolygon(.polygon(clockwise))
        #expect(prepared.edgeCount == 8 && prepared.isProvenSimple)
        #expect(TopologyFixtures.area(prepared.geometry) == 15)
        #expect(prepared.geometry.polygons.first.map { TopologyFixtures.area($0.exterior) } == 16)
        #expect(PreparedPolygon(.point(Coordinate(0, 0))).locate(Coordinate(0, 0)) == .exterior)
    }
}
