/// In which order incidents are listed; equal ones by handle. Named as the published fields are.
public enum IncidentOrder: String, Sendable, Hashable, CaseIterable {
    case handle, state, severity, probability
    case area = "area_m2"
    case growth = "growth_m2_per_year"
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
    case holder, district
}

/// In which order findings are listed; equal ones as the store holds them. Named as the published fields are.
public enum FindingOrder: String, Sendable, Hashable, CaseIterable {
    case severity, probability
    case area = "area_m2"
    case holder, district, rule, verdict
    case observedAt = "observed_at"
    case observedFrom = "observed_from"
    case observedTo = "observed_to"
}

/// In which order the changes of a run are listed; equal ones by handle. Named as the published fields are.
public enum RunChangeOrder: String, Sendable, Hashable, CaseIterable {
    case incident, change
    case areaBefore = "area_before_m2"
    case areaAfter = "area_m2"
}

/// What a run did to one incident; areas in square metres.
public struct RunChange: Sendable, Hashable {
    public var handle: String
    public var change: IncidentChange
    public var areaBefore: Double
    public var areaAfter: Double

    public init(handle: String, change: IncidentChange, areaBefore: Double, areaAfter: Double) {
        (self.handle, self.change, self.areaBefore, self.areaAfter) = (handle, change, areaBefore, areaAfter)
    }
}

/// A key and from which end; what has no value comes last, whichever end is first.
public struct Ordering<Key: Sendable & Hashable>: Sendable, Hashable {
    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, isDescending: Bool) { (self.key, self.isDescending) = (key, isDescending) }
}

/// By what incidents are counted.
public enum IncidentDimension: String, Sendable, Hashable, CaseIterable {
    case district, holder, group, rule, state, verdict, assignee
    /// Of the first sighting, `2025-04`.
    case month
}

/// Incidents that share a district, a holder, ...
public struct IncidentCount: Sendable, Hashable {
    /// Empty for those without one.
    public var key: String
    public var count = 0
    /// Open or returned.
    public var undecided = 0
    /// Square metres, and square metres per year.
    public var area = 0.0
    public var growth = 0.0

    public init(key: String) { self.key = key }
}

/// An incident with its place in the list of visits.
public struct RankedIncident: Sendable {
    public var incident: Incident
    public var rank: IncidentRank

    public init(incident: Incident, rank: IncidentRank) { (self.incident, self.rank) = (incident, rank) }
}
