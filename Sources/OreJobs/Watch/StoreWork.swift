internal import Foundation
public import OreCases
internal import OreDetection
public import OreFeatures
internal import OreGeometry
internal import OreLedger
public import OreStorage
internal import Synchronization

/// The work of jobs on one store, on a queue of its own: what the daemon runs.
public final class StoreWork: JobWork {
    private let store: Store
    private let threads: Int
    private let memory = WatchMemory()
    private let reports = ReportMemory()
    private let looked = Mutex<(key: LookKey, newest: Day?, unobserved: Double?)?>(nil)
    private let queue = WorkQueue("orewatch.store")
    private let reading = WorkQueue("orewatch.store.reading")
    private let rest: RestingMemory

    public init(_ store: Store, threads: Int) {
        (self.store, self.threads) = (store, threads)
        rest = RestingMemory(store, memory, queue)
    }

    public func ingest(_ delivery: Delivery, during run: JobRun) async throws -> IngestCounts {
        // A dry run judges what the store holds.
        if run.isDryRun { return IngestCounts() }
        rest.workBegins()
        defer { rest.workEnds() }
        return try await queue.run { [store, threads] in
            if delivery.kind.isOfLedger { return try LedgerDelivery(delivery, run, threads).ingest(into: store) }
            guard let side = Side.allCases.first(where: { $0.recordKind == delivery.kind }) else {
                throw InputError.badConfiguration(
                    file: delivery.source, place: InputPlace(), what: "no reader for \(delivery.kind.rawValue)", next: "")
            }
            let profile = try delivery.profile.map { try Profile.named($0) }
            var input = SideInput(side, files: [delivery.path], profile: profile, crs: delivery.crs)
            input.links = try DatumLinkFile.read(all: profile?.datumLinks ?? [])
            var request = IngestRequest(input: input, receivedAt: Self.text(run.startedAt))
            request.invalid = InvalidPolicy(rawValue: delivery.onInvalid) ?? .repair
            (request.dataset, request.name, request.scene) = (delivery.dataset, delivery.name, delivery.scene)
            (request.threads, request.isQuiet) = (threads, true)
            if delivery.isPart { request.scope = .part }
            request.stop = { try run.stop.check() }
            let file = try IngestRun(request, into: store).execute().first
            return file?.outcome.counts ?? IngestCounts()
        }
    }

    public func run(_ run: JobRun) async throws -> RunResult {
        rest.workBegins()
        defer { rest.workEnds() }
        return try await queue.run { [store, threads, memory, reports] in
            var request = WatchRun.Request(startedAt: Self.text(run.startedAt))
            (request.job, request.trigger, request.isDryRun) = (run.job.name, run.trigger.rawValue, run.isDryRun)
            (request.isFull, request.intake, request.intakeFailure) = (run.isFull, run.intake, run.intakeFailure)
            request.reportsDue = run.job.reportsDue
            if let rules = run.job.rules {
                let file = try RuleFile(named: rules)
                (request.ruleSet, request.ledgerRules) = (file.rules, file.ledgerRules)
            }
            request.threads = threads
            let result = try WatchRun(store, request, memory: memory, stop: { try run.stop.check() }).execute()
            if let folder = run.job.output, !run.isDryRun {
                let area = try run.job.area.map { try WatchArea($0) }
                let report = WatchReports(store, ruleSet: request.ruleSet, area: area, threads: threads, memory: reports)
                try report.write(result, formats: run.job.formats, to: folder)
            }
            // Nobody waits for it: without it, a later commit would have to.
            try? store.checkpoint()
            return result
        }
    }

    public func keep(_ entry: RunEntry) async throws { _ = try await queue.run { [store] in try store.keep(entry) } }

    public func results(after id: Int, limit: Int) async throws -> [RunResult] {
        try await reading.run { [store] in
            try store.committedRuns(after: id, limit: limit).compactMap { id in
                guard let entry = try store.run(id) else { return nil }
                let changes = try store.changes(ofRun: id).map {
                    RunResult.Change(incident: $0.handle, change: $0.change, areaBefore: $0.areaBefore, areaAfter: $0.areaAfter)
                }
                return RunResult(entry: entry, changes: changes)
            }
        }
    }

    public func lastCommit() async throws -> CommitStamp? { try await reading.run { [store] in try store.lastCommit() } }

    public func has(_ stamp: CommitStamp) async throws -> Bool { try await reading.run { [store] in try store.has(stamp) } }

