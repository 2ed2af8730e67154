internal import OreDetection
internal import OreGeometry

/// A group within reach of a node that is being placed.
struct ChainCandidate {
    var group: Int
    /// Those of its members whose boxes come near; one at least is within reach.
    var members: [Int]
    /// The most that the node has in common with one of them, square metres.
    private var overlap = 0.0
    private var metres: Double
    /// A finding of the same footprint is in the group.
    private(set) var sharesFootprint = false

    private init(group: Int, member: Int, metres: Double) { (self.group, members, self.metres) = (group, [member], metres) }

    /// The groups within reach: the one that holds another finding of the node's footprint first, then the one it overlaps most, the nearest,
    /// the earliest.
    /// - Parameter near: nodes whose boxes come near, the last one first.
    static func all(of node: Int, near: [Int], chain: IncidentChain, in world: some ChainWorld) throws -> [ChainCandidate] {
        let row = world.row(of: node)
        var found: [ChainCandidate] = []
        var rest: [(group: Int, member: Int)] = []
        for other in near {
            let group = chain.group(of: other)
            if found.contains(where: { $0.group == group }) {
                rest.append((group, other))
            } else {
                let metres = try world.measure.distance(row, world.row(of: other))
                if metres < .infinity {
                    found.append(ChainCandidate(group: group, member: other, metres: metres))
                } else {
                    rest.append((group, other))
                }
            }
        }
        for other in rest {
            if let group = found.firstIndex(where: { $0.group == other.group }) { found[group].members.append(other.member) }
        }
        for group in found.indices { found[group].sharesFootprint = found[group].members.contains { world.isSameFootprint($0, node) } }
        if found.count > 1 { try rank(&found, row, chain, world) }
        return found
    }

    private static func rank(_ found: inout [ChainCandidate], _ row: Int, _ chain: IncidentChain, _ world: some ChainWorld) throws {
        for index in found.indices {
            let rows = found[index].members.map(world.row)
            found[index].overlap = try world.measure.greatestOverlap(row, rows)
            guard found[index].overlap == 0 else { continue }
            found[index].metres = try rows.reduce(.infinity) { min($0, try world.measure.distance(row, $1)) }
        }
        found.sort { a, b in
            if a.sharesFootprint != b.sharesFootprint { return a.sharesFootprint }
            if a.overlap != b.overlap { return a.overlap > b.overlap }
            if a.metres != b.metres { return a.metres < b.metres }
            guard let first = chain[a.group], let second = chain[b.group] else { return a.group < b.group }
            return world.precedes(first.earliest, second.earliest)
        }
    }

    /// At least half of the smaller of the node and one of the members lies on the other.
    func isSamePlace(_ node: Int, in world: some ChainWorld) throws -> Bool {
        let row = world.row(of: node)
        let area = try world.measure.area(of: row)
        return try members.contains {
            let other = world.row(of: $0)
            let smaller = min(area, try world.measure.area(of: other))
            return try world.measure.overlap(row, other) >= IncidentSettings.samePlaceShare * smaller
        }
    }
}
