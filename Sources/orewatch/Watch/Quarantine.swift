import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// `orewatch quarantine`.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "Look at the features that were set aside at ingest, each with its reason.",
        discussion: """
            A feature leaves quarantine when a later delivery brings it mended, or by hand:
              orewatch quarantine list
              orewatch quarantine show 3 --feature > mended.geojson      # then mend it, in QGIS or an editor
              orewatch quarantine retry 3 --mended mended.geojson
            """,
        subcommands: [QuarantineListCommand.self, QuarantineShowCommand.self, QuarantineRetryCommand.self],
        defaultSubcommand: QuarantineListCommand.self)

    static let columns = [
        RecordColumn("quarantine", .integer, "no.", "编号"),
        RecordColumn("kind", .text, "kind", "类型"),
        RecordColumn("file", .text, "file", "文件", minimumWidth: 8, expendability: 1),
        RecordColumn("row", .integer, "row", "行"),
        RecordColumn("identifier", .text, "id", "标识", minimumWidth: 6),
        RecordColumn("reason", .text, "reason", "原因", minimumWidth: 12),
        RecordColumn("longitude", .number(decimals: 7), "x", "X", expendability: 2),
        RecordColumn("latitude", .number(decimals: 7), "y", "Y", expendability: 2),
        RecordColumn("import", .integer, "delivery", "批次", expendability: 3),
        RecordColumn("resolved_at", .integer, "mended by commit", "修复批次", expendability: 4),
    ]

    /// People read reasons in their language; files for programs have them as the store does.
    static func language(_ options: RecordOptions) throws -> Language {
        try options.chosenFormat() == .table ? options.lang : .english
    }

    /// - Parameter language: of reasons that have words in it: those of tables of figures.
    static func record(_ item: QuarantineRecord, _ language: Language) -> Record {
        let isPlace = item.place.map { (-180...180).contains($0.x) && (-90...90).contains($0.y) } ?? false
        return Record(
            [
                .integer(item.id), .text(item.kind.rawValue), .text(item.file), .integer(item.row), RecordValue(item.identifier),
                .text(language.setAside(reason: item.reason)), RecordValue(item.place?.x), RecordValue(item.place?.y),
                .integer(item.importID), RecordValue(item.resolvedAt),
            ], geometry: isPlace ? item.place.map { .point($0) } : nil)
    }
}

/// `quarantine list`.
struct QuarantineListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what was set aside and is not mended yet.",
        discussion: """
            Examples:
              orewatch quarantine list --as licences
              orewatch quarantine list --all --file register_april --output set-aside.csv
            """)

    @Option(name: .customLong("as"), help: "A kind of records, as ingest --as.") var kind: RecordKind?
    @Option(help: "Part of the file's name.") var file: String?
    @Option(help: "Part of the reason.") var reason: String?
    @Flag(help: "Also what was mended since.") var all = false
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let items = try store.quarantine(kind: kind, pendingOnly: !all)
        let language = try QuarantineCommand.language(options)
        try Listing(name: "quarantine", columns: QuarantineCommand.columns).write(options, title: "Quarantine") { _, body in
            for item in items where contains(item.file, file) && contains(item.reason, reason) {
                try body(QuarantineCommand.record(item, language))
            }
        }
    }
}

/// `quarantine show`.
struct QuarantineShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one feature that was set aside; --feature prints it as it was read, to be mended and delivered again.",
        discussion: """
            Examples:
              orewatch quarantine show 3
              orewatch quarantine show 3 --feature > mend-me.geojson
            """)

    @Argument(help: "Its number.") var id: Int
    @Flag(help: "Print the feature as it was read (GeoJSON in the file's CRS).") var feature = false
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let items = try store.quarantine(kind: nil, pendingOnly: false)
        guard let item = items.first(where: { $0.id == id }) else {
            throw WatchError.unknown(what: "feature in quarantine", id: String(id), near: items.suffix(3).map { String($0.id) })
        }
        guard feature else {
            let record = QuarantineCommand.record(item, try QuarantineCommand.language(options))
            return try Sheet(columns: QuarantineCommand.columns, record: record).write("quarantine", options)
        }
        guard let text = item.feature else {
            throw WatchError.unknown(what: "stored feature of the quarantine entry", id: String(id), near: [])
        }
        try put(Array((text + "\n").utf8), options.output ?? "-")
    }
}
