internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

extension Store {
    static func incident(_ bytes: Data) throws -> Incident {
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            return try Incident(&reader)
        }
    }

    static func finding(_ row: Row, _ column: Int) throws -> Finding {
        try row.withUnsafeData(atIndex: column) { data in
            try (data ?? Data()).withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                return try Finding(&reader)
            }
        }
    }

    static func appendGeometry(_ row: Row, _ column: Int, to columns: inout GeometryColumns) throws {
        try row.withUnsafeData(atIndex: column) { data in
            guard let data, !data.isEmpty else { return columns.append(nil) }
            try data.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                try GeometryBytes.read(&reader, into: &columns)
            }
        }
    }

    // MARK: CaseRepository

    /// Withdrawn incidents are listed only when the filter names that state.
    public func incidents(_ filter: CaseFilter) throws -> [Incident] {
        try read { db in
            var conditions: [String] = []
            var arguments = StatementArguments()
            if filter.states.isEmpty {
                conditions.append("state <> 'withdrawn'")
            } else {
                conditions.append("state IN (\(filter.states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")))")
            }
            if let box = filter.box {
                conditions.append("id IN (SELECT id FROM incident_boxes WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?)")
                arguments += [box.maxX, box.minX, box.maxY, box.minY]
            }
            if let area = filter.minimumArea {
                conditions.append("area >= ?")
                arguments += [area]
            }
            if let area = filter.maximumArea {
                conditions.append("area <= ?")
                arguments += [area]
            }
            if let day = filter.from {
                conditions.append("last_day >= ?")
                arguments += [day.daysSince1970]
            }
            let rows = try Row.fetchCursor(
                db, sql: "SELECT record FROM incidents WHERE \(conditions.joined(separator: " AND ")) ORDER BY handle, id",
                arguments: arguments)
            var found: [Incident] = []
            while let row = try rows.next() {
                let incident = try Store.incident(row[0])
                if filter.passes(incident) { found.append(incident) }
            }
            return found
        }
    }

    /// Incidents that wait for somebody: open or returned.
    public func openIncidentCount() throws(StoreError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM incidents WHERE state IN ('open', 'returned')") ?? 0 }
    }

    public func incident(_ handle: String) throws -> Incident? {
        try read { db in try self.incident(db, handle) }
    }

    func incident(_ db: Database, _ handle: String) throws -> Incident? {
        guard let handle = IncidentHandle(handle) else { return nil }
        return try incidentRow(db, handle).map { try Store.incident($0[1]) }
    }

    /// By its own handle, or by that of a finding that is or was a member. Columns: id, record.
    private func incidentRow(_ db: Database, _ handle: IncidentHandle) throws -> Row? {
        let value = Int64(handle.value)
        return try Row.fetchOne(
            db, sql: "SELECT id, record FROM incidents WHERE handle = ? ORDER BY state = 'withdrawn', id LIMIT 1", arguments: [value])
            ?? Row.fetchOne(
                db,
                sql: """
                    SELECT i.id, i.record FROM findings f JOIN incidents i ON i.id = f.incident WHERE f.handle = ?
                    ORDER BY f.known_to IS NOT NULL, f.id DESC LIMIT 1
                    """, arguments: [value])
    }

    public func findings(of incident: Incident) throws -> [StoredFinding] {
        guard let handle = IncidentHandle(incident.handle) else { return [] }
        return try read { db in
            guard let row = try self.incidentRow(db, handle) else { return [] }
            let found = try self.storedFindings(db, "f.incident = ? AND f.known_to IS NULL", [row[0] as Int64])
            let order = Dictionary(incident.findingIDs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            return found.enumerated().sorted { a, b in
                (order[a.element.finding.id] ?? .max, a.offset) < (order[b.element.finding.id] ?? .max, b.offset)
            }.map(\.element)
        }
    }

    private func storedFindings(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [StoredFinding] {
        var found: [StoredFinding] = []
        try forEachStoredFinding(db, condition, arguments) { found.append($0) }
        return found
    }

    private func forEachStoredFinding(
        _ db: Database, _ condition: String, _ arguments: StatementArguments, _ body: (StoredFinding) throws -> Void
    ) throws {
        let scenes = try Store.sceneNames(db)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT f.scene, f.known_from, f.known_to, i.handle, f.record, f.geometry FROM findings f
                LEFT JOIN incidents i ON i.id = f.incident WHERE f.known_from IS NOT NULL AND \(condition) ORDER BY f.id
                """, arguments: arguments)
        while let row = try rows.next() {
            var columns = GeometryColumns()
            try Store.appendGeometry(row, 5, to: &columns)
            let handle = (row[3] as Int64?).map { IncidentHandle(value: UInt64($0)).description }
            try body(
                StoredFinding(
                    finding: try Store.finding(row, 4), geometry: columns.geometry(at: 0), scene: scenes[row[0]]?.name ?? "",
                    incident: handle,
                    knownFrom: row[1], knownTo: row[2]))
        }
    }

    public func forEachFinding(_ filter: CaseFilter, _ body: (StoredFinding) throws -> Void) throws {
        try read { db in
            var condition = "f.known_to IS NULL"
            var arguments = StatementArguments()
            if let box = filter.box {
                condition += " AND f.min_x <= ? AND f.max_x >= ? AND f.min_y <= ? AND f.max_y >= ?"
                arguments += [box.maxX, box.minX, box.maxY, box.minY]
            }
            try self.forEachStoredFinding(db, condition, arguments) { if filter.passes($0) { try body($0) } }
        }
    }

    public func finding(_ id: String) throws -> StoredFinding? {
        try read { db in
            let handle = Int64(IncidentHandle(findingID: id).value)
            return try self.storedFindings(db, "f.handle = ? AND f.finding_id = ?", [handle, id])
                .max { ($0.knownTo ?? .max, $0.knownFrom) < ($1.knownTo ?? .max, $1.knownFrom) }
        }
    }
}
