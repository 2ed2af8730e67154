internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Writes an incident down from the group of findings that it is.
struct IncidentAssembly {
    let measure: ContactMeasure
    let survey: SightingSurvey
    let decisions: DecisionBook
    let settings: IncidentSettings

    /// - Parameters:
    ///   - rows: its findings in canonical order.
    ///   - joined: of each, the positions in `rows` of the earliest findings of the groups that it joined.
    func incident(_ rows: [Int], _ joined: [[Int]]) throws -> Incident {
        let handles = rows.map { IncidentHandle(findingID: measure.rows[$0].id) }
        let envelope = rows.reduce(into: Envelope.empty) { box, row in box.expand(toInclude: measure.envelopes[row]) }
        let views = try survey.views(of: rows, in: envelope)
        let history = IncidentHistory(views, merges: merges(of: rows, joined, handles), settings: settings)
        var incident = Incident(
            earliestFindingID: measure.rows[rows[0]].id, handle: handles[0].description, verdict: .consistent,
            onset: IncidentHistory.onset(views), envelope: envelope)
        incident.findingIDs = rows.map { measure.rows[$0].id }
        incident.aliases = Self.distinct(handles.dropFirst().lazy.map(\.description), without: incident.handle)
        (incident.sightings, incident.events) = (views.map(\.sighting), history.events)
        incident.certainty = IncidentHistory.certainty(views, settings)
        (incident.area, incident.maximumArea) = (history.area, history.maximumArea)
        incident.growthPerYear = GrowthSeries(steps: history.steps).ratePerYear(lastObservations: settings.growthSightings)
        (incident.state, incident.assignee) = Incident.standing(
            after: decisions.decisions(under: handles), area: history.area, settings: settings)
        try describeAll(&incident, rows, views)
        try describeLatest(&incident, views)
        return incident
    }

    /// The handles of incidents that were made one, by the scene of the finding that did it: those known from earlier days. What one day's
    /// findings founded on the way was never known apart.
    private func merges(of rows: [Int], _ joined: [[Int]], _ handles: [IncidentHandle]) -> [String: [String]] {
        var result: [String: Set<Int>] = [:]
        for (position, groups) in joined.enumerated() where groups.count > 1 {
            let joining = measure.rows[rows[position]]
            guard let day = joining.observed?.to else { continue }
            let earlier = groups.filter { group in measure.rows[rows[group]].observed.map { $0.to < day } ?? false }
            result[joining.scene, default: []].formUnion(earlier)
        }
        return result.filter { $0.value.count > 1 }.mapValues { groups in groups.sorted().map { handles[$0].description } }
    }

    /// What all members say, in whatever scene.
    private func describeAll(_ incident: inout Incident, _ rows: [Int], _ views: [SceneView]) throws {
        if rows.count == 1 {
            describeOnly(try measure.finding(rows[0]).finding, &incident)
        } else {
            try describeMany(&incident, rows)
        }
        let seen = views.filter { $0.sighting.kind == .seen }
        incident.scenes = seen.map(\.sighting.scene)
        incident.firstSeen = seen.first?.sighting.period?.to
        incident.lastSeen = seen.last { $0.sighting.period != nil }?.sighting.period?.to
    }

    private func describeOnly(_ finding: Finding, _ incident: inout Incident) {
        incident.rules = [.land(finding.rule)]
        incident.judgedLicenceCount = finding.licenceIDs.count
        incident.licenceIDs = finding.licenceIDs.sorted() + finding.otherLicenceIDs.filter { !finding.licenceIDs.contains($0) }.sorted()
        incident.zoneIDs = finding.zoneID.map { [$0] } ?? []
    }

