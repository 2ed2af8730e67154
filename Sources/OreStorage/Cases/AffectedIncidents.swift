internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreGeometry

/// Which incidents have to be built anew, and from which findings: whole components of findings that can be linked.
struct AffectedIncidents {
    private let db: Database
    private let settings: IncidentSettings

    init(_ db: Database, _ settings: IncidentSettings) { (self.db, self.settings) = (db, settings) }

    /// Every incident, and every finding that can be part of one.
    func all() throws -> (findings: [(id: Int64, box: Envelope)], known: [KnownIncident]) {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT id, min_x, min_y, max_x, max_y FROM findings WHERE known_from IS NOT NULL AND known_to IS NULL ORDER BY id")
        var findings: [(id: Int64, box: Envelope)] = []
        while let row = try rows.next() { findings.append((try row.value(0), try row.box(1))) }
        return (findings, try known(Row.fetchCursor(db, sql: "SELECT id, handle, earliest, area, state, record FROM incidents")))
    }

    private func known(_ rows: RowCursor) throws -> [KnownIncident] {
        var found: [KnownIncident] = []
        while let row = try rows.next() {
            let content = try row.withUnsafeData(atIndex: 5) { data in (data ?? Data()).withUnsafeBytes { ContentHash.of($0) } }
            found.append(
                KnownIncident(
                    id: try row.value(0), handle: Store.handle(try row.value(1)), earliest: try row.value(2), area: try row.value(3),
                    isWithdrawn: try row.word(4) == Incident.State.withdrawn, content: content))
        }
        return found
    }

    /// Everything that can be linked to what changed: incidents of which a member's grown box meets it, and theirs in turn.
    func near(_ touched: [Envelope]) throws -> (findings: [(id: Int64, box: Envelope)], known: [KnownIncident]) {
        let components = IncidentComponents(settings)
        let near = try db.cachedStatement(
            sql: "SELECT id FROM incident_boxes WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?")
        let record = try db.cachedStatement(sql: "SELECT id, handle, earliest, area, state, record FROM incidents WHERE id = ?")
        let fresh = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, min_x, min_y, max_x, max_y FROM findings WHERE known_from IS NOT NULL AND known_to IS NULL AND incident IS NULL
                """)
        var findings: [(id: Int64, box: Envelope)] = []
        while let row = try fresh.next() { findings.append((try row.value(0), try row.box(1))) }
        var seen: [Int64: [Place]] = [:]
        var taken: Set<Int64> = []
        var known: [KnownIncident] = []
        var queue = touched + findings.map(\.box)
        while let next = queue.popLast() {
            // Stored boxes are not grown: this one grows for both, and a little for the other's own latitude and the tree's 32-bit floats.
            let margin = components.growth(of: next)
            let (x, y) = (2.05 * margin.x + 1e-5, 2.05 * margin.y + 1e-5)
            let grown = Envelope(minX: next.minX - x, minY: next.minY - y, maxX: next.maxX + x, maxY: next.maxY + y)
            for id in try Int64.fetchAll(near, arguments: [grown.maxX, grown.minX, grown.maxY, grown.minY]) where !taken.contains(id) {
                let places = try seen[id] ?? self.places(ofIncident: id)
                seen[id] = places
                guard places.contains(where: { $0.box.intersects(grown) }) else { continue }
                taken.insert(id)
                known += try self.known(Row.fetchCursor(record, arguments: [id]))
                for place in places where place.isCurrent {
                    findings.append((place.finding, place.box))
                    queue.append(place.box)
                }
            }
        }
        findings.sort { $0.id < $1.id }
        known += try withdrawn(by: findings.map(\.id))
        return (findings, known)
    }

    private struct Place {
        var finding: Int64
        var box: Envelope
        /// Ended ones tell where an incident was, too.
        var isCurrent: Bool
    }

    private func places(ofIncident id: Int64) throws -> [Place] {
        let rows = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, min_x, min_y, max_x, max_y, known_to IS NULL FROM findings WHERE incident = ?"),
            arguments: [id])
        var places: [Place] = []
        while let row = try rows.next() {
            places.append(Place(finding: try row.value(0), box: try row.box(1), isCurrent: try row.value(5)))
        }
        return places
    }

    /// Withdrawn incidents, which have no box, whose earliest finding is one of these again.
    private func withdrawn(by findings: [Int64]) throws -> [KnownIncident] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT i.id, i.handle, i.earliest, i.area, i.state, i.record FROM findings f
                JOIN incidents i ON i.handle = f.handle AND i.earliest = f.finding_id WHERE f.id = ? AND i.state = 'withdrawn'
                """)
        var found: [Int64: KnownIncident] = [:]
        for id in findings { for known in try known(Row.fetchCursor(statement, arguments: [id])) { found[known.id] = known } }
        return found.values.sorted { $0.id < $1.id }
    }
}
