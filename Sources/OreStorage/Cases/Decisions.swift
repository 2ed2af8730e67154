internal import GRDB
public import OreCases
internal import OreDetection
internal import OreFeatures

extension Store {
    func allDecisions(_ db: Database) throws -> [Decision] {
        try Row.fetchAll(
            db, sql: "SELECT handle, kind, actor, time, known_from, reason, note, assignee, area_then FROM decisions ORDER BY id"
        ).map { row in
            Decision(
                handle: Store.handle(try row.value(0)), kind: try row.word(1), actor: try row.value(2), time: try row.value(3),
                commit: try row.value(4), reason: try row.optional(5), note: try row.optional(6), assignee: try row.optional(7),
                areaThen: try row.value(8))
        }
    }

    public func decisions() throws -> [Decision] { try read { db in try self.allDecisions(db) } }

    public func decisions(on incident: Incident) throws -> [Decision] {
        let handles = incident.findingIDs.map { IncidentHandle(findingID: $0) } + [IncidentHandle(incident.handle)].compactMap(\.self)
        return try read { db in DecisionBook(try self.allDecisions(db)).decisions(under: handles) }
    }

    /// - Throws: ``StoreError``; a handle that no finding ever had is the caller's to refuse.
    public func append(_ decisions: [Decision]) throws -> Int { try append(decisions, settings: IncidentSettings()) }

    /// - Parameter settings: those the incidents were built with.
    public func append(_ decisions: [Decision], settings: IncidentSettings) throws -> Int {
        guard let time = decisions.first?.time else { return try latestCommit() }
        let scenes = try scenes(asOf: nil)
        return try write { db in
            let commit = try ImportJournal.commit(db, kind: "decisions", subject: nil, at: time)
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO decisions (handle, kind, actor, time, known_from, reason, note, assignee, area_then)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for decision in decisions {
                guard let handle = IncidentHandle(decision.handle) else { continue }
                try statement.execute(arguments: [
                    Int64(handle.value), decision.kind.rawValue, decision.actor, decision.time, commit, decision.reason, decision.note,
                    decision.assignee, decision.areaThen,
                ])
            }
            let incidents = try Set(decisions.compactMap { try self.incidentNumber(db, $0.handle) })
            let subjects = try Self.subjects(of: incidents, db)
            let places = incidents.subtracting(subjects.keys).sorted()
            let rebuild = IncidentRebuild(settings: settings, scenes: scenes, groups: nil, threads: 1)
            _ = try rebuild.run(db, store: self, IncidentRebuild.Changes(incidents: places))
            _ = try FiguresRebuild(settings: settings, place: nil).run(db, store: self, subjects: Set(subjects.values))
            return commit
        }
    }

    /// Of incidents over figures the names of those they speak of.
    private static func subjects(of incidents: Set<Int64>, _ db: Database) throws -> [Int64: String] {
        var found: [Int64: String] = [:]
        let one = try db.cachedStatement(sql: "SELECT subject FROM figures_findings WHERE incident = ? LIMIT 1")
        for number in incidents { found[number] = try String.fetchOne(one, arguments: [number]) }
        return found
    }
}
