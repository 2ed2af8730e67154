import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// A daemon that was started for a test; killed with its owner.
private final class RunningDaemon {
    let folder: TemporaryFolder
    let process = Process()

    init(_ configuration: String, in folder: TemporaryFolder) throws {
        self.folder = folder
        _ = try folder.file("c.yaml", configuration)
        _ = FileManager.default.createFile(atPath: folder.path("log"), contents: nil)
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
            path: "orewatchd")
        process.arguments = ["--config", folder.path("c.yaml"), "--set", "service.listen=127.0.0.1:0"]
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder.path("log")))
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var log: String { (try? String(contentsOfFile: folder.path("log"), encoding: .utf8)) ?? "" }

    /// Waits until the log has it.
    func waits(for text: String) throws -> Bool {
        for _ in 0..<600 where !log.contains(text) {
            guard process.isRunning else { return log.contains(text) }
            usleep(50_000)
        }
        return log.contains(text)
    }

    func get(_ path: String) throws -> String {
        let line = try #require(log.split(separator: "\n").first { $0.hasPrefix("ready ") })
        return String(decoding: try Data(contentsOf: try #require(URL(string: line.dropFirst(6) + path))), as: UTF8.self)
    }

    func end(_ signal: Int32 = SIGTERM) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}

private let plain = "store: watch.sqlite\njobs: { often: { schedule: \"* * * * *\" } }\n"

@Suite("Daemon")
struct DaemonTests {
    private let orewatchd = BuiltProgram("orewatchd")

    @Test("It says when it is ready, answers probes, and SIGTERM ends it with 0")
    func life() throws {
        let daemon = try RunningDaemon(plain, in: try TemporaryFolder())
        #expect(try daemon.waits(for: "ready http://127.0.0.1:"))
        #expect(try daemon.get("/healthz") == "ok\n")
        #expect(try daemon.get("/readyz") == "ready\n")
        let metrics = try daemon.get("/metrics")
        #expect(metrics.contains("orewatch_job_runs_total{job=\"often\",outcome=\"done\"}"))
        #expect(metrics.contains("# TYPE orewatch_process_resident_memory_bytes gauge"))
        let begin = ContinuousClock.now
        #expect(daemon.end() == 0)
        #expect(ContinuousClock.now - begin < .seconds(10))
        #expect(!daemon.log.contains("error") && !daemon.log.contains("Fatal"))
    }

    @Test("A second daemon on the same store refuses in one line; after kill -9 of the first it works at once")
    func leader() throws {
        let folder = try TemporaryFolder()
        let first = try RunningDaemon(plain, in: folder)
        #expect(try first.waits(for: "ready "))
        let second = try orewatchd.run(["--config", folder.path("c.yaml"), "--set", "service.listen=127.0.0.1:0"])
        #expect(second.exitCode == 75 && second.standardError.contains("another daemon works on this store (process"))
        #expect(second.standardError.split(separator: "\n").count == 1)
        #expect(first.end(SIGKILL) == -SIGKILL)
        let third = try RunningDaemon(plain, in: folder)
        #expect(try third.waits(for: "ready "))
        #expect(third.end() == 0)
    }

    @Test("SIGHUP takes a good configuration and keeps the old one against a bad one")
    func reload() throws {
        let folder = try TemporaryFolder()
        let daemon = try RunningDaemon(plain, in: folder)
        #expect(try daemon.waits(for: "ready "))
        _ = try folder.file("c.yaml", plain.replacingOccurrences(of: "often", with: "nightly"))
        kill(daemon.process.processIdentifier, SIGHUP)
        #expect(try daemon.waits(for: "configuration reloaded"))
        #expect(try daemon.get("/metrics").contains("job=\"nightly\""))
        _ = try folder.file("c.yaml", "store: watch.sqlite\njosb: {}\n")
        kill(daemon.process.processIdentifier, SIGHUP)
        #expect(try daemon.waits(for: "configuration kept"))
        #expect(daemon.log.contains("did you mean") && daemon.process.isRunning)
        #expect(try daemon.get("/metrics").contains("orewatch_configuration_reloads_total{outcome=\"refused\"} 1"))
        #expect(daemon.end() == 0)
    }

    @Test("What is wrong before the start has its exit code and one line")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let taken = try LoopbackServer { _, _ in .hang }
        let cases: [([String], Int32)] = [
            (["--config", folder.path("none.yaml")], 66), (["--config", try folder.file("bad.yaml", "stoer: x\n")], 78),
            (["--confg", "x"], 64),
            (["--set", "store"], 64), (["--set", "store=/nowhere/at/all/s"], 73),
            (["--set", "store=\(folder.path("s"))", "--set", "service.listen=127.0.0.1:\(taken.port)"], 69),
        ]
        for (arguments, code) in cases {
            let outcome = try orewatchd.run(arguments)
            #expect(outcome.exitCode == code, "\(arguments): \(outcome.standardError)")
            #expect(!outcome.standardError.contains("Fatal") && !outcome.standardError.hasPrefix("ready "), "\(outcome.standardError)")
            if code != 64 { #expect(outcome.standardError.split(separator: "\n").count == 1, "\(outcome.standardError)") }
        }
    }
}
