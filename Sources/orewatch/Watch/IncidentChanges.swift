import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreLedger
import OreReporting
import OreStorage

/// `incidents changes`.
struct IncidentsChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "List what became of incidents since a day or a run: new, grown, shrunk, merged, changed, gone.",
        discussion: """
            Examples:
              orewatch incidents changes --since monday
              orewatch incidents changes --since 2025-06-30 --change new --change grown --district "Madre de Dios" --output new.xlsx
              orewatch incidents changes --since 12          # after run 12

            The net change, whatever runs lay between; what gained most comes first. An incident that joined others is told with their
            handles: it is not new. Filters ask for the incident as it is now.
            """)

    @Option(help: ArgumentHelp(Since.help + " 7d without it.", valueName: "when")) var since = Since.daysAgo(7)
    @Option(name: .customLong("change"), parsing: .singleValue, help: "Only this kind of change; repeatable.")
    var changes: [IncidentDifference.Change] = []
    @OptionGroup var filters: IncidentFilterOptions
    @OptionGroup var options: RecordOptions

    static let columns = [
        RecordColumn("incident", .text, "incident", "疑似事件"),
        RecordColumn("change", .text, "change", "变化"),
        RecordColumn("gained_m2", .number(decimals: 1), "gained m²", "增加 平方米", isShown: false),
        RecordColumn("area_before_m2", .number(decimals: 1), "before m²", "之前 平方米", isShown: false),
        RecordColumn("before_ha", .number(decimals: 2), "before ha", "之前 公顷", expendability: 4),
        RecordColumn("after_ha", .number(decimals: 2), "after ha", "之后 公顷"),
        RecordColumn("area_m2", .number(decimals: 1), "after m²", "之后 平方米", isShown: false),
        RecordColumn("state", .text, "state", "状态", expendability: 3),
        RecordColumn("verdict", .text, "verdict", "判定", expendability: 6),
        RecordColumn("last_seen", .day, "last seen", "最近见于", expendability: 5),
        RecordColumn("district", .text, "district", "行政区", minimumWidth: 6, expendability: 2),
        RecordColumn("holder", .text, "holder", "权利人", minimumWidth: 6, expendability: 7),
        RecordColumn("joined", .list, "joined with", "并入", minimumWidth: 12, expendability: 1),
        RecordColumn("subject", .text, "subject", "主体", minimumWidth: 8, isOptional: true),
        RecordColumn("excess_t", .tonnes, "beyond t", "超出 吨", expendability: 8, isOptional: true),
    ]

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let format = try options.chosenFormat()
        let words: Language = format == .table ? options.lang : .english
        var found = try since.moment(store).changes(store, try filters.filter(store))
        if !changes.isEmpty { found.removeAll { !changes.contains($0.change) } }
        let limit = options.limit ?? (format == .table ? 100 : 0)
        let first = Self.first(limit == 0 || options.sort != nil ? nil : limit + 1, of: found)
        try Listing(name: "incident_changes", columns: Self.columns).write(options, title: "Changes") { _, body in
            for one in first { try body(Self.record(try store.difference(one), isRead: format == .table, words)) }
        }
    }

    /// Those that gained most, in order.
    private static func first(_ limit: Int?, of changes: [NetChange]) -> [NetChange] {
        func precedes(_ a: NetChange, _ b: NetChange) -> Bool { (b.gained, a.handle) < (a.gained, b.handle) }
        guard let limit else { return changes.sorted(by: precedes) }
        var first: [NetChange] = []
        var last: NetChange?
        for one in changes where last.map({ precedes(one, $0) }) ?? true {
            first.append(one)
            guard first.count >= 2 * limit + 64 else { continue }
            first = Array(first.sorted(by: precedes).prefix(limit))
            last = first.last
        }
        return Array(first.sorted(by: precedes).prefix(limit))
    }

    private static func record(_ one: IncidentDifference, isRead: Bool, _ words: Language) -> Record {
        let incident = one.incident
        return Record(
            [
                .text(incident.handle), .text(isRead ? words.name(of: one.change) : one.change.rawValue),
                .number(one.areaAfter - one.areaBefore), .number(one.areaBefore), .number(one.areaBefore / 10_000),
                .number(one.areaAfter / 10_000), .number(one.areaAfter),
                .text(isRead ? words.name(of: incident.state) : incident.state.rawValue),
                .text(isRead ? words.name(of: incident.verdict) : incident.verdict.rawValue),
                RecordValue(incident.lastSeen), RecordValue(incident.district), RecordValue(incident.holder),
                .list(isRead && one.joined.count > 2 ? one.joined.prefix(2) + ["+\(one.joined.count - 2)"] : one.joined),
                RecordValue(incident.subject?.name), RecordValue(incident.subject?.excess),
            ], geometry: incident.labelPoint.map { .point($0) }, point: incident.labelPoint)
    }
}

extension IncidentDifference.Change: WordArgument {
    func name(in language: Language) -> String { language.name(of: self) }
}
