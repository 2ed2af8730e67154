internal import OreFeatures
internal import OreGeometry

/// `after_stop_order`: area over a licence that was ordered to stop, newly disturbed since the day of the order.
extension BatchEvaluation {
    /// One finding per footprint and licence; a place under several is spoken of once, under the first by id.
    mutating func judgeStopOrders() {
        guard rules.afterStopOrder.isEnabled, index.hasLicences, index.licences.latestStop != nil, let period else { return }
        let stopped = (inForce + notInForce).sorted().compactMap { licence in
            index.licences.stops[licence]?.order(on: period.to).map { (licence: licence, since: $0) }
        }
        var open: FootprintPart? = footprint
        var start = 0
        while start < stopped.count, let rest = open {
            let id = index.licences.rows[stopped[start].licence].id
            let end = stopped[start...].firstIndex { index.licences.rows[$0.licence].id != id } ?? stopped.count
            do throws(TopologyError) {
                open = try judge(stopped: stopped[start..<end], id: id, in: rest, period)
            } catch {
                suspectFailure(.afterStopOrder, subject: id)
            }
            start = end
        }
    }

    /// Judges what of `open` lies over the rows of one licence; returns what does not.
    private mutating func judge(
        stopped rows: ArraySlice<(licence: Int, since: Day)>, id: String, in open: FootprintPart, _ period: ObservationPeriod
    ) throws(TopologyError) -> FootprintPart? {
        var rest: FootprintPart? = open
        var (whole, fresh): ([FootprintPart], [FootprintPart]) = ([], [])
        var judgement = Judgement()
        var isNew = true
        for (licence, since) in rows {
            guard let left = rest else { break }
            let mask = index.licences.polygons.prepared[licence]
            guard let piece = try worker.intersect(left, with: mask) else { continue }
            rest = try worker.subtract([mask], from: left)
            whole.append(piece)
            if since > period.from { judgement.reasons.insert(.dateWithinPeriod) }
            let found = try newlyDisturbed(piece, since: since)
            if !found.hasPrior && rules.requiresPriorObservation { judgement.reasons.insert(.noPriorObservation) }
            isNew = isNew && found.hasPrior
            if let part = found.part { fresh.append(part) }
        }
        guard let part = try worker.dissolve(whole) else { return rest }
        guard let disturbed = try worker.dissolve(fresh) else {
            outcome.counts.belowThreshold[.afterStopOrder] += 1
            return rest
        }
        var suspicion = Suspicion(
            rule: .afterStopOrder, part: disturbed, area: worker.area(of: disturbed), judgement: judgement, outsideArea: nil)
        suspicion.subject = id
        suspicion.licence = rows.first?.licence
        suspicion.isNewlyDisturbed = isNew
        if rules.positionModel == .on {
            suspicion.assessment = try assess(stopped: rows.map(\.licence), part, disturbed, area: suspicion.area)
        }
        suspectPart(suspicion)
        return rest
    }

    /// As within a zone, where all of the part counts; by its size where what was there before was taken off.
    private func assess(stopped licences: [Int], _ part: FootprintPart, _ disturbed: FootprintPart, area: Double) throws(TopologyError)
        -> BoundaryAssessment
    {
        let register = licences.map { index.licences.rows[$0].positionSigma ?? rules.defaultErrors.licence }.max()
        let masks = masks(licences)
        let mask = masks.count == 1 ? masks[0] : try worker.kernel.union(of: masks)
        let whole = worker.area(of: part)
        var found = assess(against: mask, area: whole, register: register, shift: sceneShift(), inward: true)
        if area != whole {
            let reasons = found.reasons
            found = assessWhole(disturbed, area: area, register: register, shift: sceneShift(), isCut: true)
            found.reasons.formUnion(reasons)
        }
        if licences.contains(where: { options.registration?.displacedLicences.contains($0) ?? false }) {
            found.reasons.insert(.licencesDisplaced)
        }
        return found
    }
}
