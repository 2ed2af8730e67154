internal import Foundation
public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Register defects in the forms that programs and offices read: the same attribute names in all of them.
public enum DefectOutputs {
    /// CSV (RFC 4180), one row a defect.
    public static func csv(_ batch: DefectBatch) -> [UInt8] {
        var rows = CSVRow()
        for field in DefectField.allCases { rows.append(field.rawValue) }
        rows.end()
        for defect in batch.defects {
            for field in DefectField.allCases { rows.append(field.value(of: defect).text) }
            rows.end()
        }
        return rows.bytes.bytes
    }

    /// A GeoJSON FeatureCollection (RFC 7946) with the record in the foreign member `audit`.
    public static func geoJSON(_ batch: DefectBatch, _ record: AuditRecord) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 16)
        let rounding = DecimalRounding(engine: TopologyEngine())
        var box = Envelope.empty
        json.raw("{\"type\":\"FeatureCollection\",\"features\":[\n")
        for (row, defect) in batch.defects.enumerated() {
            if row > 0 { json.raw(",\n") }
            let rounded = rounding.rounded(row, of: batch.geometry)
            box.expand(toInclude: rounded.envelope(of: 0))
            json.raw("{\"type\":\"Feature\",\"id\":")
            json.string(defect.id)
            json.raw(",\"geometry\":")
            json.append(geometry: 0, of: rounded, decimals: 7)
            json.raw(",\"properties\":{")
            append(defect, DefectField.allCases.dropFirst(), to: &json)
            json.raw("}}")
        }
        json.raw("\n]")
        if !box.isEmpty {
            json.raw(",\"bbox\":")
            json.array([box.minX, box.minY, box.maxX, box.maxY]) { $0.number($1, decimals: 7) }
        }
        json.raw(",\n\"audit\":")
        AuditRecordText.append(record, batch.defects, to: &json)
        json.raw("}\n")
        return json.bytes
    }

    /// One JSON object: `defects` without geometry, and the record in `audit`.
    public static func json(_ batch: DefectBatch, _ record: AuditRecord) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 16)
        json.raw("{\"defects\":[\n")
        for (row, defect) in batch.defects.enumerated() {
            if row > 0 { json.raw(",\n") }
            json.raw("{")
            append(defect, DefectField.allCases[...], to: &json)
            json.raw("}")
        }
        json.raw("\n],\n\"audit\":")
        AuditRecordText.append(record, batch.defects, to: &json)
        json.raw("}\n")
        return json.bytes
    }

    private static func append(_ defect: RegisterDefect, _ fields: ArraySlice<DefectField>, to json: inout JSONBytes) {
        var isFirst = true
        for field in fields {
            if !isFirst { json.raw(",") }
            isFirst = false
            json.string(field.rawValue)
            json.raw(":")
            field.value(of: defect).append(to: &json)
        }
    }

    /// A GeoPackage for QGIS: layer `defects`, and the record beside it in the table `audit`.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeGeoPackage(_ batch: DefectBatch, _ record: AuditRecord, to path: String) throws {
        let layer = GeoPackageWriter.Layer(name: "defects", fields: DefectField.allCases.map(geoPackageField)) { append in
            for (row, defect) in batch.defects.enumerated() {
                try append(batch.geometry, row, DefectField.allCases.map { geoPackageValue($0.value(of: defect)) })
            }
        }
        let about = GeoPackageWriter.Layer(name: "audit", fields: [.init("record", .text)], hasGeometry: false) { append in
            var json = JSONBytes(capacity: 1 << 12)
            AuditRecordText.append(record, batch.defects, to: &json)
            try append(GeometryColumns(), 0, [.text(json.text)])
        }
        try GeoPackageWriter.write([layer, about], to: path)
    }

    private static func geoPackageField(_ field: DefectField) -> GeoPackageWriter.Field {
        switch field {
        // `id` reads as a primary key in many programs.
        case .id: .init("defect_id", .text)
        case .severity, .commonDays: .init(field.rawValue, .integer)
        case .quantity, .tolerance, .area, .width, .length, .share, .statedArea, .computedArea: .init(field.rawValue, .real)
        case .isSameHolder, .isInForceTogether: .init(field.rawValue, .boolean)
        case .commonFrom, .commonTo, .date: .init(field.rawValue, .date)
        default: .init(field.rawValue, .text)
        }
    }

    private static func geoPackageValue(_ value: DefectValue) -> GeoPackageWriter.Value {
        switch value {
        case .none: .null
        case .integer(let number): .integer(number)
        case .number(let number, _): .real(number)
        case .flag(let flag): .boolean(flag)
        case .text, .day, .texts, .position: .text(value.text)
        }
    }

    /// A workbook for the office: defects, the account of the checks, the inputs.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(_ batch: DefectBatch, _ record: AuditRecord, language words: Language, to path: String) throws {
        let sheet = XLSXWriter.Sheet(name: "defects", columns: DefectField.allCases.map(column)) { append in
            for defect in batch.defects { try append(DefectField.allCases.map { cell($0.value(of: defect)) }) }
        }
        let account = XLSXWriter.Sheet(name: "audit", columns: [.init("account", width: 120)]) { append in
            for line in AuditAccountText.lines(record, defects: batch.defects, language: words) { try append([.text(line)]) }
        }
        try XLSXWriter.write([sheet, account], to: path)
    }

    private static func column(_ field: DefectField) -> XLSXWriter.Column {
        switch field {
        case .area: .init(field.rawValue, width: 16, format: .whole)
        case .quantity, .tolerance, .width, .length: .init(field.rawValue, width: 14, format: .twoDecimals)
        case .id, .licenceIDs, .holders, .place: .init(field.rawValue, width: 28)
        case .message, .messageInChinese: .init(field.rawValue, width: 80)
        default: .init(field.rawValue)
        }
    }

    private static func cell(_ value: DefectValue) -> XLSXWriter.Value {
        switch value {
        case .none: .empty
        case .integer(let number): .integer(number)
        case .number(let number, _): .number(number)
        case .flag(let flag): .boolean(flag)
        case .day(let day): .date(day)
        case .text, .texts, .position: .text(value.text)
        }
    }
}
