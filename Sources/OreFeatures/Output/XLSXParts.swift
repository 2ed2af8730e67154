/// The parts of a workbook besides its sheets (ECMA-376, SpreadsheetML).
enum XLSXParts {
    static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let types = "application/vnd.openxmlformats-officedocument.spreadsheetml."

    static func all(names: [String]) -> [(name: String, xml: String)] {
        [
            ("[Content_Types].xml", contentTypes(names.count)), ("_rels/.rels", rootRelations), ("xl/workbook.xml", workbook(names)),
            ("xl/_rels/workbook.xml.rels", relations(names.count)), ("xl/styles.xml", styles),
        ]
    }

    /// Excel's rules: 1 to 31 characters without `[]:*?/\`, no apostrophe at either end, unique whatever the case.
    static func sheetNames(_ names: [String]) -> [String] {
        var used: Set<String> = []
        return names.map { name in
            var plain = String(name.map { "[]:*?/\\".contains($0) ? "_" : $0 }.prefix(31))
            while plain.utf16.count > 31 { plain.removeLast() }
            if plain.hasPrefix("'") || plain.hasSuffix("'") { plain = String(plain.map { $0 == "'" ? "_" : $0 }) }
            if plain.isEmpty { plain = "Sheet" }
            var unique = plain
            var number = 2
            while !used.insert(unique.lowercased()).inserted {
                unique = plain.prefix(25) + " (\(number))"
                number += 1
            }
            return unique
        }
    }

    private static func contentTypes(_ count: Int) -> String {
        let sheets = (1...max(count, 1)).prefix(count).map {
            "<Override PartName=\"/xl/worksheets/sheet\($0).xml\" ContentType=\"\(types)worksheet+xml\"/>"
        }.joined()
        return declaration + "<Types xmlns=\"\(package)/content-types\">"
            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(types)sheet.main+xml\"/>"
            + "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(types)styles+xml\"/>" + sheets + "</Types>"
    }

    private static let rootRelations =
        declaration + "<Relationships xmlns=\"\(package)/relationships\">"
        + "<Relationship Id=\"rId1\" Type=\"\(office)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"

    private static func workbook(_ names: [String]) -> String {
        var bytes = JSONBytes(capacity: 1 << 10)
        bytes.append(declaration + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><bookViews><workbookView/></bookViews><sheets>")
        for (i, name) in names.enumerated() {
            bytes.append("<sheet name=\"")
            bytes.append(xml: name)
            bytes.append("\" sheetId=\"\(i + 1)\" r:id=\"rId\(i + 1)\"/>")
        }
        bytes.append("</sheets></workbook>")
        return bytes.text
    }

    private static func relations(_ count: Int) -> String {
        let sheets = (0..<count).map {
            "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\($0 + 1).xml\"/>"
        }.joined()
        return declaration + "<Relationships xmlns=\"\(package)/relationships\">" + sheets
            + "<Relationship Id=\"rId\(count + 1)\" Type=\"\(office)/styles\" Target=\"styles.xml\"/></Relationships>"
    }

    /// Cell styles by position: 0 general, 1 header, 2 whole numbers, 3 two decimals, 4 coordinates, 5 dates.
    private static let styles =
        declaration + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"0.000000\"/>"
        + "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
        + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
        + "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
        + "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFE7ECEF\"/></patternFill></fill></fills>"
        + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"6\">"
        + cell(0) + "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/>"
        + cell(3) + cell(4) + cell(164) + cell(165) + "</cellXfs>"
        + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"

    private static func cell(_ format: Int) -> String {
        "<xf numFmtId=\"\(format)\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    }
}
