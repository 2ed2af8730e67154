internal import OreFeatures
internal import OreGeometry

/// What position errors leave of a part of a footprint on the wrong side of a boundary.
struct BoundaryAssessment {
    var posterior: AreaPosterior
    var budget: PositionBudget
    /// Metres: the rule set's factor times the combined sigma of the stated budget.
    var tolerance: Double
    /// Square metres of the part as observed that lie deeper than the tolerance.
    var areaBeyondTolerance: Double
    /// Square metres of the outline, moved back by the likeliest shift, on the wrong side.
    var shiftedArea: Double
    /// The shift of the outline that was taken back, metres.
    var shift: ShiftEstimate
    var reasons: ReasonSet = []

    func probability(above area: Double) -> Double { posterior.probability(above: area) }
}

/// What is known of the shift of the footprint at hand.
struct SceneShift {
    /// Of image and datum, without the licence's own.
    var estimate: ShiftEstimate
    /// Estimated from the scene's own mines rather than taken from the budget.
    var isEstimated = false
    /// The scene is shifted by more than its budget allows.
    var reasons: ReasonSet = []

    /// No shift and no error reaches farther, metres.
    static let farthest = 2000.0

    /// How far this shift and the errors of a budget could carry an outline, metres.
    func reach(_ budget: PositionBudget) -> Double {
        min(estimate.length + 3 * estimate.widened(by: budget.register).sigma + 3 * budget.noise, Self.farthest)
    }
}

extension RuleSet {
    /// The shift of a row's scene: from the registration audit when it could be estimated, else the stated budget.
    func sceneShift(of row: Int, in batch: FootprintBatch, _ options: EvaluationOptions) -> SceneShift {
        let image = batch.positionSigma[row] ?? defaultErrors.footprint
        let datum = options.datumSigma
        let stated = SceneShift(estimate: ShiftEstimate(sigma: (image * image + datum * datum).squareRoot()))
        guard registration != .off, let audit = options.registration, let id = batch.scenes.string(at: row), let scene = audit.scene(id)
        else { return stated }
        switch scene.status {
        case .notEstimable: return stated
        case .withinBudget: return SceneShift(estimate: audit.shift(scene: scene, footprint: batch.distinctID(of: row)), isEstimated: true)
        case .beyondBudget:
            let reason: ReasonSet = registration == .correct ? .sceneShiftCorrected : .sceneMisregistered
            return SceneShift(estimate: scene.shift, isEstimated: true, reasons: reason)
        }
    }
}

extension BatchEvaluation {
    /// The shift of the row's scene: from the registration audit when it could be estimated, else the stated budget.
    func sceneShift() -> SceneShift { rules.sceneShift(of: row, in: batch, options) }

    /// The budget of the row against something whose own common shift is `register` metres.
    func budget(register: Double?) -> PositionBudget {
        rules.budget(image: batch.positionSigma[row], outline: batch.digitisingSigma[row], register: register, options)
    }

    /// How far position errors could carry the row, metres.
    func reach(_ shift: SceneShift, _ budget: PositionBudget) -> Double { shift.reach(budget) }

    /// The part of the footprint beyond `mask`, or inside it with `inward`.
    /// - Parameter area: of the part, square metres, from the exact overlay; 0 when the outline as observed has none.
    func assess(
        against mask: PreparedPolygon, area: Double, register: Double?, shift: SceneShift, inward: Bool = false
    ) -> BoundaryAssessment {
        let budget = budget(register: register)
        let metric = worker.metric(at: envelope.center.y)
        // Depths change linearly with a shift only nearby: they are measured about the likeliest one, and what it leaves is the prior.
        let (east, north) = (shift.estimate.east, shift.estimate.north)
        let profile = BoundaryProfile(
            of: row, in: batch.geometry, against: mask, metric: metric, window: budget.window, shiftEast: east, shiftNorth: north,
            inward: inward)
        var prior = shift.estimate.widened(by: budget.register)
        (prior.east, prior.north) = (0, 0)
        // Near by, what the samples miss of the outline as it lies they miss of the shifted one too; farther off it is overlaid anew.
        let isFar = shift.estimate.length > 20
        var shifted = isFar ? movedArea(against: mask, east: east, north: north, inward: inward) ?? area : area
        let sampled = isFar ? profile.area() : profile.area(shiftEast: -east, shiftNorth: -north)
        let ratio = sampled > 0 ? shifted / sampled : 0
        let correction = sampled > 50 && shifted > 50 ? min(max(ratio, 0.7), 1.4) : 1
        let tolerance = budget.tolerance(factor: rules.toleranceFactor)
        // Where samples cannot give the area (inside a zone beyond its middle line, between licences), its size is taken as it is.
        let isLarge = shifted > 0 && (ratio < 0.7 || ratio > 1.4) && profile.greatestDepth > 3 * prior.sigma + 3 * budget.noise
        if isLarge, !isFar, shift.estimate.length > 1 {
            shifted = movedArea(against: mask, east: east, north: north, inward: inward) ?? shifted
        }
        let posterior =
            isLarge
            ? AreaPosterior(area: shifted, sigma: cutSigma(area: shifted, length: profile.perimeter, prior, budget))
            : AreaPosterior(profile, prior: prior, budget: budget, ratio: correction)
        let deep = profile.area(shiftEast: -east, shiftNorth: -north, beyond: tolerance) * correction
        return BoundaryAssessment(
            posterior: posterior, budget: budget, tolerance: tolerance, areaBeyondTolerance: min(isLarge ? area : deep, area),
            shiftedArea: isFar || isLarge ? shifted : profile.area() * correction,
            shift: shift.estimate, reasons: shift.reasons)
    }

