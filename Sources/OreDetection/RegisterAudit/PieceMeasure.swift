internal import OreGeometry

/// Area and perimeter of a piece that an overlay leaves, in metres by a local metric.
struct PieceMeasure {
    let area: Double
    let perimeter: Double

    init(_ polygon: Polygon, _ metric: LocalMetric) {
        var (area, perimeter) = (0.0, 0.0)
        for (place, ring) in polygon.rings.enumerated() {
            guard let origin = ring.coordinates.first else { continue }
            var twice = 0.0
            for (a, b) in zip(ring.coordinates, ring.coordinates.dropFirst()) {
                twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
                perimeter += metric.distance(a, b)
            }
            area += (place == 0 ? 1 : -1) * abs(twice) / 2
        }
        self.area = area * metric.metresPerUnitX * metric.metresPerUnitY
        self.perimeter = perimeter
    }

    /// How wide a piece is: the short side of the rectangle of the same area and perimeter. Exact for strips; half the greatest width for wedges;
    /// the root of the area for pieces that are rounder than a square.
    var width: Double {
        guard perimeter > 0 else { return 0 }
        let half = perimeter / 2
        return 2 * area / (half + max(0, half * half - 4 * area).squareRoot())
    }
}

extension Sequence<Polygon> {
    /// One polygon or a multipolygon of several, alone in its columns.
    var asColumns: GeometryColumns {
        let polygons = Array(self)
        var columns = GeometryColumns()
        columns.append(polygons.count == 1 ? .polygon(polygons[0]) : .multiPolygon(MultiPolygon(polygons)))
        return columns
    }
}
