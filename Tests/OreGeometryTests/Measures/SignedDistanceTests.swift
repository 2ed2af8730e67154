import Foundation
import OreGeometry
import Testing

@Suite("Signed distance")
struct SignedDistanceTests {
    private let metric = LocalMetric(metresPerUnit: 1)

    private func polygon(_ corners: [(Double, Double)], holes: [[(Double, Double)]] = []) -> PreparedPolygon {
        func ring(_ c: [(Double, Double)]) -> Ring { Ring((c + [c[0]]).map { Coordinate($0.0, $0.1) }) }
        return PreparedPolygon(.polygon(Polygon(exterior: ring(corners), holes: holes.map(ring))))
    }

    @Test("It is negative inside, positive outside, and its size is the distance to the boundary", arguments: [5, 12, 60])
    func signAndSize(corners: Int) throws {
        var state: UInt64 = 99
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        // Spikes and notches: a star with uneven radii.
        let shape = (0..<corners).map { k in
            let angle = 2 * Double.pi * Double(k) / Double(corners)
            let radius = 40 + 60 * random()
            return (radius * cos(angle), radius * sin(angle))
        }
        let prepared = polygon(shape, holes: [[(-10, -10), (-10, 10), (10, 10), (10, -10)]])
        var hint: SignedDistance?
        for _ in 0..<2000 {
            let place = Coordinate(250 * random() - 125, 250 * random() - 125)
            let found = try #require(metric.signedDistance(of: place, to: prepared, hint: hint))
            hint = found
            let squared = prepared.squaredDistanceToBoundary(from: place)
            #expect(abs(found.metres * found.metres - squared) < 1e-6)
            #expect((found.metres < 0) == (prepared.locate(place) == .interior), "\(place)")
            #expect(abs(hypot(found.east, found.north) - 1) < 1e-9)
            // A small step along the direction lengthens the distance by as much.
            let step = 1e-4
            let next = try #require(
                metric.signedDistance(of: Coordinate(place.x + step * found.east, place.y + step * found.north), to: prepared))
            #expect(next.metres >= found.metres + 0.999 * step || found.metres < 0)
        }
    }

    @Test("On an edge and on a corner it is zero and points outwards; an empty polygon has none")
    func boundary() throws {
        let square = polygon([(0, 0), (10, 0), (10, 10), (0, 10)])
        let edge = try #require(metric.signedDistance(of: Coordinate(10, 4), to: square))
        #expect(edge.metres == 0 && edge.east == 1 && edge.north == 0 && !edge.isAtCorner)
        let corner = try #require(metric.signedDistance(of: Coordinate(10, 10), to: square))
        #expect(corner.metres == 0 && corner.isAtCorner && corner.east > 0.7 && corner.north > 0.7)
        #expect(metric.signedDistance(of: Coordinate(0, 0), to: PreparedPolygon(.polygon(Polygon(exterior: Ring([]))))) == nil)
    }
}
