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
    private static func incidents(
        _ db: Database, _ filter: CaseFilter, _ order: String, _ orderArguments: StatementArguments = [],
        where condition: FactsCondition? = nil, offset: Int = 0, limit: Int?
    ) throws -> [Incident] {
        let condition = condition ?? .incidents(filter)
        let (source, arguments, text) = narrowed(condition, to: filter.box)
        var sql = "SELECT id FROM \(source) WHERE \(text) ORDER BY \(order)"
        if condition.isExact, limit != nil || offset > 0 { sql += " LIMIT \(limit ?? -1) OFFSET \(offset)" }
        let ids = try Row.fetchCursor(db, sql: sql, arguments: arguments + orderArguments)
        let one = try db.cachedStatement(sql: "SELECT record FROM incidents WHERE id = ?")
        var found: [Incident] = []
        var skipped = condition.isExact ? offset : 0
        while found.count < limit ?? .max, let id = try ids.next() {
            let rows = try Row.fetchCursor(one, arguments: [try id.value(0) as Int64])
            let incident = try withExtendedLifetime(rows) { () throws -> Incident? in
                guard let row = try rows.next() else { return nil }
                return try row.withUnsafeData(atIndex: 0) { try Store.incident($0 ?? Data()) }
            }
            guard let incident, filter.passes(incident) else { continue }
            if skipped < offset { skipped += 1 } else { found.append(incident) }
        }
        return found
    }

    /// What to select from, the arguments, and the condition with the box in it.
    private static func narrowed(_ condition: FactsCondition, to box: Envelope?) -> (String, StatementArguments, String) {
        guard let box else { return ("incidents INDEXED BY incidents_facts", condition.arguments, condition.text) }
        var condition = condition
        condition.add(
            "id IN (SELECT id FROM incident_boxes WHERE min_x <= ? AND max_x >= ? AND min_y <= ? AND max_y >= ?)",
            [box.maxX, box.minX, box.maxY, box.minY])
        return ("incidents NOT INDEXED", condition.arguments, condition.text)
    }

    // MARK: Visits

    private static func due(_ filter: CaseFilter) -> FactsCondition {
        var condition = FactsCondition.incidents(filter)
        condition.add("state NOT IN ('dismissed', 'withdrawn')")
        return condition
    }

    public func visits(_ filter: CaseFilter, limit: Int?) throws -> [RankedIncident] {
        try read { db in
            let shares = try Self.confirmedShares(db)
            // The best of an incident's rules is the first of them in the order of their shares.
            let steps = Dictionary(grouping: RuleName.allCases) { shares.share(of: $0) }.sorted { $0.key > $1.key }
            let best = steps.map { _ in "WHEN rules & ? <> 0 THEN ?" }.joined(separator: " ")
            var arguments = StatementArguments()
            for (share, rules) in steps { arguments += [Facts.bits(rules), share] }
            let incidents = try Self.incidents(
                db, filter, "visit * CASE WHEN state = 'confirmed' THEN 1.0 \(best) ELSE 1.0 END DESC, handle", arguments,
                where: Self.due(filter), limit: limit)
            return incidents.compactMap { incident in
                IncidentRank(incident, shares: shares).map { RankedIncident(incident: incident, rank: $0) }
            }
        }
    }

    public func visitCount(_ filter: CaseFilter) throws -> Int {
        let condition = Self.due(filter)
        guard condition.isExact else { return try visits(filter, limit: nil).count }
        return try read { db in
            let (source, arguments, text) = Self.narrowed(condition, to: filter.box)
            return try Int.fetchOne(db, sql: "SELECT count(*) FROM \(source) WHERE \(text)", arguments: arguments) ?? 0
        }
    }

    public func confirmedShares() throws -> ConfirmedShares { try read { try Self.confirmedShares($0) } }

    private static func confirmedShares(_ db: Database) throws -> ConfirmedShares {
        var shares = ConfirmedShares()
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT state, rules, count(*) FROM incidents INDEXED BY incidents_by_state
                WHERE state IN ('confirmed', 'dismissed', 'returned') GROUP BY state, rules
                """)
        while let row = try rows.next() {
            shares.add(try row.value(2), under: Facts.rules(of: try row.value(1)), standing: try row.word(0))
        }
        return shares
    }

    // MARK: Counts

    /// Incidents that wait for somebody: open or returned.
    public func openIncidentCount() throws(StoreError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM incidents WHERE state IN ('open', 'returned')") ?? 0 }
    }

    public func incidentCounts(_ filter: CaseFilter, by dimension: IncidentDimension) throws -> [IncidentCount] {
        let condition = FactsCondition.incidents(filter)
        var counts: [String: IncidentCount] = [:]
        func add(_ keys: [String], _ state: Incident.State, _ area: Double, _ growth: Double?, _ number: Int = 1) {
            for key in keys {
                var count = counts[key] ?? IncidentCount(key: key)
                count.count += number
                if state == .open || state == .returned { count.undecided += number }
                count.area += area
                count.growth += growth ?? 0
                counts[key] = count
            }
        }
        if !condition.isExact {
            for incident in try incidents(filter) {
                add(dimension.keys(of: incident), incident.state, incident.area, incident.growthPerYear)
            }
        } else {
            try read { db in
                let isOverview = dimension == .state && filter == CaseFilter()
                let (source, arguments, text) = Self.narrowed(condition, to: filter.box)
                let sql =
                    isOverview
                    ? "SELECT state, state, total(area), total(growth), count(*) FROM incidents INDEXED BY incidents_by_state WHERE \(text) GROUP BY state"
                    : "SELECT state, \(Self.key(dimension)), area, growth, 1 FROM \(source) WHERE \(text)"
                let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
                while let row = try rows.next() {
                    add(try Self.keys(row, dimension), try row.word(0), try row.value(2), try row.optional(3), try row.value(4))
                }
            }
        }
        return counts.values.sorted { $0.key < $1.key }
    }

    private static func key(_ dimension: IncidentDimension) -> String {
        switch dimension {
        case .district: "district"
        case .holder: "holder"
        case .group: "holder_group"
        case .rule: "rules"
        case .state: "state"
        case .verdict: "verdict"
        case .assignee: "assignee"
        case .month: "first_day"
        }
    }

    private static func keys(_ row: Row, _ dimension: IncidentDimension) throws -> [String] {
        switch dimension {
        case .rule: Facts.rules(of: try row.value(1)).map(\.rawValue)
        case .month: [IncidentDimension.month(try row.optional(1).map { Day(daysSince1970: $0) })]
        default: [try row.optional(1) ?? ""]
        }
    }
}

extension IncidentDimension {
    fileprivate static func month(_ day: Day?) -> String { day.map { String($0.description.prefix(7)) } ?? "" }

    fileprivate func keys(of incident: Incident) -> [String] {
        switch self {
        case .district: [incident.district ?? ""]
        case .holder: [incident.holder ?? ""]
        case .group: [incident.group ?? ""]
        case .rule: incident.rules.map(\.rawValue)
        case .state: [incident.state.rawValue]
        case .verdict: [incident.verdict.rawValue]
        case .assignee: [incident.assignee ?? ""]
        case .month: [Self.month(incident.firstSeen)]
        }
    }
}
