internal import Foundation

/// The authalic ordinate and the edge correction near one latitude as polynomials of the latitude difference, for the unit semi-major axis.
///
/// Within ``radius`` of the latitude the ordinate's truncation is below 1e-13 of the area and that of the correction below 1e-5 of the
/// correction, which itself is below 1e-6 of the area wherever ``AuthalicRemainder`` accepts the ring.
struct OrdinateExpansion {
    /// Where the expansion holds: one degree, in radians.
    static let radius = Double.pi / 180
    /// The longitude may stray thirty times as far: it enters exactly.
    static let shareOfLongitude = 1.0 / 30

    /// Squared cosine of the latitude.
    let cosineSquared: Double

    // Coefficients of the powers 1 to 7 of the latitude difference.
    private let c1, c2, c3, c4, c5, c6, c7: Double
    // Value, slope and curvature of both correction coefficients.
    private let meridian: (Double, Double, Double)
    private let parallel: (Double, Double, Double)

    init(latitude: Double, eccentricitySquared e2: Double) {
        let s = sin(latitude)
        let c = cos(latitude)
        cosineSquared = c * c
        // w = 1 - e2 sin^2 as a series, then v = w^-2 by the recurrence for powers of series, then the product with the cosine's series.
        let sine2 = 2 * s * c
        let cosine2 = c * c - s * s
        let half = e2 / 2
        let w0 = 1 - e2 * s * s
        let r = 1 / w0
        let w1 = -half * 2 * sine2 * r
        let w2 = -half * 2 * cosine2 * r
        let w3 = half * (4.0 / 3) * sine2 * r
        let w4 = half * (2.0 / 3) * cosine2 * r
        let v1 = -2 * w1
        let v2 = (-3 * w1 * v1 - 4 * w2) / 2
        let v3 = (-4 * w1 * v2 - 5 * w2 * v1 - 6 * w3) / 3
        let v4 = (-5 * w1 * v3 - 6 * w2 * v2 - 7 * w3 * v1 - 8 * w4) / 4
        let scale = (1 - e2) * r * r
        c1 = scale * c
        c2 = scale * (c * v1 - s) / 2
        c3 = scale * (c * v2 - s * v1 - c / 2) / 3
        c4 = scale * (c * v3 - s * v2 - c * v1 / 2 + s / 6) / 4
        c5 = scale * (c * v4 - s * v3 - c * v2 / 2 + s * v1 / 6 + c / 24) / 5
        // The terms of the flattening in the last two are below 1e-15 of the area within the radius.
        c6 = scale * (-s / 120) / 6
        c7 = scale * (-c / 720) / 7
        // Both corrections as parabolas through three latitudes.
        let h = Self.radius
        let sineH = sin(h)
        let cosineH = cos(h)
        let low = correctionCoefficients(sine: s * cosineH - c * sineH, e2)
        let middle = correctionCoefficients(sine: s, e2)
        let high = correctionCoefficients(sine: s * cosineH + c * sineH, e2)
        func parabola(_ a: Double, _ b: Double, _ c: Double) -> (Double, Double, Double) {
            (b, (c - a) / (2 * h), (a + c - 2 * b) / (2 * h * h))
        }
        meridian = parabola(low.meridian, middle.meridian, high.meridian)
        parallel = parabola(low.parallel, middle.parallel, high.parallel)
    }

    /// The ordinate above that of the expansion's latitude, at a latitude difference in radians.
    @inline(__always)
    func ordinate(_ d: Double) -> Double {
        let d2 = d * d
        let low = c1 + d * c2 + d2 * (c3 + d * c4)
        let high = c5 + d * c6 + d2 * c7
        return d * (low + (d2 * d2) * high)
    }

    /// The factors of d_lat^2 and d_lon^2 for an edge whose middle lies `d` radians from the expansion's latitude.
    @inline(__always)
    func correction(middle d: Double) -> (meridian: Double, parallel: Double) {
        (
            meridian.0 + d * (meridian.1 + d * meridian.2),
            parallel.0 + d * (parallel.1 + d * parallel.2)
        )
    }
}

/// sin(lat) M^2 / 4 and sin(lat) P^2 / 12 for the unit semi-major axis: see ``AuthalicPlane``.
func correctionCoefficients(sine s: Double, _ e2: Double) -> (meridian: Double, parallel: Double) {
    let r = 1 / (1 - e2 * s * s)
    let f = 1 - e2
    return (s * f * f * (r * r * r) / 4, s * (1 - s * s) * r / 12)
}

/// The authalic ordinate above the equator for the unit semi-major axis: (1 - e2) times the integral of (1 - e2 s^2)^-2 ds, by its series
/// in e2 s^2, whose tenth term is below 1e-20 on the Earth.
func authalicOrdinate(sine s: Double, _ e2: Double) -> Double {
    let q = e2 * s * s
    var sum = 0.0
    var k = 9.0
    while k >= 0 {
        sum = sum * q + (k + 1) / (2 * k + 1)
        k -= 1
    }
    return (1 - e2) * s * sum
}
