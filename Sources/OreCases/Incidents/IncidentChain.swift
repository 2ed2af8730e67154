internal import OreGeometry

/// Groups findings into incidents, one after the other in canonical order. See ``IncidentBuilder`` for the law.
///
/// Findings are nodes: numbers that the caller gives. Each is placed once; those placed before it are its possible neighbours.
struct IncidentChain {
    struct Group {
        var members: [Int]
        /// The first member in canonical order.
        var earliest: Int
        var envelope: Envelope
        /// The greatest diagonal of a single member, metres.
        var largestMember: Double
        /// Against the time before; see ``ChainReplay``.
        var standing = Standing.same
    }

    /// What a group is against the groups of the time before, when as many findings had been placed.
    enum Standing: Comparable {
        /// One of them.
        case same
        /// More: every one of them that it has a member of is part of it.
        case grown
        case other
    }

    private let settings: IncidentSettings
    /// Groups that became part of another are `nil`.
    private(set) var groups: [Group?] = []
    /// By node: its group; below zero until it is placed.
    private var numbers: [Int32] = []
    /// By node: the earliest nodes of the groups that it joined, in canonical order.
    private(set) var joined: [[Int]] = []
    /// By node: a group within reach was not joined.
    private(set) var wasRefused: [Bool] = []

    init(settings: IncidentSettings) { self.settings = settings }

    /// The number of the group of a node that is placed.
    func group(of node: Int) -> Int { Int(numbers[node]) }

    subscript(_ group: Int) -> Group? { groups[group] }

    /// `nil` for groups that became part of another.
    func standing(of group: Int) -> Standing? { groups[group]?.standing }

    mutating func raise(_ group: Int, to standing: Standing) {
        guard let before = groups[group]?.standing else { return }
        groups[group]?.standing = max(before, standing)
    }

    /// Places a node by its contacts with those before it.
    /// - Parameter near: placed nodes whose grown boxes meet its own, the last one first.
    mutating func place(_ node: Int, near: [Int], in world: some ChainWorld) throws {
        found(node, world.envelope(of: node))
        guard !near.isEmpty else { return }
        var earliest: [Int] = []
        let candidates = try ChainCandidate.all(of: node, near: near, chain: self, in: world)
        for candidate in candidates {
            guard let group = groups[candidate.group], let own = groups[self.group(of: node)],
                try candidate.sharesFootprint
                    || allows(group, own, isSamePlace: earliest.isEmpty && candidate.isSamePlace(node, in: world))
            else { continue }
            earliest.append(group.earliest)
            merge(candidate.group, self.group(of: node), world)
        }
        joined[node] = earliest.sorted(by: world.precedes)
        wasRefused[node] = earliest.count < candidates.count
    }

    /// Places a node as it was placed before.
    /// - Parameter earliest: nodes of the groups that it joined, in canonical order.
    mutating func place(_ node: Int, joining earliest: [Int], wasRefused: Bool, in world: some ChainWorld) {
        found(node, world.envelope(of: node))
        joined[node] = earliest
        self.wasRefused[node] = wasRefused
        for other in earliest { merge(group(of: other), group(of: node), world) }
    }

    /// Whether a node may join all of these groups, in whatever order they are taken.
    func hasRoom(for node: Int, in numbers: Set<Int>, _ world: some ChainWorld) -> Bool {
        var box = world.envelope(of: node)
        for number in numbers { if let group = groups[number] { box.expand(toInclude: group.envelope) } }
        return box.greatestDiagonalMetres <= settings.largestExtentMetres
    }

    private mutating func found(_ node: Int, _ envelope: Envelope) {
        if numbers.count <= node {
            numbers += Array(repeating: -1, count: node + 1 - numbers.count)
            joined += Array(repeating: [], count: node + 1 - joined.count)
            wasRefused += Array(repeating: false, count: node + 1 - wasRefused.count)
        }
        numbers[node] = Int32(groups.count)
        groups.append(Group(members: [node], earliest: node, envelope: envelope, largestMember: envelope.diagonalMetres))
    }

