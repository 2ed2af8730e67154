internal import OreFeatures
internal import OreGeometry

/// Licences against zones. Zones come from another source than the register: the tolerance is that of both sides' position errors, and where a
/// datum shift is unknown nothing is judged.
struct ZoneChecks: Sendable {
    let statements: StatementChecks
    let zones: ZoneTable?
    private var register: AuditRegister { statements.register }
    private var settings: AuditSettings { statements.settings }

    private enum Judgement: Sendable {
        case none
        case within
        case undecided
        case failed
        case found(DefectBatch)
    }

    private struct Layer: Sendable {
        let rows: [Zone]
        let prepared: [PreparedPolygon]
        let tree: PackedRTree
    }

    func planned(_ areas: [Double]) throws -> (DefectBatch, AuditAccount) {
        try check(.plannedAreas, .plannedArea, "planned area", areas, judge: outside)
    }

    func forbidden(_ areas: [Double]) throws -> (DefectBatch, AuditAccount) {
        try check(.forbiddenZones, .forbidden, "forbidden zone", areas, judge: inside)
    }

    private func check(
        _ check: AuditCheck, _ kind: ZoneKind, _ what: String, _ areas: [Double],
        judge: @escaping @Sendable (Int, Double, Layer, AuditWorker) throws -> Judgement
    ) throws -> (DefectBatch, AuditAccount) {
        guard let zones else { return (DefectBatch(), AuditAccount(check, ran: false, notes: ["no zones were given"])) }
        let wanted = zones.rows.indices.filter { row in
            zones.rows[row].kind == kind && settings.day.map { zones.rows[row].holds(on: $0) } ?? true
                && zones.geometry.kinds[row]?.isPolygonal == true
        }
        guard !wanted.isEmpty else {
            let when = settings.day.map { " on \($0)" } ?? ""
            return (DefectBatch(), AuditAccount(check, ran: false, notes: ["no zone is a \(what)\(when)"]))
        }
        let prepared = try statements.crew.map(wanted.count, chunk: 4) { _, i in PreparedPolygon(zones.geometry, wanted[i]) }
        let layer = Layer(rows: wanted.map { zones.rows[$0] }, prepared: prepared, tree: PackedRTree(prepared.map(\.envelope)))
        let spatial = (0..<register.count).filter(register.isSpatial)
        let judged = try statements.crew.map(spatial.count) { worker, i in try judge(spatial[i], areas[spatial[i]], layer, worker) }
        var account = AuditAccount(check)
        var batch = DefectBatch()
        var failures = 0
        for judgement in judged {
            account.examined += 1
            switch judgement {
            case .none: break
            case .within: account.withinTolerance += 1
            case .undecided: account.undecided += 1
            case .failed: failures += 1
            case .found(let defects): batch.append(defects)
            }
        }
        if account.undecided > 0 {
            account.notes.append("\(account.undecided) licences not judged: a datum shift between licence and zone is unknown; areas stand")
        }
        if failures > 0 { account.notes.append("\(failures) licences could not be overlaid") }
        return (batch, account)
    }

    /// What of a licence lies in none of the planned areas.
    private func outside(_ row: Int, _ area: Double, _ layer: Layer, _ worker: AuditWorker) -> Judgement {
        let near = layer.tree.query(register.geometry.envelope(of: row))
        if isUndecided(row, layer, near) { return .undecided }
        let masks = near.map { layer.prepared[$0] }
        do throws(TopologyError) {
            let part: (GeometryColumns, Int)
            switch try worker.kernel.difference(of: row, in: register.geometry, minus: masks) {
            case .empty: return .none
            case .whole: part = (register.geometry, row)
            case .part(let columns): part = (columns, 0)
            }
            var defect = statements.defect(.outsidePlannedArea, row)
            let depth = self.depth(of: part, from: masks, metric(row))
            let budget = tolerance(row, near.map { layer.rows[$0] })
            guard depth > budget else { return .within }
            fill(&defect, part.0, part.1, area, depth, budget, worker)
            return .found(Self.batch(defect, part))
        } catch {
            return .failed
        }
    }

    /// What of a licence lies in each of the forbidden zones.
    private func inside(_ row: Int, _ area: Double, _ layer: Layer, _ worker: AuditWorker) -> Judgement {
        let near = layer.tree.query(register.geometry.envelope(of: row))
        if isUndecided(row, layer, near) { return .undecided }
        var found = DefectBatch()
        var isWithin = false
        for place in near {
            do throws(TopologyError) {
                let part: (GeometryColumns, Int)
                switch try worker.kernel.intersection(of: row, in: register.geometry, with: layer.prepared[place]) {
                case .empty: continue
                case .whole: part = (register.geometry, row)
                case .part(let columns): part = (columns, 0)
                }
                let zone = layer.rows[place]
                let depth = self.depth(of: part, from: [layer.prepared[place]], metric(row))
                let budget = tolerance(row, [zone])
                guard depth > budget else {
                    isWithin = true
                    continue
                }
                var defect = statements.defect(.insideForbiddenZone, row)
                defect.zoneID = zone.id
                defect.id += "/" + zone.id
                fill(&defect, part.0, part.1, area, depth, budget, worker)
                found.append(Self.batch(defect, part))
            } catch {
                return .failed
            }
        }
        return found.defects.isEmpty ? (isWithin ? .within : .none) : .found(found)
    }

    private static func batch(_ defect: RegisterDefect, _ part: (GeometryColumns, Int)) -> DefectBatch {
        var batch = DefectBatch()
        var defect = defect
        defect.severity = AuditSeverity.of(defect)
        batch.append(defect, part.1, of: part.0)
        return batch
    }

    private func fill(
        _ defect: inout RegisterDefect, _ columns: GeometryColumns, _ index: Int, _ whole: Double, _ depth: Double, _ budget: Double,
        _ worker: AuditWorker
    ) {
        let area = worker.area.area(of: index, in: columns)
        (defect.area, defect.quantity, defect.unit) = (area, area, .squareMetres)
        defect.share = whole > 0 ? min(1, area / whole) : nil
        defect.width = depth.isFinite ? depth : nil
        defect.tolerance = budget
        defect.place = LocalMetric.interiorPoint(of: index, in: columns) ?? defect.place
    }

    /// How far a part reaches beyond or into zones: by its corners, or half the width of its widest piece where corners lie on the zones' boundaries,
    /// as those of a zone inside a licence do.
    private func depth(of part: (GeometryColumns, Int), from masks: [PreparedPolygon], _ metric: LocalMetric) -> Double {
        let widest = part.0.polygons(at: part.1).map { PieceMeasure($0, metric).width }.max() ?? 0
        return max(metric.maximumDepth(of: part.1, in: part.0, from: masks), widest / 2)
    }

    private func metric(_ row: Int) -> LocalMetric {
        LocalMetric(.cgcs2000, latitude: register.geometry.envelope(of: row).center.y)
    }

    /// Metres: the factor times the root of the summed squares of both sides' errors, the largest of the zones.
    private func tolerance(_ row: Int, _ zones: [Zone]) -> Double {
        let licence = register.rows[row].licence.positionSigma ?? settings.licenceSigma
        let zone = zones.map { $0.positionSigma ?? settings.zoneSigma }.max() ?? settings.zoneSigma
        return settings.toleranceFactor * (licence * licence + zone * zone).squareRoot()
    }

    private func isUndecided(_ row: Int, _ layer: Layer, _ near: [Int]) -> Bool {
        register.isBallpark(row) || near.contains { layer.rows[$0].isBallpark }
            || (near.isEmpty && layer.rows.contains { $0.isBallpark })
    }
}
