import Foundation
import TestSupport
import Testing

@Test("The example of the guide to dossiers and balances prints what the guide says")
func dossierGuide() throws {
    let folder = try TemporaryFolder()
    let guide = try String(contentsOf: SharedData.packageRoot.appending(path: "docs/dossier.md"), encoding: .utf8)
    let commands = try #require(guide.components(separatedBy: "\n```sh tested\n").dropFirst().first?.components(separatedBy: "\n```")[0])
    let printed = try #require(guide.components(separatedBy: "It prints\n\n```\n").last?.components(separatedBy: "\n```")[0])
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
    let (output, errors) = (try String(contentsOfFile: paths[0], encoding: .utf8), try String(contentsOfFile: paths[1], encoding: .utf8))
    #expect(process.terminationStatus == 0, "\(errors)")
    #expect(output == printed + "\n")
    let remarks = try String(contentsOfFile: folder.path("remarks"), encoding: .utf8)
    #expect(remarks.contains("later batches may come until 31 March 2025") && remarks.contains("licences in force, by the register"))
    for (page, words) in [("balance.html", "mined, not traced further"), ("firm.html", "上报产量")] {
        let html = try String(contentsOfFile: folder.path(page), encoding: .utf8)
        #expect(html.contains("<svg") && html.contains(words))
    }
}
