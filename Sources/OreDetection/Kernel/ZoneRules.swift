internal import OreFeatures
internal import OreGeometry

/// `protected_zone`, `outside_planned_area` and `expansion_after_freeze`.
extension BatchEvaluation {
    /// One finding per footprint and forbidden zone that holds on the day.
    mutating func judgeZones() {
        guard rules.protectedZone.isEnabled, !index.forbidden.rows.isEmpty else { return }
        for zone in index.forbidden.polygons.candidates(envelope) {
            do throws(TopologyError) {
                try judge(zone: zone)
            } catch {
                suspectFailure(.protectedZone, subject: index.forbidden.name(of: zone), zone: zone)
            }
        }
    }

    private mutating func judge(zone: Int) throws(TopologyError) {
        let row = index.forbidden.rows[zone]
        if let period, !row.holds(on: period.to) { return }
        guard let part = try worker.intersect(footprint, with: index.forbidden.polygons.prepared[zone]) else { return }
        let area = worker.area(of: part)
        var suspicion = Suspicion(rule: .protectedZone, part: part, area: area, judgement: Judgement(), outsideArea: area)
        suspicion.zone = zone
        suspicion.subject = index.forbidden.name(of: zone)
        if rules.positionModel == .on {
            let register = row.positionSigma ?? rules.defaultErrors.zone
            let mask = index.forbidden.polygons.prepared[zone]
            suspicion.assessment = assess(against: mask, area: area, register: register, shift: sceneShift(), inward: true)
        }
        if let period {
            if row.changes(within: period) { suspicion.judgement.reasons.insert(.dateWithinPeriod) }
            if let since = row.since, rules.requiresPriorObservation {
                guard let fresh = try reduced(suspicion, since: since) else { return }
                suspicion = fresh
            }
        } else if row.isDated {
            suspicion.judgement.reasons.insert(.undatedFootprint)
            suspicion.judgement.isDateUnknown = true
        }
        suspectPart(suspicion)
    }

    /// The suspicion less old scars; `nil` when nothing is left (counted as below the threshold).
    private mutating func reduced(_ suspicion: Suspicion, since: Day) throws(TopologyError) -> Suspicion? {
        let fresh = try newlyDisturbed(suspicion.part, since: since)
        guard let part = fresh.part else {
            outcome.counts.belowThreshold[suspicion.rule] += 1
            return nil
        }
        var result = suspicion
        result.part = part
        result.isNewlyDisturbed = fresh.hasPrior
        if fresh.hasPrior {
            result.area = worker.area(of: part)
            if let assessment = suspicion.assessment {
                result.assessment = assessWhole(
                    part, area: result.area, register: assessment.budget.register, shift: sceneShift(), isCut: true)
            }
        } else {
            result.judgement.reasons.insert(.noPriorObservation)
        }
        return result
    }

    /// The footprint less all planned areas that hold on the day; without a date, those with dates count as holding.
    mutating func judgePlannedAreas() {
        guard rules.outsidePlannedArea.isEnabled, !index.planned.rows.isEmpty else { return }
        let near = index.planned.polygons.candidates(envelope)
        let holding = near.filter { zone in period.map { index.planned.rows[zone].holds(on: $0.to) } ?? true }
        do throws(TopologyError) {
            let masks = holding.map { index.planned.polygons.prepared[$0] }
            guard let part = try masks.isEmpty ? footprint : worker.subtract(masks, from: footprint) else { return }
            var judgement = Judgement()
            if let period {
                if near.contains(where: { index.planned.rows[$0].changes(within: period) && touchesPlanned($0) }) {
                    judgement.reasons.insert(.dateWithinPeriod)
                }
            } else if holding.contains(where: { index.planned.rows[$0].isDated && touchesPlanned($0) }) {
                judgement.reasons.insert(.undatedFootprint)
            }
            let area = worker.area(of: part)
            var suspicion = Suspicion(rule: .outsidePlannedArea, part: part, area: area, judgement: judgement, outsideArea: area)
            suspicion.planned = holding
            if rules.positionModel == .on { suspicion.assessment = try assessOutsidePlanned(part, area: area, masks: masks, holding) }
            suspectPart(suspicion)
        } catch {
            suspectFailure(.outsidePlannedArea)
        }
    }

