internal import OreCases
internal import OreDetection
internal import OreFeatures

extension CaseFilter {
    func passes(_ incident: Incident) -> Bool {
        if !rules.isEmpty, !incident.rules.contains(where: rules.contains) { return false }
        if !verdicts.isEmpty, !verdicts.contains(incident.verdict) { return false }
        if !certainties.isEmpty, !certainties.contains(incident.certainty) { return false }
        guard Self.has(incident.district, district), Self.has(incident.holder, holder), Self.has(incident.group, group) else {
            return false
        }
        if let assignee, assignee.isEmpty ? incident.assignee != nil : !Self.has(incident.assignee, assignee) { return false }
        if !zones.isEmpty, zones.isDisjoint(with: incident.zoneIDs) { return false }
        if let licence, !incident.licenceIDs.contains(licence), incident.nearestLicenceID != licence { return false }
        if let licences, licences.isDisjoint(with: incident.licenceIDs) { return false }
        if let handles, !handles.contains(incident.handle) { return false }
        if let minimumProbability, (incident.probability ?? 0) < minimumProbability { return false }
        return passes(first: incident.firstSeen, last: incident.lastSeen)
    }

    func passes(_ stored: StoredFinding) -> Bool {
        let finding = stored.finding
        if !rules.isEmpty, !rules.contains(.land(finding.rule)) { return false }
        if !verdicts.isEmpty, !verdicts.contains(finding.verdict) { return false }
        guard Self.has(finding.district, district), Self.has(finding.holder, holder) else { return false }
        if !zones.isEmpty, !(finding.zoneID.map(zones.contains) ?? false) { return false }
        if let licence, !finding.licenceIDs.contains(licence), !finding.otherLicenceIDs.contains(licence),
            finding.nearestLicenceID != licence
        {
            return false
        }
        if let licences, licences.isDisjoint(with: finding.licenceIDs + finding.otherLicenceIDs) { return false }
        if let minimumArea, finding.area < minimumArea { return false }
        if let maximumArea, finding.area > maximumArea { return false }
        if let minimumProbability, (finding.probability ?? 0) < minimumProbability { return false }
        return passes(first: finding.observedAt ?? finding.observedFrom, last: finding.observedAt ?? finding.observedTo)
    }

    /// The name has the part, whatever the case of ASCII letters; without a part, whatever the name.
    private static func has(_ name: String?, _ part: String?) -> Bool {
        guard let part, !part.isEmpty else { return true }
        guard let name else { return false }
        return name == part || Facts.lowercased(name).contains(Facts.lowercased(part))
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