    /// The footprint moved back by a shift, metres.
    private func moved(east: Double, north: Double) -> FootprintPart {
        let metric = worker.metric(at: envelope.center.y)
        let (x, y) = (east / metric.metresPerUnitX, north / metric.metresPerUnitY)
        var columns = GeometryColumns()
        columns.append(row, of: batch.geometry)
        for k in columns.coordinates.indices {
            columns.coordinates[k] = Coordinate(columns.coordinates[k].x - x, columns.coordinates[k].y - y)
        }
        return FootprintPart(columns)
    }

    /// Exact area beyond the mask (or inside it) of the footprint moved back by a shift; `nil` when the overlay fails.
    private func movedArea(against mask: PreparedPolygon, east: Double, north: Double, inward: Bool) -> Double? {
        let whole = moved(east: east, north: north)
        guard let part = try? inward ? worker.intersect(whole, with: mask) : worker.subtract([mask], from: whole) else { return nil }
        return worker.area(of: part)
    }

    /// A part that no boundary within reach limits, or that was reduced by what was there before: its size is uncertain, its place is not.
    /// - Parameter isCut: a boundary cuts it, so that a shift changes its size.
    func assessWhole(_ part: FootprintPart, area: Double, register: Double?, shift: SceneShift, isCut: Bool) -> BoundaryAssessment {
        let budget = budget(register: register)
        let metric = worker.metric(at: envelope.center.y)
        var length = 0.0
        for ring in part.columns.rings(of: part.index) {
            for i in part.columns.positions(ofRing: ring).dropLast() {
                length += metric.distance(part.columns.coordinates[i], part.columns.coordinates[i + 1])
            }
        }
        let prior = shift.estimate.widened(by: budget.register)
        let sigma =
            isCut ? cutSigma(area: area, length: length, prior, budget) : AreaPosterior.outlineSigma(perimeter: length, budget: budget)
        return BoundaryAssessment(
            posterior: AreaPosterior(area: area, sigma: sigma), budget: budget,
            tolerance: budget.tolerance(factor: rules.toleranceFactor), areaBeyondTolerance: area, shiftedArea: area, shift: shift.estimate,
            reasons: shift.reasons)
    }

    /// The 1-sigma error of a large part's area: its outline's noise, and a shift along a cut about as long as the part is wide.
    private func cutSigma(area: Double, length: Double, _ prior: ShiftEstimate, _ budget: PositionBudget) -> Double {
        let outline = AreaPosterior.outlineSigma(perimeter: length, budget: budget)
        return (prior.sigma * prior.sigma * area + outline * outline).squareRoot()
    }

    // MARK: Against licences

    /// Licences that count as in force for the row and lie within `reach` metres of it.
    func licencesWithin(_ reach: Double) -> [Int] {
        index.licences.polygons.candidates(envelope.expanded(byMetres: reach)).filter { licence in
            if let day = period?.to { return index.licences.isInForce(licence, on: day) }
            return !index.licences.terms[licence].isNever
        }
    }

    /// The row beyond all licences in force. Near none, only its outline's noise makes its area uncertain.
    func assessOutside(_ part: FootprintPart, area: Double) throws(TopologyError) -> BoundaryAssessment {
        let shift = sceneShift()
        let near = licencesWithin(reach(shift, budget(register: nil)))
        let register = near.map { index.licences.rows[$0].positionSigma ?? rules.defaultErrors.licence }.max()
        guard !near.isEmpty else { return assessWhole(part, area: area, register: register, shift: shift, isCut: false) }
        var found = assess(against: try mask(of: near), area: area, register: register, shift: shift)
        if near.contains(where: { options.registration?.displacedLicences.contains($0) ?? false }) {
            found.reasons.insert(.licencesDisplaced)
        }
        return found
    }

    private func mask(of licences: [Int]) throws(TopologyError) -> PreparedPolygon {
        let masks = masks(licences)
        return masks.count == 1 ? masks[0] : try worker.kernel.union(of: masks)
    }

    /// The part of a covered footprint that lies outside once its scene's estimated shift is taken back, and what is left of it; `nil` when
    /// the scene's shift is not known better than its budget, or nothing comes out.
    ///
    /// An image shifted inwards hides an encroachment: only an estimate from the scene's own mines can show it. Without one a covered
    /// footprint is never suspected.
    func hiddenOutside() throws(TopologyError) -> (part: FootprintPart, area: Double, assessment: BoundaryAssessment)? {
        let shift = sceneShift()
        guard shift.isEstimated, shift.estimate.length > 0.5 else { return nil }
        let near = licencesWithin(shift.estimate.length)
        guard !near.isEmpty else { return nil }
        let mask = try mask(of: near)
        let whole = moved(east: shift.estimate.east, north: shift.estimate.north)
        guard let part = try worker.subtract([mask], from: whole) else { return nil }
        let area = worker.area(of: part)
        guard area > rules.outOfBoundary.minimumArea / 2 else { return nil }
        let register = near.map { index.licences.rows[$0].positionSigma ?? rules.defaultErrors.licence }.max()
        var found = assess(against: mask, area: 0, register: register, shift: shift)
        found.reasons.insert(.sceneShiftCorrected)
        return (part, area, found)
    }
}
