public import OreGeometry

/// Comma-separated values as RFC 4180 has them: CRLF line ends, fields quoted where they hold a comma, quote or line break. UTF-8, no mark.
///
/// Streams through one buffer. Without `finish` nothing of the file remains.
public final class CSVWriter {
    private let file: AtomicFile
    private let separator: UInt8
    private var row: CSVRow
    private static let flushAt = 1 << 18

    /// - Parameter header: the first record; `nil` for a file without one.
    public init(_ file: AtomicFile, header: [String]?, separator: UInt8 = UInt8(ascii: ",")) throws(OutputError) {
        self.file = file
        self.separator = separator
        row = CSVRow(separator: separator)
        if let header { try append { row in for name in header { row.append(name) } } }
    }

    /// Appends one record; `body` appends its fields.
    public func append(_ body: (inout CSVRow) -> Void) throws(OutputError) {
        body(&row)
        row.end()
        if row.bytes.count >= CSVWriter.flushAt { try file.write(draining: &row.bytes) }
    }

    /// Appends records made elsewhere with ``CSVRow``.
    public func append(_ rows: CSVRow) throws(OutputError) {
        row.bytes.append(rows.bytes)
        if row.bytes.count >= CSVWriter.flushAt { try file.write(draining: &row.bytes) }
    }

    public func finish() throws(OutputError) {
        try file.write(draining: &row.bytes)
        try file.commit()
    }
}

/// Records under construction: fields, then ``end()``. A value, so that workers can fill some at once.
public struct CSVRow: Sendable {
    public internal(set) var bytes = JSONBytes()
    private let separator: UInt8
    private var isFirst = true

    public init(separator: UInt8 = UInt8(ascii: ",")) {
        self.separator = separator
    }

    private mutating func beginField() {
        if !isFirst { bytes.append(byte: separator) }
        isFirst = false
    }

    public mutating func appendEmpty() { beginField() }

    public mutating func append(_ text: String) { append(utf8: Array(text.utf8)[...]) }

    public mutating func append(utf8 field: ArraySlice<UInt8>) {
        beginField()
        let special = [UInt8(ascii: "\""), 0x0A, 0x0D, separator]
        let isPadded = field.first == 0x20 || field.last == 0x20
        guard isPadded || field.contains(where: { special.contains($0) }) else { return bytes.append(utf8: field) }
        bytes.append(byte: UInt8(ascii: "\""))
        for byte in field {
            if byte == UInt8(ascii: "\"") { bytes.append(byte: byte) }
            bytes.append(byte: byte)
        }
        bytes.append(byte: UInt8(ascii: "\""))
    }

    public mutating func append(_ value: Int) {
        beginField()
        bytes.append(value)
    }

    /// The shortest decimal; empty when not finite.
    public mutating func append(shortest value: Double) {
        beginField()
        if value.isFinite { bytes.append(shortest: value) }
    }

    /// Rounded to `decimals` places, trailing zeros trimmed; empty when not finite.
    public mutating func append(_ value: Double, decimals: Int) {
        beginField()
        if value.isFinite { bytes.append(value, decimals: decimals) }
    }

    /// The geometry as well-known text; empty when there is none.
    public mutating func append(geometry index: Int, of columns: GeometryColumns, decimals: Int = 7) {
        guard columns.kinds[index] != nil else { return beginField() }
        beginField()
        // Well-known text has commas in every geometry but a point.
        bytes.append(byte: UInt8(ascii: "\""))
        bytes.append(wkt: index, of: columns, decimals: decimals)
        bytes.append(byte: UInt8(ascii: "\""))
    }

    /// Ends the record.
    public mutating func end() {
        bytes.append("\r\n")
        isFirst = true
    }
}
