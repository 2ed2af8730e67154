internal import Dispatch
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage
internal import Synchronization

/// Judges footprints of a store on all threads, a unit of close ones at a time.
struct FootprintWork: Sendable {
    let store: Store
    let world: WatchWorld
    let rules: RuleSet
    let threads: Int
    let stop: @Sendable () throws -> Void
    private static let rowsAtATime = 1024

    /// What a unit is loaded from.
    enum Item: Sendable {
        case unit(FootprintUnit)
        case references([Int64])
    }

    /// - Parameter receive: called on any worker.
    func evaluate(_ items: [Item], receive: @escaping @Sendable (DetectionOutcome, StoredFootprints) throws -> Void) throws {
        let cutoff = rules.historyCutoff(for: world.index)
        try forEach(items) { (stored: StoredFootprints, worker: DetectionWorker) throws -> Void in
            var history: FootprintHistory?
            if let cutoff { history = try self.history(of: stored, before: cutoff) }
            let outcome = rules.evaluate(stored.batch, against: world.index, history: history, options: world.options, using: worker)
            try receive(outcome, stored)
        }
    }

    /// Every footprint as of the world's commit.
    func everything() throws -> [Item] {
        try store.footprintUnits(rows: Self.rowsAtATime, asOf: world.commit).map { .unit($0) }
    }

    /// Footprints by their numbers, which are in the order of the store, where close ones lie together.
    func items(_ references: [Int64]) -> [Item] {
        let size = max(64, min(Self.rowsAtATime, references.count / max(1, threads * 4)))
        return stride(from: 0, to: references.count, by: size).map { .references(Array(references[$0..<min($0 + size, references.count)])) }
    }

    func forEach(_ items: [Item], _ body: @Sendable (StoredFootprints, DetectionWorker) throws -> Void) throws {
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, items.count))) { _ in
            let worker = DetectionWorker(ellipsoid: .wgs84)
            while true {
                let number = next.withLock { n in
                    defer { n += 1 }
                    return n
                }
                guard number < items.count else { return }
                do {
                    guard failure.withLock({ $0 == nil }) else { return }
                    try stop()
                    try body(try load(items[number]), worker)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func load(_ item: Item) throws -> StoredFootprints {
        switch item {
        case .unit(let unit): world.dated(try store.footprints(in: unit, asOf: world.commit))
        case .references(let references): world.dated(try store.footprints(references: references, asOf: world.commit))
        }
    }

    /// Earlier observations of the places at hand. What each footprint is told depends only on those that meet it.
    private func history(of stored: StoredFootprints, before cutoff: Day) throws -> FootprintHistory {
        var builder = FootprintHistory.Builder(before: cutoff, clearViews: world.clearViews)
        let boxes = (0..<stored.batch.count).map { stored.batch.geometry.envelope(of: $0) }
        let references = try store.footprintReferences(meeting: boxes, asOf: world.commit)
        builder.append(world.dated(try store.footprints(references: references, asOf: world.commit)).batch)
        return builder.build()
    }
}
