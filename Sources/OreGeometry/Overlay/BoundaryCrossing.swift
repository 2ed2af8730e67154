/// A place where an edge of the subject and an edge of the mask change sides, both interiors to the left.
struct BoundaryCrossing: BitwiseCopyable {
    /// The first position of the subject's edge in its ring set.
    var edge: Int32
    /// The mask's edge.
    var maskEdge: Int32
    /// The share of the subject's edge before the crossing, and what it may be wrong by.
    var share: Double
    var shareError: Double
    /// The same along the mask's edge.
    var maskShare: Double
    var maskShareError: Double
    var position: Coordinate
    /// Whether the subject's boundary enters the mask here, in its own direction.
    var enters: Bool
    /// The next crossing along the subject's ring, and the next and the one before along the mask's ring.
    var next: Int32 = -1
    var maskNext: Int32 = -1
    var maskBefore: Int32 = -1
    var isUsed = false
}

/// The outcome of testing a subject edge against a mask edge.
enum EdgeContact {
    case apart
    case crossing(BoundaryCrossing)
    /// They touch, overlap, or pass so near that rounding may decide.
    case unclear
}

/// Tests edges with a margin: a position nearer to the other edge's line than rounding could have moved it counts as unclear, which covers
/// exact touches and collinear edges as well as the left-overs of an earlier overlay with a neighbour that shares an edge.
struct EdgeTester {
    /// The least clear distance from a line, coordinate units.
    let clearance: Double

    /// Sixteen units in the last place of the greatest coordinate: crossings are computed to within four.
    init(magnitude: Double) { clearance = magnitude * 0x1p-49 }

    /// The signed area of a, b, c with a bound of its rounding and of the clearance around the line a-b.
    @inline(__always)
    private func side(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> (value: Double, error: Double, margin: Double) {
        let left = (a.x - c.x) * (b.y - c.y)
        let right = (a.y - c.y) * (b.x - c.x)
        let error = 4e-16 * (left.magnitude + right.magnitude)
        return (left - right, error, error + clearance * ((b.x - a.x).magnitude + (b.y - a.y).magnitude))
    }

    @inline(__always)
    func contact(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ d: Coordinate, edge: Int, maskEdge: Int) -> EdgeContact {
        let sa = side(c, d, a)
        let sb = side(c, d, b)
        if (sa.value > sa.margin && sb.value > sb.margin) || (sa.value < -sa.margin && sb.value < -sb.margin) { return .apart }
        let sc = side(a, b, c)
        let sd = side(a, b, d)
        if (sc.value > sc.margin && sd.value > sd.margin) || (sc.value < -sc.margin && sd.value < -sd.margin) { return .apart }
        guard sa.value.magnitude > sa.margin, sb.value.magnitude > sb.margin, sc.value.magnitude > sc.margin,
            sd.value.magnitude > sd.margin
        else { return .unclear }
        let whole = sa.value - sb.value
        let maskWhole = sc.value - sd.value
        let share = sa.value / whole
        let maskShare = sc.value / maskWhole
        // From the nearer end, so that the position is as good as its distance from there.
        let rest = -sb.value / whole
        let position =
            share <= 0.5
            ? Coordinate(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
            : Coordinate(b.x + rest * (a.x - b.x), b.y + rest * (a.y - b.y))
        return .crossing(
            BoundaryCrossing(
                edge: Int32(truncatingIfNeeded: edge), maskEdge: Int32(truncatingIfNeeded: maskEdge), share: share,
                shareError: 2 * (sa.error + sb.error) / whole.magnitude + 1e-15, maskShare: maskShare,
                maskShareError: 2 * (sc.error + sd.error) / maskWhole.magnitude + 1e-15, position: position,
                enters: sa.value < 0))
    }
}
