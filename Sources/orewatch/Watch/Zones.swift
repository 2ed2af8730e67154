public import ArgumentParser
import OreCases
public import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch zones`.
struct ZonesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zones", abstract: "Look at the forbidden zones and planned areas of a store.",
        subcommands: [
            ListCommand<Zones>.self, NearCommand<Zones>.self, WithinCommand<Zones>.self, ShowCommand<Zones>.self,
            HistoryCommand<Zones>.self,
        ], defaultSubcommand: ListCommand<Zones>.self)
}

enum Zones: Noun {
    struct Filters: ParsableArguments {
        @Option(help: "Part of the name.") var name: String?
        @Option(help: "forbidden or planned_area.") var kind: ZoneKind?
        @Option(help: "Part of the authority's name.") var authority: String?

        func admits(_ zone: Zone) -> Bool {
            contains(zone.name ?? zone.id, name) && contains(zone.authority, authority) && (kind.map { zone.kind == $0 } ?? true)
        }
    }

    static let name = "zones"
    static let singular = "zone"
    static let heading = Heading("Zones", "管控区")
    static let examples = NounExamples(filters: "--kind forbidden --name park --sort name", id: "NP-07")

    static let columns =
        [
            RecordColumn("zone_id", .text, "zone", "管控区", minimumWidth: 8),
            RecordColumn("name", .text, "name", "名称", minimumWidth: 10, expendability: 1),
            RecordColumn("kind", .text, "kind", "类型"),
            RecordColumn("authority", .text, "authority", "主管部门", minimumWidth: 6, expendability: 5),
            RecordColumn("since", .day, "since", "自", expendability: 3),
            RecordColumn("until", .day, "until", "至", expendability: 4),
            RecordColumn("area_m2", .area, "area", "面积", expendability: 2),
            RecordColumn("position_sigma_m", .number(decimals: 2), "position error m", "位置误差", isShown: false),
        ] + ProvenanceColumns.all

    static func record(_ stored: Stored<Zone>) -> Record {
        let zone = stored.value
        let values: [RecordValue] = [
            .text(zone.id), RecordValue(zone.name), .text(zone.kind.rawValue), RecordValue(zone.authority), RecordValue(zone.since),
            RecordValue(zone.until), RecordValue(StoredArea.of(stored.geometry)), RecordValue(zone.positionSigma),
        ]
        return Record(values + ProvenanceColumns.values(stored), geometry: stored.geometry)
    }

    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void
    ) throws {
        try store.forEachZone(meeting: request.box) { stored in
            if filters.admits(stored.value) { try body(record(stored)) }
        }
    }

    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        let versions = try store.history(ofZone: id)
        guard let latest = versions.last(where: { $0.knownTo == nil }) ?? versions.last else { return nil }
        var sheet = Sheet(columns: columns, record: record(latest))
        if versions.count > 1 { sheet.sections.append((Heading("Versions", "版本"), history(of: versions))) }
        return sheet
    }

    private static func history(of versions: [Stored<Zone>]) -> RecordList {
        RecordList("zone_versions", ProvenanceColumns.history(columns), records: versions.map(record))
    }

    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? {
        let versions = try store.history(ofZone: id)
        return versions.isEmpty ? nil : history(of: versions)
    }

    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        try store.identifiers(of: .zones, near: id)
    }
}

extension ZoneKind: ExpressibleByArgument {}
