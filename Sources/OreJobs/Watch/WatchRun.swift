internal import Crypto
internal import Foundation
public import OreCases
public import OreDetection
internal import OreFeatures
internal import OreGeometry
public import OreLedger
internal import OreReferencing
public import OreStorage
internal import Synchronization

/// One detection run over a store: judges what changed since the last one, and commits findings, incidents and the record of the run at once.
///
/// What it leaves behind is exactly what judging every footprint again would leave.
public struct WatchRun: Sendable {
    /// What the run is told.
    public struct Request: Sendable {
        public var job = "manual"
        public var trigger = "manual"
        public var ruleSet = RuleSet.standard
        /// Those over figures.
        public var ledgerRules = LedgerRules()
        public var incidents = IncidentSettings()
        public var threads = 1
        /// When the reports of a month are due; `nil`: as the last run had it.
        public var reportsDue: DueCalendar?
        /// Judges and counts, stores nothing.
        public var isDryRun = false
        /// Judge every footprint, whatever changed.
        public var isFull = false
        /// What was taken in before, for the record of the run.
        public var intake: [String] = []
        /// Why taking in failed in a part: the run then counts as failed, whatever it changed.
        public var intakeFailure: String?
        /// By the clock of the machine, ISO 8601 UTC.
        public var startedAt: String

        public init(startedAt: String) { self.startedAt = startedAt }
    }

    private let store: Store
    private let request: Request
    private let memory: WatchMemory
    private let stop: @Sendable () throws -> Void

    /// - Parameters:
    ///   - memory: what runs on one store keep between them; a new one for a single run.
    ///   - stop: throws when the run has to end; what was not committed by then is as if it had never begun.
    public init(_ store: Store, _ request: Request, memory: WatchMemory = WatchMemory(), stop: @escaping @Sendable () throws -> Void = {}) {
        (self.store, self.request, self.memory, self.stop) = (store, request, memory, stop)
    }

    /// - Throws: ``StoreError``: `busy` while another run is going on.
    public func execute() throws -> RunResult {
        if request.isDryRun { return RunResult(entry: try dryRun(), changes: []) }
        let lock = try RunLock(store)
        var entry = try store.beginRun(job: request.job, trigger: request.trigger, at: request.startedAt, holding: lock)
        let began = ContinuousClock.now
        do {
            let changes = try run(&entry, lock)
            entry.seconds = (ContinuousClock.now - began).seconds
            entry.finishedAt = Self.time(request.startedAt, after: entry.seconds ?? 0)
            return RunResult(entry: try store.keep(entry), changes: changes)
        } catch {
            entry.seconds = (ContinuousClock.now - began).seconds
            entry.finishedAt = Self.time(request.startedAt, after: entry.seconds ?? 0)
            entry.outcome = error is CancellationError ? .abandoned : .failed
            entry.failure = "\(error)"
            _ = try? store.keep(entry)
            throw error
        }
    }

