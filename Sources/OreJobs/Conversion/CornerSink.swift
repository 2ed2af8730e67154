internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Writes converted features as corner tables: separated text, a licence document, a workbook, or survey exchange text.
struct CornerSink {
    private let request: ConversionRequest
    private let target: CoordinateReferenceSystem
    private let form: CornerTableForm

    /// - Parameter attributes: the names that some feature has.
    init(request: ConversionRequest, target: CoordinateReferenceSystem, attributes: [String]) {
        self.request = request
        self.target = target
        form = CornerTableForm(
            isGeographic: target.isGeographic, notation: request.notation, crs: target.identifier ?? target.webMap?.rawValue ?? "",
            attributes: CornerTableForm.knownAttributes.filter(attributes.contains))
    }

    func write(_ batches: ConversionSink.Batches) throws {
        if request.format == .surveyText { return try writeSurvey(batches) }
        switch request.output.split(separator: ".").last?.lowercased() {
        case "xlsx": try writeWorkbook(batches)
        case "txt": try writeDocument(batches)
        case "tsv", "tab": try writeSeparated(UInt8(ascii: "\t"), batches)
        default: try writeSeparated(UInt8(ascii: ","), batches)
        }
    }

    /// One feature on its way out.
    private struct Item {
        var identifier: String
        var values: [String]
        var area: Double?
        var row: Int
    }

    private func items(_ batch: ConvertedBatch) -> [Item] {
        let names = [request.profile?.kind.identifier.rawValue, "licence_id"].lazy.compactMap { $0 }
        let identifiers =
            names.compactMap { name in batch.columns.first { $0.name == name } }.first ?? batch.identifiers
            ?? batch.columns.first { $0.name == "footprint_id" }
        let columns = form.attributes.map { name in batch.columns.first { $0.name == name } }
        return batch.usableRows.filter { batch.geometry.kinds[$0]?.isPolygonal == true }.map { row in
            Item(
                identifier: identifiers?.string(at: row) ?? String(batch.firstFeature + row),
                values: columns.map { $0?.string(at: row) ?? "" }, area: row < batch.areas.count ? batch.areas[row] : nil, row: row)
        }
    }

    private func writeSeparated(_ separator: UInt8, _ batches: ConversionSink.Batches) throws {
        let writer = try CSVWriter(AtomicFile(request.output), header: form.headings, separator: separator)
        try batches { batch in
            for item in items(batch) {
                let rows = form.rows(
                    of: item.row, in: batch.geometry, identifier: item.identifier, squareMetres: item.area, values: item.values)
                for cells in rows { try writer.append { record in for cell in cells { record.append(cell) } } }
            }
        }
        try writer.finish()
    }

    private func writeWorkbook(_ batches: ConversionSink.Batches) throws {
        let isText = form.isGeographic && form.notation == .dms
        let form = form
        let columns = form.headings.enumerated().map { i, title in
            XLSXWriter.Column(title, format: (4...5).contains(i) && !form.isGeographic ? .twoDecimals : .general)
        }
        try withoutActuallyEscaping(batches) { batches in
            let sheet = XLSXWriter.Sheet(name: "corners", columns: columns) { append in
                try batches { batch in
                    for item in items(batch) {
                        let rows = form.rows(
                            of: item.row, in: batch.geometry, identifier: item.identifier, squareMetres: item.area, values: item.values)
                        for cells in rows {
                            try append(
                                cells.enumerated().map { i, cell in
                                    let isNumber = i == 1 || i == 3 || i == 6 || (4...5).contains(i) && !isText
                                    return cell.isEmpty ? .empty : (isNumber ? Double(cell).map { .number($0) } : nil) ?? .text(cell)
                                })
                        }
                    }
                }
            }
            try XLSXWriter.write([sheet], to: request.output)
        }
    }

    /// A licence document: keys and values, then the table, for each feature.
    private func writeDocument(_ batches: ConversionSink.Batches) throws {
        let file = try AtomicFile(request.output)
        try batches { batch in
            for item in items(batch) {
                var lines = ["licence_id: \(item.identifier)"]
                for (name, value) in zip(form.attributes, item.values) where !value.isEmpty { lines.append("\(name): \(value)") }
                if let area = item.area { lines.append("area: \(CornerTableForm.fixed(area / 1e6, 4)) km2") }
                if !form.crs.isEmpty { lines.append("crs: \(form.crs)") }
                lines.append((["corner", "ring", "ring_type"] + form.coordinateHeadings).joined(separator: "\t"))
                for (ring, entry) in form.rings(of: item.row, in: batch.geometry).enumerated() {
                    for (i, corner) in entry.corners.enumerated() {
                        lines.append("\(i + 1)\t\(ring + 1)\t\(entry.isHole ? "hole" : "exterior")\t\(corner.first)\t\(corner.second)")
                    }
                }
                try file.write(lines.map { $0.replacing("\n", with: " ") }.joined(separator: "\n") + "\n\n")
            }
        }
        try file.commit()
    }

    private func writeSurvey(_ batches: ConversionSink.Batches) throws {
        guard let code = target.identifier?.split(separator: ":").last.flatMap({ Int($0) }), let survey = SurveyTextForm(code: code) else {
            throw InputError.badConfiguration(
                file: "--to", place: InputPlace(), what: "survey text has no words for \(target.label)",
                next: "write to a national grid, such as --to EPSG:4526")
        }
        let file = try AtomicFile(request.output)
        try file.write(survey.head)
        try batches { batch in
            let names = batch.columns.first { $0.name == "name" }
            for item in items(batch) {
                try file.write(
                    survey.parcel(
                        of: item.row, in: batch.geometry, identifier: item.identifier, name: names?.string(at: item.row) ?? "",
                        squareMetres: item.area))
            }
        }
        try file.commit()
    }
}

/// The ellipsoidal areas of features in any CRS: through longitude and latitude, on the ellipsoid of CGCS2000 (TD/T 1055-2019).
struct AreaMeter {
    private let transform: CoordinateTransform?
    private let area = EllipsoidalArea(.cgcs2000)

    /// - Parameter crs: of the geometries that will be measured.
    init(crs: String) throws {
        let context = ReferencingContext()
        let (from, to) = (try context.crs(crs), try context.crs(MonitoringReference.monitoringCRS))
        let transform = try context.transform(from: from, to: to, area: nil)
        self.transform = transform.isIdentity ? nil : transform
    }

    /// Square metres of each polygonal geometry; `nil` for others and where there is no image in longitude and latitude.
    func areas(of columns: GeometryColumns) -> [Double?] {
        var degrees = columns
        if let transform {
            do { try transform.apply(to: &degrees, maximumDeviationMetres: nil) } catch { return columns.kinds.map { _ in nil } }
        }
        return degrees.kinds.indices.map { i in degrees.kinds[i]?.isPolygonal == true ? area.area(of: i, in: degrees) : nil }
    }
}
