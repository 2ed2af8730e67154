import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage

/// `orewatch run`: one detection run over a store.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run detection once over a store: judge what changed, bring the incidents up to date.",
        discussion: """
            Examples:
              orewatch run --store watch.db
              orewatch run --store watch.db --rules strict.yaml --dry-run
              orewatch run --job nightly --config watch.yaml     # with the job's rules and reports, on what the store holds

            The findings are the same whether a run judges what changed or everything (--full). "orewatch jobs run" takes in what the
            job's sources deliver first. Exit code 75: another run is going on.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "Job of the configuration whose rules and reports it takes; without a configuration only the name that is recorded.")
    var job: String?
    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "Rule set (YAML), a path or the name of a shipped one; the job's, or the documented defaults without it.") var rules:
        String?
    @Flag(name: .customLong("dry-run"), help: "Judge and count; store nothing.") var dryRun = false
    @Flag(help: "Judge every footprint, whatever changed.") var full = false
    @Option(
        help: ArgumentHelp(
            "Last day for a monthly report: the day of the month, and how many months after (1); what the last run had without it.",
            valueName: "day[,months]"))
    var due: DueDay?
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?
    @Flag(name: .shortAndLong, help: "No notes on standard error.") var quiet = false

    func run() async throws {
        let watch = try configuration.loadIfStated()
        let path = try store.path ?? watch?.store ?? store.location()
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        var notes: [String] = []
        let result: RunResult
        if let job, let watch {
            var settings = try watch.knownJob(job)
            settings.rules = rules ?? settings.rules
            settings.reportsDue = due?.calendar ?? settings.reportsDue
            var run = JobRun(job: settings, trigger: .manual, startedAt: Date())
            (run.isDryRun, run.isFull) = (dryRun, full)
            let store = try Store(path: path, mode: .readWrite)
            result = try await StoreWork(store, threads: threads).run(run)
            try store.close()
        } else {
            var request = WatchRun.Request(startedAt: Now.text)
            request.job = job ?? "manual"
            if let rules {
                let file = try RuleFile(named: rules)
                (request.ruleSet, request.ledgerRules) = (file.rules, file.ledgerRules)
            }
            (request.isDryRun, request.isFull, request.threads, request.reportsDue) = (dryRun, full, threads, due?.calendar)
            let store = try Store(path: path, mode: .readWrite)
            result = try WatchRun(store, request).execute()
            try store.close()
            if let job { notes.append("\"\(job)\" is only the name of this run: give --config FILE for that job's rules and reports") }
        }
        let counts = result.entry.counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        print((["run \(result.entry.id)", result.entry.outcome.rawValue] + counts).joined(separator: " "))
        if !quiet { StandardError.write(result.entry.log + notes) }
    }
}
