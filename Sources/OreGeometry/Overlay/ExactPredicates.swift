/// Signs of determinants of coordinates, exact for all finite positions whose products neither overflow nor underflow.
///
/// Each predicate evaluates in floating point first and trusts that sign only when it exceeds the forward error bound; otherwise it sums the
/// products exactly as expansions. Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
/// Predicates", 1997.
public enum ExactPredicates {
    /// On which side of the directed line a -> b the position `c` lies: `1` left (counter-clockwise), `-1` right, `0` exactly on the line.
    /// - Complexity: seven floating-point operations; about 0.3 us for the rare triple that is collinear within rounding.
    @inlinable
    public static func orientation(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> Int {
        let left = (a.x - c.x) * (b.y - c.y)
        let right = (a.y - c.y) * (b.x - c.x)
        let determinant = left - right
        let bound = orientationErrorBound * (left.magnitude + right.magnitude)
        if determinant > bound { return 1 }
        if determinant < -bound { return -1 }
        return exactOrientation(a, b, c)
    }

    /// (3 + 16 eps) eps with eps = 2^-53: Shewchuk's `ccwerrboundA`.
    @usableFromInline
    static let orientationErrorBound = 3.3306690738754716e-16

    /// The six products of the expanded determinant, summed without rounding.
    @usableFromInline
    @inline(never)
    static func exactOrientation(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> Int {
        var sum = Expansion()
        sum.add(product: a.x, b.y)
        sum.add(product: -a.x, c.y)
        sum.add(product: -c.x, b.y)
        sum.add(product: -a.y, b.x)
        sum.add(product: a.y, c.x)
        sum.add(product: c.y, b.x)
        return sum.sign
    }

    /// True when `c`, already known to be collinear with a and b, lies on the closed segment.
    @inlinable
    static func isWithinBox(_ c: Coordinate, _ a: Coordinate, _ b: Coordinate) -> Bool {
        min(a.x, b.x) <= c.x && c.x <= max(a.x, b.x) && min(a.y, b.y) <= c.y && c.y <= max(a.y, b.y)
    }
}

/// How two closed segments meet.
public enum SegmentContact: Sendable, Hashable {
    /// No common position.
    case none
    /// Exactly one common position, interior to both, where they change sides.
    case crossing
    /// One common position that is an end of at least one of them.
    case touch
    /// They lie on one line and share more than one position.
    case overlap

    /// The exact contact of segments a-b and c-d, neither of which is a single position.
    /// - Complexity: at most four orientations.
    public init(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ d: Coordinate) {
        guard Envelope(a, b).intersects(Envelope(c, d)) else {
            self = .none
            return
        }
        let ac = ExactPredicates.orientation(a, b, c)
        let ad = ExactPredicates.orientation(a, b, d)
        if ac * ad > 0 {
            self = .none
            return
        }
        let ca = ExactPredicates.orientation(c, d, a)
        let cb = ExactPredicates.orientation(c, d, b)
        if ca * cb > 0 {
            self = .none
        } else if ac == 0 && ad == 0 {
            self = Self.collinear(a, b, c, d)
        } else {
            self = ac * ad < 0 && ca * cb < 0 ? .crossing : .touch
        }
    }

    /// The contact of segments on one line, by their order along it.
    private static func collinear(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ d: Coordinate) -> SegmentContact {
        let (a, b) = Coordinate.lexicographicallyPrecedes(a, b) ? (a, b) : (b, a)
        let (c, d) = Coordinate.lexicographicallyPrecedes(c, d) ? (c, d) : (d, c)
        let start = Coordinate.lexicographicallyPrecedes(a, c) ? c : a
        let end = Coordinate.lexicographicallyPrecedes(b, d) ? b : d
        if start == end { return .touch }
        return Coordinate.lexicographicallyPrecedes(start, end) ? .overlap : .none
    }
}

/// A sum of at most twelve doubles kept without rounding, as non-overlapping components of increasing magnitude.
struct Expansion {
    private var components: InlineStorage = .zero
    private var count = 0

    private typealias InlineStorage = SIMD16<Double>

    /// Adds x * y exactly.
    mutating func add(product x: Double, _ y: Double) {
        let high = x * y
        add((-high).addingProduct(x, y))
        add(high)
    }

    private mutating func add(_ value: Double) {
        var carry = value
        var kept = 0
        for i in 0..<count {
            let component = components[i]
            let sum = carry + component
            let virtual = sum - carry
            let error = (carry - (sum - virtual)) + (component - virtual)
            carry = sum
            if error != 0 {
                components[kept] = error
                kept += 1
            }
        }
        if carry != 0 {
            components[kept] = carry
            kept += 1
        }
        count = kept
    }

    /// The sign of the sum: that of its largest component.
    var sign: Int {
        guard count > 0 else { return 0 }
        return components[count - 1] > 0 ? 1 : -1
    }
}
