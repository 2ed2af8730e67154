import Foundation
import TestSupport
import Testing

@Test("The commands of the guide to the officer's week do what it says, day after day")
func weekGuide() throws {
    let folder = try TemporaryFolder()
    let demo = SharedData.packageRoot.appending(path: "GeoData/demo")
    for name in try FileManager.default.contentsOfDirectory(atPath: demo.path) {
        try FileManager.default.copyItem(atPath: demo.appending(path: name).path, toPath: folder.path(name))
    }
    for name in ["register", "scenes", "changes"] {
        try FileManager.default.createDirectory(atPath: folder.path("inbox-" + name), withIntermediateDirectories: true)
    }
    let configuration = try folder.file(
        "watch.yaml",
        """
        store: watch.sqlite
        sources:
          register: { kind: folder, location: inbox-register, as: licences, settle: 0s }
          scenes: { kind: folder, location: inbox-scenes, as: footprints, settle: 0s }
          changes: { kind: folder, location: inbox-changes, as: licence-events, settle: 0s }
        jobs: { arrivals: { sources: [register, changes, scenes], rules: demo } }
        """)
    let guide = try String(contentsOf: SharedData.packageRoot.appending(path: "docs/guide/officers-week.md"), encoding: .utf8)
    let days = guide.components(separatedBy: "\n```sh tested\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    #expect(days.count == 5)
    let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    var outputs: [String] = []
    for commands in days {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-eu", "-c", commands]
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": programs + ":/usr/bin:/bin", "OREWATCH_CONFIG": configuration, "TZ": "UTC"]
        let output = try folder.file("output", Data())
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        outputs.append(try String(contentsOf: URL(filePath: output), encoding: .utf8))
        #expect(process.terminationStatus == 0, "\(commands)\n\(outputs.last ?? "")")
    }
    #expect(outputs[0].contains("ok footprints-2025-02.geojson stored=57") && outputs[0].contains("Nothing matches."))
    #expect(outputs[1].contains("OW-") && FileManager.default.fileExists(atPath: folder.path("place.html")))
    #expect(try String(contentsOf: URL(filePath: folder.path("visits.gpx")), encoding: .utf8).contains("<wpt"))
    #expect(outputs[3].contains("2 decisions would be taken") && outputs[3].contains("open -> dismissed"))
    #expect(outputs[3].contains("no new decisions"))
    for part in ["stopped", "grown", "decisions: confirm", "undecided now", "defects=0"] {
        #expect(outputs[4].contains(part), "\(outputs[4])")
    }
}
