import Foundation
import TestSupport
import Testing

/// A licence document as offices print them, two licences, one with a hole.
private let licenceDocument = """
    采矿许可证号：L1   采矿权人：某某矿业有限公司
    矿山名称：一号矿   开采矿种：稀土   矿区面积：0.2400平方公里
    坐标系：2000国家大地坐标系
    拐点编号    X坐标    Y坐标
    1    2743159.00    38566195.00
    2    2743159.00    38566695.00
    3    2743659.00    38566695.00
    4    2743659.00    38566195.00
    1    2743159.00    38566195.00
    1    2743259.00    38566295.00
    2    2743359.00    38566295.00
    3    2743359.00    38566395.00
    4    2743259.00    38566395.00
    开采深度：由580米至400米标高

    采矿许可证号：L2   矿区面积：30.00公顷
    拐点编号    X坐标    Y坐标
    1    2753159.00    38566195.00
    2    2753159.00    38566695.00
    3    2753659.00    38566695.00
    4    2753659.00    38566195.00
    """

@Suite struct CornerTableCommandTests {
    /// The corner columns of a table, cut from its rows.
    private func corners(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).prefix(8).joined(separator: ",")
        }
    }

    @Test(
        "A licence document goes to GeoJSON, and back to the same corners as text, workbook and survey text",
        arguments: ["csv", "tsv", "txt", "xlsx", "survey"])
    func roundTrip(_ form: String) throws {
        let folder = try TemporaryFolder()
        let document = try folder.file("licence.txt", licenceDocument)
        let first = folder.path("first.csv")
        let outcome = try run(["convert", document, "--to", "EPSG:4526", "--format", "corner-table", "--output", first])
        #expect(outcome.standardError.contains("line 18, feature 1 (L2): states 0.3000 km2, its corners enclose 0.2500 km2"))
        let features = folder.path("features.geojson")
        try run(["convert", document, "--output", features])
        let text = try String(contentsOfFile: features, encoding: .utf8)
        #expect(text.contains(#""elevation_from_m":400,"elevation_to_m":580"#))
        let table = folder.path(form == "survey" ? "s.txt" : "table." + form)
        let format = form == "survey" ? "survey-text" : "corner-table"
        try run(["convert", features, "--to", "EPSG:4526", "--format", format, "--output", table])
        let again = folder.path("again.csv")
        try run(["convert", table, "--to", "EPSG:4526", "--format", "corner-table", "--output", again])
        #expect(try corners(again) == corners(first))
        #expect(try corners(first).count == 13)
        #expect(try corners(first)[5] == "L1,2,hole,1,2743259.00,38566295.00,0.2400,EPSG:4526")
    }

    @Test("Degrees, minutes and seconds with three decimals read back within a thousandth of a second")
    func sexagesimal() throws {
        let folder = try TemporaryFolder()
        let document = try folder.file("licence.txt", licenceDocument)
        let (dms, again) = (folder.path("dms.csv"), folder.path("again.csv"))
        try run(["convert", document, "--to", "EPSG:4490", "--format", "corner-table", "--notation", "dms", "--output", dms])
        let rows = try corners(dms)
        #expect(rows[1].wholeMatch(of: /L1,1,exterior,1,114°39′\d\d\.\d{3}″,24°47′\d\d\.\d{3}″,0\.2400,EPSG:4490/) != nil, "\(rows[1])")
        try run(["convert", dms, "--to", "EPSG:4490", "--format", "corner-table", "--notation", "dms", "--output", again])
        #expect(try corners(again) == rows)
    }

    @Test("inspect says that it is a corner table, in which notation, and how axes and CRS were decided")
    func inspect() throws {
        let folder = try TemporaryFolder()
        let output = try run(["inspect", folder.file("licence.txt", licenceDocument)]).output
        #expect(output.contains("format    corner table"))
        #expect(output.contains("EPSG:4526 (CGCS2000 / 3-degree Gauss-Kruger zone 38)"))
        #expect(output.contains("corner table in metres; axes by their digits: \"X坐标\" is the northing"))
        #expect(output.contains("2 licences, 2 exterior rings, 1 holes, 13 corners"))
    }

    @Test("detect takes a licence document directly: no profile, and a wrong stated area stands in account and record")
    func detect() throws {
        let folder = try TemporaryFolder()
        let document = try folder.file("licence.txt", licenceDocument)
        let footprint = """
            {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"footprint_id":"F1","observed_at":"2025-06-30"},"geometry":\
            {"type":"Polygon","coordinates":[[[114.70,24.70],[114.71,24.70],[114.71,24.71],[114.70,24.71],[114.70,24.70]]]}}]}
            """
        let outcome = try orewatch.run(
            ["detect", "--licences", document, "--footprints", try folder.file("f.geojson", footprint), "--format", "geojson"])
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(outcome.output.contains("\"rule\":\"unlicensed\""))
        #expect(outcome.output.contains("states 0.3000 km2, its corners enclose 0.2500 km2"))
        #expect(outcome.standardError.contains("licences: line 18, feature 1 (L2): states 0.3000 km2"))
    }

    @Test(
        "A table without datum is refused until it is stated; a ring open by less than a metre is repaired and said; nothing is left of refusals"
    )
    func refusals() throws {
        let folder = try TemporaryFolder()
        let rows = "拐点号,X坐标,Y坐标\n1,2743159.00,38566195.00\n2,2743159.00,38566695.00\n3,2743659.00,38566695.00\n1,2743159.40,38566195.00\n"
        let table = try folder.file("t.csv", rows)
        let output = folder.path("o.geojson")
        try run(["convert", table, "--output", output], exits: 65)
        #expect(!FileManager.default.fileExists(atPath: output))
        let outcome = try run(["convert", table, "--crs", "EPSG:4526", "--output", output])
        #expect(outcome.standardError.contains("which was open by 0.4 m"))
        let sixty = try folder.file("s.csv", "拐点号,经度,纬度\n1,115°72′34″,25°12′34″\n2,115°12′34″,25°12′34″\n3,115°12′34″,25°13′34″\n")
        let refused = try run(["convert", sixty, "--crs", "EPSG:4490", "--output", folder.path("n.geojson")], exits: 65)
        #expect(refused.standardError.contains("line 2, column \"经度\": \"115°72′34″\" has 72 minutes"))
        try run(
            ["convert", try folder.file("l.txt", licenceDocument), "--crs", "EPSG:4527", "--output", folder.path("n.geojson")], exits: 65)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["l.txt", "o.geojson", "s.csv", "t.csv"])
        let survey = try run(["convert", output, "--format", "survey-text", "--output", folder.path("n.txt")], exits: 78)
        #expect(survey.standardError.contains("EPSG:4526"))
    }

    @Test("A profile names the columns of a table with headings of its own")
    func profile() throws {
        let folder = try TemporaryFolder()
        let table = try folder.file(
            "t.csv", "证件,许可人,桩,N值,E值\nL1,甲,a,2743159,566195\n,,b,2743159,566695\n,,c,2743659,566195\n")
        let profile = try folder.file(
            "p.yaml",
            "name: p\nkind: licences\ncrs: EPSG:4547\ngeometry: { corner: 桩, x: E值, y: N值 }\nfields:\n  licence_id: { from: 证件 }\n  holder: { from: 许可人 }\n"
        )
        let output = try run(["convert", table, "--map", profile, "--output", "-"]).output
        #expect(output.contains(#""licence_id":"L1""#) && output.contains(#""holder":"甲""#))
        #expect(output.contains("114.65"))
    }

    @Test("--axis-order settles a table whose digits leave the axes open, in convert and detect")
    func axisOrder() throws {
        let folder = try TemporaryFolder()
        let table = try folder.file("t.csv", "corner,X,Y\n1,2743159,566195\n2,2743159,566695\n3,2743659,566695\n")
        let open = try folder.file("o.csv", "corner,X,Y\n1,643159,566195\n2,643159,566695\n3,643659,566695\n")
        let refused = try run(["convert", open, "--crs", "EPSG:32650", "--output", "-"], exits: 65)
        #expect(refused.standardError.contains("--axis-order northing-easting or easting-northing"))
        #expect(refused.output.isEmpty)
        let options = ["--crs", "EPSG:32650", "--to", "EPSG:32650", "--format", "corner-table", "--output"]
        let output = folder.path("n.csv")
        try run(["convert", open, "--axis-order", "northing-easting"] + options + [output])
        #expect(try corners(output)[1].contains(",643159.00,566195.00,"))
        try run(["convert", open, "--axis-order", "easting-northing"] + options + [output])
        #expect(try corners(output)[1].contains(",566195.00,643159.00,"))
        let contrary = try run(["convert", table, "--axis-order", "easting-northing"] + options + [output], exits: 65)
        #expect(contrary.standardError.contains("the order easting-northing is stated, but by their digits"))
    }

    @Test("Corner tables in GCJ-02 and BD-09 say so, and come back to where they were", arguments: ["GCJ-02", "BD-09"])
    func webMaps(_ system: String) throws {
        let folder = try TemporaryFolder()
        let document = try folder.file("licence.txt", licenceDocument)
        let plain = folder.path("plain.csv")
        try run(["convert", document, "--to", "EPSG:4526", "--format", "corner-table", "--output", plain])
        for name in ["m.csv", "m.txt", "m.xlsx"] {
            let (traced, back) = (folder.path(name), folder.path(name + ".back.csv"))
            let outcome = try run(["convert", document, "--to", system, "--format", "corner-table", "--output", traced])
            #expect(outcome.standardError.contains("positions are \(system)"))
            #expect(try run(["inspect", traced]).output.contains(system))
            try run(["convert", traced, "--to", "EPSG:4526", "--format", "corner-table", "--output", back])
            #expect(try corners(back) == corners(plain), "\(name)")
        }
        #expect(try corners(folder.path("m.csv"))[1].hasSuffix("," + system))
        let survey = ["convert", document, "--to", system, "--format", "survey-text", "--output", folder.path("n.txt")]
        #expect(try run(survey, exits: 78).standardError.contains("survey text has no words for \(system)"))
    }

    @Test("Long edges that bend in the other CRS gain no corners: not by PROJ, not through a datum link, not in survey text")
    func statedCornersOnly() throws {
        let folder = try TemporaryFolder()
        let rows = "1,2743159,38566195\n2,2743159,38596195\n3,2773159,38596195\n4,2773159,38566195\n"
        let table = try folder.file("t.csv", "2000国家大地坐标系\n拐点号,X坐标,Y坐标\n" + rows)
        let output = folder.path("o.csv")
        try run(["convert", table, "--to", "EPSG:4490", "--format", "corner-table", "--output", output])
        #expect(try corners(output).count == 5)
        let survey = folder.path("s.txt")
        try run(["convert", table, "--to", "EPSG:4527", "--format", "survey-text", "--output", survey])
        #expect(try String(contentsOfFile: survey, encoding: .utf8).split(separator: "\r\n").count { $0.hasPrefix("J") } == 5)
        // Other forms keep the shape of the edges.
        #expect(try run(["convert", table, "--output", "-"]).output.split(separator: "],[").count > 8)
        let old = try folder.file("old.csv", "1980西安坐标系\n拐点号,X坐标,Y坐标\n" + rows)
        let link = try folder.file(
            "link.yaml",
            """
            links:
              - name: office
                source: EPSG:2362
                target: EPSG:4526
                method: translation_3
                parameters: {x_m: 12.5, y_m: -31.0, z_m: -44.0}
                area: {west: 113, south: 24, east: 117, north: 26}
                sigma_m: 2
                evidence: Invented
            """)
        try run(["convert", old, "--datum-link", link, "--to", "EPSG:4490", "--format", "corner-table", "--output", output])
        #expect(try corners(output).count == 5)
    }
}
