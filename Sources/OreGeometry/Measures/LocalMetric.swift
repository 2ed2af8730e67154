internal import Foundation

/// Metres per coordinate unit around one place: for distances of up to some kilometres, where the plane is as good as the ellipsoid.
///
/// On longitude/latitude the scale of x holds at one latitude: at 60 degrees it is off by 0.03 % one kilometre north or south.
public struct LocalMetric: Sendable, Hashable {
    /// Metres per unit (degree) of x.
    public let metresPerUnitX: Double
    /// Metres per unit (degree) of y.
    public let metresPerUnitY: Double

    /// The metric of degrees at `latitude` on `ellipsoid`: radii of curvature of the parallel and of the meridian.
    public init(_ ellipsoid: Ellipsoid, latitude: Double) {
        let sine = sin(latitude * radiansPerDegree)
        let w2 = 1 - ellipsoid.eccentricitySquared * sine * sine
        let normal = ellipsoid.semiMajorAxis / w2.squareRoot()
        metresPerUnitX = normal * max(0, 1 - sine * sine).squareRoot() * radiansPerDegree
        metresPerUnitY = normal * (1 - ellipsoid.eccentricitySquared) / w2 * radiansPerDegree
    }

    /// The metric of planar coordinates.
    public init(metresPerUnit: Double) {
        metresPerUnitX = metresPerUnit
        metresPerUnitY = metresPerUnit
    }

    /// The distance in metres between two positions.
    public func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
        let x = (a.x - b.x) * metresPerUnitX
        let y = (a.y - b.y) * metresPerUnitY
        return (x * x + y * y).squareRoot()
    }

    /// The distance in metres from polygon `index` to `mask`: 0 when they share a position, infinite when either is empty.
    /// - Parameter limit: distances from here on do not matter: the answer is then infinite.
    /// - Complexity: O(n log m) when they lie apart.
    public func distance(
        from index: Int, in columns: GeometryColumns, to mask: PreparedPolygon, below limit: Double = .infinity
    ) -> Double {
        let range = columns.positions(of: index)
        guard !range.isEmpty, mask.edgeCount > 0 else { return .infinity }
        let envelope = columns.envelope(of: index)
        return columns.coordinates.withUnsafeBufferPointer { coordinates in
            if envelope.intersects(mask.envelope), meets(index, columns, coordinates, mask) { return 0 }
            var best = limit * limit
            for i in range {
                let bound = mask.envelope.squaredGap(to: coordinates[i], unitsX: metresPerUnitX, unitsY: metresPerUnitY)
                guard bound < best else { continue }
                best = min(best, squaredDistance(from: coordinates[i], to: mask))
            }
            for ring in columns.rings(of: index) {
                for i in columns.positions(ofRing: ring).dropLast() {
                    let edge = PreparedEdge(start: coordinates[i], end: coordinates[i + 1])
                    best = min(best, squaredDistance(from: edge, toCornersOf: mask.rings, below: best))
                }
            }
            return best < limit * limit ? best.squareRoot() : .infinity
        }
    }

    /// The polygon of `masks` nearest to polygon `index`, and its distance in metres: 0 when they share a position.
    /// - Parameters:
    ///   - tree: the index over the masks' envelopes, by their position in `masks`.
    ///   - limit: the greatest distance of interest, metres.
    /// - Returns: `nil` when none lies within `limit`; the smaller position in `masks` of two equally near.
    public func nearest(
        to index: Int, in columns: GeometryColumns, among masks: [PreparedPolygon], _ tree: PackedRTree,
        within limit: Double = .infinity
    ) -> (item: Int, metres: Double)? {
        let envelope = columns.envelope(of: index)
        guard !envelope.isEmpty else { return nil }
        let found = tree.nearest(to: envelope, unitsX: metresPerUnitX, unitsY: metresPerUnitY, within: limit) { item, best in
            distance(from: index, in: columns, to: masks[item], below: best)
        }
        return found.map { ($0.item, $0.distance) }
    }

    /// How far polygon `index`, which lies outside all `masks`, reaches away from them: the greatest distance in metres of any of its corners
    /// from the nearest mask; infinite without masks, 0 for an empty polygon.
    ///
    /// A place between corners can lie farther only beside a hollow of a mask's outline or between masks, and never by more than half the
    /// part's longest edge.
    /// - Complexity: O(n log m); corners that cannot exceed the greatest distance yet, being too near to one already measured, are skipped.
    public func maximumDepth(of index: Int, in columns: GeometryColumns, from masks: [PreparedPolygon]) -> Double {
        let masks = masks.filter { $0.edgeCount > 0 }
        guard !columns.positions(of: index).isEmpty else { return 0 }
        guard !masks.isEmpty else { return .infinity }
        var search = BoundarySearch(masks: masks, metric: self)
        columns.coordinates.withUnsafeBufferPointer { coordinates in
            // A sample first, so that most of the other corners are certain not to matter.
            for i in stride(from: 0, to: columns.positions(of: index).count, by: 8) {
                _ = search.measure(coordinates[columns.positions(of: index).lowerBound + i])
            }
            for ring in columns.rings(of: index) {
                var previous: Coordinate?
                // What the corner's distance cannot exceed: that of the last measured corner and the way walked since.
                var bound = Double.infinity
                for i in columns.positions(ofRing: ring).dropLast() {
                    let corner = coordinates[i]
                    if let previous { bound += distance(previous, corner) }
                    previous = corner
                    guard bound > search.greatest else { continue }
                    bound = search.measure(corner)
                }
            }
        }
        return search.greatest
    }

    private func squaredDistance(from position: Coordinate, to mask: PreparedPolygon) -> Double {
        mask.squaredDistanceToBoundary(from: position, unitsX: metresPerUnitX, unitsY: metresPerUnitY)
    }

    /// The least squared distance from an edge to a corner of the mask, if below `best`.
    private func squaredDistance(from edge: PreparedEdge, toCornersOf mask: PreparedRings, below best: Double) -> Double {
        var best = best
        guard best > 0 else { return best }
        let reach = best.squareRoot()
        let box = Envelope(edge.start, edge.end)
        let near =
            reach.isFinite
            ? Envelope(
                minX: box.minX - reach / metresPerUnitX, minY: box.minY - reach / metresPerUnitY,
                maxX: box.maxX + reach / metresPerUnitX, maxY: box.maxY + reach / metresPerUnitY) : mask.envelope
        mask.visitEdges(meeting: near) {
            best = min(
                best, edge.squaredDistance(from: mask.edges[$0].start, unitsX: metresPerUnitX, unitsY: metresPerUnitY))
        }
        return best
    }

    /// True when the polygon and the mask share a position: an edge meets an edge, or one lies inside the other.
    private func meets(
        _ index: Int, _ columns: GeometryColumns, _ coordinates: UnsafeBufferPointer<Coordinate>, _ mask: PreparedPolygon
    ) -> Bool {
        PolygonContact.exists(index, columns, coordinates, mask.rings)
    }
}

