import Foundation
import OreCases
import OreJobs
import TestSupport
import Testing

private let inbox = """
    sources:
      inbox: { kind: folder, location: in, as: footprints, settle: 0s, profile: amazon-mining-watch }
    jobs:
      job: { sources: [inbox], retry_after: 100ms }
    """

@Suite("Folders")
struct FolderSourceTests {
    @Test("Files are taken in the order of their names and put into done")
    func order() async throws {
        let bench = try Bench(inbox)
        for name in ["in/s-10.geojson", "in/s-9.geojson", "in/.hidden", "in/x.part", "in/y.geojson.tmp"] {
            _ = try bench.folder.file(name, "{} \(name)")
        }
        let ending = try await bench.run("job")
        #expect(ending.outcome == .done && ending.failure == nil)
        #expect(await bench.work.taken.map(\.delivery.name) == ["s-9.geojson", "s-10.geojson"])
        let first = await bench.work.taken.first?.delivery
        #expect(first?.kind == .footprints && first?.profile == "amazon-mining-watch")
        #expect(
            bench.names("in/done") == ["s-10.geojson", "s-9.geojson"]
                && bench.names("in") == [".hidden", "done", "x.part", "y.geojson.tmp"])
        #expect(bench.metrics.value("orewatch_source_files_total", ["source": "inbox", "outcome": "stored"]) == 2)
    }

    @Test("A refused file goes to failed with its reason; the others are taken, and the run says that it failed")
    func refused() async throws {
        let bench = try Bench(inbox)
        _ = try bench.folder.file("in/a.geojson", "refuse")
        _ = try bench.folder.file("in/b.geojson", "{}")
        let ending = try await bench.run("job")
        #expect(
            ending.outcome == .failed && !ending.mayPass && ending.failure?.contains("a.geojson: line 1: not GeoJSON; send GeoJSON") == true
        )
        #expect(bench.names("in/done") == ["b.geojson"] && bench.names("in/failed") == ["a.geojson", "a.geojson.reason.txt"])
        #expect(await bench.work.runs.count == 1)
        #expect(await bench.work.kept.map(\.outcome) == [.failed])
    }

    @Test("A file stays where it is while the reason may pass")
    func passing() async throws {
        let bench = try Bench(inbox)
        _ = try bench.folder.file("in/a.geojson", "locked")
        let ending = try await bench.run("job")
        #expect(ending.mayPass && ending.leftFiles && bench.names("in") == ["a.geojson"])
    }

    @Test("The same name twice keeps both files")
    func names() async throws {
        let bench = try Bench(inbox)
        for text in ["1", "2", "3"] {
            _ = try bench.folder.file("in/a.geojson", text)
            _ = try await bench.run("job")
        }
        #expect(bench.names("in/done") == ["a-2.geojson", "a-3.geojson", "a.geojson"])
    }

    @Test("A file that still grows is not read before it has settled")
    func growing() async throws {
        let bench = try Bench(inbox.replacingOccurrences(of: "settle: 0s", with: "settle: 4s"))
        let path = try bench.folder.file("in/a.geojson", "1")
        // A thread of its own, so that other tests cannot keep it from writing for as long as a file needs to settle.
        let isWritten = StopFlag()
        Thread.detachNewThread {
            for _ in 0..<6 {
                Thread.sleep(forTimeInterval: 0.15)
                guard let file = FileHandle(forWritingAtPath: path) else { continue }
                _ = try? file.seekToEnd()
                try? file.write(contentsOf: Data("+".utf8))
                try? file.close()
            }
            isWritten.set()
        }
        // A run looks twice as long as the settling time, and leaves to the next what still grows.
        let collector = bench.collector
        let job = try #require(bench.configuration.job("job"))
        for _ in 0..<10 where await bench.work.taken.isEmpty {
            _ = await bench.runner(collector).run(JobRun(job: job, trigger: .manual, startedAt: Date()))
        }
        #expect(isWritten.isSet)
        #expect(await bench.work.taken.map(\.content) == ["1++++++"])
    }

    @Test("A file that grows while it is read stays, and is read again")
    func growsWhileRead() async throws {
        let bench = try Bench(inbox)
        _ = try bench.folder.file("in/a.geojson", "1")
        await bench.work.set(whileTaking: { path in try? Data("12".utf8).write(to: URL(filePath: path)) })
        let ending = try await bench.run("job")
        #expect(ending.leftFiles && ending.failure == nil && bench.names("in") == ["a.geojson"])
        await bench.work.set()
        _ = try await bench.run("job")
        #expect(await bench.work.taken.map(\.content) == ["1", "12"])
        #expect(bench.names("in") == ["done"])
    }

    @Test("Files that stay in place are read again only when they changed")
    func files() async throws {
        let bench = try Bench(
            "sources:\n  reg: { kind: files, location: \"in/r*.csv\", as: licences, settle: 0s }\njobs:\n  job: { sources: [reg] }\n")
        _ = try bench.folder.file("in/r1.csv", "a")
        _ = try bench.folder.file("in/other.csv", "b")
        for _ in 0..<3 { _ = try await bench.run("job") }
        #expect(await bench.work.taken.map(\.content) == ["a"])
        _ = try bench.folder.file("in/r1.csv", "changed")
        _ = try await bench.run("job")
        #expect(await bench.work.taken.map(\.content) == ["a", "changed"])
        #expect(bench.names("in") == ["other.csv", "r1.csv"])
    }

    @Test("A folder that is not there fails the run in one line, and may come back")
    func missing() async throws {
        let bench = try Bench(inbox)
        try FileManager.default.removeItem(atPath: bench.folder.path("in"))
        let ending = try await bench.run("job")
        #expect(ending.outcome == .failed && ending.mayPass && ending.failure?.contains("cannot be listed") == true)
    }
}
