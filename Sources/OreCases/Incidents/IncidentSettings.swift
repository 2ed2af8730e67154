/// What makes findings one incident, and what counts as news about it.
public struct IncidentSettings: Sendable, Hashable {
    /// Findings at most this far apart, in metres, are of one place. At least 0, where only contact chains.
    public var chainingMetres = 50.0
    /// The diagonal of an incident's box, in metres, beyond which nearness no longer chains. See ``IncidentBuilder`` for the exact law.
    public var largestExtentMetres = 5_000.0
    /// A sighting whose area differs by no more than this share from the area it is compared with is unchanged.
    public var unchangedShare = 0.1
    /// A dismissed incident returns when its area exceeds this factor times the area it was dismissed with.
    public var returnFactor = 1.5
    /// Seen on at least so many different days, an incident is confirmed...
    public var confirmingDays = 2
    /// ...or by at least so many different sensors.
    public var confirmingSensors = 2
    /// An incident's growth rate is that of its last sightings, at most so many.
    public var growthSightings = 5

    public init() {}

    /// A finding wider than ``largestExtentMetres`` is an incident all the same: this factor leaves room around it for its next outline.
    static let roomAroundLargest = 1.25
    /// How far an incident may exceed its bound for a finding of which at least half lies on it, or which covers half of a member.
    static let roomForSamePlace = 2.0
    /// The share of the smaller of two outlines that makes them one place.
    static let samePlaceShare = 0.5
}
