import Foundation
import OreCases
import OreDetection
import OreGeometry
import OreJobs
import OreStorage

/// Measures a store: queries by box, and a scene from its arrival to committed incidents with the registers resident.
///
///     store-bench boxes  STORE bbox.csv
///     store-bench scenes STORE incremental.geojson RULES [rounds]     each round a scene of a new day
///     store-bench again  STORE incremental.geojson RULES [rounds]     the file as it is: more footprints of 48 scenes that were there before
///
/// The last two change the store: give them a copy.
@main
enum StoreBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4 else {
            print("usage: store-bench boxes STORE bbox.csv | store-bench scenes|again STORE incremental.geojson RULES [rounds]")
            return
        }
        switch arguments[1] {
        case "boxes": try boxes(arguments[2], arguments[3])
        default:
            try scenes(
                arguments[2], arguments[3], rules: arguments[4], rounds: arguments.count > 5 ? Int(arguments[5]) ?? 10 : 10,
                areNew: arguments[1] == "scenes")
        }
    }

    static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        let spent = (ContinuousClock.now - start).components
        return Double(spent.seconds) * 1e3 + Double(spent.attoseconds) / 1e15
    }

    static func summary(_ name: String, _ times: [Double]) {
        let sorted = times.sorted()
        func share(_ p: Double) -> String { String(format: "%.3f", sorted[min(sorted.count - 1, Int(p * Double(sorted.count)))]) }
        print("\(name): p50 \(share(0.5)) ms, p90 \(share(0.9)) ms, p99 \(share(0.99)) ms, n \(times.count)")
    }

    static func memory() -> String {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return status.split(separator: "\n").filter { $0.hasPrefix("VmRSS") || $0.hasPrefix("VmHWM") || $0.hasPrefix("RssAnon") }
            .joined(separator: ", ").replacingOccurrences(of: "\t", with: " ")
    }

    static func boxes(_ path: String, _ file: String) throws {
        let store = try Store(path: path, mode: .readOnly)
        let boxes = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
            let n = line.split(separator: ",").compactMap { Double($0) }
            return Envelope(minX: n[0], minY: n[1], maxX: n[2], maxY: n[3])
        }
        for round in 1...3 {
            var hits = 0
            let times = try boxes.map { box in try milliseconds { hits += try store.footprintShapes(meeting: box).ids.count } }
            summary("round \(round): \(hits) hits", times)
        }
        print(memory())
    }

    /// The footprints as those of one take on a day of its own, with ids of their own; as they are where `day` is `nil`.
    static func scene(_ text: String, _ round: Int, day: String?) -> String {
        var named = text.replacingOccurrences(
            of: "\"footprint_id\": ?\"", with: "\"footprint_id\":\"\(getpid())-\(round)-", options: .regularExpression)
        if let day {
            for (name, value) in [("observed_at", day), ("source", "S2")] {
                named = named.replacingOccurrences(
                    of: "\"\(name)\": ?\"[^\"]*\"", with: "\"\(name)\":\"\(value)\"", options: .regularExpression)
            }
        }
        return named
    }

    static func scenes(_ path: String, _ file: String, rules: String, rounds: Int, areNew: Bool) throws {
        let store = try Store(path: path, mode: .readWrite)
        let memory = WatchMemory()
        let text = try String(contentsOfFile: file, encoding: .utf8)
        var request = WatchRun.Request(startedAt: "2026-01-01T00:00:00Z")
        request.ruleSet = try RuleSet.named(rules)
        request.threads = ProcessInfo.processInfo.activeProcessorCount
        print("warm-up: \(try milliseconds { _ = try WatchRun(store, request, memory: memory).execute() }) ms, \(Self.memory())")
        var times: (whole: [Double], ingest: [Double]) = ([], [])
        for round in 0..<rounds {
            let scene = FileManager.default.temporaryDirectory.appending(path: "scene-\(getpid())-\(round).geojson")
            let day = String(format: "2026-%02d-%02d", 1 + round / 28, 1 + round % 28)
            let named = Self.scene(text, round, day: areNew ? day : nil)
            try named.write(to: scene, atomically: true, encoding: .utf8)
            var ingest = IngestRequest(input: SideInput(.footprints, files: [scene.path]), receivedAt: request.startedAt)
            (ingest.threads, ingest.isQuiet) = (request.threads, true)
            var spent = 0.0
            var counts = ""
            times.whole.append(
                try milliseconds {
                    spent = try milliseconds { counts = try IngestRun(ingest, into: store).execute()[0].outcome.counts.text }
                    let result = try WatchRun(store, request, memory: memory).execute()
                    counts += " findings_added=\(result.entry.counts["findings_added"] ?? 0)"
                })
            times.ingest.append(spent)
            // As the daemon does when a run is over.
            try store.checkpoint()
            if round == 0 { print(counts) }
            try FileManager.default.removeItem(at: scene)
        }
        summary("arrival to committed incidents", times.whole)
        summary("of that, ingest", times.ingest)
        print(Self.memory())
        try store.close()
    }
}
