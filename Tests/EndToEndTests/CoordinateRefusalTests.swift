import Foundation
import TestSupport
import Testing

/// One square as a licence, a footprint or a district, its corners in any numbers.
private func square(_ x: Double, _ y: Double, side: Double) -> String {
    let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    let numbers = corners.map { "[\($0.0),\($0.1)]" }.joined(separator: ",")
    let properties = #""licence_id":"A","footprint_id":"A","district_id":"D","name":"Anyuan","observed_at":"2025-03-01""#
    return #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"Polygon","coordinates":[[\#(numbers)]]}}"#
}

private func collection(_ features: String...) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#
}

private let inDistrict = collection(square(115.4, 25.1, side: 0.01))
private let district = collection(square(115.2, 24.9, side: 0.5))

@Suite("Coordinates that are not what was said")
struct CoordinateRefusalTests {
    /// CRS stated, the corner as it stands in the file, and what the refusal has to name: expected, seen, what next.
    private static let wrong: [(String, Double, Double, [String])] = [
        ("EPSG:4547", 38_512_345, 2_812_345, ["expected eastings 0 to 1000000 (no zone prefix)", "seen 38512345", "EPSG:4526"]),
        ("EPSG:4526", 39_512_345, 2_812_345, ["(prefix of zone 38)", "seen 39512345", "zone 39", "EPSG:4527"]),
        ("EPSG:4498", 38_512_345, 2_812_345, ["(prefix of zone 20)", "seen 38512345", "3-degree zone 38", "EPSG:4526"]),
        ("EPSG:2362", 20_412_345, 2_812_345, ["(prefix of zone 38)", "6-degree zone 20", "EPSG:2334"]),
        ("EPSG:4526", 512_345, 2_812_345, ["(prefix of zone 38)", "seen 512345", "EPSG:4547"]),
        ("EPSG:4526", 2_812_345, 38_512_345, ["(prefix of zone 38)", "seen 2812345", "--axis-order northing-easting"]),
        ("EPSG:4547", 2_812_345, 512_345, ["(no zone prefix)", "seen 2812345", "--axis-order northing-easting"]),
        ("EPSG:4490", 25.1, 115.4, ["expected longitudes", "seen 25.1", "--axis-order latitude-longitude"]),
        ("EPSG:4490", 40.2, 85.3, ["expected longitudes 73.62 to 134.77", "--axis-order latitude-longitude"]),
        ("EPSG:4526", 115.4, 25.1, ["(prefix of zone 38)", "degrees"]),
        ("EPSG:4490", 38_512_345, 2_812_345, ["expected longitudes", "EPSG:4526"]),
    ]

