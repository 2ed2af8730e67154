internal import Foundation

/// Which job runs next, and why: pure. Fed with the wall clock for schedules and a clock that nobody sets for pauses.
struct Agenda {
    struct Entry: Hashable, Sendable {
        var job: String
        var trigger: JobRun.Trigger
        /// How often it failed in a row before.
        var attempt = 0
    }
    enum Remark: Hashable, Sendable {
        /// Scheduled times of the job led to no run of their own.
        case missed(job: String, count: Int)
        case overlap(job: String)
    }
    private struct Pause {
        var entry: Entry
        var until: ContinuousClock.Instant
    }
    private(set) var jobs: [String: JobSettings] = [:]
    private var timers: [String: JobTimer] = [:]
    private var queue: [Entry] = []
    private var retries: [String: Pause] = [:]
    /// Arrivals are not looked at before.
    private var quietUntil: [String: ContinuousClock.Instant] = [:]
    private(set) var running: Entry?

    init(_ jobs: [JobSettings], handled: [String: Date], now: Date) { replace(jobs, handled: handled, now: now) }

    /// Takes another configuration. Jobs whose schedule stayed keep what they have dealt with; what is queued for jobs that are gone is dropped.
    mutating func replace(_ jobs: [JobSettings], handled: [String: Date], now: Date) {
        let before = self.jobs
        self.jobs = Dictionary(jobs.map { ($0.name, $0) }) { $1 }
        var timers: [String: JobTimer] = [:]
        for job in jobs {
            let same = before[job.name].map { $0.schedule == job.schedule } ?? true
            timers[job.name] = JobTimer(job, handled: same ? self.timers[job.name]?.handled ?? handled[job.name] : now, now: now)
        }
        self.timers = timers
        queue.removeAll { self.jobs[$0.job] == nil }
        retries = retries.filter { self.jobs[$0.key] != nil }
    }

    /// Puts everything into the queue that is due.
    mutating func look(at now: Date, _ instant: ContinuousClock.Instant) -> [Remark] {
        var remarks: [Remark] = []
        for name in jobs.keys.sorted() {
            if let pause = retries[name], instant >= pause.until {
                retries[name] = nil
                enqueue(pause.entry, &remarks)
            }
            switch timers[name]?.due(at: now) {
            case .onTime: enqueue(Entry(job: name, trigger: .scheduled), &remarks)
            case .catchUp(let missed):
                remarks.append(.missed(job: name, count: missed))
                enqueue(Entry(job: name, trigger: .catchUp), &remarks)
            case .skipped(let missed): remarks.append(.missed(job: name, count: missed))
            case nil: break
            }
        }
        return remarks
    }

    /// A run that somebody asks for, or that new files ask for. Nothing happens when the job waits in the queue already.
    mutating func ask(for job: String, _ trigger: JobRun.Trigger) {
        guard jobs[job] != nil, !queue.contains(where: { $0.job == job }) else { return }
        queue.append(Entry(job: job, trigger: trigger))
    }

    /// Whether new files may start the job now.
    func looksForArrivals(_ job: String, _ instant: ContinuousClock.Instant) -> Bool {
        running?.job != job && !queue.contains { $0.job == job } && retries[job] == nil && quietUntil[job].map { instant >= $0 } ?? true
    }

    private mutating func enqueue(_ entry: Entry, _ remarks: inout [Remark]) {
        let overlap = jobs[entry.job]?.overlap ?? .skip
        let isQueued = queue.contains { $0.job == entry.job }
        guard !isQueued, running?.job != entry.job || overlap == .queue else { return remarks.append(.overlap(job: entry.job)) }
        // A new time makes a pending retry unnecessary.
        retries[entry.job] = nil
        queue.append(entry)
    }

    /// The next run; one at a time.
    mutating func begin() -> (entry: Entry, job: JobSettings)? {
        guard running == nil, !queue.isEmpty else { return nil }
        let entry = queue.removeFirst()
        guard let job = jobs[entry.job] else { return begin() }
        running = entry
        return (entry, job)
    }

    /// - Parameter mayPass: the run failed for a reason that may pass.
    /// - Returns: the pause before it is tried again; `nil` when it is not.
    mutating func end(mayPass: Bool, leftFiles: Bool, _ instant: ContinuousClock.Instant) -> Duration? {
        guard let entry = running else { return nil }
        running = nil
        guard let job = jobs[entry.job] else { return nil }
        let pause = min(job.retryAfter * (1 << min(entry.attempt, 20)), .seconds(21_600))
        quietUntil[entry.job] = leftFiles || mayPass ? instant + pause : nil
        guard mayPass, entry.attempt < job.retries, !queue.contains(where: { $0.job == entry.job }) else { return nil }
        retries[entry.job] = Pause(entry: Entry(job: entry.job, trigger: .retry, attempt: entry.attempt + 1), until: instant + pause)
        return pause
    }

    func handled(_ job: String) -> Date? { timers[job]?.handled }

    /// The next scheduled time of each job that has one.
    func next(after now: Date) -> [String: Date] { timers.compactMapValues { $0.next(after: max(now, $0.handled)) } }
}
