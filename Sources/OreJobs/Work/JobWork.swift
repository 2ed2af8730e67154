public import Foundation
public import OreCases
public import OreFeatures
public import OreStorage

/// The work that jobs are made of, behind which the store lies: the scheduler knows nothing else of it.
///
/// ``ingest(_:during:)``, ``run(_:)`` and ``keep(_:)`` never overlap: one job runs at a time; the others may be called at any time. Blocking work
/// belongs on a ``WorkQueue``. Long work looks at ``JobRun/stop`` at least every second and throws `CancellationError` once it is set; what was not
/// committed by then is as if it had never begun.
public protocol JobWork: Sendable {
    /// Takes one file in, all or nothing, and returns after the commit. The same content again changes nothing.
    /// - Throws: `InputError.refused` when the file is not what it claims (it goes to the failed folder); errors that are a ``PassingFailure``
    ///   leave the file where it is.
    func ingest(_ delivery: Delivery, during run: JobRun) async throws -> IngestCounts
    /// Evaluates what changed since the job's last run, commits findings, incidents and the record of the run, with what was taken in before,
    /// and writes its reports. Keeps the record of its failure itself.
    func run(_ run: JobRun) async throws -> RunResult
    /// Keeps the record of a failure outside ``run(_:)``: a source that could not be read, a file that was refused, a stop before the evaluation.
    func keep(_ entry: RunEntry) async throws
    /// The results of committed runs with a larger id, oldest first, at most `limit`: notices are made from these alone, so that a crash
    /// between a commit and its notice loses nothing.
    func results(after id: Int, limit: Int) async throws -> [RunResult]
    /// The id of the last committed run; 0 before the first.
    func lastRunID() async throws -> Int
    /// The last commit; `nil` before the first.
    func lastCommit() async throws -> CommitStamp?
    /// Whether the store's history has that commit: not when an earlier state was put back.
    func has(_ stamp: CommitStamp) async throws -> Bool
    /// What the gauges show.
    func state(on day: Day, unobservedAfterDays days: Int) async throws -> WatchState
}

/// One file that a source delivers.
public struct Delivery: Sendable, Hashable {
    public var source: String
    public var kind: RecordKind
    /// Register or series that it belongs to.
    public var dataset: String
    /// Where it lies now; a spooled copy for remote sources.
    public var path: String
    /// What it is called in provenance: the file's base name, or the last part of the address.
    public var name: String
    public var profile: String?
    public var crs: String?
    /// `repair`, `quarantine` or `refuse`.
    public var onInvalid: String
    /// The scene that footprints without a scene of their own belong to (STAC item).
    public var scene: String?
    /// What it does not name stays, whatever share of the records it names.
    public var isPart = false

    public init(source: SourceSettings, kind: RecordKind, path: String, name: String, scene: String? = nil) {
        (self.source, self.kind, self.dataset, self.path, self.name) = (source.name, kind, source.dataset, path, name)
        (self.profile, self.crs, self.onInvalid, self.scene) = (source.profile, source.crs, source.onInvalid, scene)
    }
}

/// One run of one job, as the work sees it.
public struct JobRun: Sendable {
    public var job: JobSettings
    public var trigger: Trigger
    /// By the machine's clock; for people, and never used to order anything.
    public var startedAt: Date
    /// Nothing is stored; counts say what would be.
    public var isDryRun = false
    /// Judge every footprint, whatever changed.
    public var isFull = false
    /// What was taken in before the evaluation, a line each, for its record.
    public var intake: [String] = []
    /// Why taking in failed in a part; the record of the run then says so, whatever else it did.
    public var intakeFailure: String?
    /// Set when the run has to end: time limit, shutdown.
    public var stop = StopFlag()
    /// Set beside ``stop`` when it is the time limit that ends the run.
    let timeOver = StopFlag()

    public enum Trigger: String, Sendable, Hashable, CaseIterable {
        case scheduled, manual, retry, arrival
        case catchUp = "catch-up"
    }

    public init(job: JobSettings, trigger: Trigger, startedAt: Date) {
        (self.job, self.trigger, self.startedAt) = (job, trigger, startedAt)
    }
}

/// What one run did.
public struct RunResult: Sendable, Hashable {
    public struct Change: Sendable, Hashable {
        public var incident: String
        public var change: IncidentChange
        /// Square metres.
        public var areaBefore: Double
        public var areaAfter: Double
        public init(incident: String, change: IncidentChange, areaBefore: Double, areaAfter: Double) {
            (self.incident, self.change, self.areaBefore, self.areaAfter) = (incident, change, areaBefore, areaAfter)
        }
    }
    public var entry: RunEntry
    /// Without the unchanged ones, by handle.
    public var changes: [Change]

    public init(entry: RunEntry, changes: [Change]) { (self.entry, self.changes) = (entry, changes) }
}

/// What the store says of the watch as a whole.
public struct WatchState: Sendable, Hashable {
    /// Last day of the newest scene with footprints or coverage; `nil` before the first.
    public var newestScene: Day?
    /// Share of the area of licences without a clear view for the stated days, 0...1; `nil` where no scene states its coverage.
    public var unobservedShare: Double?
    public var quarantinePending = 0
    public var openIncidents = 0
    public var licences = 0
    public var footprints = 0
    public init() {}
}

/// An error that may pass by itself: the store is locked, the network is down, the disk is full.
public protocol PassingFailure: Error {
    var mayPass: Bool { get }
}
