internal import CSQLite
internal import GRDB

/// Functions that queries call for every row that they look at; SQLite's own would copy each text.
///
/// A value of a kind that the column never holds ends the query: the store is damaged.
enum QueryFunctions {
    typealias Function = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    /// Adds `has_part(text, part)` (``TextPart/isIn(_:_:)``), `name_has_part(text, part)` (``TextPart/isInName(_:_:)``), `handle_number(text)`
    /// (NULL for what is no handle) and the aggregates `tally(state, key, area, growth)` (``Tally``) and `gathered(...)`
    /// (``GatheredNumbers``) to a connection. Without a text no part is found.
    static func install(in db: Database) throws {
        try add("has_part", 2, db, function: { context, _, values in QueryFunctions.find(context, values, TextPart.isIn) })
        try add("name_has_part", 2, db, function: { context, _, values in QueryFunctions.find(context, values, TextPart.isInName) })
        try add(
            "handle_number", 1, db,
            function: { context, _, values in
                guard let values, let text = QueryFunctions.text(values[0]) else { return QueryFunctions.refuse(context) }
                guard let number = GatheredNumbers.handle(text) else { return sqlite3_result_null(context) }
                sqlite3_result_int64(context, number)
            })
        try add(
            "gathered", -1, db, step: { context, count, values in GatheredNumbers.step(context, count, values) },
            final: { GatheredNumbers.final($0) })
        try add("tally", 4, db, step: { context, _, values in Tally.step(context, values) }, final: { Tally.final($0) })
    }

    private static func add(
        _ name: String, _ arguments: Int32, _ db: Database, function: Function? = nil, step: Function? = nil,
        final: (@convention(c) (OpaquePointer?) -> Void)? = nil
    ) throws {
        let code = sqlite3_create_function_v2(
            db.sqliteConnection, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil, function, step, final, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func find(
        _ context: OpaquePointer?, _ values: UnsafeMutablePointer<OpaquePointer?>?, _ isIn: (TextPart.Bytes, TextPart.Bytes) -> Bool
    ) {
        guard let values, let part = text(values[1]) else { return refuse(context) }
        if sqlite3_value_type(values[0]) == SQLITE_NULL { return sqlite3_result_int(context, 0) }
        guard let text = text(values[0]) else { return refuse(context) }
        sqlite3_result_int(context, isIn(text, part) ? 1 : 0)
    }

    /// Its bytes, good until the function returns; `nil` for what is no text.
    static func text(_ value: OpaquePointer?) -> TextPart.Bytes? {
        guard sqlite3_value_type(value) == SQLITE_TEXT else { return nil }
        // As bytes: SQLite copies a text that must end with a zero.
        let start = sqlite3_value_blob(value)?.assumingMemoryBound(to: UInt8.self)
        return TextPart.Bytes(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    /// A number, whole or not; `nil` for anything else.
    static func number(_ value: OpaquePointer?) -> Double? {
        let kind = sqlite3_value_type(value)
        return kind == SQLITE_FLOAT || kind == SQLITE_INTEGER ? sqlite3_value_double(value) : nil
    }

    static func refuse(_ context: OpaquePointer?) {
        sqlite3_result_error(context, "a value of another kind in a column", -1)
        sqlite3_result_error_code(context, SQLITE_CORRUPT)
    }
}
