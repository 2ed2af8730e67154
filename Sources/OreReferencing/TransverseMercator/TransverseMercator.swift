internal import OreGeometry

/// A transverse Mercator projection (Gauss-Krüger, UTM) between lon/lat degrees and metres, four positions at a time.
///
/// Valid within ``maximumLongitudeOffset`` of the central meridian and ``maximumLatitude`` of the equator, where it agrees with PROJ to far less
/// than 1e-6 m; positions outside are handed back to the caller. A position's image depends on that position alone.
/// Source: see ``KruegerSeries``; the closed forms between sphere and complex plane are Karney (2011), equations 7 to 11, rearranged so that
/// only small differences are computed and no position needs `atan2`.
struct TransverseMercator: Sendable {
    enum Direction: Sendable { case forward, inverse }

    /// Degrees of longitude on either side of the central meridian.
    static let maximumLongitudeOffset = 5.0
    /// Degrees of latitude on either side of the equator.
    static let maximumLatitude = 85.0

    let direction: Direction
    let centralMeridian: Double
    private let falseEasting: Double
    /// False northing, less the meridian arc up to the latitude of origin.
    private var northingAtEquator: Double
    /// Scale on the central meridian times the rectifying radius.
    private let radius: Double
    private let alpha: SixCoefficients
    private let beta: SixCoefficients
    private let toConformal: SixCoefficients
    private let toGeodetic: SixCoefficients

    init(_ parameters: TransverseMercatorParameters, _ ellipsoid: Ellipsoid, _ direction: Direction) {
        let series = KruegerSeries(ellipsoid)
        self.direction = direction
        centralMeridian = parameters.centralMeridian
        falseEasting = parameters.falseEasting
        radius = parameters.scale * series.rectifyingRadius
        alpha = SixCoefficients(series.alpha)
        beta = SixCoefficients(series.beta)
        toConformal = SixCoefficients(series.toConformal)
        toGeodetic = SixCoefficients(series.toGeodetic)
        northingAtEquator = parameters.falseNorthing
        guard parameters.originLatitude != 0 else { return }
        let origin = forward(Lanes(repeating: centralMeridian), Lanes(repeating: parameters.originLatitude)).1[0]
        northingAtEquator -= origin - parameters.falseNorthing
    }

    /// Rewrites `positions` in place and returns those that lie outside the proven range, with their place; these are left as they were.
    func apply(to positions: UnsafeMutableBufferPointer<Coordinate>) -> [(index: Int, original: Coordinate)] {
        var outside: [(index: Int, original: Coordinate)] = []
        var index = 0
        while index + 4 <= positions.count {
            step(positions, index, 4, &outside)
            index += 4
        }
        if index < positions.count { step(positions, index, positions.count - index, &outside) }
        return outside
    }

    @inline(__always)
    private func step(
        _ positions: UnsafeMutableBufferPointer<Coordinate>, _ start: Int, _ count: Int,
        _ outside: inout [(index: Int, original: Coordinate)]
    ) {
        var (x, y) = (Lanes.zero, Lanes.zero)
        for lane in 0..<4 {
            let position = positions[start + min(lane, count - 1)]
            x[lane] = position.x
            y[lane] = position.y
        }
        let (u, v, inside) = direction == .forward ? forwardChecked(x, y) : inverse(x, y)
        if all(inside) && count == 4 {
            for lane in 0..<4 { positions[start + lane] = Coordinate(x: u[lane], y: v[lane]) }
            return
        }
        for lane in 0..<count {
            if inside[lane] {
                positions[start + lane] = Coordinate(x: u[lane], y: v[lane])
            } else {
                outside.append((start + lane, Coordinate(x: x[lane], y: y[lane])))
            }
        }
    }

