import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch footprints`.
struct FootprintsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footprints", abstract: "Look at the footprints of a store.",
        subcommands: [
            ListCommand<Footprints>.self, NearCommand<Footprints>.self, WithinCommand<Footprints>.self, ShowCommand<Footprints>.self,
            HistoryCommand<Footprints>.self,
        ], defaultSubcommand: ListCommand<Footprints>.self)
}

enum Footprints: Noun {
    struct Filters: ParsableArguments {
        @Option(help: "Of this scene.") var scene: String?
        @Option(name: .customLong("class"), help: "Part of the class's name.") var footprintClass: String?
        @Option(help: "Part of the source's name.") var source: String?
        @Option(help: "Observed on or after that day.") var from: Day?
        @Option(help: "Observed on or before that day.") var to: Day?
        @OptionGroup var size: AreaFilterOptions
        @Option(name: .customLong("min-confidence"), help: "0 to 1, as the detector states it.") var minimumConfidence: Double?

        func filter(meeting request: ListRequest) -> FootprintFilter {
            var filter = FootprintFilter()
            (filter.scene, filter.footprintClass, filter.source, filter.from, filter.to) = (scene, footprintClass, source, from, to)
            (filter.minimumArea, filter.maximumArea) = (size.minimum?.squareMetres, size.maximum?.squareMetres)
            (filter.minimumConfidence, filter.box) = (minimumConfidence, request.box)
            filter.boxes = request.boxes
            return filter
        }
    }

    static let name = "footprints"
    static let singular = "footprint"
    static let heading = Heading("Footprints", "图斑")
    static let examples = NounExamples(filters: "--scene S2A_20250401 --min-area 5000 --sort -area_m2", id: "fp-00017")

    static let columns =
        [
            RecordColumn("footprint_id", .text, "footprint", "图斑", minimumWidth: 12),
            RecordColumn("scene_id", .text, "scene", "影像", minimumWidth: 10, expendability: 4),
            RecordColumn("observed_from", .day, "from", "自", expendability: 5),
            RecordColumn("observed_to", .day, "to", "至", expendability: 1),
            RecordColumn("class", .text, "class", "类别", minimumWidth: 6, expendability: 6),
            RecordColumn("confidence", .number(decimals: 3), "confidence", "置信度", expendability: 7),
            RecordColumn("source", .text, "source", "来源", minimumWidth: 6, expendability: 8),
            RecordColumn("area_m2", .area, "area", "面积", expendability: 2),
            RecordColumn("position_sigma_m", .number(decimals: 2), "position error m", "位置误差", isShown: false),
            RecordColumn("digitising_sigma_m", .number(decimals: 2), "outline error m", "勾绘误差", isShown: false),
        ] + ProvenanceColumns.all

    static func record(_ stored: Stored<Footprint>) -> Record {
        let footprint = stored.value
        let values: [RecordValue] = [
            .text(footprint.id), RecordValue(footprint.sceneID), RecordValue(footprint.observed?.from), RecordValue(footprint.observed?.to),
            RecordValue(footprint.footprintClass), RecordValue(footprint.confidence), RecordValue(footprint.source),
            RecordValue(StoredArea.of(stored.geometry)), RecordValue(footprint.positionSigma), RecordValue(footprint.digitisingSigma),
        ]
        return Record(values + ProvenanceColumns.values(stored), geometry: stored.geometry)
    }

    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void
    ) throws {
        let order = request.order.flatMap { order in
            FootprintOrder(rawValue: order.name).map { Ordering($0, isDescending: order.isDescending) }
        }
        try store.forEachFootprint(filters.filter(meeting: request), sortedBy: order, limit: request.limit) { try body(record($0)) }
    }

    static var orders: Set<String> { Set(FootprintOrder.allCases.map(\.rawValue)) }

    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        let versions = try store.footprints(id: id)
        guard let latest = versions.last(where: { $0.knownTo == nil }) ?? versions.last else { return nil }
        var sheet = Sheet(columns: columns, record: record(latest))
        if versions.count > 1 {
            sheet.sections.append((Heading("Versions and other scenes", "版本与其他影像"), history(of: versions)))
        }
        return sheet
    }

    private static func history(of versions: [Stored<Footprint>]) -> RecordList {
        RecordList("footprint_versions", ProvenanceColumns.history(columns), records: versions.map(record))
    }

    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? {
        let versions = try store.footprints(id: id)
        return versions.isEmpty ? nil : history(of: versions)
    }

    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        try store.identifiers(of: .footprints, near: id)
    }
}
