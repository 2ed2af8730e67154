import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch findings`.
struct FindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Look at the findings of a store: one for each rule and footprint, or rule, subject and year of figures.",
        discussion: """
            Findings over figures (quotas, reports and the rest) have a subject and a year, no footprint and no outline; they lie where a
            register says that their subject does. A finding is a suspicion for people to check, not a legal finding.
            """,
        subcommands: [ListCommand<Findings>.self, NearCommand<Findings>.self, WithinCommand<Findings>.self, ShowCommand<Findings>.self],
        defaultSubcommand: ListCommand<Findings>.self)
}

enum Findings: Noun {
    typealias Filters = CaseFilterOptions

    static let name = "findings"
    static let singular = "finding"
    static let heading = Heading("Findings", "疑似问题")
    static let examples = NounExamples(filters: "--rule protected_zone --verdict strong --from 2025-01-01 --sort -severity", id: "ID")
    static var columns: [RecordColumn] { FindingRecords.columns }

    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void
    ) throws {
        var filter = try filters.filter(store)
        (filter.box, filter.boxes) = (request.box, request.boxes)
        if let group = filters.group, !group.isEmpty { filter.licences = try store.licences(ofGroup: group) }
        let order = request.order.flatMap { order in
            FindingOrder(rawValue: order.name).map { Ordering($0, isDescending: order.isDescending) }
        }
        try store.forEachSuspicion(filter, sortedBy: order, limit: request.limit) { try body(FindingRecords.record($0)) }
    }

    static var orders: Set<String> { Set(FindingOrder.allCases.map(\.rawValue)) }

    /// By id, or by the handle that is made from it.
    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        if let sheet = try sheet(ofFinding: id, store) { return sheet }
        for known in try store.findingIDs(withHandle: id) {
            if let sheet = try sheet(ofFinding: known, store) { return sheet }
        }
        return nil
    }

    private static func sheet(ofFinding id: String, _ store: any WatchRepository) throws -> Sheet? {
        if let stored = try store.finding(id) {
            return try with(stored.incident, store, Sheet(columns: columns, record: FindingRecords.record(stored)))
        }
        guard let stored = try store.figuresFinding(id) else { return nil }
        var sheet = Sheet(columns: columns, record: FindingRecords.record(stored))
        sheet.remarks = { FindingRecords.basis(of: stored.figures, language: $0) }
        return try with(stored.incident, store, sheet)
    }

    private static func with(_ incident: String?, _ store: any WatchRepository, _ sheet: Sheet) throws -> Sheet {
        guard let incident = try incident.flatMap({ try store.incident($0) }) else { return sheet }
        var sheet = sheet
        sheet.sections.append((Heading("Incident", "事件"), IncidentBrief.list([incident])))
        return sheet
    }

    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? { nil }

    /// Those of the first findings only, of the rule over figures that the id begins with: a store may hold very many.
    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        var filter = CaseFilter()
        let rule = SuspectedRule(rawValue: String(id.prefix { $0 != ":" }))
        if let rule, rule.figures != nil { filter.rules = [rule] }
        var ids: [String] = []
        try store.forEachSuspicion(filter, sortedBy: nil, limit: 2000) { suspicion in
            switch suspicion {
            case .land(let stored): ids.append(stored.finding.id)
            case .figures(let stored): ids.append(stored.figures.id)
            }
        }
        return ids
    }
}

/// Incidents in a few columns, under the card of something else.
enum IncidentBrief {
    static func list(_ incidents: [Incident]) -> RecordList {
        let columns = [
            RecordColumn("handle", .text, "incident", "事件"), RecordColumn("state", .text, "state", "状态"),
            RecordColumn("verdict", .text, "verdict", "判定"), RecordColumn("area_m2", .area, "area", "面积"),
            RecordColumn("first_seen", .day, "first seen", "首见"), RecordColumn("last_seen", .day, "last seen", "最近"),
        ]
        let records = incidents.sorted { ($1.severity, $0.handle) < ($0.severity, $1.handle) }.map { incident in
            Record([
                .text(incident.handle), .text(incident.state.rawValue), .text(incident.verdict.rawValue), .number(incident.area),
                RecordValue(incident.firstSeen), RecordValue(incident.lastSeen),
            ])
        }
        return RecordList("incidents", columns, isSpatial: false, records: records)
    }
}
