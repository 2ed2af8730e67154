import ArgumentParser
import Foundation
import Logging
import OreCases
import OreFeatures
import OreJobs
import OreStorage

/// `jobs run`.
struct JobsRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a job of the configuration now: take in what its sources deliver, detect, write its reports.",
        discussion: """
            Examples:
              orewatch jobs run nightly --config watch.yaml
              orewatch jobs run nightly --config watch.yaml --dry-run

            With --dry-run nothing is stored; counts say what would be. Exit code 75: a daemon works on the store and runs its jobs itself.
            """)

    @Argument(help: "Name of the job.") var job: String
    @Flag(name: .customLong("dry-run"), help: "Judge and count; store nothing.") var dryRun = false
    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        let watch = try configuration.load()
        try await JobNow(watch).run(try watch.knownJob(job), .manual, isDryRun: dryRun)
    }
}

/// `runs retry`.
struct RunsRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Run the job of an earlier run again, now.",
        discussion: """
            Example:
              orewatch runs retry 12 --config /etc/orewatch/orewatch.yaml

            The job is run as the configuration has it today, on what the store holds today.
            """)

    @Argument(help: "Number of the run.") var id: Int
    @OptionGroup var configuration: ConfigurationOptions

    func run() async throws {
        let watch = try configuration.load()
        let entry = try Runs.known(id, try Store(path: watch.store, mode: .readOnly))
        try await JobNow(watch).run(try watch.knownJob(entry.job), .retry, isDryRun: false)
    }
}

/// Runs one job in this process, as the daemon would.
struct JobNow {
    private let watch: WatchConfiguration

    init(_ watch: WatchConfiguration) { self.watch = watch }

    private func leaderLock() throws -> LeaderLock {
        do {
            return try LeaderLock(store: watch.store)
        } catch {
            guard case .taken = error else { throw error }
            let advice = "its inboxes take files in, \"orewatch run\" judges what is there"
            throw StoreError.busy(path: watch.store, what: "a daemon runs the jobs of this store (\(advice))")
        }
    }

    /// Prints the run's counts; the log goes to standard error only when something failed.
    /// - Throws: `StoreError.busy` while a daemon works on the store; exit code 1 when the run failed.
    func run(_ job: JobSettings, _ trigger: JobRun.Trigger, isDryRun: Bool) async throws {
        let lock = try leaderLock()
        defer { lock.release() }
        let store = try Store(path: watch.store, mode: .create)
        var log = Logger(label: "orewatch") { _ in SwiftLogNoOpLogHandler() }
        log.logLevel = .critical
        let runner = JobRunner(
            configuration: watch, work: StoreWork(store, threads: ProcessInfo.processInfo.activeProcessorCount),
            collector: SourceCollector(spool: watch.store + ".spool"), journal: JobJournal(path: watch.store + ".jobs.json"),
            metrics: MetricsRegistry(MetricFamily.watch(watch)), log: log)
        var run = JobRun(job: job, trigger: trigger, startedAt: Date())
        run.isDryRun = isDryRun
        let ending = await runner.run(run)
        try? store.close()
        if let entry = ending.result?.entry {
            let counts = entry.counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            try put(Array(((["run \(entry.id)", entry.outcome.rawValue] + counts).joined(separator: " ") + "\n").utf8), "-")
        }
        guard let failure = ending.failure else { return }
        StandardError.write(["\(job.name): \(failure)"] + ending.lines.prefix(3))
        throw ExitCode(ExitStatus.failed.rawValue)
    }
}
