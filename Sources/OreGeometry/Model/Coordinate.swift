/// A position in the plane of one coordinate reference system.
///
/// The axis order inside the program is always easting/longitude first: `x` is longitude in degrees or easting in metres,
/// `y` is latitude or northing, whatever order the CRS declares.
@frozen
public struct Coordinate: Hashable, Sendable {
    /// Longitude (degrees) or easting (metres).
    public var x: Double
    /// Latitude (degrees) or northing (metres).
    public var y: Double

    @inlinable
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    @inlinable
    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    /// Neither NaN nor infinite in either axis.
    @inlinable
    public var isFinite: Bool { x.isFinite && y.isFinite }

    /// The order of two positions by x, then y; the canonical direction of an edge starts at its smaller end.
    @inlinable
    public static func lexicographicallyPrecedes(_ a: Coordinate, _ b: Coordinate) -> Bool {
        a.x < b.x || (a.x == b.x && a.y < b.y)
    }
}

extension Coordinate: CustomStringConvertible {
    public var description: String { "\(x) \(y)" }
}
