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
}

/// Writes rows of the incidents table with their boxes.
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

    func update(_ id: Int64, _ incident: Incident, _ bytes: Data) throws {
        let statement = try db.cachedStatement(
            sql: "UPDATE incidents SET (\(IncidentFacts.columns)) = (\(IncidentFacts.places)) WHERE id = ?")
        try statement.execute(arguments: StatementArguments(IncidentFacts.values(of: incident, bytes) + [id]))
        try putBox(id, incident)
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
        try db.cachedStatement(sql: "DELETE FROM incident_boxes WHERE id = ?").execute(arguments: [id])
    }

    /// Its members' handles lead to the incident that they are part of now.
    func delete(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM incidents WHERE id = ?").execute(arguments: [id])
        try db.cachedStatement(sql: "DELETE FROM incident_boxes WHERE id = ?").execute(arguments: [id])
    }

    /// The tree keeps 32-bit floats, rounded outwards, so that everything is found.
    private func putBox(_ id: Int64, _ incident: Incident) throws {
        let box = incident.envelope
        guard !box.isEmpty else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO incident_boxes (id, min_x, max_x, min_y, max_y) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [id, box.minX, box.maxX, box.minY, box.maxY])
    }
}
