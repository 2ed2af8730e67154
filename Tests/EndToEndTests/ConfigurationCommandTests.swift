import Foundation
import TestSupport
import Testing

private let shipped = SharedData.packageRoot.appending(path: "deploy/orewatch.yaml").path

@Test("The shipped configuration is sound, and its jobs and sources can be looked at")
func shippedConfiguration() throws {
    let text = try run(["config", "check", "--config", shipped]).output
    #expect(text.contains("store = /var/lib/orewatch/watch.sqlite") && text.contains("jobs.nightly.schedule = 30 2 * * *"))
    #expect(try run(["config", "check", "--quiet", "--config", shipped]).output.isEmpty)
    let next = try run(["jobs", "next", "nightly", "--count", "2", "--config", shipped, "--format", "csv"]).output
    #expect(next.components(separatedBy: "T02:30:00Z,nightly").count == 3)
    #expect(try run(["jobs", "list", "--config", shipped]).output.contains("arrivals"))
    let unknown = try run(["jobs", "next", "nightli", "--config", shipped], exits: 1)
    #expect(unknown.standardError.contains("\"nightly\""))
}

@Test("Every example in the shipped configuration is sound when its mark is taken away")
func commentedExamples() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOf: URL(filePath: shipped), encoding: .utf8)
    // A setting that is commented out has its mark directly before it; prose has a blank behind the mark.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let body = line.drop { $0 == " " }
        guard body.hasPrefix("#"), body.dropFirst().first != " " || line.hasPrefix("#  ") || line.hasPrefix("  #  ") else {
            return String(line)
        }
        return String(line.prefix(line.count - body.count)) + body.dropFirst()
    }
    for name in ["register.token", "webhook.key"] { _ = try folder.file(name, "secret\n") }
    let enabled = lines.joined(separator: "\n").replacingOccurrences(of: "@/etc/orewatch", with: "@" + folder.url.path)
    let outcome = try run(["config", "check", "--config", try folder.file("orewatch.yaml", enabled)])
    for key in ["sources.register.attempts = 4", "notices.office.kind = webhook", "jobs.nightly.overlap = skip", "watch.look_every = 15s"] {
        #expect(outcome.output.contains(key), "\(outcome.output)")
    }
    #expect(!outcome.output.contains("= secret"))
}

@Test("A wrong configuration is 78 with its line and the nearest key")
func wrongConfiguration() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("watch.yaml", "store: watch.db\nservice:\n  lissten: 127.0.0.1:0\n")
    let outcome = try run(["config", "check", "--config", file], exits: 78)
    #expect(outcome.standardError.contains("line 3") && outcome.standardError.contains("listen"))
    try run(["config", "check"], exits: 64)
    try run(["config", "check", "--config", folder.path("none.yaml")], exits: 66)
    try run(["config", "check", "--config", shipped, "--set", "nonsense"], exits: 64)
}

@Test("A job run by hand takes in what its sources have, and beside a daemon it says to try again")
func jobByHand() throws {
    let folder = try TemporaryFolder()
    let demo = SharedData.packageRoot.appending(path: "GeoData/demo")
    let inbox = folder.url.appending(path: "inbox")
    try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: false)
    for name in ["footprints-2025-02.geojson", "footprints-2025-04.geojson"] {
        try FileManager.default.copyItem(at: demo.appending(path: name), to: inbox.appending(path: name))
    }
    let config = try folder.file(
        "watch.yaml",
        """
        store: watch.db
        sources:
          register: { kind: files, location: \(demo.path)/licences-north.csv, as: licences, settle: 10ms }
          inbox: { kind: folder, location: inbox, as: footprints, settle: 10ms }
        jobs:
          all: { sources: [register, inbox], rules: demo }
        """)
    let store = folder.path("watch.db")
    #expect(try run(["sources", "list", "--config", config]).output.contains("footprints"))
    try run(["jobs", "run", "all", "--dry-run", "--config", config])
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.path).filter { $0.hasSuffix("json") }.count == 2)
    #expect(try run(["jobs", "run", "all", "--config", config]).output.contains("done"))
    #expect(try run(["count", "--store", store, "--as", "footprints"]).output == "114\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: inbox.path + "/done").count == 2)
    let runs = try run(["runs", "list", "--store", store, "--job", "all", "--format", "csv"]).output
    #expect(runs.contains("all,manual"))
    let number = try #require(runs.components(separatedBy: "\r\n")[1].split(separator: ",").first)
    try run(["runs", "retry", String(number), "--config", config])

    // Whoever holds the lock is the daemon.
    let lock = open(store + ".lock", O_RDWR | O_CREAT, 0o600)
    #expect(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
    defer { close(lock) }
    try run(["jobs", "run", "all", "--config", config], exits: 75)
}

@Test("A source that is tested is asked and left as it was; one that cannot be reached is 69")
func sourcesTest() throws {
    let folder = try TemporaryFolder()
    let demo = SharedData.packageRoot.appending(path: "GeoData/demo").path
    let config = try folder.file(
        "watch.yaml",
        """
        store: watch.db
        sources:
          register: { kind: files, location: "\(demo)/licences-*.csv", as: licences, settle: 10ms }
          feed: { kind: geojson, location: "http://127.0.0.1:9/feed.geojson", as: footprints, attempts: 1, timeout: 2s }
        """)
    let offers = try run(["sources", "test", "register", "--config", config, "--format", "csv"])
    #expect(offers.output.contains("licences-north.csv,licences,"))
    try run(["sources", "test", "feed", "--config", config], exits: 69)
    #expect(try run(["sources", "test", "feeed", "--config", config], exits: 1).standardError.contains("\"feed\""))
}
