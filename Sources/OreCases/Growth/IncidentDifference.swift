/// What became of one incident since a moment, whatever runs lay between.
public struct IncidentDifference: Sendable, Hashable {
    public enum Change: String, Sendable, Hashable, CaseIterable {
        case new, grown, shrunk
        /// As large as the incidents that it was made of.
        case merged
        /// Neither larger nor smaller by more than the unchanged share.
        case changed
        /// Nothing suspects it any more.
        case gone
    }
    /// As it is now; the last known state of one that is gone.
    public var incident: Incident
    public var change: Change
    /// Square metres, of all that it was then.
    public var areaBefore: Double
    public var areaAfter: Double
    /// Handles of other incidents of then that are part of it now, sorted.
    public var joined: [String] = []

    public init(_ incident: Incident, _ change: Change, areaBefore: Double, areaAfter: Double) {
        (self.incident, self.change, self.areaBefore, self.areaAfter) = (incident, change, areaBefore, areaAfter)
    }

    /// What a run did to one incident; areas in square metres, 0 before a new one.
    public typealias Touch = (handle: String, change: IncidentChange, areaBefore: Double)

    /// The net changes: what is new and gone within is left out, a new name of a known place is no new incident.
    /// - Parameters:
    ///   - runs: what each run did, in their order.
    ///   - incidents: as they are now, withdrawn ones included.
    ///   - unchangedShare: of the area, by which it may differ and still count as unchanged.
    /// - Returns: by handle; empty when nothing was touched.
    /// - Complexity: O(handles and aliases of the incidents).
    public static func since(
        _ runs: [[Touch]], incidents: [Incident], unchangedShare: Double = IncidentSettings().unchangedShare
    ) -> [IncidentDifference] {
        let places = places(of: incidents)
        var groups: [Int: [String: Double]] = [:]
        for touches in runs {
            // A run that gives an incident another name tells the end of the old one, and the new one with the area that the old one had.
            var ended: [Int: Set<Double>] = [:]
            for touch in touches where touch.change.isEnd {
                if let place = places[touch.handle] { ended[place, default: []].insert(touch.areaBefore) }
            }
            for touch in touches {
                guard let place = places[touch.handle], groups[place]?[touch.handle] == nil else { continue }
                let isRenamed = !touch.change.isEnd && ended[place]?.contains(touch.areaBefore) ?? false
                groups[place, default: [:]][touch.handle] = isRenamed ? 0 : touch.areaBefore
            }
        }
        return groups.compactMap { place, then in difference(incidents[place], then, unchangedShare) }
            .sorted { $0.incident.handle < $1.incident.handle }
    }

    /// Which incident each handle stands for. A name that lives on in another incident says more than its own end.
    private static func places(of incidents: [Incident]) -> [String: Int] {
        var places: [String: Int] = [:]
        for (place, incident) in incidents.enumerated() where incident.state == .withdrawn { places[incident.handle] = place }
        for (place, incident) in incidents.enumerated() where incident.state != .withdrawn {
            for alias in incident.aliases { places[alias] = place }
        }
        for (place, incident) in incidents.enumerated() where incident.state != .withdrawn { places[incident.handle] = place }
        return places
    }

    private static func difference(_ incident: Incident, _ then: [String: Double], _ share: Double) -> IncidentDifference? {
        // In a fixed order: sums of doubles depend on it.
        let before = then.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value }
        let after = incident.state == .withdrawn ? 0 : incident.area
        guard before > 0 || after > 0 else { return nil }
        let joined = then.filter { $0.key != incident.handle && $0.value > 0 }.keys.sorted()
        // Alone, an old name is a new one of the same place.
        let isRenamed = joined.count == 1 && (then[incident.handle] ?? 0) == 0
        var result = IncidentDifference(incident, .changed, areaBefore: before, areaAfter: after)
        result.joined = isRenamed ? [] : joined
        if after == 0 {
            result.change = .gone
        } else if before == 0 {
            result.change = .new
        } else if after > before * (1 + share) {
            result.change = .grown
        } else if after < before * (1 - share) {
            result.change = .shrunk
        } else if !result.joined.isEmpty {
            result.change = .merged
        }
        return result
    }
}
