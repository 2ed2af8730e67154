import Foundation
import TestSupport
import Testing

/// The commands of `deploy/README.md` that are marked as tested, run as they stand: in folders of their own, with the machine's own tools
/// (`sudo`, `systemctl`, `apt`) replaced by ones that do nothing but pass on.
private struct OperationsGuide {
    let folder: TemporaryFolder
    let text: String

    init() throws {
        folder = try TemporaryFolder()
        text = try String(contentsOf: SharedData.packageRoot.appending(path: "deploy/README.md"), encoding: .utf8)
        for name in ["bin", "state", "backups"] {
            try FileManager.default.createDirectory(at: folder.url.appending(path: name), withIntermediateDirectories: false)
        }
        _ = try folder.program("bin/sudo", "while [ \"${1#-}\" != \"$1\" ]; do shift 2; done; exec \"$@\"")
        _ = try folder.program("bin/systemctl", "echo \"systemctl $*\" >&2")
        _ = try folder.program("bin/apt", "echo \"apt $*\" >&2")
    }

    /// The block of commands under a heading.
    func commands(_ heading: String) throws -> String {
        let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") })
        return try #require(section.components(separatedBy: "```sh tested\n").dropFirst().first?.components(separatedBy: "```").first)
    }

    /// Runs commands with the guide's folders meant here.
    func run(_ commands: String) throws -> (status: Int32, output: String) {
        let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        let deploy = SharedData.packageRoot.appending(path: "deploy").path
        let here = commands.replacingOccurrences(of: "/var/lib/orewatch", with: folder.path("state"))
            .replacingOccurrences(of: "/var/backups/orewatch", with: folder.path("backups"))
            .replacingOccurrences(of: "/usr/lib/orewatch/backup", with: deploy + "/backup")
            .replacingOccurrences(of: "/etc/orewatch/orewatch.yaml", with: deploy + "/orewatch.yaml")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-eu", "-c", here]
        process.environment = [
            "PATH": folder.path("bin") + ":" + programs + ":/usr/bin:/bin", "OREWATCH_STORE": folder.path("state/watch.sqlite"),
            "BACKUP_FOLDER": folder.path("backups"), "BACKUP_COPIES": "2",
        ]
        let output = try folder.file("output", Data())
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: URL(filePath: output), encoding: .utf8))
    }

    var backups: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path("backups")).sorted() } }
}

@Test("The guide's backup, upgrade and restore do what they say, also after the store was damaged")
func operationsGuide() throws {
    let guide = try OperationsGuide()
    let store = guide.folder.path("state/watch.sqlite")
    let licences = SharedData.packageRoot.appending(path: "GeoData/demo/licences-north.csv").path
    try run(["ingest", "--quiet", "--store", store, "--as", "licences", licences])
    let count = try run(["count", "--store", store]).output
    #expect(try guide.run(guide.commands("Back up")).status == 0)
    #expect(try guide.backups.count == 1)
    #expect(try guide.run(guide.commands("Upgrade")).status == 0)

    // The end of a disk: half of the file is gone.
    let bytes = try Data(contentsOf: URL(filePath: store))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: store))
    #expect(try orewatch.run(["store", "check", "--store", store]).exitCode != 0)
    let restored = try guide.run(guide.commands("Restore"))
    #expect(restored.status == 0, "\(restored.output)")
    #expect(try run(["count", "--store", store]).output == count)
}

@Test("A lost disk costs what came after the last copy and nothing else; what was delivered since is delivered again")
func recoveryPoint() throws {
    let guide = try OperationsGuide()
    let store = guide.folder.path("state/watch.sqlite")
    let demo = SharedData.packageRoot.appending(path: "GeoData/demo")
    func deliver(_ kind: String, _ name: String) throws -> String {
        try run(["ingest", "--quiet", "--store", store, "--as", kind, demo.appending(path: name).path]).output
    }
    func contents() throws -> [String] {
        try ["licences", "zones", "scenes"].map { try run([$0, "list", "--store", store, "--format", "csv"]).output }
    }
    _ = try deliver("licences", "licences-north.csv")
    #expect(try guide.run(guide.commands("Back up")).status == 0)
    let copied = try contents()
    _ = try deliver("licences", "licences-south.geojson")
    _ = try deliver("zones", "zones.geojson")
    let complete = try contents()
    #expect(complete != copied)

    let bytes = try Data(contentsOf: URL(filePath: store))
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: store))
    #expect(try guide.run(guide.commands("Restore")).status == 0)
    #expect(try contents() == copied)

    #expect(try deliver("licences", "licences-north.csv").contains(" stored=0 "))
    #expect(try !deliver("licences", "licences-south.geojson").contains(" stored=0 "))
    _ = try deliver("zones", "zones.geojson")
    #expect(try contents() == complete)
}

@Test("Only the stated number of backups is kept, and a store that cannot be read leaves them alone")
func backupRetention() throws {
    let guide = try OperationsGuide()
    let store = guide.folder.path("state/watch.sqlite")
    let licences = SharedData.packageRoot.appending(path: "GeoData/demo/licences-north.csv").path
    try run(["ingest", "--quiet", "--store", store, "--as", "licences", licences])
    for second in ["01", "02", "03"] { _ = try guide.folder.file("backups/watch-20250101T0000\(second)Z.sqlite", "older") }
    #expect(try guide.run(guide.commands("Back up")).status == 0)
    let kept = try guide.backups
    #expect(kept.count == 2 && kept[0] == "watch-20250101T000003Z.sqlite")
    try FileManager.default.removeItem(atPath: store)
    #expect(try guide.run(guide.commands("Back up")).status != 0)
    #expect(try guide.backups == kept)
}

@Test("The units are what systemd accepts")
func unitFiles() throws {
    let tool = "/usr/bin/systemd-analyze"
    guard FileManager.default.isExecutableFile(atPath: tool) else { return }
    let folder = try TemporaryFolder()
    let units = SharedData.packageRoot.appending(path: "deploy/systemd")
    for name in ["orewatchd.service", "orewatch-backup.service", "orewatch-backup.timer"] {
        // Programs and manual pages of the package are not installed here; systemd speaks of everything else.
        let text = try String(contentsOf: units.appending(path: name), encoding: .utf8)
            .replacing(/\nExecStart=[^\n]*/, with: "\nExecStart=/bin/true").replacing(/\nDocumentation=[^\n]*/, with: "")
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = ["verify", try folder.file(name, text)]
        let output = try folder.file("output", Data())
        process.standardError = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let complaints = try String(contentsOf: URL(filePath: output), encoding: .utf8).split(separator: "\n").filter { $0.contains(name) }
        #expect(complaints.isEmpty, "\(complaints)")
    }
}
