internal import OreFeatures
internal import OreGeometry

/// Overlaps, containment, duplicates, slivers and gaps between the licences of a register.
struct PairChecks: Sendable {
    let register: AuditRegister
    let settings: AuditSettings
    let crew: AuditCrew

    /// What one licence met among those after it.
    private struct Outcome: Sendable {
        var defects = DefectBatch()
        var pairs = 0
        var exactOverlaps = 0
        var exactlyNarrow = 0
        var undecided = 0
        var failures = 0
        var gapPairs = 0
    }

    func run() throws -> (defects: DefectBatch, overlaps: AuditAccount, gaps: AuditAccount) {
        let rows = (0..<register.count).filter(register.isSpatial)
        var (overlaps, gaps) = (AuditAccount(.overlaps), AuditAccount(.gaps))
        guard rows.count > 1 else {
            overlaps.ran = false
            overlaps.notes = ["fewer than two licences have a geometry"]
            (gaps.ran, gaps.notes) = (false, overlaps.notes)
            return (DefectBatch(), overlaps, gaps)
        }
        let index = try RowIndex(register, rows: rows, crew: crew)
        let outcomes = try crew.map(rows.count, chunk: 32) { worker, i in try outcome(i, index, worker) }
        var all = DefectBatch()
        var failures = 0
        var exact = 0
        for outcome in outcomes {
            all.append(outcome.defects)
            overlaps.examined += outcome.pairs
            overlaps.withinTolerance += outcome.exactlyNarrow
            overlaps.undecided += outcome.undecided
            gaps.examined += outcome.gapPairs
            failures += outcome.failures
            exact += outcome.exactOverlaps
        }
        overlaps.notes.append("\(exact) pairs overlap exactly, without any tolerance")
        if overlaps.undecided > 0 {
            overlaps.notes.append("\(overlaps.undecided) pairs not judged: stated in different systems, one with an unknown datum shift")
        }
        if failures > 0 { overlaps.notes.append("\(failures) pairs could not be overlaid") }
        return (all, overlaps, gaps)
    }

    private func outcome(_ i: Int, _ index: RowIndex, _ worker: AuditWorker) throws -> Outcome {
        var outcome = Outcome()
        for j in index.neighbours(of: i, within: settings.gapWidth) where j > i {
            let (a, b) = (index.rows[i], index.rows[j])
            guard register.rows[a].id != register.rows[b].id else { continue }
            guard isComparable(a, b) else {
                outcome.undecided += 1
                continue
            }
            do throws(TopologyError) {
                let pair = index.pair(i, j)
                outcome.pairs += 1
                let relation = try worker.relation(of: pair, coincidence: settings.coincidence, sliverWidth: settings.sliverWidth)
                if relation.overlapsExactly { outcome.exactOverlaps += 1 }
                if relation.overlapsExactly && relation.kind == .apart { outcome.exactlyNarrow += 1 }
                let plane = isSamePlane(a, b) ? register.rows[a].plane : nil
                do {
                    try append(relation, a, b, plane, worker, to: &outcome.defects)
                    guard relation.kind != .same else { continue }
                    outcome.gapPairs += 1
                    try appendGap(pair, index, i, j, plane, worker, to: &outcome.defects)
                } catch { outcome.failures += 1 }
            } catch {
                outcome.failures += 1
            }
        }
        return outcome
    }

    private func isSamePlane(_ a: Int, _ b: Int) -> Bool { register.rows[a].plane == register.rows[b].plane }

    private func isComparable(_ a: Int, _ b: Int) -> Bool {
        isSamePlane(a, b) || (!register.isBallpark(a) && !register.isBallpark(b))
    }

    // MARK: Defects

