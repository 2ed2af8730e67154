internal import CSQLite
internal import Synchronization

/// Some consecutive rows as they came out of SQLite: geometry blobs not yet decoded, attributes already in columns.
struct GeoPackageRows: Sendable {
    var first: Int
    var identifiers = AttributeColumn(name: "id")
    var columns: [AttributeColumn]
    /// All blobs end to end; row `i` owns `offsets[i] ..< offsets[i + 1]`.
    var blobs: [UInt8] = []
    var offsets: [Int] = [0]
    /// NULL (or no geometry column): no geometry, which is not a defect.
    var hasGeometry: [Bool] = []
    /// Rows whose geometry cell is not a blob.
    var notBlobs: [Int] = []

    var count: Int { identifiers.count }
    var byteCount: Int { blobs.count + columns.reduce(0) { $0 + $1.text.count } }

    mutating func append(_ statement: SQLiteStatement, fields: [GeoPackageField]) {
        switch statement.kind(0) {
        case SQLITE_NULL: identifiers.appendEmpty(.missing)
        case _: statement.withText(0) { identifiers.append(.number, bytes: $0) }
        }
        appendGeometry(statement)
        for i in columns.indices {
            if fields[i].attribute == nil {
                columns[i].appendEmpty(.missing)
            } else {
                Self.append(cell: i + 2, of: statement, isBoolean: fields[i].isBoolean, to: &columns[i])
            }
        }
    }

    private mutating func appendGeometry(_ statement: SQLiteStatement) {
        let kind = statement.kind(1)
        hasGeometry.append(kind == SQLITE_BLOB)
        if kind != SQLITE_NULL && kind != SQLITE_BLOB { notBlobs.append(hasGeometry.count - 1) }
        if kind == SQLITE_BLOB { statement.withBlob(1) { blobs.append(contentsOf: $0) } }
        offsets.append(blobs.count)
    }

    /// SQLite's cells have their own types, whatever the column declares; only `BOOLEAN` is taken from the declaration.
    private static func append(cell: Int, of statement: SQLiteStatement, isBoolean: Bool, to column: inout AttributeColumn) {
        switch statement.kind(cell) {
        case SQLITE_NULL: column.appendEmpty(.null)
        case SQLITE_INTEGER where isBoolean && (0...1).contains(statement.integer(cell)):
            column.append(.bool, statement.integer(cell) == 1 ? "true" : "false")
        case SQLITE_INTEGER: statement.withText(cell) { column.append(.number, bytes: $0) }
        case SQLITE_FLOAT:
            let value = statement.double(cell)
            if value.isFinite { column.append(.number, FixedPoint.shortest(value)) } else { column.appendEmpty(.null) }
        case SQLITE_BLOB: column.append(.string, utf8: statement.withBlob(cell) { hexadecimal($0) })
        default: statement.withText(cell) { column.append(.string, utf8: valid($0)) }
        }
    }

    /// SQLite does not check its text: what is not UTF-8 is repaired with U+FFFD.
    private static func valid(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return Array(bytes) }
        return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    private static func hexadecimal(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        bytes.flatMap { byte in [byte >> 4, byte & 15].map { $0 < 10 ? 0x30 + $0 : 0x57 + $0 } }
    }
}

/// Hands out the rows of one layer in units of bounded size; its calls come from several threads, one at a time.
final class GeoPackageRowReader: Sendable {
    private struct State {
        var statement: SQLiteStatement
        var next = 0
        var ended = false
    }
    private let state: Mutex<State>
    private let fields: [GeoPackageField]
    /// A unit ends at this many rows or this many bytes, whichever comes first.
    private static let rowsPerUnit = 1000
    private static let bytesPerUnit = 1 << 20

    init(path: String, shownAs shownPath: String, layer: GeoPackageLayer, fields: [GeoPackageField]) throws(InputError) {
        self.fields = fields
        let statement = try SQLiteFile(path: path, shownAs: shownPath).prepare(layer.query(attributes: fields.map(\.attribute?.name)))
        state = Mutex(State(statement: statement))
    }

    /// - Throws: refused when the database is damaged or a view does not end.
    func next() throws -> GeoPackageRows? {
        try state.withLock { state in
            if state.ended { return nil }
            var rows = GeoPackageRows(first: state.next, columns: fields.map { AttributeColumn(name: $0.name) })
            state.statement.allow(seconds: 60)
            while rows.count < Self.rowsPerUnit && rows.byteCount < Self.bytesPerUnit {
                guard try state.statement.step() else {
                    state.ended = true
                    break
                }
                rows.append(state.statement, fields: fields)
            }
            state.next += rows.count
            return rows.count == 0 ? nil : rows
        }
    }
}
