internal import Synchronization

/// Whether the daemon can do its work now, and why not.
final class Readiness: Sendable {
    private let reason = Mutex<String?>("starting")

    /// `nil` when it is ready.
    var notReady: String? { reason.withLock { $0 } }

    func set(notReady text: String?) { reason.withLock { $0 = text } }
}
