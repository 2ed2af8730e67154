internal import Foundation
public import OreGeometry

/// Features whose place is known, as evidence for where another layer lies: districts, footprints, other licences. Immutable; shareable.
public struct KnownPlaces: Sendable {
    /// What messages call them, such as a file name.
    public let name: String
    /// Around everything, lon/lat degrees.
    public let envelope: Envelope
    public var count: Int { boxes.count }
    /// How near means nothing more, metres: the mean distance from a place anywhere in the envelope to the nearest feature, at least
    /// ``smallestGrain``. Two layers of one district are not expected to be nearer to each other than that.
    public private(set) var grainMetres = KnownPlaces.smallestGrain
    let boxes: [Envelope]
    private let polygons: [PreparedPolygon]
    let tree: PackedRTree

    public static let smallestGrain = 5_000.0

    /// - Parameters:
    ///   - features: in lon/lat degrees of WGS 84 or a datum near to it; features without positions are left out.
    /// - Returns: `nil` when nothing remains.
    /// - Complexity: about 0.1 us a position.
    public init?(name: String, features: GeometryColumns) {
        var boxes: [Envelope] = []
        var polygons: [PreparedPolygon] = []
        for index in 0..<features.count {
            let box = features.envelope(of: index)
            guard !box.isEmpty, box.minX >= -720, box.maxX <= 720, box.minY >= -90.001, box.maxY <= 90.001 else { continue }
            boxes.append(box)
            polygons.append(PreparedPolygon(features, index))
        }
        guard !boxes.isEmpty else { return nil }
        self.name = name
        self.boxes = boxes
        self.polygons = polygons
        tree = PackedRTree(boxes)
        envelope = boxes.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        grainMetres = max(Self.smallestGrain, meanDistance)
    }

    /// The distance in metres from a lon/lat position to the nearest feature, 0 inside one; infinite for a position that is not finite.
    /// Polygons are measured to their outline, lines to their box. Along a meridian good to 1 %, elsewhere while the latitude differs little.
    public func distance(from position: Coordinate) -> Double {
        guard position.isFinite, position.y.magnitude <= 90 else { return .infinity }
        let turns = ((position.x - envelope.center.x) / 360).rounded()
        let place = Coordinate(position.x - 360 * turns, position.y)
        let metric = LocalMetric(.wgs84, latitude: place.y)
        let (ux, uy) = (max(metric.metresPerUnitX, 1), metric.metresPerUnitY)
        let nearest = tree.nearest(to: Envelope(place, place), unitsX: ux, unitsY: uy) { item, _ in
            let polygon = polygons[item]
            guard polygon.edgeCount > 0 else { return boxes[item].distance(to: place, ux, uy) }
            if boxes[item].contains(place), polygon.locate(place) != .exterior { return 0 }
            return polygon.squaredDistanceToBoundary(from: place, unitsX: ux, unitsY: uy).squareRoot()
        }
        return nearest?.distance ?? .infinity
    }

    /// The mean distance from places spread evenly over the envelope (Halton sequence, bases 2 and 3).
    private var meanDistance: Double {
        let places = (1...64).map { i in
            Coordinate(
                envelope.minX + envelope.width * Self.halton(i, 2), envelope.minY + envelope.height * Self.halton(i, 3))
        }
        return places.map(distance(from:)).reduce(0, +) / Double(places.count)
    }

    private static func halton(_ index: Int, _ base: Int) -> Double {
        var (result, fraction, rest) = (0.0, 1.0, index)
        while rest > 0 {
            fraction /= Double(base)
            result += fraction * Double(rest % base)
            rest /= base
        }
        return result
    }
}

extension Envelope {
    /// The distance from a position, 0 inside, with x and y scaled first.
    fileprivate func distance(to place: Coordinate, _ ux: Double, _ uy: Double) -> Double {
        let dx = max(0, max(minX - place.x, place.x - maxX)) * ux
        let dy = max(0, max(minY - place.y, place.y - maxY)) * uy
        return (dx * dx + dy * dy).squareRoot()
    }
}
