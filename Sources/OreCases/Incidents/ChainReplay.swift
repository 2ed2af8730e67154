internal import OreGeometry

/// Brings incidents up to date with findings that came and went, exactly as building all of them anew would.
///
/// The chain is replayed in canonical order, but only where something differs. A finding keeps its place, without a look at its geometry, as
/// long as none of its neighbours came or went and every group within its reach is what it was when it was placed the time before. A group
/// that differs makes the later neighbours of its members be placed anew; if they land where they were, in groups that do not differ, nothing
/// spreads further. Incidents are looked up as the replay comes near them.
public final class ChainReplay {
    /// What the replay found.
    public struct Outcome: Sendable {
        /// Incidents that are not what they were, by their earliest members.
        public var changed: [IncidentLineage] = []
        /// For each of ``changed``: the numbers of the incidents that its members were part of, ascending.
        public var former: [[Int64]] = []
        /// Numbers of all incidents that members left or joined, ascending: each is one of ``former``, or nothing of it is left.
        public var touched: [Int64] = []
        /// Numbers of all incidents that were looked at.
        public var seen: Set<Int64> = []

        /// The replay of a change of which this and the other replayed a half each (``ChainChange/halves(_:)``); `nil` where the halves have to
        /// do with each other: one touched what the other looked at.
        public func together(with other: Outcome) -> Outcome? {
            guard seen.isDisjoint(with: other.touched) && other.seen.isDisjoint(with: touched) else { return nil }
            let both = zip(changed + other.changed, former + other.former).sorted { a, b in
                guard let first = a.0.members.first, let second = b.0.members.first else { return false }
                return CanonicalOrder.precedes(first.day, first.id, second.day, second.id)
            }
            return Outcome(
                changed: both.map(\.0), former: both.map(\.1), touched: (touched + other.touched).sorted(), seen: seen.union(other.seen))
        }
    }

    private let nodes: ChainNodes
    private var chain: IncidentChain
    private var agenda = ChainAgenda()
    /// The node that is being placed; `nil` before the first.
    private var now: Int?

    public init(_ library: any IncidentLibrary, settings: IncidentSettings) {
        nodes = ChainNodes(library, settings: settings)
        chain = IncidentChain(settings: settings)
    }

    /// Once for each replay. Without changes nothing is changed or touched.
    /// - Throws: what the library throws.
    /// - Complexity: time and memory grow with the findings near what came and went, not with those of the store.
    public func run(_ changes: ChainChange) throws -> Outcome {
        nodes.take(changes.added, ended: Set(changes.ended.map(\.finding)))
        for node in nodes.added { schedule(node) }
        for incident in Set(changes.ended.map(\.incident)).sorted() { try activate(incident) }
        while let node = agenda.next(nodes) {
            now = node
            if nodes.isEnded(node) {
                try leaveOut(node)
            } else if nodes.isExposed(node) {
                try placeAnew(node)
            } else {
                placeAsBefore(node)
            }
        }
        return outcome(Set(changes.ended.map(\.incident)))
    }

    private func schedule(_ node: Int) { agenda.add(node, nodes) }

    /// Takes an incident into the replay: what came before now is where it was, what comes later will be placed in its turn.
    private func activate(_ incident: Int64) throws {
        for node in try nodes.activate(incident) {
            if let now, nodes.precedes(node, now) {
                placeAsBefore(node)
            } else {
                schedule(node)
            }
        }
    }

    // MARK: One node

    private func placeAsBefore(_ node: Int) {
        chain.place(node, joining: nodes.joined(node), wasRefused: nodes.wasRefused(node), in: nodes)
    }

    /// A finding that is no longer there: from now on the groups that it joined are not what they were.
    private func leaveOut(_ node: Int) throws {
        for other in nodes.joined(node) where !nodes.isEnded(other) { try change(chain.group(of: other), to: .other) }
        try exposeLater(than: node)
    }

