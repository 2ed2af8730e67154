internal import CMalloc
internal import OreStorage
internal import Synchronization

/// Gives memory back while a store is left alone: soon what its connections and the allocator hold for the next run, later the registers too.
///
/// A run that follows another closely finds everything warm.
final class RestingMemory: Sendable {
    private weak let store: Store?
    private weak let memory: WatchMemory?
    private let queue: WorkQueue
    /// Changes with every piece of work, so that what was planned before it is not done.
    private let work = Mutex(0)
    /// Pages are given back after so many seconds without work.
    static let secondsToPages = 20.0
    /// Reading registers of 75,000 licences takes a second or two: they are kept for work that comes every few minutes.
    static let secondsToRegisters = 300.0

    init(_ store: Store, _ memory: WatchMemory, _ queue: WorkQueue) { (self.store, self.memory, self.queue) = (store, memory, queue) }

    func workBegins() { work.withLock { $0 += 1 } }

    func workEnds() {
        let number = work.withLock { work in
            work += 1
            return work
        }
        queue.run(after: Self.secondsToPages) { [weak self] in self?.settle(number, registersToo: false) }
        queue.run(after: Self.secondsToRegisters) { [weak self] in self?.settle(number, registersToo: true) }
    }

    private func settle(_ number: Int, registersToo: Bool) {
        guard work.withLock({ $0 == number }), let store, let memory else { return }
        if registersToo { memory.forget() }
        store.releaseMemory()
        // Freed memory stays with the process until the allocator is told to return it.
        malloc_trim(0)
    }
}

/// How the process takes memory from the system.
public enum ProcessMemory {
    /// Blocks of a mebibyte and more go back to the system when they are freed, whatever was allocated since: for a process that lives long.
    ///
    /// By itself the C library raises that bound to 32 MiB as such blocks are freed, and what a run needed stays with the process.
    public static func returnLargeBlocks() { mallopt(M_MMAP_THRESHOLD, 1 << 20) }
}
