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
    public func incidents(
        of findings: [CaseFinding], geometry: GeometryColumns, scenes: SceneViews, decisions: DecisionBook,
        outlined: ((_ scene: String, _ box: Envelope) throws -> Bool)? = nil
    ) throws -> [Incident] {
        precondition(findings.count == geometry.count, "one geometry per finding")
        let envelopes = findings.indices.map(geometry.envelope)
        let components = IncidentComponents(settings)
        let grown = envelopes.map(components.grown)
        let measure = ContactMeasure(findings, geometry, envelopes, chainingMetres: components.chainingMetres)
        let survey = SightingSurvey(measure: measure, scenes: scenes, outlined: outlined)
        let assembly = IncidentAssembly(measure: measure, survey: survey, decisions: decisions, settings: settings)
        var result: [Incident] = []
        for component in components.components(ofGrown: grown) {
            let order = CanonicalOrder.sorted(component.filter { findings[$0].finding.verdict != .consistent }, findings)
            guard !order.isEmpty else { continue }
            measure.reset()
            var chain = IncidentChain(order: order, grown: grown, measure: measure, settings: settings)
            for group in chain.build() { result.append(try assembly.incident(group, order)) }
        }
        return result.sorted { a, b in
            CanonicalOrder.precedes(a.onset.seenBy, a.earliestFindingID, b.onset.seenBy, b.earliestFindingID)
        }
    }
}

/// By the last day of observation, undated ones last; then by id.
enum CanonicalOrder {
    static func sorted(_ rows: [Int], _ findings: [CaseFinding]) -> [Int] {
        guard rows.count > 1 else { return rows }
        return rows.sorted { a, b in
            precedes(
                findings[a].finding.observed?.to, findings[a].finding.id, findings[b].finding.observed?.to, findings[b].finding.id)
        }
    }

    static func precedes(_ day: Day?, _ id: String, _ otherDay: Day?, _ otherID: String) -> Bool {
        switch (day, otherDay) {
        case (let day?, let otherDay?) where day != otherDay: day < otherDay
        case (_?, nil): true
        case (nil, _?): false
        default: id < otherID
        }
    }
}