    private mutating func merge(_ a: Int, _ b: Int, _ world: some ChainWorld) {
        guard a != b, let first = groups[a], let second = groups[b] else { return }
        let (kept, left) = first.members.count >= second.members.count ? (a, b) : (b, a)
        guard let other = groups[left] else { return }
        groups[left] = nil
        for member in other.members { numbers[member] = Int32(kept) }
        groups[kept]?.members.append(contentsOf: other.members)
        groups[kept]?.earliest = world.precedes(first.earliest, second.earliest) ? first.earliest : second.earliest
        groups[kept]?.envelope.expand(toInclude: other.envelope)
        groups[kept]?.largestMember = max(first.largestMember, second.largestMember)
        groups[kept]?.standing = max(first.standing, second.standing)
    }

    private func allows(_ a: Group, _ b: Group, isSamePlace: @autoclosure () throws -> Bool) rethrows -> Bool {
        var box = a.envelope
        box.expand(toInclude: b.envelope)
        let extent = box.diagonalMetres
        let bound = max(
            settings.largestExtentMetres, IncidentSettings.roomAroundLargest * max(a.largestMember, b.largestMember))
        if extent <= bound { return true }
        guard extent <= IncidentSettings.roomForSamePlace * bound else { return false }
        return try isSamePlace()
    }
}

/// What placing nodes asks of them.
protocol ChainWorld {
    var measure: ContactMeasure { get }
    /// The row of a node in ``measure``.
    func row(of node: Int) -> Int
    func envelope(of node: Int) -> Envelope
    /// In canonical order.
    func precedes(_ a: Int, _ b: Int) -> Bool
    /// Findings of one footprint of one scene.
    func isSameFootprint(_ a: Int, _ b: Int) -> Bool
}

// MARK: All findings of a component

extension IncidentChain {
    /// The groups of a component, by their earliest members: positions in `order`, and for each the positions among the members of the earliest
    /// findings of the groups that it joined, and whether it was refused by one.
    ///
    /// - Parameters:
    ///   - order: rows of the component in canonical order.
    ///   - grown: boxes of all rows, as the components were made with.
    static func groups(
        of order: [Int], grown: [Envelope], measure: ContactMeasure, settings: IncidentSettings
    ) throws -> [(members: [Int], joined: [[Int]], wasRefused: [Bool])] {
        let world = OrderedWorld(order: order, measure: measure)
        let neighbours = Neighbours(order.map { grown[$0] })
        var chain = IncidentChain(settings: settings)
        for node in order.indices { try chain.place(node, near: neighbours.earlier(than: node), in: world) }
        return chain.groups.compactMap(\.self).sorted { $0.earliest < $1.earliest }.map { chain.lineage(of: $0, by: <) }
    }

    /// The members of a group in canonical order, and what they joined as positions among them.
    func lineage(of group: Group, by precedes: (Int, Int) -> Bool) -> (members: [Int], joined: [[Int]], wasRefused: [Bool]) {
        let members = group.members.sorted(by: precedes)
        let positions = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
        return (members, members.map { joined[$0].compactMap { positions[$0] } }, members.map { wasRefused[$0] })
    }
}

/// Nodes are positions in canonical order.
private struct OrderedWorld: ChainWorld {
    let order: [Int]
    let measure: ContactMeasure

    func row(of node: Int) -> Int { order[node] }
    func envelope(of node: Int) -> Envelope { measure.envelopes[order[node]] }
    func precedes(_ a: Int, _ b: Int) -> Bool { a < b }

    func isSameFootprint(_ a: Int, _ b: Int) -> Bool {
        measure.isSameFootprint(order[a], order[b])
    }
}

/// The members before one whose grown boxes meet its own: by a walk in small components, by an index in large ones.
private struct Neighbours {
    private let boxes: [Envelope]
    private let tree: PackedRTree?

    init(_ boxes: [Envelope]) {
        self.boxes = boxes
        tree = boxes.count > 64 ? PackedRTree(boxes) : nil
    }

    /// The latest first: the last sighting of a place is most like the next.
    func earlier(than member: Int) -> [Int] {
        if let tree { return tree.query(boxes[member]).filter { $0 < member }.sorted(by: >) }
        return (0..<member).reversed().filter { boxes[$0].intersects(boxes[member]) }
    }
}
