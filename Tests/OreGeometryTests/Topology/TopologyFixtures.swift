import OreGeometry
import TestSupport

/// Seeded shapes for the laws of topology.
enum TopologyFixtures {
    static func ring(_ pairs: (Double, Double)...) -> Ring { Ring(pairs.map { Coordinate($0.0, $0.1) }) }

    static func polygon(_ pairs: (Double, Double)...) -> Geometry {
        .polygon(Polygon(exterior: Ring(pairs.map { Coordinate($0.0, $0.1) })))
    }

    static func box(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) -> Ring {
        ring((minX, minY), (maxX, minY), (maxX, maxY), (minX, maxY), (minX, minY))
    }

    /// A star around a centre: its ring never crosses itself, its radius is between 0.3 and 1 of `radius`.
    static func star(around c: Coordinate, radius: Double, corners: Int, using generator: inout SplitMix) -> Polygon {
        // Directions of the unit circle by the rational parametrisation, so that the fixture needs no trigonometry.
        var exterior: [Coordinate] = []
        for i in 0..<corners {
            let angle = 4 * (Double(i) + Double.random(in: 0.05..<0.95, using: &generator)) / Double(corners)
            let quadrant = Int(angle)
            let t = angle - Double(quadrant)
            let (u, v) = ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
            let r = radius * Double.random(in: 0.3..<1, using: &generator)
            let (dx, dy) = [(u, v), (-v, u), (-u, -v), (v, -u)][quadrant]
            exterior.append(Coordinate(c.x + r * dx, c.y + r * dy))
        }
        exterior.append(exterior[0])
        return Polygon(exterior: Ring(exterior))
    }

    /// The planar area by the shoelace formula, shifted to the first vertex.
    static func area(_ ring: Ring) -> Double {
        guard let o = ring.coordinates.first else { return 0 }
        var sum = 0.0
        for (a, b) in zip(ring.coordinates, ring.coordinates.dropFirst()) { sum += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y) }
        return sum / 2
    }

    static func area(_ polygon: Polygon) -> Double {
        polygon.holes.reduce(abs(area(polygon.exterior))) { $0 - abs(area($1)) }
    }

    static func area(_ geometry: Geometry) -> Double { geometry.polygons.reduce(0) { $0 + area($1) } }
}
