internal import Foundation
internal import GRDB
public import OreCases
internal import OreLedger

/// Brings the stored incidents over figures up to date with the current findings, subject by subject.
struct FiguresRebuild {
    let settings: IncidentSettings
    /// `nil`: what the incidents said of their subjects stays.
    let place: ((String, SubjectKind) -> FiguresIncidents.Place?)?

    private static let chunk = 2048

    /// - Parameter subjects: names; `nil`: all that have or had an incident.
    /// - Complexity: O(their findings), some thousands of subjects at a time in memory.
    func run(_ db: Database, store: Store, subjects: Set<String>?) throws -> [StoredChange] {
        let names = try subjects?.sorted() ?? String.fetchAll(db, sql: "SELECT DISTINCT subject FROM figures_findings ORDER BY subject")
        guard !names.isEmpty else { return [] }
        let decisions = DecisionBook(try store.allDecisions(db))
        var changes: [StoredChange] = []
        var start = 0
        while start < names.count {
            let part = names[start..<min(names.count, start + Self.chunk)]
            changes += try rebuild(part, db, decisions)
            start += Self.chunk
        }
        return changes
    }

    private struct Member {
        var id: Int64
        var incident: Int64?
        var finding: FiguresFinding
    }

    private func rebuild(_ names: ArraySlice<String>, _ db: Database, _ decisions: DecisionBook) throws -> [StoredChange] {
        let current = try db.cachedStatement(
            sql: "SELECT id, incident, record, known_to FROM figures_findings WHERE subject = ? AND known_from IS NOT NULL")
        var members: [String: Member] = [:]
        var ended: [FiguresFinding] = []
        for name in names {
            let rows = try Row.fetchCursor(current, arguments: [name])
            while let row = try rows.next() {
                let finding = try Store.figuresFinding(row, 2)
                if try row.optional(3) as Int64? != nil {
                    ended.append(finding)
                    continue
                }
                members[finding.id] = Member(id: try row.value(0), incident: try row.optional(1), finding: finding)
            }
        }
        let known = try known(of: names, db)
        let former = try place == nil ? formerPlaces(known, db) : [:]
        let incidents = FiguresIncidents(settings: settings).incidents(
            of: members.values.map(\.finding), ended: decisions.isEmpty ? [] : ended, decisions: decisions
        ) { name, kind in place.map { $0(name, kind) } ?? former[Former(name: name, kind: kind)] }
        var ledger = IncidentLedger(db, settings, known: known, of: .figures, standing: Set(members.keys))
        let built = incidents.map { incident in
            let own = incident.findingIDs.compactMap { members[$0] }
            return BuiltIncident(incident: incident, members: own.map(\.id), former: own.map(\.incident))
        }
        try ledger.save(built)
        try ledger.retire()
        return ledger.changes
    }

    /// Incidents that the subjects' findings are or were part of.
    private func known(of names: ArraySlice<String>, _ db: Database) throws -> [KnownIncident] {
        let numbers = try db.cachedStatement(
            sql: "SELECT DISTINCT incident FROM figures_findings WHERE subject = ? AND incident IS NOT NULL")
        let one = try db.cachedStatement(sql: "SELECT \(KnownIncident.columns) FROM incidents WHERE id = ?")
        var found: [Int64: KnownIncident] = [:]
        for name in names {
            for number in try Int64.fetchAll(numbers, arguments: [name]) where found[number] == nil {
                found[number] = try KnownIncident.all(Row.fetchCursor(one, arguments: [number])).first
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    private struct Former: Hashable {
        var name: String
        var kind: SubjectKind
    }

    private func formerPlaces(_ known: [KnownIncident], _ db: Database) throws -> [Former: FiguresIncidents.Place] {
        var places: [Former: FiguresIncidents.Place] = [:]
        for incident in try known.compactMap({ try Store.incident(db, id: $0.id) }) {
            guard let subject = incident.subject else { continue }
            places[Former(name: subject.name, kind: subject.kind)] = FiguresIncidents.Place(incident)
        }
        return places
    }
}

extension FiguresIncidents.Place {
    /// What the incident says.
    init(_ incident: Incident) {
        self.init()
        (licenceIDs, holder, group, district) = (incident.licenceIDs, incident.holder, incident.group, incident.district)
        (envelope, labelPoint) = (incident.envelope, incident.labelPoint)
    }
}

extension Store {
    /// Incidents over figures of some names, whatever their licences; by handle.
    public func figuresIncidents(of subjects: Set<String>) throws -> [Incident] {
        try read { db in
            let numbers = try db.cachedStatement(
                sql: "SELECT DISTINCT incident FROM figures_findings WHERE subject = ? AND known_to IS NULL AND incident IS NOT NULL")
            var found: Set<Int64> = []
            for subject in subjects { found.formUnion(try Int64.fetchAll(numbers, arguments: [subject])) }
            return try found.compactMap { try Store.incident(db, id: $0) }.sorted { $0.handle < $1.handle }
        }
    }

    static func figuresFinding(_ row: Row, _ column: Int) throws -> FiguresFinding {
        try row.withUnsafeData(atIndex: column) { data in
            try (data ?? Data()).withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                return try FiguresFinding(&reader)
            }
        }
    }
}
