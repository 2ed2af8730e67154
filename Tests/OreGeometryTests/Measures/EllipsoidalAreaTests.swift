import CPROJ
import OreGeometry
import TestSupport
import Testing

@Suite("Ellipsoidal areas")
struct EllipsoidalAreaTests {
    let area = EllipsoidalArea(.wgs84)

    /// GeographicLib's own answer.
    func reference(_ ring: Ring, _ ellipsoid: Ellipsoid = .wgs84) -> Double {
        var geodesic = geod_geodesic()
        geod_init(&geodesic, ellipsoid.semiMajorAxis, ellipsoid.flattening)
        var latitudes = ring.coordinates.dropLast().map(\.y)
        var longitudes = ring.coordinates.dropLast().map(\.x)
        var result = 0.0
        geod_polygonarea(&geodesic, &latitudes, &longitudes, Int32(latitudes.count), &result, nil)
        return abs(result)
    }

    @Test("Areas are within 1e-9 or 0.001 m2 of GeographicLib at every latitude and size", arguments: 1...8 as ClosedRange<UInt64>)
    func accuracy(seed: UInt64) {
        var random = SplitMix(seed: 40 + seed)
        for round in 0..<400 {
            let latitude = Double.random(in: -89.5..<89.5, using: &random)
            // From 10 m to 1,000 km.
            var radius = 1e-4
            for _ in 0..<Int.random(in: 0...5, using: &random) { radius *= Double.random(in: 1..<10, using: &random) }
            radius = min(radius, 89.9 - abs(latitude))
            let corners = Int.random(in: 3...200, using: &random)
            let center = Coordinate(round % 7 == 0 ? 180 : 113, latitude)
            var ring = TopologyFixtures.star(around: center, radius: radius, corners: corners, using: &random).exterior
            for i in ring.coordinates.indices where ring.coordinates[i].x > 180 { ring.coordinates[i].x -= 360 }
            let expected = reference(ring)
            let found = area.area(of: ring)
            #expect(
                abs(found - expected) <= max(1e-3, 1e-9 * expected),
                "seed \(seed), round \(round): latitude \(latitude), radius \(radius), \(corners) corners: \(found) \(expected)")
        }
    }

    @Test("A single long edge is never measured beyond the stated bound", arguments: [1.0, 5, 10, 20, 50, 100, 200])
    func longEdges(kilometres: Double) {
        var random = SplitMix(seed: 11)
        for _ in 0..<500 {
            let latitude = Double.random(in: -84.0..<84, using: &random)
            let width = kilometres / 111
            let a = Coordinate(10, latitude)
            func near() -> Coordinate {
                Coordinate(
                    10 + width * Double.random(in: -1..<1, using: &random), latitude + width * Double.random(in: -1..<1, using: &random))
            }
            let (b, c) = (near(), near())
            let ring = Ring([a, b, c, a])
            let expected = reference(ring)
            #expect(abs(area.area(of: ring) - expected) <= max(1e-3, 1e-9 * expected), "\(ring.coordinates)")
        }
    }

    @Test("Rings around a pole and across the antimeridian have their area")
    func special() {
        let cap = Ring((0...36).map { Coordinate(Double($0 % 36) * 10 - 180, 80) })
        #expect(abs(area.area(of: cap) / reference(cap) - 1) < 1e-9)
        let strip = Ring([(179, 10), (-179, 10), (-179, 11), (179, 11), (179, 10)].map { Coordinate($0.0, $0.1) })
        #expect(abs(area.area(of: strip) / reference(strip) - 1) < 1e-9)
        #expect(area.area(of: Ring([])) == 0)
    }

    @Test("Holes are subtracted, parts added, other kinds have none; a sphere works as well")
    func composition() {
        let outer = TopologyFixtures.box(113, 25, 113.1, 25.1)
        let inner = TopologyFixtures.box(113.02, 25.02, 113.04, 25.05)
        let polygon = Polygon(exterior: outer, holes: [inner])
        let expected = reference(outer) - reference(inner)
        #expect(abs(polygon.ellipsoidalArea(on: .wgs84) - expected) < 1e-3)
        #expect(abs(area.area(of: 0, in: Geometry.polygon(polygon).columns) - expected) < 1e-3)
        #expect(Geometry.point(Coordinate(1, 1)).ellipsoidalArea(on: .cgcs2000) == 0)
        let sphere = Ellipsoid(semiMajorAxis: 6_371_000, inverseFlattening: .infinity)
        #expect(abs(EllipsoidalArea(sphere).area(of: outer) - reference(outer, sphere)) < 1e-3)
        #expect(abs(area.perimeter(of: Polygon(exterior: outer)) - 2 * 11_076 - 10_085 - 10_077) < 30)
    }
}
