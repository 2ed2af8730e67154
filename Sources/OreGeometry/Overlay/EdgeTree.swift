/// Queries over the edge boxes of prepared rings.
extension PreparedRings {
    /// Calls `body` with the number of each edge whose closed box meets `box`, ascending.
    @inline(__always)
    func visitEdges(meeting box: Envelope, _ body: (Int) -> Void) {
        guard levels.count > 1 else {
            for edge in 0..<edgeCount where edges[edge].meets(box) { body(edge) }
            return
        }
        let top = levels.count - 2
        visitRuns(Int(levels[top])..<Int(levels[top + 1]), level: top, box) { run in
            let first = run * Self.fanOut
            for edge in first..<min(first + Self.fanOut, edgeCount) where edges[edge].meets(box) { body(edge) }
        }
    }

    /// Calls `body` with the number of each lowest run of edges whose box meets `box`.
    private func visitRuns(_ nodes: Range<Int>, level: Int, _ box: Envelope, _ body: (Int) -> Void) {
        for node in nodes where boxes[node].intersects(box) {
            if level == 0 {
                body(node)
                continue
            }
            let below = Int(levels[level - 1])
            let first = below + (node - Int(levels[level])) * Self.fanOut
            visitRuns(first..<min(first + Self.fanOut, Int(levels[level])), level: level - 1, box, body)
        }
    }

    /// Counts the edges to the right of the position exactly.
    func locate(_ position: Coordinate) -> PolygonLocation {
        guard envelope.contains(position) else { return .exterior }
        let ray = Envelope(minX: position.x, minY: position.y, maxX: .infinity, maxY: position.y)
        var count = RayCount(position)
        visitEdges(meeting: ray) { count.add(edges[$0].start, edges[$0].end) }
        return count.location
    }

    /// The least squared distance to an edge, infinite without edges.
    func squaredDistance(from position: Coordinate, unitsX: Double, unitsY: Double) -> Double {
        nearestEdge(from: position, unitsX: unitsX, unitsY: unitsY)?.squared ?? .infinity
    }

    /// The nearest edge and its squared distance; or some edge no farther than `enough`, where that answers the question.
    /// - Parameter hint: an edge that is probably near, tried first.
    func nearestEdge(
        from position: Coordinate, unitsX: Double, unitsY: Double, enough: Double = -1, hint: Int? = nil
    ) -> (edge: Int, squared: Double)? {
        var best = Double.infinity
        var nearest = -1
        func tryEdges(_ range: Range<Int>) {
            for edge in range where best > enough {
                let squared = edges[edge].squaredDistance(from: position, unitsX: unitsX, unitsY: unitsY)
                if squared < best { (best, nearest) = (squared, edge) }
            }
        }
        func descend(_ nodes: Range<Int>, level: Int) {
            for node in nodes where best > enough && boxes[node].squaredGap(to: position, unitsX: unitsX, unitsY: unitsY) < best {
                let width = Self.fanOut
                if level == 0 {
                    tryEdges(node * width..<min((node + 1) * width, edgeCount))
                } else {
                    let first = Int(levels[level - 1]) + (node - Int(levels[level])) * width
                    descend(first..<min(first + width, Int(levels[level])), level: level - 1)
                }
            }
        }
        if let hint { tryEdges(hint..<hint + 1) }
        if levels.count > 1 {
            let top = levels.count - 2
            descend(Int(levels[top])..<Int(levels[top + 1]), level: top)
        } else {
            tryEdges(0..<edgeCount)
        }
        return nearest < 0 ? nil : (nearest, best)
    }
}

extension PreparedEdge {
    /// Squared distance to the closed segment, with the axes scaled.
    func squaredDistance(from p: Coordinate, unitsX: Double, unitsY: Double) -> Double {
        let ax = (start.x - p.x) * unitsX
        let ay = (start.y - p.y) * unitsY
        let dx = (end.x - start.x) * unitsX
        let dy = (end.y - start.y) * unitsY
        let length = dx * dx + dy * dy
        let t = length > 0 ? min(1, max(0, -(ax * dx + ay * dy) / length)) : 0
        let x = ax + t * dx
        let y = ay + t * dy
        return x * x + y * y
    }
}

extension Envelope {
    func squaredGap(to p: Coordinate, unitsX: Double, unitsY: Double) -> Double {
        let x = max(0, max(minX - p.x, p.x - maxX)) * unitsX
        let y = max(0, max(minY - p.y, p.y - maxY)) * unitsY
        return x * x + y * y
    }
}

/// Point in polygon by the edges that a ray to the right crosses, exact: which side of a slanted edge decides by orientation, and an edge
/// owns its lower end only.
struct RayCount {
    private let position: Coordinate
    private var isInside = false
    private var isOnBoundary = false

    @inline(__always)
    init(_ position: Coordinate) { self.position = position }

    /// Takes an edge of any ring into account; in any order.
    @inline(__always)
    mutating func add(_ a: Coordinate, _ b: Coordinate) {
        let p = position
        let isAbove = a.y > p.y
        if isAbove != (b.y > p.y) {
            if p.x < min(a.x, b.x) {
                isInside.toggle()
            } else if p.x <= max(a.x, b.x) {
                let side = ExactPredicates.orientation(a, b, p)
                if side == 0 {
                    isOnBoundary = true
                } else if (side > 0) == (b.y > a.y) {
                    isInside.toggle()
                }
            }
        } else if a.y == p.y || b.y == p.y {
            // The edge lies on the ray's line or touches it from below.
            if p == a || p == b || (a.y == b.y && p.x >= min(a.x, b.x) && p.x <= max(a.x, b.x)) { isOnBoundary = true }
        }
    }

    var location: PolygonLocation { isOnBoundary ? .boundary : isInside ? .interior : .exterior }
}
