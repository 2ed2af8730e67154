internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures

/// Incidents counted.
extension Store {
    /// Incidents that wait for somebody: open or returned.
    public func openIncidentCount() throws(StoreError) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM incidents WHERE state IN ('open', 'returned')") ?? 0 }
    }

    public func incidentCounts(_ filter: CaseFilter, by dimension: IncidentDimension) throws -> [IncidentCount] {
        let condition = FactsCondition.incidents(filter)
        var counts: [String: IncidentCount] = [:]
        func add(_ keys: [String], _ group: Tally.Group) throws {
            guard let state = Incident.State(rawValue: group.state) else { throw StoreError.damagedRecord }
            for key in keys {
                var count = counts[key] ?? IncidentCount(key: key)
                count.count += group.count
                if state == .open || state == .returned { count.undecided += group.count }
                count.area += group.area
                count.growth += group.growth
                counts[key] = count
            }
        }
        if condition.isExact {
            try read { db in
                for group in try Self.groups(db, filter, condition, dimension) { try add(try Self.keys(group.key, dimension), group) }
            }
        } else {
            for incident in try incidents(filter) {
                let one = Tally.Group(
                    state: incident.state.rawValue, key: .none, count: 1, area: incident.area, growth: incident.growthPerYear ?? 0)
                try add(dimension.keys(of: incident), one)
            }
        }
        return counts.values.sorted { $0.key < $1.key }
    }

    public func incidentNames(_ dimension: IncidentDimension) throws -> [String] {
        try read { db in
            let sql = "SELECT tally('', \(Self.key(dimension)), 0, NULL) FROM incidents INDEXED BY incidents_facts"
            let groups = try Tally.groups(try Data.fetchOne(db, sql: sql + " WHERE state <> 'withdrawn'") ?? Data())
            return Set(try groups.flatMap { try Self.keys($0.key, dimension) }).subtracting([""]).sorted()
        }
    }

    /// Of all incidents by state or rule along an index that has them in groups, otherwise over all rows in one pass.
    private static func groups(_ db: Database, _ filter: CaseFilter, _ condition: FactsCondition, _ dimension: IncidentDimension) throws
        -> [Tally.Group]
    {
        let (source, arguments, text) = narrowed(condition, to: filter)
        guard filter == CaseFilter(), dimension == .state || dimension == .rule else {
            let sql = "SELECT tally(state, \(key(dimension)), area, growth) FROM \(source) WHERE \(text)"
            return try Tally.groups(try Data.fetchOne(db, sql: sql, arguments: arguments) ?? Data())
        }
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT state, rules, count(*), total(area), total(growth) FROM incidents INDEXED BY incidents_by_state WHERE \(text)
                GROUP BY state, rules
                """, arguments: arguments)
        var groups: [Tally.Group] = []
        while let row = try rows.next() {
            let state: String = try row.value(0)
            groups.append(
                Tally.Group(
                    state: state, key: dimension == .state ? .text(state) : .number(try row.value(1)), count: try row.value(2),
                    area: try row.value(3), growth: try row.value(4)))
        }
        return groups
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

    private static func keys(_ key: Tally.Key, _ dimension: IncidentDimension) throws -> [String] {
        switch (dimension, key) {
        case (.rule, .number(let bits)): return Facts.rules(of: bits).map(\.rawValue)
        case (.month, .number(let day)):
            guard let day = Int32(exactly: day) else { throw StoreError.damagedRecord }
            return [IncidentDimension.month(Day(daysSince1970: day))]
        case (.rule, _), (_, .number): throw StoreError.damagedRecord
        case (_, .none): return [""]
        case (.month, .text): throw StoreError.damagedRecord
        case (_, .text(let name)): return [name]
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
