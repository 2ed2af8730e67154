internal import Foundation

/// Lets one detection run on a store at a time, whatever process it runs in. The system gives the lock back when its holder dies.
public final class RunLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``StoreError/busy(path:what:)`` when another run holds it; `readOnly` where the lock's file cannot be made.
    public init(_ store: Store) throws(StoreError) {
        descriptor = open(store.path + ".run-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw errno == ENOSPC ? .full(path: store.path) : .readOnly(path: store.path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .busy(path: store.path, what: "another detection run is going on")
        }
    }

    deinit { close(descriptor) }
}
