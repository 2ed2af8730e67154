internal import Foundation
internal import OreGeometry

/// A closed counter-clockwise star-shaped ring: `shape[k]` times `radius` in direction 2 pi k / n.
func starRing(about c: Coordinate, radius: Double, shape: [Double]) -> [Coordinate] {
    let n = Double(shape.count)
    var ring = shape.enumerated().map { k, factor in
        let angle = 2 * Double.pi * Double(k) / n
        return Coordinate(c.x + radius * factor * cos(angle), c.y + radius * factor * sin(angle))
    }
    if let first = ring.first { ring.append(first) }
    return ring
}

/// Corners to the centimetre, as licence documents give them.
func roundedToCentimetres(_ ring: [Coordinate]) -> [Coordinate] {
    ring.map { Coordinate(($0.x * 100).rounded() / 100, ($0.y * 100).rounded() / 100) }
}

func rectangle(about c: Coordinate, width: Double, height: Double, turn: Double) -> [Coordinate] {
    let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)]
    return corners.map { u, v in
        let (x, y) = (u * width, v * height)
        return Coordinate(c.x + x * cos(turn) - y * sin(turn), c.y + x * sin(turn) + y * cos(turn))
    }
}

/// Even-odd test of a point against one ring; the generator's own, so that the truth does not rest on the code under test.
func ringContains(_ ring: [Coordinate], _ p: Coordinate) -> Bool {
    var inside = false
    for i in 1..<max(1, ring.count) {
        let (a, b) = (ring[i - 1], ring[i])
        if (a.y > p.y) != (b.y > p.y), p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
    }
    return inside
}

func envelope(of ring: [Coordinate]) -> Envelope { ring.reduce(into: .empty) { $0.expand(toInclude: $1) } }
