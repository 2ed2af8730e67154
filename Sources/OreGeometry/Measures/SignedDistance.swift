internal import Foundation

/// How far a position lies from a polygon's boundary, and the way out.
public struct SignedDistance: Sendable, Hashable {
    /// Metres; positive outside, negative inside.
    public var metres: Double
    /// The unit vector along which the distance grows: away from the polygon, east and north.
    public var east: Double
    public var north: Double
    /// The nearest place of the boundary is a corner rather than the inside of an edge.
    public var isAtCorner: Bool
    /// The nearest edge, a hint for the next position.
    var edge: Int
}

extension LocalMetric {
    /// The signed distance of a position from the boundary of a polygon: planar in this metric, positive outside.
    ///
    /// Inside or outside is decided by the side of the nearest edge, or at a corner by the sum of its two edges' normals (Baerentzen and
    /// Aanaes 2005), so that no ray has to be cast. On the boundary the direction is the normal of the nearest edge.
    /// - Parameter hint: what the previous position nearby gave; tried first.
    /// - Returns: `nil` for an empty polygon.
    /// - Complexity: O(log n); O(n) for few corners.
    public func signedDistance(of position: Coordinate, to polygon: PreparedPolygon, hint: SignedDistance? = nil) -> SignedDistance? {
        let rings = polygon.rings
        let start = hint.flatMap { $0.edge < rings.edgeCount ? $0.edge : nil }
        let few = rings.edgeCount <= Self.fewEdges ? nearestOfFew(position, rings) : nil
        guard let nearest = few ?? rings.nearestEdge(from: position, unitsX: metresPerUnitX, unitsY: metresPerUnitY, hint: start) else {
            return nil
        }
        let edge = rings.edges[nearest.edge]
        let (dx, dy) = ((edge.end.x - edge.start.x) * metresPerUnitX, (edge.end.y - edge.start.y) * metresPerUnitY)
        let (px, py) = ((position.x - edge.start.x) * metresPerUnitX, (position.y - edge.start.y) * metresPerUnitY)
        let squaredLength = dx * dx + dy * dy
        let length = squaredLength.squareRoot()
        let along = length > 0 ? (px * dx + py * dy) / squaredLength : 0
        // The interior lies to the left of every edge: the way out is to the right.
        var (normalX, normalY) = length > 0 ? (dy / length, -dx / length) : (0, 0)
        let isAtCorner = along <= 0 || along >= 1
        let t = min(1, max(0, along))
        let (gapX, gapY) = (px - t * dx, py - t * dy)
        let metres = nearest.squared.squareRoot()
        if isAtCorner {
            let other = rings.neighbour(of: nearest.edge, atStart: along <= 0)
            let (ox, oy) = ((other.end.x - other.start.x) * metresPerUnitX, (other.end.y - other.start.y) * metresPerUnitY)
            let otherLength = (ox * ox + oy * oy).squareRoot()
            if otherLength > 0 { (normalX, normalY) = (normalX + oy / otherLength, normalY - ox / otherLength) }
        }
        let isOutside = gapX * normalX + gapY * normalY >= 0
        var result = SignedDistance(metres: isOutside ? metres : -metres, east: 0, north: 0, isAtCorner: isAtCorner, edge: nearest.edge)
        if metres > 1e-9 {
            (result.east, result.north) = (gapX / result.metres, gapY / result.metres)
        } else {
            let scale = max((normalX * normalX + normalY * normalY).squareRoot(), 1e-300)
            (result.east, result.north) = (normalX / scale, normalY / scale)
        }
        return result
    }
}

extension LocalMetric {
    /// Polygons of up to this many edges are searched without their tree.
    private static let fewEdges = 24

    /// The nearest edge by trying each; `nil` without edges.
    private func nearestOfFew(_ position: Coordinate, _ rings: PreparedRings) -> (edge: Int, squared: Double)? {
        var best = Double.infinity
        var nearest = -1
        let edges = rings.edges
        for k in 0..<rings.edgeCount {
            let ax = (edges[k].start.x - position.x) * metresPerUnitX
            let ay = (edges[k].start.y - position.y) * metresPerUnitY
            let dx = (edges[k].end.x - edges[k].start.x) * metresPerUnitX
            let dy = (edges[k].end.y - edges[k].start.y) * metresPerUnitY
            let t = min(1, max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
            let (x, y) = (ax + t * dx, ay + t * dy)
            let squared = x * x + y * y
            if squared < best { (best, nearest) = (squared, k) }
        }
        return nearest < 0 ? nil : (nearest, best)
    }
}

extension PreparedRings {
    /// The edge of the same ring that meets this one at its start or its end.
    fileprivate func neighbour(of edge: Int, atStart: Bool) -> PreparedEdge {
        let ring = edges(ofRing: ring(ofEdge: edge))
        if atStart { return edges[edge == ring.lowerBound ? ring.upperBound - 1 : edge - 1] }
        return edges[edge + 1 == ring.upperBound ? ring.lowerBound : edge + 1]
    }
}
