internal import CSQLite

/// One prepared statement; finalised with the object. Keeps its file open. Not `Sendable`.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let file: SQLiteFile

    init(_ handle: OpaquePointer, file: SQLiteFile) {
        self.handle = handle
        self.file = file
    }

    deinit { sqlite3_finalize(handle) }

    /// Goes to the next row; false at the end.
    func step() throws(InputError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw file.failure(code)
        }
    }

    /// The statement ends as refused when it runs longer than this from now on.
    func allow(seconds: Int) { file.allow(seconds: seconds) }

    /// Starts over with other values.
    func rebind(_ values: String...) {
        sqlite3_reset(handle)
        // The destructor -1 (SQLITE_TRANSIENT) makes SQLite copy the text.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (i, value) in values.enumerated() { sqlite3_bind_text(handle, Int32(i + 1), value, -1, transient) }
    }

    var columnCount: Int { Int(sqlite3_column_count(handle)) }

    func name(_ column: Int) -> String { sqlite3_column_name(handle, Int32(column)).map { String(cString: $0) } ?? "" }

    /// Storage class of a cell: SQLITE_INTEGER, _FLOAT, _TEXT, _BLOB, _NULL.
    func kind(_ column: Int) -> Int32 { sqlite3_column_type(handle, Int32(column)) }

    func isNull(_ column: Int) -> Bool { kind(column) == SQLITE_NULL }

    func integer(_ column: Int) -> Int { Int(sqlite3_column_int64(handle, Int32(column))) }

    func double(_ column: Int) -> Double { sqlite3_column_double(handle, Int32(column)) }

    /// `nil` for NULL. Invalid UTF-8 is repaired.
    func text(_ column: Int) -> String? {
        guard !isNull(column) else { return nil }
        return withText(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// The cell converted to text, valid until the next call on this row.
    func withText<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
        let start = sqlite3_column_text(handle, Int32(column))
        return body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, Int32(column)))))
    }

    func withBlob<T>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
        let start = sqlite3_column_blob(handle, Int32(column))
        return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, Int32(column)))))
    }
}