/// The greatest of many corners' distances from the nearest of some boundaries. Neighbouring corners mostly have the same nearest edge: each
/// corner is tried against the edge that answered for the one before it.
private struct BoundarySearch {
    let masks: [PreparedPolygon]
    let metric: LocalMetric
    /// Metres.
    private(set) var greatest = 0.0
    private var hint: (mask: Int, edge: Int)?

    init(masks: [PreparedPolygon], metric: LocalMetric) {
        self.masks = masks
        self.metric = metric
    }

    /// The corner's distance in metres; or some upper bound of it no greater than ``greatest``, where the corner cannot matter.
    mutating func measure(_ corner: Coordinate) -> Double {
        let enough = greatest * greatest
        var least = Double.infinity
        if let hint {
            let edge = masks[hint.mask].rings.edges[hint.edge]
            least = edge.squaredDistance(from: corner, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY)
        }
        var mask = 0
        while mask < masks.count && least > enough {
            let known = hint.flatMap { $0.mask == mask ? $0.edge : nil }
            let found = masks[mask].rings.nearestEdge(
                from: corner, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY, enough: enough, hint: known)
            if let found, found.squared <= least { (least, hint) = (found.squared, (mask, found.edge)) }
            mask += 1
        }
        let metres = least.squareRoot()
        greatest = max(greatest, metres)
        return metres
    }
}

/// Whether a polygon of a batch and a prepared one share a position, exactly.
enum PolygonContact {
    static func exists(
        _ index: Int, _ columns: GeometryColumns, _ coordinates: UnsafeBufferPointer<Coordinate>, _ mask: PreparedRings
    ) -> Bool {
        var touches = false
        for ring in columns.rings(of: index) {
            for i in columns.positions(ofRing: ring).dropLast() {
                let (a, b) = (coordinates[i], coordinates[i + 1])
                guard a != b else { continue }
                mask.visitEdges(meeting: Envelope(a, b)) {
                    if !touches, SegmentContact(a, b, mask.edges[$0].start, mask.edges[$0].end) != .none { touches = true }
                }
                if touches { return true }
            }
        }
        // The boundaries are apart: each ring lies wholly in or out, and one of its positions decides.
        for part in columns.parts(of: index) {
            let exterior = columns.positions(ofRing: columns.rings(ofPart: part).lowerBound)
            if !exterior.isEmpty, mask.locate(coordinates[exterior.lowerBound]) != .exterior { return true }
        }
        for ring in 0..<mask.ringCount where !mask.isHole[ring] {
            if columns.location(of: mask.edges[mask.edges(ofRing: ring).lowerBound].start, in: index, coordinates) != .exterior {
                return true
            }
        }
        return false
    }
}

extension GeometryColumns {
    /// Where a position lies relative to polygon `index`; exact. Cost: one pass over the positions.
    public func locate(_ position: Coordinate, in index: Int) -> PolygonLocation {
        coordinates.withUnsafeBufferPointer { location(of: position, in: index, $0) }
    }

    func location(
        of position: Coordinate, in index: Int, _ coordinates: UnsafeBufferPointer<Coordinate>
    ) -> PolygonLocation {
        guard kinds[index]?.isPolygonal == true else { return .exterior }
        var count = RayCount(position)
        for ring in rings(of: index) {
            for i in positions(ofRing: ring).dropLast() { count.add(coordinates[i], coordinates[i + 1]) }
        }
        return count.location
    }
}
