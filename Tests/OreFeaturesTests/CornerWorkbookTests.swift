import Foundation
import OreGeometry
import TestSupport
import Testing

@testable import OreFeatures

/// A workbook put together by hand, part by part.
struct HandmadeWorkbook {
    var sheets: [(name: String, state: String, xml: String)] = []
    var strings = ""
    var styles = ""
    var date1904 = false

    static let space = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

    init(_ sheetData: String, after: String = "", cols: String = "") {
        sheets = [("Sheet1", "visible", "\(cols)<sheetData>\(sheetData)</sheetData>\(after)")]
    }

    var bytes: [UInt8] {
        var list = ""
        var relations = ""
        var members: [Packed.ZipMember] = []
        for (i, sheet) in sheets.enumerated() {
            list += "<sheet name=\"\(sheet.name)\" sheetId=\"\(i + 1)\" state=\"\(sheet.state)\" r:id=\"rId\(i + 1)\"/>"
            relations += "<Relationship Id=\"rId\(i + 1)\" Type=\"worksheet\" Target=\"worksheets/sheet\(i + 1).xml\"/>"
            members.append(part("xl/worksheets/sheet\(i + 1).xml", "<worksheet \(Self.space)>\(sheet.xml)</worksheet>"))
        }
        members.append(
            part(
                "xl/workbook.xml",
                "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:workbookPr date1904=\"\(date1904 ? 1 : 0)\"/><sheets>\(list)</sheets></x:workbook>"
            ))
        members.append(part("xl/_rels/workbook.xml.rels", "<Relationships>\(relations)</Relationships>"))
        members.append(part("[Content_Types].xml", "<Types/>"))
        if !strings.isEmpty { members.append(part("xl/sharedStrings.xml", "<sst \(Self.space)>\(strings)</sst>")) }
        if !styles.isEmpty { members.append(part("xl/styles.xml", "<styleSheet \(Self.space)>\(styles)</styleSheet>")) }
        return Packed.zip(members: members)
    }

    private func part(_ name: String, _ xml: String) -> Packed.ZipMember {
        Packed.ZipMember(name: name, content: Array(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml).utf8))
    }

    /// Rows of inline texts and numbers.
    static func rows(_ rows: [[String]], from first: Int = 1) -> String {
        rows.enumerated().map { i, cells in
            let xml = cells.enumerated().map { column, cell -> String in
                let reference = ColumnLetters.of(column) + String(first + i)
                if cell.isEmpty { return "" }
                return Double(cell) == nil
                    ? "<c r=\"\(reference)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>" : "<c r=\"\(reference)\"><v>\(cell)</v></c>"
            }
            return "<row r=\"\(first + i)\">\(xml.joined())</row>"
        }.joined()
    }
}

@Suite struct CornerWorkbookTests {
    private let heading = ["许可证号", "拐点号", "X坐标", "Y坐标"]
    private let corners = [
        ["L1", "1", "2743159", "38566195"], ["", "2", "2743159", "38566695"], ["", "3", "2743659", "38566695.250000001"],
    ]

    private func read(_ workbook: HandmadeWorkbook, _ options: ReadOptions = ReadOptions()) throws -> (
        info: SourceInfo, features: [CornerFeature]
    ) {
        try readCorners(workbook.bytes, name: "table.xlsx", options: options)
    }

    private func refusal(_ workbook: HandmadeWorkbook, _ location: SourceLocation = #_sourceLocation) -> String {
        do {
            _ = try read(workbook)
            Issue.record("it was read", sourceLocation: location)
            return ""
        } catch { return "\(error)" }
    }

    @Test("A sheet of numbers and inline strings is a corner table; numbers are what Excel shows")
    func plain() throws {
        let (info, features) = try read(HandmadeWorkbook(HandmadeWorkbook.rows([["2000国家大地坐标系"], heading] + corners)))
        #expect(info.format == .cornerWorkbook)
        #expect(info.declaredCRS?.definition == "EPSG:4526")
        #expect(features.count == 1)
        #expect(features[0].polygons[0][0][2] == Coordinate(38_566_695.25, 2_743_659))
        #expect(features[0].values["licence_id"] == "L1")
    }

    @Test("Blocks side by side in a sheet are read left block first, with titles above and remarks below in merged cells")
    func blocks() throws {
        let sheet = HandmadeWorkbook.rows([
            ["2000国家大地坐标系"], ["点号", "X坐标", "Y坐标", "", "点号", "X坐标", "Y坐标"],
            ["1", "2743159", "38566195", "", "4", "2743659", "38566695"], ["2", "2743159", "38566495", "", "5", "2743659", "38566195"],
            ["3", "2743159", "38566695"], ["矿区面积：0.25平方公里"],
        ])
        let merges = "<mergeCells><mergeCell ref=\"A1:G1\"/><mergeCell ref=\"A6:G6\"/></mergeCells>"
        let (info, features) = try read(HandmadeWorkbook(sheet, after: merges))
        #expect(info.declaredCRS?.definition == "EPSG:4526")
        #expect(features.count == 1 && features[0].values["stated_area_m2"] == "250000")
        #expect(features[0].polygons.first?.first?.map(\.x) == [38_566_195, 38_566_495, 38_566_695, 38_566_695, 38_566_195, 38_566_195])
        #expect(info.remarks.contains { $0.contains("2 blocks side by side") })
    }

