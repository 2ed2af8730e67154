internal import OreGeometry

/// Makes outlines light enough to draw: projected, thinned, clipped, simplified. Open rings of pixel positions (the last is not the first).
enum Outline {
    /// How far beyond the window outlines are kept, so that the seams of clipping never show.
    private static let margin = 40.0

    /// - Returns: fewer than three positions when nothing of the ring shows.
    static func visible(_ ring: [Coordinate], in frame: MapFrame, tolerance: Double) -> [Coordinate] {
        var points = thinned(ring, in: frame, distance: tolerance)
        let window = Envelope(minX: -margin, minY: -margin, maxX: frame.width + margin, maxY: frame.height + margin)
        let envelope = points.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        guard envelope.intersects(window) else { return [] }
        if !window.contains(envelope) { points = clipped(points, to: window) }
        return simplified(points, tolerance: tolerance)
    }

    static func doubleArea(_ points: [Coordinate]) -> Double {
        guard var previous = points.last else { return 0 }
        return points.reduce(0) { sum, p in
            defer { previous = p }
            return sum + previous.x * p.y - p.x * previous.y
        }
    }

    /// Projects, and drops positions closer than `distance` to the one kept before.
    private static func thinned(_ ring: [Coordinate], in frame: MapFrame, distance: Double) -> [Coordinate] {
        var points: [Coordinate] = []
        for c in ring where c.isFinite {
            let p = frame.project(c)
            if let last = points.last, abs(p.x - last.x) < distance && abs(p.y - last.y) < distance { continue }
            points.append(p)
        }
        if points.count > 1, let first = points.first, let last = points.last, abs(first.x - last.x) < distance,
            abs(first.y - last.y) < distance
        {
            points.removeLast()
        }
        return points
    }

    /// Sutherland and Hodgman (1974), one side of the window after another.
    private static func clipped(_ points: [Coordinate], to window: Envelope) -> [Coordinate] {
        var points = points
        points = cut(points, inside: { $0.x >= window.minX }, at: { crossing($0, $1, x: window.minX) })
        points = cut(points, inside: { $0.x <= window.maxX }, at: { crossing($0, $1, x: window.maxX) })
        points = cut(points, inside: { $0.y >= window.minY }, at: { crossing($0, $1, y: window.minY) })
        return cut(points, inside: { $0.y <= window.maxY }, at: { crossing($0, $1, y: window.maxY) })
    }

    private static func cut(
        _ points: [Coordinate], inside: (Coordinate) -> Bool, at crossing: (Coordinate, Coordinate) -> Coordinate
    ) -> [Coordinate] {
        guard var previous = points.last else { return [] }
        var result: [Coordinate] = []
        for p in points {
            if inside(p) != inside(previous) { result.append(crossing(previous, p)) }
            if inside(p) { result.append(p) }
            previous = p
        }
        return result
    }

    private static func crossing(_ a: Coordinate, _ b: Coordinate, x: Double) -> Coordinate {
        Coordinate(x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
    }

    private static func crossing(_ a: Coordinate, _ b: Coordinate, y: Double) -> Coordinate {
        Coordinate(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y)
    }

    /// Douglas and Peucker (1973), with a stack instead of recursion.
    static func simplified(_ points: [Coordinate], tolerance: Double) -> [Coordinate] {
        guard points.count > 4 else { return points }
        // A ring has no ends: it is cut at its first position and at the one farthest from it.
        let far = points.indices.max { squared(points[0], points[$0]) < squared(points[0], points[$1]) } ?? 0
        var keep = [Bool](repeating: false, count: points.count)
        (keep[0], keep[far]) = (true, true)
        var stack = [(0, far), (far, points.count)]
        while let (low, high) = stack.popLast() {
            guard high - low > 1 else { continue }
            var (worst, distance) = (low, tolerance * tolerance)
            for i in (low + 1)..<high {
                let d = squaredDistance(points[i], points[low], points[high % points.count])
                if d > distance { (worst, distance) = (i, d) }
            }
            if worst > low {
                keep[worst] = true
                stack.append((low, worst))
                stack.append((worst, high))
            }
        }
        return points.indices.filter { keep[$0] }.map { points[$0] }
    }

    private static func squared(_ a: Coordinate, _ b: Coordinate) -> Double { (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) }

    private static func squaredDistance(_ p: Coordinate, _ a: Coordinate, _ b: Coordinate) -> Double {
        let length = squared(a, b)
        guard length > 0 else { return squared(p, a) }
        let t = max(0, min(1, ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length))
        return squared(p, Coordinate(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
    }
}
