internal import OreGeometry

/// Corner-point tables as licence documents and survey files carry them, one feature a licence.
///
/// Text in any ``TextEncoding``: tables separated by commas, tabs, semicolons or bars, tables aligned by blanks with prose around them, and the
/// survey exchange text (`[地块坐标]`, `J1,1,X,Y`); workbooks of Excel. Attributes come out under the default names of licences
/// (`licence_id, holder, name, mineral, method, status, capacity, valid_from, valid_to, stated_area_m2, elevation_from_m, elevation_to_m`),
/// other columns under their own. `info.remarks` says what was decided, skipped or not used.
///
/// The whole table is read when the source is made: at most 64 MiB of text and 1,048,576 corners.
public struct CornerTableSource: FeatureSource {
    public let info: SourceInfo
    private let batches: [FeatureBatch]
    private let sha256: String

    private static let batchSize = 1000

    init(
        _ document: CornerDocument, info: SourceInfo, sha256: String, options: ReadOptions, remarks: [String] = []
    ) throws(InputError) {
        let table = try CornerTable(document, CornerFaults(file: info.path, sheet: document.sheet), axisOrder: options.axisOrder)
        var info = info
        info.declaredCRS = table.declaredCRS
        info.remarks = table.remarks + remarks
        self.info = info
        self.sha256 = sha256
        batches = Self.batches(table, options.fields)
    }

    public func process<Worker, Output: Sendable>(
        threads: Int, progress: (@Sendable (Int) -> Void)?, makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        var worker = try makeWorker()
        for batch in batches { try consume(try map(&worker, batch)) }
        progress?(info.byteCount)
        return SourceSummary(
            featureCount: batches.reduce(0) { $0 + $1.count }, sha256: sha256, declaredCRS: info.declaredCRS)
    }

    // MARK: Batches

    private static func batches(_ table: CornerTable, _ fields: [String]?) -> [FeatureBatch] {
        let names = fields ?? names(of: table)
        return stride(from: 0, to: table.features.count, by: batchSize).map { start in
            var batch = FeatureBatch(firstFeature: start, columns: names.map { AttributeColumn(name: $0) })
            for feature in table.features[start..<min(start + batchSize, table.features.count)] {
                batch.append(feature, names, table.document)
            }
            return batch
        }
    }

    /// The default attributes that some licence has, then the table's other columns.
    private static func names(of table: CornerTable) -> [String] {
        var present: Set<String> = []
        for feature in table.features { for entry in feature.licence.attributes() { present.insert(entry.name) } }
        let own = CornerLicence.attributeNames.filter(present.contains)
        var seen = Set(own)
        return own + table.document.otherHeadings.filter { seen.insert($0).inserted }
    }
}

extension FeatureBatch {
    fileprivate mutating func append(_ feature: CornerTable.Feature, _ names: [String], _ document: CornerDocument) {
        let values = Dictionary(feature.licence.attributes().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for (i, name) in names.enumerated() {
            if let value = values[name] {
                columns[i].append(value.kind, value.text)
            } else if let text = feature.licence.others[name] {
                let isNumber = Array(text.utf8).withUnsafeBytes { CellNumber.isNumber($0) }
                columns[i].append(isNumber ? .number : .string, text)
            } else {
                let isKnown = CornerLicence.attributeNames.contains(name) || document.otherHeadings.contains(name)
                columns[i].appendEmpty(isKnown || document.fieldHeadings[name] != nil ? .null : .missing)
            }
        }
        if let key = feature.licence.fields[.licenceID]?.text {
            identifiers.append(.string, key)
        } else {
            identifiers.appendEmpty(.missing)
        }
        lines.append(feature.licence.rows.first?.line ?? feature.licence.line)
        if let defect = feature.defect { defects.append((lines.count - 1, defect)) }
        geometry.append(feature.defect == nil ? feature.geometry : .polygon(Polygon(exterior: Ring([]))))
    }
}