    @Test("Shared strings with runs, phonetic guides and escapes; dates by number format, in both date systems")
    func strings() throws {
        var workbook = HandmadeWorkbook(
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c></row>"
                + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>5</v></c><c r=\"B2\"><v>1</v></c><c r=\"C2\"><v>2743159</v></c><c r=\"D2\"><v>38566195</v></c><c r=\"E2\" s=\"1\"><v>45838</v></c></row>"
                + HandmadeWorkbook.rows([["", "2", "2743159", "38566695"], ["", "3", "2743659", "38566695"]], from: 3))
        workbook.strings =
            "<si><r><t>许可</t></r><r><t>证号</t></r></si><si><t>拐点号</t><rPh sb=\"0\" eb=\"1\"><t>かな</t></rPh></si><si><t xml:space=\"preserve\"> X </t></si><si><t>Y</t></si><si><t>有效期止</t></si><si><t>A&amp;B_x0031_</t></si>"
        workbook.styles =
            "<numFmts><numFmt numFmtId=\"170\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs>"
        let values = try #require(try read(workbook).features.first?.values)
        #expect(values["licence_id"] == "A&B1")
        #expect(values["valid_to"] == "2025-06-30")
        workbook.date1904 = true
        #expect(try read(workbook).features.first?.values["valid_to"] == "2029-07-01")
    }

    @Test("Angles typed as elapsed hours are degrees, minutes and seconds")
    func elapsed() throws {
        func cell(_ reference: String, _ degrees: Double) -> String { "<c r=\"\(reference)\" s=\"1\"><v>\(degrees / 24)</v></c>" }
        let (lon, lat) = (115 + 12 / 60.0 + 34.567 / 3600, 25 + 12 / 60.0 + 34.567 / 3600)
        let rows = [(lon, lat), (lon + 0.01, lat), (lon, lat + 0.01)].enumerated().map { i, p in
            "<row r=\"\(i + 2)\"><c r=\"A\(i + 2)\"><v>\(i + 1)</v></c>\(cell("B\(i + 2)", p.0))\(cell("C\(i + 2)", p.1))</row>"
        }
        var workbook = HandmadeWorkbook(HandmadeWorkbook.rows([["点号", "经度", "纬度"]]) + rows.joined())
        workbook.styles =
            "<numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm:ss.000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>"
        let first = try #require(try read(workbook).features.first?.polygons.first?.first?.first)
        #expect(abs(first.x - lon) < 1e-8 && abs(first.y - lat) < 1e-8)
    }

    @Test("A merged licence number stands in each of its cells, and that is said; a merged coordinate is refused")
    func merged() throws {
        let rows = [heading, ["L1", "1", "2743159", "38566195"], ["", "2", "2743159", "38566695"], ["", "3", "2743659", "38566695"]]
        let workbook = HandmadeWorkbook(HandmadeWorkbook.rows(rows), after: "<mergeCells><mergeCell ref=\"A2:A4\"/></mergeCells>")
        let (info, features) = try read(workbook)
        #expect(features.count == 1)
        #expect(info.remarks.contains { $0.contains("1 merged range") })
        let refused = HandmadeWorkbook(HandmadeWorkbook.rows(rows), after: "<mergeCells><mergeCell ref=\"C2:C3\"/></mergeCells>")
        #expect(refusal(refused).contains("line 3, column \"X坐标\": sheet \"Sheet1\": a merged cell"))
    }

    @Test("Headings over two rows with merged cells are read by their second row")
    func twoRowHeading() throws {
        let rows = [["许可证号", "拐点号", "坐标", ""], ["", "", "X", "Y"]] + corners
        let workbook = HandmadeWorkbook(
            HandmadeWorkbook.rows(rows),
            after: "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:B2\"/><mergeCell ref=\"C1:D1\"/></mergeCells>")
        #expect(try read(workbook).features.first?.values["licence_id"] == "L1")
    }

    @Test("A formula counts with its saved value, and that is said; one without, and an error, refuse the workbook")
    func formulas() throws {
        func workbook(_ cell: String) -> HandmadeWorkbook {
            HandmadeWorkbook(
                HandmadeWorkbook.rows([heading, ["L1", "1", "2743159", "38566195"], ["", "2", "2743159", "38566695"]])
                    + "<row r=\"4\"><c r=\"B4\"><v>3</v></c>\(cell)<c r=\"D4\"><v>38566695</v></c></row>")
        }
        let (info, features) = try read(workbook("<c r=\"C4\"><f>C3+500</f><v>2743659</v></c>"))
        #expect(features[0].polygons[0][0][2].y == 2_743_659)
        #expect(info.remarks.contains { $0.contains("1 formula counted with the saved value (C4)") })
        #expect(refusal(workbook("<c r=\"C4\"><f>C3+500</f></c>")).contains("cell C4 holds a formula without its value"))
        #expect(refusal(workbook("<c r=\"C4\" t=\"e\"><f>C3+#REF!</f><v>#REF!</v></c>")).contains("cell C4 holds the error #REF!"))
    }

