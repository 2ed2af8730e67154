internal import Foundation

/// The scheduled times of one job against a clock that people set: pure, fed with the present time.
///
/// - On time: a scheduled time that passed within the last five minutes.
/// - Missed: older ones (the machine slept, the daemon was down, the clock went forward). However many there are, they make one run, or none, as
///   the job says; the count is only reported.
/// - Clock set back by more than an hour: scheduling begins anew at the present time. By less: times up to the one that was dealt with last are not
///   run again, so the job pauses for at most that hour.
struct JobTimer {
    enum Due: Hashable, Sendable {
        case onTime
        /// After at least so many scheduled times that nothing was run for.
        case catchUp(missed: Int)
        /// Nothing is run.
        case skipped(missed: Int)
    }
    static let grace: TimeInterval = 300
    static let largestStepBack: TimeInterval = 3600
    private static let largestCount = 1000

    private let schedule: CronSchedule
    private let catchUp: JobSettings.CatchUp
    private let jitter: TimeInterval
    /// Scheduled times up to here need nothing more.
    private(set) var handled: Date

    /// - Parameter handled: from the journal; `nil` for a job that was not known before: its first time is the next one.
    init?(_ job: JobSettings, handled: Date?, now: Date) {
        guard let schedule = job.schedule else { return nil }
        (self.schedule, catchUp) = (schedule, job.catchUp)
        jitter = Self.jitter(of: job.name, atMost: job.jitter)
        self.handled = handled ?? now
    }

    /// Whole seconds from 0 to the bound, decided by the name alone (FNV-1a): the same on every machine and after every start.
    static func jitter(of name: String, atMost bound: Duration) -> TimeInterval {
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Double((hash >> 16) % UInt64(max(0, bound.components.seconds) + 1))
    }

    /// The first time after `instant`, jitter included.
    func next(after instant: Date) -> Date? { schedule.next(after: instant - jitter).map { $0 + jitter } }

    /// What is due now. Asking again gives nothing until the next scheduled time.
    mutating func due(at now: Date) -> Due? {
        if now < handled - Self.largestStepBack { handled = now }
        guard let first = next(after: handled), first <= now else { return nil }
        defer { handled = now }
        let recent = next(after: now - Self.grace).map { $0 <= now } ?? false
        var (missed, last) = (0, first)
        while missed < Self.largestCount, last <= now - Self.grace, let next = next(after: last) { (missed, last) = (missed + 1, next) }
        if missed == 0 { return .onTime }
        switch catchUp {
        case .once: return .catchUp(missed: missed)
        case .none: return recent ? .onTime : .skipped(missed: missed)
        }
    }
}
