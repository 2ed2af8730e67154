internal import OreGeometry

/// Puts the rings of one licence together into polygons.
///
/// Where the table marks holes, that decides, and a marked hole has to lie in a ring that is none. Otherwise a ring inside another is a hole of
/// it, a ring inside a hole is a part again, and rings beside each other are parts.
enum CornerAssembly {
    static func geometry(_ rings: [CornerRings.Ring], _ faults: CornerFaults) throws(InputError) -> Geometry {
        if rings.count == 1 { return .polygon(Polygon(exterior: Ring(rings[0].positions))) }
        let areas = rings.map { abs(GeoJSONGeometry.doubleSignedArea($0.positions, 0..<$0.positions.count)) }
        let boxes = rings.map { ring in ring.positions.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) } }
        let containers = rings.indices.map { i in
            rings.indices.filter { j in
                j != i && areas[j] > areas[i] && boxes[j].contains(boxes[i]) && isInside(rings[i].positions, rings[j].positions)
            }
        }
        let isMarked = rings.contains { $0.isHole != nil }
        let holes = rings.indices.map { i in isMarked ? rings[i].isHole ?? false : !containers[i].count.isMultiple(of: 2) }
        var polygons: [Int: Polygon] = [:]
        for i in rings.indices where !holes[i] { polygons[i] = Polygon(exterior: Ring(rings[i].positions)) }
        for i in rings.indices where holes[i] {
            let hosts = containers[i].filter { !holes[$0] }
            guard let host = hosts.min(by: { areas[$0] < areas[$1] }) else {
                throw faults.refused(
                    rings[i].rows[0].line, nil, "the hole in \(rings[i].lines) lies in no ring of its licence",
                    "correct its corners or its mark")
            }
            polygons[host]?.holes.append(Ring(rings[i].positions))
        }
        let parts = rings.indices.compactMap { polygons[$0] }
        return parts.count == 1 ? .polygon(parts[0]) : .multiPolygon(MultiPolygon(parts))
    }

    /// By the first position that is not on the other ring's line; rings that cross are found by the proof of validity later.
    private static func isInside(_ ring: [Coordinate], _ other: [Coordinate]) -> Bool {
        for position in ring.prefix(64) {
            if let inside = isInside(position, other) { return inside }
        }
        return false
    }

    /// Even-odd; `nil` on the line.
    private static func isInside(_ p: Coordinate, _ ring: [Coordinate]) -> Bool? {
        var inside = false
        for (a, b) in zip(ring, ring.dropFirst()) {
            let side = ExactPredicates.orientation(a, b, p)
            if side == 0, Envelope(a, b).contains(p) { return nil }
            if (a.y > p.y) != (b.y > p.y), (side > 0) == (b.y > a.y) { inside.toggle() }
        }
        return inside
    }
}
