import Foundation
import Synchronization
import Testing

@testable import OreFeatures

@Suite struct PipelineTests {
    private struct Stop: Error, Equatable { let place: String }

    /// Counts, from many threads.
    private final class Counter: Sendable {
        private let value = Mutex(0)
        func next(below limit: Int) -> Int? {
            value.withLock { value in
                guard value < limit else { return nil }
                value += 1
                return value - 1
            }
        }
        var current: Int { value.withLock { $0 } }
    }

    @Test(
        "Outputs come in the order of the units, each once, for any number of threads", .timeLimit(.minutes(1)),
        arguments: [1, 2, 3, 8, 32])
    func order(threads: Int) throws {
        let units = Counter()
        let seen = Mutex<[Int]>([])
        try OrderedPipeline(threads: threads).run(
            next: { units.next(below: 500) }, makeWorker: { 0 },
            map: { (done: inout Int, unit: Int) in
                done += 1
                if unit % 7 == 0 { Thread.sleep(forTimeInterval: 0.0005) }
                return unit
            }, consume: { output in seen.withLock { $0.append(output) } })
        #expect(seen.withLock { $0 } == Array(0..<500))
    }

    @Test("No unit starts before the one a window earlier was consumed", .timeLimit(.minutes(1)))
    func backPressure() throws {
        let pipeline = OrderedPipeline(threads: 4)
        let started = Counter()
        let consumed = Mutex(0)
        let widest = Mutex(0)
        try pipeline.run(
            next: {
                let unit = started.next(below: 200)
                let ahead = started.current - consumed.withLock { $0 }
                widest.withLock { $0 = max($0, ahead) }
                return unit
            }, makeWorker: {}, map: { (_: inout Void, unit: Int) in unit },
            consume: { unit in
                if unit == 0 { Thread.sleep(forTimeInterval: 0.05) }
                consumed.withLock { $0 += 1 }
            })
        #expect(consumed.withLock { $0 } == 200)
        // The count is taken a moment before the pipeline notes it.
        #expect(widest.withLock { $0 } <= pipeline.window + 1)
    }

    @Test(
        "An error of any closure ends the run and is thrown; nothing behind it is consumed", .timeLimit(.minutes(1)),
        arguments: ["next", "makeWorker", "map", "consume"], [1, 2, 5])
    func errors(place: String, threads: Int) throws {
        let units = Counter()
        let seen = Mutex<[Int]>([])
        let error = #expect(throws: Stop.self) {
            try OrderedPipeline(threads: threads).run(
                next: {
                    if place == "next", units.current == 50 { throw Stop(place: place) }
                    return units.next(below: 1000)
                },
                makeWorker: { if place == "makeWorker" { throw Stop(place: place) } },
                map: { (_: inout Void, unit: Int) in
                    if place == "map", unit == 50 { throw Stop(place: place) }
                    return unit
                },
                consume: { unit in
                    if place == "consume", unit == 50 { throw Stop(place: place) }
                    seen.withLock { $0.append(unit) }
                })
        }
        #expect(error == Stop(place: place))
        let consumed = seen.withLock { $0 }
        #expect(consumed == Array(0..<consumed.count))
        #expect(consumed.count <= 50)
        #expect(units.current < 1000)
    }

    @Test("A sequence without units calls neither map nor consume", .timeLimit(.minutes(1)))
    func empty() throws {
        try OrderedPipeline(threads: 3).run(
            next: { nil as Int? }, makeWorker: {}, map: { (_: inout Void, _: Int) in throw Stop(place: "map") },
            consume: { throw Stop(place: "consume") })
    }
}
