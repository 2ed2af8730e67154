internal import OreFeatures
internal import OreGeometry

extension RecordList {
    /// An array of objects with a member for every column, null where there is no value; without geometry.
    func writeJSON(to path: String) throws {
        let file = try AtomicFile(path)
        var bytes = OreFeatures.JSONBytes(capacity: 1 << 18)
        bytes.append("[")
        var isFirst = true
        try forEach { record in
            bytes.append(isFirst ? "\n{" : ",\n{")
            isFirst = false
            appendMembers(of: record, to: &bytes)
            bytes.append("}")
            if bytes.count >= 1 << 18 { try file.write(draining: &bytes) }
        }
        bytes.append("\n]\n")
        try file.write(draining: &bytes)
        try file.commit()
    }

    /// RFC 7946: positions rounded to 7 decimals and still valid, right-hand rule, the true `bbox`.
    func writeGeoJSON(to path: String) throws {
        let writer = GeoJSONWriter(try AtomicFile(path))
        let rounding = DecimalRounding(engine: TopologyEngine())
        try forEach { record in
            var chunk = GeoJSONChunk(capacity: 1 << 10)
            var columns = GeometryColumns()
            columns.append(record.geometry)
            let geometry = record.geometry == nil ? columns : rounding.rounded(0, of: columns)
            let name = record.values.first?.plain(self.columns[0].kind)
            chunk.append(
                geometry: 0, of: geometry, identifier: name.map { name in { $0.append(string: name) } },
                properties: { self.appendMembers(of: record, to: &$0) })
            try writer.append(chunk)
        }
        try writer.finish()
    }

    /// A column for every column, and WKT in the last one when the list is spatial.
    func writeCSV(to path: String) throws {
        let writer = try CSVWriter(try AtomicFile(path), header: columns.map(\.name) + (isSpatial ? ["wkt"] : []))
        try forEach { record in
            var geometry = GeometryColumns()
            geometry.append(record.geometry)
            try writer.append { row in
                for (column, value) in zip(columns, record.values) { row.append(value.plain(column.kind)) }
                if isSpatial { row.append(geometry: 0, of: geometry) }
            }
        }
        try writer.finish()
    }

    private func appendMembers(of record: Record, to bytes: inout OreFeatures.JSONBytes) {
        for (place, (column, value)) in zip(columns, record.values).enumerated() {
            if place > 0 { bytes.append(",") }
            bytes.append(string: column.name)
            bytes.append(":")
            append(value, column.kind, to: &bytes)
        }
    }

    private func append(_ value: RecordValue, _ kind: RecordColumn.Kind, to bytes: inout OreFeatures.JSONBytes) {
        switch value {
        case .none: bytes.append("null")
        case .number(let number) where !number.isFinite: bytes.append("null")
        case .number, .integer, .flag: bytes.append(value.plain(kind))
        case .text, .day, .words, .tonnes: bytes.append(string: value.plain(kind))
        case .list(let items):
            bytes.append("[")
            for (place, item) in items.enumerated() {
                if place > 0 { bytes.append(",") }
                bytes.append(string: item)
            }
            bytes.append("]")
        case .numbers(let numbers):
            bytes.append("[" + numbers.map { RecordValue.number($0).plain(kind) }.joined(separator: ",") + "]")
        }
    }
}
