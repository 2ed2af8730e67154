internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreGeometry

/// An incident as it is stored, without its record.
struct KnownIncident {
    var id: Int64
    var handle: String
    var earliest: String
    var area: Double
    var isWithdrawn: Bool
    /// Of the record's bytes.
    var content: UInt64

    static let columns = "id, handle, earliest, area, state, record"

    /// - Parameter rows: of ``columns``.
    static func all(_ rows: RowCursor) throws -> [KnownIncident] {
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
}

/// Writes rows of the incidents table with their boxes and lineages.
struct IncidentRows {
    let db: Database
    init(_ db: Database) { self.db = db }

    func insert(_ incident: Incident, _ bytes: Data) throws -> Int64 {
        let statement = try db.cachedStatement(sql: "INSERT INTO incidents (\(IncidentFacts.columns)) VALUES (\(IncidentFacts.places))")
        try statement.execute(arguments: StatementArguments(IncidentFacts.values(of: incident, bytes)))
        let id = db.lastInsertedRowID
        try putBox(id, incident)
        return id
    }

    /// - Parameter place: the box changed.
    func update(_ id: Int64, _ incident: Incident, _ bytes: Data, place: Bool) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE incidents SET (\(IncidentFacts.changing)) = (\(IncidentFacts.changingPlaces)) WHERE id = ?")
        try statement.execute(arguments: StatementArguments(IncidentFacts.changing(of: incident, bytes) + [id]))
        if place { try putBox(id, incident) }
    }

    /// Kept under its handle, found by no search for places.
    func withdraw(_ id: Int64) throws {
        guard let record = try Data.fetchOne(db.cachedStatement(sql: "SELECT record FROM incidents WHERE id = ?"), arguments: [id]) else {
            return
        }
        var incident = try Store.incident(record)
        incident.state = .withdrawn
        var writer = RecordWriter(capacity: 1024)
        incident.write(to: &writer)
        try db.cachedStatement(sql: "UPDATE incidents SET state = ?, record = ? WHERE id = ?")
            .execute(arguments: [incident.state.rawValue, Data(writer.bytes), id])
        try removePlace(id)
    }

    /// Its members' handles lead to the incident that they are part of now.
    func delete(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM incidents WHERE id = ?").execute(arguments: [id])
        try removePlace(id)
    }

    private func removePlace(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM incident_boxes WHERE id = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM incident_lineages WHERE id = ?").execute(arguments: [id])
    }

    /// Writes nothing where it is the same.
    func put(_ lineage: IncidentLineage, _ id: Int64) throws {
        var writer = RecordWriter(capacity: 64 * lineage.members.count)
        lineage.write(to: &writer)
        let bytes = Data(writer.bytes)
        let known = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT lineage FROM incident_lineages WHERE id = ?"), arguments: [id])
        guard known != bytes else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO incident_lineages (id, lineage) VALUES (?, ?)").execute(arguments: [id, bytes])
    }

    /// The tree keeps 32-bit floats, rounded outwards, so that everything is found.
    private func putBox(_ id: Int64, _ incident: Incident) throws {
        let box = incident.envelope
        guard !box.isEmpty else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO incident_boxes (id, min_x, max_x, min_y, max_y) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [id, box.minX, box.maxX, box.minY, box.maxY])
    }
}
