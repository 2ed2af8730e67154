internal import Glibc

/// An output file that appears whole or not at all.
///
/// Bytes go to a file without a name in the target's folder (a hidden `.partial` file where the file system cannot do that), which `commit`
/// syncs, renames over the target, and syncs the folder. Without `commit` - an error, a thrown closure, a killed process - the target stays
/// as it was. A symbolic link is followed, so that the file behind it is replaced; an existing file's permissions are kept.
///
/// Streams (`-` for standard output, a FIFO, a character device such as `/dev/null` or `/dev/stdout`) are written directly, without rename.
///
/// Not `Sendable`: one writer at a time; put it into a `Mutex` to hand it between threads.
public final class AtomicFile {
    /// The path as the user gave it; `-` is standard output.
    public let path: String
    /// True when the bytes go to a pipe, device or standard output, where nothing can be taken back.
    public let isStream: Bool
    /// Bytes given to `write` so far.
    public private(set) var byteCount = 0

    private let place: OutputPlace
    private var descriptor: Int32?

    /// - Throws: ``OutputError/cannotCreate(file:reason:next:)`` when the folder is missing or not writable, or the target is a folder.
    public init(_ path: String) throws(OutputError) {
        self.path = path
        place = try OutputPlace(path)
        isStream = place.isStream
        descriptor = try place.open()
    }

    deinit { discard() }

    /// Writes all bytes, over as many system calls as that takes.
    /// - Throws: ``OutputError/writeFailed(file:reason:next:)``; the partial file is gone by then.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
        guard let descriptor else { throw .writeFailed(path, errno: EBADF) }
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let written = Glibc.write(descriptor, start, rest.count)
            if written < 0 {
                let code = errno
                if code == EINTR { continue }
                discard()
                throw .writeFailed(path, errno: code)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        byteCount += bytes.count
    }

    public func write(_ bytes: [UInt8]) throws(OutputError) {
        try bytes.withUnsafeBufferPointer { (buffer) throws(OutputError) in try write(UnsafeRawBufferPointer(buffer)) }
    }

    public func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

    /// Writes the buffer's bytes and empties it.
    public func write(draining buffer: inout JSONBytes) throws(OutputError) {
        try buffer.withUnsafeBytes { (raw) throws(OutputError) in try write(raw) }
        buffer.removeAll()
    }

    /// Makes the file durable and puts it in the target's place. Nothing can be written afterwards.
    public func commit() throws(OutputError) {
        guard let descriptor else { throw .writeFailed(path, errno: EBADF) }
        do {
            try place.commit(descriptor)
        } catch {
            discard()
            throw error
        }
        close()
    }

    /// Forgets everything written. The target stays as it was. Does nothing after `commit`.
    public func discard() {
        guard descriptor != nil else { return }
        close()
        place.discard()
    }

    private func close() {
        if let descriptor, descriptor != STDOUT_FILENO { _ = Glibc.close(descriptor) }
        descriptor = nil
    }

    /// Lets a library that writes by path (SQLite, libzip) make the file: `body` gets the path of a partial file that does not exist yet.
    ///
    /// The result is then synced and renamed over the target, or copied when the target is a stream. The partial file, and any other file
    /// whose name begins with its name (SQLite's journals), is removed when `body` throws.
    /// - Throws: what `body` throws; ``OutputError`` for the file's own trouble.
    public static func make<Result>(_ path: String, by body: (String) throws -> Result) throws -> Result {
        let place = try OutputPlace(path)
        let partial = place.isStream ? OutputPlace.temporaryPath(in: OutputPlace.temporaryFolder) : place.partialPath
        defer { for suffix in ["", "-journal", "-wal", "-shm"] { unlink(partial + suffix) } }
        if !place.isStream { try place.probe() }
        let result = try body(partial)
        if place.isStream {
            let stream = try AtomicFile(path)
            try copy(partial, to: stream)
            try stream.commit()
        } else {
            try place.commit(partial: partial)
        }
        return result
    }

    private static func copy(_ partial: String, to stream: AtomicFile) throws(OutputError) {
        let source = Glibc.open(partial, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { throw .writeFailed(stream.path, errno: errno) }
        defer { _ = Glibc.close(source) }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(source, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .writeFailed(stream.path, errno: errno) }
            if count == 0 { return }
            try stream.write(chunk.count == count ? chunk : Array(chunk[..<count]))
        }
    }
}
