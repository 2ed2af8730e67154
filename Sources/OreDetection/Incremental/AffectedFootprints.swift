internal import OreFeatures
public import OreGeometry

/// Which footprints have to be judged again after a change, so that their new findings together with the old ones of all others are exactly
/// what judging every footprint again would give.
///
/// The law rests on what the evaluation of one footprint reads, and on nothing else entering it:
/// - **Licences** whose boxes meet its box, lie within the reach of its position errors (its scene's shift, three sigmas, three times its
///   outline's noise, at most 2 km), or within `ballpark_reach_m` when their datum is unknown; and for its findings the nearest licence in
///   force, wherever it lies. That last one is asked of findings: ``mayChangeNearest(of:box:)``.
/// - **The register's extent**, as far as it decides whether the footprint lies in what the register covers.
/// - **Zones** whose boxes meet its box; whether there is any planned area at all. **Districts** within its reach.
/// - **Its scene's registration**: whether the scene is held or corrected; its shift, where a licence lies within reach or a zone meets it.
///   Whether licences within its reach are displaced.
/// - **Its history**: earlier footprints and clear views of scenes that meet its box, when the rules ask what was there before.
/// - The rule set but for its name, the error of the coordinate operations, and itself.
///
/// Counts of an evaluation of some footprints are counts of those only. Immutable; shared by workers.
public struct AffectedFootprints: Sendable {
    private let changes: DetectionChanges
    private let rules: RuleSet
    private let options: EvaluationOptions
    private let before: EvaluationOptions
    private let index: DetectionIndex
    private let licences: PackedRTree
    private let ballparkLicences: PackedRTree
    private let displacedBoxes: [Envelope]
    private let displaced: PackedRTree
    private let zones: PackedRTree
    private let districts: PackedRTree
    private let testimonies: PackedRTree

    /// - Parameters:
    ///   - rules: of the coming evaluation.
    ///   - options: of the coming evaluation, with its registration audit.
    ///   - index: of the coming evaluation.
    public init(_ changes: DetectionChanges, rules: RuleSet, options: EvaluationOptions, index: DetectionIndex) {
        self.changes = changes
        self.rules = rules
        self.options = options
        self.index = index
        var before = options
        before.registration = changes.registrationBefore
        self.before = before
        licences = PackedRTree(changes.licences)
        ballparkLicences = PackedRTree(changes.ballparkLicences)
        zones = PackedRTree(changes.zones)
        districts = PackedRTree(changes.districts)
        testimonies = PackedRTree(rules.requiresPriorObservation ? changes.testimonies.map(\.box) : [])
        let ids = Set(changes.registration.licences)
        let rows = index.licences.rows
        displacedBoxes = rows.indices.filter { ids.contains(rows[$0].id) }.map { index.licences.polygons.prepared[$0].envelope }
        displaced = PackedRTree(displacedBoxes)
    }

    /// Every footprint has to be judged.
    public var isEverything: Bool { !changes.reasonsForAll.isEmpty }

    /// Where to look in a store: a footprint whose box meets none of these and whose scene is not among ``scenes`` is not affected, unless
    /// ``mayChangeNearest(of:box:)`` holds for one of its findings.
    public var searchBoxes: [Envelope] { searchBoxesBesideChanges + changes.footprintBoxes.filter { !$0.isEmpty } }

    /// ``searchBoxes`` for who knows which footprints came and went: the places of these alone let nothing else be judged again.
    public var searchBoxesBesideChanges: [Envelope] {
        let reach = positionsMatter ? SceneShift.farthest : 1
        let near = (changes.licences + displacedBoxes + changes.districts).map { $0.expanded(byMetres: reach * 1.01) }
        let ballpark = changes.ballparkLicences.map { $0.expanded(byMetres: rules.ballparkReach * 1.01 + 1) }
        let past = rules.requiresPriorObservation ? changes.testimonies.map(\.box) : []
        let extent = coverages.map { $0.before.strips(outside: $0.after) + $0.after.strips(outside: $0.before) } ?? []
        return (near + ballpark + changes.zones + past + extent).filter { !$0.isEmpty }
    }

    /// Scenes whose footprints have to be looked at, wherever they lie.
    public var scenes: Set<String> {
        guard positionsMatter else { return [] }
        let registration = changes.registration
        return registration.scenes.union(registration.shiftedScenes).union(registration.footprints.keys)
    }

    /// ``mayChangeNearest(of:box:)`` can hold for some finding.
    public var changesLicences: Bool { isEverything || !changes.licences.isEmpty }

    /// What the register covered and covers, where that differs and decides.
    private var coverages: (before: Envelope, after: Envelope)? {
        guard positionsMatter, let extents = changes.extents else { return nil }
        func grown(_ box: Envelope) -> Envelope { box.isEmpty ? box : box.expanded(byMetres: rules.registerMargin) }
        return (grown(extents.before), grown(extents.after))
    }

    private var positionsMatter: Bool { rules.positionModel == .on }