    private func append(
        _ relation: PairRelation, _ a: Int, _ b: Int, _ plane: Int?, _ worker: AuditWorker, to batch: inout DefectBatch
    ) throws {
        let kind: DefectKind
        var (first, second) = (a, b)
        switch relation.kind {
        case .apart: return
        case .sliver: kind = .sliverOverlap
        case .overlap: kind = .overlap
        case .firstContained: kind = .contained
        case .secondContained: (kind, first, second) = (.contained, b, a)
        case .same: kind = .duplicateGeometry
        }
        let geometry = try monitored(relation.pieces.asColumns, plane, worker)
        var defect = pairDefect(kind, first, second)
        let area = worker.area.area(of: 0, in: geometry)
        (defect.area, defect.quantity, defect.unit) = (area, area, .squareMetres)
        defect.width = relation.width
        defect.share = min(1, area / worker.area.area(of: first, in: register.geometry))
        if kind == .sliverOverlap { (defect.quantity, defect.unit, defect.tolerance) = (relation.width, .metres, settings.coincidence) }
        if kind == .overlap { defect.tolerance = settings.sliverWidth }
        if kind == .duplicateGeometry { defect.width = nil }
        defect.place = LocalMetric.interiorPoint(of: 0, in: geometry) ?? geometry.coordinates.first
        defect.severity = AuditSeverity.of(defect)
        batch.append(defect, 0, of: geometry)
    }

    private func appendGap(
        _ pair: LicencePair, _ index: RowIndex, _ i: Int, _ j: Int, _ plane: Int?, _ worker: AuditWorker, to batch: inout DefectBatch
    ) throws {
        guard let gap = GapFinder(settings: settings).gap(between: pair) else { return }
        guard let open = try worker.open(gap, pair, others: index.fillers(of: gap, besides: [i, j], plane: plane), settings) else { return }
        let geometry = try monitored(open.pieces.asColumns, plane, worker)
        var defect = pairDefect(.boundaryGap, index.rows[i], index.rows[j])
        defect.area = worker.area.area(of: 0, in: geometry)
        (defect.quantity, defect.unit, defect.tolerance) = (open.width, .metres, settings.coincidence)
        (defect.width, defect.length) = (open.width, open.length)
        defect.place = LocalMetric.interiorPoint(of: 0, in: geometry) ?? geometry.coordinates.first
        defect.severity = AuditSeverity.of(defect)
        batch.append(defect, 0, of: geometry)
    }

    private func monitored(_ columns: GeometryColumns, _ plane: Int?, _ worker: AuditWorker) throws -> GeometryColumns {
        guard let plane else { return columns }
        return try worker.monitored(columns, plane: plane)
    }

    private func pairDefect(_ kind: DefectKind, _ a: Int, _ b: Int) -> RegisterDefect {
        let (x, y) = (register.rows[a], register.rows[b])
        var defect = RegisterDefect(kind, of: [x.id, y.id])
        let holders = [x.licence.holder, y.licence.holder]
        defect.holders = holders.compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        if let first = holders[0], let second = holders[1] { defect.isSameHolder = EnterpriseName(first).key == EnterpriseName(second).key }
        let force = CommonForce(spans(a), spans(b))
        defect.isInForceTogether = force.exists
        (defect.commonFrom, defect.commonTo, defect.commonDays) = (force.from, force.to, force.exists ? force.days : 0)
        defect.files = x.file == y.file ? [x.file] : [x.file, y.file]
        return defect
    }

    private func spans(_ row: Int) -> ForceSpans { register.rows[row].spans(settings.licences) }
}

extension AuditLicence {
    func spans(_ policy: LicencePolicy) -> ForceSpans {
        ForceSpans(validFrom: licence.validFrom ?? grantedOn, validTo: licence.validTo, events: licence.events, policy: policy)
    }
}

extension AuditWorker {
    /// What of a gap no licence covers; `nil` when that is nowhere wide or long enough.
    func open(
        _ gap: BoundaryGap, _ pair: LicencePair, others: [PreparedPolygon], _ settings: AuditSettings
    ) throws(TopologyError) -> BoundaryGap? {
        let union = try engine.unaryUnion(gap.pieces.map { .polygon($0) })
        let whole = union.polygons.asColumns
        guard !union.polygons.isEmpty else { return nil }
        let rest: [Polygon]
        switch try kernel.difference(of: 0, in: whole, minus: [pair.first, pair.second] + others) {
        case .empty: return nil
        case .whole: rest = union.polygons
        case .part(let columns): rest = columns.polygons(at: 0)
        }
        var open = BoundaryGap(pieces: [], width: 0, length: 0)
        for piece in rest {
            let measure = PieceMeasure(piece, pair.metric)
            guard measure.width >= settings.coincidence / 2 else { continue }
            open.pieces.append(piece)
            open.length += measure.perimeter / 2
            open.width = max(open.width, min(gap.width, 2 * measure.width))
        }
        return open.pieces.isEmpty || open.length < settings.gapLength ? nil : open
    }
}
