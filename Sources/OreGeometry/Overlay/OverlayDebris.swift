/// Tells the area that an overlay leaves from what rounding leaves.
enum OverlayDebris {
    /// The result of an overlay of `whole`: polygons thinner than the rounding of their coordinates are dropped, and a result that differs
    /// from `whole` by no more than that is the whole.
    static func result(_ geometry: Geometry, of whole: Geometry) -> OverlayResult {
        let magnitude = whole.envelope.isEmpty ? 1 : whole.envelope.greatestMagnitude
        let width = magnitude * 0x1p-48
        let polygons = geometry.polygons.filter { area(of: $0) > width * boundary(of: $0) }
        if polygons.isEmpty { return .empty }
        let sum = polygons.reduce(0) { $0 + area(of: $1) }
        let total = whole.polygons.reduce(0) { $0 + area(of: $1) }
        let length = whole.polygons.reduce(0) { $0 + boundary(of: $1) }
        if abs(total - sum) <= width * length { return .whole }
        var columns = GeometryColumns()
        columns.append(polygons.count == 1 ? .polygon(polygons[0]) : .multiPolygon(MultiPolygon(polygons)))
        return .part(columns)
    }

    /// The planar area: the exterior less the holes.
    private static func area(of polygon: Polygon) -> Double {
        polygon.rings.enumerated().reduce(0) { $0 + ($1.offset == 0 ? 1 : -1) * abs(area(of: $1.element)) }
    }

    private static func area(of ring: Ring) -> Double {
        guard let origin = ring.coordinates.first else { return 0 }
        var twice = 0.0
        for (a, b) in zip(ring.coordinates, ring.coordinates.dropFirst()) {
            twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
        }
        return twice / 2
    }

    private static func boundary(of polygon: Polygon) -> Double {
        polygon.rings.reduce(0) { sum, ring in
            zip(ring.coordinates, ring.coordinates.dropFirst()).reduce(sum) { $0 + abs($1.0.x - $1.1.x) + abs($1.0.y - $1.1.y) }
        }
    }
}
