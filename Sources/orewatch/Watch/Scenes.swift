import ArgumentParser
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting

/// `orewatch scenes`.
struct ScenesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenes", abstract: "Look at the scenes of a store: what was observed, when, and under how many clouds.",
        subcommands: [
            ListCommand<Scenes>.self, NearCommand<Scenes>.self, WithinCommand<Scenes>.self, ShowCommand<Scenes>.self,
            HistoryCommand<Scenes>.self,
        ],
        defaultSubcommand: ListCommand<Scenes>.self)
}

enum Scenes: Noun {
    struct Filters: ParsableArguments {
        @Option(help: "Part of the sensor's name.") var sensor: String?
        @Option(help: "Part of the source's name.") var source: String?
        @Option(help: "Observed on or after that day.") var from: Day?
        @Option(help: "Observed on or before that day.") var to: Day?
        @Option(name: .customLong("max-clouds"), help: "Largest share of the coverage under clouds, 0 to 1.") var maximumClouds: Double?

        func admits(_ scene: Scene, clouds: Double?) -> Bool {
            contains(scene.sensor, sensor) && contains(scene.source, source) && (maximumClouds.map { (clouds ?? 0) <= $0 } ?? true)
                && (from.map { day in scene.period.map { $0.to >= day } ?? false } ?? true)
                && (to.map { day in scene.period.map { $0.from <= day } ?? false } ?? true)
        }
    }

    static let name = "scenes"
    static let singular = "scene"
    static let heading = Heading("Scenes", "影像")
    static let examples = NounExamples(filters: "--from 2025-01-01 --max-clouds 0.3 --sort -to", id: "S2A_20250401")

    static let columns =
        [
            RecordColumn("scene_id", .text, "scene", "影像", minimumWidth: 14),
            RecordColumn("sensor", .text, "sensor", "传感器", minimumWidth: 6, expendability: 4),
            RecordColumn("source", .text, "source", "来源", minimumWidth: 6, expendability: 6),
            RecordColumn("from", .day, "from", "自", expendability: 3),
            RecordColumn("to", .day, "to", "至"),
            RecordColumn("content", .text, "content", "内容", expendability: 7),
            RecordColumn("footprints", .integer, "footprints", "图斑数", expendability: 1),
            RecordColumn("coverage_km2", .number(decimals: 2), "coverage km²", "覆盖 km²", expendability: 5),
            RecordColumn("cloud_share", .number(decimals: 3), "clouds", "云量", expendability: 2),
            RecordColumn("position_sigma_m", .number(decimals: 2), "position error m", "位置误差", expendability: 8),
            RecordColumn("detector", .text, "detector", "检测器", isShown: false),
            RecordColumn("detector_version", .text, "detector version", "检测器版本", isShown: false),
            RecordColumn("is_derived", .flag, "known from footprints only", "仅由图斑得知", isShown: false),
        ] + ProvenanceColumns.all

    private static func record(_ stored: Stored<Scene>, _ cloudShare: Double?, _ footprints: Int) -> Record {
        let scene = stored.value
        let coverage = StoredArea.of(stored.geometry)
        let values: [RecordValue] = [
            .text(scene.id), RecordValue(scene.sensor), RecordValue(scene.source), RecordValue(scene.period?.from),
            RecordValue(scene.period?.to), .text(scene.content.rawValue), .integer(footprints), RecordValue(coverage.map { $0 / 1e6 }),
            RecordValue(cloudShare), RecordValue(scene.positionSigma), RecordValue(scene.detector), RecordValue(scene.detectorVersion),
            .flag(scene.isDerived),
        ]
        return Record(values + ProvenanceColumns.values(stored), geometry: stored.geometry)
    }

    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void
    ) throws {
        try store.forEachScene { stored, clouds, footprints in
            let share = cloudShare(stored, clouds)
            guard filters.admits(stored.value, clouds: share) else { return }
            if let box = request.box, let geometry = stored.geometry {
                var columns = GeometryColumns()
                columns.append(geometry)
                guard columns.envelope(of: 0).intersects(box) else { return }
            }
            try body(record(stored, share, footprints))
        }
    }

    /// Of outlined clouds, otherwise as stated; `nil` where neither that nor the coverage is known.
    private static func cloudShare(_ stored: Stored<Scene>, _ clouds: Geometry?) -> Double? {
        if clouds == nil, let stated = stored.value.cloudShare { return stated }
        return StoredArea.of(stored.geometry).flatMap { area in area > 0 ? (StoredArea.of(clouds) ?? 0) / area : nil }
    }

    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet? {
        var found: Record?
        try store.forEachScene { stored, clouds, footprints in
            if stored.value.id == id { found = record(stored, cloudShare(stored, clouds), footprints) }
        }
        return found.map { Sheet(columns: columns, record: $0) }
    }

    /// Versions have no footprints and clouds of their own.
    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList? {
        let versions = try store.history(ofScene: id)
        guard !versions.isEmpty else { return nil }
        let present = ["footprints", "cloud_share"]
        let kept = columns.indices.filter { !present.contains(columns[$0].name) }
        let records = versions.map { version in
            let whole = record(version, nil, 0)
            return Record(kept.map { whole.values[$0] }, geometry: whole.geometry)
        }
        return RecordList("scene_versions", ProvenanceColumns.history(kept.map { columns[$0] }), records: records)
    }

    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String] {
        var ids: [String] = []
        try store.forEachScene { scene, _, _ in ids.append(scene.value.id) }
        return ids
    }
}
