extension RuleSet {
    /// Which rules ran and why others did not, in the order of ``RuleName``, with their counts. No rule passes in silence.
    ///
    /// - Parameter counts: summed over all batches of the run.
    public func account(of counts: DetectionCounts, against index: DetectionIndex) -> [RunRule] {
        RuleName.allCases.map { rule in
            if let obstacle = obstacle(to: rule, counts, index) { return RunRule(rule: rule, ran: false, note: obstacle) }
            let notes = remarks(on: rule, counts, index)
            return RunRule(
                rule: rule, ran: true, note: notes.isEmpty ? nil : notes.joined(separator: "; "), findings: counts.findings[rule],
                belowThreshold: counts.belowThreshold[rule])
        }
    }

    private func obstacle(to rule: RuleName, _ counts: DetectionCounts, _ index: DetectionIndex) -> String? {
        if rule == .outsideValidity && foldsOutsideValidity { return "folded into unlicensed and out_of_boundary by the rule set" }
        guard self[rule].isEnabled else { return "switched off in the rule set" }
        let allUndated = counts.examined > 0 && counts.undated == counts.examined
        switch rule {
        case .unlicensed, .outOfBoundary: return index.hasLicences ? nil : "no licences were given"
        case .outsideValidity:
            if !index.hasLicences { return "no licences were given" }
            if !index.licences.canBeOutOfForce { return "no licence has a date" }
            return allUndated ? "no footprint has a date" : nil
        case .protectedZone:
            if !index.hasZones { return "no zones were given" }
            return index.forbidden.rows.isEmpty ? "no zone of kind forbidden was given" : nil
        case .outsidePlannedArea:
            if !index.hasZones { return "no zones were given" }
            return index.planned.rows.isEmpty ? "no zone of kind planned_area was given" : nil
        case .expansionAfterFreeze:
            if !index.hasLicences { return "no licences were given" }
            if freezeDate == nil { return "no freeze date in the rule set" }
            return allUndated ? "no footprint has a date" : nil
        case .afterStopOrder:
            if !index.hasLicences { return "no licences were given" }
            if index.licences.latestStop == nil { return "no licence was ordered to stop" }
            return allUndated ? "no footprint has a date" : nil
        }
    }

    private func remarks(on rule: RuleName, _ counts: DetectionCounts, _ index: DetectionIndex) -> [String] {
        var notes: [String] = []
        switch rule {
        case .unlicensed, .outOfBoundary:
            if index.notSpatialLicenceCount > 0 {
                notes.append("\(index.notSpatialLicenceCount) of \(index.licenceCount) licences have no geometry")
            }
            if counts.undatedOverDatedLicences > 0 {
                notes.append("\(counts.undatedOverDatedLicences) footprints without a date lie over dated licences, taken as in force")
            }
        case .outsideValidity:
            if counts.undated > 0 { notes.append("\(counts.undated) of \(counts.examined) footprints have no date: not evaluated") }
        case .protectedZone:
            let zones = index.forbidden.rows
            let withoutSince = zones.count { $0.since == nil }
            if withoutSince == zones.count {
                notes.append("no zone has a since date: old scars count")
            } else if withoutSince > 0 {
                notes.append("\(withoutSince) of \(zones.count) zones have no since date: old scars in them count")
            }
        case .outsidePlannedArea: break
        case .expansionAfterFreeze, .afterStopOrder:
            if counts.undated > 0 { notes.append("\(counts.undated) of \(counts.examined) footprints have no date: not evaluated") }
        }
        if counts.undecidable[rule] > 0 { notes.append("\(counts.undecidable[rule]) undecidable") }
        return notes
    }
}
