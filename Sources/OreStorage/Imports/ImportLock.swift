internal import Foundation

/// Lets one import into a store at a time, whatever process it runs in. The system gives the lock back when its holder dies.
final class ImportLock: Sendable {
    private let descriptor: Int32

    /// Waits up to `seconds`.
    /// - Throws: ``StoreError/busy(path:what:)``; `readOnly` where the lock's file cannot be made.
    init(store path: String, seconds: Double) throws(StoreError) {
        let file = path + ".import-lock"
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw errno == ENOSPC ? .full(path: path) : .readOnly(path: path) }
        var waited = 0.0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard waited < seconds else {
                close(descriptor)
                throw .busy(path: path, what: "another import is running")
            }
            usleep(20_000)
            waited += 0.02
        }
    }

    deinit { close(descriptor) }
}
