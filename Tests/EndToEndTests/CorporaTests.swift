import Foundation
import TestSupport
import Testing

@Test(
    "validate --json-only accepts what JSON allows and refuses what it does not: the whole JSON test suite",
    .enabled(if: SharedData.isPresent, SharedData.skipLine))
func jsonTestSuite() throws {
    let folder = SharedData.root.appending(path: "corpora/JSONTestSuite/test_parsing")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }.sorted()
    #expect(names.count == 318)
    for name in names {
        let outcome = try orewatch.run(["validate", "--json-only", folder.appending(path: name).path])
        let allowed: [Int32] = name.hasPrefix("y_") ? [0] : name.hasPrefix("n_") ? [65] : [0, 65]
        #expect(allowed.contains(outcome.exitCode), "\(name): \(outcome.exitCode) \(outcome.standardError)")
        outcome.expectCleanLog()
    }
}

@Test(
    "validate tells good GeoJSON from bad: the whole check-geojson corpus", .enabled(if: SharedData.isPresent, SharedData.skipLine),
    arguments: [("good", Int32(0)), ("bad", 65)])
func checkGeoJSON(_ verdict: String, _ code: Int32) throws {
    let folder = SharedData.root.appending(path: "corpora/check-geojson/" + verdict)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() where name.hasSuffix(".geojson") {
        let outcome = try orewatch.run(["validate", folder.appending(path: name).path])
        #expect(outcome.exitCode == code, "\(name): \(outcome.output)")
        outcome.expectCleanLog()
    }
}

@Test("Issues carry their line and feature; winding is only a warning")
func validateIssues() throws {
    let folder = try TemporaryFolder()
    let clockwise = #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0]]]}}"#
    let crossing = #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}"#
    let warned = try run(["validate", try folder.file("w.geojsonl", clockwise + "\n")])
    #expect(warned.output.contains("warning"))
    let path = try folder.file("e.geojsonl", clockwise + "\n" + crossing + "\n")
    let unsound = try run(["validate", path, "--format", "json"], exits: 65)
    struct Report: Decodable {
        struct Issue: Decodable { let severity: String; let line, feature: Int?; let what: String }
        let sound: Bool
        let errors, warnings: Int
        let issues: [Issue]
    }
    let report = try JSONDecoder().decode(Report.self, from: unsound.standardOutput)
    #expect(!report.sound && report.errors == 1 && report.warnings == 1)
    #expect(report.issues.contains { $0.severity == "error" && $0.feature == 1 && $0.line == 2 })
    let piped = try run(["validate", "/dev/stdin"], input: crossing + "\n", exits: 65)
    #expect(piped.output.contains("/dev/stdin: "))
}

@Test("inspect says format, CRS, counts, validity, fields and a profile")
func inspectFeatures() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("in.geojson", mixedFeatures)
    let text = try run(["inspect", path]).output
    for word in ["GeoJSON", "UTF-8", "OGC:CRS84", "RFC 7946", "1 MultiPolygon", "sound 4", "SHA-256", "proposed profile", "code  text"] {
        #expect(text.contains(word), "\(word) in \(text)")
    }
    let object = try JSONSerialization.jsonObject(with: run(["inspect", path, "--format", "json"]).standardOutput) as? [String: Any]
    #expect(object?["features"] as? Int == 4)
    #expect((object?["validity"] as? [String: Any])?["sound"] as? Int == 4)
    #expect((object?["geometries"] as? [String: Int])?["Point"] == 1)
}