    private func describeMany(_ incident: inout Incident, _ rows: [Int]) throws {
        var rules: Set<SuspectedRule> = []
        var (licences, others, zones): (Set<String>, Set<String>, Set<String>) = ([], [], [])
        for former in survey.remembered.whole {
            rules.formUnion(former.rules)
            licences.formUnion(former.licenceIDs.prefix(former.judgedLicenceCount))
            others.formUnion(former.licenceIDs.dropFirst(former.judgedLicenceCount))
            zones.formUnion(former.zoneIDs)
        }
        for row in survey.remembered.others ?? rows {
            let finding = try measure.finding(row).finding
            rules.insert(.land(finding.rule))
            licences.formUnion(finding.licenceIDs)
            others.formUnion(finding.otherLicenceIDs)
            if let zone = finding.zoneID { zones.insert(zone) }
        }
        incident.rules = SuspectedRule.allCases.filter(rules.contains)
        incident.judgedLicenceCount = licences.count
        incident.licenceIDs = licences.sorted() + others.subtracting(licences).sorted()
        incident.zoneIDs = zones.sorted()
    }

    /// What the findings that stand say; the place to look at is that of the latest sighting.
    private func describeLatest(_ incident: inout Incident, _ views: [SceneView]) throws {
        guard let latest = views.last(where: { $0.sighting.kind == .seen }) else { return }
        let standing = views.filter(\.isStanding)
        let findings = try standing.flatMap(\.rows).map { try measure.finding($0) }
        var nearest = Double.infinity
        for finding in findings.lazy.map(\.finding) {
            incident.verdict = Verdict.stronger(incident.verdict, finding.verdict)
            incident.severity = max(incident.severity, finding.severity)
            if let probability = finding.probability { incident.probability = max(incident.probability ?? 0, probability) }
            if let metres = finding.nearestLicenceMetres, metres < nearest {
                (nearest, incident.nearestLicenceID) = (metres, finding.nearestLicenceID)
            }
        }
        let byArea = Self.byArea(findings)
        incident.holder = byArea.lazy.compactMap { findings[$0].finding.holder }.first
        incident.group = byArea.lazy.compactMap { findings[$0].group }.first
        incident.district = byArea.lazy.compactMap { findings[$0].finding.district }.first
        incident.areaBeyondTolerance = try areaBeyondTolerance(standing.flatMap(survey.outlines)).map { min(incident.area, $0) }
        let last = try latest.rows.map { try measure.finding($0) }
        let largest = Self.byArea(last).first ?? 0
        incident.labelPoint = try last[largest].finding.labelPoint ?? interiorPoint(of: latest.rows[largest])
    }

    private func interiorPoint(of row: Int) throws -> Coordinate? {
        let place = try measure.place(of: row)
        return LocalMetric.interiorPoint(of: place, in: measure.columns)
    }

    /// The sum over outlines; `nil` where none states it.
    private func areaBeyondTolerance(_ outlines: [Int]) throws -> Double? {
        let findings = try outlines.map { try measure.finding($0).finding }
        guard findings.contains(where: { $0.outsideAreaBeyondTolerance != nil }) else { return nil }
        return findings.reduce(0) { $0 + ($1.outsideAreaBeyondTolerance ?? $1.area) }
    }

    /// The largest first; findings are in canonical order, and of equal areas the first comes first.
    private static func byArea(_ findings: [CaseFinding]) -> [Int] {
        guard findings.count > 1 else { return Array(findings.indices) }
        let areas = findings.map(\.finding.area)
        return findings.indices.sorted { areas[$0] != areas[$1] ? areas[$0] > areas[$1] : $0 < $1 }
    }

    private static func distinct(_ handles: some Collection<String>, without own: String) -> [String] {
        guard handles.count > 1 else { return handles.filter { $0 != own } }
        var known: Set<String> = [own]
        return handles.filter { known.insert($0).inserted }
    }
}

extension Verdict {
    /// The stronger of two.
    static func stronger(_ a: Verdict, _ b: Verdict) -> Verdict {
        let order: [Verdict] = [.strong, .possible, .undecidable, .consistent]
        return order.first { $0 == a || $0 == b } ?? a
    }
}
