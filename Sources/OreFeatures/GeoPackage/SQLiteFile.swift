internal import CSQLite
internal import Glibc

/// A SQLite file of unknown origin, opened so that reading it can neither change anything nor run for ever.
///
/// Read-only and `query_only`; immutable (no locks, no side files) unless a write-ahead log or a hot journal lies beside it; the schema
/// untrusted; defensive mode; extension loading and triggers off; strings, statements, columns and the virtual machine bounded; a progress
/// handler that ends a statement after its time. All of it is in force before the first page is read, which is why the connection is opened
/// here and not by a library that reads the schema on opening.
///
/// The one owner of the handle. Not `Sendable`; opened in SQLite's no-mutex mode, so one thread at a time.
final class SQLiteFile {
    /// Named in errors: the file that the user gave, which `path` may be a conversion of.
    let shownPath: String
    /// A log with newer content lies beside the file and was read too.
    let hasWriteAheadLog: Bool
    private let handle: OpaquePointer
    private let deadline = Deadline()

    init(path: String, shownAs shownPath: String) throws(InputError) {
        self.shownPath = shownPath
        hasWriteAheadLog = SQLiteFile.size(path + "-wal") > 0
        let isImmutable = !hasWriteAheadLog && SQLiteFile.size(path + "-journal") <= 0
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        let code = sqlite3_open_v2(SQLiteFile.uri(path, isImmutable: isImmutable), &opened, flags, nil)
        guard let opened else { throw .cannotOpen(file: shownPath, reason: "SQLite has no memory") }
        handle = opened
        guard code == SQLITE_OK else {
            let reason = SQLiteFile.message(opened)
            sqlite3_close_v2(opened)
            throw .cannotOpen(file: shownPath, reason: reason)
        }
        harden()
        try run("PRAGMA query_only = 1")
        try run("PRAGMA cell_size_check = 1")
        // Nothing of a broken or hostile file may reach mapped memory.
        try run("PRAGMA mmap_size = 0")
    }

    deinit {
        sqlite3_progress_handler(handle, 0, nil, nil)
        sqlite3_close_v2(handle)
    }

    private func harden() {
        let off: [Int32] = [
            SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
            SQLITE_DBCONFIG_WRITABLE_SCHEMA, SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER,
        ]
        for option in off { _ = orewatch_sqlite3_switch(handle, option, 0) }
        _ = orewatch_sqlite3_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        let limits: [(Int32, Int32)] = [
            (SQLITE_LIMIT_LENGTH, 256 << 20), (SQLITE_LIMIT_SQL_LENGTH, 1 << 20), (SQLITE_LIMIT_COLUMN, 2000),
            (SQLITE_LIMIT_EXPR_DEPTH, 100), (SQLITE_LIMIT_COMPOUND_SELECT, 50), (SQLITE_LIMIT_VDBE_OP, 250_000),
            (SQLITE_LIMIT_FUNCTION_ARG, 16), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000),
            (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ]
        for (limit, value) in limits { sqlite3_limit(handle, limit, value) }
        // Unretained: the handle does not outlive this object, and the handler is removed before it goes.
        sqlite3_progress_handler(handle, 10_000, { Deadline.isOver($0) ? 1 : 0 }, Unmanaged.passUnretained(deadline).toOpaque())
    }

    /// A statement that runs longer than this from now on ends as ``InputError/refused(file:place:what:next:)``.
    func allow(seconds: Int) { deadline.set(seconds: seconds) }

    func run(_ sql: String) throws(InputError) {
        let statement = try prepare(sql)
        while try statement.step() {}
    }

    func prepare(_ sql: String) throws(InputError) -> SQLiteStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, 0, &statement, nil)
        guard code == SQLITE_OK, let statement else { throw failure(code) }
        return SQLiteStatement(statement, file: self)
    }

    /// What SQLite says now, as an error of the input.
    func failure(_ code: Int32) -> InputError {
        let words = SQLiteFile.message(handle)
        switch code & 0xFF {
        case SQLITE_IOERR: return .readFailed(file: shownPath, reason: words)
        case SQLITE_INTERRUPT:
            return .refused(file: shownPath, place: InputPlace(), what: "a query on it does not end", next: "rebuild the file with ogr2ogr")
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PERM:
            return .cannotOpen(file: shownPath, reason: words + "; close the program that has it open, or copy the file")
        case SQLITE_NOTADB:
            return .refused(file: shownPath, place: InputPlace(), what: "it is not a SQLite database", next: "")
        case SQLITE_CORRUPT:
            return .refused(file: shownPath, place: InputPlace(), what: "the database is damaged (\(words))", next: "get an undamaged copy")
        default:
            return .refused(file: shownPath, place: InputPlace(), what: "SQLite: \(words)", next: "")
        }
    }

    /// A name as SQL: in double quotes, with quotes doubled.
    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func message(_ handle: OpaquePointer) -> String { sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error" }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : -1
    }

    /// `file:` URI with every byte escaped that has a meaning there, so that a path with `?` or `%` opens the right file.
    private static func uri(_ path: String, isImmutable: Bool) -> String {
        var result = "file:" + (path.hasPrefix("/") ? "//" : "")
        for byte in path.utf8 {
            if "?#%".utf8.contains(byte) || byte <= 0x20 || byte >= 0x7F {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            } else {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result + "?mode=ro" + (isImmutable ? "&immutable=1" : "")
    }
}

/// When the running statement has to end, on the monotonic clock. Read by SQLite's progress handler on the thread that runs the statement.
private final class Deadline {
    private var end = ContinuousClock.Instant.now.advanced(by: .seconds(60))

    func set(seconds: Int) { end = .now.advanced(by: .seconds(seconds)) }

    static func isOver(_ context: UnsafeMutableRawPointer?) -> Bool {
        guard let context else { return false }
        return ContinuousClock.now >= Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().end
    }
}
