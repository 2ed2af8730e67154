internal import OreDetection
internal import OreFeatures
public import OreGeometry
public import OreLedger

/// Incidents from findings over figures: a pure function of the findings, what a register says of their subjects, and the decisions.
///
/// **The law.** Findings of one subject and one family (``FiguresFamily``) make an incident as long as their years follow each other; a year without
/// any begins the next. Nothing is joined by distance. The handle is that of the earliest finding, by year and then by id, and every member's
/// handle leads to the incident; so an office that delivers an earlier year later renames nothing that it knew.
public struct FiguresIncidents: Sendable {
    /// What a register says of a subject.
    public struct Place: Sendable, Hashable {
        /// Licences that the subject is, or holds: at most those that a register names.
        public var licenceIDs: [String] = []
        public var holder: String?
        public var group: String?
        public var district: String?
        /// Of its licences, lon/lat degrees; empty where none is spatial.
        public var envelope = Envelope.empty
        /// Inside of one of them.
        public var labelPoint: Coordinate?

        public init() {}
    }

    public let settings: IncidentSettings

    public init(settings: IncidentSettings = IncidentSettings()) { self.settings = settings }

    /// - Parameters:
    ///   - findings: of whole subjects; ids are unique, any order. Findings with the verdict `consistent` suspect nothing and are left out.
    ///   - ended: findings of these subjects that a correction took back: what was decided under their handles holds for the incident of their
    ///     subject and family whose years they are in, or next to.
    ///   - place: what a register says of the subject with that name; `nil` where none names it.
    /// - Returns: by subject, family and year; empty without findings.
    /// - Complexity: O(n log n).
    public func incidents(
        of findings: [FiguresFinding], ended: [FiguresFinding] = [], decisions: DecisionBook = DecisionBook(),
        place: (_ subject: String, SubjectKind) -> Place? = { _, _ in nil }
    ) -> [Incident] {
        var stories: [Story: [FiguresFinding]] = [:]
        for finding in findings where finding.finding.verdict != .consistent { stories[Story(finding), default: []].append(finding) }
        var incidents: [Incident] = []
        for (_, members) in stories.sorted(by: { $0.key < $1.key }) {
            let sorted = members.sorted { ($0.finding.year, $0.id) < ($1.finding.year, $1.id) }
            var start = 0
            for next in sorted.indices.dropFirst() where sorted[next].finding.year - sorted[next - 1].finding.year > 1 {
                incidents.append(incident(sorted[start..<next], ended, decisions, place))
                start = next
            }
            incidents.append(incident(sorted[start...], ended, decisions, place))
        }
        return incidents
    }

    /// What the findings of one incident share; years apart make several of it.
    private struct Story: Hashable, Comparable {
        var subject: String
        var kind: SubjectKind
        var family: FiguresFamily

        init(_ finding: FiguresFinding) { (subject, kind, family) = (finding.subject, finding.kind, finding.family) }

        static func < (a: Story, b: Story) -> Bool {
            (a.subject, a.kind.rawValue, a.family.rawValue) < (b.subject, b.kind.rawValue, b.family.rawValue)
        }
    }

    /// - Parameter members: not empty, in canonical order.
    private func incident(
        _ members: ArraySlice<FiguresFinding>, _ ended: [FiguresFinding], _ decisions: DecisionBook,
        _ place: (String, SubjectKind) -> Place?
    ) -> Incident {
        let first = members[members.startIndex]
        let last = members[members.endIndex - 1]
        let handles = members.map { IncidentHandle(findingID: $0.id) }
        let register = place(first.subject, first.kind)
        let onset = Incident.Onset(after: nil, seenBy: members.compactMap(\.days.first).min())
        var incident = Incident(
            earliestFindingID: first.id, handle: handles[0].description, verdict: .consistent, onset: onset,
            envelope: register?.envelope ?? .empty)
        var subject = Incident.Subject(
            name: first.subject, kind: first.kind, family: first.family, years: first.finding.year...last.finding.year)
        let materials = Set(members.filter { $0.excess != nil }.map(\.finding.scope.material))
        // Tonnes of two materials are no sum.
        if materials.count <= 1 { subject.excess = Self.excess(members) }
        subject.material = materials.count == 1 ? materials.first ?? .oxide : .oxide
        incident.subject = subject
        incident.findingIDs = members.map(\.id)
        incident.aliases = Self.others(handles)
        let rules = Set(members.map { SuspectedRule.figures($0.finding.rule) })
        incident.rules = SuspectedRule.allCases.filter(rules.contains)
        for finding in members.lazy.map(\.finding) {
            incident.verdict = Verdict.stronger(incident.verdict, finding.verdict)
            incident.severity = max(incident.severity, finding.severity)
            if let probability = finding.probability { incident.probability = max(incident.probability ?? 0, probability) }
        }
        // Two rules look at different papers, two years at different figures.
        if rules.count > 1 || subject.years.count > 1 { incident.certainty = .confirmed }
        (incident.firstSeen, incident.lastSeen) = (onset.seenBy, members.compactMap(\.days.last).max())
        describe(&incident, register)
        let former = ended.filter { old in
            (old.subject, old.kind, old.family) == (subject.name, subject.kind, subject.family)
                && (subject.years.lowerBound - 1...subject.years.upperBound + 1).contains(old.finding.year)
        }
        (incident.state, incident.assignee) = Incident.standing(
            after: decisions.decisions(under: handles + former.map { IncidentHandle(findingID: $0.id) }), area: incident.extent,
            settings: settings)
        return incident
    }

    private func describe(_ incident: inout Incident, _ register: Place?) {
        guard let register else { return }
        incident.licenceIDs = register.licenceIDs.sorted()
        incident.judgedLicenceCount = incident.licenceIDs.count
        (incident.holder, incident.group, incident.district) = (register.holder, register.group, register.district)
        incident.labelPoint = register.labelPoint
    }

    /// Of each year the most that a rule states: an overrun of the quota and one of the capacity are the same tonnes.
    private static func excess(_ members: ArraySlice<FiguresFinding>) -> Tonnes? {
        var years: [Int32: Tonnes] = [:]
        for member in members {
            guard let excess = member.excess else { continue }
            years[member.finding.year] = max(years[member.finding.year] ?? excess, excess)
        }
        guard !years.isEmpty else { return nil }
        // A sum that leaves the range is a mistaken unit; the largest year says so as well.
        return years.values.reduce(Tonnes?.some(.zero)) { sum, value in sum?.adding(value) } ?? years.values.max()
    }

    private static func others(_ handles: [IncidentHandle]) -> [String] {
        var known = Set(handles.prefix(1))
        return handles.dropFirst().filter { known.insert($0).inserted }.map(\.description)
    }
}
