import Foundation
import OreGeometry
@testable import OreReferencing
import Testing

/// Layers planted at a known place in a known CRS, and what the detective makes of them.
struct DetectiveTests {
    /// Small squares around a lon/lat place, as boxes in a CRS.
    static func layer(_ code: String, around place: Coordinate, degrees: Double = 0.4, swapped: Bool = false) throws -> LayerPositions {
        let context = ReferencingContext()
        let forward = try context.transform(from: context.crs("EPSG:4326"), to: context.crs(code))
        var boxes: [Envelope] = []
        for i in 0..<8 {
            for j in 0..<8 {
                let west = place.x + degrees * (Double(i) / 8 - 0.5)
                let south = place.y + degrees * (Double(j) / 8 - 0.5)
                let corners = forward.transformedByPROJ([Coordinate(west, south), Coordinate(west + 0.002, south + 0.002)])
                let box = Envelope(corners[0], corners[1])
                boxes.append(swapped ? Envelope(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX) : box)
            }
        }
        let all = boxes.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        return try #require(LayerPositions(envelope: all, features: boxes))
    }

    /// A district around a place.
    static func district(around place: Coordinate, degrees: Double = 0.6) throws -> KnownPlaces {
        let half = degrees / 2
        var columns = GeometryColumns()
        let ring = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)].map {
            Coordinate(place.x + $0.0, place.y + $0.1)
        }
        columns.append(.polygon(Polygon(exterior: Ring(ring))))
        return try #require(KnownPlaces(name: "district", features: columns))
    }

    static let planted: [(String, Coordinate, Bool)] = [
        ("EPSG:32717", Coordinate(-79, -6), false), ("EPSG:32650", Coordinate(115.2, 25.1), false),
        ("EPSG:4526", Coordinate(114.6, 25.2), false),
        ("EPSG:4526", Coordinate(114.6, 25.2), true), ("EPSG:4547", Coordinate(114.6, 25.2), false),
        ("EPSG:4498", Coordinate(115.2, 25.1), false),
        ("EPSG:3857", Coordinate(-60, -10), false), ("EPSG:4326", Coordinate(-60, -10), false),
        ("EPSG:4326", Coordinate(115.2, 25.1), true),
        ("EPSG:27700", Coordinate(-3.6, 52.1), false), ("EPSG:2193", Coordinate(172, -42), false),
        ("EPSG:31370", Coordinate(4.8, 50.6), false),
        ("EPSG:28992", Coordinate(5.9, 52.3), false), ("EPSG:2154", Coordinate(2.3, 46.4), false),
        ("EPSG:5070", Coordinate(-105, 39), false),
        ("EPSG:2227", Coordinate(-121, 37.4), false), ("EPSG:31985", Coordinate(-35, -8), false),
        ("EPSG:21037", Coordinate(37.2, -1.4), false),
    ]

    @Test("With a district around it, the CRS a layer is in leads, or means the same as the one that leads", arguments: planted)
    func leads(code: String, place: Coordinate, swapped: Bool) throws {
        let layer = try Self.layer(code, around: place, swapped: swapped)
        let found = try CRSDetective().investigate(layer, among: [Self.district(around: place)])
        let group = found.candidates.filter { $0.group == 0 }
        #expect(group.contains { $0.definition == code }, "\(group.map(\.label))")
        #expect(group[0].axisOrder == (swapped ? .northingFirst : .eastingFirst))
        #expect(found.candidates.reduce(0) { $0 + ($1.definition == code && $1.group == 0 ? 1 : 0) } == 1)
    }

    @Test("Ranges alone leave the zone of a UTM layer open, and nothing is accepted")
    func ranges() throws {
        let layer = try Self.layer("EPSG:32717", around: Coordinate(-79, -6))
        let found = try CRSDetective().investigate(layer)
        #expect(found.candidates[0].confidence < 0.1)
        guard case .refused = found.decision else { throw Unexpected() }
    }

    struct Unexpected: Error {}
}
