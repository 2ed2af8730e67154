import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// `orewatch stats`: the store in numbers.
struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "The store in numbers, or incidents counted by district, holder, group, rule, state or verdict.",
        discussion: """
            Examples:
              orewatch stats
              orewatch stats --by district --state open --sort -area_m2
              orewatch stats --by rule --format csv

            An incident under several rules counts for each; the sum over rules is therefore no total.
            """)

    enum Dimension: String, CaseIterable, ExpressibleByArgument { case district, holder, group, rule, state, verdict, assignee, month }

    @Option(help: "district, holder, group, rule, state, verdict, assignee or month (of the first sighting).") var by: Dimension?
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        if let by { return try count(try store.incidents(filters.filter), by) }
        let columns = [RecordColumn("what", .text, "what", "项目"), RecordColumn("value", .text, "value", "数值")]
        let records = try overview(store).map { Record([.text($0.0), .text($0.1)]) }
        try options.write(RecordList("stats", columns, isSpatial: false, records: records), title: "Stats")
    }

    private func overview(_ store: any WatchRepository) throws -> [(String, String)] {
        var rows: [(String, String)] = try RecordKind.allCases.map { ($0.rawValue, String(try store.count(of: $0))) }
        rows.append(("quarantine pending", String(try store.quarantine(kind: nil, pendingOnly: true).count)))
        var newest: Scene?
        try store.forEachScene { stored, _, _ in
            guard let day = stored.value.period?.to else { return }
            if newest?.period.map({ $0.to < day }) ?? true { newest = stored.value }
        }
        if let newest, let day = newest.period?.to { rows.append(("newest scene", "\(day) \(newest.id)")) }
        let incidents = try store.incidents(filters.filter)
        for state in Incident.State.allCases {
            let own = incidents.filter { $0.state == state }
            guard !own.isEmpty else { continue }
            rows.append(("incidents \(state.rawValue)", "\(own.count) (\(hectares(own)) ha)"))
        }
        rows.append(("incidents", "\(incidents.count) (\(hectares(incidents)) ha)"))
        if let run = try store.runs(job: nil, limit: 1).first {
            rows.append(("last run", "\(run.id) \(run.job) \(run.outcome.rawValue) \(run.startedAt)"))
        }
        rows.append(("last commit", String(try store.latestCommit())))
        return rows
    }

    private func hectares(_ incidents: [Incident]) -> String {
        String(format: "%.1f", incidents.reduce(0) { $0 + $1.area } / 10_000)
    }

    private func count(_ incidents: [Incident], _ dimension: Dimension) throws {
        struct Sum {
            var count = 0, open = 0
            var area = 0.0, growth = 0.0
        }
        var sums: [String: Sum] = [:]
        for incident in incidents {
            for key in keys(incident, dimension) {
                sums[key, default: Sum()].count += 1
                if incident.state == .open || incident.state == .returned { sums[key, default: Sum()].open += 1 }
                sums[key, default: Sum()].area += incident.area
                sums[key, default: Sum()].growth += incident.growthPerYear ?? 0
            }
        }
        let columns = [
            RecordColumn(dimension.rawValue, .text, dimension.rawValue, dimension.rawValue, minimumWidth: 12),
            RecordColumn("incidents", .integer, "incidents", "事件"),
            RecordColumn("undecided", .integer, "undecided", "未决"),
            RecordColumn("area_m2", .area, "area", "面积"),
            RecordColumn("growth_m2_per_year", .number(decimals: 1), "growth m²/year", "增速 平方米/年", expendability: 1),
        ]
        let records = sums.sorted { ($1.value.area, $0.key) < ($0.value.area, $1.key) }.map { key, sum in
            Record([.text(key), .integer(sum.count), .integer(sum.open), .number(sum.area), .number(sum.growth)])
        }
        try Listing(name: "stats", columns: columns, isSpatial: false).write(options, title: "Stats") { _, body in
            for record in records { try body(record) }
        }
    }

    private func keys(_ incident: Incident, _ dimension: Dimension) -> [String] {
        switch dimension {
        case .district: [incident.district ?? ""]
        case .holder: [incident.holder ?? ""]
        case .group: [incident.group ?? ""]
        case .rule: incident.rules.map(\.rawValue)
        case .state: [incident.state.rawValue]
        case .verdict: [incident.verdict.rawValue]
        case .assignee: [incident.assignee ?? ""]
        case .month: [incident.firstSeen.map { String($0.description.prefix(7)) } ?? ""]
        }
    }
}
