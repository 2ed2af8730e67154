internal import OreDetection
internal import OreFeatures
internal import OreStorage
internal import Synchronization

/// How the scenes that footprints state lie on the registers. A later run looks only at scenes of which footprints came or went.
struct WatchRegistration {
    let store: Store
    let rules: RuleSet
    let sha256: String
    let threads: Int
    let stop: @Sendable () throws -> Void
    let memory: WatchMemory

    /// - Returns: what auditing every footprint would give; `nil` when no rule asks.
    func audit(of world: WatchWorld) throws -> RegistrationAudit? {
        guard rules.needsRegistration(world.index) else { return nil }
        let stated = try store.statedScenes()
        let known = memory.registration(before: world, rules: sha256)
        let evidence: RegistrationEvidence
        var changed: Set<String> = []
        if let known {
            changed = try scenes(changedAfter: known.commit, through: world.commit).intersection(stated)
            evidence = changed.isEmpty ? known.evidence : known.evidence.replacing(changed, by: try gather(changed, world))
        } else {
            evidence = try gather(stated, world)
        }
        let audit: RegistrationAudit
        if let known, changed.isEmpty {
            audit = known.audit
        } else {
            audit = rules.registrationAudit(
                of: evidence, against: world.index, threads: threads, reusing: known.map { ($0.audit, $0.evidence) }, changed: changed)
        }
        memory.keep(
            WatchMemory.Registration(
                commit: world.commit, registerCommit: world.registerCommit, rules: sha256, datumSigma: world.options.datumSigma,
                audit: audit, evidence: evidence))
        return audit
    }

    private func gather(_ scenes: Set<String>, _ world: WatchWorld) throws -> RegistrationEvidence {
        let work = FootprintWork(store: store, world: world, rules: rules, threads: threads, stop: stop)
        let units = try store.footprintUnits(asOf: world.commit, ofScenes: scenes)
        let gathered = Mutex(RegistrationEvidence())
        try work.forEach(units.map { .unit($0) }) { footprints, _ in
            let evidence = rules.registrationEvidence(
                in: footprints.batch, against: world.index, options: world.options, ofScenes: scenes)
            gathered.withLock { $0.merge(evidence) }
        }
        return gathered.withLock { evidence in
            evidence.close()
            return evidence
        }
    }

    private func scenes(changedAfter before: Int, through commit: Int) throws -> Set<String> {
        let changes = try store.footprintChanges(after: before, through: commit)
        let came = try store.footprints(references: changes.added, asOf: commit)
        let went = try store.footprints(references: changes.ended, asOf: before)
        return Set(came.scenes).union(went.scenes)
    }
}
