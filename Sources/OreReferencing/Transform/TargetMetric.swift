internal import OreGeometry

/// Metres in the plane of a CRS: projected units times their length; degrees scaled at the latitude.
struct TargetMetric: Sendable {
    private let unitMetres: Double
    /// Radians per unit of latitude; `nil` for projected coordinates.
    private let radians: Double?

    init(_ crs: CoordinateReferenceSystem) {
        if let degrees = crs.degreesPerUnit {
            radians = degrees * .pi / 180
            unitMetres = crs.ellipsoid.semiMajorAxis * degrees * .pi / 180
        } else {
            radians = nil
            unitMetres = crs.metresPerUnit ?? 1
        }
    }

    var isAngular: Bool { radians != nil }

    /// Metres per unit of x and of y at `place`; on the ellipsoid's equatorial radius, at most 1 % too long.
    func scale(at place: Coordinate) -> (x: Double, y: Double) {
        guard let radians else { return (unitMetres, unitMetres) }
        return (unitMetres * TargetMetric.cosine(place.y * radians), unitMetres)
    }

    /// The distance of `p` from the straight segment `a b`, metres.
    func distance(of p: Coordinate, from a: Coordinate, to b: Coordinate) -> Double {
        let scale = scale(at: p)
        let (bx, by) = ((b.x - a.x) * scale.x, (b.y - a.y) * scale.y)
        let (px, py) = ((p.x - a.x) * scale.x, (p.y - a.y) * scale.y)
        let lengthSq = bx * bx + by * by
        let t = lengthSq > 0 ? min(max((px * bx + py * by) / lengthSq, 0), 1) : 0
        let (dx, dy) = (px - t * bx, py - t * by)
        return (dx * dx + dy * dy).squareRoot()
    }

    /// Half a turn of longitude in units of x; `nil` for projected coordinates.
    var halfTurn: Double? { radians.map { .pi / $0 } }

    /// True within a millionth of a second of arc of a pole.
    func isPole(_ place: Coordinate) -> Bool {
        guard let radians else { return false }
        return (place.y * radians).magnitude >= .pi / 2 - 5e-12
    }

    /// Good to 1e-7: a scale, not a position.
    private static func cosine(_ x: Double) -> Double {
        let q = x * x
        return max(0, 1 + q * (-1 / 2.0 + q * (1 / 24.0 + q * (-1 / 720.0 + q * (1 / 40_320.0 - q / 3_628_800.0)))))
    }
}
