/// The smallest axis-parallel box around a set of positions; closed on all sides. The empty envelope contains nothing.
@frozen
public struct Envelope: Hashable, Sendable {
    public var minX: Double
    public var minY: Double
    public var maxX: Double
    public var maxY: Double

    @inlinable
    public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
        self.minX = minX
        self.minY = minY
        self.maxX = maxX
        self.maxY = maxY
    }

    /// The envelope of two opposite corners, in any order.
    @inlinable
    public init(_ a: Coordinate, _ b: Coordinate) {
        self.init(minX: min(a.x, b.x), minY: min(a.y, b.y), maxX: max(a.x, b.x), maxY: max(a.y, b.y))
    }

    /// The envelope of no position: expanding it by a coordinate gives that coordinate.
    public static let empty = Envelope(minX: .infinity, minY: .infinity, maxX: -.infinity, maxY: -.infinity)

    @inlinable
    public var isEmpty: Bool { !(minX <= maxX && minY <= maxY) }

    @inlinable
    public var width: Double { isEmpty ? 0 : maxX - minX }

    @inlinable
    public var height: Double { isEmpty ? 0 : maxY - minY }

    /// The middle of the box; NaN when empty.
    @inlinable
    public var center: Coordinate { Coordinate((minX + maxX) / 2, (minY + maxY) / 2) }

    @inlinable
    public mutating func expand(toInclude c: Coordinate) {
        if c.x < minX { minX = c.x }
        if c.x > maxX { maxX = c.x }
        if c.y < minY { minY = c.y }
        if c.y > maxY { maxY = c.y }
    }

    @inlinable
    public mutating func expand(toInclude other: Envelope) {
        minX = min(minX, other.minX)
        minY = min(minY, other.minY)
        maxX = max(maxX, other.maxX)
        maxY = max(maxY, other.maxY)
    }

    /// The box grown by `margin` (in the units of the coordinates) on every side.
    @inlinable
    public func expanded(by margin: Double) -> Envelope {
        isEmpty ? self : Envelope(minX: minX - margin, minY: minY - margin, maxX: maxX + margin, maxY: maxY + margin)
    }

    /// True when the closed boxes share at least one position.
    @inlinable
    public func intersects(_ other: Envelope) -> Bool {
        minX <= other.maxX && other.minX <= maxX && minY <= other.maxY && other.minY <= maxY
    }

    @inlinable
    public func contains(_ c: Coordinate) -> Bool {
        c.x >= minX && c.x <= maxX && c.y >= minY && c.y <= maxY
    }

    /// True when `other` lies in this closed box; the empty envelope lies in none.
    @inlinable
    public func contains(_ other: Envelope) -> Bool {
        !other.isEmpty && other.minX >= minX && other.maxX <= maxX && other.minY >= minY && other.maxY <= maxY
    }
}
