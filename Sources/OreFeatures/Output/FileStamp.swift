internal import Glibc

/// What tells a file from another that took its place and from itself after a change: device, inode, size and the times of the last changes.
public struct FileStamp: Sendable, Hashable {
    private struct Time: Sendable, Hashable {
        var seconds: Int
        var nanoseconds: Int
        init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }
    }

    private let device: UInt64
    private let inode: UInt64
    private let size: Int
    private let modified: Time
    private let changed: Time

    /// The stamp of the file at a path, behind symbolic links; `nil` where no regular file can be read.
    public init?(_ path: String) {
        guard let file = StampedFile(path) else { return nil }
        self = file.stamp
    }

    fileprivate init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        (device, inode, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int(status.st_size))
        (modified, changed) = (Time(status.st_mtim), Time(status.st_ctim))
    }
}

/// A file that is what it was when its stamp was taken, open to be copied from.
public final class StampedFile: Sendable {
    let descriptor: Int32
    public let stamp: FileStamp

    /// `nil` when the file is gone, replaced or changed.
    public init?(_ path: String, as stamp: FileStamp) {
        guard let file = StampedFile.open(path) else { return nil }
        (descriptor, self.stamp) = (file.descriptor, file.stamp)
        // The descriptor is closed with self.
        if file.stamp != stamp { return nil }
    }

    fileprivate init?(_ path: String) {
        guard let file = StampedFile.open(path) else { return nil }
        (descriptor, stamp) = (file.descriptor, file.stamp)
    }

    private static func open(_ path: String) -> (descriptor: Int32, stamp: FileStamp)? {
        // Not to wait for the other end of a pipe.
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        guard let stamp = FileStamp(descriptor: descriptor) else {
            _ = Glibc.close(descriptor)
            return nil
        }
        return (descriptor, stamp)
    }

    deinit { _ = Glibc.close(descriptor) }
}

extension AtomicFile {
    /// Writes bytes `range` of another file.
    /// - Throws: ``OutputError/writeFailed(file:reason:next:)``, also when the other file has become shorter.
    public func write(_ range: Range<Int>, of file: StampedFile) throws(OutputError) {
        var offset = range.lowerBound
        // Small enough to stay in the processor's cache.
        var chunk = [UInt8](repeating: 0, count: min(1 << 18, range.count))
        while offset < range.upperBound {
            let count = pread(file.descriptor, &chunk, min(chunk.count, range.upperBound - offset), offset)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let code = count < 0 ? errno : EIO
                discard()
                throw .writeFailed(path, errno: code)
            }
            try chunk.withUnsafeBufferPointer { (bytes) throws(OutputError) in
                try write(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<count])))
            }
            offset += count
        }
    }
}
