import Foundation
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@testable import OreReporting

private let columns = [
    RecordColumn("licence_id", .text, "licence", "许可证"),
    RecordColumn("holder", .text, "holder", "权利人", minimumWidth: 6, expendability: 2),
    RecordColumn("area_m2", .area, "area", "面积", expendability: 1),
    RecordColumn("valid_to", .day, "valid to", "有效期至", expendability: 3),
    RecordColumn("other_ids", .list, "others", "其他", expendability: 4),
    RecordColumn("is_current", .flag, "current", "现行", expendability: 5),
    RecordColumn("distance_m", .length, "distance", "距离", expendability: 6),
]

private func square(_ x: Double, _ y: Double, _ side: Double) -> Geometry {
    let corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)].map { Coordinate($0.0, $0.1) }
    return .polygon(Polygon(exterior: Ring(corners)))
}

private let records = [
    Record(
        [
            .text("L-1"), .text("赣州稀土矿业, \"A\""), .number(12_345.678), RecordValue(Day(year: 2025, month: 6, day: 30)),
            .list(["L-2", "L-3"]), .flag(true), .number(12.34),
        ], geometry: square(115, 25, 0.01)),
    Record([.text("=L-2"), .none, .number(.nan), .none, .list([]), .flag(false), .none]),
]

private var list: RecordList { RecordList("licences", columns, records: records) }

private func written(_ format: RecordFormat, _ list: RecordList = list) throws -> String {
    let folder = try TemporaryFolder()
    try list.write(format, to: folder.path("out"), style: TextStyle(), title: "Licences")
    return try String(contentsOf: URL(filePath: folder.path("out")), encoding: .utf8)
}

@Test("A list as JSON has a member for every column, null where nothing is known")
func recordJSON() throws {
    let rows = try #require(JSONSerialization.jsonObject(with: Data(try written(.json).utf8)) as? [[String: Any]])
    #expect(rows.count == 2 && rows.allSatisfy { Set($0.keys) == Set(columns.map(\.name)) })
    #expect(rows[0]["area_m2"] as? Double == 12_345.678)
    #expect(rows[0]["other_ids"] as? [String] == ["L-2", "L-3"])
    #expect(rows[0]["is_current"] as? Bool == true)
    for name in ["holder", "area_m2", "valid_to", "distance_m"] { #expect(rows[1][name] is NSNull) }
    #expect(try written(.json, RecordList("licences", columns, records: [])) == "[\n]\n")
}

@Test("A list as GeoJSON names its features, and records without a place have a null geometry")
func recordGeoJSON() throws {
    let document = try #require(JSONSerialization.jsonObject(with: Data(try written(.geojson).utf8)) as? [String: Any])
    let features = try #require(document["features"] as? [[String: Any]])
    #expect(features.map { $0["id"] as? String } == ["L-1", "=L-2"])
    #expect(features[0]["geometry"] is [String: Any] && features[1]["geometry"] is NSNull)
    #expect(document["bbox"] as? [Double] == [115, 25, 115.01, 25.01])
}

@Test("A list as CSV quotes what needs it and ends with the geometry")
func recordCSV() throws {
    let lines = try written(.csv).components(separatedBy: "\r\n")
    #expect(lines[0] == "licence_id,holder,area_m2,valid_to,other_ids,is_current,distance_m,wkt")
    #expect(lines[1].hasPrefix("L-1,\"赣州稀土矿业, \"\"A\"\"\",12345.678,2025-06-30,L-2;L-3,true,12.3,\"POLYGON"))
    #expect(lines[2] == "=L-2,,,,,false,,")
}

@Test("Waypoints lie inside the geometry; what lies nowhere is no waypoint")
func recordGPX() throws {
    let text = try written(.gpx)
    #expect(text.components(separatedBy: "<wpt ").count == 2)
    let match = try #require(text.firstMatch(of: /lat="([0-9.]+)" lon="([0-9.]+)"/))
    let (lat, lon) = (try #require(Double(match.1)), try #require(Double(match.2)))
    #expect(lat > 25 && lat < 25.01 && lon > 115 && lon < 115.01)
    #expect(text.contains("<name>L-1</name>") && text.contains("&quot;A&quot;"))
    #expect(try written(.kml).components(separatedBy: "<Placemark>").count == 2)
}

@Test("What is written as GeoPackage or workbook is read back with the same values", arguments: [RecordFormat.gpkg, .xlsx])
func recordOffice(_ format: RecordFormat) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("out." + format.rawValue)
    try list.write(format, to: path, style: TextStyle(), title: "")
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.starts(with: format == .gpkg ? Array("SQLite format 3".utf8) : Array("PK".utf8)))
    let again = folder.path("again." + format.rawValue)
    try list.write(format, to: again, style: TextStyle(), title: "")
    #expect(try Data(contentsOf: URL(filePath: again)) == bytes)
}

@Test("Every line of a table fits the terminal, Chinese text counted twice as wide", arguments: [30, 50, 80, 120], Language.allCases)
func recordTable(_ width: Int, _ language: Language) throws {
    let lines = try RecordTable.lines(list, style: TextStyle(language: language, width: width))
    let table = lines.prefix(4)
    #expect(table.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
    #expect(table[0].contains(language == .english ? "licence" : "许可证"))
    if width == 120 { #expect(table[2].contains("1.23") && table[2].contains("18.52")) }
    if width == 30 { #expect(lines.count == 5) }
}

@Test("An empty list says so, and a cut one how many there are")
func recordTableEnds() throws {
    let style = TextStyle()
    #expect(try RecordTable.lines(RecordList("x", columns, records: []), style: style) == ["Nothing matches."])
    #expect(try RecordTable.lines(list, style: style, isCut: true).last == "The first 2; there are more (--limit 0 lists all).")
    let card = RecordTable.card(records[0], columns: columns, style: TextStyle(language: .chinese))
    #expect(card.contains("面积      12,346 平方米 = 1.23 公顷 = 18.52 亩"))
    #expect(RecordTable.card(records[1], columns: columns, style: style).count == 2)
}

@Test("A table leaves out an optional column in which nobody has a value; a sentence is read in either language, and files carry English")
func optionalColumns() throws {
    let columns = [
        RecordColumn("id", .text, "finding", "编号"), RecordColumn("year", .text, "year", "年度", isOptional: true),
        RecordColumn("evidence", .text, "evidence", "依据", isOptional: true),
    ]
    let sentence = RecordValue.words(Heading("38 t above", "超出 38 吨"))
    let list = RecordList("findings", columns, records: [Record([.text("a"), .none, sentence]), Record([.text("b"), .none, .none])])
    let table = try written(.table, list)
    #expect(table.contains("38 t above") && table.contains("evidence") && !table.contains("year"))
    #expect(try RecordTable.lines(list, style: TextStyle(language: .chinese)).joined().contains("超出 38 吨"))
    #expect(try written(.csv, list).contains("a,,38 t above,"))
    #expect(try written(.json, list).contains(#""year":null,"evidence":"38 t above""#))
}
