import ArgumentParser
import Foundation
import OreCases
import OreFeatures
import OreJobs
import OreReporting

/// `orewatch jobs`.
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Look at the jobs of the configuration, at when they run, and run one now.",
        subcommands: [JobsListCommand.self, JobsNextCommand.self, JobsRunCommand.self], defaultSubcommand: JobsListCommand.self)
}

enum Moment {
    /// ISO 8601 with the zone's offset.
    static func text(_ date: Date, in zone: String) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.timeZone = TimeZone(identifier: zone) ?? TimeZone(secondsFromGMT: 0)
        return formatter.string(from: date)
    }
}

extension WatchConfiguration {
    /// - Throws: ``WatchError/unknown(what:id:near:)`` with the nearest names.
    func knownJob(_ name: String) throws -> JobSettings {
        if let job = job(name) { return job }
        throw WatchError.unknown(what: "job", id: name, near: WatchError.nearest(to: name, among: jobs.map(\.name)))
    }

    func knownSource(_ name: String) throws -> SourceSettings {
        if let source = source(name) { return source }
        throw WatchError.unknown(what: "source", id: name, near: WatchError.nearest(to: name, among: sources.map(\.name)))
    }
}

/// `jobs list`.
struct JobsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List jobs with their schedules, sources and the next time each runs.",
        discussion: """
            Example:
              orewatch jobs list --config /etc/orewatch/orewatch.yaml
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: PlainOutputOptions

    func run() throws {
        let columns = [
            RecordColumn("job", .text, "job", "任务"),
            RecordColumn("schedule", .text, "schedule", "日程"),
            RecordColumn("time_zone", .text, "time zone", "时区", expendability: 3),
            RecordColumn("on_arrival", .flag, "on arrival", "到达时", expendability: 2),
            RecordColumn("sources", .list, "sources", "来源", minimumWidth: 8, expendability: 1),
            RecordColumn("rules", .text, "rules", "规则集", minimumWidth: 6, expendability: 5),
            RecordColumn("next", .text, "next", "下次", expendability: 4),
        ]
        let now = Date()
        let records = try configuration.load().jobs.map { job in
            Record([
                .text(job.name), RecordValue(job.schedule?.text), RecordValue(job.schedule?.timeZone), .flag(job.onArrival),
                .list(job.sources), RecordValue(job.rules),
                RecordValue(job.schedule.flatMap { schedule in schedule.next(after: now).map { Moment.text($0, in: schedule.timeZone) } }),
            ])
        }
        try output.write(RecordList("jobs", columns, isSpatial: false, records: records))
    }
}

/// `jobs next`.
struct JobsNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "The next times at which jobs are due, jitter not counted.",
        discussion: """
            Examples:
              orewatch jobs next --config watch.yaml
              orewatch jobs next nightly --count 10 --config watch.yaml
            """)

    @Argument(help: "Name of the job; all without it.") var job: String?
    @Option(help: "Times of each job.") var count = 3
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: PlainOutputOptions

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count takes a number from 1 to 1000") }
    }

    func run() throws {
        let watch = try configuration.load()
        let jobs = try job.map { [try watch.knownJob($0)] } ?? watch.jobs
        let now = Date()
        let times = jobs.flatMap { job in
            (job.schedule?.next(count, after: now) ?? []).map { (job: job, time: $0) }
        }.sorted { ($0.time, $0.job.name) < ($1.time, $1.job.name) }
        let columns = [RecordColumn("time", .text, "time", "时间"), RecordColumn("job", .text, "job", "任务")]
        let records = times.map { time in
            Record([.text(Moment.text(time.time, in: time.job.schedule?.timeZone ?? "UTC")), .text(time.job.name)])
        }
        try output.write(RecordList("times", columns, isSpatial: false, records: records))
    }
}

/// Format, output and language of lists that come from no store.
struct PlainOutputOptions: ParsableArguments {
    @Option(help: "table, json or csv.") var format = RecordFormat.table
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func write(_ list: RecordList) throws {
        guard [.table, .json, .csv].contains(format) else { throw ValidationError("--format: expected table, json or csv") }
        try list.write(format, to: output ?? "-", style: Terminal.style(language.lang, toOutput: output ?? "-"), title: list.name)
    }
}
