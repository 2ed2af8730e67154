internal import Foundation
internal import OreGeometry

/// Control points in every frame that a model may want, checked for what would spoil any fit.
struct ControlSites {
    /// The pairs in projected metres.
    struct Planes {
        let pairs: [FramePair]
        /// The middle of the old positions, rounded to a metre.
        let origin: Coordinate
    }

    let names: [String]
    /// Longitude and latitude on the two datums.
    let degrees: [FramePair]
    let middle: Coordinate
    /// Metres east and north of the middle.
    let metric: [Coordinate]
    let planes: Planes?

    init(
        _ pairs: [ControlPair], source: CoordinateReferenceSystem, target: CoordinateReferenceSystem, context: ReferencingContext
    ) throws(LinkFitError) {
        names = pairs.map(\.name)
        try Self.checkNames(names)
        let from = pairs.map(\.source), to = pairs.map(\.target)
        try Self.checkRange(names, from, source, context)
        try Self.checkRange(names, to, target, context)
        let (old, new) = (try Self.degrees(from, source, context), try Self.degrees(to, target, context))
        degrees = zip(old, new).map { FramePair(source: $0, target: $1) }
        let count = Double(max(pairs.count, 1))
        let centre = Coordinate(old.reduce(0) { $0 + $1.x } / count, old.reduce(0) { $0 + $1.y } / count)
        middle = centre
        let scale = LocalMetric(source.ellipsoid, latitude: centre.y)
        metric = old.map { Coordinate(($0.x - centre.x) * scale.metresPerUnitX, ($0.y - centre.y) * scale.metresPerUnitY) }
        try Self.checkDuplicates(names, metric)
        try Self.checkDuplicates(
            names, new.map { Coordinate(($0.x - centre.x) * scale.metresPerUnitX, ($0.y - centre.y) * scale.metresPerUnitY) })
        planes = Self.planes(from, to, source, target, count)
    }

    /// The longest distance between two points, as the diagonal of the box around them, metres.
    var extent: Double {
        let box = metric.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        return box.isEmpty ? 0 : hypot(box.width, box.height)
    }

    /// Enough points, and not on a line: the largest distance from the best line is at least a twentieth of its length.
    func checkSpread(minimum method: LinkFitMethod) throws(LinkFitError) {
        guard names.count >= method.minimumPoints else {
            throw .tooFewPoints(count: names.count, needed: method.minimumPoints, method: method)
        }
        let count = Double(names.count)
        let middle = Coordinate(metric.reduce(0) { $0 + $1.x } / count, metric.reduce(0) { $0 + $1.y } / count)
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for p in metric {
            let (x, y) = (p.x - middle.x, p.y - middle.y)
            (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
        }
        let angle = atan2(2 * xy, xx - yy) / 2
        let along = metric.map { ($0.x - middle.x) * cos(angle) + ($0.y - middle.y) * sin(angle) }
        let across = metric.map { ($0.y - middle.y) * cos(angle) - ($0.x - middle.x) * sin(angle) }
        let length = (along.max() ?? 0) - (along.min() ?? 0)
        let breadth = (across.max() ?? 0) - (across.min() ?? 0)
        if breadth < length / 20 { throw .collinear(lengthMetres: length, breadthMetres: breadth) }
    }

    /// Places of the source, given in degrees, in the frame of a method. The target only tells where east and north are.
    func framePairs(
        of corners: [Coordinate], _ method: LinkFitMethod, _ source: CoordinateReferenceSystem, _ context: ReferencingContext
    ) throws(LinkFitError) -> [FramePair] {
        guard method == .plane else { return corners.map { FramePair(source: $0, target: $0) } }
        do {
            var moved = corners
            try context.transform(from: context.geographic(of: source), to: source).apply(to: &moved)
            return moved.map { FramePair(source: $0, target: $0) }
        } catch {
            throw .referencing(error)
        }
    }

    // MARK: Checks

    private static func checkNames(_ names: [String]) throws(LinkFitError) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { throw .duplicated(name, name, distanceMetres: nil) }
    }

    private static func checkRange(
        _ names: [String], _ positions: [Coordinate], _ crs: CoordinateReferenceSystem, _ context: ReferencingContext
    ) throws(LinkFitError) {
        let limits: CoordinateLimits
        do { limits = try context.limits(of: crs) } catch { throw .referencing(error) }
        for (name, position) in zip(names, positions) where !position.isFinite || !limits.contains(position) {
            throw .outOfRange(name: name, crs: crs.label, position: position)
        }
    }

    private static func checkDuplicates(_ names: [String], _ places: [Coordinate]) throws(LinkFitError) {
        let order = places.indices.sorted { places[$0].x < places[$1].x }
        for (rank, i) in order.enumerated() {
            for j in order[(rank + 1)...] {
                guard places[j].x - places[i].x < 1 else { break }
                let distance = hypot(places[j].x - places[i].x, places[j].y - places[i].y)
                if distance < 1 { throw .duplicated(names[min(i, j)], names[max(i, j)], distanceMetres: distance) }
            }
        }
    }

    private static func degrees(
        _ positions: [Coordinate], _ crs: CoordinateReferenceSystem, _ context: ReferencingContext
    ) throws(LinkFitError) -> [Coordinate] {
        do {
            var moved = positions
            try context.transform(from: crs, to: context.geographic(of: crs)).apply(to: &moved)
            return moved
        } catch {
            throw .referencing(error)
        }
    }

    private static func planes(
        _ from: [Coordinate], _ to: [Coordinate], _ source: CoordinateReferenceSystem, _ target: CoordinateReferenceSystem, _ count: Double
    ) -> Planes? {
        guard source.metresPerUnit == 1, target.metresPerUnit == 1 else { return nil }
        let origin = Coordinate((from.reduce(0) { $0 + $1.x } / count).rounded(), (from.reduce(0) { $0 + $1.y } / count).rounded())
        return Planes(pairs: zip(from, to).map { FramePair(source: $0, target: $1) }, origin: origin)
    }
}
