internal import Foundation
internal import GRDB
internal import Synchronization

/// The store of one watch: a single SQLite file (WAL) with a private schema.
///
/// **Durability.** What makes a commit visible is written with `synchronous=FULL`: the write-ahead log is flushed to the device (`fdatasync`)
/// before the call returns, so that what was acknowledged survives a power cut. Batches of an import in progress are not flushed one by one:
/// they lie in the same log before the commit that makes them visible, and its flush covers them.
///
/// **Concurrency.** Any number of readers, one writer at a time. A writer waits ``Options/busySeconds`` for another and then reports
/// ``StoreError/busy(path:what:)``.
public final class Store: Sendable {
    public enum Mode: Sendable, Hashable {
        /// Opens, and makes the file when it is missing.
        case create
        /// Opens an existing store for reading and writing.
        case readWrite
        /// Opens an existing store for reading, also on a read-only medium.
        case readOnly
    }

    public struct Options: Sendable, Hashable {
        public var busySeconds = 5.0
        /// Memory that the connection that writes may use for pages, bytes; one that reads uses half of it.
        public var cacheBytes = 16 << 20
        /// File bytes that may be mapped rather than copied; 0 turns mapping off. Mapped pages count as memory of the process.
        public var mappedBytes = 0

        public init() {}
    }

    public let path: String
    public let mode: Mode
    let options: Options
    let reader: any DatabaseReader
    private let writer: (any DatabaseWriter)?
    let footprintIndex = Mutex(FootprintIndexCache())
    let footprintKeys = Mutex(FootprintKeysCache())

    /// - Throws: ``StoreError``: no such file, not a store, of a newer version, damaged, no permission. A store of an older version is migrated,
    ///   except by `readOnly`, which refuses it and says so.
    public init(path: String, mode: Mode, options: Options = Options()) throws(StoreError) {
        self.path = path
        self.mode = mode
        self.options = options
        do {
            if mode == .readOnly {
                (reader, writer) = (try Self.openReadOnly(path, options), nil)
                try Self.requireCurrent(reader, path)
            } else {
                if mode == .readWrite { try Self.requireExisting(path) }
                let isNew = !FileManager.default.fileExists(atPath: path)
                let pool = try DatabasePool(path: path, configuration: Self.configuration(options))
                (reader, writer) = (pool, pool)
                if !isNew { try Self.requireStore(pool, path) }
                try Self.migrate(pool, path)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func configuration(_ options: Options) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(options.busySeconds)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // A commit elsewhere empties the cache of a reader.
            try db.execute(sql: "PRAGMA cache_size = -\(options.cacheBytes >> (db.configuration.readonly ? 11 : 10))")
            try db.execute(sql: "PRAGMA mmap_size = \(options.mappedBytes)")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
            try QueryFunctions.install(in: db)
        }
        return configuration
    }

    private static func requireExisting(_ path: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw .cannotOpen(path: path, reason: "no such file; \"orewatch ingest --store \(path)\" makes one")
        }
    }

    /// On a medium that cannot hold the log's index the file is opened as immutable, when no log is left beside it.
    static func openReadOnly(_ path: String, _ options: Options) throws -> any DatabaseReader {
        try requireExisting(path)
        var configuration = configuration(options)
        configuration.readonly = true
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try $0.execute(sql: "SELECT count(*) FROM sqlite_schema") }
            return queue
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            guard ((try? size(of: path + "-wal")) ?? 0) == 0 else { throw error }
            let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#"))
            let escaped = path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path
            return try DatabaseQueue(path: "file:\(escaped)?immutable=1", configuration: configuration)
        }
    }

    // MARK: Reading and writing

    /// Reads in one snapshot.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try reader.read(body) } catch { throw StoreError(error, path: path) }
    }

    /// Writes in one transaction, flushed to the device before it returns.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard let writer else { throw .readOnly(path: path) }
        do { return try writer.write(body) } catch {
            // The index may have been brought up to a commit that is undone now, and whose number will be given again.
            footprintIndex.withLock { $0 = FootprintIndexCache() }
            throw StoreError(error, path: path)
        }
    }

    /// Writes in one transaction that becomes durable with the next ``write(_:)``: for batches that nobody sees yet.
    func stage<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard let writer else { throw .readOnly(path: path) }
        do {
            return try writer.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                defer { try? db.execute(sql: "PRAGMA synchronous = FULL") }
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try body(db)
                    return .commit
                }
                guard let value else { throw StoreError.failed(path: path, reason: "a transaction did not end") }
                return value
            }
        } catch { throw StoreError(error, path: path) }
    }

    /// Outside any transaction: checkpoints, `VACUUM`.
    func withoutTransaction<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard let writer else { throw .readOnly(path: path) }
        do { return try writer.writeWithoutTransaction(body) } catch { throw StoreError(error, path: path) }
    }

    /// Gives back the pages that connections hold; the next use reads them again.
    public func releaseMemory() {
        footprintKeys.withLock { $0 = FootprintKeysCache() }
        if let pool = writer as? DatabasePool { pool.releaseMemory() }
    }

    /// Writes the log back into the file as far as readers let it, so that no commit has to: for a moment at which nobody waits.
    /// - Throws: ``StoreError``; what was not written back stays in the log.
    public func checkpoint() throws(StoreError) {
        _ = try withoutTransaction { db in try db.checkpoint(.passive) }
    }

    /// Writes the log back into the file, when nobody else is using it, and closes the connections.
    public func close() throws(StoreError) {
        if let writer { try? writer.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) } }
        do { try reader.close() } catch { throw StoreError(error, path: path) }
    }
}
