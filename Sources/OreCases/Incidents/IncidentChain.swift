internal import OreDetection
internal import OreGeometry

/// Groups the findings of one component into incidents, one after the other in canonical order. See ``IncidentBuilder`` for the law.
struct IncidentChain {
    /// Members are positions in canonical order; the least is the earliest.
    struct Group {
        var members: [Int]
        var envelope: Envelope
        /// The greatest diagonal of a single member, metres.
        var largestMember: Double
        var joins: [Join] = []
    }

    /// A member that made several groups one.
    struct Join: Hashable {
        var member: Int
        /// The earliest members of the groups, earliest first.
        var groups: [Int]
    }

    private let order: [Int]
    private let measure: ContactMeasure
    private let settings: IncidentSettings
    private let neighbours: Neighbours
    private var sets: DisjointSets
    /// By root; `nil` once joined to another.
    private var groups: [Group?]

    /// - Parameters:
    ///   - order: rows of the component in canonical order.
    ///   - grown: boxes of all rows, as the components were made with.
    init(order: [Int], grown: [Envelope], measure: ContactMeasure, settings: IncidentSettings) {
        (self.order, self.measure, self.settings) = (order, measure, settings)
        neighbours = Neighbours(order.map { grown[$0] })
        sets = DisjointSets(count: order.count)
        groups = Array(repeating: nil, count: order.count)
    }

    /// The groups, by their earliest members; members in canonical order.
    mutating func build() -> [Group] {
        for member in order.indices { place(member) }
        return groups.compactMap { $0 }.map { group in
            var group = group
            group.members.sort()
            return group
        }
    }

    private mutating func place(_ member: Int) {
        let envelope = measure.envelopes[order[member]]
        groups[member] = Group(members: [member], envelope: envelope, largestMember: envelope.diagonalMetres)
        let near = candidates(for: member)
        guard !near.isEmpty else { return }
        var joined: [Int] = []
        var root = member
        for candidate in near {
            guard let group = groups[candidate.root], let own = groups[root],
                candidate.sharesFootprint
                    || allows(group, own, isSamePlace: joined.isEmpty && candidate.isSamePlace(member, self))
            else { continue }
            joined.append(candidate.root)
            root = merge(group, own, candidate.root, root)
        }
        if joined.count > 1 { groups[root]?.joins.append(Join(member: member, groups: joined.sorted())) }
    }

    private mutating func merge(_ a: Group, _ b: Group, _ rootA: Int, _ rootB: Int) -> Int {
        let root = sets.join(rootA, rootB)
        groups[rootA] = nil
        groups[rootB] = nil
        var (merged, other) = a.members.count >= b.members.count ? (a, b) : (b, a)
        merged.members.append(contentsOf: other.members)
        merged.joins.append(contentsOf: other.joins)
        merged.envelope.expand(toInclude: other.envelope)
        merged.largestMember = max(merged.largestMember, other.largestMember)
        groups[root] = merged
        return root
    }

    private func allows(_ a: Group, _ b: Group, isSamePlace: @autoclosure () -> Bool) -> Bool {
        var box = a.envelope
        box.expand(toInclude: b.envelope)
        let extent = box.diagonalMetres
        let bound = max(
            settings.largestExtentMetres, IncidentSettings.roomAroundLargest * max(a.largestMember, b.largestMember))
        if extent <= bound { return true }
        return extent <= IncidentSettings.roomForSamePlace * bound && isSamePlace()
    }

    // MARK: Candidates

    private struct Candidate {
        var root: Int
        var members: [Int]
        var overlap = 0.0
        var metres = 0.0
        /// A finding of the same footprint is in the group.
        var sharesFootprint = false

        /// At least half of the smaller of the member and one of the group's lies on the other.
        func isSamePlace(_ member: Int, _ chain: IncidentChain) -> Bool {
            let row = chain.order[member]
            let area = chain.measure.findings[row].finding.area
            return members.contains {
                let other = chain.order[$0]
                let smaller = min(area, chain.measure.findings[other].finding.area)
                return chain.measure.overlap(row, other) >= IncidentSettings.samePlaceShare * smaller
            }
        }
    }

    /// The groups within reach of a member: the one that holds another finding of its footprint first, then the one it overlaps most, the
    /// nearest, the earliest.
    private mutating func candidates(for member: Int) -> [Candidate] {
        let row = order[member]
        var found: [Candidate] = []
        var rest: [(root: Int, member: Int)] = []
        for other in neighbours.earlier(than: member) {
            let root = sets.root(of: other)
            if found.contains(where: { $0.root == root }) {
                rest.append((root, other))
            } else {
                let metres = measure.distance(row, order[other])
                if metres < .infinity {
                    found.append(Candidate(root: root, members: [other], metres: metres))
                } else {
                    rest.append((root, other))
                }
            }
        }
        for other in rest {
            if let group = found.firstIndex(where: { $0.root == other.root }) { found[group].members.append(other.member) }
        }
        for group in found.indices { found[group].sharesFootprint = found[group].members.contains { isSameFootprint(order[$0], row) } }
        if found.count > 1 { rank(&found, row) }
        return found
    }

    private func isSameFootprint(_ a: Int, _ b: Int) -> Bool {
        let (first, second) = (measure.findings[a], measure.findings[b])
        return first.footprintName == second.footprintName && first.scene == second.scene
            && first.finding.observed == second.finding.observed
    }

    private func rank(_ found: inout [Candidate], _ row: Int) {
        for index in found.indices {
            found[index].overlap = measure.greatestOverlap(row, found[index].members.lazy.map { order[$0] })
            guard found[index].overlap == 0 else { continue }
            found[index].metres = found[index].members.reduce(.infinity) { min($0, measure.distance(row, order[$1])) }
        }
        found.sort { a, b in
            if a.sharesFootprint != b.sharesFootprint { return a.sharesFootprint }
            if a.overlap != b.overlap { return a.overlap > b.overlap }
            if a.metres != b.metres { return a.metres < b.metres }
            return a.root < b.root
        }
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
