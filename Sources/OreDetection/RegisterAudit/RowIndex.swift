internal import OreGeometry

/// The licences with a geometry, prepared in their planes, under a tree over their boxes in the monitoring CRS.
struct RowIndex: Sendable {
    let register: AuditRegister
    /// Row in the register of each entry.
    let rows: [Int]
    /// As stated.
    let prepared: [PreparedPolygon]
    private let tree: PackedRTree
    private let boxes: [Envelope]
    private let hasOnePlane: Bool

    init(_ register: AuditRegister, rows: [Int], crew: AuditCrew) throws {
        self.register = register
        self.rows = rows
        prepared = try crew.map(rows.count, chunk: 256) { _, i in PreparedPolygon(register.stated, rows[i]) }
        boxes = rows.map { register.geometry.envelope(of: $0) }
        tree = PackedRTree(boxes)
        hasOnePlane = Set(rows.map { register.rows[$0].plane }).count <= 1
    }

    /// The entries whose boxes come within some metres of an entry's box, ascending.
    func neighbours(of entry: Int, within metres: Double) -> [Int] {
        let box = boxes[entry]
        return tree.query(Reach(metres, LocalMetric(.cgcs2000, latitude: box.center.y)).box(box))
    }

    /// Two entries in the plane they share; in the monitoring CRS when they are stated in different ones.
    func pair(_ i: Int, _ j: Int) -> LicencePair {
        let (a, b) = (rows[i], rows[j])
        guard register.rows[a].plane != register.rows[b].plane else {
            let metric = register.plane(of: a).metric(at: prepared[i].envelope.center.y)
            return LicencePair(
                first: prepared[i], second: prepared[j], row: a, secondRow: b, columns: register.stated, secondColumns: register.stated,
                metric: metric)
        }
        return LicencePair(
            first: PreparedPolygon(register.geometry, a), second: PreparedPolygon(register.geometry, b), row: a, secondRow: b,
            columns: register.geometry, secondColumns: register.geometry, metric: LocalMetric(.cgcs2000, latitude: boxes[i].center.y))
    }

    /// The other licences of the gap's plane (of all, for a gap in the monitoring CRS) that may fill it.
    func fillers(of gap: BoundaryGap, besides own: [Int], plane: Int?) -> [PreparedPolygon] {
        let box = gap.pieces.reduce(into: Envelope.empty) { $0.expand(toInclude: $1.envelope) }
        // The tree is in the monitoring CRS: whoever fills the gap is a neighbour of both sides.
        let candidates = Set(neighbours(of: own[0], within: 10)).intersection(neighbours(of: own[1], within: 10)).subtracting(own)
        return candidates.sorted().compactMap { entry in
            let row = rows[entry]
            guard let plane else { return PreparedPolygon(register.geometry, row) }
            guard register.rows[row].plane == plane, prepared[entry].envelope.intersects(box) else { return nil }
            return prepared[entry]
        }
    }
}