    private func assessOutsidePlanned(
        _ part: FootprintPart, area: Double, masks: [PreparedPolygon], _ holding: [Int]
    ) throws(TopologyError) -> BoundaryAssessment {
        let register = holding.map { index.planned.rows[$0].positionSigma ?? rules.defaultErrors.zone }.max() ?? rules.defaultErrors.zone
        guard let first = masks.first else { return assessWhole(part, area: area, register: register, shift: sceneShift(), isCut: false) }
        let mask = masks.count == 1 ? first : try worker.kernel.union(of: masks)
        return assess(against: mask, area: area, register: register, shift: sceneShift())
    }

    private func touchesPlanned(_ zone: Int) -> Bool {
        worker.meets(footprint, index.planned.polygons.prepared[zone])
    }

    /// The area inside frozen licences in force that was newly disturbed since the freeze.
    mutating func judgeExpansion() {
        guard rules.expansionAfterFreeze.isEnabled, index.hasLicences, let freeze = rules.freezeDate, let period else { return }
        guard freeze <= period.to else { return }
        let frozen = inForce.filter { rules.freezes(index.licences.rows[$0].id) }
        guard !frozen.isEmpty else { return }
        do throws(TopologyError) {
            guard let inside = try inside(frozen) else { return }
            var suspicion = Suspicion(
                rule: .expansionAfterFreeze, part: inside.part, area: worker.area(of: inside.part), judgement: Judgement(), outsideArea: nil
            )
            suspicion.subject = index.licences.rows[inside.first].id
            if rules.positionModel == .on {
                let register = frozen.map { index.licences.rows[$0].positionSigma ?? rules.defaultErrors.licence }.max()
                suspicion.assessment = assessWhole(
                    suspicion.part, area: suspicion.area, register: register, shift: sceneShift(), isCut: suspicion.area < 0.99 * total)
            }
            if freeze > period.from { suspicion.judgement.reasons.insert(.dateWithinPeriod) }
            if rules.requiresPriorObservation {
                guard let fresh = try reduced(suspicion, since: freeze) else { return }
                suspicion = fresh
            }
            suspectPart(suspicion)
        } catch {
            suspectFailure(.expansionAfterFreeze)
        }
    }

    /// The footprint's area within the union of some licences, each place once; and the first of them that it shares area with.
    private func inside(_ licences: [Int]) throws(TopologyError) -> (part: FootprintPart, first: Int)? {
        var rest: FootprintPart? = footprint
        var pieces: [FootprintPart] = []
        var first: Int?
        for licence in licences {
            guard let open = rest else { break }
            let mask = index.licences.polygons.prepared[licence]
            guard let piece = try worker.intersect(open, with: mask) else { continue }
            pieces.append(piece)
            first = first ?? licence
            rest = try worker.subtract([mask], from: open)
        }
        guard let first, let part = try worker.dissolve(pieces) else { return nil }
        return (part, first)
    }
}

extension RuleSet {
    func freezes(_ licence: String) -> Bool { frozenLicences.isEmpty || frozenLicences.contains(licence) }
}

extension PolygonIndex {
    /// The rows whose boxes meet the envelope, in order.
    func candidates(_ envelope: Envelope) -> [Int] { tree.query(envelope) }
}

extension ZoneIndex {
    /// The id, with an ordinal where several rows share it: part of a finding's id.
    func name(of zone: Int) -> String { ordinals[zone] == 0 ? rows[zone].id : rows[zone].id + "#\(ordinals[zone] + 1)" }
}
