internal import OreGeometry

/// An upper bound for how far the image of a short edge can lie from the straight line between the images of its ends.
///
/// The image of `a + t d` differs from its chord by at most `|T''(d, d)| / 8`. The second derivatives are taken by differences over a grid on the
/// envelope of a batch and carried with a safety factor of four; an edge below the bound would pass the splitter's own test, so the bound saves
/// time and decides nothing. Cost: 225 positions.
struct CurvatureBound {
    private static let safety = 4.0
    private static let steps = 5

    /// Metres per squared unit of the source.
    private var (xx, xy, yy) = (0.0, 0.0, 0.0)

    /// No edge is short.
    static let none = CurvatureBound(unbounded: ())

    private init(unbounded: Void) { (xx, xy, yy) = (.infinity, .infinity, .infinity) }

    init(over box: Envelope, source: TargetMetric, target: TargetMetric, images: (inout [Coordinate]) -> Void) {
        let smallest = source.isAngular ? 1e-3 : 100
        let (hx, hy) = (max(box.width / 8, smallest), max(box.height / 8, smallest))
        var stencils: [Coordinate] = []
        let last = Double(CurvatureBound.steps - 1)
        for i in 0..<CurvatureBound.steps {
            for j in 0..<CurvatureBound.steps {
                let center = Coordinate(box.minX + box.width * Double(i) / last, box.minY + box.height * Double(j) / last)
                for dx in [-hx, 0, hx] { for dy in [-hy, 0, hy] { stencils.append(Coordinate(center.x + dx, center.y + dy)) } }
            }
        }
        images(&stencils)
        for start in stride(from: 0, to: stencils.count, by: 9) {
            add(Array(stencils[start..<start + 9]), hx, hy, target)
        }
    }

    /// A 3 x 3 stencil, x slowest: second differences at its middle.
    private mutating func add(_ p: [Coordinate], _ hx: Double, _ hy: Double, _ target: TargetMetric) {
        guard p.allSatisfy(\.isFinite) else { return self = .none }
        let scale = target.scale(at: p[4])
        func norm(_ x: Double, _ y: Double) -> Double { (x * x * scale.x * scale.x + y * y * scale.y * scale.y).squareRoot() }
        xx = max(xx, norm(p[7].x - 2 * p[4].x + p[1].x, p[7].y - 2 * p[4].y + p[1].y) / (hx * hx))
        yy = max(yy, norm(p[5].x - 2 * p[4].x + p[3].x, p[5].y - 2 * p[4].y + p[3].y) / (hy * hy))
        xy = max(xy, norm(p[8].x - p[6].x - p[2].x + p[0].x, p[8].y - p[6].y - p[2].y + p[0].y) / (4 * hx * hy))
    }

    /// Metres; an upper bound for the edge from `a` to `b` inside the box.
    @inline(__always)
    func deviation(from a: Coordinate, to b: Coordinate) -> Double {
        let (dx, dy) = ((b.x - a.x).magnitude, (b.y - a.y).magnitude)
        return CurvatureBound.safety / 8 * (xx * dx * dx + 2 * xy * dx * dy + yy * dy * dy)
    }
}
