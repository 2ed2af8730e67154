internal import Glibc
internal import Synchronization

/// The right to be the one daemon of a store: a lock on `STORE.lock` that the system takes back when the process ends, however it ends.
///
/// The file itself stays; it holds the number of the process that has the lock, for messages only. Commands beside a daemon do not need it.
public final class LeaderLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// - Throws: ``LeaderLockError/taken(store:process:)`` when another process has it, at once.
    public init(store: String) throws(LeaderLockError) {
        let path = store + ".lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            var bytes = [UInt8](repeating: 0, count: 20)
            let count = max(0, read(file, &bytes, bytes.count))
            close(file)
            guard code == EWOULDBLOCK else { throw .cannotOpen(path: path, reason: String(cString: strerror(code))) }
            throw .taken(store: store, process: Int(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self)))
        }
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = text.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) } }
        descriptor = Mutex(file)
    }

    /// Gives the lock back; also done when the lock is released.
    public func release() {
        descriptor.withLock { file in
            if let file { close(file) }
            file = nil
        }
    }

    deinit { release() }
}

/// Why this process cannot be the daemon of a store.
public enum LeaderLockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Exit 75.
    case taken(store: String, process: Int?)
    /// Exit 73: the folder is missing or not writable.
    case cannotOpen(path: String, reason: String)

    public var description: String {
        switch self {
        case .taken(let store, let process):
            "\(store): another daemon works on this store" + (process.map { " (process \($0))" } ?? "")
                + "; stop it first, or name another store"
        case .cannotOpen(let path, let reason): "\(path): cannot be opened: \(reason); create the folder, or let the daemon write to it"
        }
    }
}
