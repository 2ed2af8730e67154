internal import Foundation
public import Logging
public import OreCases
internal import OreFeatures

/// Runs one job from its sources to its record: looks at the sources, takes their files in, evaluates, keeps what happened.
///
/// A source that cannot be read does not keep the others from being taken in and evaluated; the run then counts as failed and is tried again.
public struct JobRunner: Sendable {
    let configuration: WatchConfiguration
    let work: any JobWork
    let collector: SourceCollector
    let journal: JobJournal
    let metrics: MetricsRegistry
    let log: Logger

    public init(
        configuration: WatchConfiguration, work: any JobWork, collector: SourceCollector, journal: JobJournal, metrics: MetricsRegistry,
        log: Logger
    ) {
        (self.configuration, self.work, self.collector) = (configuration, work, collector)
        (self.journal, self.metrics, self.log) = (journal, metrics, log)
    }

    /// How a run ended.
    public struct Ending: Sendable {
        public var outcome: RunEntry.Outcome
        /// The record that the work made; `nil` when it did not come that far.
        public var result: RunResult?
        /// One line; `nil` when nothing failed.
        public var failure: String?
        /// The failure may pass by itself.
        public var mayPass = false
        /// Files were left where they are, for another time.
        public var leftFiles = false
        public var lines: [String] = []
        /// The failure is one that the work has a record of already.
        var isKept = false
    }

    /// - Parameter run: its `stop` ends the run early; the job's time limit sets it, too.
    public func run(_ run: JobRun) async -> Ending {
        let labels = ["job": run.job.name]
        let begin = ContinuousClock.now
        log.info("run begins", metadata: ["job": "\(run.job.name)", "trigger": "\(run.trigger.rawValue)"])
        metrics.set("orewatch_job_running", labels, to: 1)
        var ending = await limited(run)
        let seconds = (ContinuousClock.now - begin).seconds
        metrics.set("orewatch_job_running", labels, to: 0)
        metrics.add(seconds, to: "orewatch_job_duration_seconds", labels)
        metrics.add(to: "orewatch_job_runs_total", ["job": run.job.name, "outcome": ending.outcome.rawValue])
        if ending.failure != nil, !ending.isKept, !run.isDryRun { await keep(&ending, run, seconds) }
        note(ending, run, seconds)
        return ending
    }

    /// Sets the stop when the time is over. The work is waited for all the same: nothing else may write while it does.
    private func limited(_ run: JobRun) async -> Ending {
        let timer = Task {
            try await Task.sleep(for: run.job.timeLimit)
            run.timeOver.set()
            run.stop.set()
        }
        defer { timer.cancel() }
        let task = Task { await steps(run) }
        let watch = Task {
            while !task.isCancelled, !Task.isCancelled {
                if run.stop.isSet { return task.cancel() }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        defer { watch.cancel() }
        var ending = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            run.stop.set()
        }
        if ending.outcome == .abandoned, run.timeOver.isSet {
            ending.outcome = .timedOut
            ending.failure = "took longer than \(run.job.timeLimit.seconds) s"
            ending.mayPass = true
        }
        return ending
    }

    private func steps(_ run: JobRun) async -> Ending {
        var ending = Ending(outcome: .done)
        do {
            if try await forgetWhatWasPutBack() {
                ending.lines.append("the store was put back to an earlier state: sources are asked for everything again")
            }
            for name in run.job.sources { if let source = configuration.source(name) { try await takeIn(source, run, &ending) } }
            try run.stop.check()
            ending.isKept = ending.failure == nil
            var evaluation = run
            (evaluation.intake, evaluation.intakeFailure) = (ending.lines, ending.failure)
            let result = try await work.run(evaluation)
            ending.result = result
            ending.isKept = ending.failure == nil || result.entry.failure == ending.failure
            ending.outcome = ending.failure == nil ? result.entry.outcome : .failed
            if result.entry.outcome == .failed, ending.failure == nil {
                (ending.failure, ending.mayPass) = (result.entry.failure ?? "failed", true)
            }
        } catch is CancellationError {
            (ending.outcome, ending.failure) = (.abandoned, "stopped before its end; nothing of it was stored")
        } catch {
            if run.stop.isSet {
                (ending.outcome, ending.failure) = (.abandoned, "stopped before its end; nothing of it was stored")
            } else {
                (ending.outcome, ending.failure, ending.mayPass) = (.failed, Self.line(error), Self.mayPass(error))
            }
        }
        return ending
    }

    private func keep(_ ending: inout Ending, _ run: JobRun, _ seconds: Double) async {
        var entry = RunEntry(
            id: 0, job: run.job.name, trigger: run.trigger.rawValue, startedAt: run.startedAt.formatted(.iso8601), evaluatedCommit: 0)
        (entry.outcome, entry.seconds, entry.failure, entry.log) = (ending.outcome, seconds, ending.failure, ending.lines)
        entry.finishedAt = (run.startedAt + seconds).formatted(.iso8601)
        do {
            try await work.keep(entry)
        } catch {
            ending.lines.append("the record of the run cannot be kept: \(Self.line(error))")
        }
    }

    private func note(_ ending: Ending, _ run: JobRun, _ seconds: Double) {
        var metadata: Logger.Metadata = [
            "job": "\(run.job.name)", "outcome": "\(ending.outcome.rawValue)", "seconds": "\((seconds * 1000).rounded() / 1000)",
        ]
        if let result = ending.result {
            metadata["run"] = "\(result.entry.id)"
            metadata["changes"] = "\(result.changes.count)"
        }
        if let failure = ending.failure {
            metadata["reason"] = "\(failure)"
            return log.error("run failed", metadata: metadata)
        }
        let now = run.startedAt.timeIntervalSince1970 + seconds
        metrics.set("orewatch_job_last_success_timestamp_seconds", ["job": run.job.name], to: now)
        if !run.isDryRun { journalUpdate { $0.jobs[run.job.name, default: .init()].lastSuccess = now } }
        log.info("run ended", metadata: metadata)
    }

    func journalUpdate(_ change: (inout JobJournal.Content) -> Void) {
        do { try journal.update(change) } catch { log.error("journal not written", metadata: ["reason": "\(error)"]) }
    }

    // MARK: Errors

    /// What is worth another try: everything but a wrong file or setting.
    static func mayPass(_ error: any Error) -> Bool {
        switch error {
        case let error as any PassingFailure: error.mayPass
        case InputError.readFailed: true
        case is InputError: false
        default: true
        }
    }

    static func line(_ error: any Error) -> String {
        "\(error)".split(separator: "\n").prefix(2).joined(separator: "; ").prefix(500).description
    }
}
