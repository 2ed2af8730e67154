internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Repairs and references the batches of one file: the geometry engine and the PROJ context of one worker thread.
struct IntakeWorker {
    let file: String
    /// `nil` wants every kind of geometry, and features without any.
    let side: Side?
    let reference: MonitoringReference
    let policy: InvalidPolicy
    /// RFC 7946 asks for counter-clockwise exteriors; other formats have no rule to break.
    let hasWindingRule: Bool
    /// Whether ``IntakeBatch/stated`` is wanted.
    let keepsStated: Bool
    /// Whether ``IntakeBatch/asRead`` is wanted.
    var keepsAsRead = false
    /// Metres that a straight edge may bend away in the other CRS before it is split; `nil` splits none.
    private let deviation: Double?
    private let proof = SimplicityProof()
    private let repair: GeometryRepair
    private let transform: CoordinateTransform?
    private let router: LinkRouter?

    init(
        file: String, side: Side?, reference: MonitoringReference, policy: InvalidPolicy, hasWindingRule: Bool,
        keepsStated: Bool = false, splitsEdges: Bool = true
    ) throws {
        self.file = file
        self.side = side
        self.reference = reference
        self.policy = policy
        self.hasWindingRule = hasWindingRule
        self.keepsStated = keepsStated
        deviation = splitsEdges ? 0.01 : nil
        repair = GeometryRepair(engine: TopologyEngine(), reference: reference)
        transform = try reference.makeTransform()
        router = try reference.makeRouter()
    }

    /// - Throws: ``InputError/refused`` under ``InvalidPolicy/refuse`` for the first feature that is not valid.
    /// - Parameters:
    ///   - reasonToSkip: why the profile does not want a row; `nil` when it does.
    ///   - limits: what positions can be; `nil` when all were seen to be in range.
    func prepare(
        _ batch: FeatureBatch, limits: CoordinateLimits? = nil, reasonToSkip: (Int) -> String?
    ) throws -> IntakeBatch {
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
                if let side, !kind.isPolygonal {
                    skip(row, "\(kind.name) is not a kind that \(side.rawValue) are drawn as", &work)
                } else if let limits, let outside = outOfRange(row, batch.geometry, limits) {
                    try quarantine(row, limits.fault(at: outside), &work)
                } else {
                    try examine(row, &work, &replaced)
                }
            } else if let side, !side.mayLackGeometry {
                skip(row, "no geometry", &work)
            }
        }
        rebuild(&work, replaced)
        if keepsStated { work.stated = work.features.geometry }
        if keepsAsRead && work.counts.quarantined + work.counts.repaired > 0 { work.asRead = batch.geometry }
        try bringIntoMonitoringCRS(&work)
        work.counts.stored = work.isUsable.count { $0 }
        return work
    }

    /// The first position of a row that the CRS cannot mean.
    private func outOfRange(_ row: Int, _ columns: GeometryColumns, _ limits: CoordinateLimits) -> Coordinate? {
        columns.coordinates[columns.positions(of: row)].first { $0.isFinite && !limits.contains($0) }
    }

    private func examine(_ row: Int, _ work: inout IntakeBatch, _ replaced: inout [Int: Geometry]) throws {
        let isPolygonal = work.features.geometry.kinds[row]?.isPolygonal == true
        if isPolygonal, proof.proves(row, in: work.features.geometry), isWound(row, work.features.geometry) { return }
        switch repair.examine(row, in: work.features.geometry) {
        case .sound: break
        case .repaired(let geometry, let actions, let change):
            replaced[row] = geometry
            // Other formats than GeoJSON leave the direction of rings open: turning them is no repair.
            guard hasWindingRule || !actions.allSatisfy(\.isReversal) else { return }
            let words = actions.map(\.description).joined(separator: "; ")
            guard policy == .repair else {
                replaced[row] = nil
                return try quarantine(row, words, &work)
            }
            work.counts.repaired += 1
            work.repairedRows.insert(row)
            if actions.allSatisfy(\.isReversal) {
                work.counts.directionOnly += 1
                return
            }
            if actions.contains(where: \.isRebuild) { work.rebuiltRows.insert(row) }
            note(row, .repaired, words + (change.map { ", area changed by \($0.difference.rounded()) m2" } ?? ""), &work)
        case .quarantined(let fault): try quarantine(row, fault.description, &work)
        }
    }

    /// Exteriors counter-clockwise, holes clockwise, by the sign of their planar area.
    private func isWound(_ row: Int, _ columns: GeometryColumns) -> Bool {
        for part in columns.parts(of: row) {
            let rings = columns.rings(ofPart: part)
            for ring in rings where columns.isCounterClockwise(ring) != (ring == rings.lowerBound) { return false }
        }
        return true
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
            RunDefect(side: side?.rawValue ?? "input", file: file, place: work.features.place(of: row), outcome: outcome, reason: reason))
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
        if let router { return try bringThroughLinks(&work, router) }
        guard let transform, !transform.isIdentity else { return }
        do {
            try transform.apply(to: &work.features.geometry, maximumDeviationMetres: deviation)
        } catch {
            try transformOneByOne(&work, transform)
        }
    }

    /// Each feature by the datum link of its area.
    private func bringThroughLinks(_ work: inout IntakeBatch, _ router: LinkRouter) throws {
        let routes = router.routes(of: work.features.geometry)
        var failed = router.apply(to: &work.features.geometry, routes: routes, maximumDeviationMetres: deviation)
        for (row, route) in routes.enumerated() where work.isUsable[row] && work.features.geometry.kinds[row] != nil {
            if let route {
                work.links.rows[route, default: 0] += 1
                continue
            }
            work.links.outside += 1
            let words = "lies outside the area of every datum link: its shift is unknown"
            if reference.quarantinesOutsideLinks {
                failed.append((row, words))
            } else {
                work.ballparkRows.insert(row)
                note(row, .registerDefect, words, &work)
            }
        }
        guard !failed.isEmpty else { return }
        for (row, reason) in failed where work.isUsable[row] { try quarantine(row, reason, &work) }
        let moved = work.features.geometry
        var columns = GeometryColumns()
        for row in 0..<moved.count {
            if work.isUsable[row] { columns.append(row, of: moved) } else { columns.append(nil) }
        }
        work.features.geometry = columns
    }

    /// Some feature of the batch has no image: sets that one aside and keeps the others.
    private func transformOneByOne(_ work: inout IntakeBatch, _ transform: CoordinateTransform) throws {
        let old = work.features.geometry
        var columns = GeometryColumns()
        for row in 0..<old.count {
            var one = GeometryColumns()
            one.append(row, of: old)
            do {
                try transform.apply(to: &one, maximumDeviationMetres: deviation)
                columns.append(0, of: one)
            } catch {
                try quarantine(row, "\(error)", &work)
                columns.append(nil)
            }
        }
        work.features.geometry = columns
    }
}

