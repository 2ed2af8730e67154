public import OreGeometry

extension JSONBytes {
    /// Geometry `index` as well-known text with a fixed count of decimals, trailing zeros trimmed: `POLYGON ((0 0, 1 0, 1 1, 0 0))`.
    /// Rings stay as they lie. Nothing when the feature has no geometry; `POLYGON EMPTY` and the like when it has no position.
    public mutating func append(wkt index: Int, of columns: GeometryColumns, decimals: Int = 7) {
        guard let kind = columns.kinds[index] else { return }
        append(kind.name.uppercased())
        let parts = columns.parts(of: index)
        if parts.isEmpty { return append(" EMPTY") }
        append(" ")
        let isMulti = kind == .multiPolygon || kind == .multiLineString || kind == .multiPoint
        if isMulti { append("(") }
        for part in parts {
            if part != parts.lowerBound { append(", ") }
            if kind.isPolygonal { append("(") }
            for ring in columns.rings(ofPart: part) {
                if ring != columns.rings(ofPart: part).lowerBound { append(", ") }
                append(wktPositions: columns.positions(ofRing: ring), of: columns, decimals: decimals)
            }
            if kind.isPolygonal { append(")") }
        }
        if isMulti { append(")") }
    }

    private mutating func append(wktPositions positions: Range<Int>, of columns: GeometryColumns, decimals: Int) {
        append("(")
        for i in positions {
            if i != positions.lowerBound { append(", ") }
            append(columns.coordinates[i].x, decimals: decimals)
            append(" ")
            append(columns.coordinates[i].y, decimals: decimals)
        }
        append(")")
    }
}
