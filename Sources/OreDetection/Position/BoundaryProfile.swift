internal import OreGeometry

/// The edge of a footprint as the boundary of its licence sees it: samples along the outline with their signed depth beyond the boundary.
///
/// A shift `r` of the outline changes the depth of a sample to `depth - r . way`, to first order: exact along straight edges. The area beyond
/// the boundary is the sum of `depth x flux` over the samples with positive depth (divergence theorem with the field `depth x way`, whose
/// divergence is 1 beside an edge; beside a corner it is 2, hence half the flux there).
struct BoundaryProfile: Sendable {
    struct Sample: Sendable {
        /// Metres beyond the boundary, negative inside.
        var depth: Float
        /// The way out, a unit vector.
        var east: Float
        var north: Float
        /// Metres of boundary that the sample stands for.
        var flux: Float
        /// Metres of outline that the sample stands for.
        var length: Float
        var isAtCorner: Bool
        /// Averages over a window about the sample: what a stretch is judged by.
        var windowDepth: Float = 0
        var windowEast: Float = 0
        var windowNorth: Float = 0
    }

    /// In order along their rings.
    private(set) var samples: [Sample] = []
    /// Metres, over all samples.
    private(set) var perimeter = 0.0
    let window: Double

    static let maximumSamples = 200

    /// - Parameters:
    ///   - shift: metres that the outline is moved back by before it is measured.
    ///   - polygon: index in `columns`, polygonal, lon/lat degrees.
    ///   - inward: true to measure the depth inside the mask (a forbidden zone) instead of beyond it.
    init(
        of polygon: Int, in columns: GeometryColumns, against mask: PreparedPolygon, metric: LocalMetric, window: Double,
        shiftEast: Double = 0, shiftNorth: Double = 0, inward: Bool = false
    ) {
        self.window = window
        let offset = Coordinate(shiftEast / metric.metresPerUnitX, shiftNorth / metric.metresPerUnitY)
        let length = Self.outlineLength(polygon, columns, metric)
        let step = max(window / 3, length / Double(Self.maximumSamples))
        samples.reserveCapacity(Int(length / step) + 8 * columns.rings(of: polygon).count)
        for part in columns.parts(of: polygon) {
            let rings = columns.rings(ofPart: part)
            for ring in rings {
                let first = samples.count
                addRing(columns, ring, isHole: ring != rings.lowerBound, mask, metric, step, offset, inward: inward)
                average(from: first)
            }
        }
    }

    private static func outlineLength(_ polygon: Int, _ columns: GeometryColumns, _ metric: LocalMetric) -> Double {
        var total = 0.0
        for ring in columns.rings(of: polygon) {
            for i in columns.positions(ofRing: ring).dropLast() {
                total += metric.distance(columns.coordinates[i], columns.coordinates[i + 1])
            }
        }
        return total
    }

    /// Cuts the ring into pieces of about `step` metres, over its corners: the outlines of pixels have one every few metres. A piece's normal
    /// times its length is that of its chord; its depth is measured in the middle of its course.
    private mutating func addRing(
        _ columns: GeometryColumns, _ ring: Int, isHole: Bool, _ mask: PreparedPolygon, _ metric: LocalMetric, _ step: Double,
        _ offset: Coordinate, inward: Bool
    ) {
        // Outwards of the footprint: to the right of a counter-clockwise exterior and of a clockwise hole.
        let outwards = columns.turnsLeft(ring) != isHole ? 1.0 : -1.0
        let range = columns.positions(ofRing: ring)
        guard var from = range.first.map({ columns.coordinates[$0] }) else { return }
        var start = from
        var middle = from
        var passed = 0.0
        var hint: SignedDistance?
        func close(at end: Coordinate) {
            let normalX = outwards * (end.y - start.y) * metric.metresPerUnitY
            let normalY = -outwards * (end.x - start.x) * metric.metresPerUnitX
            let place = Coordinate(middle.x - offset.x, middle.y - offset.y)
            if let found = metric.signedDistance(of: place, to: mask, hint: hint) {
                hint = found
                append(found, normalX, normalY, length: passed, inward: inward)
            }
            (start, middle, passed) = (end, end, 0)
        }
        for i in range.dropFirst() {
            let to = columns.coordinates[i]
            var rest = metric.distance(from, to)
            while rest > 0 {
                let wanted = passed < step / 2 ? step / 2 - passed : step - passed
                let share = min(1, wanted / rest)
                let place = share == 1 ? to : Coordinate(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y))
                passed += min(rest, wanted)
                rest = share == 1 ? 0 : rest - wanted
                from = place
                if passed < step * 0.501 { middle = place }
                if passed >= step * 0.999 { close(at: place) }
            }
        }
        if passed > 0 { close(at: from) }
    }

    private mutating func append(_ found: SignedDistance, _ normalX: Double, _ normalY: Double, length: Double, inward: Bool) {
        let sign = inward ? -1.0 : 1.0
        let isAtCorner = found.isAtCorner && found.metres > 0 && !inward
        let flux = sign * (found.east * normalX + found.north * normalY) * (isAtCorner ? 0.5 : 1)
        samples.append(
            Sample(
                depth: Float(sign * found.metres), east: Float(sign * found.east), north: Float(sign * found.north), flux: Float(flux),
                length: Float(length), isAtCorner: isAtCorner))
        perimeter += length
    }

    /// Averages over the window, around the ring that starts at sample `first`.
    private mutating func average(from first: Int) {
        let last = samples.count - 1
        guard last >= first else { return }
        let half = Float(window / 2)
        samples.withUnsafeMutableBufferPointer { samples in
            for here in first...last {
                var weight = samples[here].length
                var d = samples[here].depth * weight
                var e = samples[here].east * weight
                var n = samples[here].north * weight
                for isForward in [true, false] {
                    var rest = half - samples[here].length / 2
                    var other = here
                    while rest > 0 {
                        other = isForward ? (other == last ? first : other + 1) : (other == first ? last : other - 1)
                        if other == here { break }
                        let share = min(samples[other].length, rest)
                        weight += share
                        d += samples[other].depth * share
                        e += samples[other].east * share
                        n += samples[other].north * share
                        rest -= samples[other].length
                    }
                }
                samples[here].windowDepth = d / weight
                samples[here].windowEast = e / weight
                samples[here].windowNorth = n / weight
            }
        }
    }

    /// The greatest depth of any sample; minus infinity without samples.
    var greatestDepth: Double { Double(samples.lazy.map(\.depth).max() ?? -.infinity) }

    /// Square metres beyond the boundary at this shift, and deeper than `limit` metres beyond it; as observed, noise and all.
    func area(shiftEast: Double = 0, shiftNorth: Double = 0, beyond limit: Double = 0) -> Double {
        let (e, n) = (Float(shiftEast), Float(shiftNorth))
        let limit = Float(limit)
        var sum: Float = 0
        for s in samples {
            let d = s.depth - e * s.east - n * s.north
            guard d > limit else { continue }
            // Beside a corner the ring beyond the limit has its own width: (d^2 - limit^2) / 2d of what an edge gives.
            sum += s.flux * (s.isAtCorner ? (d * d - limit * limit) / d : d - limit)
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
