internal import OreFeatures
internal import OreGeometry

/// Turns suspicions into findings: reasons and verdict, names, distances, label point, severity.
extension BatchEvaluation {
    mutating func emit(_ suspicion: Suspicion) {
        let around = index.hasLicences ? findSurroundings() : LicenceSurroundings(isNearBallpark: batch.isBallpark(row))
        let judgement = capped(suspicion, around)
        var finding = Finding(
            id: identity(of: suspicion, around), rule: suspicion.rule, verdict: judgement.verdict, footprintID: batch.id(of: row),
            area: suspicion.area, footprintArea: total)
        finding.reasons = judgement.reasons.reasons
        describeFootprint(&finding)
        describeLicences(&finding, around)
        if let licence = suspicion.licence { finding.holder = index.licences.rows[licence].holder }
        finding.zoneID = suspicion.zone.map { index.forbidden.rows[$0].id }
        finding.outsideArea = suspicion.outsideArea
        if let assessment = suspicion.assessment {
            finding.toleranceMetres = assessment.tolerance
            finding.outsideAreaBeyondTolerance = min(assessment.areaBeyondTolerance, suspicion.area)
            if !judgement.isUndecided {
                finding.probability = judgement.probability
                finding.outsideAreaInterval = assessment.posterior.interval
            }
        }
        finding.district = district(of: suspicion.part)
        finding.maximumDepthMetres = depth(of: suspicion, around)
        finding.labelPoint = LocalMetric.interiorPoint(of: suspicion.part.index, in: suspicion.part.columns)
        finding.severity = Severity.points(
            area: finding.outsideAreaBeyondTolerance ?? suspicion.area, rule: suspicion.rule, isNewlyDisturbed: suspicion.isNewlyDisturbed,
            verdict: judgement.verdict)
        outcome.counts.findings[suspicion.rule] += 1
        if judgement.verdict == .undecidable { outcome.counts.undecidable[suspicion.rule] += 1 }
        outcome.batch.findings.append(finding)
        outcome.rows.append(row)
        outcome.batch.geometry.append(suspicion.part.index, of: suspicion.part.columns)
    }

    /// One entry for a footprint without any finding: its verdict is `consistent`, its geometry the footprint.
    mutating func listConsistent(outside: Double?) {
        let rule: RuleName = total - (outside ?? total) >= rules.coveredAtLeast ? .outOfBoundary : .unlicensed
        let around = index.hasLicences ? findSurroundings() : LicenceSurroundings()
        let suspicion = Suspicion(rule: rule, part: footprint, area: total, judgement: Judgement(), outsideArea: outside)
        var finding = Finding(
            id: identity(of: suspicion, around), rule: rule, verdict: .consistent, footprintID: batch.id(of: row), area: total,
            footprintArea: total)
        describeFootprint(&finding)
        describeLicences(&finding, around)
        if period == nil, around.others.contains(where: { !index.licences.terms[$0].isNever }) {
            finding.verdict = .undecidable
            finding.reasons = [.undatedFootprint]
        }
        finding.outsideArea = outside
        finding.district = district(of: footprint)
        finding.labelPoint = LocalMetric.interiorPoint(of: row, in: batch.geometry)
        outcome.counts.consistent += 1
        outcome.batch.findings.append(finding)
        outcome.rows.append(row)
        outcome.batch.geometry.append(row, of: batch.geometry)
    }

    // MARK: Verdict

    private func capped(_ suspicion: Suspicion, _ around: LicenceSurroundings) -> Judgement {
        var judgement = suspicion.judgement
        let isOfLicences = suspicion.rule != .protectedZone && suspicion.rule != .outsidePlannedArea
        if isOfLicences {
            if around.changesWithinPeriod { judgement.reasons.insert(.dateWithinPeriod) }
            let touching = around.inForce + around.others
            if touching.contains(where: { index.licences.rows[$0].wasRepaired }) { judgement.reasons.insert(.licenceGeometryRepaired) }
        }
        let zones = suspicion.zone.map { [index.forbidden.rows[$0]] } ?? suspicion.planned.map { index.planned.rows[$0] }
        if batch.isBallpark(row) || (isOfLicences && around.isNearBallpark) || zones.contains(where: \.isBallpark) {
            judgement.reasons.insert(.ballparkDatum)
        }
        if rules.positionModel == .on {
            if suspicion.rule == .unlicensed, !index.licences.isCovered(envelope, margin: rules.registerMargin) {
                judgement.reasons.insert(.outsideRegisterCoverage)
            }
            if restsOnDefault(isOfLicences: isOfLicences, around) { judgement.reasons.insert(.defaultPositionError) }
        }
        return judgement
    }

