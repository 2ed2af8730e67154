internal import GRDB

/// Why the store could not do what was asked. Each says what, where and what next.
public enum StoreError: Error, Hashable, Sendable {
    /// There is no file, no permission, or it is no store (exit 66).
    case cannotOpen(path: String, reason: String)
    /// Made by a newer program (exit 66).
    case newer(path: String)
    /// Somebody else writes; nothing was changed (exit 75).
    case busy(path: String, what: String)
    /// The store cannot be written to: read-only file, folder or medium (exit 73).
    case readOnly(path: String)
    /// No space left; nothing was changed (exit 74).
    case full(path: String)
    /// Reading or writing failed (exit 74).
    case failed(path: String, reason: String)
    /// The file's contents are not what was written (exit 74).
    case damaged(path: String, reason: String)
    /// A record's bytes are not what was written; ``Store`` turns it into ``damaged(path:reason:)``.
    case damagedRecord
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "\(path): the store cannot be opened: \(reason)"
        case .newer(let path):
            "\(path): this store was made by a newer version of orewatch and is left alone; install that version, or restore a backup made before"
        case .busy(let path, let what): "\(path): \(what); nothing was changed, try again"
        case .readOnly(let path): "\(path): the store is read-only; nothing was changed"
        case .full(let path): "\(path): no space left on the device; nothing was changed, free some space and try again"
        case .failed(let path, let reason): "\(path): \(reason); nothing was changed"
        case .damaged(let path, let reason):
            "\(path): the store is damaged (\(reason)); \"orewatch store check --store \(path)\" tells how far, "
                + "\"orewatch store restore\" puts a backup in its place"
        case .damagedRecord: "a record of the store is damaged; run \"orewatch store check\""
        }
    }
}

extension StoreError {
    /// It has to be brought up to date before it is used.
    public static func ofFormerVersion(_ path: String) -> StoreError {
        .cannotOpen(path: path, reason: "it is of an older version; \"orewatch store migrate --store \(path)\" brings it up to date")
    }

    /// What an error of the database means for the user.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error == .damagedRecord ? .damaged(path: path, reason: "a record cannot be read") : error
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path, what: "somebody else is writing to the store")
            case .SQLITE_FULL: self = .full(path: path)
            case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: error.message ?? "malformed")
            case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, reason: error.message ?? "unable to open the file")
            default: self = .failed(path: path, reason: error.message ?? "error \(error.extendedResultCode.rawValue)")
            }
        default: self = .failed(path: path, reason: "\(error)")
        }
    }
}
