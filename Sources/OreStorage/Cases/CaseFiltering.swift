internal import OreCases
internal import OreDetection
internal import OreFeatures

extension CaseFilter {
    func passes(_ incident: Incident) -> Bool {
        if !rules.isEmpty, !incident.rules.contains(where: rules.contains) { return false }
        if !verdicts.isEmpty, !verdicts.contains(incident.verdict) { return false }
        if !certainties.isEmpty, !certainties.contains(incident.certainty) { return false }
        if let district, incident.district != district { return false }
        if let holder, incident.holder != holder { return false }
        if let group, incident.group != group { return false }
        if let assignee, incident.assignee != assignee { return false }
        if let licence, !incident.licenceIDs.contains(licence), incident.nearestLicenceID != licence { return false }
        if let minimumProbability, (incident.probability ?? 0) < minimumProbability { return false }
        return passes(first: incident.firstSeen, last: incident.lastSeen)
    }

    func passes(_ stored: StoredFinding) -> Bool {
        let finding = stored.finding
        if !rules.isEmpty, !rules.contains(finding.rule) { return false }
        if !verdicts.isEmpty, !verdicts.contains(finding.verdict) { return false }
        if let district, finding.district != district { return false }
        if let holder, finding.holder != holder { return false }
        if let licence, !finding.licenceIDs.contains(licence), !finding.otherLicenceIDs.contains(licence),
            finding.nearestLicenceID != licence
        {
            return false
        }
        if let minimumArea, finding.area < minimumArea { return false }
        if let maximumArea, finding.area > maximumArea { return false }
        if let minimumProbability, (finding.probability ?? 0) < minimumProbability { return false }
        return passes(first: finding.observedAt ?? finding.observedFrom, last: finding.observedAt ?? finding.observedTo)
    }

    /// Seen in any part of the days asked for; undated, in none.
    private func passes(first: Day?, last: Day?) -> Bool {
        if let from {
            guard let last, last >= from else { return false }
        }
        if let to {
            guard let first, first <= to else { return false }
        }
        return true
    }
}
