internal import Foundation
internal import GRDB
internal import OreCases
internal import OreDetection

/// An incident that was built, and the findings it is made of.
struct BuiltIncident: Sendable {
    var incident: Incident
    /// `nil` for one over figures.
    var lineage: IncidentLineage?
    /// Numbers of its findings.
    var members: [Int64]
    /// By member: the number of the incident that it was part of; `nil` for new findings.
    var former: [Int64?]
    /// The number of the incident that had the same box; `nil`: not known.
    var samePlace: Int64?

    init(incident: Incident, lineage: IncidentLineage, former: [Int64?], samePlace: Int64? = nil) {
        (self.incident, self.lineage, self.former, self.samePlace) = (incident, lineage, former, samePlace)
        members = lineage.members.map(\.finding)
    }

    /// Of figures.
    init(incident: Incident, members: [Int64], former: [Int64?]) {
        (self.incident, self.members, self.former) = (incident, members, former)
    }
}

/// Writes incidents over those of the places at hand, and tells what became of each.
struct IncidentLedger {
    private let db: Database
    private let rows: IncidentRows
    private let settings: IncidentSettings
    /// Stored incidents by the id of the earliest finding; taken out as they are matched.
    private var open: [String: KnownIncident]
    /// Ids of the earliest findings by number of their incident.
    private let earliest: [Int64: String]
    /// Stored incidents whose earliest finding is a member of another incident now.
    private var absorbed: [(old: KnownIncident, into: Int64)] = []
    private(set) var changes: [StoredChange] = []
    private let findings: Findings
    /// Ids of findings over figures that stand: the incidents that begin with one of them keep their names.
    private let standing: Set<String>

    /// Where the members are.
    enum Findings: String {
        case land = "findings"
        case figures = "figures_findings"
    }

    init(_ db: Database, _ settings: IncidentSettings, known: [KnownIncident], of findings: Findings = .land, standing: Set<String> = []) {
        (self.db, self.settings, self.findings, self.standing, rows) = (db, settings, findings, standing, IncidentRows(db))
        open = Dictionary(known.map { ($0.earliest, $0) }, uniquingKeysWith: { a, b in a.isWithdrawn ? b : a })
        earliest = Dictionary(open.values.map { ($0.id, $0.earliest) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func save(_ built: [BuiltIncident]) throws {
        let assign = try db.cachedStatement(sql: "UPDATE \(findings.rawValue) SET incident = ? WHERE id = ?")
        for new in built {
            var writer = RecordWriter(capacity: 1024)
            new.incident.write(to: &writer)
            let content = ContentHash.of(writer.bytes)
            let same = open.removeValue(forKey: new.incident.earliestFindingID)
            // Incidents that an earlier sighting renamed, or that were joined with this one.
            var joined = new.incident.findingIDs.compactMap { open.removeValue(forKey: $0) }
            if findings == .figures { joined += renamed(from: new.former) }
            let id: Int64
            let before = try same.flatMap { try extentBefore($0, content) }
            if let same {
                id = same.id
                if same.content != content { try rows.update(id, new.incident, Data(writer.bytes), place: new.samePlace != id) }
            } else {
                id = try rows.insert(new.incident, Data(writer.bytes))
            }
            if let lineage = new.lineage { try rows.put(lineage, id) }
            absorbed += joined.map { ($0, into: id) }
            for (member, former) in zip(new.members, new.former) where former != id { try assign.execute(arguments: [id, member]) }
            let largest = joined.filter { !$0.isWithdrawn }.max { ($0.area, $1.id) < ($1.area, $0.id) }
            let former = same?.isWithdrawn == false ? same : largest
            var told = change(from: former, [same].compactMap(\.self) + joined, to: new.incident, content: content)
            if let before, told.change == .changed, new.incident.extent > before * (1 + settings.unchangedShare) { told.change = .grown }
            changes.append(told)
        }
    }

    /// Incidents that these members were part of and whose earliest finding a correction took back.
    private mutating func renamed(from former: [Int64?]) -> [KnownIncident] {
        let found = Set(former.compactMap(\.self)).compactMap { earliest[$0].flatMap { open[$0] } }.filter {
            !$0.isWithdrawn && !standing.contains($0.earliest)
        }
        for incident in found { open[incident.earliest] = nil }
        return found.sorted { $0.id < $1.id }
    }

    /// Of figures that changed: what the tonnes beyond stood for, square metres; their area is 0.
    private func extentBefore(_ known: KnownIncident, _ content: UInt64) throws -> Double? {
        guard findings == .figures, known.content != content, !known.isWithdrawn else { return nil }
        return try Store.incident(db, id: known.id)?.extent
    }

    /// What is left is supported by no finding any more, or is part of another incident.
    mutating func retire() throws {
        let current = Set(changes.lazy.map(\.handle))
        let move = try db.cachedStatement(sql: "UPDATE \(findings.rawValue) SET incident = ? WHERE incident = ?")
        for (old, into) in absorbed {
            try rows.delete(old.id)
            // Ended findings: their handles lead on to where the others are.
            try move.execute(arguments: [into, old.id])
            if !current.contains(old.handle) && !old.isWithdrawn { changes.append(end(of: old, .joined)) }
        }
        for old in open.values.sorted(by: { $0.id < $1.id }) where !old.isWithdrawn {
            try rows.withdraw(old.id)
            changes.append(end(of: old, .gone))
        }
    }

    private func end(of old: KnownIncident, _ change: IncidentChange) -> StoredChange {
        StoredChange(handle: old.handle, change: change, areaBefore: old.area, areaAfter: 0)
    }

    /// - Parameter parts: all that it was before, `old` among them: their own ends tell their areas.
    private func change(from old: KnownIncident?, _ parts: [KnownIncident], to new: Incident, content: UInt64) -> StoredChange {
        guard let old, !old.isWithdrawn else {
            return StoredChange(handle: new.handle, change: .new, areaBefore: 0, areaAfter: new.area)
        }
        let kind: IncidentChange
        let before = parts.reduce(0) { $0 + ($1.isWithdrawn ? 0 : $1.area) }
        if old.content == content {
            kind = .unchanged
        } else if new.area > before * (1 + settings.unchangedShare) {
            kind = .grown
        } else {
            kind = .changed
        }
        return StoredChange(handle: new.handle, change: kind, areaBefore: old.area, areaAfter: new.area)
    }
}
