internal import Foundation
public import OreGeometry

/// Where a datum link holds: a polygon in longitude and latitude, without holes. A value.
///
/// The two datums of a link differ by some hundred metres at most; the area is meant no sharper than that, and either datum's degrees will do.
public struct LinkArea: Sendable, Hashable {
    /// The corners in order, the first not repeated; at least three.
    public let corners: [Coordinate]

    /// - Parameter corners: lon/lat degrees; a repeated first corner at the end is dropped.
    /// - Returns: `nil` for fewer than three corners or for positions that are no longitude and latitude.
    public init?(corners: [Coordinate]) {
        let open = corners.count > 1 && corners.first == corners.last ? Array(corners.dropLast()) : corners
        let earth = Envelope(minX: -360, minY: -90, maxX: 360, maxY: 90)
        guard open.count >= 3, open.allSatisfy({ $0.isFinite && earth.contains($0) }) else { return nil }
        self.corners = open
    }

    /// A box; `nil` when west is not west of east or south not south of north.
    public init?(west: Double, south: Double, east: Double, north: Double) {
        guard west < east, south < north else { return nil }
        self.init(corners: [Coordinate(west, south), Coordinate(east, south), Coordinate(east, north), Coordinate(west, north)])
    }

    /// The convex hull of some places, widened by a distance on all sides (to within 8 % of it, always at least).
    /// - Returns: `nil` when no places are given.
    public init?(around places: [Coordinate], marginMetres: Double, on ellipsoid: Ellipsoid) {
        let reach = marginMetres / cos(.pi / 8)
        let widened = places.flatMap { place in
            let metric = LocalMetric(ellipsoid, latitude: place.y)
            return (0..<8).map { i in
                let angle = .pi / 8 + Double(i) * .pi / 4
                let (east, north) = (reach * cos(angle), reach * sin(angle))
                return Coordinate(place.x + east / metric.metresPerUnitX, place.y + north / metric.metresPerUnitY)
            }
        }
        self.init(corners: LinkArea.convexHull(of: widened))
    }

    public var envelope: Envelope { corners.reduce(into: .empty) { $0.expand(toInclude: $1) } }

    /// True inside and on the boundary (which is not decided to the last bit).
    public func contains(_ place: Coordinate) -> Bool {
        var isInside = false
        var previous = corners[corners.count - 1]
        for corner in corners {
            defer { previous = corner }
            let turn = (corner.x - previous.x) * (place.y - previous.y) - (corner.y - previous.y) * (place.x - previous.x)
            let box = Envelope(previous, corner)
            if turn == 0, box.contains(place) { return true }
            guard (previous.y > place.y) != (corner.y > place.y) else { continue }
            if (turn > 0) == (corner.y > previous.y) { isInside.toggle() }
        }
        return isInside
    }

    /// Counter-clockwise, without corners on a straight line (Andrew's monotone chain).
    static func convexHull(of places: [Coordinate]) -> [Coordinate] {
        let sorted = places.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        func chain(_ places: some Sequence<Coordinate>) -> [Coordinate] {
            var chain: [Coordinate] = []
            for p in places {
                while chain.count >= 2 {
                    let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
                    guard (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) <= 0 else { break }
                    chain.removeLast()
                }
                chain.append(p)
            }
            return Array(chain.dropLast())
        }
        return chain(sorted) + chain(sorted.reversed())
    }
}

extension LinkArea: CustomStringConvertible {
    /// `113.9 to 116.6 E, 24.4 to 27.1 N`: the box around the area.
    public var description: String {
        func text(_ degrees: Double, _ positive: String, _ negative: String) -> String {
            "\((degrees.magnitude * 10_000).rounded() / 10_000) \(degrees < 0 ? negative : positive)"
        }
        let box = envelope
        return "\(text(box.minX, "E", "W")) to \(text(box.maxX, "E", "W")), \(text(box.minY, "N", "S")) to \(text(box.maxY, "N", "S"))"
    }
}
