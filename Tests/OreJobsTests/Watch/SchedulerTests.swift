import Foundation
import OreCases
import Synchronization
import TestSupport
import Testing

@testable import OreJobs

/// A wall clock that the test sets.
private final class SetClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
    var now: Date { time.withLock { $0 } }
    func add(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

private func scheduler(_ bench: Bench, _ clock: SetClock) -> Scheduler {
    Scheduler(configuration: bench.configuration, work: bench.work, metrics: bench.metrics, log: bench.log, now: { clock.now })
}

@Suite("Scheduler")
struct SchedulerTests {
    @Test("A new file starts its job; a file that cannot be taken now does not start it again and again")
    func arrivals() async throws {
        let bench = try Bench(
            "sources: { in: { kind: folder, location: in, as: footprints, settle: 0s } }\n"
                + "jobs: { j: { sources: [in], on_arrival: true, retries: 0, retry_after: 1h } }\n")
        let scheduler = scheduler(bench, SetClock())
        func round() async { await scheduler.look(); while await scheduler.workOffNext() {} }
        await round()
        #expect(await bench.work.runs.isEmpty)
        _ = try bench.folder.file("in/a.geojson", "{}")
        for _ in 0..<3 { await round() }
        #expect(await bench.work.runs.map(\.trigger) == [.arrival])
        #expect(await bench.work.taken.count == 1)
        _ = try bench.folder.file("in/b.geojson", "locked")
        for _ in 0..<5 { await round() }
        #expect(await bench.work.runs.count == 2)
    }

    @Test("A crash during a run makes the run again after the start")
    func crash() async throws {
        let clock = SetClock()
        let bench = try Bench("jobs: { j: { schedule: \"30 2 * * *\" } }\n")
        let before = scheduler(bench, clock)
        clock.add(86_400)
        await before.look()
        #expect(await before.workOffNext())
        clock.add(86_400)
        // Due, begun, and then nothing more is heard of this process.
        await before.look()
        let after = scheduler(bench, clock)
        await after.look()
        #expect(await after.workOffNext())
        #expect(await bench.work.runs.count == 2)
        await after.look()
        #expect(await !after.workOffNext())
    }

    @Test("The end comes soon, even while a run goes on")
    func end() async throws {
        let bench = try Bench("jobs: { j: {} }\n")
        await bench.work.set(pause: .seconds(60))
        let scheduler = scheduler(bench, SetClock())
        await scheduler.ask(for: "j")
        let life = Task { await scheduler.run() }
        while await bench.work.runs.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        await scheduler.end()
        await life.value
        #expect(bench.metrics.value("orewatch_job_runs_total", ["job": "j", "outcome": "abandoned"]) == 1)
    }

    /// A week by default takes seconds here; `OREWATCH_SOAK_DAYS` makes it longer, and has the process's memory judged: run it alone then,
    /// because tests beside it share the process.
    @Test("Over weeks of runs nothing grows: queue, journal, spool, series, memory")
    func soak() async throws {
        let asked = ProcessInfo.processInfo.environment["OREWATCH_SOAK_DAYS"].flatMap(Int.init)
        let days = asked ?? 7
        let server = try LoopbackServer { _, number in
            number % 7 == 3 ? .answer(503) : .answer(200, headers: ["ETag": "\"\(number)\""], body: "feed \(number)")
        }
        let bench = try Bench(
            """
            sources:
              inbox: { kind: folder, location: in, as: footprints, settle: 0s }
              feed: { kind: geojson, location: "\(server.address)/f", as: licences, attempts: 1 }
            jobs:
              hourly: { sources: [inbox, feed], schedule: "7 * * * *", retries: 0 }
              often: { schedule: "*/10 * * * *", jitter: 2m }
            notices: { desk: { kind: folder, location: out } }
            """)
        let clock = SetClock()
        let scheduler = scheduler(bench, clock)
        var resident: [Int] = []
        var series = 0
        try await scheduler.tell()
        for hour in 0..<(24 * days) {
            _ = try bench.folder.file("in/scene-\(hour).geojson", hour % 11 == 5 ? "refuse" : "scene \(hour)")
            for _ in 0..<6 {
                clock.add(600)
                await scheduler.look()
                while await scheduler.workOffNext() {}
            }
            try await scheduler.tell()
            if hour == 24 * days / 2 { series = bench.metrics.text().split(separator: "\n").count }
            resident.append(Int(try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]) ?? 0)
        }
        let journal = try Data(contentsOf: URL(filePath: bench.folder.path("watch.sqlite.jobs.json")))
        #expect(journal.count < 2000 && bench.names("watch.sqlite.spool").isEmpty && bench.names("in") == ["done", "failed"])
        #expect(bench.metrics.text().split(separator: "\n").count == series)
        #expect(await bench.work.runs.count >= days * (24 + 143))
        #expect(bench.names("out").count >= days * (24 + 143) - 2)
        guard asked != nil else { return }
        // The recorded runs and files of this test are what grows: far less than this a run.
        let growth = (resident.suffix(10).min() ?? 0) - (resident.dropFirst(resident.count / 4).prefix(10).min() ?? 0)
        #expect(growth * 4096 < 24 << 20 + days * (1 << 20), "grew by \(growth * 4) kB over \(days) days")
    }
}
