import Foundation
import TestSupport
import Testing

/// What comes over a week, and what is said of it at its end.
@Suite("A week")
struct WeekTests {
    private let district = SharedData.packageRoot.appending(path: "GeoData/demo").path

    @Test("Changes since a run are net ones: new, grown and gone as the incidents of then and now differ")
    func changes() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        func orewatch(_ arguments: [String], exits code: Int32 = 0) throws -> BuiltProgram.Outcome {
            try run(arguments + ["--store", store], exits: code)
        }
        func rows(_ arguments: [String]) throws -> [[String: Any]] {
            let bytes = Data(try orewatch(arguments + ["--format", "json"]).output.utf8)
            return try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
        }
        func areas() throws -> [String: Double] {
            let incidents = try rows(["incidents", "list"])
            return Dictionary(
                uniqueKeysWithValues: incidents.compactMap { one in
                    (one["handle"] as? String).flatMap { handle in (one["area_m2"] as? Double).map { (handle, $0) } }
                })
        }
        _ = try orewatch(["ingest", "--quiet", "--as", "licences", district + "/licences-north.csv", district + "/licences-south.geojson"])
        _ = try orewatch(["ingest", "--quiet", "--as", "footprints", district + "/footprints-2025-02.geojson"])
        _ = try orewatch(["run", "--quiet", "--rules", "demo"])
        let before = try areas()
        #expect(!before.isEmpty)
        for month in ["03", "04"] {
            _ = try orewatch(["ingest", "--quiet", "--as", "footprints", district + "/footprints-2025-\(month).geojson"])
            _ = try orewatch(["run", "--quiet", "--rules", "demo"])
        }
        let after = try areas()
        let changes = try rows(["incidents", "changes", "--since", "1"])
        #expect(changes.contains { $0["change"] as? String == "grown" })
        for change in changes {
            let handle = try #require(change["incident"] as? String)
            let joined = change["joined"] as? [String] ?? []
            let then = ([handle] + joined).compactMap { before[$0] }.reduce(0, +)
            #expect(abs((change["area_before_m2"] as? Double ?? -1) - then) < 0.1, "\(change)")
            #expect(abs((change["area_m2"] as? Double ?? -1) - (after[handle] ?? 0)) < 0.1, "\(change)")
        }
        let grown = try rows(["incidents", "changes", "--since", "run-1", "--change", "grown"])
        #expect(grown.count == changes.count { $0["change"] as? String == "grown" })
        #expect(try rows(["incidents", "changes", "--since", "today"]).allSatisfy { $0["change"] as? String == "new" })
        #expect(try rows(["incidents", "changes", "--since", "3"]).isEmpty)
        #expect(try orewatch(["incidents", "changes", "--since", "9"], exits: 1).standardError.contains("no run is called"))
        _ = try orewatch(["incidents", "changes", "--since", "someday"], exits: 64)
        let handle = try #require(after.keys.sorted().first)
        _ = try orewatch(["incidents", "confirm", handle, "--actor", "Li Wei"])
        let account = try orewatch(["stats", "--since", "today"]).output
        for part in ["files of footprints", "stored=171", "incidents new", "decisions: confirm", "Li Wei 1", "undecided now"] {
            #expect(account.contains(part), "\(account)")
        }
        _ = try orewatch(["incidents", "changes", "--since", "1", "--output", folder.path("grown.gpx")])
    }

    @Test("A feature that was set aside is mended by hand, keeps the id that its row gives it, and leaves quarantine")
    func quarantine() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        let profile = try folder.file(
            "mine.yaml",
            "name: mine\nkind: footprints\nfields:\n  footprint_id: { template: \"{year}-{row}\" }\n  period: { from: year, format: year }\n"
        )
        func feature(_ ring: String) -> String {
            #"{"type":"Feature","properties":{"year":2024},"geometry":{"type":"Polygon","coordinates":[["# + ring + "]]}}"
        }
        let sound = feature("[115,25],[115.01,25],[115.01,25.01],[115,25]")
        let flat = feature("[115,25],[115.01,25],[115.02,25],[115,25]")
        let file = try folder.file(
            "scene.geojson", #"{"type":"FeatureCollection","features":["# + [sound, flat, sound, flat].joined(separator: ",") + "]}")
        func orewatch(_ arguments: [String], exits code: Int32 = 0) throws -> BuiltProgram.Outcome {
            try run(arguments + ["--store", store], exits: code)
        }
        _ = try orewatch(["ingest", "--quiet", "--as", "footprints", "--map", profile, file], exits: 3)
        let unknown = try orewatch(["quarantine", "retry"], exits: 78)
        #expect(unknown.standardError.contains("--map"))
        let still = try orewatch(["quarantine", "retry", "--map", profile], exits: 3)
        #expect(still.output == "ok quarantine tried=2 resolved=0 pending=2\n" && still.standardError.contains("still set aside"))
        let numbers = try orewatch(["quarantine", "list", "--format", "csv"]).output.components(separatedBy: "\r\n").dropFirst().dropLast()
            .map { String($0.prefix { $0 != "," }) }
        #expect(numbers.count == 2)
        let mended = try folder.file(
            "mended.geojson",
            try orewatch(["quarantine", "show", numbers[1], "--feature"]).output
                .replacingOccurrences(of: "[115.02,25]", with: "[115.02,25.02]"))
        _ = try orewatch(["quarantine", "retry", "--mended", mended, "--map", profile], exits: 64)
        _ = try orewatch(["quarantine", "retry", "999"], exits: 1)
        let done = try orewatch(["quarantine", "retry", numbers[1], "--mended", mended, "--map", profile])
        #expect(done.output == "ok quarantine tried=1 resolved=1 pending=1\n")
        let ids = try orewatch(["footprints", "list", "--format", "csv"]).output.components(separatedBy: "\r\n").dropFirst().dropLast()
            .map { String($0.prefix { $0 != "," }) }
        #expect(Set(ids) == ["2024-0", "2024-2", "2024-3"])
        #expect(try orewatch(["count", "--as", "footprints"]).output == "3\n")
    }

    @Test("run --job takes the rules and reports of the configuration's job; without a configuration it says that the name is only a name")
    func jobOfRun() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        let configuration = try folder.file(
            "watch.yaml", "store: watch.db\njobs: { nightly: { rules: plain-overlay, output: reports, formats: [csv] } }\n")
        try run(["ingest", "--quiet", "--store", store, "--as", "licences", district + "/licences-north.csv"])
        try run(["ingest", "--quiet", "--store", store, "--as", "footprints", district + "/footprints-2025-02.geojson"])
        let named = try run(["run", "--store", store, "--job", "weekly"])
        #expect(named.standardError.contains("only the name") && named.standardError.contains("--config"))
        _ = try run(["run", "--store", store, "--job", "weekly", "--config", configuration], exits: 1)
        let outcome = try run(["run", "--job", "nightly", "--config", configuration])
        #expect(outcome.output.hasPrefix("run 2 done"))
        #expect(FileManager.default.fileExists(atPath: folder.path("reports/findings.csv")))
        let bytes = Data(try run(["runs", "show", "2", "--store", store, "--format", "json"]).output.utf8)
        let shown = try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
        #expect((shown[0]["versions"] as? [String])?.contains { $0.hasPrefix("rule_set=plain") } == true, "\(shown)")
    }

    @Test("Beside a run, another one answers 75 in one line; beside a daemon, so does a job, and says what to do instead")
    func besideARun() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        let configuration = try folder.file("watch.yaml", "store: watch.db\njobs: { nightly: {} }\n")
        try run(["ingest", "--quiet", "--store", store, "--as", "licences", district + "/licences-north.csv"])
        func locked(_ name: String, _ body: () throws -> Void) throws {
            let descriptor = open(store + name, O_RDWR | O_CREAT, 0o644)
            defer { close(descriptor) }
            #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            try body()
        }
        try locked(".run-lock") {
            for arguments in [["run", "--store", store], ["run", "--job", "nightly", "--config", configuration]] {
                let outcome = try run(arguments, exits: 75)
                #expect(outcome.output.isEmpty && outcome.standardError.split(separator: "\n").count == 1)
                #expect(outcome.standardError.contains("another detection run is going on"))
            }
            // Who looks never waits.
            try run(["incidents", "list", "--store", store])
        }
        try locked(".lock") {
            let outcome = try run(["jobs", "run", "nightly", "--config", configuration], exits: 75)
            #expect(outcome.standardError.split(separator: "\n").count == 1 && outcome.standardError.contains("orewatch run"))
            try run(["run", "--quiet", "--store", store])
        }
    }

    @Test("A run whose inbox had a file that was refused is one record: failed, with the reason, and with what the other files changed")
    func refusedFile() throws {
        let folder = try TemporaryFolder()
        let inbox = folder.path("inbox")
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        let store = folder.path("watch.db")
        let configuration = try folder.file(
            "watch.yaml",
            """
            store: watch.db
            sources: { inbox: { kind: folder, location: inbox, as: footprints, settle: 0s } }
            jobs: { arrivals: { sources: [inbox] } }
            """)
        try FileManager.default.copyItem(atPath: district + "/footprints-2025-02.geojson", toPath: inbox + "/a.geojson")
        try Data(#"{"type":"FeatureCollection","features":[{"#.utf8).write(to: URL(filePath: inbox + "/broken.geojson"))
        let outcome = try run(["jobs", "run", "arrivals", "--config", configuration], exits: 1)
        #expect(outcome.output.hasPrefix("run 1 failed") && outcome.output.contains("footprints_evaluated=57"))
        let bytes = Data(try run(["runs", "list", "--store", store, "--format", "json"]).output.utf8)
        let runs = try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
        #expect(runs.count == 1 && (runs[0]["failure"] as? String)?.contains("broken.geojson") == true)
        let shown = try run(["runs", "show", "1", "--store", store]).output
        #expect(shown.contains("ok a.geojson stored=57"))
    }
}