    private func placeAnew(_ node: Int) throws {
        let near = try nodes.neighbours(of: node, activate).filter { nodes.precedes($0, node) }
        if nodes.isAdded(node) {
            try chain.place(node, near: present(near), in: nodes)
            return try change(chain.group(of: node), to: .grown)
        }
        let before = nodes.joined(node)
        // The groups that it joined the time before, as they are before it joins them again.
        let left = Set(before.lazy.filter { !self.nodes.isEnded($0) }.map(chain.group))
        let wasSame = left.allSatisfy { chain.standing(of: $0) == .same }
        if let certain = try certainGroups(of: node, near, left) {
            let earliest = certain.compactMap { chain[$0]?.earliest }.sorted(by: nodes.precedes)
            chain.place(node, joining: earliest, wasRefused: false, in: nodes)
        } else {
            try chain.place(node, near: present(near), in: nodes)
        }
        if chain.joined[node] == before && chain.wasRefused[node] == nodes.wasRefused(node) {
            return wasSame ? () : try change(chain.group(of: node), to: .grown)
        }
        // Groups that it joined then and not now are still there.
        let isApart = before.contains { nodes.isEnded($0) || chain.group(of: $0) != chain.group(of: node) }
        for group in left { try change(group, to: isApart ? .other : .grown) }
        try change(chain.group(of: node), to: isApart ? .other : .grown)
    }

    private func present(_ near: [Int]) -> [Int] {
        near.filter { !nodes.isEnded($0) }.sorted { nodes.precedes($1, $0) }
    }

    /// The groups that a finding joins, where that is certain without measuring it against what was there the time before: it had contact with
    /// none but the groups that it joined, these only grew, and there is room for all.
    private func certainGroups(of node: Int, _ near: [Int], _ left: Set<Int>) throws -> Set<Int>? {
        guard !nodes.wasRefused(node), left.allSatisfy({ hasAllOfBefore($0) }) else { return nil }
        var groups = left
        for other in near {
            guard !nodes.isEnded(other) else { return nil }
            let group = chain.group(of: other)
            guard hasAllOfBefore(group) else { return nil }
            if nodes.isAdded(other), !groups.contains(group), try nodes.isInReach(node, other) { groups.insert(group) }
        }
        return chain.hasRoom(for: node, in: groups, nodes) ? groups : nil
    }

    private func hasAllOfBefore(_ group: Int) -> Bool { chain.standing(of: group).map { $0 < .other } ?? false }

    /// The group is not what it was: what comes after its members and near them is placed anew.
    private func change(_ group: Int, to standing: IncidentChain.Standing) throws {
        guard let members = chain[group]?.members else { return }
        chain.raise(group, to: standing)
        for member in members where !nodes.hasExposedLater(member) { try exposeLater(than: member) }
    }

    private func exposeLater(than node: Int) throws {
        guard let now else { return }
        nodes.markExposedLater(node)
        for other in try nodes.neighbours(of: node, activate) where nodes.precedes(now, other) { nodes.expose(other) }
    }

    // MARK: What came out

    private func outcome(_ ended: Set<Int64>) -> Outcome {
        var outcome = Outcome()
        var touched = ended
        let changed = chain.groups.compactMap { $0?.standing == .same ? nil : $0 }.sorted { nodes.precedes($0.earliest, $1.earliest) }
        for group in changed {
            let (members, joined, wasRefused) = chain.lineage(of: group, by: nodes.precedes)
            let former = Set(members.compactMap { nodes.incident(of: $0) })
            touched.formUnion(former)
            outcome.former.append(former.sorted())
            outcome.changed.append(
                IncidentLineage(
                    members: members.indices.map { i in
                        var member = nodes.member(members[i])
                        (member.joined, member.wasRefused) = (joined[i], wasRefused[i])
                        return member
                    }))
        }
        outcome.touched = touched.sorted()
        outcome.seen = nodes.activeIncidents
        return outcome
    }
}
