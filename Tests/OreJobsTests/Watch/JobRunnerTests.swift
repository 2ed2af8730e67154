import Foundation
import OreCases
import TestSupport
import Testing

@testable import OreJobs

@Suite("Runs")
struct JobRunnerTests {
    @Test("A run that takes longer than its limit is timed out and worth another try")
    func limit() async throws {
        let bench = try Bench("jobs: { j: { time_limit: 100ms } }\n")
        // Longer than any machine is slow: only the stop ends it.
        await bench.work.set(pause: .seconds(3600))
        let ending = try await bench.run("j")
        #expect(ending.outcome == .timedOut && ending.mayPass && ending.failure == "took longer than 0.1 s")
        #expect(await bench.work.kept.isEmpty)
        #expect(bench.metrics.value("orewatch_job_runs_total", ["job": "j", "outcome": "timed_out"]) == 1)
    }

    @Test("A stopped run is abandoned and not tried again")
    func stop() async throws {
        let bench = try Bench("jobs: { j: {} }\n")
        // Longer than any machine is slow: only the stop ends it.
        await bench.work.set(pause: .seconds(3600))
        let run = JobRun(job: try #require(bench.configuration.job("j")), trigger: .manual, startedAt: Date())
        Task {
            try await Task.sleep(for: .milliseconds(50))
            run.stop.set()
        }
        let ending = await bench.runner().run(run)
        #expect(ending.outcome == .abandoned && !ending.mayPass)
    }

    @Test("A source that fails keeps neither the others nor the evaluation from going on")
    func sourceFails() async throws {
        let bench = try Bench(
            """
            sources:
              a: { kind: folder, location: missing, as: licences }
              b: { kind: folder, location: in, as: footprints, settle: 0s }
            jobs: { j: { sources: [a, b] } }
            """)
        _ = try bench.folder.file("in/x.geojson", "{}")
        let ending = try await bench.run("j")
        #expect(ending.outcome == .failed && ending.mayPass && ending.result?.entry.outcome == .done)
        #expect(await bench.work.taken.count == 1)
        #expect(await bench.work.runs.count == 1)
        #expect(bench.metrics.value("orewatch_source_failures_total", ["source": "a"]) == 1)
        #expect(bench.metrics.value("orewatch_job_last_success_timestamp_seconds", ["job": "j"]) == 0)
    }

    @Test("A dry run moves and remembers nothing")
    func dry() async throws {
        let bench = try Bench("sources: { b: { kind: folder, location: in, as: footprints, settle: 0s } }\njobs: { j: { sources: [b] } }\n")
        _ = try bench.folder.file("in/x.geojson", "{}")
        var run = JobRun(job: try #require(bench.configuration.job("j")), trigger: .manual, startedAt: Date())
        run.isDryRun = true
        _ = await bench.runner().run(run)
        #expect(bench.names("in") == ["x.geojson"] && !bench.names(".").contains("watch.sqlite.jobs.json"))
    }

    @Test("A journal that cannot be read is put aside, and work goes on")
    func journal() async throws {
        let bench = try Bench("jobs: { j: {} }\n")
        _ = try bench.folder.file("watch.sqlite.jobs.json", "{ broken")
        #expect(bench.journal.remark?.contains("put aside") == true)
        #expect(try await bench.run("j").failure == nil)
        #expect(bench.names(".").contains("watch.sqlite.jobs.json.unreadable"))
    }

    @Test("JSON is cut into slices without leaving its bytes, whatever the text")
    func slices() throws {
        let text = Array("{\"a\":[1, {\"b]\":\"}\\\"\"} ,[]],\"c\\u00e9\\ud83d\\ude00\\n\":\"\\u0041\",\"d\":null}".utf8)
        let slices = try JSONSlices(text)
        let members = slices.members(slices.whole)
        #expect(Set(members.keys) == ["a", "cé😀\n", "d"])
        #expect(members["cé😀\n"].flatMap(slices.string) == "A")
        #expect(members["a"].map(slices.elements)?.map { String(decoding: text[$0], as: UTF8.self) } == ["1", "{\"b]\":\"}\\\"\"}", "[]"])
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var mutant = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                mutant[Int.random(in: mutant.indices, using: &random)] =
                    Array("{}[]\",:\\u01 n\n").randomElement(using: &random).flatMap(\.asciiValue) ?? 0
            }
            guard let slices = try? JSONSlices(mutant) else { continue }
            let all = slices.members(slices.whole)
            for range in all.values {
                #expect(slices.elements(range).allSatisfy { range.contains($0.lowerBound) && $0.upperBound <= range.upperBound })
            }
        }
    }

    @Test("Only one process has the lock of a store, until it lets go")
    func lock() throws {
        let folder = try TemporaryFolder()
        let first = try LeaderLock(store: folder.path("s"))
        #expect(throws: LeaderLockError.taken(store: folder.path("s"), process: Int(getpid()))) { try LeaderLock(store: folder.path("s")) }
        first.release()
        _ = try LeaderLock(store: folder.path("s"))
        #expect(throws: LeaderLockError.self) { try LeaderLock(store: "/nowhere/at/all") }
    }
}
