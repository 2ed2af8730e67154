/// A finding over figures that the store holds, with its incident.
public struct StoredFiguresFinding: Sendable {
    public var figures: FiguresFinding
    /// Handle of its incident; `nil` before incidents were built.
    public var incident: String?
    /// What a register says of its subject, as its incident tells it; empty where none names it.
    public var place: FiguresIncidents.Place
    public var knownFrom: Int
    /// The commit that ended it; `nil` while it stands.
    public var knownTo: Int?

    public init(_ figures: FiguresFinding, incident: String?, place: FiguresIncidents.Place, knownFrom: Int, knownTo: Int?) {
        (self.figures, self.incident, self.place, self.knownFrom, self.knownTo) = (figures, incident, place, knownFrom, knownTo)
    }
}

/// A finding of either kind that the store holds.
public enum StoredSuspicion: Sendable {
    /// Of a footprint.
    case land(StoredFinding)
    /// Of a subject and a year.
    case figures(StoredFiguresFinding)
}

/// What a finding over figures said from one commit to another.
public struct FiguresFindingVersion: Sendable, Hashable {
    public var figures: FiguresFinding
    public var knownFrom: Int
    /// The commit that ended it; `nil` while it stands.
    public var knownTo: Int?
    /// When these commits were made, ISO 8601, by the clock of the machine; empty where that is not known.
    public var since: String
    public var until: String?

    public init(_ figures: FiguresFinding, knownFrom: Int, knownTo: Int?, since: String, until: String?) {
        (self.figures, self.knownFrom, self.knownTo, self.since, self.until) = (figures, knownFrom, knownTo, since, until)
    }
}
