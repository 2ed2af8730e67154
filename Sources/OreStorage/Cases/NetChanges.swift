internal import Foundation
internal import GRDB
public import OreCases

/// What runs did to incidents, net, from what they recorded.
extension Store {
    public func netChanges(ofRuns runs: [Int], _ filter: CaseFilter) throws -> [NetChange] {
        guard !runs.isEmpty else { return [] }
        return try read { db in
            var names = IncidentNames(db: db)
            let touches = try runs.map { try names.touches(ofRun: $0) }
            var changes = NetChange.since(touches, standings: names.standings)
            let figures = try self.figuresChanges(db, ofRuns: runs)
            if !figures.isEmpty { changes = (changes + figures).sorted { $0.handle < $1.handle } }
            guard filter != CaseFilter(), !changes.isEmpty else { return changes }
            let admitted = try Self.handles(db, filter)
            return changes.filter { admitted.contains($0.handle) }
        }
    }

    public func difference(_ change: NetChange) throws -> IncidentDifference {
        try read { db in
            guard let incident = try Self.incident(db, id: change.incident) else { throw StoreError.damagedRecord }
            var one = IncidentDifference(incident, change.change, areaBefore: change.areaBefore, areaAfter: change.areaAfter)
            one.joined = change.joined.map { IncidentHandle(value: UInt64($0)).description }
            return one
        }
    }

    /// Of all incidents that pass, of every state where none is named.
    private static func handles(_ db: Database, _ filter: CaseFilter) throws -> Set<Int64> {
        var filter = filter
        if filter.states.isEmpty { filter.states = Set(Incident.State.allCases) }
        let condition = FactsCondition.incidents(filter)
        guard condition.isExact else {
            return Set(try incidents(db, filter, "handle", limit: nil).compactMap { IncidentHandle($0.handle).map { Int64($0.value) } })
        }
        let (source, arguments, text) = narrowed(condition, to: filter)
        let data = try Data.fetchOne(db, sql: "SELECT gathered(handle) FROM \(source) WHERE \(text)", arguments: arguments)
        var found: Set<Int64> = []
        try GatheredNumbers(data, width: 1).forEach { row in if let handle = row.whole(0) { found.insert(handle) } }
        return found
    }
}

/// Which incident each handle stands for now. A name that lives on in another incident says more than its own end.
private struct IncidentNames {
    let db: Database
    private(set) var standings: [NetChange.Standing] = []
    private var places: [Int64: Int] = [:]
    private var elsewhere: [Int64: Int?] = [:]

    init(db: Database) { self.db = db }

    /// What a run did, by handle; without what became of nothing that is known.
    mutating func touches(ofRun run: Int) throws -> [NetChange.Touch] {
        let ends = IncidentChange.allCases.filter(\.isEnd).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let data = try Data.fetchOne(
            db,
            sql: """
                SELECT gathered(coalesce(i.handle, handle_number(c.handle)), c.change IN (\(ends)), c.area_before, i.id, i.area) FROM run_changes c
                LEFT JOIN incidents i INDEXED BY incidents_by_handle
                ON i.handle = handle_number(c.handle) AND i.state <> 'withdrawn' WHERE c.run_id = ?
                """, arguments: [run])
        let rows = try GatheredNumbers(data, width: 5)
        var touches: [NetChange.Touch] = []
        touches.reserveCapacity(rows.count)
        places.reserveCapacity(rows.count)
        standings.reserveCapacity(rows.count)
        try rows.forEach { row in
            guard let handle = row.whole(0), let isEnd = row.whole(1), let before = row.number(2) else { throw StoreError.damagedRecord }
            // Two that share a handle: the last of them has it.
            if touches.last?.handle == handle { touches.removeLast() }
            let place: Int?
            if let id = row.whole(3) {
                guard let area = row.number(4) else { throw StoreError.damagedRecord }
                place = self.place(id, handle, area)
            } else {
                place = try self.place(elsewhere: handle)
            }
            guard let place else { return }
            touches.append(NetChange.Touch(handle: handle, isEnd: isEnd != 0, areaBefore: before, place: place))
        }
        return touches
    }

    private mutating func place(_ id: Int64, _ handle: Int64, _ area: Double) -> Int {
        if let known = places[id] { return known }
        standings.append(NetChange.Standing(incident: id, handle: handle, area: area))
        places[id] = standings.count - 1
        return standings.count - 1
    }

    /// Of a handle that no current incident has as its own: the one that has it as another, or the withdrawn one.
    private mutating func place(elsewhere handle: Int64) throws -> Int? {
        if let known = elsewhere[handle] { return known }
        let name = IncidentHandle(value: UInt64(handle)).description
        let members = try db.cachedStatement(
            sql: """
                SELECT DISTINCT i.id FROM member_handles f JOIN incidents i ON i.id = f.incident WHERE f.handle = ? AND i.state <> 'withdrawn'
                ORDER BY i.handle DESC
                """)
        var found: Int?
        for id in try Int64.fetchAll(members, arguments: [handle]) {
            guard let incident = try Store.incident(db, id: id), incident.aliases.contains(name) else { continue }
            found = place(id, Int64(IncidentHandle(incident.handle)?.value ?? 0), incident.area)
            break
        }
        if found == nil {
            let withdrawn = try db.cachedStatement(sql: "SELECT max(id) FROM incidents WHERE handle = ? AND state = 'withdrawn'")
            found = try Int64.fetchOne(withdrawn, arguments: [handle]).map { place($0, handle, 0) }
        }
        elsewhere[handle] = .some(found)
        return found
    }
}
