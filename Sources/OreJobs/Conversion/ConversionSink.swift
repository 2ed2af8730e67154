internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// Writes converted features in one of the forms.
struct ConversionSink {
    /// Calls its argument with every batch, in order.
    typealias Batches = (_ append: (ConvertedBatch) throws -> Void) throws -> Void

    private let request: ConversionRequest
    private let target: CoordinateReferenceSystem
    private let columns: OutputColumns

    /// - Throws: `InputError.badConfiguration` for KML that is not to be WGS 84, and for forms that cannot say that positions are those of a web map.
    init(request: ConversionRequest, target: CoordinateReferenceSystem, survey: ColumnSurvey) throws {
        self.request = request
        self.target = target
        if request.format == .kml && target.identifier != MonitoringReference.monitoringCRS {
            throw InputError.badConfiguration(
                file: "--to", place: InputPlace(), what: "KML is WGS 84 and cannot hold \(target.label)", next: "leave --to away")
        }
        if let webMap = target.webMap, request.format == .geojsonseq {
            throw InputError.badConfiguration(
                file: "--to", place: InputPlace(), what: "\(request.format.rawValue) cannot say that its positions are \(webMap.rawValue)",
                next: "write geojson, gpkg, csv, xlsx or a corner-table")
        }
        let days = request.profile?.kind.attributes.filter { [.firstDay, .lastDay].contains($0.valueType) || $0 == .observedAt } ?? []
        let reserved: Set<String> = request.format == .gpkg ? ["fid", "geom"] : ["wkt", "crs"]
        columns = OutputColumns(survey, dates: Set(days.map(\.rawValue)), reserved: reserved)
    }

    /// Decimals of a coordinate: a tenth of a millimetre.
    private var decimals: Int { target.isGeographic ? 9 : 4 }

    /// - Throws: what `batches` throws, and ``OutputError``; nothing of the output remains then.
    func write(_ batches: Batches) throws {
        switch request.format {
        case .geojson: try writeGeoJSON(.collection, batches)
        case .geojsonseq: try writeGeoJSON(.sequence, batches)
        case .csv: try writeCSV(batches)
        case .cornerTable, .surveyText:
            try CornerSink(request: request, target: target, attributes: columns.columns.map(\.source)).write(batches)
        case .gpkg: try writeGeoPackage(batches)
        case .xlsx: try writeWorkbook(batches)
        case .kml: try writeKML(batches)
        }
    }

    // MARK: Text, while reading

    private func writeGeoJSON(_ layout: GeoJSONWriter.Layout, _ batches: Batches) throws {
        let name = target.identifier == MonitoringReference.monitoringCRS ? nil : target.identifier?.urn ?? target.designation
        let writer = GeoJSONWriter(try AtomicFile(request.output), layout: layout, decimals: decimals, crs: name)
        try batches { batch in
            var chunk = GeoJSONChunk()
            for row in batch.usableRows {
                chunk.append(
                    geometry: row, of: batch.geometry, decimals: decimals,
                    identifier: batch.identifiers.flatMap { column in
                        column.kinds[row] == .missing ? nil : { $0.append(cell: row, of: column) }
                    },
                    properties: { $0.append(members: row, of: batch.columns) })
            }
            try writer.append(chunk)
        }
        try writer.finish()
    }

    private func writeCSV(_ batches: Batches) throws {
        let writer = try CSVWriter(AtomicFile(request.output), header: columns.titles + ["crs", "wkt"])
        let crs = target.designation
        try batches { batch in
            let cells = columns.cells(of: batch)
            for row in batch.usableRows {
                try writer.append { record in
                    for column in cells {
                        if let column { record.append(utf8: column.bytes(at: row)) } else { record.appendEmpty() }
                    }
                    record.append(crs)
                    record.append(geometry: row, of: batch.geometry, decimals: decimals)
                }
            }
        }
        try writer.finish()
    }

    private func writeKML(_ batches: Batches) throws {
        let writer = KMLWriter(try AtomicFile(request.output), title: layerName)
        try batches { batch in
            let naming = [request.profile?.kind.identifier.rawValue, "name", "Name", "NAME"].lazy.compactMap { $0 }
            let names = naming.compactMap { name in batch.columns.first { $0.name == name } }.first ?? batch.identifiers
            for row in batch.usableRows {
                let fields = batch.columns.compactMap { column in column.string(at: row).map { (name: column.name, value: $0) } }
                try writer.append(
                    geometry: row, of: batch.geometry, name: names?.string(at: row) ?? "feature \(batch.firstFeature + row)", fields: fields
                )
            }
        }
        try writer.finish()
    }

    // MARK: Tables whose columns are known

    private func writeGeoPackage(_ batches: Batches) throws {
        let fields =
            (columns.hasIdentifiers ? [GeoPackageWriter.Field("id", .text)] : []) + columns.columns.map { .init($0.title, $0.kind) }
        let kinds = fields.map(\.kind)
        try withoutActuallyEscaping(batches) { batches in
            let layer = GeoPackageWriter.Layer(name: layerName, fields: fields, crs: target.spatialReference) { append in
                try batches { batch in
                    let cells = columns.cells(of: batch)
                    for row in batch.usableRows {
                        try append(batch.geometry, row, zip(cells, kinds).map { $0?.geoPackageValue(at: row, $1) ?? .null })
                    }
                }
            }
            try GeoPackageWriter.write([layer], to: request.output)
        }
    }

    private func writeWorkbook(_ batches: Batches) throws {
        let headings = columns.titles.map { XLSXWriter.Column($0) } + [.init("crs"), .init("wkt", width: 40)]
        let crs = target.shortName
        let decimals = decimals
        try withoutActuallyEscaping(batches) { batches in
            let sheet = XLSXWriter.Sheet(name: layerName, columns: headings) { append in
                try batches { batch in
                    let cells = columns.cells(of: batch)
                    for row in batch.usableRows {
                        var text = JSONBytes(capacity: 256)
                        text.append(wkt: row, of: batch.geometry, decimals: decimals)
                        // A geometry cut off at the length of a cell would be another geometry.
                        let geometry = text.count <= XLSXWriter.maximumCellUnits ? text.text : "(too long for a cell)"
                        try append(cells.map { $0?.workbookValue(at: row) ?? .empty } + [.text(crs), .text(geometry)])
                    }
                }
            }
            try XLSXWriter.write([sheet], to: request.output)
        }
    }

    /// The output's name without folder and extension.
    private var layerName: String {
        let base = request.output.split(separator: "/").last ?? "features"
        let name = base.lastIndex(of: ".").map { base[..<$0] } ?? base
        return name.isEmpty || name == "-" ? "features" : String(name)
    }
}

extension String {
    /// `EPSG:4490` as the URN that GeoJSON's `crs` member takes.
    fileprivate var urn: String {
        let parts = split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? "urn:ogc:def:crs:\(parts[0])::\(parts[1])" : self
    }
}

extension CoordinateReferenceSystem {
    fileprivate var spatialReference: GeoPackageWriter.SpatialReference {
        if identifier == MonitoringReference.monitoringCRS { return .wgs84 }
        let parts = identifier?.split(separator: ":") ?? []
        if parts.count == 2, let code = Int(parts[1]) {
            return .init(code: code, organization: String(parts[0]), name: name, wkt: wkt1 ?? wkt)
        }
        return .init(code: 100_000, organization: "NONE", name: name, wkt: wkt1 ?? wkt)
    }
}
