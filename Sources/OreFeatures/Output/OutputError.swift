internal import Glibc

/// Why an output was not written. Each case is one exit code of the command line.
public enum OutputError: Error, Hashable, Sendable {
    /// The file cannot be created: folder missing, not permitted, the target is a folder (exit 73).
    case cannotCreate(file: String, reason: String, next: String)
    /// Writing failed midway: disk full, quota, broken pipe (exit 74). Nothing of the output remains.
    case writeFailed(file: String, reason: String, next: String)

    static func cannotCreate(_ file: String, errno code: Int32) -> OutputError {
        .cannotCreate(file: file, reason: message(code), next: advice(code))
    }

    static func writeFailed(_ file: String, errno code: Int32) -> OutputError {
        .writeFailed(file: file, reason: message(code), next: advice(code))
    }

    private static func message(_ code: Int32) -> String { code == 0 ? "unknown error" : String(cString: strerror(code)) }

    private static func advice(_ code: Int32) -> String {
        switch code {
        case ENOENT: "create the folder first"
        case EACCES, EPERM, EROFS: "choose a folder that you may write to"
        case EISDIR: "name a file inside that folder"
        case ENOSPC, EDQUOT: "free some space or choose another disk; nothing was left behind"
        case EFBIG: "raise the file size limit (ulimit -f) or choose another disk; nothing was left behind"
        default: ""
        }
    }
}

extension OutputError: CustomStringConvertible {
    /// One line: what, where, what next.
    public var description: String {
        switch self {
        case .cannotCreate(let file, let reason, let next):
            "\(file): cannot be created: \(reason)" + (next.isEmpty ? "" : "; " + next)
        case .writeFailed(let file, let reason, let next):
            "\(file): writing failed: \(reason)" + (next.isEmpty ? "" : "; " + next)
        }
    }
}
