internal import Foundation
internal import GRDB
internal import OreFeatures

extension Store {
    /// Copies a store as it is at one moment, while others read and write: a single file without a log beside it, checked and flushed to the
    /// device before it appears under its name. One of a former version is copied as it is, so that there is a copy before it is migrated.
    /// - Throws: ``StoreError``; `OutputError` for the copy's own trouble. The target is then as it was.
    /// - Returns: what the check of the copy read.
    public static func backup(of path: String, to output: String) throws -> StoreCheckResult {
        let source = try toCopy(path)
        defer { try? source.close() }
        return try AtomicFile.make(output) { partial in
            do { try copy(source, to: partial) } catch let error as DatabaseError {
                throw StoreError(error, path: StoreError.isOfTarget(error) ? output : path)
            }
            let result = try StoreCheck.run(partial)
            if let defect = result.defects.first {
                throw StoreError.damaged(path: path, reason: "\(result.defectCount) defects, the first: \(defect); no backup was written")
            }
            return result
        }
    }

    private static func toCopy(_ path: String) throws(StoreError) -> any DatabaseReader {
        do {
            let source = try openReadOnly(path, Options())
            try requireKnown(source, path)
            return source
        } catch { throw StoreError(error, path: path) }
    }

    /// A copy in one piece: whatever the journal mode of the source is, the copy needs no log.
    private static func copy(_ source: any DatabaseReader, to partial: String) throws {
        let copy = try DatabaseQueue(path: partial)
        try source.backup(to: copy)
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try copy.close()
    }

    /// Names of the files beside a store that hold its log and the log's index.
    static func companions(of path: String) -> [String] { [path + "-wal", path + "-shm"] }

    /// Puts a backup in the place of a store. What was there is kept beside it as `PATH.damaged-N`, its log too. A backup of a former version is
    /// put back as it is: the next writer brings it up to date.
    /// - Returns: where the old store is kept; `nil` when there was none.
    /// - Throws: ``StoreError``: the backup cannot be read or is itself damaged; `busy` while anybody holds the store. Nothing was changed then.
    public static func restore(_ backup: String, to path: String) throws -> String? {
        let result = try StoreCheck.run(backup)
        if let defect = result.defects.first {
            throw StoreError.damaged(path: backup, reason: "\(result.defectCount) defects, the first: \(defect); it was not restored")
        }
        let hold = try StoreHold(path)
        defer { hold.release() }
        let partial = path + ".restoring"
        defer { try? FileManager.default.removeItem(atPath: partial) }
        try? FileManager.default.removeItem(atPath: partial)
        let source = try toCopy(backup)
        do {
            defer { try? source.close() }
            try copy(source, to: partial)
        } catch let error as DatabaseError {
            throw StoreError(error, path: partial)
        }
        try StoreHold.flush(file: partial)
        let kept = try setAside(path)
        do {
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            try StoreHold.flush(folderOf: path)
        } catch {
            throw StoreError.failed(
                path: path, reason: "the backup could not be put in place: \(error); the old store is \(kept ?? "gone")")
        }
        return kept
    }

    private static func setAside(_ path: String) throws -> String? {
        let files = FileManager.default
        var n = 1
        while ["", "-wal", "-shm"].contains(where: { files.fileExists(atPath: "\(path).damaged-\(n)\($0)") }) { n += 1 }
        var kept: String?
        for suffix in ["", "-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
            try files.moveItem(atPath: path + suffix, toPath: "\(path).damaged-\(n)\(suffix)")
            kept = "\(path).damaged-\(n)"
        }
        return kept
    }
}

extension StoreError {
    /// While one database is copied into another: whether the error is of the one that is written.
    fileprivate static func isOfTarget(_ error: DatabaseError) -> Bool {
        [.SQLITE_FULL, .SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
            || error.extendedResultCode == .SQLITE_IOERR_WRITE || error.extendedResultCode == .SQLITE_IOERR_FSYNC
    }
}
