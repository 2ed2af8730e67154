internal import Foundation

/// Ring areas in the equal-area plane of an ellipsoid, corrected for geodesic edges.
///
/// With M and N the radii of curvature and P = N cos(lat), the ordinate Y(lat) = integral of M P d(lat) makes the plane (lon, Y) equal-area:
/// a ring's area is the closed integral of Y d(lon). Along a geodesic of length s the equations
/// `lon'' = 2 (M sin(lat) / P) lat' lon'` and `Y'' = -sin(lat) s'^2` hold, so to third order the geodesic encloses
///
///     C = sin(lat) d_lon (3 M^2 d_lat^2 + P^2 d_lon^2) / 12
///
/// more than the straight edge of the plane, with the coefficients taken at the middle latitude. C changes sign with the edge's direction,
/// so the next term is of fifth order; ``AuthalicRemainder`` bounds it.
struct AuthalicPlane: Sendable {
    private let semiMajorSquared: Double
    private let eccentricitySquared: Double

    init(_ ellipsoid: Ellipsoid) {
        semiMajorSquared = ellipsoid.semiMajorAxis * ellipsoid.semiMajorAxis
        eccentricitySquared = ellipsoid.eccentricitySquared
    }

    /// The area of a closed ring in square metres; `nil` when the stated accuracy is not certain.
    func area(of ring: UnsafeBufferPointer<Coordinate>) -> Double? {
        let origin = ring[0]
        guard abs(origin.y) <= AuthalicRemainder.greatestLatitude else { return nil }
        let local = OrdinateExpansion(
            latitude: origin.y * radiansPerDegree, eccentricitySquared: eccentricitySquared)
        var remainder = AuthalicRemainder()
        var sum = 0.0
        var extent = 0.0
        var x = 0.0
        var y = 0.0
        var ordinate = 0.0
        for i in 1..<ring.count {
            // Differences in degrees first, where they are exact: the radians of the positions themselves would round away 1e-9 m.
            let nextX = (ring[i].x - origin.x) * radiansPerDegree
            let nextY = (ring[i].y - origin.y) * radiansPerDegree
            let nextOrdinate = local.ordinate(nextY)
            let dx = nextX - x
            let dy = nextY - y
            let k = local.correction(middle: (y + nextY) / 2)
            sum += dx * ((ordinate + nextOrdinate) / 2 + k.meridian * (dy * dy) + k.parallel * (dx * dx))
            remainder.add(dx, dy, cosineSquared: local.cosineSquared)
            extent = max(extent, max(abs(nextY), abs(nextX) * OrdinateExpansion.shareOfLongitude))
            x = nextX
            y = nextY
            ordinate = nextOrdinate
        }
        guard extent <= OrdinateExpansion.radius else { return wideArea(of: ring) }
        return remainder.isNegligible(beside: sum, cosineSquared: local.cosineSquared, semiMajorSquared)
            ? abs(sum) * semiMajorSquared : nil
    }

    /// The same for a ring that leaves the neighbourhood of its first position: with the sine of each latitude.
    private func wideArea(of ring: UnsafeBufferPointer<Coordinate>) -> Double? {
        var remainder = AuthalicRemainder()
        var sum = 0.0
        var longitude = 0.0
        var widest = 0.0
        var least = 1.0
        let reference = authalicOrdinate(sine: sin(ring[0].y * radiansPerDegree), eccentricitySquared)
        var ordinate = 0.0
        for i in 1..<ring.count {
            guard abs(ring[i].y) <= AuthalicRemainder.greatestLatitude else { return nil }
            let sine = sin((ring[i - 1].y + ring[i].y) / 2 * radiansPerDegree)
            let k = correctionCoefficients(sine: sine, eccentricitySquared)
            let nextOrdinate = authalicOrdinate(sine: sin(ring[i].y * radiansPerDegree), eccentricitySquared) - reference
            let step = Self.shortWay(ring[i].x - ring[i - 1].x)
            let dx = step * radiansPerDegree
            let dy = (ring[i].y - ring[i - 1].y) * radiansPerDegree
            sum += dx * ((ordinate + nextOrdinate) / 2 + k.meridian * (dy * dy) + k.parallel * (dx * dx))
            remainder.add(dx, dy, cosineSquared: 1 - sine * sine)
            least = min(least, 1 - sine * sine)
            ordinate = nextOrdinate
            longitude += step
            widest = max(widest, abs(longitude))
        }
        // A ring that goes around a pole does not return to its longitude: the plane has no area for it.
        guard abs(longitude) < 1e-6, widest <= 90 else { return nil }
        return remainder.isNegligible(beside: sum, cosineSquared: least, semiMajorSquared) ? abs(sum) * semiMajorSquared : nil
    }

    private static func shortWay(_ degrees: Double) -> Double {
        abs(degrees) <= 180 ? degrees : degrees - (degrees > 0 ? 360 : -360)
    }
}

let radiansPerDegree = Double.pi / 180

/// The bound of what the third-order correction leaves out.
///
/// The correction is odd in the edge's direction, so the next term is of fifth order: proportional to `d_lon s^4` in units of R^2 (s: length
/// in radii), growing as 1 / cos^2(lat) towards the poles. The factor is taken generously; the tests compare rings with edges of 1-200 km
/// and stars of 10 m to 1,000 km at all latitudes with GeographicLib and find none beyond 1e-9 or 0.001 m2.
struct AuthalicRemainder {
    /// Nearer to a pole the plane's ordinate is too flat for the expansion to be worth its bound.
    static let greatestLatitude = 85.0
    private static let factor = 1.0 / 15

    private var sum = 0.0

    /// Adds an edge of `dx`, `dy` radians of longitude and latitude.
    mutating func add(_ dx: Double, _ dy: Double, cosineSquared: Double) {
        let squared = dy * dy + cosineSquared * (dx * dx)
        sum += abs(dx) * (squared * squared)
    }

    /// Both within 0.5e-9 of the area, or within 0.0005 m2; `area` in units of the squared semi-major axis.
    func isNegligible(beside area: Double, cosineSquared: Double, _ semiMajorSquared: Double) -> Bool {
        let bound = sum * Self.factor / cosineSquared
        return bound <= 0.5e-9 * abs(area) || bound * semiMajorSquared <= 0.5e-3
    }
}
