internal import Dispatch
internal import Foundation
internal import Synchronization

/// Runs the units of a numbered sequence on several threads and hands their outputs on in order, holding a bounded number of them.
///
/// Back-pressure: a worker does not start unit `n` before unit `n - window` was consumed. The worker that finishes the next unit in order
/// consumes it and every finished one behind it, so no thread exists only to wait.
struct OrderedPipeline: Sendable {
    let threads: Int
    /// The number of units in flight, from started to consumed.
    let window: Int

    init(threads: Int) {
        self.threads = max(1, threads)
        self.window = self.threads * 4
    }

    /// - Parameters:
    ///   - next: gives the unit with the next number, or nil at the end; called under a lock, in order.
    ///   - map: concurrent.
    ///   - consume: serial and in order.
    /// - Throws: the first error of any closure; units behind it are not consumed.
    func run<Unit: Sendable, Worker, Output: Sendable>(
        next: @Sendable () throws -> Unit?,
        makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, Unit) throws -> Output,
        consume: @Sendable (Output) throws -> Void
    ) throws {
        let exchange = Exchange<Output>()
        @Sendable func work(_ thread: Int) {
            do {
                var worker = try makeWorker()
                while let (number, unit) = try exchange.take(window: window, next: next) {
                    let output = try map(&worker, unit)
                    try exchange.deliver(number, output, to: consume)
                }
            } catch {
                exchange.fail(error)
            }
        }
        if threads == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: threads, execute: work) }
        try exchange.throwIfFailed()
    }
}

/// The meeting place of the workers: numbers given out, outputs waiting for their turn, the first failure.
private final class Exchange<Output: Sendable>: Sendable {
    private struct State {
        var nextToStart = 0
        var nextToConsume = 0
        var ended = false
        var failure: (any Error)?
        var waiting: [Int: Output] = [:]
        var isConsuming = false
        var isReading = false
    }
    private let state = Mutex(State())
    private let changed = NSCondition()

    private func announce() {
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    /// Waits until `body` gives a value. `body` runs with the state locked.
    private func wait<T: Sendable>(_ body: (inout State) -> T?) -> T {
        changed.lock()
        defer { changed.unlock() }
        while true {
            if let value = state.withLock({ state in body(&state) }) { return value }
            changed.wait()
        }
    }

    func take<Unit>(window: Int, next: () throws -> Unit?) throws -> (Int, Unit)? {
        let number: Int? = wait { state -> Int?? in
            if state.ended || state.failure != nil { return .some(nil) }
            if state.isReading || state.nextToStart - state.nextToConsume >= window { return .none }
            state.isReading = true
            return .some(state.nextToStart)
        }
        guard let number else { return nil }
        do {
            let unit = try next()
            state.withLock {
                $0.isReading = false
                if unit == nil { $0.ended = true } else { $0.nextToStart += 1 }
            }
            announce()
            return unit.map { (number, $0) }
        } catch {
            state.withLock { $0.isReading = false }
            throw error
        }
    }

    func deliver(_ number: Int, _ output: Output, to consume: (Output) throws -> Void) throws {
        state.withLock { $0.waiting[number] = output }
        while true {
            let ready: Output? = state.withLock { state in
                guard !state.isConsuming, state.failure == nil, let output = state.waiting.removeValue(forKey: state.nextToConsume) else {
                    return nil
                }
                state.isConsuming = true
                return output
            }
            guard let ready else { return }
            try consume(ready)
            state.withLock {
                $0.isConsuming = false
                $0.nextToConsume += 1
            }
            announce()
        }
    }

    func fail(_ error: any Error) {
        state.withLock { if $0.failure == nil { $0.failure = error } }
        announce()
    }

    func throwIfFailed() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }
}
