import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch findings`.
struct FindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings", abstract: "Look at the findings of a store: one for each footprint and rule that it suspects.",
        discussion: "A finding is a suspicion for people to check, not a legal finding.",
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
        try store.forEachFinding(filter, sortedBy: order, limit: request.limit) { try body(FindingRecords.record($0)) }
    }

    static var orders: Set<String> { Set(FindingOrder.allCases.map(\.rawValue)) }

    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        guard let stored = try store.finding(id) else { return nil }
        var sheet = Sheet(columns: columns, record: FindingRecords.record(stored))
        if let handle = stored.incident, let incident = try store.incident(handle) {
            sheet.sections.append((Heading("Incident", "事件"), IncidentBrief.list([incident])))
        }
        return sheet
    }

    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? { nil }

    /// Those of the first findings only: a store may hold very many.
    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        var ids: [String] = []
        try store.forEachFinding(CaseFilter(), sortedBy: nil, limit: 2000) { ids.append($0.finding.id) }
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
