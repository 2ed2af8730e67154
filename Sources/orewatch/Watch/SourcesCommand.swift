import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreJobs
import OreReporting

/// `orewatch sources`.
struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Look at the sources of the configuration, and try them.",
        subcommands: [SourcesListCommand.self, SourcesTestCommand.self], defaultSubcommand: SourcesListCommand.self)
}

/// `sources list`.
struct SourcesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List sources: what each delivers and where it lies.",
        discussion: """
            Example:
              orewatch sources list --config /etc/orewatch/orewatch.yaml
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: PlainOutputOptions

    func run() throws {
        let columns = [
            RecordColumn("source", .text, "source", "来源"), RecordColumn("kind", .text, "kind", "方式"),
            RecordColumn("as", .text, "records", "记录"), RecordColumn("location", .text, "location", "位置", minimumWidth: 16),
            RecordColumn("profile", .text, "profile", "配置", minimumWidth: 6, expendability: 1),
            RecordColumn("jobs", .list, "jobs", "任务", minimumWidth: 6, expendability: 2),
        ]
        let watch = try configuration.load()
        // Addresses as the configuration shows them: without secrets.
        let shown = Dictionary(watch.entries.map { ($0.path, $0.values.joined(separator: ", ")) }, uniquingKeysWith: { $1 })
        let records = watch.sources.map { source in
            Record([
                .text(source.name), .text(source.kind.rawValue), .text(source.recordKind),
                RecordValue(shown["sources.\(source.name).location"]), RecordValue(source.profile),
                .list(watch.jobs.filter { $0.sources.contains(source.name) }.map(\.name)),
            ])
        }
        try output.write(RecordList("sources", columns, isSpatial: false, records: records))
    }
}

/// `sources test`.
struct SourcesTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Ask a source as a job would, store nothing, and say what it offers.",
        discussion: """
            Example:
              orewatch sources test register --config /etc/orewatch/orewatch.yaml

            Files stay where they are. Exit code 69: the source cannot be reached.
            """)

    @Argument(help: "Name of the source.") var source: String
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: PlainOutputOptions

    func run() async throws {
        let settings = try configuration.load().knownSource(source)
        let spool = FileManager.default.temporaryDirectory.appending(path: "orewatch-test-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: spool) }
        let found = try await SourceCollector(spool: spool).collect(settings, marks: [:], patience: true, stop: StopFlag())
        let columns = [
            RecordColumn("file", .text, "file", "文件", minimumWidth: 12), RecordColumn("as", .text, "records", "记录"),
            RecordColumn("bytes", .integer, "bytes", "字节"), RecordColumn("scene", .text, "scene", "影像", expendability: 1),
        ]
        let records = found.items.map { item in
            let size = (try? FileManager.default.attributesOfItem(atPath: item.delivery.path))?[.size] as? Int
            return Record([
                .text(item.delivery.name), .text(item.delivery.kind.rawValue), RecordValue(size), RecordValue(item.delivery.scene),
            ])
        }
        try output.write(RecordList("offers", columns, isSpatial: false, records: records))
        var remarks = found.remarks
        if found.waiting > 0 { remarks.append("\(found.waiting) files still grow or are not readable yet") }
        if !remarks.isEmpty { StandardError.write(remarks) }
    }
}
