internal import OreGeometry

/// The edge of a footprint as the boundary of its licence sees it: samples along the outline with their signed depth beyond the boundary.
///
/// A shift `r` of the outline changes the depth of a sample to `depth - r . way`, to first order: exact along straight edges. The area beyond
/// the boundary is the sum of `depth x flux` over the samples with positive depth (divergence theorem with the field `depth x way`, whose
/// divergence is 1 beside an edge; beside a corner it is 2, hence half the flux there).
struct BoundaryProfile: Sendable {
    // Every sample, in order along its ring.
    private(set) var depth: [Float] = []
    private(set) var east: [Float] = []
    private(set) var north: [Float] = []
    /// Metres of boundary that the sample stands for.
    private(set) var flux: [Float] = []
    /// Metres of outline that the sample stands for.
    private(set) var length: [Float] = []
    private(set) var isAtCorner: [Bool] = []
    /// Averages of depth and direction over a window about each sample: what a stretch is judged by.
    private(set) var windowDepth: [Float] = []
    private(set) var windowEast: [Float] = []
    private(set) var windowNorth: [Float] = []
    /// Metres, over all samples.
    private(set) var perimeter = 0.0
    let window: Double

    static let maximumSamples = 240

    /// - Parameters:
    ///   - shift: metres that the outline is moved back by before it is measured.
    ///   - polygon: index in `columns`, polygonal, lon/lat degrees.
    ///   - inward: true to measure the depth inside the mask (a forbidden zone) instead of beyond it.
    init(
        of polygon: Int, in columns: GeometryColumns, against mask: PreparedPolygon, metric: LocalMetric, window: Double,
        shiftEast: Double = 0, shiftNorth: Double = 0, inward: Bool = false
    ) {
        self.window = window
        let (offsetX, offsetY) = (shiftEast / metric.metresPerUnitX, shiftNorth / metric.metresPerUnitY)
        let step = max(window / 4, Self.outlineLength(polygon, columns, metric) / Double(Self.maximumSamples))
        let sign: Float = inward ? -1 : 1
        for part in columns.parts(of: polygon) {
            let rings = columns.rings(ofPart: part)
            for ring in rings {
                let first = depth.count
                addRing(columns, ring, isHole: ring != rings.lowerBound, mask, metric, step, offsetX, offsetY, sign)
                average(from: first)
            }
        }
    }

    var count: Int { depth.count }

    private static func outlineLength(_ polygon: Int, _ columns: GeometryColumns, _ metric: LocalMetric) -> Double {
        var total = 0.0
        for ring in columns.rings(of: polygon) {
            for i in columns.positions(ofRing: ring).dropLast() {
                total += metric.distance(columns.coordinates[i], columns.coordinates[i + 1])
            }
        }
        return total
    }

    private mutating func addRing(
        _ columns: GeometryColumns, _ ring: Int, isHole: Bool, _ mask: PreparedPolygon, _ metric: LocalMetric, _ step: Double,
        _ offsetX: Double, _ offsetY: Double, _ sign: Float
    ) {
        let range = columns.positions(ofRing: ring)
        // Outwards of the footprint: to the right of a counter-clockwise exterior and of a clockwise hole.
        let outwards = columns.turnsLeft(ring) != isHole ? 1.0 : -1.0
        var hint: SignedDistance?
        for i in range.dropLast() {
            let (a, b) = (columns.coordinates[i], columns.coordinates[i + 1])
            let (dx, dy) = ((b.x - a.x) * metric.metresPerUnitX, (b.y - a.y) * metric.metresPerUnitY)
            let size = (dx * dx + dy * dy).squareRoot()
            guard size > 0 else { continue }
            let pieces = max(1, Int((size / step).rounded(.up)))
            let (normalX, normalY) = (outwards * dy / size, -outwards * dx / size)
            for piece in 0..<pieces {
                let t = (Double(piece) + 0.5) / Double(pieces)
                let position = Coordinate(a.x + t * (b.x - a.x) - offsetX, a.y + t * (b.y - a.y) - offsetY)
                guard let found = metric.signedDistance(of: position, to: mask, hint: hint) else { return }
                hint = found
                let metres = size / Double(pieces)
                let isBeyond = sign * Float(found.metres) > 0
                let share = found.isAtCorner && isBeyond && sign > 0 ? 0.5 : 1.0
                depth.append(sign * Float(found.metres))
                east.append(sign * Float(found.east))
                north.append(sign * Float(found.north))
                flux.append(sign * Float((found.east * normalX + found.north * normalY) * metres * share))
                length.append(Float(metres))
                isAtCorner.append(share < 1)
                perimeter += metres
            }
        }
    }

    /// Averages over the window, around the ring that starts at sample `first`.
    private mutating func average(from first: Int) {
        let count = depth.count - first
        guard count > 0 else { return }
        for k in 0..<count {
            let here = first + k
            var weight = length[here]
            var (d, e, n) = (depth[here] * weight, east[here] * weight, north[here] * weight)
            for direction in [1, count - 1] {
                var rest = (Float(window) - length[here]) / 2
                var other = k
                while rest > 0 {
                    other = (other + direction) % count
                    if other == k { break }
                    let share = min(length[first + other], rest)
                    weight += share
                    d += depth[first + other] * share
                    e += east[first + other] * share
                    n += north[first + other] * share
                    rest -= length[first + other]
                }
            }
            windowDepth.append(d / weight)
            windowEast.append(e / weight)
            windowNorth.append(n / weight)
        }
    }

    /// The greatest depth of any sample; minus infinity without samples.
    var greatestDepth: Double { Double(depth.max() ?? -.infinity) }

    /// Square metres beyond the boundary at this shift, and deeper than `limit` metres beyond it; as observed, noise and all.
    func area(shiftEast: Double = 0, shiftNorth: Double = 0, beyond limit: Double = 0) -> Double {
        let (e, n) = (Float(shiftEast), Float(shiftNorth))
        let limit = Float(limit)
        var sum: Float = 0
        for k in depth.indices {
            let d = depth[k] - e * east[k] - n * north[k]
            guard d > limit else { continue }
            // Beside a corner the ring beyond the limit has its own width: (d^2 - limit^2) / 2d of what an edge gives.
            sum += flux[k] * (isAtCorner[k] ? (d * d - limit * limit) / d : d - limit)
        }
        return Double(max(0, sum))
    }
}

extension GeometryColumns {
    /// True when the ring runs counter-clockwise.
    func turnsLeft(_ ring: Int) -> Bool {
        let range = positions(ofRing: ring)
        guard let origin = range.first.map({ coordinates[$0] }) else { return true }
        var twice = 0.0
        for i in range.dropLast() {
            let (a, b) = (coordinates[i], coordinates[i + 1])
            twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
        }
        return twice >= 0
    }
}
