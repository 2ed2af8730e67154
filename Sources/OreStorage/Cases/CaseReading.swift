internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger

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

    static func handle(_ value: Int64) -> String { IncidentHandle(value: UInt64(bitPattern: value)).description }

    // MARK: One by one

    public func incident(_ handle: String) throws -> Incident? {
        try read { db in try self.incident(db, handle) }
    }

    func incident(_ db: Database, _ handle: String) throws -> Incident? {
        guard let handle = IncidentHandle(handle) else { return nil }
        return try incidentRow(db, handle).map { try Store.incident($0.value(1)) }
    }

    /// By its own handle, or by that of a finding that is or was a member. Columns: id, record.
    private func incidentRow(_ db: Database, _ handle: IncidentHandle) throws -> Row? {
        let value = Int64(handle.value)
        return try Row.fetchOne(
            db, sql: "SELECT id, record FROM incidents WHERE handle = ? ORDER BY state = 'withdrawn', id LIMIT 1", arguments: [value])
            ?? Row.fetchOne(
                db,
                sql: """
                    SELECT i.id, i.record FROM member_handles f JOIN incidents i ON i.id = f.incident WHERE f.handle = ?
                    ORDER BY f.known_to IS NOT NULL, f.id DESC LIMIT 1
                    """, arguments: [value])
    }

    /// Of incidents that are not withdrawn. Counting all and those that are is cheaper than looking at the state of each.
    static func incidentCount(_ db: Database) throws -> Int {
        try Int.fetchOne(
            db, sql: "SELECT (SELECT count(*) FROM incidents) - (SELECT count(*) FROM incidents WHERE state = 'withdrawn')") ?? 0
    }

    /// The number of an incident, by its own handle or by that of a finding that is or was a member.
    func incidentNumber(_ db: Database, _ handle: String) throws -> Int64? {
        try IncidentHandle(handle).flatMap { try incidentRow(db, $0) }.map { try $0.value(0) }
    }

    public func handles(near handle: String) throws -> [String] {
        // The first digits say where to look, also in a handle that has too few, too many, or one that no handle has.
        let digits = handle.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.map { $0 == "U" ? "V" : $0 }
        let tail = digits.starts(with: "OW") ? digits.dropFirst(2) : digits[...]
        guard let wanted = IncidentHandle(String(tail.prefix(8)) + String(repeating: "0", count: max(0, 8 - tail.count))) else { return [] }
        let value = Int64(wanted.value)
        return try read { db in
            let below = try Int64.fetchAll(
                db, sql: "SELECT handle FROM incidents WHERE handle < ? ORDER BY handle DESC LIMIT 500", arguments: [value])
            let above = try Int64.fetchAll(
                db, sql: "SELECT handle FROM incidents WHERE handle >= ? ORDER BY handle LIMIT 500", arguments: [value])
            return (below.reversed() + above).map(Store.handle)
        }
    }

    public func findings(of incident: Incident) throws -> [StoredFinding] {
        guard let handle = IncidentHandle(incident.handle) else { return [] }
        return try read { db in
            guard let row = try self.incidentRow(db, handle) else { return [] }
            let found = try self.storedFindings(db, "f.incident = ? AND f.known_to IS NULL", [try row.value(0) as Int64])
            let order = Dictionary(incident.findingIDs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
            return found.enumerated().sorted { a, b in
                (order[a.element.finding.id] ?? .max, a.offset) < (order[b.element.finding.id] ?? .max, b.offset)
            }.map(\.element)
        }
    }

    /// The current findings of an incident over figures, by year, then id; none of a place.
    public func figures(of incident: Incident) throws -> [FiguresFinding] {
        guard incident.subject != nil, let handle = IncidentHandle(incident.handle) else { return [] }
        return try read { db in
            guard let row = try self.incidentRow(db, handle) else { return [] }
            let rows = try Row.fetchCursor(
                db, sql: "SELECT record FROM figures_findings WHERE incident = ? AND known_to IS NULL ORDER BY finding_id",
                arguments: [try row.value(0) as Int64])
            var found: [FiguresFinding] = []
            while let row = try rows.next() { found.append(try Store.figuresFinding(row, 0)) }
            return found.sorted { ($0.finding.year, $0.id) < ($1.finding.year, $1.id) }
        }
    }

    public func finding(_ id: String) throws -> StoredFinding? {
        try read { db in
            let handle = Int64(IncidentHandle(findingID: id).value)
            return try self.storedFindings(db, "f.handle = ? AND f.finding_id = ?", [handle, id])
                .max { ($0.knownTo ?? .max, $0.knownFrom) < ($1.knownTo ?? .max, $1.knownFrom) }
        }
    }

    private func storedFindings(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [StoredFinding] {
        let columns = Store.findingColumns
        let scenes = try Store.sceneNames(db, "WHERE id IN (SELECT f.scene FROM findings f WHERE \(condition))", arguments)
        // Asked for one incident after the other by searches for places.
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM findings f LEFT JOIN incidents i ON i.id = f.incident
                WHERE f.known_from IS NOT NULL AND \(condition) ORDER BY f.id
                """)
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        var found: [StoredFinding] = []
        while let row = try rows.next() { found.append(try Store.storedFinding(row, scenes)) }
        return found
    }

    /// Of `findings f` and `incidents i`.
    static let findingColumns = "f.scene, f.known_from, f.known_to, i.handle, f.record, f.geometry"

    static func storedFinding(_ row: Row, _ scenes: [Int64: SceneName]) throws -> StoredFinding {
        var columns = GeometryColumns()
        try appendGeometry(row, 5, to: &columns)
        return StoredFinding(
            finding: try finding(row, 4), geometry: columns.geometry(at: 0), scene: scenes[try row.value(0)]?.name ?? "",
            incident: try row.optional(3).map { handle($0) }, knownFrom: try row.value(1), knownTo: try row.optional(2))
    }
}
