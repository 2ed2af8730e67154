import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreLedger
import OreReporting
import OreStorage

/// `incidents history`.
struct IncidentsHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "What every scene saw of an incident's place, or what became of its figures, and what people decided, by time.",
        discussion: """
            Example:
              orewatch incidents history OW-7K3M-Q2XA --format csv

            Of an incident over figures: when each of its findings was found, changed or was withdrawn, at the time of the run; what
            "store prune" removed is missing.
            """)

    @Argument(help: "Any handle of the incident.") var handle: String
    @OptionGroup var options: RecordOptions

    private static let columns = [
        RecordColumn("time", .text, "when", "时间"), RecordColumn("kind", .text, "what", "类别"),
        RecordColumn("subject", .text, "scene, finding or person", "影像、问题或人员", minimumWidth: 8),
        RecordColumn("area_m2", .area, "area", "面积"),
        RecordColumn("detail", .text, "detail", "说明", minimumWidth: 10, expendability: 1),
    ]

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let incident = try store.knownIncident(handle)
        // Programs get the codes, people the words.
        let words = try options.chosenFormat() == .table ? options.lang : nil
        var rows: [(time: String, record: Record)] = []
        func add(_ time: String, _ kind: String, _ subject: String, _ area: Double?, _ detail: String?) {
            rows.append((time, Record([.text(time), .text(kind), .text(subject), RecordValue(area), RecordValue(detail)])))
        }
        for sighting in incident.sightings {
            let area = sighting.kind == .seen ? sighting.area : nil
            add(
                sighting.period?.to.description ?? "", words?.name(of: sighting.kind) ?? sighting.kind.rawValue, sighting.scene, area,
                sighting.sensor)
        }
        for event in incident.events {
            let parts = event.partsBefore == event.partsAfter ? nil : "\(event.partsBefore) -> \(event.partsAfter)"
            let detail = event.handles.isEmpty ? parts : event.handles.joined(separator: ", ")
            add(event.day?.description ?? "", words?.name(of: event.kind) ?? event.kind.rawValue, event.scene, event.areaAfter, detail)
        }
        for event in FiguresEvent.events(of: try store.figuresVersions(of: incident)) {
            add(event.time, words?.name(of: event.kind) ?? event.kind.rawValue, event.figures.id, nil, Self.detail(event, words))
        }
        for decision in try store.decisions(on: incident) {
            let detail = [decision.reason, decision.note, decision.assignee].compactMap { $0 }.joined(separator: "; ")
            add(
                decision.time, words?.name(of: decision.kind) ?? decision.kind.rawValue, decision.actor, decision.areaThen,
                detail.isEmpty ? nil : detail)
        }
        let sorted = rows.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element.record)
        try options.write(
            RecordList("incident_history", Self.columns, isSpatial: false, records: sorted), title: incident.handle)
    }

    /// What a finding over figures says since then: its verdict and its evidence.
    private static func detail(_ event: FiguresEvent, _ words: Language?) -> String {
        let verdict = event.figures.finding.verdict
        let evidence = (words ?? .english).evidence(of: event.figures)
        return [words?.name(of: verdict) ?? verdict.rawValue, evidence].filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
