internal import Foundation
internal import OreGeometry

/// A strip between two neighbours that run side by side, in their plane.
struct BoundaryGap {
    var pieces: [Polygon]
    /// Metres: greatest distance between the boundaries, and the length over which they run side by side.
    var width: Double
    var length: Double
}

/// Finds the strips between edges that face each other.
///
/// Two edges face each other when they run in opposite directions within three degrees, each outside the other's interior; what counts of them
/// is the part where they lie at most the gap width apart.
struct GapFinder {
    let settings: AuditSettings
    /// The sine of three degrees.
    private static let slope = 0.05

    /// A quadrilateral between two facing edges.
    private struct Strip {
        var corners: [Coordinate]
        var length: Double
        var width: Double
    }

    /// - Returns: `nil` when the boundaries touch, lie apart or run side by side for less than the least length.
    func gap(between pair: LicencePair) -> BoundaryGap? {
        var strips: [Strip] = []
        let metric = pair.metric
        let reach = Reach(settings.gapWidth, metric)
        pair.first.forEachEdge(meeting: reach.box(pair.second.envelope)) { a, b in
            pair.second.forEachEdge(meeting: reach.box(Envelope(a, b))) { c, d in
                if let strip = strip(a, b, c, d, metric) { strips.append(strip) }
            }
        }
        guard strips.contains(where: { $0.width >= settings.coincidence }) else { return nil }
        let length = strips.reduce(0) { $0 + $1.length }
        guard length >= settings.gapLength else { return nil }
        return BoundaryGap(
            pieces: strips.map { Polygon(exterior: Ring($0.corners + [$0.corners[0]])) }, width: strips.map(\.width).max() ?? 0,
            length: length)
    }

    /// The strip between edge a-b, interior to its left, and edge c-d that runs against it, outside on its right.
    private func strip(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ d: Coordinate, _ metric: LocalMetric) -> Strip? {
        func local(_ p: Coordinate) -> (x: Double, y: Double) { ((p.x - a.x) * metric.metresPerUnitX, (p.y - a.y) * metric.metresPerUnitY) }
        let end = local(b)
        let total = (end.x * end.x + end.y * end.y).squareRoot()
        guard total > 0 else { return nil }
        let (ux, uy) = (end.x / total, end.y / total)
        let (from, to) = (local(c), local(d))
        // Along the edge, and outwards from it.
        let along = (from.x * ux + from.y * uy, to.x * ux + to.y * uy)
        let out = (from.x * uy - from.y * ux, to.x * uy - to.y * ux)
        let run = along.0 - along.1
        guard run > 0, abs(out.1 - out.0) <= Self.slope * run else { return nil }
        let slope = (out.0 - out.1) / run
        func distance(_ t: Double) -> Double { out.1 + slope * (t - along.1) }
        var (low, high) = (max(0, along.1), min(total, along.0))
        // Only where 0 <= distance <= width.
        if slope != 0 {
            let bounds = [0, settings.gapWidth].map { along.1 + ($0 - out.1) / slope }.sorted()
            (low, high) = (max(low, bounds[0]), min(high, bounds[1]))
        } else if !(0...settings.gapWidth).contains(out.0) {
            return nil
        }
        guard high > low else { return nil }
        func position(_ t: Double, _ d: Double) -> Coordinate {
            Coordinate(a.x + (ux * t + uy * d) / metric.metresPerUnitX, a.y + (uy * t - ux * d) / metric.metresPerUnitY)
        }
        let (near, far) = (max(0, distance(low)), max(0, distance(high)))
        let (w, v) = (max(near, far), [position(low, 0), position(low, near), position(high, far), position(high, 0)])
        guard w > 0 else { return nil }
        var corners: [Coordinate] = []
        for c in v where corners.last != c { corners.append(c) }
        if corners.count > 1, corners.first == corners.last { corners.removeLast() }
        return corners.count < 3 ? nil : Strip(corners: corners, length: high - low, width: w)
    }
}

/// A distance in metres as margins of a box.
struct Reach {
    private let x: Double
    private let y: Double

    init(_ metres: Double, _ metric: LocalMetric) {
        x = metres / metric.metresPerUnitX
        y = metres / metric.metresPerUnitY
    }

    func box(_ box: Envelope) -> Envelope {
        Envelope(minX: box.minX - x, minY: box.minY - y, maxX: box.maxX + x, maxY: box.maxY + y)
    }
}
