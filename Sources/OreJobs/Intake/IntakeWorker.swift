internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Repairs and references the batches of one file: the geometry engine and the PROJ context of one worker thread.
struct IntakeWorker {
    let file: String
    let side: Side
    let reference: MonitoringReference
    let policy: InvalidPolicy
    /// RFC 7946 asks for counter-clockwise exteriors; other formats have no rule to break.
    let hasWindingRule: Bool
    private let proof = SimplicityProof()
    private let repair: GeometryRepair
    private let transform: CoordinateTransform?

    init(
        file: String, side: Side, reference: MonitoringReference, policy: InvalidPolicy, hasWindingRule: Bool
    ) throws {
        self.file = file
        self.side = side
        self.reference = reference
        self.policy = policy
        self.hasWindingRule = hasWindingRule
        repair = GeometryRepair(engine: TopologyEngine(), measure: IntakeMeasure(reference))
        if reference.isMonitoringCRS || reference.operation == nil {
            transform = nil
        } else {
            let context = ReferencingContext()
            transform = try context.transform(
                from: context.crs(reference.declared.definition), to: context.crs(MonitoringReference.monitoringCRS), area: nil)
        }
    }

    /// - Throws: ``InputError/refused`` under ``InvalidPolicy/refuse`` for the first feature that is not valid.
    /// - Parameter reasonToSkip: why the profile does not want a row; `nil` when it does.
    func prepare(_ batch: FeatureBatch, reasonToSkip: (Int) -> String?) throws -> IntakeBatch {
        var work = IntakeBatch(features: batch, isUsable: [Bool](repeating: true, count: batch.count))
        work.counts.read = batch.count
        let unreadable = Dictionary(batch.defects.map { ($0.row, $0.defect) }, uniquingKeysWith: { first, _ in first })
        var replaced: [Int: Geometry] = [:]
        for row in 0..<batch.count {
            if let reason = reasonToSkip(row) {
                skip(row, reason, &work)
            } else if let defect = unreadable[row] {
                try quarantine(row, defect.reason, &work)
            } else if let kind = batch.geometry.kinds[row] {
                if kind.isPolygonal {
                    try examine(row, &work, &replaced)
                } else {
                    skip(row, "\(kind.name) is not a kind that \(side.rawValue) are drawn as", &work)
                }
            } else if side != .licences {
                skip(row, "no geometry", &work)
            }
        }
        rebuild(&work, replaced)
        try bringIntoMonitoringCRS(&work)
        work.counts.stored = work.isUsable.count { $0 }
        return work
    }

    private func examine(_ row: Int, _ work: inout IntakeBatch, _ replaced: inout [Int: Geometry]) throws {
        let columns = work.features.geometry
        guard !proof.provesSound(row, in: columns, requiringWinding: hasWindingRule) else { return }
        switch repair.examine(row, in: columns, checksWinding: hasWindingRule) {
        case .sound: break
        case .repaired(let geometry, let actions, let before, let after):
            guard policy == .repair else { return try quarantine(row, actions.map(\.text).joined(separator: ", "), &work) }
            replaced[row] = geometry
            work.counts.repaired += 1
            if actions.contains(where: \.rebuildsRings) { work.rebuiltRows.insert(row) }
            let change = abs(after - before) < 0.005 ? "" : String(describing: Int((after - before).rounded())) + " m2"
            note(row, .repaired, actions.map(\.text).joined(separator: ", ") + (change.isEmpty ? "" : ", area \(change)"), &work)
        case .quarantined(let fault): try quarantine(row, fault.description, &work)
        }
    }

    private func quarantine(_ row: Int, _ reason: String, _ work: inout IntakeBatch) throws {
        if policy == .refuse {
            throw InputError.refused(
                file: file, place: work.features.place(of: row), what: reason,
                next: "mend the feature, or let --on-invalid repair or quarantine set it aside")
        }
        work.isUsable[row] = false
        work.counts.quarantined += 1
        note(row, .quarantined, reason, &work)
    }

    private func skip(_ row: Int, _ reason: String, _ work: inout IntakeBatch) {
        work.isUsable[row] = false
        work.counts.skipped += 1
        note(row, .skipped, reason, &work)
    }

    private func note(_ row: Int, _ outcome: RunDefect.Outcome, _ reason: String, _ work: inout IntakeBatch) {
        work.defects.append(
            RunDefect(side: side.rawValue, file: file, place: work.features.place(of: row), outcome: outcome, reason: reason))
    }

    /// Puts repaired geometries in place and empties rows that are not usable; nothing is copied when there is nothing to do.
    private func rebuild(_ work: inout IntakeBatch, _ replaced: [Int: Geometry]) {
        guard !replaced.isEmpty || work.isUsable.contains(false) else { return }
        let old = work.features.geometry
        var columns = GeometryColumns()
        columns.reserveCapacity(geometries: old.count, positions: old.coordinates.count)
        for row in 0..<old.count {
            if !work.isUsable[row] {
                columns.append(nil)
            } else if let geometry = replaced[row] {
                columns.append(geometry)
            } else {
                columns.append(row, of: old)
            }
        }
        work.features.geometry = columns
    }

    private func bringIntoMonitoringCRS(_ work: inout IntakeBatch) throws {
        guard let transform, !transform.isIdentity else { return }
        do {
            try transform.apply(to: &work.features.geometry, maximumDeviationMetres: 0.01)
        } catch {
            try transformOneByOne(&work, transform)
        }
    }

    /// Some feature of the batch has no image: sets that one aside and keeps the others.
    private func transformOneByOne(_ work: inout IntakeBatch, _ transform: CoordinateTransform) throws {
        let old = work.features.geometry
        var columns = GeometryColumns()
        for row in 0..<old.count {
            var one = GeometryColumns()
            one.append(row, of: old)
            do {
                try transform.apply(to: &one, maximumDeviationMetres: 0.01)
                columns.append(0, of: one)
            } catch {
                try quarantine(row, "\(error)", &work)
                columns.append(nil)
            }
        }
        work.features.geometry = columns
    }
}
