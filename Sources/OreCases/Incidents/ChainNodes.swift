internal import OreFeatures
internal import OreGeometry

/// The findings that a replay has come near, numbered as they were met: those that came, and incidents as they were.
final class ChainNodes<Library: IncidentLibrary>: ChainWorld {
    private struct Place {
        var nodes: Range<Int>
        /// Grown, of all members.
        var box: Envelope
        var isActive = false
        /// Incidents whose members may be neighbours of its members; `nil`: not looked up yet.
        var near: [Int64]?
    }

    let measure: ContactMeasure
    private(set) var members: [IncidentLineage.Member] = []
    /// Nodes of the groups that each joined the time before: the earliest of each.
    private(set) var joined: [[Int]] = []
    var isExposed: [Bool] = []
    private(set) var isEnded: [Bool] = []
    /// Its later neighbours are exposed.
    var hasExposedLater: [Bool] = []

    private let library: Library
    private let components: IncidentComponents
    private var ended: Set<Int64> = []
    private var grown: [Envelope] = []
    private var days: [Int32] = []
    private var incidents: [Int64?] = []
    /// Rows in ``measure``; below zero: not asked for yet.
    private var rows: [Int32] = []
    private var places: [Int64: Place] = [:]
    private(set) var added: Range<Int> = 0..<0
    private var addedTree = PackedRTree([])
    /// By node, once they were looked up.
    private var neighbours: [[Int]?] = []
    /// Of added nodes: incidents whose members may be neighbours.
    private var nearAdded: [Int: [Int64]] = [:]

    init(_ library: Library, settings: IncidentSettings) {
        self.library = library
        components = IncidentComponents(settings)
        measure = ContactMeasure(chainingMetres: components.chainingMetres) { number, columns in
            try library.appendGeometry(of: number, to: &columns)
        }
    }

    // MARK: Taking in

    func take(_ new: [IncidentLineage.Member], ended: Set<Int64>) {
        self.ended = ended
        let first = members.count
        for member in new { append(member, incident: nil, joined: [], isExposed: true) }
        added = first..<members.count
        addedTree = PackedRTree(Array(grown[added]))
    }

    private func append(_ member: IncidentLineage.Member, incident: Int64?, joined: [Int], isExposed: Bool) {
        members.append(member)
        grown.append(components.grown(member.envelope))
        incidents.append(incident)
        self.joined.append(joined)
        self.isExposed.append(isExposed)
        isEnded.append(ended.contains(member.finding))
        hasExposedLater.append(false)
        rows.append(-1)
        days.append(member.day?.daysSince1970 ?? .max)
        neighbours.append(nil)
    }

    private func place(_ incident: Int64) throws -> Place {
        if let place = places[incident] { return place }
        let lineage = try library.lineage(ofIncident: incident)
        let first = members.count
        var box = Envelope.empty
        for member in lineage.members {
            append(member, incident: incident, joined: member.joined.map { first + $0 }, isExposed: false)
            box.expand(toInclude: grown[grown.count - 1])
        }
        let place = Place(nodes: first..<members.count, box: box)
        places[incident] = place
        return place
    }

    /// - Returns: its nodes in canonical order, the first time.
    func activate(_ incident: Int64) throws -> Range<Int> {
        var place = try place(incident)
        guard !place.isActive else { return 0..<0 }
        place.isActive = true
        places[incident] = place
        return place.nodes
    }

    // MARK: Neighbours

    /// Nodes whose grown boxes meet its own, without itself. Incidents that have one are taken in.
    func neighbours(of node: Int, _ activate: (Int64) throws -> Void) throws -> [Int] {
        if let known = neighbours[node] { return known }
        let box = grown[node]
        guard !box.isEmpty else { return [] }
        var found: [Int] = []
        for incident in try incidents(near: node) {
            let place = try place(incident)
            guard place.box.intersects(box) else { continue }
            let before = found.count
            grown.withUnsafeBufferPointer { grown in
                for other in place.nodes where other != node && grown[other].intersects(box) { found.append(other) }
            }
            if found.count > before && !place.isActive { try activate(incident) }
        }
        addedTree.query(box) { item in if added.lowerBound + item != node { found.append(added.lowerBound + item) } }
        neighbours[node] = found
        return found
    }

    private func incidents(near node: Int) throws -> [Int64] {
        guard let incident = incidents[node] else {
            if let known = nearAdded[node] { return known }
            let near = try library.incidents(meeting: reach(of: grown[node]))
            nearAdded[node] = near
            return near
        }
        let place = try place(incident)
        if let known = place.near { return known }
        let near = try library.incidents(meeting: reach(of: place.box))
        places[incident]?.near = near
        return near
    }

    /// Boxes of incidents are looked up as they are: a grown box grows by as much again, and a little for the other's own latitude.
    private func reach(of box: Envelope) -> Envelope {
        let margin = components.growth(of: box)
        let (x, y) = (1.05 * margin.x + 1e-5, 1.05 * margin.y + 1e-5)
        return Envelope(minX: box.minX - x, minY: box.minY - y, maxX: box.maxX + x, maxY: box.maxY + y)
    }

    // MARK: What placing asks

    func row(of node: Int) throws -> Int {
        if rows[node] < 0 {
            let member = members[node]
            rows[node] = Int32(measure.add(try library.finding(member.finding), member.finding, member.envelope))
        }
        return Int(rows[node])
    }

    func envelope(of node: Int) -> Envelope { members[node].envelope }

    func precedes(_ a: Int, _ b: Int) -> Bool { days[a] != days[b] ? days[a] < days[b] : members[a].id < members[b].id }

    /// What ended makes room first for what has its id now.
    func comesBefore(_ a: Int, _ b: Int) -> Bool {
        if days[a] != days[b] { return days[a] < days[b] }
        return members[a].id != members[b].id ? members[a].id < members[b].id : isEnded[a] && !isEnded[b]
    }

    func isSameFootprint(_ a: Int, _ b: Int) -> Bool { members[a].footprint == members[b].footprint }

    func isInReach(_ a: Int, _ b: Int) throws -> Bool { try measure.distance(row(of: a), row(of: b)) < .infinity }

    func isAdded(_ node: Int) -> Bool { added.contains(node) }

    func incident(of node: Int) -> Int64? { incidents[node] }
}
