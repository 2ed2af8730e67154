import Foundation
import TestSupport
import Testing

/// One feature of a GeoJSON file that `convert` wrote, as plain values.
private struct Feature: Decodable, Hashable {
    struct Properties: Decodable, Hashable {
        let id, name, code: String?
        let count, share: Double?
    }
    struct Geometry: Decodable, Hashable {
        let type: String
    }
    let id: String?
    let geometry: Geometry
    let properties: Properties
}

private struct Collection: Decodable { let features: [Feature] }

private func features(_ path: String) throws -> [Feature] {
    try JSONDecoder().decode(Collection.self, from: Data(contentsOf: URL(filePath: path))).features
}

@Test("Features keep kind, position and attributes from GeoJSON through GeoPackage and CSV back to GeoJSON")
func convertRoundTrip() throws {
    let folder = try TemporaryFolder()
    let start = try folder.file("start.geojson", mixedFeatures)
    var path = start
    for step in ["1.gpkg", "2.csv", "3.geojson"] {
        let next = folder.path(step)
        let outcome = try run(["convert", path, "--output", next])
        #expect(outcome.standardError.contains("read 4, stored 4, repaired 0, quarantined 0, skipped 0"))
        path = next
    }
    let direct = folder.path("direct.geojson")
    try run(["convert", start, "--output", direct])
    let (before, after) = (try features(direct), try features(path))
    #expect(before.map(\.id) == after.map(\.properties.id))
    #expect(before.map(\.geometry) == after.map(\.geometry))
    #expect(before.map(\.properties.name) == after.map(\.properties.name))
    #expect(before.map(\.properties.code) == after.map(\.properties.code))
    #expect(before.map(\.properties.count) == after.map(\.properties.count))
    #expect(before.map(\.properties.share) == after.map(\.properties.share))
    let coordinates = { (path: String) throws -> [Substring] in
        try String(contentsOfFile: path, encoding: .utf8).matches(of: /"geometry":\{[^}]*\}/).map(\.0)
    }
    #expect(try coordinates(direct).map(String.init) == coordinates(path).map(String.init))
}

@Test(
    "Every written format is made, and nothing is left of a refused one", arguments: ["geojson", "geojsonl", "csv", "gpkg", "xlsx", "kml"])
func convertFormats(_ format: String) throws {
    let folder = try TemporaryFolder()
    let output = folder.path("out." + format)
    try run(["convert", try folder.file("in.geojson", mixedFeatures), "--output", output])
    #expect(try Data(contentsOf: URL(filePath: output)).count > 100)
    let broken = folder.path("broken." + format)
    try run(["convert", try folder.file("cut.geojson", String(mixedFeatures.dropLast(40))), "--output", broken], exits: 65)
    #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["cut.geojson", "in.geojson", "out." + format])
}

@Test("A projected CRS goes there and back within a millimetre, and the file says which it is in")
func convertCRS() throws {
    let folder = try TemporaryFolder()
    let projected = folder.path("p.geojson")
    try run(["convert", try folder.file("in.geojson", mixedFeatures), "--to", "EPSG:4526", "--output", projected])
    #expect(try String(contentsOfFile: projected, encoding: .utf8).contains("urn:ogc:def:crs:EPSG::4526"))
    let back = try run(["convert", projected, "--output", "-"]).output
    let longitude = try #require(try /"Point","coordinates":\[([0-9.]+),([0-9.]+)\]/.firstMatch(in: back))
    #expect(abs((Double(longitude.1) ?? 0) - 115.5) < 1e-8)
    #expect(abs((Double(longitude.2) ?? 0) - 25.5) < 1e-8)
}

@Test("A corner table lists each corner of each ring once")
func convertCorners() throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("in.geojson", mixedFeatures)
    let lines = try run(["convert", input, "--format", "corner-table", "--output", "-"]).output.split(whereSeparator: \.isNewline)
    #expect(lines.first?.hasPrefix("licence_id,ring,ring_type,corner,longitude,latitude,area_km2,crs") == true)
    // The name of b holds a line feed, quoted.
    #expect(lines.count { $0.hasPrefix("a,") || $0.hasPrefix("b,") } == 4 + 4 + 3 + 3)
    #expect(lines[1].hasPrefix("a,1,exterior,1,115.000000000,25.000000000,"))
    #expect(lines[5].hasPrefix("a,2,hole,1,115.002000000,25.00"))
}

@Test("What cannot be repaired is quarantined with exit code 3, or refuses the file when asked")
func convertQuarantine() throws {
    let folder = try TemporaryFolder()
    let flat = #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1],[1,1]]]}}"#
    let bow = #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,1],[1,2],[1,1]]]}}"#
    let input = try folder.file("in.geojsonl", flat + "\n" + bow + "\n")
    let outcome = try run(["convert", input, "--output", folder.path("out.geojson")], exits: 3)
    #expect(outcome.standardError.contains("read 2, stored 1, repaired 1, quarantined 1, skipped 0"))
    try run(["convert", input, "--on-invalid", "refuse", "--output", folder.path("none.geojson")], exits: 65)
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.geojson")))
}

@Test("A profile gives the attributes their names", .enabled(if: SharedData.isPresent, SharedData.skipLine))
func convertProfile() throws {
    let folder = try TemporaryFolder()
    let output = folder.path("out.csv")
    let input = SharedData.path("india-quarries/india_coal_belt.geojson")
    let outcome = try orewatch.run(["convert", input, "--map", "india-quarries", "--output", output])
    #expect([0, 3].contains(outcome.exitCode), "\(outcome.standardError)")
    outcome.expectCleanLog()
    let heading = try String(contentsOfFile: output, encoding: .utf8).prefix { !$0.isNewline }
    #expect(heading.hasSuffix("crs,wkt"))
    #expect(heading.hasPrefix("footprint_id,") || heading.hasPrefix("licence_id,"))
}

@Test("A conversion through an unknown datum shift is refused and leaves nothing, unless it is asked for; the same datum is fine")
func convertRefusesUnknownShift() throws {
    let folder = try TemporaryFolder()
    // EPSG:2362, Xian 1980 / 3-degree Gauss-Kruger zone 38.
    let corners = "38566195 2743159, 38566695 2743159, 38566695 2743659, 38566195 2743159"
    let register = try folder.file("xian.csv", "licence_id,epsg,wkt\nL1,2362,\"POLYGON ((\(corners)))\"\n")
    let output = folder.path("out.geojson")
    let refused = try BuiltProgram("orewatch").run(["convert", register, "--output", output])
    #expect(refused.exitCode == 65)
    #expect(refused.standardError.contains("--allow-ballpark"))
    #expect(!FileManager.default.fileExists(atPath: output))
    #expect(try BuiltProgram("orewatch").run(["convert", register, "--to", "EPSG:4610", "--output", output]).exitCode == 0)
    let accepted = try BuiltProgram("orewatch").run(["convert", register, "--allow-ballpark", "--output", output])
    #expect(accepted.exitCode == 0)
    #expect(accepted.standardError.contains("ballpark"))
}
