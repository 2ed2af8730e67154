internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Lineages as bytes.
extension IncidentLineage {
    func write(to writer: inout RecordWriter) {
        writer.count(members.count)
        for member in members {
            writer.signed(member.finding)
            writer.text(member.id)
            writer.optional(member.day)
            writer.envelope(member.envelope)
            writer.signed(member.footprint)
            writer.signed(member.scene)
            let isLonger = member.observed.map { $0.from != $0.to } ?? false
            writer.byte((member.wasRefused ? 1 : 0) | (isLonger ? 2 : 0))
            if isLonger { writer.optional(member.observed?.from) }
            writer.count(member.joined.count)
            for position in member.joined { writer.count(position) }
        }
    }

    init(_ reader: inout RecordReader) throws(StoreError) {
        self.init()
        for position in 0..<(try reader.count()) {
            let (finding, id, day) = (try reader.signed(), try reader.text(), try reader.optionalDay())
            let envelope = try reader.envelope()
            var member = Member(
                finding: finding, id: id, observed: day.map { ObservationPeriod($0) }, envelope: envelope, footprint: try reader.signed(),
                scene: try reader.signed())
            let marks = try reader.byte()
            member.wasRefused = marks & 1 != 0
            if marks & 2 != 0, let day, let first = try reader.optionalDay() {
                guard first <= day else { throw .damagedRecord }
                member.observed = ObservationPeriod(from: first, to: day)
            }
            for _ in 0..<(try reader.count()) {
                // Not a count: positions may be larger than what is left of the bytes.
                let earlier = try reader.unsigned()
                guard earlier < UInt64(position) else { throw .damagedRecord }
                member.joined.append(Int(earlier))
            }
            members.append(member)
        }
        guard reader.isAtEnd else { throw .damagedRecord }
    }

    init(_ bytes: Data) throws {
        self = try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            return try IncidentLineage(&reader)
        }
    }
}

/// The findings and incidents of a store as a replay looks them up. For one transaction.
final class StoredIncidents: IncidentLibrary {
    let db: Database
    let scenes: [Int64: SceneName]
    private var groups: GroupLookup
    private var findings: [Int64: CaseFinding] = [:]

    init(_ db: Database, _ groups: GroupLookup) throws {
        self.db = db
        self.groups = groups
        scenes = try Store.sceneNames(db)
    }

    // MARK: Findings

