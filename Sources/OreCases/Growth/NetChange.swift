/// What became of one incident, in numbers alone: for sums over very many, of which few are looked at.
public struct NetChange: Sendable, Hashable {
    /// By which the repository that gave it knows the incident.
    public var incident: Int64
    /// A number that sorts as the handle does.
    public var handle: Int64
    public var change: IncidentDifference.Change
    /// Square metres.
    public var areaBefore: Double
    public var areaAfter: Double
    /// Handles of other incidents of then that are part of it now, as ``handle``, ascending.
    public var joined: [Int64] = []

    /// What it gained.
    public var gained: Double { areaAfter - areaBefore }

    /// What a run did under one handle.
    public struct Touch: Sendable {
        public var handle: Int64
        public var isEnd: Bool
        public var areaBefore: Double
        /// The incident for which the handle stands now, among those given.
        public var place: Int

        public init(handle: Int64, isEnd: Bool, areaBefore: Double, place: Int) {
            (self.handle, self.isEnd, self.areaBefore, self.place) = (handle, isEnd, areaBefore, place)
        }
    }

    /// An incident as it is now.
    public struct Standing: Sendable {
        public var incident: Int64
        public var handle: Int64
        /// Square metres; 0 for one that is gone.
        public var area: Double

        public init(incident: Int64, handle: Int64, area: Double) { (self.incident, self.handle, self.area) = (incident, handle, area) }
    }

    /// The net changes, as ``IncidentDifference/since(_:incidents:unchangedShare:)`` defines them.
    /// - Returns: by handle; empty when nothing was touched.
    /// - Complexity: O(n log n) touches; O(n) where they come in the order of handles.
    public static func since(
        _ runs: [[Touch]], standings: [Standing], unchangedShare: Double = IncidentSettings().unchangedShare
    ) -> [NetChange] {
        var then: [(place: Int, handle: Int64, area: Double)] = []
        then.reserveCapacity(runs.reduce(0) { $0 + $1.count })
        var seen: Set<Int64> = []
        for touches in runs {
            // A run that gives an incident another name tells the end of the old one, and the new one with the area that the old one had.
            var ended: [Int: Set<Double>] = [:]
            for touch in touches where touch.isEnd { ended[touch.place, default: []].insert(touch.areaBefore) }
            let isFirst = runs.count == 1 && !zip(touches, touches.dropFirst()).contains { $0.handle >= $1.handle }
            for touch in touches where isFirst || seen.insert(touch.handle).inserted {
                let isRenamed = !touch.isEnd && !ended.isEmpty && ended[touch.place]?.contains(touch.areaBefore) ?? false
                then.append((touch.place, touch.handle, isRenamed ? 0 : touch.areaBefore))
            }
        }
        // By handle within each incident: sums of doubles depend on their order.
        if zip(then, then.dropFirst()).contains(where: { ($0.place, $0.handle) > ($1.place, $1.handle) }) {
            then.sort { ($0.place, $0.handle) < ($1.place, $1.handle) }
        }
        var changes: [NetChange] = []
        changes.reserveCapacity(then.count)
        var next = then[...]
        while let place = next.first?.place {
            let own = next.prefix { $0.place == place }
            next = next.dropFirst(own.count)
            if let change = net(standings[place], own.lazy.map { ($0.handle, $0.area) }, unchangedShare) { changes.append(change) }
        }
        if zip(changes, changes.dropFirst()).contains(where: { $0.handle > $1.handle }) { changes.sort { $0.handle < $1.handle } }
        return changes
    }

    private static func net(_ now: Standing, _ then: some Collection<(handle: Int64, area: Double)>, _ share: Double) -> NetChange? {
        var (before, own) = (0.0, 0.0)
        var joined: [Int64] = []
        for one in then {
            before += one.area
            if one.handle == now.handle { own = one.area } else if one.area > 0 { joined.append(one.handle) }
        }
        let after = now.area
        guard before > 0 || after > 0 else { return nil }
        // Alone, an old name is a new one of the same place.
        if joined.count == 1 && own == 0 { joined = [] }
        let change: IncidentDifference.Change =
            if after == 0 {
                .gone
            } else if before == 0 {
                .new
            } else if after > before * (1 + share) {
                .grown
            } else if after < before * (1 - share) {
                .shrunk
            } else {
                joined.isEmpty ? .changed : .merged
            }
        return NetChange(
            incident: now.incident, handle: now.handle, change: change, areaBefore: before, areaAfter: after, joined: joined)
    }
}

extension NetChange {
    /// Of an incident over figures, which has no area: from what each run called its own change.
    /// - Parameters:
    ///   - runs: of each run that touched it, in their order, what it did under any of its handles.
    ///   - isGone: nothing suspects it now.
    /// - Returns: with areas of 0: new or gone as the first run and `isGone` say, else `grown` when a run found more tonnes beyond, `changed` otherwise; `nil` for one that came and went in between, and where no run touched it.
    public static func ofFigures(incident: Int64, handle: Int64, isGone: Bool, _ runs: [[IncidentChange]]) -> NetChange? {
        guard let first = runs.first(where: { !$0.isEmpty }) else { return nil }
        let change: IncidentDifference.Change
        let isNew = first.allSatisfy { $0 == .new }
        switch (isNew, isGone) {
        case (true, true): return nil
        case (true, false): change = .new
        case (false, true): change = .gone
        case (false, false): change = runs.joined().contains(.grown) ? .grown : .changed
        }
        return NetChange(incident: incident, handle: handle, change: change, areaBefore: 0, areaAfter: 0)
    }
}
