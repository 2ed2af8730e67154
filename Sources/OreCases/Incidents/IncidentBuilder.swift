internal import OreFeatures
public import OreDetection
public import OreGeometry

/// Incidents from findings: a pure function of the set of findings, the scenes and the decisions.
///
/// **The law.** Findings are taken in canonical order: by the last day of observation (undated ones last), then by id. Each joins the
/// incident of which it touches a member or comes within the chaining distance of one; of several the one whose member it overlaps most, then
/// the nearest, then the earliest. It joins the others too, which makes them one, and founds an incident where there is none.
/// A join must leave the diagonal of the incident's box within the largest extent, or within 1.25 times that of its largest member; a finding
/// of the same place (at least half of the smaller of it and a member in common) may join within twice that bound. The incident's handle is
/// that of its earliest member.
///
/// So the order of arrival cannot matter, findings that are later in time never rename an incident, and components of boxes grown by half the
/// chaining distance (``IncidentComponents``) can be built apart.
///
/// ```swift
/// let builder = IncidentBuilder(settings: IncidentSettings())
/// let incidents = try builder.incidents(of: findings, geometry: geometry, scenes: scenes, decisions: decisions)
/// ```
public struct IncidentBuilder: Sendable {
    public let settings: IncidentSettings

    public init(settings: IncidentSettings = IncidentSettings()) { self.settings = settings }

    /// The incidents of all findings. The other form builds parts of a store with scenes prepared once.
    public func incidents(
        of findings: [CaseFinding], geometry: GeometryColumns, scenes: SceneTable, decisions: [Decision] = []
    ) throws -> [Incident] {
        try incidents(of: findings, geometry: geometry, scenes: SceneViews(scenes), decisions: DecisionBook(decisions))
    }

    /// The incidents of all findings, or of whole components of them, without what they were built from; see ``built(of:geometry:scenes:decisions:outlined:)``.
    public func incidents(
        of findings: [CaseFinding], geometry: GeometryColumns, scenes: SceneViews, decisions: DecisionBook,
        outlined: ((_ scene: String, _ box: Envelope) throws -> Bool)? = nil
    ) throws -> [Incident] {
        try built(of: findings, geometry: geometry, scenes: scenes, decisions: decisions, outlined: outlined).map(\.incident)
    }

    /// An incident, and which of the findings given it is made of.
    public struct Built: Sendable, Hashable {
        public var incident: Incident
        /// Rows of the findings, in canonical order.
        public var rows: [Int]
        /// For each row: the positions in `rows` of the earliest findings of the groups that it joined.
        public var joined: [[Int]]
        /// For each row: whether a group within reach was not joined.
        public var wasRefused: [Bool]
    }

    /// The incidents of all findings, or of whole components of them.
    ///
    /// - Parameters:
    ///   - findings: ids are unique; any order. Findings with the verdict `consistent` suspect nothing and belong to no incident.
    ///   - geometry: row for row, lon/lat degrees on WGS 84, valid.
    ///   - outlined: whether a scene has a footprint that meets a box, asked of scenes that cover a place in the clear without a finding there.
    ///     Without it they are taken not to have seen anything.
    /// - Returns: by first day (undated last) and id of their earliest findings; empty without findings.
    /// - Throws: ``OreGeometry/TopologyError`` when the area of a sighting cannot be measured by any noding strategy.
    /// - Complexity: O(n log n) for places apart; for k findings of one place O(k^2) box tests and fewer contact tests.
    public func built(
        of findings: [CaseFinding], geometry: GeometryColumns, scenes: SceneViews, decisions: DecisionBook,
        outlined: ((_ scene: String, _ box: Envelope) throws -> Bool)? = nil
    ) throws -> [Built] {
        precondition(findings.count == geometry.count, "one geometry per finding")
        let envelopes = findings.indices.map(geometry.envelope)
        let components = IncidentComponents(settings)
        let grown = envelopes.map(components.grown)
        let measure = ContactMeasure(findings, geometry, envelopes, chainingMetres: components.chainingMetres)
        let survey = SightingSurvey(measure: measure, scenes: scenes, outlined: outlined)
        let assembly = IncidentAssembly(measure: measure, survey: survey, decisions: decisions, settings: settings)
        var result: [Built] = []
        for component in components.components(ofGrown: grown) {
            let order = CanonicalOrder.sorted(component.filter { findings[$0].finding.verdict != .consistent }, findings)
            guard !order.isEmpty else { continue }
            measure.reset()
            for (members, joined, wasRefused) in try IncidentChain.groups(of: order, grown: grown, measure: measure, settings: settings) {
                let rows = members.map { order[$0] }
                let incident = try assembly.incident(rows, joined)
                result.append(Built(incident: incident, rows: rows, joined: joined, wasRefused: wasRefused))
            }
        }
        return result.sorted { a, b in
            CanonicalOrder.precedes(
                a.incident.onset.seenBy, a.incident.earliestFindingID, b.incident.onset.seenBy, b.incident.earliestFindingID)
        }
    }

    /// One incident again, from its lineage.
    ///
    /// - Parameters:
    ///   - former: incidents of the store that members of it were part of, with their lineages: what they say of findings that all are part
    ///     of it, and of scenes that show the same findings as before, is neither read nor measured again.
    /// - Complexity: a walk through the lineages; reads the findings of scenes that show something else than before, and of those that show
    ///   what stands now.
    public func incident(
        _ lineage: IncidentLineage, from library: any FindingLibrary, former: [(incident: Incident, lineage: IncidentLineage)],
        scenes: SceneViews, decisions: DecisionBook, outlined: ((_ scene: String, _ box: Envelope) throws -> Bool)? = nil
    ) throws -> Incident {
        let measure = ContactMeasure(library, chainingMetres: max(0, settings.chainingMetres))
        for member in lineage.members { measure.add(member) }
        var survey = SightingSurvey(measure: measure, scenes: scenes, outlined: outlined)
        survey.remembered = RememberedFacts(lineage, former, from: library)
        let assembly = IncidentAssembly(measure: measure, survey: survey, decisions: decisions, settings: settings)
        return try assembly.incident(Array(lineage.members.indices), lineage.members.map(\.joined))
    }
}