    @inline(__always)
    private func forwardChecked(_ longitude: Lanes, _ latitude: Lanes) -> (Lanes, Lanes, SIMDMask<SIMD4<Int64>>) {
        let offset = longitude - centralMeridian
        let inside =
            (offset * offset .<= TransverseMercator.maximumLongitudeOffset * TransverseMercator.maximumLongitudeOffset)
            .& (latitude * latitude .<= TransverseMercator.maximumLatitude * TransverseMercator.maximumLatitude)
        let (easting, northing) = forward(longitude, latitude)
        return (easting, northing, inside)
    }

    @inline(__always)
    private func forward(_ longitude: Lanes, _ latitude: Lanes) -> (Lanes, Lanes) {
        let phi = latitude * degree
        let (sinPhi, cosPhi) = LaneMath.sinCos(phi)
        // Conformal latitude chi = phi + delta, delta < 0.0034.
        let sin2Phi = 2 * sinPhi * cosPhi
        let delta = toConformal.sineSum(sin2: sin2Phi, cos2: 1 - 2 * sinPhi * sinPhi)
        let (sinDelta, cosDelta) = LaneMath.sinCosTiny(delta)
        let s = sinPhi * cosDelta + cosPhi * sinDelta
        let c = cosPhi * cosDelta - sinPhi * sinDelta
        // Spherical transverse Mercator: eta' = atanh u; xi' = chi + atan(...) because cos(lambda) is near 1.
        let (sinLambda, versine) = LaneMath.sinVersine((longitude - centralMeridian) * degree)
        let u = c * sinLambda
        let cosSq = c * c * versine
        let xi = phi + delta + LaneMath.atanTiny(s * c * versine / (1 - cosSq))
        let eta = LaneMath.atanh(u)
        let scale = 1 / (1 - u * u)
        let t = c - c * versine
        let (re, im) = alpha.sineSum(
            sin2: 2 * s * t * scale, cos2: (t * t - s * s) * scale, sinh2: 2 * u * scale, cosh2: (1 + u * u) * scale)
        return (radius * (eta + im) + falseEasting, radius * (xi + re) + northingAtEquator)
    }

    @inline(__always)
    private func inverse(_ easting: Lanes, _ northing: Lanes) -> (Lanes, Lanes, SIMDMask<SIMD4<Int64>>) {
        let xi = (northing - northingAtEquator) / radius
        let eta = (easting - falseEasting) / radius
        let (sinXi, cosXi) = LaneMath.sinCos(xi)
        let (sinh2, cosh2) = LaneMath.sinhCosh(2 * eta)
        let (re, im) = beta.sineSum(sin2: 2 * sinXi * cosXi, cos2: 1 - 2 * sinXi * sinXi, sinh2: sinh2, cosh2: cosh2)
        let (sinRe, cosRe) = LaneMath.sinCosTiny(re)
        let s = sinXi * cosRe - cosXi * sinRe
        let c = cosXi * cosRe + sinXi * sinRe
        let (h, cosh) = LaneMath.sinhCosh(eta - im)
        // chi = xi' - asin(s h^2 / ((rho + c) cosh)), rho = cos(chi) cosh.
        let hSq = h * h
        let rho = (hSq + c * c).squareRoot()
        let chi = xi - re - LaneMath.asinTiny(s * hSq / ((rho + c) * cosh))
        let coshSq = 1 / (cosh * cosh)
        let phi = chi + toGeodetic.sineSum(sin2: 2 * s * rho * coshSq, cos2: 1 - 2 * s * s * coshSq)
        let tanLambda = h / c
        let longitude = centralMeridian + LaneMath.atan(tanLambda) / degree
        let latitude = phi / degree
        let inside =
            (xi * xi .<= 1.484 * 1.484) .& (tanLambda * tanLambda .<= 0.0875 * 0.0875) .& (eta * eta .<= 0.09 * 0.09)
            .& (longitude * longitude .<= 180.0 * 180.0)
        return (longitude, latitude, inside)
    }
}

/// Radians in a degree.
private let degree = 0.017453292519943295
