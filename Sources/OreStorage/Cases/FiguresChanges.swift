internal import GRDB
internal import OreCases

/// What runs did to incidents over figures, net: they have no area, by which those of places are told.
extension Store {
    /// - Parameter runs: in their order.
    /// - Returns: in any order; empty for a store that never had any.
    /// - Complexity: a look at what the runs did, and one at each incident over figures that they touched.
    func figuresChanges(_ db: Database, ofRuns runs: [Int]) throws -> [NetChange] {
        guard try Int.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM figures_findings)") == 1 else { return [] }
        var touches: [Int64: [[IncidentChange]]] = [:]
        for run in runs {
            for (incident, changes) in try figuresTouches(db, ofRun: run) { touches[incident, default: []].append(changes) }
        }
        return try touches.compactMap { incident, changes in
            let standing = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT handle, state = 'withdrawn' FROM incidents WHERE id = ? AND rules >= ?"),
                arguments: [incident, Facts.firstOfFigures])
            guard let standing else { return nil }
            return NetChange.ofFigures(
                incident: incident, handle: try standing.value(0), isGone: try standing.value(1), changes)
        }
    }

    /// By number of the incident for which the handle stands now; only what has no area before or after can be of figures.
    private func figuresTouches(_ db: Database, ofRun run: Int) throws -> [Int64: [IncidentChange]] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT handle, change FROM run_changes WHERE run_id = ? AND area_before = 0 AND area_after = 0", arguments: [run])
        var touches: [Int64: [IncidentChange]] = [:]
        while let row = try rows.next() {
            guard let incident = try incidentNumber(db, try row.value(0)) else { continue }
            touches[incident, default: []].append(try row.word(1))
        }
        return touches
    }
}
