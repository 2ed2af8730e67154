public import OreDetection
public import OreFeatures
internal import OreGeometry

/// Findings for QGIS: one layer `findings` with typed columns, and the run record beside it in the table `run`.
public enum FindingsGeoPackage {
    /// Writes the file whole, or nothing. Lists are joined with `;` as in CSV; the geometry keeps its full doubles.
    /// - Parameter batches: in input order; positions are lon/lat.
    /// - Throws: `OutputError`.
    public static func write(_ batches: [FindingBatch], run: RunRecord, to path: String) throws {
        let findings = GeoPackageWriter.Layer(name: "findings", fields: fields, style: LayerStyles.findings) { append in
            for batch in batches {
                for (row, finding) in batch.findings.enumerated() {
                    try append(batch.geometry, row, values(of: finding))
                }
            }
        }
        let record = GeoPackageWriter.Layer(name: "run", fields: [.init("record", .text)], hasGeometry: false) { append in
            try append(GeometryColumns(), 0, [.text(String(decoding: run.json(), as: UTF8.self))])
        }
        try GeoPackageWriter.write([findings, record], to: path)
    }

    /// The columns of a layer of findings, and a finding's values for them.
    public static var fields: [GeoPackageWriter.Field] { FindingField.allCases.map(field) }

    public static func values(of finding: Finding) -> [GeoPackageWriter.Value] {
        FindingField.allCases.map { value($0.value(of: finding)) }
    }

    /// `id` would collide with nothing but reads as a primary key in many programs, so it is named for what it is.
    private static func field(_ field: FindingField) -> GeoPackageWriter.Field {
        switch field {
        case .id: .init("finding_id", .text)
        case .severity: .init(field.rawValue, .integer)
        case .probability, .confidence, .nearestLicenceMetres, .area, .footprintArea, .outsideArea, .outsideAreaBeyondTolerance,
            .maximumDepth, .tolerance:
            .init(field.rawValue, .real)
        default: .init(field.rawValue, .text)
        }
    }

    private static func value(_ value: FieldValue) -> GeoPackageWriter.Value {
        switch value {
        case .none: .null
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .number(let number, _): .real(number)
        case .texts, .numbers: value.joined.map { .text($0) } ?? .null
        }
    }
}

extension FieldValue {
    /// A list as one cell, joined with `;`; `nil` when it is empty or no list.
    var joined: String? {
        switch self {
        case .texts(let texts): return texts.isEmpty ? nil : texts.joined(separator: ";")
        case .numbers(let numbers, let decimals):
            let words = numbers.map { number in
                var text = OreFeatures.JSONBytes(capacity: 32)
                text.append(number, decimals: decimals)
                return text.text
            }
            return words.joined(separator: ";")
        default: return nil
        }
    }
}
