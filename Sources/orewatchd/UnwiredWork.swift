import OreCases
import OreFeatures
import OreJobs

/// Stands where the store's work will be: takes nothing in and finds nothing.
struct UnwiredWork: JobWork {
    func ingest(_ delivery: Delivery, during run: JobRun) async throws -> IngestCounts {
        throw SourceError(source: delivery.source, what: "no store takes files in yet", next: "", mayPass: true)
    }

    func run(_ run: JobRun) async throws -> RunResult {
        var entry = RunEntry(
            id: 0, job: run.job.name, trigger: run.trigger.rawValue, startedAt: "\(run.startedAt)", evaluatedCommit: 0)
        entry.outcome = .idle
        return RunResult(entry: entry, changes: [])
    }

    func keep(_ entry: RunEntry) async throws {}
    func results(after id: Int, limit: Int) async throws -> [RunResult] { [] }
    func lastRunID() async throws -> Int { 0 }
    func state(on day: Day, unobservedAfterDays days: Int) async throws -> WatchState { WatchState() }
}
