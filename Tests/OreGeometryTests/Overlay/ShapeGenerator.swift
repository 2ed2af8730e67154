import OreGeometry
import TestSupport

/// Seeded polygons for the laws of overlay: smooth ones, and ones on a coarse grid, where touching and shared edges abound.
struct ShapeGenerator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func number(_ range: Range<Double>) -> Double { Double.random(in: range, using: &random) }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// A star of 3 to 40 corners somewhere around (113, 25), some with a hole.
    mutating func star() -> Geometry {
        let center = Coordinate(113 + number(-0.005..<0.005), 25 + number(-0.005..<0.005))
        let radius = number(0.001..<0.008)
        var polygon = TopologyFixtures.star(around: center, radius: radius, corners: integer(5...40), using: &random)
        if integer(0...3) == 0 {
            polygon.holes = [TopologyFixtures.star(around: center, radius: radius * 0.05, corners: integer(3...9), using: &random).exterior]
        }
        return .polygon(polygon)
    }

    /// The same with every corner on a grid of `step`; may be invalid.
    mutating func snappedStar(step: Double) -> Geometry {
        func snap(_ ring: Ring) -> Ring {
            var corners: [Coordinate] = []
            for c in ring.coordinates {
                let snapped = Coordinate((c.x / step).rounded() * step, (c.y / step).rounded() * step)
                if snapped != corners.last { corners.append(snapped) }
            }
            return Ring(corners)
        }
        guard case .polygon(let polygon) = star() else { return .polygon(Polygon(exterior: Ring([]))) }
        return .polygon(Polygon(exterior: snap(polygon.exterior), holes: polygon.holes.map(snap)))
    }

    /// An outline of raster cells, rotated a little: rows whose ends wander.
    mutating func staircase() -> Geometry {
        let rows = integer(3...60)
        let cell = 0.0001
        let (sine, cosine) = { t in (2 * t / (1 + t * t), (1 - t * t) / (1 + t * t)) }(number(-0.02..<0.02))
        let origin = Coordinate(113 + number(-0.005..<0.005), 25 + number(-0.005..<0.005))
        var right: [Coordinate] = []
        var left: [Coordinate] = []
        var (l, r) = (-3, 3)
        for row in 0..<rows {
            l = min(-1, max(-12, l + [-2, -1, 1, 2][integer(0...3)]))
            r = max(1, min(12, r + [-2, -1, 1, 2][integer(0...3)]))
            for y in [row, row + 1] {
                right.append(Coordinate(Double(r), Double(y)))
                left.append(Coordinate(Double(l), Double(y)))
            }
        }
        var ring: [Coordinate] = []
        for c in right + left.reversed() {
            let x = origin.x + cell * (c.x * cosine - c.y * sine)
            let y = origin.y + cell * (c.x * sine + c.y * cosine)
            let position = Coordinate((x * 1e7).rounded() / 1e7, (y * 1e7).rounded() / 1e7)
            if position != ring.last { ring.append(position) }
        }
        ring.append(ring[0])
        return .polygon(Polygon(exterior: Ring(ring)))
    }

    /// One or two boxes of whole cells near the origin, the second possibly touching the first, one with a hole; may be invalid.
    mutating func boxes() -> Geometry {
        func box() -> Polygon {
            let (x, y) = (Double(integer(0...5)), Double(integer(0...5)))
            let (w, h) = (Double(integer(1...4)), Double(integer(1...4)))
            var polygon = Polygon(exterior: TopologyFixtures.box(x, y, x + w, y + h))
            if w > 2 && h > 2 && integer(0...1) == 0 { polygon.holes = [TopologyFixtures.box(x + 1, y + 1, x + 2, y + 2)] }
            return polygon
        }
        return integer(0...2) == 0 ? .multiPolygon(MultiPolygon([box(), box()])) : .polygon(box())
    }

    /// Any of the above; the shapes with coarse corners are as frequent as the others.
    mutating func any() -> Geometry {
        switch integer(0...5) {
        case 0, 1: star()
        case 2: staircase()
        case 3: snappedStar(step: 0.001)
        case 4: snappedStar(step: 0.00025)
        default: boxes()
        }
    }
}

extension Geometry {
    /// The geometry as the only one of a batch.
    var columns: GeometryColumns {
        var columns = GeometryColumns()
        columns.append(self)
        return columns
    }
}
