internal import Dispatch
internal import Foundation
internal import OreFeatures
internal import Synchronization

/// Turns a source that pushes its batches into a loop on the caller's thread, for writers that live on one thread (SQLite, a workbook).
///
/// The source runs on a thread of its own and waits when `capacity` batches lie unread.
final class BatchQueue<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var failure: (any Error)?
        var isCancelled = false
    }
    private let state = Mutex(State())
    private let free: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    private init(capacity: Int) { free = DispatchSemaphore(value: capacity) }

    /// Runs `produce`, whose argument takes the elements, and hands each one to `body`, in order, on the calling thread.
    /// - Throws: the first error of either side; both have ended by then.
    static func forEach(
        capacity: Int = 4, produce: @escaping @Sendable (_ put: @escaping @Sendable (Element) throws -> Void) throws -> Void,
        _ body: (Element) throws -> Void
    ) throws {
        let queue = BatchQueue(capacity: capacity)
        let thread = Thread {
            do {
                try produce { try queue.put($0) }
                queue.finish(nil)
            } catch {
                queue.finish(error)
            }
        }
        thread.stackSize = 8 << 20
        thread.start()
        defer {
            queue.cancel()
            queue.ended.wait()
        }
        while let element = try queue.next() { try body(element) }
    }

    private func put(_ element: Element) throws {
        free.wait()
        try state.withLock { state in
            if state.isCancelled { throw CancellationError() }
            state.elements.append(element)
        }
        filled.signal()
    }

    private func finish(_ failure: (any Error)?) {
        state.withLock { $0.failure = failure }
        filled.signal()
        ended.signal()
    }

    private func next() throws -> Element? {
        filled.wait()
        defer { free.signal() }
        return try state.withLock { state in
            if !state.elements.isEmpty { return state.elements.removeFirst() }
            if let failure = state.failure { throw failure }
            return nil
        }
    }

    private func cancel() {
        state.withLock { $0.isCancelled = true }
        free.signal()
    }
}
