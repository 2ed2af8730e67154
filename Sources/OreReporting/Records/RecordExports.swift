internal import OreFeatures
internal import OreGeometry
internal import OreLedger

extension RecordList {
    /// One layer with typed columns; a table of attributes when the list is not spatial.
    func writeGeoPackage(to path: String) throws {
        // `fid` is the key of the layer itself.
        let fields = columns.map { column in
            GeoPackageWriter.Field(["id", "fid", "geom"].contains(column.name) ? name + "_" + column.name : column.name, column.kind.field)
        }
        let layer = GeoPackageWriter.Layer(name: name, fields: fields, hasGeometry: isSpatial) { append in
            try forEach { record in
                var geometry = GeometryColumns()
                geometry.append(record.geometry)
                try append(geometry, 0, zip(columns, record.values).map { $1.geoPackage($0.kind) })
            }
        }
        try GeoPackageWriter.write([layer], to: path)
    }

    /// One sheet with the published column names, so that lists can be brought back.
    func writeWorkbook(to path: String) throws {
        let sheet = XLSXWriter.Sheet(name: name, columns: columns.map(\.workbook)) { append in
            try forEach { record in try append(zip(columns, record.values).map { $1.workbook($0.kind) }) }
        }
        try XLSXWriter.write([sheet], to: path)
    }

    func writeKML(to path: String, title: String, _ language: Language) throws {
        let writer = KMLWriter(try AtomicFile(path), title: title)
        let rounding = DecimalRounding(engine: TopologyEngine())
        try forEach { record in
            guard let geometry = record.geometry else { return }
            var own = GeometryColumns()
            own.append(geometry)
            try writer.append(geometry: 0, of: rounding.rounded(0, of: own), name: label(of: record), fields: facts(of: record, language))
        }
        try writer.finish()
    }

    /// A waypoint for each record that lies somewhere.
    func writeGPX(to path: String, title: String, _ language: Language) throws {
        let writer = GPXWriter(try AtomicFile(path), title: title)
        try forEach { record in
            guard let place = record.place else { return }
            let note = facts(of: record, language).map { "\($0.name): \($0.value)" }.joined(separator: "\n")
            try writer.append(place, name: label(of: record), note: note)
        }
        try writer.finish()
    }

    private func label(of record: Record) -> String { record.values.first?.plain(columns[0].kind) ?? "" }

    private func facts(of record: Record, _ language: Language) -> [(name: String, value: String)] {
        zip(columns, record.values).filter { !$1.isNone }.map { ($0.heading.text(language), $1.readable($0.kind, language)) }
    }
}

extension Record {
    /// The stated point, or one inside the geometry; `nil` when it lies nowhere.
    var place: Coordinate? {
        if let point { return point }
        guard let geometry else { return nil }
        var columns = GeometryColumns()
        columns.append(geometry)
        if let inside = LocalMetric.interiorPoint(of: 0, in: columns) { return inside }
        return columns.coordinates.first
    }
}

extension RecordColumn {
    fileprivate var workbook: XLSXWriter.Column {
        switch kind {
        case .area: .init(name, width: 18, format: .whole)
        case .length: .init(name, width: 14, format: .twoDecimals)
        case .number(let decimals) where decimals >= 6: .init(name, width: 14, format: .coordinate)
        default: .init(name)
        }
    }
}

extension RecordColumn.Kind {
    fileprivate var field: GeoPackageWriter.Field.Kind {
        switch self {
        case .text, .list, .numbers: .text
        case .integer: .integer
        case .number, .area, .length, .tonnes: .real
        case .day: .date
        case .flag: .boolean
        }
    }
}

extension RecordValue {
    fileprivate func geoPackage(_ kind: RecordColumn.Kind) -> GeoPackageWriter.Value {
        switch self {
        case .none: .null
        case .integer(let number): .integer(number)
        case .number(let number): .real(number)
        case .tonnes(let tonnes): .real(tonnes.rounded)
        case .flag(let flag): .boolean(flag)
        case .text, .day, .words: .text(plain(kind))
        case .list, .numbers: isNone ? .null : .text(plain(kind))
        }
    }

    fileprivate func workbook(_ kind: RecordColumn.Kind) -> XLSXWriter.Value {
        switch self {
        case .none: .empty
        case .text(let text): .text(text)
        case .words(let words): .text(words.english)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .tonnes(let tonnes): .number(tonnes.rounded)
        case .day(let day): .date(day)
        case .flag(let flag): .boolean(flag)
        case .list, .numbers: isNone ? .empty : .text(plain(kind))
        }
    }
}
