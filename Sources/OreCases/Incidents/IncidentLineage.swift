public import OreFeatures
public import OreGeometry

/// How an incident came about: its members in canonical order, and what each joined when it was placed. See ``IncidentBuilder`` for the law.
///
/// Kept with an incident, it lets ``ChainReplay`` place again only those findings whose surroundings changed.
public struct IncidentLineage: Sendable, Hashable {
    public struct Member: Sendable, Hashable {
        /// The store's number of the finding; never given to another.
        public var finding: Int64
        public var id: String
        /// When its footprint was seen; `nil` for undated ones.
        public var observed: ObservationPeriod?
        /// Of its geometry, lon/lat degrees.
        public var envelope: Envelope
        /// The store's numbers of its footprint and of its scene.
        public var footprint: Int64
        public var scene: Int64
        /// Positions, among the members, of the earliest of every group that it joined, ascending; empty for one that founded a group.
        public var joined: [Int] = []
        /// A group within its reach was not joined, for it would have become too large.
        public var wasRefused = false

        /// The last day of observation; `nil` for undated ones.
        public var day: Day? { observed?.to }

        public init(finding: Int64, id: String, observed: ObservationPeriod?, envelope: Envelope, footprint: Int64, scene: Int64) {
            (self.finding, self.id, self.observed, self.envelope) = (finding, id, observed, envelope)
            (self.footprint, self.scene) = (footprint, scene)
        }
    }

    public var members: [Member]

    public init(members: [Member] = []) { self.members = members }

    /// Of all members; empty without any.
    var envelope: Envelope {
        members.reduce(into: .empty) { box, member in box.expand(toInclude: member.envelope) }
    }

    /// Every member is named once and joined earlier ones.
    public var isSound: Bool {
        Set(members.map(\.finding)).count == members.count
            && members.enumerated().allSatisfy { position, member in member.joined.allSatisfy { 0 <= $0 && $0 < position } }
    }
}

/// Where findings are fetched from, by the store's numbers.
public protocol FindingLibrary: AnyObject {
    /// With the name of its scene, its group and the number of its footprint.
    func finding(_ number: Int64) throws -> CaseFinding
    /// Appends its geometry, lon/lat degrees: one row, whatever it has.
    func appendGeometry(of number: Int64, to columns: inout GeometryColumns) throws
    /// As ``CaseFinding/scene`` names it.
    func sceneName(_ number: Int64) -> String
}

/// Where incidents are looked up as they were before the change at hand.
public protocol IncidentLibrary: FindingLibrary {
    /// Numbers of the incidents that may have a member whose box meets this one; too many do no harm.
    func incidents(meeting box: Envelope) throws -> [Int64]
    func lineage(ofIncident number: Int64) throws -> IncidentLineage
}