    @Test("Hidden rows, columns and sheets are skipped and named; a hidden row that names the licence of visible ones is refused")
    func hidden() throws {
        let visible = HandmadeWorkbook.rows([heading] + corners)
        let hiddenRows =
            "<row r=\"5\" hidden=\"1\"><c r=\"A5\" t=\"inlineStr\"><is><t>L2</t></is></c><c r=\"B5\"><v>1</v></c><c r=\"C5\"><v>1</v></c><c r=\"D5\"><v>2</v></c></row>"
        var workbook = HandmadeWorkbook(visible + hiddenRows, cols: "<cols><col min=\"6\" max=\"7\" hidden=\"1\"/></cols>")
        workbook.sheets.append(("old", "hidden", "<sheetData>\(visible)</sheetData>"))
        let (info, features) = try read(workbook)
        #expect(features.map { $0.values["licence_id"] } == ["L1"])
        let remarks = info.remarks.joined(separator: "\n")
        #expect(remarks.contains("skipped 1 hidden row (5)"))
        #expect(remarks.contains("skipped 2 hidden columns (F, G)"))
        #expect(remarks.contains("skipped hidden sheets: old"))
        let orphan = HandmadeWorkbook(visible + hiddenRows + HandmadeWorkbook.rows([["", "2", "2743159", "38566695"]], from: 6))
        #expect(refusal(orphan).contains("the row that names licence L2 is hidden"))
    }

    @Test("The first sheet with a corner table is read; --layer names another, and an unknown one is refused")
    func layers() throws {
        var workbook = HandmadeWorkbook(HandmadeWorkbook.rows([["notes"], ["nothing", "here"]]))
        for id in ["A", "B"] {
            let rows = [
                ["许可证号", "拐点号", "X坐标", "Y坐标"], [id, "1", "2743159", "38566195"], ["", "2", "2743159", "38566695"],
                ["", "3", "2743659", "38566695"],
            ]
            workbook.sheets.append(("table \(id)", "visible", "<sheetData>\(HandmadeWorkbook.rows(rows))</sheetData>"))
        }
        let first = try read(workbook)
        #expect(first.features.first?.values["licence_id"] == "A")
        #expect(first.info.layers == ["table A", "table B"])
        #expect(try read(workbook, ReadOptions(layer: "table B")).features.first?.values["licence_id"] == "B")
        #expect(throws: InputError.self) { try read(workbook, ReadOptions(layer: "table C")) }
        #expect(
            refusal(HandmadeWorkbook(HandmadeWorkbook.rows([["a", "b"], ["1", "2"]]))).contains("no visible sheet holds a corner table"))
    }

    @Test(
        "Malformed XML is refused with its part",
        arguments: [
            "<row r=\"1\"><c r=\"A1\"><v>1</v></row>", "<row r=\"1\"/><row r=\"1\"/>",
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row>", "<row r=1/>",
            "&nbsp;", "<!DOCTYPE x [<!ENTITY a \"aaa\">]><row/>", String(repeating: "<a>", count: 100),
        ])
    func malformed(_ xml: String) {
        #expect(refusal(HandmadeWorkbook(xml)).contains("xl/worksheets/sheet1.xml"))
    }

    @Test("A workbook of our own writer is read back")
    func written() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "orewatch-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = corners.map { $0.map { Double($0).map { .number($0) } ?? ($0.isEmpty ? .empty : .text($0)) } as [XLSXWriter.Value] }
        try XLSXWriter.write(
            [.init(name: "corners", columns: heading.map { .init($0) }) { append in for row in rows { try append(row) } }], to: path)
        let source = try FeatureFile.open(path)
        #expect(source.info.format == .cornerWorkbook)
        #expect(source.info.layers == ["corners"])
    }

    @Test("Mutated parts are read or refused")
    func mutated() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed: seed)
        let sheet =
            "<worksheet><cols><col min=\"1\" max=\"3\" hidden=\"1\"/></cols><sheetData>\(HandmadeWorkbook.rows([heading] + corners))</sheetData><mergeCells><mergeCell ref=\"A2:B4\"/></mergeCells></worksheet>"
        let formats = try WorkbookFormats(styles: nil, isFrom1904: false, path: "")
        for _ in 0..<2000 {
            let bytes = random.mutated(Array(sheet.utf8))
            do throws(XMLReader.Fault) { _ = try WorkbookSheet(bytes, strings: [], formats: formats) } catch {
                #expect(error.byte >= 0, "seed \(seed)")
            }
        }
        let whole = HandmadeWorkbook(HandmadeWorkbook.rows([heading] + corners)).bytes
        for _ in 0..<200 {
            do { _ = try readCorners(random.mutated(whole), name: "m.xlsx") } catch {
                #expect(error is InputError, "seed \(seed): \(error)")
            }
        }
    }
}