    func finding(_ number: Int64) throws -> CaseFinding {
        if let known = findings[number] { return known }
        let statement = try db.cachedStatement(sql: "SELECT scene, footprint, record FROM findings WHERE id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [number])
        guard let row = try rows.next() else { throw StoreError.damagedRecord }
        defer { withExtendedLifetime(rows) {} }
        let finding = try Store.finding(row, 2)
        let found = CaseFinding(
            finding: finding, scene: sceneName(try row.value(0)), group: try groups.group(of: finding, db), footprint: try row.value(1))
        findings[number] = found
        return found
    }

    func sceneName(_ number: Int64) -> String { scenes[number]?.name ?? "" }

    func appendGeometry(of number: Int64, to columns: inout GeometryColumns) throws {
        let statement = try db.cachedStatement(sql: "SELECT geometry FROM findings WHERE id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [number])
        guard let row = try rows.next() else { throw StoreError.damagedRecord }
        defer { withExtendedLifetime(rows) {} }
        try Store.appendGeometry(row, 0, to: &columns)
    }

    /// As members without a place yet, in the order of their numbers.
    func members(_ numbers: [Int64]) throws -> [IncidentLineage.Member] {
        let statement = try db.cachedStatement(sql: "SELECT min_x, min_y, max_x, max_y, scene FROM findings WHERE id = ?")
        var members: [IncidentLineage.Member] = []
        for number in numbers {
            let found = try finding(number)
            guard found.finding.verdict != .consistent else { continue }
            let rows = try Row.fetchCursor(statement, arguments: [number])
            guard let row = try rows.next() else { throw StoreError.damagedRecord }
            defer { withExtendedLifetime(rows) {} }
            members.append(
                IncidentLineage.Member(
                    finding: number, id: found.finding.id, observed: found.finding.observed, envelope: try row.box(0),
                    footprint: found.footprint ?? 0, scene: try row.value(4)))
        }
        return members
    }

    /// The incidents that findings were part of; those that were part of none are left out.
    func placesLeft(by numbers: [Int64]) throws -> [(finding: Int64, incident: Int64, envelope: Envelope)] {
        let statement = try db.cachedStatement(sql: "SELECT incident, min_x, min_y, max_x, max_y FROM findings WHERE id = ?")
        var left: [(finding: Int64, incident: Int64, envelope: Envelope)] = []
        for number in numbers {
            let rows = try Row.fetchCursor(statement, arguments: [number])
            guard let row = try rows.next(), let incident: Int64 = try row.optional(0) else { continue }
            defer { withExtendedLifetime(rows) {} }
            left.append((number, incident, try row.box(1)))
        }
        return left
    }

    // MARK: Incidents

    func incidents(meeting box: Envelope) throws -> [Int64] {
        let near = try db.cachedStatement(
            sql: """
                SELECT b.id FROM incident_boxes b CROSS JOIN incident_lineages l ON l.id = b.id
                WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?
                """)
        return try Int64.fetchAll(near, arguments: [box.maxX, box.minX, box.maxY, box.minY])
    }

    /// Of an incident that is not withdrawn; empty when there is none.
    func lineage(ofIncident number: Int64) throws -> IncidentLineage {
        let statement = try db.cachedStatement(sql: "SELECT lineage FROM incident_lineages WHERE id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [number])
        guard let row = try rows.next() else { return IncidentLineage() }
        defer { withExtendedLifetime(rows) {} }
        return try row.withUnsafeData(atIndex: 0) { data in
            try (data ?? Data()).withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                return try IncidentLineage(&reader)
            }
        }
    }

    /// Incidents of which a member's box meets one of these.
    func incidents(withMembersMeeting boxes: [Envelope]) throws -> Set<Int64> {
        var found: Set<Int64> = []
        for box in boxes {
            for incident in try incidents(meeting: box) where !found.contains(incident) {
                if try lineage(ofIncident: incident).members.contains(where: { $0.envelope.intersects(box) }) { found.insert(incident) }
            }
        }
        return found
    }

    func known(_ number: Int64) throws -> KnownIncident? {
        let statement = try db.cachedStatement(sql: "SELECT \(KnownIncident.columns) FROM incidents WHERE id = ?")
        return try KnownIncident.all(Row.fetchCursor(statement, arguments: [number])).first
    }

    /// An incident as it was, with its lineage; `nil` when it is withdrawn or not there.
    func former(_ number: Int64) throws -> (incident: Incident, lineage: IncidentLineage)? {
        let statement = try db.cachedStatement(sql: "SELECT record FROM incidents WHERE id = ? AND state <> 'withdrawn'")
        guard let record = try Data.fetchOne(statement, arguments: [number]) else { return nil }
        return (try Store.incident(record), try lineage(ofIncident: number))
    }

    /// Withdrawn incidents, which have no lineage, whose earliest finding is one of these again.
    func withdrawn(by findings: [Int64]) throws -> [KnownIncident] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(KnownIncident.columns.split(separator: ", ").map { "i." + $0 }.joined(separator: ", ")) FROM findings f
                JOIN incidents i ON i.handle = f.handle AND i.earliest = f.finding_id WHERE f.id = ? AND i.state = 'withdrawn'
                """)
        var found: [Int64: KnownIncident] = [:]
        for id in findings {
            for known in try KnownIncident.all(Row.fetchCursor(statement, arguments: [id])) { found[known.id] = known }
        }
        return found.values.sorted { $0.id < $1.id }
    }
}
