internal import OreFeatures

extension JSONBytes {
    /// One cell as a JSON value; missing reads as null.
    mutating func append(cell row: Int, of column: AttributeColumn) {
        switch column.kinds[row] {
        case .missing, .null: append("null")
        case .string: append(stringUTF8: column.bytes(at: row))
        case .number, .bool, .json: append(utf8: column.bytes(at: row))
        }
    }

    /// The members of `properties` of one feature, without the braces; a member that the feature does not have is not written.
    mutating func append(members row: Int, of columns: [AttributeColumn]) {
        var isFirst = true
        for column in columns where row < column.count && column.kinds[row] != .missing {
            if !isFirst { append(",") }
            isFirst = false
            append(string: column.name)
            append(":")
            append(cell: row, of: column)
        }
    }
}

extension AttributeColumn {
    /// A value that fits its column's type; text where it does not, so that nothing is lost.
    func geoPackageValue(at row: Int, _ kind: GeoPackageWriter.Field.Kind) -> GeoPackageWriter.Value {
        guard let text = string(at: row) else { return .null }
        switch kind {
        case .integer: return Int(text).map { .integer($0) } ?? .text(text)
        case .real: return Double(text).map { .real($0) } ?? .text(text)
        case .boolean: return .boolean(text == "true")
        case .text, .date: return .text(text)
        }
    }

    func workbookValue(at row: Int) -> XLSXWriter.Value {
        guard let text = string(at: row) else { return .empty }
        switch kinds[row] {
        case .number:
            return Int(text).map { $0.magnitude < 1 << 53 ? .integer($0) : .text(text) } ?? Double(text).map { .number($0) } ?? .text(text)
        case .bool: return .boolean(text == "true")
        default: return .text(text)
        }
    }
}
