/// What one pass over a ring's positions tells, before any topology.
struct RingSurvey {
    /// The first position that cannot be computed with.
    var intractable: Coordinate?
    /// Positions equal to the one before them.
    var duplicates = 0
    /// Positions that remain when duplicates are removed and the ring is closed.
    var distinct = 0
    var isClosed = true
    /// Twice the signed area about the first position, and a bound on its rounding error.
    private var doubledArea = 0.0
    private var errorBound = 0.0

    init(_ positions: UnsafeBufferPointer<Coordinate>) {
        guard let first = positions.first, let last = positions.last else { return }
        guard first.isTractable else {
            intractable = first
            return
        }
        isClosed = first == last
        distinct = 1
        var previous = first
        var magnitude = 0.0
        for i in 1..<positions.count {
            let c = positions[i]
            guard c.isTractable else {
                intractable = c
                return
            }
            if c == previous {
                duplicates += 1
                continue
            }
            let left = (previous.x - first.x) * (c.y - first.y)
            let right = (c.x - first.x) * (previous.y - first.y)
            doubledArea += left - right
            magnitude += left.magnitude + right.magnitude
            distinct += 1
            previous = c
        }
        if !isClosed { distinct += 1 }
        // Each term carries a few roundings and the running sum one per term.
        errorBound = magnitude * Double(positions.count + 8) * 1.2e-16
    }

    /// Fewer than three distinct places: no area whatever the rest is.
    var isDegenerate: Bool { distinct < 4 }

    /// The direction of the ring by its area; `nil` when rounding hides the sign.
    var isCounterClockwise: Bool? { doubledArea.magnitude > errorBound ? doubledArea > 0 : nil }

    /// The exact direction of a simple closed ring without repeated positions, from its lowest leftmost corner.
    static func isCounterClockwise(simple positions: UnsafeBufferPointer<Coordinate>) -> Bool {
        guard positions.count > 3 else { return true }
        var corner = 0
        for i in 0..<positions.count - 1 where Coordinate.lexicographicallyPrecedes(positions[i], positions[corner]) { corner = i }
        let before = positions[corner == 0 ? positions.count - 2 : corner - 1]
        return ExactPredicates.orientation(before, positions[corner], positions[corner + 1]) >= 0
    }
}
