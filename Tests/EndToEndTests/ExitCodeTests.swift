import Foundation
import TestSupport
import Testing

@Test("Inputs that cannot be opened are 66", arguments: ["convert", "inspect", "validate"])
func cannotOpen(_ command: String) throws {
    let folder = try TemporaryFolder()
    for path in [folder.path("missing.geojson"), folder.url.path] {
        let output = command == "convert" ? ["--output", folder.path("out.csv")] : []
        let outcome = try run([command, path] + output, exits: 66)
        #expect(outcome.standardError.contains(path))
    }
}

@Test("Refused inputs are 65, wrong settings 78, outputs that cannot be made 73, wrong usage 64")
func otherCodes() throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("in.geojson", mixedFeatures)
    let output = folder.path("out.geojson")
    try run(["convert", input, "--to", "EPSG:999999", "--output", output], exits: 65)
    try run(["convert", input, "--crs", "no such thing", "--output", output], exits: 65)
    try run(["convert", input, "--crs", "EPSG:4526", "--output", output], exits: 65)
    try run(["convert", input, "--map", folder.path("missing.yaml"), "--output", output], exits: 66)
    try run(
        ["convert", input, "--map", try folder.file("bad.yaml", "name: x\nkind: licences\nfeilds: {}\n"), "--output", output], exits: 78)
    try run(["convert", input, "--encoding", "ebcdic", "--output", output], exits: 78)
    for name in ["none/out.geojson", "none/out.gpkg", "none/out.xlsx", "none/out.csv"] {
        try run(["convert", input, "--output", folder.path(name)], exits: 73)
    }
    try run(["convert", input, "--output", folder.path("out.unknown")], exits: 64)
    try run(["convert", input], exits: 64)
    try run(["nonsense"], exits: 64)
    try run(["detect"], exits: 64)
    #expect(!FileManager.default.fileExists(atPath: output))
}

@Test("Help and version are no errors")
func help() throws {
    #expect(try run(["--version"]).output.contains("."))
    let commands = ["detect", "summarize", "convert", "inspect", "validate", "transform", "geometry"]
    let overview = try run(["--help"]).output
    for command in commands {
        #expect(overview.contains("  " + command))
        #expect(try run([command, "--help"]).output.contains("USAGE: orewatch \(command)"))
    }
}

@Test("Swapped axes, numbers that are none, and content cut off or foreign are refused with what is wrong")
func refusedContent() throws {
    let folder = try TemporaryFolder()
    let output = folder.path("out.csv")
    let swapped = mixedFeatures.replacing(/\[(11[0-9.]+),(25[0-9.]*)\]/) { "[\($0.2),\($0.1)]" }
    let outcome = try run(["convert", try folder.file("swapped.geojson", swapped), "--output", output], exits: 65)
    #expect(outcome.standardError.contains("latitude first"))
    try run(["convert", try folder.file("nan.geojson", mixedFeatures.replacing("115.5,", with: "NaN,")), "--output", output], exits: 65)
    try run(["convert", try folder.file("empty.geojson", ""), "--output", output], exits: 65)
    try run(["convert", try folder.file("deep.geojson", String(repeating: "[", count: 100_000)), "--output", output], exits: 65)
    let bytes = Data([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0, 0, 0, 0])
    let image = try run(["inspect", try folder.file("image.tif", bytes)], exits: 65)
    #expect(image.standardError.contains("TIFF"))
    let other = try run(["inspect", try folder.file("other.json", #"{"changes":[1],"register":"x"}"#)], exits: 65)
    #expect(other.standardError.contains("changes, register"))
    #expect(!FileManager.default.fileExists(atPath: output))
}

@Test("Footprints from a pipe are judged as from a file, though the run reads them twice")
func detectFromPipe() throws {
    let folder = try TemporaryFolder()
    let file = DemoDistrict.folder + "/footprints-2025-04.geojson"
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let content = try Data(contentsOf: URL(filePath: file))
    let thread = Thread { try? content.write(to: URL(filePath: pipe), options: []) }
    thread.start()
    let arguments = ["detect", "--format", "csv", "--quiet", "--licences"] + DemoDistrict.licences + ["--footprints"]
    let piped = try run(arguments + [pipe])
    #expect(try piped.output == run(arguments + [file]).output)
    #expect(piped.output.contains("out_of_boundary"))
}

@Test("A pipe is read as a file is, and a gzip file that is cut off is refused")
func packedAndPiped() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let thread = Thread { try? Data(mixedFeatures.utf8).write(to: URL(filePath: pipe), options: []) }
    thread.start()
    let outcome = try run(["convert", pipe, "--output", folder.path("out.csv")])
    #expect(outcome.standardError.contains("stored 4"))

    let plain = try folder.file("plain.geojson", mixedFeatures)
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-k", plain]
    try gzip.run()
    gzip.waitUntilExit()
    try run(["convert", plain + ".gz", "--output", folder.path("whole.csv")])
    let packed = try Data(contentsOf: URL(filePath: plain + ".gz"))
    for length in [20, packed.count / 2, packed.count - 1] {
        let cut = try folder.file("cut.geojson.gz", packed.prefix(length))
        try run(["convert", cut, "--output", folder.path("cut.csv")], exits: 65)
    }
}
