import OreGeometry
import OreReferencing
import Testing

@Suite("Edges stay straight where they were stated, and shared edges stay shared")
struct EdgeSplittingTests {
    private let context = ReferencingContext()

    private func polygon(_ corners: [Coordinate]) -> Geometry { .polygon(Polygon(exterior: Ring(corners + [corners[0]]))) }

    /// A licence grid of four squares of 20 km in zone 38, with a corner of one on the edge of another, written in both directions.
    private var blocks: [Geometry] {
        let (x, y, d) = (38_480_000.0, 2_750_000.0, 20_000.0)
        func c(_ i: Double, _ j: Double) -> Coordinate { Coordinate(x + i * d, y + j * d) }
        return [
            polygon([c(0, 0), c(1, 0), c(1, 1), c(0, 1)]), polygon([c(1, 1), c(1, 0), c(2, 0), c(2, 1)]),
            polygon([c(0, 1), c(1, 1), c(1, 2), c(0, 2)]), polygon([c(2, 2), c(1, 2), c(1, 1), c(2, 1)]),
        ]
    }

    @Test("The deviation from the true curve is below 0.01 m everywhere, and without splitting it was not")
    func deviation() throws {
        let toDegrees = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("EPSG:4490"))
        for tolerance in [0.01, 1.0] {
            var columns = GeometryColumns()
            for block in blocks { columns.append(block) }
            let source = columns
            try toDegrees.apply(to: &columns, maximumDeviationMetres: tolerance)
            #expect(columns.coordinates.count > source.coordinates.count)
            var worst = 0.0
            for feature in 0..<source.count { worst = max(worst, try largestDeviation(source, columns, feature, toDegrees)) }
            #expect(worst < tolerance && worst > tolerance / 20, "\(worst)")
        }
        var plain = GeometryColumns()
        for block in blocks { plain.append(block) }
        let source = plain
        try toDegrees.apply(to: &plain, maximumDeviationMetres: nil)
        #expect(plain.coordinates.count == source.coordinates.count)
        #expect(try largestDeviation(source, plain, 0, toDegrees) > 0.5)
    }

    /// The largest distance in metres from densely sampled true images to the polyline of the result.
    private func largestDeviation(
        _ source: GeometryColumns, _ result: GeometryColumns, _ feature: Int, _ transform: CoordinateTransform
    ) throws -> Double {
        let ring = Array(source.coordinates[source.positions(of: feature)])
        let line = Array(result.coordinates[result.positions(of: feature)])
        var worst = 0.0
        for (a, b) in zip(ring, ring.dropFirst()) {
            for step in 0...500 {
                let t = Double(step) / 500
                let p = try transform(Coordinate(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
                let nearest = zip(line, line.dropFirst()).map { metres(p, $0.0, $0.1) }.min() ?? .infinity
                worst = max(worst, nearest)
            }
        }
        return worst
    }

    private func metres(_ p: Coordinate, _ a: Coordinate, _ b: Coordinate) -> Double {
        let (sx, sy) = (111_320 * 0.9063, 110_900.0)
        let (bx, by, px, py) = ((b.x - a.x) * sx, (b.y - a.y) * sy, (p.x - a.x) * sx, (p.y - a.y) * sy)
        let t = bx * bx + by * by > 0 ? min(max((px * bx + py * by) / (bx * bx + by * by), 0), 1) : 0
        return ((px - t * bx) * (px - t * bx) + (py - t * by) * (py - t * by)).squareRoot()
    }

    @Test("Two polygons that share an edge share every inserted position, in one batch or in two")
    func sharedEdges() throws {
        let toDegrees = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("EPSG:4490"))
        var together = GeometryColumns()
        for block in blocks { together.append(block) }
        try toDegrees.apply(to: &together)
        for (index, block) in blocks.enumerated() {
            var alone = GeometryColumns()
            alone.append(block)
            try toDegrees.apply(to: &alone)
            #expect(alone.coordinates == Array(together.coordinates[together.positions(of: index)]))
        }
        func edges(_ feature: Int) -> Set<[Coordinate]> {
            let ring = together.coordinates[together.positions(of: feature)]
            return Set(zip(ring, ring.dropFirst()).map { Coordinate.lexicographicallyPrecedes($0, $1) ? [$0, $1] : [$1, $0] })
        }
        // Along a parallel an edge of 20 km takes many pieces; along a meridian near the central one it stays straight.
        for (a, b) in [(0, 2), (1, 3)] { #expect(edges(a).intersection(edges(b)).count >= 8) }
        for (a, b) in [(0, 1), (2, 3)] { #expect(!edges(a).intersection(edges(b)).isEmpty) }
        #expect(edges(0).intersection(edges(3)).isEmpty)
    }

    @Test(
        "A whole edge is shared down to the last inserted position, on every kind of transform",
        arguments: [
            ("EPSG:4490", "EPSG:4526"), ("EPSG:4526", "EPSG:4490"), ("EPSG:4490", "EPSG:3857"), ("EPSG:4526", "EPSG:4527"),
            ("EPSG:4490", "EPSG:3035"),
        ])
    func bothWays(_ from: String, _ to: String) throws {
        let transform = try context.transform(from: context.crs(from), to: context.crs(to))
        let isMetric = from == "EPSG:4526"
        let (a, b) =
            isMetric
            ? (Coordinate(38_450_000, 2_700_000), Coordinate(38_560_000, 2_790_000)) : (Coordinate(113.6, 24.4), Coordinate(114.7, 25.2))
        var columns = GeometryColumns()
        columns.append(.lineString([a, b]))
        columns.append(.lineString([b, a]))
        try transform.apply(to: &columns)
        let (there, back) = (columns.coordinates[columns.positions(of: 0)], columns.coordinates[columns.positions(of: 1)])
        #expect(there.count > 4 && Array(there) == Array(back.reversed()))
    }

    @Test("Short edges, points and null shifts get no new positions; kinds and parts survive")
    func untouched() throws {
        let toDegrees = try context.transform(from: context.crs("EPSG:4526"), to: context.crs("EPSG:4490"))
        var columns = GeometryColumns()
        columns.append(.point(Coordinate(38_480_000, 2_750_000)))
        columns.append(nil)
        columns.append(.multiPoint([Coordinate(38_480_000, 2_750_000), Coordinate(38_580_000, 2_750_000)]))
        columns.append(polygon([Coordinate(38_480_000, 2_750_000), Coordinate(38_480_100, 2_750_000), Coordinate(38_480_000, 2_750_100)]))
        let before = columns
        try toDegrees.apply(to: &columns)
        #expect(columns.kinds == before.kinds && columns.coordinateOffsets == before.coordinateOffsets)
        let null = try context.transform(from: context.crs("EPSG:4490"), to: context.crs("EPSG:4326"))
        var long = GeometryColumns()
        long.append(.lineString([Coordinate(80, 20), Coordinate(120, 50)]))
        try null.apply(to: &long)
        #expect(null.isIdentity && long.coordinates == [Coordinate(80, 20), Coordinate(120, 50)])
    }

    @Test("Geometries over the 180th meridian or a pole are refused by name, the others pass")
    func antimeridianAndPoles() throws {
        let fiji = try context.transform(from: context.crs("EPSG:32760"), to: context.crs("EPSG:4326"))
        var columns = GeometryColumns()
        columns.append(polygon([Coordinate(500_000, 8_000_000), Coordinate(500_500, 8_000_000), Coordinate(500_000, 8_000_500)]))
        columns.append(polygon([Coordinate(810_000, 8_000_000), Coordinate(830_000, 8_000_000), Coordinate(810_000, 8_010_000)]))
        let before = columns
        let faults = fiji.applyToSound(&columns)
        #expect(faults.map(\.feature) == [1])
        if case .crossesAntimeridian? = faults.first?.fault {} else { Issue.record("\(faults)") }
        #expect(columns.positions(of: 0).count == 4 && columns.positions(of: 1).isEmpty && columns.kinds == before.kinds)
        var again = before
        #expect(throws: ReferencingError.self) { try fiji.apply(to: &again) }
        #expect(again.coordinates == before.coordinates)
        let arctic = try context.transform(from: context.crs("EPSG:3413"), to: context.crs("EPSG:4326"))
        var polar = GeometryColumns()
        polar.append(polygon([Coordinate(-1e5, -1e5), Coordinate(1e5, -1e5), Coordinate(1e5, 1e5), Coordinate(-1e5, 1e5)]))
        polar.append(.lineString([Coordinate(0, 0), Coordinate(1e5, 1e5)]))
        #expect(arctic.applyToSound(&polar).map(\.fault) == [.containsPole, .containsPole])
        let toZone = try context.transform(from: context.crs("EPSG:4326"), to: context.crs("EPSG:32760"))
        var jumping = GeometryColumns()
        jumping.append(.lineString([Coordinate(179.9, -17), Coordinate(-179.9, -17)]))
        #expect(toZone.applyToSound(&jumping).count == 1)
    }

    @Test("A position without an image quarantines its feature, and the words name it")
    func failedPosition() throws {
        let transform = try context.transform(from: context.crs("EPSG:4490"), to: context.crs("EPSG:4526"))
        var columns = GeometryColumns()
        columns.append(polygon([Coordinate(114, 25), Coordinate(114.001, 25), Coordinate(114, 25.001)]))
        columns.append(polygon([Coordinate(114, 25), Coordinate(114.001, 95), Coordinate(114, 25.001)]))
        do {
            try transform.apply(to: &columns)
            Issue.record("a latitude of 95 degrees was accepted")
        } catch {
            #expect(error.description.hasPrefix("feature 2: position (114.001 95.0) cannot be transformed"))
        }
    }
}