    private var ruleSetSHA256: String {
        SHA256.hash(data: Data(request.ruleSet.canonicalText.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    private func run(_ entry: inout RunEntry, _ lock: RunLock) throws -> [RunResult.Change] {
        let (work, plan) = try prepare(entry.evaluatedCommit)
        entry.log = request.intake + [plan.reason]
        let mark = DetectionMark(
            ruleSetSHA256: ruleSetSHA256, evaluatedCommit: work.world.commit, datumSigma: work.world.options.datumSigma,
            incidentSettings: request.incidents.text)
        let counts = Mutex(DetectionCounts())
        let extent: DetectionWriter.Extent = plan.references.map { .footprints($0 + plan.ended) } ?? .everything
        let writer = try DetectionWriter(store, runID: entry.id, extent: extent, lock: lock)
        let items = try plan.references.map(work.items) ?? work.everything()
        try work.evaluate(items) { outcome, stored in
            try writer.append(EvaluatedFootprints(outcome, of: stored))
            counts.withLock { $0 += outcome.counts }
        }
        try stop()
        var watch = FiguresWatch(store: store, runID: entry.id, threads: request.threads, day: try today())
        (watch.due, watch.rules, watch.isFull) = (request.reportsDue, request.ledgerRules, request.isFull)
        let figures = try watch.update(in: work.world, settings: request.incidents, lock: lock)
        try stop()
        let rebuild = IncidentRebuild(
            settings: request.incidents, scenes: work.world.scenes, groups: work.world.groups, threads: request.threads)
        let outcome = try writer.commit(
            mark: mark, rebuild: rebuild, scope: plan.incidents, figures: figures, at: entry.startedAt)
        memory.keep(work.world, rules: ruleSetSHA256)
        entry.commit = outcome.commit
        entry.outcome = request.intakeFailure != nil ? .failed : outcome.commit == nil ? .idle : .done
        entry.failure = request.intakeFailure
        entry.counts = Self.counts(counts.withLock { $0 }, outcome)
        entry.versions = versions
        return outcome.changes.filter { $0.change != .unchanged }.map {
            RunResult.Change(incident: $0.handle, change: $0.change, areaBefore: $0.areaBefore, areaAfter: $0.areaAfter)
        }.sorted { $0.incident < $1.incident }
    }

    /// The registers, and what of the footprints has to be judged.
    private func prepare(_ commit: Int) throws -> (FootprintWork, WatchPlan) {
        let rules = request.ruleSet
        var world = try memory.world(store, asOf: commit, rules: rules, sha256: ruleSetSHA256)
        let registration = WatchRegistration(
            store: store, rules: rules, sha256: ruleSetSHA256, threads: request.threads, stop: stop, memory: memory)
        world.options.registration = try registration.audit(of: world)
        let work = FootprintWork(store: store, world: world, rules: rules, threads: request.threads, stop: stop)
        guard let mark = try store.detectionMark() else { return (work, .everything("the first run")) }
        if request.isFull { return (work, .everything("asked for")) }
        if mark.ruleSetSHA256 != ruleSetSHA256 { return (work, .everything("the rule set changed")) }
        if mark.incidentSettings != request.incidents.text { return (work, .everything("the settings of incidents changed")) }
        let plan = try WatchPlan.since(mark, store: store, rules: rules, work: work) {
            if let old = memory.kept(asOf: mark.evaluatedCommit, rules: ruleSetSHA256) { return old }
            var old = try WatchWorld(store, asOf: mark.evaluatedCommit, rules: rules)
            old.options.registration = try registration.audit(of: old)
            return old
        }
        return (work, plan)
    }

    /// The day on which the run began.
    private func today() throws -> Day {
        guard let day = Day(ofTime: request.startedAt) else {
            throw StoreError.failed(
                path: store.path, reason: "a run begins at a time as 2025-06-30T12:00:00Z, not \"\(request.startedAt)\"")
        }
        return day
    }

    private func dryRun() throws -> RunEntry {
        var entry = RunEntry(
            id: 0, job: request.job, trigger: request.trigger, startedAt: request.startedAt, evaluatedCommit: try store.latestCommit())
        let (work, plan) = try prepare(entry.evaluatedCommit)
        let counts = Mutex(DetectionCounts())
        try work.evaluate(try plan.references.map(work.items) ?? work.everything()) { outcome, _ in counts.withLock { $0 += outcome.counts }
        }
        entry.outcome = .done
        entry.log = request.intake + ["dry run: " + plan.reason]
        entry.counts = Self.counts(counts.withLock { $0 }, nil)
        entry.versions = versions
        return entry
    }

    private var versions: [String: String] {
        var versions = [
            "orewatch": RunRecord.programVersion, "rule_set": request.ruleSet.name, "rule_set_sha256": ruleSetSHA256,
            "proj": ReferencingContext.projVersion, "geos": TopologyEngine.geosVersion,
        ]
        // Of the rules over figures what the rule file changed; nothing where all is as documented.
        let changes = request.ledgerRules.changes
        if !changes.isEmpty { versions["ledger_rules"] = changes.joined(separator: " ") }
        return versions
    }

    private static func counts(_ seen: DetectionCounts, _ outcome: DetectionWriter.Outcome?) -> [String: Int] {
        var counts = ["footprints_evaluated": seen.examined, "footprints_covered": seen.covered]
        counts["findings_evaluated"] = RuleName.allCases.reduce(0) { $0 + seen.findings[$1] }
        guard let outcome else { return counts }
        counts["findings_added"] = outcome.findingsAdded
        counts["findings_ended"] = outcome.findingsEnded
        counts["incidents"] = outcome.incidents
        counts["figures_findings_added"] = outcome.figuresAdded
        counts["figures_findings_ended"] = outcome.figuresEnded
        for change in IncidentChange.allCases where change != .unchanged {
            counts["incidents_\(change.rawValue)"] = outcome.changes.count { $0.change == change }
        }
        return counts
    }

    /// The start as the caller's clock had it, moved by what the run took: the clock itself may be set meanwhile.
    private static func time(_ start: String, after seconds: Double) -> String {
        let format = ISO8601DateFormatter()
        return format.date(from: start).map { format.string(from: $0.addingTimeInterval(seconds)) } ?? start
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension IncidentSettings {
    /// What incidents depend on, for telling whether they have to be built anew.
    var text: String {
        "\(chainingMetres) \(largestExtentMetres) \(unchangedShare) \(returnFactor) \(confirmingDays) \(confirmingSensors) \(growthSightings)"
    }
}
