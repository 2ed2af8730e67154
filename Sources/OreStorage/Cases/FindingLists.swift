internal import Foundation
internal import GRDB
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Lists of findings: narrowed and sorted by what lies beside the records, which are read only of those that are shown.
extension Store {
    public func forEachFinding(
        _ filter: CaseFilter, sortedBy order: Ordering<FindingOrder>?, limit: Int?, _ body: (StoredFinding) throws -> Void
    ) throws {
        try read { db in
            var left = limit ?? .max
            try Self.forEachFinding(db, filter, order, limit) { found in
                guard left > 0 else { return false }
                left -= 1
                try body(found)
                return left > 0
            }
        }
    }

    /// Those that pass, in the order, until `show` wants no more.
    /// - Parameter limit: so many are wanted at most.
    static func forEachFinding(
        _ db: Database, _ filter: CaseFilter, _ order: Ordering<FindingOrder>?, _ limit: Int?, _ show: (StoredFinding) throws -> Bool
    ) throws {
        let scenes = try sceneNames(db)
        /// - Returns: whether more are wanted.
        func take(_ row: Row) throws -> Bool {
            let found = try storedFinding(row, scenes)
            return try filter.passes(found) ? show(found) : true
        }
        let condition = FactsCondition.findings(filter)
        if condition.sql.isEmpty && order == nil && filter.box == nil { return try forEachCurrentFinding(db, take) }
        let one = try db.cachedStatement(
            sql: "SELECT \(findingColumns) FROM findings f LEFT JOIN incidents i ON i.id = f.incident WHERE f.id = ?")
        let ids = try findingIDs(db, condition, filter, order, condition.isExact ? limit : nil)
        while let id = try ids.next() {
            let rows = try Row.fetchCursor(one, arguments: [try id.value(0) as Int64])
            let goesOn = try withExtendedLifetime(rows) { try rows.next().map(take) ?? true }
            guard goesOn else { return }
        }
    }

    private static func forEachCurrentFinding(_ db: Database, _ show: (Row) throws -> Bool) throws {
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT \(findingColumns) FROM findings f LEFT JOIN incidents i ON i.id = f.incident
                WHERE f.known_from IS NOT NULL AND f.known_to IS NULL ORDER BY f.id
                """)
        while let row = try rows.next(), try show(row) {}
    }

    /// Ids of the current findings that the condition selects. With a box they come by the boxes of incidents, of which each holds those of its
    /// findings.
    private static func findingIDs(
        _ db: Database, _ condition: FactsCondition, _ filter: CaseFilter, _ order: Ordering<FindingOrder>?, _ limit: Int?
    ) throws -> RowCursor {
        var condition = condition
        let box = filter.box
        if let staged = try firstStagedFinding(db) { condition.add("f.id < ?", [staged]) }
        var source = "findings f INDEXED BY findings_facts"
        if !filter.boxes.isEmpty {
            source = "findings f INDEXED BY findings_of_incident"
            condition.add(incidentsMeeting: filter.boxes, "f.incident")
            let meets = "f.min_x <= ? AND f.max_x >= ? AND f.min_y <= ? AND f.max_y >= ?"
            condition.add(
                "(" + filter.boxes.map { _ in "(\(meets))" }.joined(separator: " OR ") + ")",
                StatementArguments(filter.boxes.flatMap { [$0.maxX, $0.minX, $0.maxY, $0.minY] }))
        } else if let box {
            source = "incident_boxes b CROSS JOIN findings f INDEXED BY findings_of_incident ON f.incident = b.id"
            condition.add(
                "b.min_x <= ? AND b.max_x >= ? AND b.min_y <= ? AND b.max_y >= ?", [box.maxX, box.minX, box.maxY, box.minY])
            condition.add(
                "f.min_x <= ? AND f.max_x >= ? AND f.min_y <= ? AND f.max_y >= ?", [box.maxX, box.minX, box.maxY, box.minY])
        }
        var sql = "SELECT f.id FROM \(source) WHERE f.known_to IS NULL AND \(condition.text)"
        var arguments = condition.arguments
        if let order {
            let key = column(order.key)
            let sorted = " ORDER BY \(key) \(order.isDescending ? "DESC" : "ASC") NULLS LAST, f.id"
            if let limit, box == nil, let bound = try bound(db, sql + " AND f.id <= ?", sorted, key, arguments, limit) {
                sql += " AND \(key) \(order.isDescending ? ">=" : "<=") ?"
                arguments += [bound]
            }
            sql += sorted
        } else if box == nil || !filter.boxes.isEmpty {
            sql += " ORDER BY f.id"
        }
        if let limit { sql += " LIMIT \(limit)" }
        return try Row.fetchCursor(db, sql: sql, arguments: arguments)
    }

    /// The last value of a list of the first findings alone: the whole list has none behind it. To compare with it is quicker than to sort.
    /// `nil` when they do not fill the list.
    private static func bound(
        _ db: Database, _ sql: String, _ order: String, _ key: String, _ arguments: StatementArguments, _ limit: Int
    ) throws -> DatabaseValue? {
        guard let first = try Int64.fetchOne(db, sql: "SELECT min(id) FROM findings") else { return nil }
        let value = try DatabaseValue.fetchOne(
            db, sql: sql.replacing("SELECT f.id FROM", with: "SELECT \(key) FROM") + order + " LIMIT 1 OFFSET \(max(0, limit - 1))",
            arguments: arguments + [first + boundSample])
        return value.flatMap { $0.isNull ? nil : $0 }
    }

    private static let boundSample: Int64 = 16_384

    /// Findings of a run that has not ended have numbers above all that are visible; `nil` when there are none.
    private static func firstStagedFinding(_ db: Database) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT min(id) FROM findings INDEXED BY findings_staged WHERE known_from IS NULL")
    }

    private static func column(_ order: FindingOrder) -> String {
        switch order {
        case .severity: "severity"
        case .probability: "probability"
        case .area: "area"
        case .holder: "holder"
        case .district: "district"
        case .rule: "rule"
        case .verdict: "verdict"
        // A footprint that was seen on one day has that day, any other a first and a last one.
        case .observedAt: "CASE WHEN first_day = last_day THEN first_day END"
        case .observedFrom: "CASE WHEN first_day <> last_day THEN first_day END"
        case .observedTo: "CASE WHEN first_day <> last_day THEN last_day END"
        }
    }

    public func findingCounts() throws -> [RuleName: Int] {
        try read { db in
            let staged = try Self.firstStagedFinding(db) ?? .max
            let sums = RuleName.allCases.map { "total(rule = '\($0.rawValue)')" }.joined(separator: ", ")
            let row = try Row.fetchOne(
                db, sql: "SELECT \(sums) FROM findings INDEXED BY findings_facts WHERE known_to IS NULL AND id < ?", arguments: [staged])
            var counts: [RuleName: Int] = [:]
            for (i, rule) in RuleName.allCases.enumerated() {
                let count = Int(try row?.value(i) ?? 0.0)
                if count > 0 { counts[rule] = count }
            }
            return counts
        }
    }
}
