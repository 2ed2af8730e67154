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
        let names = Set(places.keys).union(runs.lazy.flatMap { $0.lazy.map(\.handle) }).sorted()
        let numbers = Dictionary(names.enumerated().map { ($1, Int64($0)) }, uniquingKeysWith: { first, _ in first })
        let touches = runs.map { touches in
            touches.compactMap { touch -> NetChange.Touch? in
                guard let place = places[touch.handle], let number = numbers[touch.handle] else { return nil }
                return NetChange.Touch(handle: number, isEnd: touch.change.isEnd, areaBefore: touch.areaBefore, place: place)
            }
        }
        let standings = incidents.enumerated().map { place, incident in
            NetChange.Standing(
                incident: Int64(place), handle: numbers[incident.handle] ?? -1, area: incident.state == .withdrawn ? 0 : incident.area)
        }
        return NetChange.since(touches, standings: standings, unchangedShare: unchangedShare).map { net in
            var one = IncidentDifference(
                incidents[Int(net.incident)], net.change, areaBefore: net.areaBefore, areaAfter: net.areaAfter)
            one.joined = net.joined.map { names[Int($0)] }
            return one
        }
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
}
