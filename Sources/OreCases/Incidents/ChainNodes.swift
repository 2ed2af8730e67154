internal import OreFeatures
internal import OreGeometry

private struct Node {
    var member: IncidentLineage.Member
    var grown: Envelope
    /// The last one for undated findings.
    var day: Int32
    /// Nodes of the groups that it joined the time before: the earliest of each.
    var joined: [Int]
    /// The place that it is part of; `nil` for what came.
    var place: Int?
    var isEnded: Bool
    /// To be placed anew, not as it was placed before.
    var isExposed = false
    /// Its later neighbours are exposed.
    var hasExposedLater = false
    /// The row in the measure, once it was asked for.
    var row: Int?
    /// Once they were looked up.
    var neighbours: [Int]?
}

/// An incident as it was.
private struct Place {
    var incident: Int64
    var nodes: Range<Int>
    /// Grown, of all members.
    var box: Envelope
    /// Its members are placed, or wait for their turn.
    var isActive = false
    /// Places whose members may be neighbours of its members, once they were looked up.
    var near: [Int]?
}

/// The findings that a replay has come near, numbered as they were met: those that came, and incidents as they were.
final class ChainNodes: ChainWorld {
    let measure: ContactMeasure
    private let library: any IncidentLibrary
    private let components: IncidentComponents
    private var ended: Set<Int64> = []
    private var nodes: [Node] = []
    private var places: [Place] = []
    private var numbers: [Int64: Int] = [:]
    private(set) var added: Range<Int> = 0..<0
    private var addedTree = PackedRTree([])

    init(_ library: any IncidentLibrary, settings: IncidentSettings) {
        self.library = library
        components = IncidentComponents(settings)
        measure = ContactMeasure(library, chainingMetres: components.chainingMetres)
    }

    // MARK: Taking in

    func take(_ new: [IncidentLineage.Member], ended: Set<Int64>) {
        self.ended = ended
        let first = nodes.count
        for member in new { append(member, place: nil, joined: []) }
        added = first..<nodes.count
        addedTree = PackedRTree(nodes[added].map(\.grown))
    }

    private func append(_ member: IncidentLineage.Member, place: Int?, joined: [Int]) {
        nodes.append(
            Node(
                member: member, grown: components.grown(member.envelope), day: member.day?.daysSince1970 ?? .max, joined: joined,
                place: place,
                isEnded: ended.contains(member.finding)))
    }

    private func place(_ incident: Int64) throws -> Int {
        if let number = numbers[incident] { return number }
        let lineage = try library.lineage(ofIncident: incident)
        let first = nodes.count
        var box = Envelope.empty
        for member in lineage.members {
            append(member, place: places.count, joined: member.joined.isEmpty ? [] : member.joined.map { first + $0 })
            box.expand(toInclude: nodes[nodes.count - 1].grown)
        }
        numbers[incident] = places.count
        places.append(Place(incident: incident, nodes: first..<nodes.count, box: box))
        return places.count - 1
    }

    /// - Returns: its nodes in canonical order, the first time.
    func activate(_ incident: Int64) throws -> Range<Int> {
        let number = try place(incident)
        guard !places[number].isActive else { return 0..<0 }
        places[number].isActive = true
        return places[number].nodes
    }

    var activeIncidents: Set<Int64> { Set(places.lazy.filter(\.isActive).map(\.incident)) }

    // MARK: Neighbours

    /// Nodes whose grown boxes meet its own, without itself. Incidents that have one are taken in.
    func neighbours(of node: Int, _ activate: (Int64) throws -> Void) throws -> [Int] {
        if let known = nodes[node].neighbours { return known }
        let box = nodes[node].grown
        guard !box.isEmpty else { return [] }
        var found: [Int] = []
        for number in try placesNear(node) where places[number].box.intersects(box) {
            let before = found.count
            nodes.withUnsafeBufferPointer { nodes in
                for other in places[number].nodes where other != node && nodes[other].grown.intersects(box) { found.append(other) }
            }
            if found.count > before && !places[number].isActive { try activate(places[number].incident) }
        }
        addedTree.query(box) { item in if added.lowerBound + item != node { found.append(added.lowerBound + item) } }
        nodes[node].neighbours = found
        return found
    }

    private func placesNear(_ node: Int) throws -> [Int] {
        guard let number = nodes[node].place else {
            return try library.incidents(meeting: reach(of: nodes[node].grown)).map(place)
        }
        if let known = places[number].near { return known }
        let near = try library.incidents(meeting: reach(of: places[number].box)).map(place)
        places[number].near = near
        return near
    }

    /// Boxes of incidents are looked up as they are: a grown box grows by as much again, and a little for the other's own latitude.
    private func reach(of box: Envelope) -> Envelope {
        let margin = components.growth(of: box)
        let (x, y) = (1.05 * margin.x + 1e-5, 1.05 * margin.y + 1e-5)
        return Envelope(minX: box.minX - x, minY: box.minY - y, maxX: box.maxX + x, maxY: box.maxY + y)
    }

    // MARK: What the replay asks

    func member(_ node: Int) -> IncidentLineage.Member { nodes[node].member }

    func joined(_ node: Int) -> [Int] { nodes[node].joined }

    func wasRefused(_ node: Int) -> Bool { nodes[node].member.wasRefused }

    func isEnded(_ node: Int) -> Bool { nodes[node].isEnded }

    func isAdded(_ node: Int) -> Bool { nodes[node].place == nil }

    func isExposed(_ node: Int) -> Bool { nodes[node].isExposed || nodes[node].place == nil }

    func expose(_ node: Int) { nodes[node].isExposed = true }

    func hasExposedLater(_ node: Int) -> Bool { nodes[node].hasExposedLater }

    func markExposedLater(_ node: Int) { nodes[node].hasExposedLater = true }

    /// The incident that it was part of; `nil` for what came.
    func incident(of node: Int) -> Int64? { nodes[node].place.map { places[$0].incident } }

    /// What ended makes room first for what has its id now.
    func comesBefore(_ a: Int, _ b: Int) -> Bool {
        if nodes[a].day != nodes[b].day { return nodes[a].day < nodes[b].day }
        if nodes[a].member.id != nodes[b].member.id { return nodes[a].member.id < nodes[b].member.id }
        return nodes[a].isEnded && !nodes[b].isEnded
    }

    func isInReach(_ a: Int, _ b: Int) throws -> Bool { try measure.distance(row(of: a), row(of: b)) < .infinity }

    // MARK: What placing asks

    func row(of node: Int) -> Int {
        if let row = nodes[node].row { return row }
        let row = measure.add(nodes[node].member)
        nodes[node].row = row
        return row
    }

    func envelope(of node: Int) -> Envelope { nodes[node].member.envelope }

    func precedes(_ a: Int, _ b: Int) -> Bool {
        nodes[a].day != nodes[b].day ? nodes[a].day < nodes[b].day : nodes[a].member.id < nodes[b].member.id
    }

    func isSameFootprint(_ a: Int, _ b: Int) -> Bool { nodes[a].member.footprint == nodes[b].member.footprint }
}
