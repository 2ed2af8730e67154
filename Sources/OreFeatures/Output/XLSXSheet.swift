/// One worksheet as XML, streamed into a file.
struct XLSXSheet {
    private let sheet: XLSXWriter.Sheet
    private let path: String
    private let letters: [String]

    init(_ sheet: XLSXWriter.Sheet, path: String) throws(OutputError) {
        self.sheet = sheet
        self.path = path
        guard sheet.columns.count <= XLSXWriter.maximumColumns else {
            throw .writeFailed(file: path, reason: "a sheet holds 16,384 columns", next: "write CSV or GeoPackage instead")
        }
        letters = sheet.columns.indices.map(ColumnLetters.of)
    }

    func write(to file: String) throws {
        let output = try AtomicFile(file)
        var bytes = JSONBytes()
        appendHead(to: &bytes)
        append(header: sheet.columns.map(\.title), to: &bytes)
        var row = 1
        try sheet.rows { values in
            row += 1
            guard row <= XLSXWriter.maximumRows else {
                throw OutputError.writeFailed(
                    file: path, reason: "a sheet holds 1,048,576 rows, and there are more", next: "write CSV or GeoPackage instead")
            }
            append(values, row: row, to: &bytes)
            if bytes.count >= 1 << 18 { try output.write(draining: &bytes) }
        }
        bytes.append("</sheetData>")
        if let last = letters.last { bytes.append("<autoFilter ref=\"A1:\(last)\(row)\"/>") }
        bytes.append("</worksheet>")
        try output.write(draining: &bytes)
        try output.commit()
    }

    private func appendHead(to bytes: inout JSONBytes) {
        bytes.append(XLSXParts.declaration + "<worksheet xmlns=\"\(XLSXParts.main)\"><sheetViews><sheetView workbookViewId=\"0\">")
        bytes.append("<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>")
        if !sheet.columns.isEmpty {
            bytes.append("<cols>")
            for (i, column) in sheet.columns.enumerated() {
                bytes.append("<col min=\"\(i + 1)\" max=\"\(i + 1)\" width=\"")
                bytes.append(min(max(column.width, 1), 255), decimals: 2)
                bytes.append("\" customWidth=\"1\"/>")
            }
            bytes.append("</cols>")
        }
        bytes.append("<sheetData>")
    }

    private func append(header titles: [String], to bytes: inout JSONBytes) {
        bytes.append("<row r=\"1\">")
        for (i, title) in titles.enumerated() { append(text: title, reference: letters[i] + "1", style: 1, to: &bytes) }
        bytes.append("</row>")
    }

    private func append(_ values: [XLSXWriter.Value], row: Int, to bytes: inout JSONBytes) {
        bytes.append("<row r=\"\(row)\">")
        for i in 0..<min(values.count, letters.count) {
            let reference = letters[i] + String(row)
            let style = sheet.columns[i].format.rawValue
            switch values[i] {
            case .empty: continue
            case .text(let text): append(text: text, reference: reference, style: 0, to: &bytes)
            case .number(let number):
                guard number.isFinite else { continue }
                append(reference, style: style, type: "n", FixedPoint.shortest(number), to: &bytes)
            case .integer(let number): append(reference, style: style, type: "n", String(number), to: &bytes)
            case .boolean(let flag): append(reference, style: 0, type: "b", flag ? "1" : "0", to: &bytes)
            case .date(let day):
                // Serial 1 is 1900-01-01 and, after Lotus, 1900 has a 29 February: exact from 1900-03-01 on; earlier days are text.
                let serial = Int(day.daysSince1970) + 25_569
                if serial >= 61 {
                    append(reference, style: 5, type: "n", String(serial), to: &bytes)
                } else {
                    append(text: day.description, reference: reference, style: 0, to: &bytes)
                }
            }
        }
        bytes.append("</row>")
    }

    private func append(_ reference: String, style: Int, type: String, _ value: String, to bytes: inout JSONBytes) {
        bytes.append("<c r=\"\(reference)\" s=\"\(style)\" t=\"\(type)\"><v>\(value)</v></c>")
    }

    private func append(text: String, reference: String, style: Int, to bytes: inout JSONBytes) {
        bytes.append("<c r=\"\(reference)\" s=\"\(style)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">")
        bytes.append(xml: XLSXSheet.escaped(XLSXSheet.limited(text)))
        bytes.append("</t></is></c>")
    }

    /// At most 32,767 UTF-16 units, never half a character.
    static func limited(_ text: String) -> String {
        guard text.utf8.count > XLSXWriter.maximumCellUnits, text.utf16.count > XLSXWriter.maximumCellUnits else { return text }
        var units = 0
        let kept = text.unicodeScalars.prefix { scalar in
            units += UTF16.width(scalar)
            return units <= XLSXWriter.maximumCellUnits
        }
        return String(String.UnicodeScalarView(kept))
    }

    /// Excel reads `_x0041_` as `A`: such text keeps its meaning with its first underscore written in the same way.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        return text.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_")
    }
}
