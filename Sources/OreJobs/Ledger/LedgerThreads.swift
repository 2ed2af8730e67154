internal import Dispatch
internal import Synchronization

/// Work over numbered parts on several threads, taken one after another as they come free.
enum LedgerThreads {
    /// - Throws: the first error by number.
    static func forEach(_ numbers: [Int], threads: Int, _ body: @Sendable (Int) throws -> Void) throws {
        let next = Atomic(0)
        let failure = Mutex<(Int, any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, numbers.count))) { _ in
            while true {
                let place = next.add(1, ordering: .relaxed).oldValue
                guard place < numbers.count, failure.withLock({ $0 == nil }) else { return }
                do { try body(numbers[place]) } catch { failure.withLock { if $0.map({ place < $0.0 }) ?? true { $0 = (place, error) } } }
            }
        }
        if let (_, error) = failure.withLock({ $0 }) { throw error }
    }
}
