import OreGeometry
import TestSupport
import Testing

@Suite("Laws of overlay")
struct OverlayLawTests {
    let engine = TopologyEngine()

    @Test("The area of A is that of A and B plus that of A minus B", arguments: [0.001, 1, 1_000_000])
    func areaIsSplit(scale: Double) throws {
        let seed: UInt64 = 20_240_601
        var generator = SplitMix(seed: seed)
        for round in 0..<150 {
            let centre = Coordinate(110 * scale, 33 * scale)
            let a = Geometry.polygon(TopologyFixtures.star(around: centre, radius: scale, corners: 5 + round % 60, using: &generator))
            let shifted = Coordinate(centre.x + Double.random(in: -scale..<scale, using: &generator), centre.y)
            let b = Geometry.polygon(TopologyFixtures.star(around: shifted, radius: scale, corners: 4 + round % 37, using: &generator))
            let both = try engine.intersection(a, b)
            let rest = try engine.difference(a, b)
            let whole = TopologyFixtures.area(a)
            let context = Comment("seed \(seed), round \(round), scale \(scale)")
            #expect(abs(TopologyFixtures.area(both) + TopologyFixtures.area(rest) - whole) <= 1e-10 * whole, context)
            let union = TopologyFixtures.area(try engine.union(a, b))
            #expect(abs(union - whole - TopologyFixtures.area(b) + TopologyFixtures.area(both)) <= 1e-10 * union, context)
            let symmetric = TopologyFixtures.area(try engine.symmetricDifference(a, b))
            #expect(abs(symmetric - (union - TopologyFixtures.area(both))) <= 1e-10 * union, context)
            #expect(engine.validity(of: rest) == nil && engine.validity(of: both) == nil, context)
        }
    }

    @Test("Columns and values give the same areas, and masks may overlap")
    func columnsAgreeWithValues() throws {
        var generator = SplitMix(seed: 7)
        for round in 0..<60 {
            let polygons = (0..<4).map { _ in
                let c = Coordinate(Double.random(in: 0..<2, using: &generator), Double.random(in: 0..<2, using: &generator))
                return Geometry.polygon(TopologyFixtures.star(around: c, radius: 1.2, corners: 8, using: &generator))
            }
            var columns = GeometryColumns()
            for p in polygons { columns.append(p) }
            let rest = try engine.difference(of: 0, in: columns, minus: [(columns, 1), (columns, 2), (columns, 3)])
            let expected = try engine.difference(polygons[0], try engine.unaryUnion(Array(polygons.dropFirst())))
            let found = rest.flatMap { $0.geometry(at: 0) }.map(TopologyFixtures.area) ?? 0
            #expect(abs(found - TopologyFixtures.area(expected)) < 1e-12, "round \(round)")
            let common = try engine.intersection(of: 0, in: columns, with: 1, in: columns)?.geometry(at: 0)
            let expectedCommon = TopologyFixtures.area(try engine.intersection(polygons[0], polygons[1]))
            #expect(abs((common.map(TopologyFixtures.area) ?? 0) - expectedCommon) < 1e-12, "round \(round)")
        }
    }

    @Test("An intersection along a shared border has no area, and the value keeps the line")
    func debrisIsDropped() throws {
        let left = Geometry.polygon(Polygon(exterior: TopologyFixtures.box(0, 0, 1, 1)))
        let right = Geometry.polygon(Polygon(exterior: TopologyFixtures.box(1, 0, 2, 1)))
        var columns = GeometryColumns()
        columns.append(left)
        columns.append(right)
        #expect(try engine.intersection(of: 0, in: columns, with: 1, in: columns) == nil)
        #expect(try engine.intersection(left, right).kind == .lineString)
        #expect(try engine.difference(of: 0, in: columns, minus: [(columns, 0)]) == nil)
    }

    @Test("Results have the exterior counter-clockwise and the holes clockwise")
    func resultsAreOriented() throws {
        let outer = Geometry.polygon(Polygon(exterior: TopologyFixtures.box(0, 0, 9, 9)))
        let inner = Geometry.polygon(Polygon(exterior: TopologyFixtures.box(3, 3, 4, 4)))
        let ring = try #require(try engine.difference(outer, inner).polygons.first)
        #expect(TopologyFixtures.area(ring.exterior) == 81)
        #expect(ring.holes.map { TopologyFixtures.area($0) } == [-1])
    }

    @Test("Non-finite operands and deep collections are refused before GEOS sees them")
    func refusals() throws {
        let good = TopologyFixtures.polygon((0, 0), (1, 0), (1, 1), (0, 0))
        for bad in [Double.nan, .infinity, -.infinity] {
            let operand = TopologyFixtures.polygon((0, 0), (bad, 0), (1, 1), (0, 0))
            #expect(throws: TopologyError.self) { try engine.intersection(good, operand) }
            #expect(throws: TopologyError.self) { try engine.relate(.point(Coordinate(0, bad)), good) }
        }
        var nested = Geometry.point(Coordinate(0, 0))
        for _ in 0..<40 { nested = .geometryCollection([nested]) }
        #expect(throws: TopologyError.nestedTooDeep(limit: 32)) { try engine.convexHull(nested) }
        #expect(throws: TopologyError.self) { try engine.convexHull(TopologyFixtures.polygon((0, 0), (1, 0), (1, 1))) }
    }
}
