internal import Foundation
public import OreGeometry

/// Which findings can have to do with each other at all: the connected components of boxes grown by half the chaining distance.
///
/// Incidents never reach over two components, so each component (or any set of whole ones) can be built alone with the same result.
/// Boxes are lon/lat degrees on WGS 84 and do not wrap around the antimeridian.
public struct IncidentComponents: Sendable, Hashable {
    public let chainingMetres: Double

    public init(chainingMetres: Double) {
        self.chainingMetres = max(0, chainingMetres)
    }

    public init(_ settings: IncidentSettings) { self.init(chainingMetres: settings.chainingMetres) }

    /// The least metres in a degree of latitude on WGS 84, at the equator, rounded down.
    private static let leastMetresPerDegree = 110_574.0

    /// By how many degrees of longitude and latitude a box is to be grown so that two boxes whose contents lie within the chaining distance
    /// are certain to meet. The growth in longitude is that of the box's own highest latitude; near a pole the whole circle.
    public func growth(of envelope: Envelope) -> (x: Double, y: Double) {
        let half = chainingMetres / 2
        let x = half / max(1, Self.metric(of: envelope).metresPerUnitX)
        return (min(360, x * (1 + 1e-9)), half / Self.leastMetresPerDegree)
    }

    /// The box grown by ``growth(of:)``; the empty box stays empty.
    public func grown(_ envelope: Envelope) -> Envelope {
        guard !envelope.isEmpty else { return envelope }
        let margin = growth(of: envelope)
        return Envelope(
            minX: envelope.minX - margin.x, minY: envelope.minY - margin.y, maxX: envelope.maxX + margin.x, maxY: envelope.maxY + margin.y)
    }

    /// The scale at the box's highest latitude, north or south.
    static func metric(of envelope: Envelope) -> LocalMetric {
        LocalMetric(.wgs84, latitude: highestLatitude(of: envelope))
    }

    static func highestLatitude(of envelope: Envelope) -> Double { min(90, max(abs(envelope.minY), abs(envelope.maxY))) }

    /// The components, each with its members' positions in ascending order, by their first members. An empty box is a component of its own.
    /// - Complexity: O(n log n + meeting pairs); closed boxes, so touching ones meet.
    public func components(of envelopes: [Envelope]) -> [[Int]] {
        components(ofGrown: envelopes.map(grown))
    }

    func components(ofGrown boxes: [Envelope]) -> [[Int]] {
        guard boxes.count > 1 else { return boxes.indices.map { [$0] } }
        let tree = PackedRTree(boxes)
        var sets = DisjointSets(count: boxes.count)
        var matches: [UInt32] = []
        for (item, box) in boxes.enumerated() where !box.isEmpty {
            matches.removeAll(keepingCapacity: true)
            tree.query(box, into: &matches)
            for match in matches where match < item { sets.join(item, Int(match)) }
        }
        return sets.members()
    }
}

/// Disjoint sets of the numbers below a count; the root of a set is its least member.
struct DisjointSets {
    private var parents: [Int32]

    init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

    mutating func root(of item: Int) -> Int {
        var item = item
        while parents[item] != item {
            parents[item] = parents[Int(parents[item])]
            item = Int(parents[item])
        }
        return item
    }

    /// The root of the joined set.
    @discardableResult
    mutating func join(_ a: Int, _ b: Int) -> Int {
        let (a, b) = (root(of: a), root(of: b))
        parents[max(a, b)] = Int32(min(a, b))
        return min(a, b)
    }

    /// Members in ascending order, sets by their least members.
    mutating func members() -> [[Int]] {
        var sets: [[Int]] = []
        var numbers = [Int32](repeating: -1, count: parents.count)
        for item in parents.indices {
            let root = root(of: item)
            if numbers[root] < 0 {
                numbers[root] = Int32(sets.count)
                sets.append([item])
            } else {
                sets[Int(numbers[root])].append(item)
            }
        }
        return sets
    }
}
