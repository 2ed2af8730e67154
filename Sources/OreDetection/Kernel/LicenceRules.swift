internal import OreFeatures
internal import OreGeometry

/// `unlicensed`, `out_of_boundary` and `outside_validity`: the precedence among the licence rules.
extension BatchEvaluation {
    /// The area outside all licences in force, for the account of consistent footprints; `nil` when licences are not judged.
    mutating func judgeLicences() -> Double? {
        guard index.hasLicences else { return nil }
        do throws(TopologyError) {
            return try judgeOutside()
        } catch {
            suspectFailure(inForce.isEmpty && dateDependent.isEmpty ? .unlicensed : .outOfBoundary)
            return nil
        }
    }

    /// Without a date, licences that have dates are taken as in force: only what lies outside all of them is suspected.
    private mutating func judgeOutside() throws(TopologyError) -> Double {
        let candidates = dateDependent.isEmpty ? inForce : inForce + dateDependent
        let dependsOnDate = !touching(dateDependent).isEmpty
        if dependsOnDate { outcome.counts.undatedOverDatedLicences += 1 }
        guard let outside = try candidates.isEmpty ? footprint : worker.subtract(masks(candidates), from: footprint) else {
            if !dependsOnDate { outcome.counts.covered += 1 }
            if rules.positionModel == .on, !candidates.isEmpty, let hidden = try hiddenOutside() {
                var suspicion = Suspicion(
                    rule: .outOfBoundary, part: hidden.part, area: hidden.area, judgement: Judgement(), outsideArea: 0)
                suspicion.assessment = hidden.assessment
                if dependsOnDate { suspicion.judgement.reasons.insert(.undatedFootprint) }
                suspectPart(suspicion)
            }
            return 0
        }
        let area = candidates.isEmpty ? total : worker.area(of: outside)
        let rule: RuleName = total - area >= rules.coveredAtLeast ? .outOfBoundary : .unlicensed
        var judgement = Judgement()
        if dependsOnDate { judgement.reasons.insert(.undatedFootprint) }
        let smallest = min(rules[rule].minimumArea, rules.outsideValidity.minimumArea)
        let assessment = rules.positionModel == .on ? try assessOutside(outside, area: area) : nil
        if rules.foldsOutsideValidity || notInForce.isEmpty || area <= smallest {
            var suspicion = Suspicion(rule: rule, part: outside, area: area, judgement: judgement, outsideArea: area)
            suspicion.assessment = assessment
            suspectPart(suspicion)
            return area
        }
        let split = try split(outside)
        if var expired = split.expired?.with(outsideArea: area) {
            if assessment != nil {
                let register = notInForce.map { index.licences.rows[$0].positionSigma ?? rules.defaultErrors.licence }.max()
                let isCut = expired.area < 0.99 * total
                expired.assessment = assessWhole(expired.part, area: expired.area, register: register, shift: sceneShift(), isCut: isCut)
                expired.assessment?.reasons.formUnion(assessment?.reasons ?? [])
            }
            suspectPart(expired)
        }
        if split.isOldScar { outcome.counts.belowThreshold[.outsideValidity] += 1 }
        if let rest = split.rest {
            let restArea = split.expired == nil && !split.isReduced ? area : worker.area(of: rest)
            var suspicion = Suspicion(rule: rule, part: rest, area: restArea, judgement: judgement, outsideArea: area)
            suspicion.assessment =
                split.isReduced && assessment != nil
                ? assessWhole(rest, area: restArea, register: nil, shift: sceneShift(), isCut: true) : assessment
            suspectPart(suspicion)
        }
        return area
    }