    /// The footprint's position error is missing, or that of a licence whose outline it is compared with.
    private func restsOnDefault(isOfLicences: Bool, _ around: LicenceSurroundings) -> Bool {
        if batch.positionSigma[row] == nil { return true }
        return isOfLicences && (around.inForce + around.others).contains { index.licences.rows[$0].positionSigma == nil }
    }

    // MARK: Names

    /// `rule:footprint:licence or zone:observation`, then the scene, source or series that the footprint is of, where one is known, and the
    /// number of the footprint among those of one id there, from the second on. Within a part, `%` and `:` are written as `%25` and `%3A`.
    private func identity(of suspicion: Suspicion, _ around: LicenceSurroundings) -> String {
        let subject = suspicion.subject ?? (around.inForce.first ?? around.others.first).map { index.licences.rows[$0].id } ?? ""
        var parts = [suspicion.rule.rawValue, batch.id(of: row), subject, period?.text ?? "undated"]
        let (origin, repeated) = (batch.origin(of: row), batch.repeats[row])
        if origin != nil || repeated != nil { parts.append(origin ?? "") }
        if let repeated { parts.append(String(repeated + 1)) }
        return parts.map(BatchEvaluation.escaped).joined(separator: ":")
    }

    private static func escaped(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: ":") }) else { return part }
        return part.reduce(into: "") { $0 += $1 == "%" ? "%25" : $1 == ":" ? "%3A" : String($1) }
    }

    private func describeFootprint(_ finding: inout Finding) {
        if let period {
            if period.isSingleDay {
                finding.observedAt = period.to
            } else {
                (finding.observedFrom, finding.observedTo) = (period.from, period.to)
            }
        }
        finding.footprintClass = batch.classes.string(at: row)
        finding.confidence = batch.confidence[row]
    }

    private func describeLicences(_ finding: inout Finding, _ around: LicenceSurroundings) {
        finding.licenceIDs = identifiers(of: around.inForce)
        finding.otherLicenceIDs = identifiers(of: around.others)
        finding.holder = (around.inForce.first ?? around.others.first).flatMap { index.licences.rows[$0].holder }
        if let nearest = around.nearest {
            finding.nearestLicenceID = index.licences.rows[nearest.licence].id
            finding.nearestLicenceMetres = nearest.metres
        }
    }

    /// Rows are in the order of their ids: rows of one licence are neighbours and give one id.
    private func identifiers(of licences: [Int]) -> [String] {
        var result: [String] = []
        for licence in licences where result.last != index.licences.rows[licence].id { result.append(index.licences.rows[licence].id) }
        return result
    }

    // MARK: Place

    /// The district with the largest share of the part; of equal ones the smaller, which says more where districts lie in a region, then the
    /// first by id; `nil` outside all of them.
    private func district(of part: FootprintPart) -> String? {
        let candidates = index.districts.polygons.candidates(part.columns.envelope(of: part.index))
        var best: (district: Int, area: Double)?
        for candidate in candidates {
            guard let share = try? worker.intersect(part, with: index.districts.polygons.prepared[candidate]) else { continue }
            let area = worker.area(of: share)
            let isSmaller = best.map { area == $0.area && index.districts.areas[candidate] < index.districts.areas[$0.district] } ?? false
            if area > best?.area ?? 0 || isSmaller { best = (candidate, area) }
        }
        return best.map { index.districts.names[$0.district] }
    }

    /// How far the part reaches beyond the licences or planned areas that it adjoins, or into the zone: the greatest distance of one of its
    /// corners from their boundaries, in metres. `nil` where nothing adjoins.
    private func depth(of suspicion: Suspicion, _ around: LicenceSurroundings) -> Double? {
        let masks: [PreparedPolygon]
        switch suspicion.rule {
        case .unlicensed, .expansionAfterFreeze: return nil
        case .outOfBoundary, .outsideValidity: masks = around.inForce.map { index.licences.polygons.prepared[$0] }
        case .afterStopOrder: masks = suspicion.licence.map { [index.licences.polygons.prepared[$0]] } ?? []
        case .protectedZone: masks = suspicion.zone.map { [index.forbidden.polygons.prepared[$0]] } ?? []
        case .outsidePlannedArea: masks = suspicion.planned.map { index.planned.polygons.prepared[$0] }
        }
        return masks.isEmpty ? nil : worker.depth(of: suspicion.part, from: masks)
    }
}
