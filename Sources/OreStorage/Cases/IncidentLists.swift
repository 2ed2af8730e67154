internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Lists of incidents: narrowed, sorted, ranked and counted by what lies beside the records, which are read only of those that are shown.
extension Store {
    /// Withdrawn incidents are listed only when the filter names that state.
    public func incidents(_ filter: CaseFilter) throws -> [Incident] {
        try incidents(filter, sortedBy: Ordering(.handle, isDescending: false), offset: 0, limit: nil)
    }

    public func incidents(_ filter: CaseFilter, sortedBy order: Ordering<IncidentOrder>, offset: Int, limit: Int?) throws -> [Incident] {
        try read { db in
            let tie = order.key == .handle ? "" : ", handle"
            return try Self.incidents(
                db, filter, "\(Self.column(order.key)) \(order.isDescending ? "DESC" : "ASC") NULLS LAST\(tie)", offset: offset,
                limit: limit)
        }
    }

    public func incidents(everKnownAs handles: Set<String>) throws -> [Incident] {
        let values = handles.compactMap { IncidentHandle($0).map { Int64($0.value) } }
        guard values.count <= Facts.fewHandles else {
            var all = CaseFilter()
            all.states = Set(Incident.State.allCases)
            return try incidents(all)
        }
        return try read { db in
            // A handle is that of an incident, or of a finding that is or was a member of one.
            let own = try db.cachedStatement(sql: "SELECT id FROM incidents WHERE handle = ?")
            let member = try db.cachedStatement(
                sql: "SELECT DISTINCT incident FROM member_handles WHERE handle = ? AND incident IS NOT NULL")
            var ids: Set<Int64> = []
            for value in values {
                ids.formUnion(try Int64.fetchAll(own, arguments: [value]))
                ids.formUnion(try Int64.fetchAll(member, arguments: [value]))
            }
            return try ids.sorted().compactMap { try Self.incident(db, id: $0) }.sorted { $0.handle < $1.handle }
        }
    }

    private static func column(_ order: IncidentOrder) -> String {
        switch order {
        case .handle: "handle"
        case .state: "state"
        case .severity: "severity"
        case .probability: "probability"
        case .area: "area"
        case .growth: "growth"
        case .firstSeen: "first_day"
        case .lastSeen: "last_day"
        case .holder: "holder"
        case .district: "district"
        }
    }

    /// - Parameter order: after `ORDER BY`.
    static func incidents(
        _ db: Database, _ filter: CaseFilter, _ order: String, _ orderArguments: StatementArguments = [],
        where condition: FactsCondition? = nil, offset: Int = 0, limit: Int?
    ) throws -> [Incident] {
        let condition = condition ?? .incidents(filter)
        let (source, arguments, text) = narrowed(condition, to: filter)
        var sql = "SELECT id FROM \(source) WHERE \(text) ORDER BY \(order)"
        if condition.isExact, limit != nil || offset > 0 { sql += " LIMIT \(limit ?? -1) OFFSET \(offset)" }
        let ids = try Row.fetchCursor(db, sql: sql, arguments: arguments + orderArguments)
        var found: [Incident] = []
        var skipped = condition.isExact ? offset : 0
        while found.count < limit ?? .max, let id = try ids.next() {
            guard let incident = try incident(db, id: try id.value(0)), filter.passes(incident) else { continue }
            if skipped < offset { skipped += 1 } else { found.append(incident) }
        }
        return found
    }

    static func incident(_ db: Database, id: Int64) throws -> Incident? {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: "SELECT record FROM incidents WHERE id = ?"), arguments: [id])
        return try withExtendedLifetime(rows) {
            try rows.next()?.withUnsafeData(atIndex: 0) { try Store.incident($0 ?? Data()) }
        }
    }

    /// What to select from, the arguments, and the condition with the box in it.
    static func narrowed(_ condition: FactsCondition, to filter: CaseFilter) -> (String, StatementArguments, String) {
        guard let box = filter.box else { return ("incidents INDEXED BY incidents_facts", condition.arguments, condition.text) }
        var condition = condition
        condition.add(incidentsMeeting: filter.boxes.isEmpty ? [box] : filter.boxes, "id")
        return ("incidents NOT INDEXED", condition.arguments, condition.text)
    }
}

extension FactsCondition {
    /// The incident with the number in the column meets one of the boxes.
    mutating func add(incidentsMeeting boxes: [Envelope], _ column: String) {
        let one = "SELECT id FROM incident_boxes WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?"
        let all = boxes.map { _ in one }.joined(separator: " UNION ")
        add("\(column) IN (\(all))", StatementArguments(boxes.flatMap { [$0.maxX, $0.minX, $0.maxY, $0.minY] }))
    }
}