extension GeometryColumns {
    /// The direction of a closed ring, by the sign of its planar area about its first position.
    fileprivate func isCounterClockwise(_ ring: Int) -> Bool {
        let range = positions(ofRing: ring)
        return coordinates.withUnsafeBufferPointer { all in
            guard let origin = range.isEmpty ? nil : all[range.lowerBound] else { return true }
            var twice = 0.0
            var (px, py) = (0.0, 0.0)
            for i in range.dropFirst() {
                let (x, y) = (all[i].x - origin.x, all[i].y - origin.y)
                twice += px * y - x * py
                (px, py) = (x, y)
            }
            return twice >= 0
        }
    }
}

extension RepairAction {
    var isReversal: Bool {
        if case .reversedRings = self { return true }
        return false
    }

    var isRebuild: Bool {
        if case .rebuilt = self { return true }
        return false
    }
}

extension GeometryRepair {
    /// Measures gaps and areas as a file's coordinates mean them: ellipsoidal for degrees, planar for projected metres.
    init(engine: TopologyEngine, reference: MonitoringReference) {
        self.init(engine: engine, isGeographic: reference.isGeographic, metresPerUnit: reference.metresPerUnit)
    }

    init(engine: TopologyEngine, isGeographic: Bool, metresPerUnit unit: Double) {
        guard isGeographic else {
            self.init(engine: engine, metresPerUnit: { _ in (unit, unit) }, area: { $0.planarArea * unit * unit })
            return
        }
        let ellipsoidal = EllipsoidalArea(.wgs84)
        self.init(
            engine: engine,
            metresPerUnit: { place in
                let metric = LocalMetric(.wgs84, latitude: place.y)
                return (metric.metresPerUnitX, metric.metresPerUnitY)
            }, area: { ellipsoidal.area(of: $0) })
    }
}

extension Polygon {
    /// In the square of the coordinates' unit, holes taken out.
    fileprivate var planarArea: Double {
        func area(_ ring: Ring) -> Double {
            guard let origin = ring.coordinates.first else { return 0 }
            let c = ring.coordinates.map { ($0.x - origin.x, $0.y - origin.y) }
            return abs(zip(c, c.dropFirst()).reduce(0) { $0 + $1.0.0 * $1.1.1 - $1.1.0 * $1.0.1 }) / 2
        }
        return area(exterior) - holes.reduce(0) { $0 + area($1) }
    }
}
