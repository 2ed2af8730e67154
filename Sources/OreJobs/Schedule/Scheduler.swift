public import Foundation
public import Logging
internal import OreFeatures
internal import Synchronization

/// Runs jobs when they are due, one at a time, and tells receivers; for as long as the daemon lives.
public actor Scheduler {
    private var configuration: WatchConfiguration
    private let work: any JobWork
    private let collector: SourceCollector
    private let journal: JobJournal
    private let metrics: MetricsRegistry
    private let log: Logger
    /// The wall clock: people set it, tests too.
    private let now: @Sendable () -> Date
    private let delivery: NoticeDelivery
    private var agenda: Agenda
    /// Ends the present run.
    private var stop = StopFlag()
    /// Ends everything.
    private let ending = StopFlag()
    private let heartbeat = Mutex(ContinuousClock.now)
    private var runsDone = 0

    /// - Parameters:
    ///   - work: what lies behind the jobs.
    ///   - now: the wall clock. It may jump: see decision 6.
    public init(
        configuration: WatchConfiguration, work: any JobWork, metrics: MetricsRegistry, log: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        (self.configuration, self.work, self.metrics, self.log, self.now) = (configuration, work, metrics, log, now)
        journal = JobJournal(path: configuration.store + ".jobs.json")
        collector = SourceCollector(spool: configuration.store + ".spool")
        delivery = NoticeDelivery(work: work, journal: journal, metrics: metrics, log: log, spool: configuration.store + ".spool")
        let memory = journal.read { $0.jobs }
        agenda = Agenda(
            configuration.jobs, handled: memory.compactMapValues { $0.handled.map(Date.init(timeIntervalSince1970:)) }, now: now())
        for (job, memory) in memory where configuration.job(job) != nil {
            metrics.set("orewatch_job_last_success_timestamp_seconds", ["job": job], to: memory.lastSuccess ?? 0)
        }
    }

    // MARK: Life

    /// Works until ``end()`` or the task's cancellation; the running unit of work is told to stop and waited for.
    public func run() async {
        if let remark = journal.remark { log.error("journal put aside", metadata: ["reason": "\(remark)"]) }
        collector.clearSpool()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.tellReceivers() }
            group.addTask { await self.workOff() }
            await withTaskCancellationHandler {
                while !ending.isSet, !Task.isCancelled {
                    await look()
                    try? await HTTPClient.sleep(configuration.lookEvery, ending)
                }
            } onCancel: {
                ending.set()
            }
            end()
            await group.waitForAll()
        }
    }

    /// Ends the present run at its next look at the flag, and starts no other.
    public func end() {
        ending.set()
        stop.set()
    }

    /// Takes another configuration; the running job ends under the old one.
    public func replace(_ configuration: WatchConfiguration) {
        metrics.declare(MetricFamily.watch(configuration))
        self.configuration = configuration
        let memory = journal.read { $0.jobs }
        agenda.replace(
            configuration.jobs, handled: memory.compactMapValues { $0.handled.map(Date.init(timeIntervalSince1970:)) }, now: now())
    }

    /// How long ago the loop last looked: a daemon whose loop hangs is not healthy.
    public nonisolated var sinceLastLook: Duration { heartbeat.withLock { ContinuousClock.now - $0 } }

    /// Runs that ended since the start.
    public var runs: Int { runsDone }

    /// The next scheduled time of each job.
    public func next() -> [String: Date] { agenda.next(after: now()) }

    /// Asks for a run now.
    public func ask(for job: String) { agenda.ask(for: job, .manual) }

    // MARK: Looking

    /// One look at schedules and inboxes.
    func look() async {
        heartbeat.withLock { $0 = .now }
        for remark in agenda.look(at: now(), .now) { note(remark) }
        for job in configuration.jobs where job.onArrival && agenda.looksForArrivals(job.name, .now) {
            if await hasArrivals(job) { agenda.ask(for: job.name, .arrival) }
        }
    }

    private func hasArrivals(_ job: JobSettings) async -> Bool {
        for source in job.sources.compactMap(configuration.source) where !source.kind.isRemote {
            let marks = journal.read { $0.marks[source.name] ?? [:] }
            let found = try? await collector.collect(source, marks: marks, patience: false, stop: ending)
            if found?.items.isEmpty == false { return true }
        }
        return false
    }

    private func note(_ remark: Agenda.Remark) {
        switch remark {
        case .missed(let job, let count):
            metrics.add(Double(count), to: "orewatch_job_skipped_total", ["job": job, "reason": "missed"])
            log.warning("scheduled times were missed", metadata: ["job": "\(job)", "count": "\(count)"])
        case .overlap(let job):
            metrics.add(to: "orewatch_job_skipped_total", ["job": job, "reason": "overlap"])
            log.warning("scheduled time skipped, the job still runs", metadata: ["job": "\(job)"])
        }
    }

    // MARK: Working

    private var runner: JobRunner {
        JobRunner(configuration: configuration, work: work, collector: collector, journal: journal, metrics: metrics, log: log)
    }

    private func workOff() async {
        await refreshState()
        // Before anything looks at what was taken in: files that a store put back does not have count as arrivals.
        _ = try? await runner.forgetWhatWasPutBack()
        while !ending.isSet {
            if await !workOffNext() { try? await HTTPClient.sleep(min(.milliseconds(200), configuration.lookEvery), ending) }
        }
    }

    /// Runs the next entry of the queue to its end.
    /// - Returns: false when the queue is empty.
    func workOffNext() async -> Bool {
        guard !ending.isSet, let (entry, job) = agenda.begin() else { return false }
        stop = StopFlag()
        var run = JobRun(job: job, trigger: entry.trigger, startedAt: now())
        run.stop = stop
        let runner = runner
        let result = await runner.run(run)
        runsDone += 1
        if let pause = agenda.end(mayPass: result.mayPass && !ending.isSet, leftFiles: result.leftFiles, .now) {
            log.notice("run is tried again", metadata: ["job": "\(job.name)", "after_s": "\(pause.seconds)"])
        }
        // Only now are its scheduled times done with: a crash before makes the run again.
        if !ending.isSet, let handled = agenda.handled(job.name) {
            runner.journalUpdate { $0.jobs[job.name, default: .init()].handled = handled.timeIntervalSince1970 }
        }
        await refreshState()
        return true
    }

    /// Brings the gauges of the store up to date.
    func refreshState() async {
        let day = Day(daysSince1970: Int32(clamping: Int((now().timeIntervalSince1970 / 86_400).rounded(.down))))
        let days = Int(configuration.unobservedAfter.seconds / 86_400)
        do {
            let state = try await work.state(on: day, unobservedAfterDays: days)
            let age = state.newestScene.map { Double(day.daysSince1970 - $0.daysSince1970) * 86_400 }
            metrics.set("orewatch_scene_newest_age_seconds", to: age ?? -1)
            metrics.set("orewatch_area_unobserved_ratio", to: state.unobservedShare ?? -1)
            metrics.set("orewatch_quarantine_pending", to: Double(state.quarantinePending))
            metrics.set("orewatch_incidents_open", to: Double(state.openIncidents))
            metrics.set("orewatch_licences_stored", to: Double(state.licences))
            metrics.set("orewatch_footprints_stored", to: Double(state.footprints))
        } catch {
            log.warning("state of the store not read", metadata: ["reason": "\(JobRunner.line(error))"])
        }
    }

    private func tellReceivers() async {
        var seen = -1
        var rest = 0
        while !ending.isSet {
            // At once after a run, otherwise every few looks: only undelivered notices need them.
            if seen != runsDone || rest == 0 {
                (seen, rest) = (runsDone, 5)
                try? await delivery.deliver(configuration, stop: ending)
            }
            rest -= 1
            try? await HTTPClient.sleep(min(.seconds(1), configuration.lookEvery), ending)
        }
    }

    /// One round of notices.
    func tell() async throws { try await delivery.deliver(configuration, stop: ending) }
}
