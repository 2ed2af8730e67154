import Foundation
import Logging
import OreCases
import OreFeatures
import OreJobs
import OreStorage
import TestSupport

/// Work that remembers what it was asked to do. Files that begin with "refuse" or "locked" are treated so; everything else is taken.
actor RecordingWork: JobWork {
    struct Locked: PassingFailure { let mayPass = true }
    struct Taken: Sendable {
        var delivery: Delivery
        var content: String
    }
    private(set) var taken: [Taken] = []
    private(set) var runs: [JobRun] = []
    private(set) var kept: [RunEntry] = []
    private(set) var committed: [RunResult] = []
    /// Before a run ends: waits this long, looking at the stop.
    var pause: Duration = .zero
    /// Ignores the stop and the cancellation while it pauses.
    var isStubborn = false
    var runFailure: (any Error)?
    /// Called while a file is taken in, with its path.
    var whileTaking: (@Sendable (String) -> Void)?
    private var digests: Set<String> = []

    func set(pause: Duration = .zero, stubborn: Bool = false, failure: (any Error)? = nil, whileTaking: (@Sendable (String) -> Void)? = nil)
    {
        (self.pause, isStubborn, runFailure, self.whileTaking) = (pause, stubborn, failure, whileTaking)
    }

    func ingest(_ delivery: Delivery, during run: JobRun) async throws -> IngestCounts {
        let content = String(decoding: try Data(contentsOf: URL(filePath: delivery.path)), as: UTF8.self)
        whileTaking?(delivery.path)
        if content.hasPrefix("refuse") {
            throw InputError.refused(file: delivery.name, place: InputPlace(line: 1), what: "not GeoJSON", next: "send GeoJSON")
        }
        if content.hasPrefix("locked") { throw Locked() }
        taken.append(Taken(delivery: delivery, content: content))
        var counts = IngestCounts()
        if digests.insert(content).inserted { counts.stored = 1 } else { counts.unchanged = 1 }
        return counts
    }

    func run(_ run: JobRun) async throws -> RunResult {
        runs.append(run)
        let end = ContinuousClock.now + pause
        while ContinuousClock.now < end {
            if !isStubborn { try run.stop.check() }
            try? await Task.sleep(for: .milliseconds(5))
        }
        if let runFailure { throw runFailure }
        var entry = RunEntry(
            id: committed.count + 1, job: run.job.name, trigger: run.trigger.rawValue, startedAt: run.startedAt.formatted(.iso8601),
            evaluatedCommit: 0)
        entry.outcome = .done
        entry.counts = ["findings": 2]
        let changes = [
            RunResult.Change(incident: "OW-AAAA-000\(committed.count)", change: .new, areaBefore: 0, areaAfter: 1234.56),
            RunResult.Change(incident: "OW-BBBB-0001", change: .grown, areaBefore: 10, areaAfter: 30),
        ]
        let result = RunResult(entry: entry, changes: changes)
        if !run.isDryRun { committed.append(result) }
        return result
    }

    func keep(_ entry: RunEntry) async throws { kept.append(entry) }
    func results(after id: Int, limit: Int) async throws -> [RunResult] { Array(committed.filter { $0.entry.id > id }.prefix(limit)) }
    func lastRunID() async throws -> Int { committed.count }
    func lastCommit() async throws -> CommitStamp? {
        taken.isEmpty ? nil : CommitStamp(number: taken.count, madeAt: taken[taken.count - 1].content)
    }
    func has(_ stamp: CommitStamp) async throws -> Bool {
        taken.indices.contains(stamp.number - 1) && taken[stamp.number - 1].content == stamp.madeAt
    }
    /// As a store is when an earlier state was put back.
    func putBack(to count: Int) { (taken, digests) = (Array(taken.prefix(count)), Set(taken.prefix(count).map(\.content))) }
    func state(on day: Day, unobservedAfterDays days: Int) async throws -> WatchState {
        var state = WatchState()
        state.newestScene = Day(daysSince1970: day.daysSince1970 - 2)
        state.quarantinePending = 7
        return state
    }
}

/// What a test needs around the parts under test: a folder, a configuration, an inbox, work that remembers.
struct Bench {
    let folder: TemporaryFolder
    let work = RecordingWork()
    let configuration: WatchConfiguration
    let metrics: MetricsRegistry

    /// - Parameter text: the configuration, with `FOLDER` for the folder.
    init(_ text: String, environment: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let file = try folder.file("orewatch.yaml", "store: watch.sqlite\nwatch: { look_every: 50ms }\n" + text)
        try FileManager.default.createDirectory(at: folder.url.appending(path: "in"), withIntermediateDirectories: true)
        configuration = try WatchConfiguration.load(file: file, environment: environment)
        metrics = MetricsRegistry(MetricFamily.watch(configuration))
    }

    var log: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
    var collector: SourceCollector { SourceCollector(spool: folder.path("watch.sqlite.spool")) }
    var journal: JobJournal { JobJournal(path: folder.path("watch.sqlite.jobs.json")) }

    func runner(_ collector: SourceCollector? = nil) -> JobRunner {
        JobRunner(
            configuration: configuration, work: work, collector: collector ?? self.collector, journal: journal, metrics: metrics, log: log)
    }

    func run(_ job: String, _ trigger: JobRun.Trigger = .manual) async throws -> JobRunner.Ending {
        guard let job = configuration.job(job) else { throw CocoaError(.fileNoSuchFile) }
        return await runner().run(JobRun(job: job, trigger: trigger, startedAt: Date()))
    }

    func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: self.folder.path(folder))) ?? []).sorted()
    }
}
