internal import Synchronization

/// A value behind a lock, for work that is done by whoever finds it free.
final class LockedState<Value>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: sending Value) { mutex = Mutex(value) }

    /// Does nothing when another thread is at it.
    func ifFree(_ body: (inout sending Value) throws -> Void) throws {
        _ = try mutex.withLockIfAvailable { try body(&$0) }
    }

    func whenFree<Result: Sendable>(_ body: (inout sending Value) throws -> Result) throws -> Result {
        try mutex.withLock { try body(&$0) }
    }
}
