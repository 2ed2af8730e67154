internal import OreGeometry

/// Corner tables against the polygons of the register, licence by licence.
struct TableChecks: Sendable {
    let statements: StatementChecks
    let tables: AuditRegister?

    func run() throws -> (DefectBatch, AuditAccount) {
        guard let tables else { return (DefectBatch(), AuditAccount(.tables, ran: false, notes: ["no corner tables were given"])) }
        let register = statements.register
        let own = Dictionary(grouping: register.rows.indices) { register.rows[$0].id }
        let others = Dictionary(grouping: tables.rows.indices) { tables.rows[$0].id }
        var account = AuditAccount(.tables)
        var batch = DefectBatch()
        let shared = others.keys.filter { own[$0] != nil }.sorted()
        let distances = try statements.crew.map(shared.count, chunk: 16) { worker, i in
            distance(own[shared[i]] ?? [], others[shared[i]] ?? [], worker)
        }
        for (id, distance) in zip(shared, distances) {
            guard let row = own[id]?.first else { continue }
            guard let (metres, place) = distance else {
                account.undecided += 1
                continue
            }
            account.examined += 1
            guard metres > statements.settings.tableDistance else {
                account.withinTolerance += metres > 0 ? 1 : 0
                continue
            }
            var defect = statements.defect(.tableDiffers, row)
            (defect.quantity, defect.width, defect.unit) = (metres, metres, .metres)
            defect.tolerance = statements.settings.tableDistance
            defect.place = place
            defect.files += Set((others[id] ?? []).map { tables.rows[$0].file }).subtracting(defect.files).sorted()
            statements.append(defect, row, to: &batch)
        }
        appendMissing(own, others, to: &batch)
        if account.undecided > 0 {
            account.notes.append(
                "\(account.undecided) licences not compared: no boundary, or an unknown datum shift between table and register")
        }
        return (batch, account)
    }

    private func appendMissing(_ own: [String: [Int]], _ others: [String: [Int]], to batch: inout DefectBatch) {
        guard let tables else { return }
        for (id, rows) in own.sorted(by: { $0.key < $1.key }) where others[id] == nil {
            statements.append(statements.defect(.missingInTables, rows[0]), rows[0], to: &batch)
        }
        for (id, rows) in others.sorted(by: { $0.key < $1.key }) where own[id] == nil {
            let row = rows[0]
            var defect = RegisterDefect(.missingInRegister, of: [id])
            defect.files = [tables.rows[row].file]
            defect.place = LocalMetric.interiorPoint(of: row, in: tables.geometry)
            defect.severity = AuditSeverity.of(defect)
            batch.append(defect, row, of: tables.geometry)
        }
    }

    /// The greatest distance in metres of a corner of either from the other's boundary, and that corner in the monitoring CRS; `nil` when there is
    /// nothing to compare.
    ///
    /// Corners against boundaries rather than against corners: points that only split an edge do not matter.
    private func distance(_ own: [Int], _ others: [Int], _ worker: AuditWorker) -> (Double, Coordinate)? {
        guard let tables else { return nil }
        let register = statements.register
        let (a, b) = (own.filter(register.isSpatial), others.filter(tables.isSpatial))
        guard let first = a.first, let second = b.first else { return nil }
        let (plane, other) = (register.plane(of: first), tables.plane(of: second))
        // One system: its unknown shift is common to both. Otherwise it stands between them.
        let isOpen = (register: register.isBallpark(first), tables: tables.isBallpark(second))
        guard plane == other && isOpen.register == isOpen.tables || !isOpen.register && !isOpen.tables else { return nil }
        let metric = LocalMetric(.cgcs2000, latitude: register.geometry.envelope(of: first).center.y)
        let left = a.map { PreparedPolygon(register.geometry, $0) }
        let right = b.map { PreparedPolygon(tables.geometry, $0) }
        var worst = (squared: -1.0, place: Coordinate(0, 0))
        func look(_ columns: GeometryColumns, _ rows: [Int], _ boundaries: [PreparedPolygon]) {
            for row in rows {
                for i in columns.positions(of: row) {
                    let c = columns.coordinates[i]
                    let least = boundaries.reduce(Double.infinity) {
                        min($0, $1.squaredDistanceToBoundary(from: c, unitsX: metric.metresPerUnitX, unitsY: metric.metresPerUnitY))
                    }
                    if least > worst.squared { worst = (least, c) }
                }
            }
        }
        look(register.geometry, a, right)
        look(tables.geometry, b, left)
        return worst.squared < 0 ? nil : (worst.squared.squareRoot(), worst.place)
    }
}
