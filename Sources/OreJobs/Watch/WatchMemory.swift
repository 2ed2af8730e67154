internal import OreDetection
internal import OreStorage
internal import Synchronization

/// What runs on one store keep between them, so that a warm daemon does not read the registers for every scene. Shared freely.
public final class WatchMemory: Sendable {
    private struct Kept {
        var world: WatchWorld
        var rules: String
    }

    /// How the scenes lay on the registers, and what that was estimated from.
    struct Registration: Sendable {
        var commit: Int
        var registerCommit: Int
        var rules: String
        var datumSigma: Double
        var audit: RegistrationAudit
        var evidence: RegistrationEvidence
    }

    private let kept = Mutex<Kept?>(nil)
    private let registration = Mutex<Registration?>(nil)

    public init() {}

    /// The world as of a commit: the one that is kept, when no register but scenes changed since.
    func world(_ store: Store, asOf commit: Int, rules: RuleSet, sha256: String) throws -> WatchWorld {
        let old = kept.withLock { $0?.rules == sha256 ? $0?.world : nil }
        if let old, try old.indexCommit == store.lastIndexedCommit(through: commit) { return try old.moved(to: commit, store) }
        return try WatchWorld(store, asOf: commit, rules: rules)
    }

    func kept(asOf commit: Int, rules: String) -> WatchWorld? {
        kept.withLock { $0?.rules == rules && $0?.world.commit == commit ? $0?.world : nil }
    }

    /// The licences as of a commit: those that are kept, when no register but scenes changed since.
    func licences(_ store: Store, asOf commit: Int) throws -> LicenceTable {
        let old = kept.withLock { $0?.world }
        if let old, try old.indexCommit == store.lastIndexedCommit(through: commit) { return old.licences ?? LicenceTable() }
        return try store.licences(asOf: commit)
    }

    /// Lets go of the registers; the next run reads them again.
    func forget() {
        kept.withLock { $0 = nil }
        registration.withLock { $0 = nil }
    }

    func keep(_ world: WatchWorld, rules: String) { kept.withLock { $0 = Kept(world: world, rules: rules) } }

    /// The registration of an earlier commit with the same registers, rules and errors; `nil` when none is kept.
    func registration(before world: WatchWorld, rules: String) -> Registration? {
        registration.withLock { kept in
            guard let kept, kept.rules == rules, kept.registerCommit == world.registerCommit, kept.commit <= world.commit,
                kept.datumSigma == world.options.datumSigma
            else { return nil }
            return kept
        }
    }

    /// An earlier one does not replace a later one of the same registers and rules: changes since are looked for from the kept one on.
    func keep(_ new: Registration) {
        registration.withLock { kept in
            if let old = kept, old.rules == new.rules, old.registerCommit >= new.registerCommit, old.commit > new.commit { return }
            kept = new
        }
    }
}
