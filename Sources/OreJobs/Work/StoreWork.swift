internal import Foundation
public import OreCases
internal import OreDetection
public import OreFeatures
public import OreStorage
internal import Synchronization

/// Jobs over a store: files are ingested, and ``WatchRun`` judges what changed. Registers stay in memory between runs.
///
/// Blocking calls have threads of their own: one for what writes, one for what only reads.
public final class StoreWork: JobWork {
    private let store: Store
    private let threads: Int
    private let memory = WatchMemory()
    private let writing = WorkQueue("orewatch.writing")
    private let reading = WorkQueue("orewatch.reading")
    private let observed = Mutex<ObservedShare?>(nil)

    public init(store: Store, threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
        (self.store, self.threads) = (store, threads)
    }

    public func ingest(_ delivery: Delivery, during run: JobRun) async throws -> IngestCounts {
        // A run that stores nothing takes nothing in: it judges what the store holds.
        if run.isDryRun { return IngestCounts() }
        let (store, threads) = (store, threads)
        return try await writing.run {
            try run.stop.check()
            let files = try IngestRun(try Self.request(delivery, run, threads), into: store).execute()
            return files.first?.outcome.counts ?? IngestCounts()
        }
    }

    private static func request(_ delivery: Delivery, _ run: JobRun, _ threads: Int) throws -> IngestRequest {
        guard let side = Side.allCases.first(where: { $0.recordKind == delivery.kind }) else {
            throw InputError.badConfiguration(
                file: delivery.source, place: InputPlace(), what: "no reader takes \(delivery.kind.rawValue) in", next: "")
        }
        var profile = try delivery.profile.map { try Profile.named($0) }
        if let profile, profile.kind != side.profileKind {
            throw InputError.badConfiguration(
                file: "source " + delivery.source, place: InputPlace(),
                what: "its profile \(profile.name) describes \(profile.kind.rawValue), not \(side.rawValue)", next: "state another profile")
        }
        if let scene = delivery.scene, side == .footprints {
            var named = profile ?? Profile.standard(for: side.profileKind)
            var mapping = named.fields[.sceneID] ?? FieldMapping()
            if mapping.constant == nil, mapping.defaultValue == nil { mapping.defaultValue = scene }
            if mapping.columns.isEmpty, mapping.template == nil { mapping.constant = mapping.constant ?? scene }
            named.fields[.sceneID] = mapping
            profile = named
        }
        var input = SideInput(side, files: [delivery.path], profile: profile, crs: delivery.crs)
        input.links = try DatumLinkFile.read(all: profile?.datumLinks ?? [])
        var request = IngestRequest(input: input, receivedAt: run.startedAt.formatted(.iso8601))
        request.invalid = InvalidPolicy(rawValue: delivery.onInvalid) ?? .repair
        (request.dataset, request.threads, request.isQuiet) = (delivery.dataset, threads, true)
        return request
    }

    public func run(_ run: JobRun) async throws -> RunResult {
        if run.job.area != nil {
            throw InputError.badConfiguration(
                file: "job " + run.job.name, place: InputPlace(), what: "\"area\" is not evaluated: a run judges what changed everywhere",
                next: "remove \"area\", and narrow lists with \"within\"")
        }
        var request = WatchRun.Request(startedAt: run.startedAt.formatted(.iso8601))
        if let rules = run.job.rules { request.ruleSet = try RuleSet.named(rules) }
        (request.job, request.trigger) = (run.job.name, run.trigger.rawValue)
        (request.threads, request.isDryRun) = (threads, run.isDryRun)
        let (store, memory) = (store, memory)
        return try await writing.run { [request] in try WatchRun(store, request, memory: memory, stop: run.stop.check).execute() }
    }

    public func keep(_ entry: RunEntry) async throws {
        let store = store
        try await writing.run { _ = try store.keep(entry) }
    }

    public func results(after id: Int, limit: Int) async throws -> [RunResult] {
        let store = store
        return try await reading.run {
            try store.committedRuns(after: id, limit: limit).compactMap { id in
                guard let entry = try store.run(id) else { return nil }
                let changes = try store.changes(ofRun: id).filter { $0.change != .unchanged }.map {
                    RunResult.Change(incident: $0.handle, change: $0.change, areaBefore: $0.areaBefore, areaAfter: $0.areaAfter)
                }
                return RunResult(entry: entry, changes: changes)
            }
        }
    }

    public func lastRunID() async throws -> Int {
        let store = store
        return try await reading.run { try store.lastCommittedRun() }
    }

    public func state(on day: Day, unobservedAfterDays days: Int) async throws -> WatchState {
        let store = store
        let before = observed.withLock { $0 }
        let (state, share) = try await reading.run { () -> (WatchState, ObservedShare) in
            let share = try ObservedShare(store, on: day, days: days, unless: before)
            var state = WatchState()
            (state.newestScene, state.unobservedShare) = (share.newestScene, share.unobserved)
            state.quarantinePending = try store.pendingQuarantine()
            state.openIncidents = try store.openIncidents()
            state.licences = try store.count(of: .licences)
            state.footprints = try store.count(of: .footprints)
            return (state, share)
        }
        observed.withLock { $0 = share }
        return state
    }
}

extension StoreError: PassingFailure {
    /// Another writer may end, space may be made, a medium may be mounted again. A damaged or newer store needs a person.
    public var mayPass: Bool {
        switch self {
        case .busy, .full, .readOnly, .failed: true
        case .cannotOpen, .newer, .damaged, .damagedRecord: false
        }
    }
}
