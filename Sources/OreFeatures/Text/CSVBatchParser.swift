internal import OreGeometry

/// Turns a unit of whole records into a batch of features. Pure; runs on every worker.
struct CSVBatchParser: Sendable {
    let dialect: CSVDialect
    let layout: CSVLayout
    let file: String
    /// The unit's bytes come straight from the file and have to be proved UTF-8.
    let checksUTF8: Bool

    func batch(_ unit: CSVUnit) throws(InputError) -> (batch: FeatureBatch, droppedZ: Bool) {
        try unit.bytes.withRawBytes { (bytes) throws(InputError) in
            if checksUTF8 { try proveUTF8(bytes, unit) }
            return try parse(bytes, unit)
        }
    }

    private func parse(_ bytes: UnsafeRawBufferPointer, _ unit: CSVUnit) throws(InputError) -> (batch: FeatureBatch, droppedZ: Bool) {
        var batch = FeatureBatch(firstFeature: max(0, unit.firstRecord))
        var columns = layout.attributes.map { AttributeColumn(name: $0.name) }
        var geometry = CSVGeometryParser(layout: layout, file: file)
        var reader = CSVRecordReader(dialect: dialect, start: 0)
        var record = unit.firstRecord
        while true {
            let step = reader.next(bytes)
            guard step != .end else { break }
            let line = unit.firstLine + reader.recordLine
            try check(step, reader.fields.count, feature: record, line: line)
            defer { record += 1 }
            if record < 0 { continue }
            batch.lines.append(line)
            batch.identifiers.appendEmpty(.missing)
            for (i, attribute) in layout.attributes.enumerated() {
                append(attribute.column.map { reader.fields[$0] }, bytes, to: &columns[i])
            }
            let row = InputPlace(feature: record, line: line)
            if let defect = try geometry.append(reader.fields, bytes, place: row) {
                batch.defects.append((row: batch.lines.count - 1, defect: defect))
            }
        }
        batch.geometry = geometry.columns
        batch.columns = columns
        return (batch, geometry.droppedZ)
    }

    private func proveUTF8(_ bytes: UnsafeRawBufferPointer, _ unit: CSVUnit) throws(InputError) {
        switch UTF8Check.examine(bytes) {
        case .valid: return
        case .truncated(let at), .malformed(let at):
            let line = unit.firstLine + CSVBytes.count(dialect.terminator, in: UnsafeRawBufferPointer(rebasing: bytes[..<at]))
            throw .refused(
                file: file, place: InputPlace(line: line, byte: unit.firstByte + at), what: "not valid UTF-8",
                next: "name the encoding with --encoding, or save the file as UTF-8")
        }
    }

    private func check(_ step: CSVRecordReader.Step, _ count: Int, feature: Int, line: Int) throws(InputError) {
        func refused(_ field: Int?, _ what: String, _ next: String) -> InputError {
            let column = field.map { $0 < layout.headings.count ? layout.headings[$0] : "\($0 + 1)" }
            return .refused(file: file, place: InputPlace(feature: max(0, feature), line: line, column: column), what: what, next: next)
        }
        switch step {
        case .textAfterQuote(let field):
            throw refused(field, "text follows the closing quote", "a quote inside a quoted field is written twice")
        case .quoteNotClosed(let field):
            throw refused(field, "the quote that opens here is never closed", "look for a missing quote from this line on")
        case .record where count != layout.headings.count && feature >= 0:
            throw refused(
                nil, "\(count) fields, but the heading has \(layout.headings.count)", "quote fields that contain the separator, or check it"
            )
        case .record, .end: return
        }
    }

    private func append(_ field: CSVRecordReader.Field?, _ bytes: UnsafeRawBufferPointer, to column: inout AttributeColumn) {
        guard let field else { return column.appendEmpty(.missing) }
        guard field.end > field.start else { return column.appendEmpty(.null) }
        if field.hasDoubledQuotes { return column.append(.string, utf8: field.text(in: bytes)) }
        let cell = UnsafeRawBufferPointer(rebasing: bytes[field.start..<field.end])
        let kind: CellKind = !field.isQuoted && CellNumber.isNumber(cell) ? .number : .string
        cell.withMemoryRebound(to: UInt8.self) { column.append(kind, bytes: $0) }
    }
}
