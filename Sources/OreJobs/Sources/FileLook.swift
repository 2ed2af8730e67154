internal import Foundation
internal import Synchronization

/// What tells that a file is still the same: its place on the disk, size and time of change.
struct FileLook: Sendable, Hashable {
    var device = 0
    var inode = 0
    var size = 0
    var seconds = 0
    var nanoseconds = 0

    /// `nil` for what is no regular file or cannot be looked at. Links are followed.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, inode, size) = (Int(status.st_dev), Int(status.st_ino), Int(status.st_size))
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }

    /// For the journal.
    var mark: String { "\(device):\(inode):\(size):\(seconds).\(nanoseconds)" }
}

/// Remembers since when files look as they do, by a clock that nobody sets: a file that still grows is not read.
final class GrowthGuard: Sendable {
    private struct Seen {
        var look: FileLook
        var since: ContinuousClock.Instant
    }
    private let seen = Mutex<[String: [String: Seen]]>([:])

    /// How long each file of a source has looked the same; forgets files that are no longer there.
    func ages(of source: String, _ looks: [String: FileLook], now: ContinuousClock.Instant) -> [String: Duration] {
        seen.withLock { seen in
            let before = seen[source] ?? [:]
            let after = Dictionary(
                uniqueKeysWithValues: looks.map { path, look in
                    (path, before[path].flatMap { $0.look == look ? $0 : nil } ?? Seen(look: look, since: now))
                })
            seen[source] = after
            return after.mapValues { now - $0.since }
        }
    }
}
