internal import OreFeatures
internal import OreGeometry

/// What a caller may ask of an evaluation beside the findings.
public struct EvaluationOptions: Sendable {
    /// Also list footprints without a finding, as `consistent` (`--all`).
    public var listsConsistent = false
    /// 1-sigma error of the coordinate operations per axis, metres: known accuracies and accepted null shifts.
    public var datumSigma = 0.0
    /// What is known of the registration of scenes and registers; `nil` when it was not estimated.
    public var registration: RegistrationAudit?

    public init(listsConsistent: Bool = false, datumSigma: Double = 0, registration: RegistrationAudit? = nil) {
        self.registration = registration
        self.listsConsistent = listsConsistent
        self.datumSigma = datumSigma
    }
}

/// The findings of a batch and what was seen on the way.
public struct DetectionOutcome: Sendable {
    public var batch = FindingBatch()
    /// The row of the footprint batch that each finding is about, ascending.
    public var rows: [Int] = []
    public var counts = DetectionCounts()

    public init() {}
}

extension RuleSet {
    /// Judges each footprint of a batch by every rule.
    ///
    /// - Parameters:
    ///   - batch: footprints in the monitoring CRS, valid polygons; rows without parts are skipped.
    ///   - index: licences, zones and districts in the same CRS, built with this rule set's ``licences`` policy.
    ///   - history: earlier observations; needed when ``needsHistory(_:)``, else `nil`.
    ///   - worker: the tools of this thread, for the ellipsoid of the monitoring CRS.
    /// - Returns: findings in the order of the footprints, for each in the order of ``RuleName`` and of zone ids. Each finding belongs to one
    ///   footprint, so that batches may be cut anywhere. Touching is not a finding; thresholds must be exceeded. A failed overlay becomes
    ///   an `undecidable` finding that carries the footprint.
    /// - Complexity: O(f log n + p v log v): f footprints, n indexed rows, p candidate pairs, v positions per pair.
    public func evaluate(
        _ batch: FootprintBatch, against index: DetectionIndex, history: FootprintHistory? = nil, options: EvaluationOptions = .init(),
        using worker: DetectionWorker
    ) -> DetectionOutcome {
        var evaluation = BatchEvaluation(rules: self, index: index, history: history, options: options, batch: batch, worker: worker)
        for row in 0..<batch.count where batch.isSpatial(row) { evaluation.judge(row) }
        return evaluation.outcome
    }
}

/// One pass over a batch: the state of the row at hand, reused from row to row.
struct BatchEvaluation {
    let rules: RuleSet
    let index: DetectionIndex
    let history: FootprintHistory?
    let options: EvaluationOptions
    let batch: FootprintBatch
    let worker: DetectionWorker
    var outcome = DetectionOutcome()

    // The row.
    var row = 0
    var envelope = Envelope.empty
    var total = 0.0
    var period: ObservationPeriod?
    /// Licences whose boxes meet the footprint's, by index: in force on the day, not in force, and, without a day, depending on it.
    var inForce: [Int] = []
    var notInForce: [Int] = []
    var dateDependent: [Int] = []
    /// What the findings of the row say of licences; made when the first one needs it.
    var surroundings: LicenceSurroundings?
    var footprint: FootprintPart { FootprintPart(batch.geometry, row) }
    private var matches: [UInt32] = []

    init(
        rules: RuleSet, index: DetectionIndex, history: FootprintHistory?, options: EvaluationOptions, batch: FootprintBatch,
        worker: DetectionWorker
    ) {
        self.rules = rules
        self.index = index
        self.history = history
        self.options = options
        self.batch = batch
        self.worker = worker
    }

    mutating func judge(_ row: Int) {
        self.row = row
        envelope = batch.geometry.envelope(of: row)
        total = worker.area.area(of: row, in: batch.geometry)
        period = batch.observed[row]
        surroundings = nil
        outcome.counts.examined += 1
        if period == nil { outcome.counts.undated += 1 }
        let emitted = outcome.batch.findings.count
        findLicences()
        let outside = judgeLicences()
        judgeZones()
        judgePlannedAreas()
        judgeExpansion()
        judgeStopOrders()
        if options.listsConsistent && outcome.batch.findings.count == emitted { listConsistent(outside: outside) }
    }

    private mutating func findLicences() {
        inForce.removeAll(keepingCapacity: true)
        notInForce.removeAll(keepingCapacity: true)
        dateDependent.removeAll(keepingCapacity: true)
        matches.removeAll(keepingCapacity: true)
        index.licences.polygons.tree.query(envelope, into: &matches)
        if matches.count > 1 { matches.sort() }
        for match in matches {
            let licence = Int(match)
            guard index.licences.applies(licence, on: period?.to) else { continue }
            if let day = period?.to {
                if index.licences.isInForce(licence, on: day) { inForce.append(licence) } else { notInForce.append(licence) }
            } else if index.licences.terms[licence].isAlways {
                inForce.append(licence)
            } else if index.licences.terms[licence].isNever {
                notInForce.append(licence)
            } else {
                dateDependent.append(licence)
            }
        }
    }

    // Closures that use a member would carry a copy of the whole evaluation: the next three name what they need, or do without.

    func masks(_ licences: [Int]) -> [PreparedPolygon] {
        let prepared = index.licences.polygons.prepared
        return licences.map { prepared[$0] }
    }

    /// Those that share a position with the footprint, in their order.
    func touching(_ licences: [Int]) -> [Int] {
        var found: [Int] = []
        for licence in licences where touches(licence) { found.append(licence) }
        return found
    }

    func touches(_ licence: Int) -> Bool { worker.meets(footprint, index.licences.polygons.prepared[licence]) }
}
