import Foundation
import TestSupport
import Testing

@Suite("The guide to the ledger")
struct LedgerGuideTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The commands of the guide, each block with what it says it prints.
    private func blocks() throws -> [(commands: String, printed: String)] {
        let guide = try String(contentsOf: SharedData.packageRoot.appending(path: "docs/ledger.md"), encoding: .utf8)
        return try guide.components(separatedBy: "\n```sh tested\n").dropFirst().map { part in
            let printed = try #require(part.components(separatedBy: "It prints\n\n```\n").dropFirst().first)
            return (part.components(separatedBy: "\n```")[0], printed.components(separatedBy: "\n```")[0])
        }
    }

    private func execute(_ commands: String) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-eu", "-c", commands]
        process.currentDirectoryURL = folder.url
        let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
        process.environment = ["PATH": programs + ":/usr/bin:/bin", "TZ": "UTC"]
        let paths = try ["out", "err"].map { try folder.file($0, Data()) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: paths[0]))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: paths[1]))
        try process.run()
        process.waitUntilExit()
        return (
            process.terminationStatus, try String(contentsOfFile: paths[0], encoding: .utf8),
            try String(contentsOfFile: paths[1], encoding: .utf8)
        )
    }

    @Test("Its examples print what it says")
    func examples() throws {
        let blocks = try blocks()
        #expect(blocks.count == 2)
        var errors: [String] = []
        for block in blocks {
            let outcome = try execute(block.commands)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output == block.printed + "\n")
            errors.append(outcome.errors)
        }
        #expect(errors.first?.contains("reports.csv: read 19 = used 16 + quarantined 2 + repeated 0 + skipped 1") == true)
        #expect(try String(contentsOfFile: folder.path("check.html"), encoding: .utf8).contains("<svg"))
    }
}