    /// The footprint has to be judged again; when not, its findings are what they were, but for ``mayChangeNearest(of:box:)``.
    /// - Complexity: O(log n) in the number of changes, and of licences for footprints of ``scenes``.
    public func contains(_ row: Int, of batch: FootprintBatch) -> Bool {
        if isEverything || changes.footprints.contains(.init(batch, row)) { return true }
        guard batch.isSpatial(row) else { return false }
        let box = batch.geometry.envelope(of: row)
        if let coverages, coverages.before.intersects(box) != coverages.after.intersects(box) { return true }
        let reach = reach(row, batch)
        let around = box.expanded(byMetres: reach)
        return licences.meets(around) || displaced.meets(around) || zones.meets(box) || districts.meets(around.expanded(byMetres: 1))
            || ballparkLicences.meets(box.expanded(byMetres: rules.ballparkReach * 1.01 + 1))
            || isJudgedByAnotherShift(row, batch, box, around)
            || hasAnotherPast(row, batch, box)
    }

    /// The farthest that position errors carry a row under either audit, metres.
    private func reach(_ row: Int, _ batch: FootprintBatch) -> Double {
        guard positionsMatter else { return 0 }
        return max(rules.reach(row, batch, options), rules.reach(row, batch, before))
    }

    private func isJudgedByAnotherShift(_ row: Int, _ batch: FootprintBatch, _ box: Envelope, _ around: Envelope) -> Bool {
        guard positionsMatter, rules.registration != .off, !changes.registration.isEmpty, let scene = batch.scenes.string(at: row) else {
            return false
        }
        let registration = changes.registration
        if registration.scenes.contains(scene) { return true }
        let isShifted =
            registration.shiftedScenes.contains(scene) || registration.footprints[scene]?.contains(batch.distinctID(of: row)) == true
        guard isShifted else { return false }
        return index.licences.polygons.tree.meets(around) || index.forbidden.polygons.tree.meets(box)
            || index.planned.polygons.tree.meets(box)
    }

    private func hasAnotherPast(_ row: Int, _ batch: FootprintBatch, _ box: Envelope) -> Bool {
        guard let day = batch.observed[row]?.to.daysSince1970 else { return false }
        var isFound = false
        testimonies.query(box) { if changes.testimonies[$0].lastDay < day { isFound = true } }
        return isFound
    }

    /// The nearest licence that the finding names may be another one, or lie elsewhere: its footprint has to be judged again.
    /// - Parameter box: of the whole footprint.
    /// - Complexity: O(log n) in the number of changed licences.
    public func mayChangeNearest(of finding: Finding, box: Envelope) -> Bool {
        if isEverything { return true }
        guard !changes.licences.isEmpty, !box.isEmpty else { return false }
        if let id = finding.nearestLicenceID, changes.licenceIDs.contains(id) { return true }
        guard let metres = finding.nearestLicenceMetres else { return true }
        let metric = LocalMetric(.wgs84, latitude: box.center.y)
        // A hair more, for another ellipsoid and for rounding.
        let limit = metres * (1 + 1e-6) + 0.01
        return licences.nearest(to: box, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY, within: limit) { item, _ in
            changes.licences[item].distance(to: box, metric)
        } != nil
    }
}

extension RuleSet {
    /// How far licences of a row are looked for, metres.
    fileprivate func reach(_ row: Int, _ batch: FootprintBatch, _ options: EvaluationOptions) -> Double {
        let shift = sceneShift(of: row, in: batch, options)
        let budget = budget(image: batch.positionSigma[row], outline: batch.digitisingSigma[row], register: nil, options)
        return max(shift.reach(budget), shift.estimate.length)
    }
}

extension PackedRTree {
    /// Some indexed box meets the envelope.
    fileprivate func meets(_ envelope: Envelope) -> Bool {
        var isFound = false
        query(envelope) { _ in isFound = true }
        return isFound
    }
}

extension Envelope {
    /// Boxes that together hold everything of this one outside another, and perhaps its edge.
    fileprivate func strips(outside other: Envelope) -> [Envelope] {
        guard intersects(other) else { return [self] }
        return [
            Envelope(minX: minX, minY: minY, maxX: other.minX, maxY: maxY), Envelope(minX: other.maxX, minY: minY, maxX: maxX, maxY: maxY),
            Envelope(minX: minX, minY: minY, maxX: maxX, maxY: other.minY), Envelope(minX: minX, minY: other.maxY, maxX: maxX, maxY: maxY),
        ]
    }

    /// Metres between two boxes; 0 when they meet.
    fileprivate func distance(to other: Envelope, _ metric: LocalMetric) -> Double {
        let x = max(0, max(minX - other.maxX, other.minX - maxX)) * metric.metresPerUnitX
        let y = max(0, max(minY - other.maxY, other.minY - maxY)) * metric.metresPerUnitY
        return (x * x + y * y).squareRoot()
    }
}
