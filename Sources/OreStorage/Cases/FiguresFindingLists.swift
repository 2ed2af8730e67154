internal import Foundation
internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// Findings over figures one by one and in lists, alone and among those of places.
extension Store {
    public func forEachSuspicion(
        _ filter: CaseFilter, sortedBy order: Ordering<FindingOrder>?, limit: Int?, _ body: (StoredSuspicion) throws -> Void
    ) throws {
        try read { db in
            var left = limit ?? .max
            /// - Returns: whether more are wanted.
            func show(_ found: StoredSuspicion) throws -> Bool {
                guard left > 0 else { return false }
                left -= 1
                try body(found)
                return left > 0
            }
            guard let order else {
                if filter.admitsLand { try Self.forEachFinding(db, filter, nil, limit) { found in try show(.land(found)) } }
                if left > 0 {
                    try Self.forEachFiguresFinding(db, filter, limit == nil ? nil : left) { found in try show(.figures(found)) }
                }
                return
            }
            var figures = try FiguresFindingQueue(db, filter, order, limit)
            if filter.admitsLand {
                try Self.forEachFinding(db, filter, order, limit) { found in
                    while let next = try figures.next(before: found) {
                        guard try show(.figures(next)) else { return false }
                    }
                    return try show(.land(found))
                }
            }
            while left > 0, let next = try figures.next() { _ = try show(.figures(next)) }
        }
    }

    public func figuresFinding(_ id: String) throws -> StoredFiguresFinding? {
        try read { db in
            let handle = Int64(IncidentHandle(findingID: id).value)
            let number = try Int64.fetchOne(
                db,
                sql: """
                    SELECT id FROM figures_findings WHERE handle = ? AND finding_id = ? AND known_from IS NOT NULL
                    ORDER BY known_to IS NOT NULL, known_from DESC LIMIT 1
                    """, arguments: [handle, id])
            return try number.map { try Self.figuresFinding(db, number: $0) }
        }
    }

    public func findingIDs(withHandle handle: String) throws -> [String] {
        guard let handle = IncidentHandle(handle) else { return [] }
        return try read { db in
            let one = "SELECT finding_id, known_to IS NOT NULL AS ended FROM"
            let ids = try String.fetchAll(
                db,
                sql: """
                    SELECT finding_id FROM (\(one) findings WHERE handle = ?1 AND known_from IS NOT NULL
                    UNION ALL \(one) figures_findings WHERE handle = ?1 AND known_from IS NOT NULL)
                    GROUP BY finding_id ORDER BY min(ended), finding_id
                    """, arguments: [Int64(handle.value)])
            return ids
        }
    }

    public func figuresVersions(of incident: Incident) throws -> [FiguresFindingVersion] {
        guard incident.subject != nil else { return [] }
        return try read { db in
            guard let number = try self.incidentNumber(db, incident.handle) else { return [] }
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT f.record, f.known_from, f.known_to, c.made_at, e.made_at FROM figures_findings f
                    LEFT JOIN commits c ON c.number = f.known_from LEFT JOIN commits e ON e.number = f.known_to
                    WHERE f.known_from IS NOT NULL AND f.handle IN (SELECT handle FROM figures_findings WHERE incident = ?1)
                    AND f.finding_id IN (SELECT finding_id FROM figures_findings WHERE incident = ?1) ORDER BY f.known_from, f.id
                    """, arguments: [number])
            var found: [FiguresFindingVersion] = []
            while let row = try rows.next() {
                let since: String? = try row.optional(3)
                found.append(
                    FiguresFindingVersion(
                        try Store.figuresFinding(row, 0), knownFrom: try row.value(1), knownTo: try row.optional(2), since: since ?? "",
                        until: try row.optional(4)))
            }
            return found
        }
    }

    /// Of `figures_findings g` and its incident.
    private static let figuresColumns = "g.id, g.known_from, g.known_to, i.handle, i.record, g.record"
    private static let figuresTables = "figures_findings g LEFT JOIN incidents i ON i.id = g.incident"

    /// The current ones that pass, as the store holds them, until `show` wants no more.
    /// - Parameter limit: so many are wanted at most; `nil`: all.
    private static func forEachFiguresFinding(
        _ db: Database, _ filter: CaseFilter, _ limit: Int?, _ show: (StoredFiguresFinding) throws -> Bool
    ) throws {
        guard filter.admitsFigures else { return }
        guard FactsCondition.figures(filter).sql.isEmpty else {
            var queue = try FiguresFindingQueue(db, filter, nil, limit)
            while let found = try queue.next(), try show(found) {}
            return
        }
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT \(figuresColumns) FROM \(figuresTables) WHERE g.known_from IS NOT NULL AND g.known_to IS NULL ORDER BY g.id")
        while let row = try rows.next() {
            // The incident is read only for what passes without it.
            let figures = try figuresFinding(row, 5)
            guard filter.passes(figures) else { continue }
            let found = try storedFiguresFinding(row, figures)
            guard try filter.passes(found) ? show(found) : true else { return }
        }
    }

    /// - Throws: ``StoreError/damagedRecord`` also when there is none.
    static func figuresFinding(_ db: Database, number: Int64) throws -> StoredFiguresFinding {
        let statement = try db.cachedStatement(sql: "SELECT \(figuresColumns) FROM \(figuresTables) WHERE g.id = ?")
        let rows = try Row.fetchCursor(statement, arguments: [number])
        let found = try withExtendedLifetime(rows) { try rows.next().map { try storedFiguresFinding($0, figuresFinding($0, 5)) } }
        guard let found else { throw StoreError.damagedRecord }
        return found
    }

    private static func storedFiguresFinding(_ row: Row, _ figures: FiguresFinding) throws -> StoredFiguresFinding {
        let incident = try row.withUnsafeData(atIndex: 4) { data in try data.map { try Store.incident($0) } }
        return StoredFiguresFinding(
            figures, incident: try row.optional(3).map { handle($0) },
            place: incident.map { FiguresIncidents.Place($0) } ?? FiguresIncidents.Place(), knownFrom: try row.value(1),
            knownTo: try row.optional(2))
    }
}