    /// Emits when the rule is on and its thresholds are exceeded; counts what stays below.
    mutating func suspectPart(_ suspicion: Suspicion) {
        let threshold = rules[suspicion.rule]
        guard threshold.isEnabled else { return }
        var suspicion = suspicion
        var isExceeded = threshold.isExceeded(by: suspicion.area, of: total)
        if let assessment = suspicion.assessment {
            suspicion.judgement.reasons.formUnion(assessment.reasons)
            let probability = assessment.probability(above: threshold.least(of: total))
            suspicion.judgement.probability = probability
            // What cannot be decided is shown when the outlines as they lie exceed the threshold.
            let isOpen = batch.isBallpark(row) || suspicion.judgement.isUndecided
            // A long outline without anything to be seen beyond its boundary could hold something by its length alone: not suspected.
            let isSeen = assessment.shiftedArea > threshold.least(of: total) / 2
            isExceeded = (probability >= Judgement.possibleFrom && isSeen) || (isOpen && isExceeded)
        }
        guard isExceeded || isHeldForDatum(suspicion, threshold) else {
            outcome.counts.belowThreshold[suspicion.rule] += 1
            return
        }
        emit(suspicion)
    }

    /// The datum of a licence nearby is unknown and the outlines as they lie exceed the threshold: shown as undecidable, however improbable.
    private mutating func isHeldForDatum(_ suspicion: Suspicion, _ threshold: PartThreshold) -> Bool {
        guard suspicion.assessment != nil, index.hasLicences, !index.licences.ballpark.isEmpty else { return false }
        return threshold.isExceeded(by: suspicion.area, of: total) && findSurroundings().isNearBallpark
    }

    private struct Split {
        var rest: FootprintPart?
        var expired: Suspicion?
        var isReduced = false
        /// All of the area over licences not in force was disturbed while they were.
        var isOldScar = false
    }

    /// Cuts the outside part into what lies over licences not in force and the rest.
    ///
    /// A place under several such licences is judged by the one that was in force last: until then disturbing it was lawful. Licences that
    /// were never in force before the day come last and have no date from which an area could be new.
    private func split(_ outside: FootprintPart) throws(TopologyError) -> Split {
        guard let day = period?.to else { return try split(outside, among: notInForce.map { ($0, nil) }) }
        let ended = notInForce.map { (licence: $0, lastDay: index.licences.spans[$0].lastDay(before: day)) }
        let latestFirst = ended.sorted { a, b in
            switch (a.lastDay, b.lastDay) {
            case (let x?, let y?): x != y ? x > y : a.licence < b.licence
            case (.some, nil): true
            case (nil, .some): false
            case (nil, nil): a.licence < b.licence
            }
        }
        return try split(outside, among: latestFirst)
    }

    private func split(_ outside: FootprintPart, among licences: [(licence: Int, lastDay: Day?)]) throws(TopologyError) -> Split {
        var result = Split(rest: outside)
        var pieces: [FootprintPart] = []
        var touched: [Int] = []
        var judgement = Judgement()
        var isNew = true
        for (licence, lastDay) in licences {
            guard let rest = result.rest else { break }
            let mask = index.licences.polygons.prepared[licence]
            guard let piece = try worker.intersect(rest, with: mask) else { continue }
            result.rest = try worker.subtract([mask], from: rest)
            result.isReduced = true
            touched.append(licence)
            guard let lastDay else {
                pieces.append(piece)
                isNew = false
                continue
            }
            let fresh = try newlyDisturbed(piece, since: Day(daysSince1970: lastDay.daysSince1970 + 1))
            if !fresh.hasPrior && rules.requiresPriorObservation { judgement.reasons.insert(.noPriorObservation) }
            isNew = isNew && fresh.hasPrior
            if let part = fresh.part { pieces.append(part) }
        }
        guard let part = try worker.dissolve(pieces) else {
            result.isOldScar = !touched.isEmpty
            return result
        }
        var suspicion = Suspicion(rule: .outsideValidity, part: part, area: worker.area(of: part), judgement: judgement, outsideArea: nil)
        suspicion.subject = touched.min().map { index.licences.rows[$0].id }
        suspicion.isNewlyDisturbed = isNew
        result.expired = suspicion
        return result
    }

    /// One footprint's undecidable finding where an overlay failed: it carries the whole footprint.
    mutating func suspectFailure(_ rule: RuleName, subject: String? = nil, zone: Int? = nil) {
        guard rules[rule].isEnabled else { return }
        var suspicion = Suspicion(
            rule: rule, part: footprint, area: total, judgement: Judgement(reasons: .overlayFailed), outsideArea: nil)
        suspicion.subject = subject
        suspicion.zone = zone
        emit(suspicion)
    }
}
