internal import OreGeometry

/// What a detector sees of a shape: the outline of the 10 m pixels whose centres lie in it, as one ring without holes.
struct RasterOutline {
    let pixel: Double
    private var columns = 0
    private var rows = 0
    private var filled: [Bool] = []
    private var origin = Coordinate(0, 0)

    init(pixel: Double) { self.pixel = pixel }

    /// - Returns: a closed counter-clockwise ring on the pixel grid; nil when fewer than three pixels are seen.
    mutating func ring(of envelope: Envelope, contains: (Coordinate) -> Bool) -> [Coordinate]? {
        rasterise(envelope, contains)
        keepLargestComponent()
        fillHolesAndDiagonals()
        guard filled.lazy.filter({ $0 }).count >= 3 else { return nil }
        return trace()
    }

    private func isFilled(_ c: Int, _ r: Int) -> Bool {
        c >= 0 && r >= 0 && c < columns && r < rows && filled[r * columns + c]
    }

    private mutating func rasterise(_ envelope: Envelope, _ contains: (Coordinate) -> Bool) {
        let minColumn = (envelope.minX / pixel).rounded(.down) - 2
        let minRow = (envelope.minY / pixel).rounded(.down) - 2
        origin = Coordinate(minColumn * pixel, minRow * pixel)
        columns = Int((envelope.maxX - origin.x) / pixel) + 4
        rows = Int((envelope.maxY - origin.y) / pixel) + 4
        filled = (0..<columns * rows).map { i in
            contains(Coordinate(origin.x + (Double(i % columns) + 0.5) * pixel, origin.y + (Double(i / columns) + 0.5) * pixel))
        }
    }

    /// The cells reachable from `seed` over sides through cells of the same state.
    private func flood(from seed: Int, state: Bool, mark: inout [Bool]) -> [Int] {
        var component: [Int] = []
        var open = [seed]
        mark[seed] = true
        while let cell = open.popLast() {
            component.append(cell)
            let (c, r) = (cell % columns, cell / columns)
            for (dc, dr) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
                let (nc, nr) = (c + dc, r + dr)
                guard nc >= 0, nr >= 0, nc < columns, nr < rows else { continue }
                let next = nr * columns + nc
                if !mark[next] && filled[next] == state {
                    mark[next] = true
                    open.append(next)
                }
            }
        }
        return component
    }

    private mutating func keepLargestComponent() {
        var mark = [Bool](repeating: false, count: filled.count)
        var largest: [Int] = []
        for i in filled.indices where filled[i] && !mark[i] {
            let component = flood(from: i, state: true, mark: &mark)
            if component.count > largest.count { largest = component }
        }
        filled = [Bool](repeating: false, count: filled.count)
        for i in largest { filled[i] = true }
    }

    private mutating func fillHolesAndDiagonals() {
        guard !filled.isEmpty else { return }
        var changed = true
        while changed {
            changed = false
            var mark = [Bool](repeating: false, count: filled.count)
            _ = flood(from: 0, state: false, mark: &mark)
            for i in filled.indices where !filled[i] && !mark[i] { filled[i] = true }
            for r in 0..<(rows - 1) {
                for c in 0..<(columns - 1) {
                    let (a, b, d, e) = (isFilled(c, r), isFilled(c + 1, r), isFilled(c, r + 1), isFilled(c + 1, r + 1))
                    guard (a && e && !b && !d) || (b && d && !a && !e) else { continue }
                    filled[r * columns + c] = true
                    filled[r * columns + c + 1] = true
                    changed = true
                }
            }
        }
    }

    /// Walks the boundary with the filled cells on the left hand, dropping the corners between equal steps.
    private func trace() -> [Coordinate]? {
        guard let start = filled.firstIndex(of: true) else { return nil }
        let first = (c: start % columns, r: start / columns)
        var corner = first
        var heading = (1, 0)
        var ring: [Coordinate] = []
        repeat {
            let ahead = (corner.c + heading.0, corner.r + heading.1)
            let left = aheadCell(ahead, heading, leftSide: true)
            let right = aheadCell(ahead, heading, leftSide: false)
            corner = (c: ahead.0, r: ahead.1)
            let turned: (Int, Int)
            if right { turned = (heading.1, -heading.0) } else if left { turned = heading } else { turned = (-heading.1, heading.0) }
            if turned != heading {
                ring.append(Coordinate(origin.x + Double(corner.c) * pixel, origin.y + Double(corner.r) * pixel))
            }
            heading = turned
        } while corner != first || heading != (1, 0)
        if let c = ring.first { ring.append(c) }
        return ring
    }

    /// The cell ahead of corner `at` on one side of `heading`.
    private func aheadCell(_ at: (Int, Int), _ heading: (Int, Int), leftSide: Bool) -> Bool {
        let side = leftSide ? (-heading.1, heading.0) : (heading.1, -heading.0)
        let dx = heading.0 + side.0, dy = heading.1 + side.1
        return isFilled(at.0 + (dx > 0 ? 0 : -1), at.1 + (dy > 0 ? 0 : -1))
    }
}
