/// A reference ellipsoid of revolution.
public struct Ellipsoid: Hashable, Sendable {
    /// Semi-major axis `a`, metres.
    public let semiMajorAxis: Double
    /// Inverse flattening `1 / f`; `.infinity` for a sphere.
    public let inverseFlattening: Double

    public init(semiMajorAxis: Double, inverseFlattening: Double) {
        self.semiMajorAxis = semiMajorAxis
        self.inverseFlattening = inverseFlattening
    }

    /// Flattening `f`.
    public var flattening: Double { inverseFlattening.isInfinite ? 0 : 1 / inverseFlattening }

    /// First eccentricity squared, `f (2 - f)`.
    public var eccentricitySquared: Double { flattening * (2 - flattening) }

    /// WGS 84 (EPSG:7030).
    public static let wgs84 = Ellipsoid(semiMajorAxis: 6_378_137, inverseFlattening: 298.257223563)
    /// CGCS2000 (EPSG:1024), GB/T 22021.
    public static let cgcs2000 = Ellipsoid(semiMajorAxis: 6_378_137, inverseFlattening: 298.257222101)
}
