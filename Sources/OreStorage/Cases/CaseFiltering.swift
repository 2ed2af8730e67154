internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger

extension CaseFilter {
    func passes(_ incident: Incident) -> Bool {
        if !rules.isEmpty, !incident.rules.contains(where: rules.contains) { return false }
        if !verdicts.isEmpty, !verdicts.contains(incident.verdict) { return false }
        if !certainties.isEmpty, !certainties.contains(incident.certainty) { return false }
        guard Self.has(incident.district, district), Self.has(incident.holder, holder), Self.has(incident.group, group) else {
            return false
        }
        if subject?.isEmpty == false, !Self.has(incident.subject?.name, subject) { return false }
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
        if subject?.isEmpty == false { return false }
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

    /// Some finding of a place may pass: none has a subject.
    var admitsLand: Bool { subject?.isEmpty ?? true && (rules.isEmpty || rules.contains { $0.land != nil }) }

    /// Some finding over figures may pass: none has an area or a zone.
    var admitsFigures: Bool {
        zones.isEmpty && minimumArea == nil && maximumArea == nil && (rules.isEmpty || rules.contains { $0.figures != nil })
    }

    /// What can be told without the incident.
    func passes(_ figures: FiguresFinding) -> Bool {
        let finding = figures.finding
        if !rules.isEmpty, !rules.contains(.figures(finding.rule)) { return false }
        if finding.verdict == .consistent || !verdicts.isEmpty && !verdicts.contains(finding.verdict) { return false }
        guard Self.has(figures.subject, subject), (finding.probability ?? 0) >= minimumProbability ?? 0 else { return false }
        return passes(first: figures.days.first, last: figures.days.last)
    }

    /// What its incident says of its subject; where it lies, the point inside one of its licences.
    func passes(_ stored: StoredFiguresFinding) -> Bool {
        let place = stored.place
        guard Self.has(place.district, district), Self.has(place.holder, holder), Self.has(place.group, group) else { return false }
        // A name that no register has may still be that of a licence.
        if let licence, !place.licenceIDs.contains(licence), stored.figures.subject != licence { return false }
        // Licences that were asked for by their group: the group says more.
        if let licences, group?.isEmpty ?? true, licences.isDisjoint(with: place.licenceIDs) { return false }
        guard box != nil || !boxes.isEmpty else { return true }
        guard let point = place.labelPoint else { return false }
        return box?.contains(point) ?? true && (boxes.isEmpty || boxes.contains { $0.contains(point) })
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
