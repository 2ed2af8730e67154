internal import OreDetection
internal import Synchronization

/// The first of two passes over the footprints, when a rule has to know what was there before or how the scenes lie on the register.
struct FootprintPreview {
    private(set) var history: FootprintHistory?
    private(set) var registration: RegistrationAudit?

    /// Reads nothing when no rule needs it.
    init(
        reading reader: SideReader, _ ruleSet: RuleSet, against index: DetectionIndex, _ options: EvaluationOptions,
        _ progress: ProgressMeter
    ) throws {
        let cutoff = ruleSet.historyCutoff(for: index)
        let registers = ruleSet.needsRegistration(index)
        guard cutoff != nil || registers else { return }
        let gathered = Mutex((history: cutoff.map { FootprintHistory.Builder(before: $0) }, evidence: RegistrationEvidence()))
        _ = try reader.read(
            progress: progress,
            makeWorker: {},
            map: { (_: inout Void, batch, context) in
                let footprints = try FootprintBatch(intake: batch, context: context)
                let evidence = registers ? ruleSet.registrationEvidence(in: footprints, against: index, options: options) : nil
                return (footprints: cutoff == nil ? nil : footprints, evidence: evidence)
            },
            consume: { seen in
                gathered.withLock {
                    if let footprints = seen.footprints { $0.history?.append(footprints) }
                    if let evidence = seen.evidence { $0.evidence.merge(evidence) }
                }
            })
        progress.finish()
        history = gathered.withLock { $0.history?.build() }
        guard registers else { return }
        var evidence = gathered.withLock { $0.evidence }
        evidence.close()
        registration = ruleSet.registrationAudit(of: evidence, against: index, threads: reader.threads)
    }
}
