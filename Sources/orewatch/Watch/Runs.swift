public import ArgumentParser
import Foundation
public import OreCases
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// `orewatch runs`.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Look at the runs of detection jobs and at what each changed.",
        subcommands: [RunsListCommand.self, RunsShowCommand.self, RunsChangesCommand.self, RunsRetryCommand.self],
        defaultSubcommand: RunsListCommand.self)
}

enum Runs {
    static let columns = [
        RecordColumn("run", .integer, "run", "运行"),
        RecordColumn("job", .text, "job", "任务", minimumWidth: 6),
        RecordColumn("trigger", .text, "trigger", "触发", expendability: 4),
        RecordColumn("started_at", .text, "started", "开始"),
        RecordColumn("finished_at", .text, "finished", "结束", isShown: false),
        RecordColumn("seconds", .number(decimals: 3), "seconds", "秒", expendability: 2),
        RecordColumn("outcome", .text, "outcome", "结果"),
        RecordColumn("evaluated_commit", .integer, "evaluated commit", "评估批次", expendability: 6),
        RecordColumn("commit", .integer, "commit", "批次", expendability: 5),
        RecordColumn("changes", .list, "incidents", "疑似事件", minimumWidth: 12, expendability: 3),
        RecordColumn("counts", .list, "counts", "计数", isShown: false),
        RecordColumn("versions", .list, "versions", "版本", isShown: false),
        RecordColumn("failure", .text, "failure", "失败原因", minimumWidth: 12, expendability: 1),
    ]

    static func record(_ run: RunEntry) -> Record {
        Record([
            .integer(run.id), .text(run.job), .text(run.trigger), .text(run.startedAt), RecordValue(run.finishedAt),
            RecordValue(run.seconds),
            .text(run.outcome.rawValue), .integer(run.evaluatedCommit), RecordValue(run.commit),
            .list(
                ["new", "grown", "changed", "joined", "gone"].compactMap { kind in
                    run.counts["incidents_" + kind].flatMap { $0 > 0 ? "\(kind) \($0)" : nil }
                }),
            .list(run.counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }),
            .list(run.versions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }), RecordValue(run.failure),
        ])
    }

    static let changeColumns = [
        RecordColumn("incident", .text, "incident", "事件"), RecordColumn("change", .text, "change", "变化"),
        RecordColumn("area_before_m2", .number(decimals: 1), "before m²", "之前 平方米"),
        RecordColumn("area_m2", .area, "after", "之后"),
    ]

    /// What a run did, as many as are asked for.
    static func forEachChange(_ id: Int, _ store: any WatchRepository, _ request: ListRequest, _ body: (Record) throws -> Void) throws {
        let order = request.order.flatMap { order in
            RunChangeOrder(rawValue: order.name).map { Ordering($0, isDescending: order.isDescending) }
        }
        for change in try store.changes(
            ofRun: id, sortedBy: order ?? Ordering(.incident, isDescending: false), limit: request.limit)
        {
            try body(
                Record([.text(change.handle), .text(change.change.rawValue), .number(change.areaBefore), .number(change.areaAfter)]))
        }
    }

    static func known(_ id: Int, _ store: any WatchRepository) throws -> RunEntry {
        if let run = try store.run(id) { return run }
        let last = try store.runs(job: nil, limit: 3).map { String($0.id) }
        throw WatchError.unknown(what: "run", id: String(id), near: last)
    }
}

/// `runs list`.
struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List runs, the latest first.",
        discussion: """
            Examples:
              orewatch runs list --job nightly --limit 7
              orewatch runs list --outcome failed
            """)

    @Option(help: "Of this job.") var job: String?
    @Option(help: "running, done, idle, failed, abandoned or timed_out.") var outcome: RunEntry.Outcome?
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        // More than are shown when an outcome is asked for: which of them have it is only known afterwards.
        let limit = options.limit ?? 100
        let runs = try store.runs(job: job, limit: outcome != nil || options.sort != nil || limit == 0 ? 1_000_000 : limit + 1)
        try Listing(name: "runs", columns: Runs.columns, isSpatial: false).write(options, title: "Runs") { _, body in
            for run in runs where outcome == nil || run.outcome == outcome { try body(Runs.record(run)) }
        }
    }
}

/// `runs show`.
struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one run: inputs, versions, counts, what it changed, its log.",
        discussion: """
            Example:
              orewatch runs show 12
            """)

    @Argument(help: "Number of the run.") var id: Int
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        let run = try Runs.known(id, store)
        var columns = Runs.columns
        for i in columns.indices { columns[i].isShown = true }
        let log = RecordList(
            "log", [RecordColumn("line", .text, "line", "行")], isSpatial: false, records: run.log.map { Record([.text($0)]) })
        // One more than are shown says whether there are more.
        let shown = options.limit ?? Sheet.shownRows
        let request = ListRequest(limit: shown > 0 ? shown + 1 : nil)
        let changes = RecordList("run_changes", Runs.changeColumns, isSpatial: false) { try Runs.forEachChange(id, store, request, $0) }
        try Sheet(
            columns: columns, record: Runs.record(run), sections: [(Heading("Changes", "变化"), changes), (Heading("Log", "日志"), log)]
        ).write("runs", options)
    }
}

/// `runs changes`.
struct RunsChangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "changes", abstract: "What a run did to each incident: new, grown, changed, joined with another, gone.",
        discussion: """
            Example:
              orewatch runs changes 12 --format csv --output diff.csv
            """)

    @Argument(help: "Number of the run.") var id: Int
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        _ = try Runs.known(id, store)
        let orders = Set(RunChangeOrder.allCases.map(\.rawValue))
        try Listing(name: "run_changes", columns: Runs.changeColumns, isSpatial: false, orders: orders)
            .write(options, title: "Changes") { request, body in try Runs.forEachChange(id, store, request, body) }
    }
}

extension RunEntry.Outcome: ExpressibleByArgument {}