    @Test("Convert and detect refuse with what was expected and what was seen, and write nothing", arguments: wrong)
    func refused(_ crs: String, _ x: Double, _ y: Double, _ words: [String]) throws {
        let folder = try TemporaryFolder()
        let side = x > 1_000 || y > 1_000 ? 500.0 : 0.001
        let file = try folder.file("bad.geojson", collection(square(x, y, side: side)))
        let sound = try folder.file("sound.geojson", inDistrict)
        let output = folder.path("out.geojson")
        let outcomes = [
            try run(["convert", file, "--crs", crs, "--allow-ballpark", "--output", output], exits: 65),
            try run(["detect", "--licences", file, "--footprints", sound, "--crs", "licences=\(crs)", "--output", output], exits: 65),
            try run(["detect", "--licences", sound, "--footprints", file, "--crs", "footprints=\(crs)", "--output", output], exits: 65),
        ]
        for outcome in outcomes {
            for word in words { #expect(outcome.standardError.contains(word), "\(word): \(outcome.standardError)") }
            #expect(outcome.output.isEmpty)
        }
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test("A table in national order, northing first, is read when that is stated: by option or by profile")
    func nationalOrder() throws {
        let folder = try TemporaryFolder()
        let wkt = "POLYGON ((2777000 38590000, 2777500 38590000, 2777500 38590500, 2777000 38590000))"
        let national = try folder.file("n.csv", "licence_id,wkt\nA,\"\(wkt)\"\n")
        let east = "POLYGON ((38590000 2777000, 38590000 2777500, 38590500 2777500, 38590000 2777000))"
        let usual = try folder.file("e.csv", "licence_id,wkt\nA,\"\(east)\"\n")
        let profile = try folder.file(
            "p.yaml", "name: p\nkind: licences\ncrs: EPSG:4526\naxis_order: northing_easting\nfields:\n  licence_id: licence_id\n")
        let expected = try run(["convert", usual, "--crs", "EPSG:4526", "--output", "-"]).output
        let option = ["--crs", "EPSG:4526", "--axis-order", "northing-easting"]
        #expect(try run(["convert", national] + option + ["--output", "-"]).output == expected)
        #expect(try run(["convert", national, "--map", profile, "--output", "-"]).output.contains("[114.8"))
        #expect(try run(["convert", national, "--crs", "EPSG:4526", "--output", "-"], exits: 65).output.isEmpty)
        let detect = ["detect", "--licences", national, "--crs", "licences=EPSG:4526", "--axis-order", "licences=northing-easting"]
        let footprints = try folder.file("f.geojson", inDistrict)
        try run(detect + ["--footprints", footprints, "--format", "geojson", "--quiet"])
        try run(["convert", national, "--axis-order", "upwards", "--output", "-"], exits: 64)
    }

    @Test("A layer far from every district is refused with distance and place; a layer partly far is judged, its far features listed")
    func farFromDistricts() throws {
        let folder = try TemporaryFolder()
        let (districts, near) = (try folder.file("d.geojson", district), try folder.file("near.geojson", inDistrict))
        let far = try folder.file("far.geojson", collection(square(115.4, 30.1, side: 0.01)))
        let mixed = try folder.file("mixed.geojson", collection(square(115.4, 25.1, side: 0.01), square(115.4, 30.1, side: 0.01)))
        let output = folder.path("out.geojson")
        for (licences, footprints) in [(far, near), (near, far)] {
            let arguments = ["detect", "--licences", licences, "--footprints", footprints, "--districts", districts, "--output", output]
            let message = try run(arguments, exits: 65).standardError
            for word in ["far.geojson", "expected", "within 50 km", "115.40500, 30.10500", "km from the nearest district (Anyuan)"] {
                #expect(message.contains(word), "\(message)")
            }
            #expect(!FileManager.default.fileExists(atPath: output))
        }
        let arguments = ["detect", "--licences", near, "--footprints", mixed, "--districts", districts, "--output", output, "--quiet"]
        try run(arguments)
        let text = try String(contentsOfFile: output, encoding: .utf8)
        #expect(text.contains(#""outcome":"far_from_districts""#) && text.contains("km from the nearest district"))
        #expect(text.contains("115.40500, 30.10500"))
    }

    @Test("Longitude and latitude exchanged where ranges cannot show it is seen by the districts, and the order to state is named")
    func exchangedNearDistricts() throws {
        let folder = try TemporaryFolder()
        let districts = try folder.file("d.geojson", collection(square(85.0, 40.0, side: 0.5)))
        let sound = try folder.file("s.geojson", collection(square(85.2, 40.2, side: 0.01)))
        let exchanged = try folder.file("x.geojson", collection(square(40.2, 85.2, side: 0.01)))
        let arguments = [
            "detect", "--licences", exchanged, "--footprints", sound, "--districts", districts, "--format", "geojson", "--quiet",
        ]
        let message = try run(arguments, exits: 65).standardError
        #expect(message.contains("--axis-order licences=latitude-longitude"), "\(message)")
        try run(arguments + ["--axis-order", "licences=latitude-longitude"])
    }

    @Test("Transform refuses a line whose easting is not one of the zone stated", arguments: ["39512345 2812345", "512345 2812345"])
    func transformPrefix(_ line: String) throws {
        let arguments = ["transform", "--from", "EPSG:4526", "--to", "EPSG:4490"]
        let outcome = try run(arguments, input: "38512345 2812345\n\n\(line)\n", exits: 65)
        #expect(outcome.standardError.contains("line 3") && outcome.standardError.contains("(prefix of zone 38)"))
        #expect(outcome.output.isEmpty)
    }

    @Test("An option that contradicts the file decides, and the run's record says what the file said")
    func contradiction() throws {
        let folder = try TemporaryFolder()
        let sound = try folder.file("s.geojson", inDistrict)
        let crs = #""crs":{"type":"name","properties":{"name":"EPSG:4490"}},"features""#
        let stated = try folder.file("c.geojson", inDistrict.replacing(#""features""#, with: crs))
        let detect = ["detect", "--footprints", sound, "--format", "geojson", "--quiet", "--licences", stated]
        let output = try run(detect + ["--crs", "licences=EPSG:4326"]).output
        #expect(output.contains("(--crs; ") && output.contains("says EPSG:4490"), "\(output.suffix(900))")
        let profile = try folder.file("p.yaml", "name: p\nkind: licences\ncrs: EPSG:4610\nfields:\n  licence_id: licence_id\n")
        let refused = try run(detect + ["--map", "licences=\(profile)"], exits: 65)
        #expect(refused.standardError.contains("profile p says EPSG:4610") && refused.standardError.contains("EPSG:4490"))
        #expect(refused.output.isEmpty)
    }

    @Test("A layer stated as GCJ-02 outside the area of the offset is refused")
    func outsideWebMapArea() throws {
        let folder = try TemporaryFolder()
        let peru = try folder.file("p.geojson", collection(square(-70, -12, side: 0.01)))
        let outcome = try run(["convert", peru, "--crs", "GCJ-02", "--output", "-"], exits: 65)
        #expect(outcome.standardError.contains("expected longitudes 72.004 to 137.8347") && outcome.output.isEmpty)
    }

    @Test("A few features of another zone are set aside with what was expected, and the others are kept")
    func fewOfAnotherZone() throws {
        let folder = try TemporaryFolder()
        let zone38 = [0.0, 600, 1_200].map { square(38_590_000 + $0, 2_777_000, side: 500) }
        let file = try folder.file("m.geojson", collection(zone38[0], square(39_412_345, 2_777_000, side: 500), zone38[1], zone38[2]))
        let outcome = try run(["convert", file, "--crs", "EPSG:4526", "--output", "-"], exits: 3)
        #expect(outcome.standardError.contains("its easting has the prefix of the 3-degree zone 39"))
        #expect(outcome.standardError.contains("stored 3") && outcome.standardError.contains("quarantined 1"))
    }
}

@Suite("Web-map coordinates through the program")
struct WebMapCommandTests {
    @Test("Forms that can name GCJ-02 come back to WGS 84 where they were; the others are not written", arguments: ["GCJ-02", "BD-09"])
    func convert(_ system: String) throws {
        let folder = try TemporaryFolder()
        let start = try folder.file("start.geojson", inDistrict)
        for format in ["geojson", "gpkg", "csv"] {
            let file = folder.path("map." + format)
            let outcome = try run(["convert", start, "--to", system.lowercased(), "--output", file])
            #expect(outcome.standardError.contains("positions are \(system), up to \(system == "GCJ-02" ? 750 : 1550) m beside WGS 84"))
            let back = try run(["convert", file, "--output", "-"]).output
            let corner = try #require(try /\[\[\[([0-9.]+),([0-9.]+)\]/.firstMatch(in: back))
            #expect(abs((Double(corner.1) ?? 0) - 115.4) < 2e-8 && abs((Double(corner.2) ?? 0) - 25.1) < 2e-8, "\(corner.0)")
        }
        #expect(try String(contentsOfFile: folder.path("map.geojson"), encoding: .utf8).contains(#""name":"\#(system)""#))
        for format in ["kml", "geojsonl"] {
            let file = folder.path("map." + format)
            #expect(try run(["convert", start, "--to", system, "--output", file], exits: 78).standardError.contains(system))
            #expect(!FileManager.default.fileExists(atPath: file))
        }
    }

    @Test("A register traced on a web map covers its footprint when its system is stated, and the run says what that rests on")
    func detect() throws {
        let folder = try TemporaryFolder()
        let footprints = try folder.file("f.geojson", inDistrict)
        let traced = folder.path("traced.csv")
        try run(["convert", footprints, "--to", "GCJ-02", "--output", traced])
        // The same numbers without a word on their system.
        let rows = try String(contentsOfFile: traced, encoding: .utf8).replacing("GCJ-02", with: "").replacing(",crs,", with: ",note,")
        let bare = try folder.file("bare.csv", rows)
        let detect = ["detect", "--licences", bare, "--footprints", footprints, "--format", "geojson", "--quiet"]
        let stated = try run(detect + ["--crs", "licences=gcj02"])
        #expect(!stated.output.contains(#""footprint_id""#), "\(stated.output)")
        #expect(stated.output.contains("officially undocumented; sigma 4 m assumed"))
        let wrong = try run(detect + ["--crs", "licences=EPSG:4326"])
        #expect(wrong.output.contains(#""footprint_id":"A""#))
    }

    @Test("Transform goes both ways, and names the formula it rests on")
    func transform() throws {
        let there = try run(["transform", "--from", "EPSG:4326", "--to", "GCJ-02"], input: "121.5272106 31.1774276\n")
        #expect(there.output.hasPrefix("121.53154185") && there.output.contains(" 31.17530398"))
        #expect(there.standardError.contains("public formula"))
        let back = try run(["transform", "--from", "gcj02", "--to", "EPSG:4326"], input: there.output).output
        #expect(back.hasPrefix("121.5272106") || back.hasPrefix("121.5272105999"))
    }
}