    public func lastRunID() async throws -> Int {
        try await reading.run { [store] in try store.lastCommittedRun() }
    }

    /// What the slow part of the state was computed from: it changes with the store and with the day alone.
    private struct LookKey: Hashable {
        var commit: Int
        var since: Day
    }

    public func state(on day: Day, unobservedAfterDays days: Int) async throws -> WatchState {
        defer { rest.workEnds() }
        return try await reading.run { [self] in
            var state = WatchState()
            (state.newestScene, state.unobservedShare) = try observed(since: Day(daysSince1970: day.daysSince1970 - Int32(days)))
            state.quarantinePending = try store.pendingQuarantine()
            state.openIncidents = try store.openIncidentCount()
            state.licences = try store.count(of: .licences)
            state.footprints = try store.count(of: .footprints)
            return state
        }
    }

    /// The last day of the newest scene, and the share of the area unobserved since a day; computed once per commit and day.
    private func observed(since day: Day) throws -> (Day?, Double?) {
        let key = LookKey(commit: try store.latestCommit(), since: day)
        if let known = looked.withLock({ $0?.key == key ? $0 : nil }) { return (known.newest, known.unobserved) }
        let scenes = try store.scenes(asOf: key.commit)
        let newest = scenes.rows.compactMap(\.period?.to).max()
        let share = try UnobservedShare(scenes, since: day)
        // Reading the licences is worth it only when something is known of coverage.
        let unobserved = share.isKnown ? try share.ofLicences(memory.licences(store, asOf: key.commit)) : nil
        looked.withLock { $0 = (key, newest, unobserved) }
        return (newest, unobserved)
    }

    static func text(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }
}

/// The share of the area of licences that no scene saw clear since a day.
struct UnobservedShare {
    private let coverage: [PreparedPolygon]
    private let clouds: [PreparedPolygon?]
    /// Some scene states its coverage.
    let isKnown: Bool

    init(_ scenes: SceneTable, since day: Day) throws {
        var recent: [Int] = []
        var known = false
        for row in 0..<scenes.count where !scenes.coverage.parts(of: row).isEmpty {
            known = true
            if let to = scenes.rows[row].period?.to, to >= day, scenes.knowsClouds(row) { recent.append(row) }
        }
        isKnown = known
        coverage = recent.map { PreparedPolygon(scenes.coverage, $0) }
        clouds = recent.map { scenes.clouds.parts(of: $0).isEmpty ? nil : PreparedPolygon(scenes.clouds, $0) }
    }

    /// `nil` where no scene states its coverage, or there are no licences.
    func ofLicences(_ table: LicenceTable) throws -> Double? {
        guard isKnown else { return nil }
        let worker = DetectionWorker(ellipsoid: .wgs84)
        var (total, unseen) = (0.0, 0.0)
        for row in 0..<table.count where table.isSpatial(row) {
            total += worker.area.area(of: row, in: table.geometry)
            unseen += try unseenArea(row, table.geometry, worker)
        }
        return total > 0 ? unseen / total : nil
    }

    private func unseenArea(_ row: Int, _ columns: GeometryColumns, _ worker: DetectionWorker) throws -> Double {
        var rest = GeometryColumns()
        rest.append(row, of: columns)
        for (seen, hidden) in zip(coverage, clouds) {
            var left: GeometryColumns?
            switch try worker.kernel.difference(of: 0, in: rest, minus: [seen]) {
            case .empty: left = nil
            case .whole: left = rest
            case .part(let part): left = part
            }
            guard let hidden else {
                guard let left else { return 0 }
                rest = left
                continue
            }
            // What the scene covered but clouds hid stays unseen.
            var cloudy: GeometryColumns?
            switch try worker.kernel.intersection(of: 0, in: rest, with: hidden) {
            case .empty: cloudy = nil
            case .whole: cloudy = rest
            case .part(let part): cloudy = part
            }
            guard left != nil || cloudy != nil else { return 0 }
            var both = GeometryColumns()
            for part in [left, cloudy] { if let part { both.append(0, of: part) } }
            rest = both.count == 1 ? both : try worker.engine.union(of: [0, 1], in: both) ?? both
        }
        return worker.area.area(of: 0, in: rest)
    }
}

extension StoreError: PassingFailure {
    /// A lock is given back, a disk is cleared; what is damaged stays so.
    public var mayPass: Bool {
        switch self {
        case .busy, .full: true
        default: false
        }
    }
}
