internal import OreGeometry

/// Which rows of a register differ between two versions: rows are compared by id, all rows of one id together and in their order, so that a
/// change to one row of several counts as a change to all of them.
struct RowDifference {
    /// Ids whose rows differ, were added or are gone.
    private(set) var ids: Set<String> = []
    /// Rows of those ids.
    private(set) var before: [Int] = []
    private(set) var after: [Int] = []

    /// - Parameter rows: what of each row findings can depend on, beside its geometry.
    /// - Complexity: O(n + v) for n rows with v positions.
    init<Row: Hashable>(
        before old: (rows: [Row], geometry: GeometryColumns), after new: (rows: [Row], geometry: GeometryColumns), id: (Row) -> String
    ) {
        let olds = Dictionary(grouping: old.rows.indices) { id(old.rows[$0]) }
        let news = Dictionary(grouping: new.rows.indices) { id(new.rows[$0]) }
        for (id, rows) in olds {
            let others = news[id] ?? []
            let isSame =
                rows.count == others.count
                && zip(rows, others).allSatisfy { old.rows[$0] == new.rows[$1] && old.geometry.isSame($0, as: $1, of: new.geometry) }
            if !isSame { ids.insert(id) }
        }
        for id in news.keys where olds[id] == nil { ids.insert(id) }
        before = ids.flatMap { olds[$0] ?? [] }.sorted()
        after = ids.flatMap { news[$0] ?? [] }.sorted()
    }
}

extension GeometryColumns {
    /// Geometry `index` and geometry `other` of another batch have the same kind, parts, rings and positions, bit for bit.
    func isSame(_ index: Int, as other: Int, of columns: GeometryColumns) -> Bool {
        let (mine, theirs) = (parts(of: index), columns.parts(of: other))
        guard kinds[index] == columns.kinds[other], mine.count == theirs.count else { return false }
        for (a, b) in zip(mine, theirs) {
            let (rings, others) = (rings(ofPart: a), columns.rings(ofPart: b))
            guard rings.count == others.count else { return false }
            for (r, s) in zip(rings, others)
            where coordinates[positions(ofRing: r)] != columns.coordinates[columns.positions(ofRing: s)] { return false }
        }
        return true
    }
}

extension Licence {
    /// What findings can depend on: names and texts that are only shown in registers are left out, and so is the sheet, which acts through
    /// the registration audit alone.
    var judged: Licence {
        var licence = self
        (licence.group, licence.mineral, licence.method, licence.status, licence.capacity, licence.sheet) = (nil, nil, nil, nil, nil, nil)
        for event in licence.events.indices { licence.events[event].note = nil }
        licence.events.removeAll { !$0.kind.concernsTerm }
        return licence
    }
}

extension Zone {
    /// What findings can depend on.
    var judged: Zone {
        var zone = self
        (zone.name, zone.authority) = (nil, nil)
        return zone
    }
}
