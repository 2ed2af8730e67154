/// What a person did with an incident at the desk. Decisions are appended and never changed; the last ones count.
public struct Decision: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case confirm, dismiss, note, assign, reopen
    }
    /// The handle the person used; it may since have become an alias.
    public var handle: String
    public var kind: Kind
    public var actor: String
    /// When, as the actor's clock had it: ISO 8601 with zone. Decisions are ordered by ``commit``, never by this.
    public var time: String
    /// Commit number: the order in which the store took them; 0 before it did.
    public var commit: Int
    public var reason: String?
    public var note: String?
    /// For `assign`: to whom.
    public var assignee: String?
    /// Area of the incident when it was decided on, square metres: what "grown since" is measured against.
    public var areaThen: Double

    public init(
        handle: String, kind: Kind, actor: String, time: String, commit: Int = 0, reason: String? = nil, note: String? = nil,
        assignee: String? = nil, areaThen: Double = 0
    ) {
        (self.handle, self.kind, self.actor, self.time, self.commit) = (handle, kind, actor, time, commit)
        (self.reason, self.note, self.assignee, self.areaThen) = (reason, note, assignee, areaThen)
    }
}
