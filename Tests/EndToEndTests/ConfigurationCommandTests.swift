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
