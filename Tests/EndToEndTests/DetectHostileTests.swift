import Foundation
import TestSupport
import Testing

private let square = "[[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25]]"

private func feature(_ id: String, _ geometry: String) -> String {
    #"{"type":"Feature","geometry":\#(geometry),"properties":{"footprint_id":"\#(id)","licence_id":"\#(id)","observed_at":"2025-03-01"}}"#
}

private func collection(_ features: [String]) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#
}

private let sound = collection((0..<3).map { feature("F\($0)", #"{"type":"Polygon","coordinates":[\#(square)]}"#) })

/// One hostile file as footprints beside a sound register.
private struct Hostile {
    let folder: TemporaryFolder
    let licences: String

    init() throws {
        folder = try TemporaryFolder()
        licences = try folder.file("licences.geojson", sound)
    }

    /// Detects and checks what no file may change: no signal, a clean log.
    func detect(_ footprints: String, _ more: [String] = []) throws -> BuiltProgram.Outcome {
        let outcome = try orewatch.run(["detect", "--licences", licences, "--footprints", footprints, "--quiet"] + more)
        outcome.expectCleanLog()
        #expect(outcome.exitCode >= 0, "ended by signal \(-outcome.exitCode)")
        return outcome
    }
}

@Suite("Hostile files through detect", .timeLimit(.minutes(5)))
struct DetectHostileTests {
    @Test("A GeoJSON file cut off anywhere before its end is refused and leaves nothing")
    func cutGeoJSON() throws {
        let hostile = try Hostile()
        let bytes = Data(sound.utf8)
        let output = hostile.folder.path("out.geojson")
        for length in Array(stride(from: 0, to: bytes.count, by: 53)) + [bytes.count - 1] {
            let outcome = try hostile.detect(try hostile.folder.file("cut.geojson", bytes.prefix(length)), ["--output", output])
            #expect(outcome.exitCode == 65, "cut at \(length): \(outcome.standardError)")
        }
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("A table cut off anywhere is refused, set aside or read up to the cut, but never crashes")
    func cutTable() throws {
        let hostile = try Hostile()
        let row = #"F1,2025-03-01,"POLYGON ((115 25, 115.01 25, 115.01 25.01, 115 25))""#
        let bytes = Data("footprint_id,observed_at,wkt\r\n\(row)\r\n\(row)\r\n".utf8)
        for length in stride(from: 0, to: bytes.count, by: 13) {
            let path = try hostile.folder.file("cut.csv", bytes.prefix(length))
            let outcome = try hostile.detect(path, ["--crs", "footprints=EPSG:4490"])
            #expect([0, 3, 65].contains(outcome.exitCode), "cut at \(length): \(outcome.standardError)")
        }
    }

    @Test("A GeoPackage cut off anywhere is refused, set aside or read, but never crashes")
    func cutGeoPackage() throws {
        let hostile = try Hostile()
        let whole = hostile.folder.path("whole.gpkg")
        try run(["convert", hostile.licences, "--output", whole, "--quiet"])
        let bytes = try Data(contentsOf: URL(filePath: whole))
        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
            let outcome = try hostile.detect(try hostile.folder.file("cut.gpkg", bytes.prefix(length)))
            #expect([0, 3, 65, 66, 74].contains(outcome.exitCode), "cut at \(length): \(outcome.standardError)")
        }
    }

    @Test("Content that is not what it claims is refused")
    func refused() throws {
        let hostile = try Hostile()
        let deep = String(repeating: "[", count: 100_000)
        let nested = feature("F", #"{"type":"Polygon","coordinates":\#(deep)\#(String(repeating: "]", count: 100_000))}"#)
        let collections = String(repeating: #"{"type":"GeometryCollection","geometries":["#, count: 100_000)
        let twice = sound.replacing(#""properties":{"#, with: #""properties":{"footprint_id":"first","#)
        for text in ["", deep, twice, collection([nested]), collection([feature("F", collections)]), "\u{0}\u{1}\u{2}", "{}", "[1,2]"] {
            let outcome = try hostile.detect(try hostile.folder.file("bad.geojson", text))
            #expect(outcome.exitCode == 65, "\(text.prefix(60)): \(outcome.standardError)")
        }
        let wkt = String(repeating: "GEOMETRYCOLLECTION (", count: 100_000)
        let table = try hostile.folder.file("deep.csv", "footprint_id,observed_at,wkt\nF,2025-03-01,\(wkt)\n")
        #expect([3, 65].contains(try hostile.detect(table, ["--crs", "footprints=EPSG:4490"]).exitCode))
    }

    @Test("BOM, CRLF, Z, M, duplicate identifiers, mixed kinds and an empty collection are read")
    func oddButSound() throws {
        let hostile = try Hostile()
        let height = square.replacing(/([0-9.]+),([0-9.]+)\]/) { "\($0.1),\($0.2),7,8]" }
        let polygon = #"{"type":"Polygon","coordinates":[\#(square)]}"#
        let texts = [
            "\u{FEFF}" + sound, sound.replacing("\n", with: "\r\n"), collection([]),
            collection([feature("F", #"{"type":"Polygon","coordinates":[\#(height)]}"#)]),
            collection([feature("F", polygon), feature("F", polygon), feature("P", #"{"type":"Point","coordinates":[115,25]}"#)]),
        ]
        for text in texts {
            let outcome = try hostile.detect(try hostile.folder.file("odd.geojson", text))
            #expect(outcome.exitCode == 0, "\(text.prefix(80)): \(outcome.standardError)")
            #expect(try JSONSerialization.jsonObject(with: outcome.standardOutput) is [String: Any])
        }
    }

    @Test("Folders, missing and unreadable files are 66, and a pipe without a writer's content is refused")
    func cannotOpen() throws {
        let hostile = try Hostile()
        #expect(try hostile.detect(hostile.folder.url.path).exitCode == 66)
        #expect(try hostile.detect(hostile.folder.path("vanished.geojson")).exitCode == 66)
        let locked = try hostile.folder.file("locked.geojson", sound)
        chmod(locked, 0)
        // Root may read every file.
        #expect(try hostile.detect(locked).exitCode == (geteuid() == 0 ? 0 : 66))
        let pipe = hostile.folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let writer = Thread { if let file = FileHandle(forWritingAtPath: pipe) { try? file.close() } }
        writer.start()
        #expect(try hostile.detect(pipe).exitCode == 65)
    }

    @Test("A full disk is 74 and leaves nothing; an output in a missing folder is 73")
    func outputs() throws {
        let hostile = try Hostile()
        let input = try hostile.folder.file("in.geojson", sound)
        for format in ["geojson", "csv", "table", "kml"] {
            let outcome = try hostile.detect(input, ["--format", format, "--output", "/dev/full"])
            #expect(outcome.exitCode == 74, "\(format): \(outcome.standardError)")
        }
        for name in ["f.geojson", "f.csv", "f.gpkg", "f.xlsx", "f.kml"] {
            #expect(try hostile.detect(input, ["--output", hostile.folder.path("none/" + name)]).exitCode == 73, "\(name)")
        }
        #expect(try hostile.detect(input, ["--report", hostile.folder.path("none/r.html")]).exitCode == 73)
        #expect(try hostile.detect(input, ["--output", hostile.folder.url.path + "/f.unknown"]).exitCode == 64)
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: hostile.folder.url.path)) == ["in.geojson", "licences.geojson"])
    }

    @Test("Latitude first is refused whole on either side, with what is wrong")
    func swapped() throws {
        let hostile = try Hostile()
        let text = sound.replacing(/\[(11[0-9.]+),(25[0-9.]*)\]/) { "[\($0.2),\($0.1)]" }
        let swapped = try hostile.folder.file("swapped.geojson", text)
        let outcome = try hostile.detect(swapped)
        #expect(outcome.exitCode == 65 && outcome.standardError.contains("latitude first"))
        try run(["detect", "--licences", swapped, "--footprints", hostile.licences, "--quiet"], exits: 65)
    }
}
