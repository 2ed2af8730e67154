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
              orewatch stats --since monday

            An incident under several rules counts for each; the sum over rules is therefore no total.
            """)

    @Option(help: "district, holder, group, rule, state, verdict, assignee or month (of the first sighting).") var by: IncidentDimension?
    @Option(help: ArgumentHelp("What came, ran, changed and was decided since then. " + Since.help, valueName: "when")) var since: Since?
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        if let by { return try write(try store.incidentCounts(try filters.filter(store), by: by), by) }
        if let since { return try WeekAccount(store, since, try filters.filter(store)).write(options) }
        let columns = [RecordColumn("what", .text, "what", "项目"), RecordColumn("value", .text, "value", "数值")]
        let records = try overview(store).map { Record([.text($0.0), .text($0.1)]) }
        try options.write(RecordList("stats", columns, isSpatial: false, records: records), title: "Stats")
    }

    private func overview(_ store: any WatchRepository) throws -> [(String, String)] {
        var (scenes, derived) = (0, 0)
        var newest: Scene?
        try store.forEachScene { stored, _, _ in
            scenes += 1
            derived += stored.value.isDerived ? 1 : 0
            guard let day = stored.value.period?.to else { return }
            if newest?.period.map({ $0.to < day }) ?? true { newest = stored.value }
        }
        var rows: [(String, String)] = try RecordKind.allCases.map { kind in
            guard kind == .scenes else { return (kind.rawValue, String(try store.count(of: kind))) }
            return (kind.rawValue, "\(scenes)" + (derived > 0 ? " (\(derived) known from footprints only)" : ""))
        }
        rows.append(("quarantine pending", String(try store.pendingQuarantine())))
        if let newest, let day = newest.period?.to { rows.append(("newest scene", "\(day) \(newest.id)")) }
        let counts = try store.incidentCounts(try filters.filter(store), by: .state)
        for state in Incident.State.allCases {
            guard let own = counts.first(where: { $0.key == state.rawValue }) else { continue }
            rows.append(("incidents \(state.rawValue)", "\(own.count) (\(hectares([own])) ha)"))
        }
        rows.append(("incidents", "\(counts.reduce(0) { $0 + $1.count }) (\(hectares(counts)) ha)"))
        if let run = try store.runs(job: nil, limit: 1).first {
            rows.append(("last run", "\(run.id) \(run.job) \(run.outcome.rawValue) \(run.startedAt)"))
        }
        rows.append(("last commit", String(try store.latestCommit())))
        return rows
    }

    private static func chinese(_ dimension: IncidentDimension) -> String {
        switch dimension {
        case .district: "行政区"
        case .holder: "权利人"
        case .group: "集团"
        case .rule: "规则"
        case .state: "状态"
        case .verdict: "判定"
        case .assignee: "负责人"
        case .month: "月份"
        }
    }

    private func hectares(_ counts: [IncidentCount]) -> String {
        String(format: "%.1f", counts.reduce(0) { $0 + $1.area } / 10_000)
    }

    private func write(_ counts: [IncidentCount], _ dimension: IncidentDimension) throws {
        let columns = [
            RecordColumn(dimension.rawValue, .text, dimension.rawValue, Self.chinese(dimension), minimumWidth: 12),
            RecordColumn("incidents", .integer, "incidents", "事件"),
            RecordColumn("undecided", .integer, "undecided", "未决"),
            RecordColumn("area_m2", .area, "area", "面积"),
            RecordColumn("growth_m2_per_year", .number(decimals: 1), "growth m²/year", "增速 平方米/年", expendability: 1),
        ]
        let records = counts.sorted { ($1.area, $0.key) < ($0.area, $1.key) }.map { count in
            Record([.text(count.key), .integer(count.count), .integer(count.undecided), .number(count.area), .number(count.growth)])
        }
        try Listing(name: "stats", columns: columns, isSpatial: false).write(options, title: "Stats") { _, body in
            for record in records { try body(record) }
        }
    }
}
