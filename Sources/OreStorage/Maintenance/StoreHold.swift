internal import Foundation
internal import Synchronization

/// Holds a store against everybody: no daemon leads it, no import and no run is going on, and no process has it open.
///
/// The last is told by the locks that SQLite's connections keep on bytes of the file for as long as they are open; they are taken here for writing,
/// so that whoever comes meanwhile is told that the store is busy. The system gives all of them back when the process ends.
final class StoreHold: Sendable {
    private let descriptors: Mutex<[Int32]>

    /// SQLite's pending byte, its reserved byte and its 510 shared bytes.
    private static let lockBytes: (start: off_t, length: off_t) = (0x4000_0000, 512)

    /// - Throws: ``StoreError/busy(path:what:)``, `readOnly`.
    init(_ path: String) throws(StoreError) {
        descriptors = Mutex([])
        for (suffix, what) in [
            (".lock", "a daemon leads the store"), (".import-lock", "an import is running"), (".run-lock", "a detection run is going on"),
        ] {
            // The leader's file is the daemon's to make.
            if suffix == ".lock", !FileManager.default.fileExists(atPath: path + suffix) { continue }
            let descriptor = open(path + suffix, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw errno == ENOSPC ? .full(path: path) : .readOnly(path: path) }
            descriptors.withLock { $0.append(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                release()
                throw .busy(path: path, what: what)
            }
        }
        guard FileManager.default.fileExists(atPath: path) else { return }
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else {
            release()
            throw .readOnly(path: path)
        }
        descriptors.withLock { $0.append(descriptor) }
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        (range.l_start, range.l_len) = Self.lockBytes
        guard fcntl(descriptor, F_SETLK, &range) == 0 else {
            release()
            throw .busy(path: path, what: "somebody has the store open; stop the daemon and other programs first")
        }
    }

    func release() {
        descriptors.withLock { all in
            for descriptor in all { close(descriptor) }
            all = []
        }
    }

    deinit { release() }

    static func flush(file: String) throws(StoreError) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed(path: file, reason: "cannot be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw errno == ENOSPC ? .full(path: file) : .failed(path: file, reason: "cannot be flushed") }
    }

    static func flush(folderOf file: String) throws(StoreError) {
        try flush(file: URL(filePath: file).deletingLastPathComponent().path)
    }
}
