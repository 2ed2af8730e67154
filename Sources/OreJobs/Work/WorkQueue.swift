internal import Dispatch

/// A thread for calls that block (SQLite, files, GEOS): they would take threads from the few that run everything asynchronous.
public final class WorkQueue: Sendable {
    private let queue: DispatchQueue

    public init(_ label: String) { queue = DispatchQueue(label: label) }

    /// Runs `body` after what was handed in before. Cancelling the task does not end it: `body` looks at a ``StopFlag``.
    public func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// Runs `body` so many seconds from now, after what was handed in by then.
    func run(after seconds: Double, _ body: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + seconds, execute: body)
    }
}
