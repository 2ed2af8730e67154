internal import GRDB
public import OreCases
internal import OreDetection

/// Incidents in the order of visits, and the shares that make it.
extension Store {
    private static func due(_ filter: CaseFilter) -> FactsCondition {
        var condition = FactsCondition.incidents(filter)
        condition.add("state NOT IN ('dismissed', 'withdrawn')")
        return condition
    }

    public func visits(_ filter: CaseFilter, limit: Int?) throws -> [RankedIncident] {
        try read { db in
            let shares = try Self.confirmedShares(db)
            let incidents =
                if let limit, filter.asksForStatesAndRulesOnly {
                    try Self.first(limit, of: Self.visitGroups(db, filter, shares), db)
                } else {
                    try Self.sortedVisits(db, filter, shares, limit: limit)
                }
            return incidents.compactMap { incident in
                IncidentRank(incident, shares: shares).map { RankedIncident(incident: incident, rank: $0) }
            }
        }
    }

    private static func sortedVisits(_ db: Database, _ filter: CaseFilter, _ shares: ConfirmedShares, limit: Int?) throws -> [Incident] {
        // The best of an incident's rules is the first of them in the order of their shares.
        let steps = Dictionary(grouping: SuspectedRule.allCases) { shares.share(of: $0) }.sorted { $0.key > $1.key }
        let best = steps.map { _ in "WHEN rules & ? <> 0 THEN ?" }.joined(separator: " ")
        var arguments = StatementArguments()
        for (share, rules) in steps { arguments += [Facts.bits(rules), share] }
        return try incidents(
            db, filter, "visit * CASE WHEN state = 'confirmed' THEN 1.0 \(best) ELSE 1.0 END DESC, handle", arguments,
            where: due(filter), limit: limit)
    }

    /// Incidents of one state and one set of rules: they have one share in common, and are kept in the order of visits.
    private struct VisitGroup {
        var state: Incident.State
        var rules: Int64
        var share: Double
    }

    /// The groups that are due and pass.
    /// - Complexity: one look-up in the index per group.
    private static func visitGroups(_ db: Database, _ filter: CaseFilter, _ shares: ConfirmedShares) throws -> [VisitGroup] {
        let next = try db.cachedStatement(
            sql: """
                SELECT state, rules FROM incidents INDEXED BY incidents_by_state WHERE (state, rules) > (?, ?)
                ORDER BY state, rules LIMIT 1
                """)
        let wanted = filter.rules.isEmpty ? nil : Facts.bits(filter.rules)
        var groups: [VisitGroup] = []
        var last: (state: String, rules: Int64) = ("", .min)
        while let row = try Row.fetchOne(next, arguments: [last.state, last.rules]) {
            let (state, rules): (Incident.State, Int64) = (try row.word(0), try row.value(1))
            last = (state.rawValue, rules)
            guard state != .dismissed, state != .withdrawn, filter.states.isEmpty || filter.states.contains(state),
                wanted.map({ rules & $0 != 0 }) ?? true
            else { continue }
            let share = state == .confirmed ? 1 : IncidentRank.bestShare(Facts.rules(of: rules), shares)
            groups.append(VisitGroup(state: state, rules: rules, share: share))
        }
        return groups
    }

    /// The first visits of each group, merged.
    private static func first(_ limit: Int, of groups: [VisitGroup], _ db: Database) throws -> [Incident] {
        guard limit > 0 else { return [] }
        let ordered = try db.cachedStatement(
            sql: """
                SELECT visit, handle, id FROM incidents INDEXED BY incidents_by_state WHERE state = ? AND rules = ?
                ORDER BY visit DESC, handle
                """)
        var found: [(yield: Double, handle: Int64, id: Int64)] = []
        for group in groups {
            var own: [(yield: Double, handle: Int64, id: Int64)] = []
            let rows = try Row.fetchCursor(ordered, arguments: [group.state.rawValue, group.rules])
            while let row = try rows.next() {
                let yield = try row.value(0) * group.share
                // Two visits may become one number when they are multiplied.
                if own.count >= limit, yield < own[limit - 1].yield { break }
                own.append((yield, try row.value(1), try row.value(2)))
            }
            found += own
        }
        return try found.sorted { ($1.yield, $0.handle) < ($0.yield, $1.handle) }.prefix(limit).compactMap { try incident(db, id: $0.id) }
    }

    public func visitCount(_ filter: CaseFilter) throws -> Int {
        let condition = Self.due(filter)
        guard condition.isExact else { return try visits(filter, limit: nil).count }
        return try read { db in
            var (source, arguments, text) = Self.narrowed(condition, to: filter)
            if filter.asksForStatesAndRulesOnly { source = "incidents INDEXED BY incidents_by_state" }
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
}

extension CaseFilter {
    /// Whether nothing else narrows it.
    fileprivate var asksForStatesAndRulesOnly: Bool {
        var other = self
        (other.states, other.rules) = ([], [])
        return other == CaseFilter()
    }
}
