internal import Foundation

/// Bytes in order, from a file, a pipe or an unpacker.
protocol ByteReader: AnyObject {
    /// Fills some of `buffer` and gives the number of bytes; 0 at the end and only there.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// An open file descriptor, closed with its last owner.
final class FileHandleOwner: Sendable {
    let descriptor: Int32
    let path: String

    /// - Throws: `cannotOpen` with the system's reason.
    init(path: String) throws(InputError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputError.cannotOpen(file: path, reason: FileHandleOwner.systemReason()) }
    }

    deinit { close(descriptor) }

    static func systemReason() -> String { String(cString: strerror(errno)) }

    func status() throws(InputError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw InputError.readFailed(file: path, reason: FileHandleOwner.systemReason())
        }
        return status
    }

    /// Reads at `offset`; fewer bytes only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(InputError) -> Int {
        var done = 0
        while done < buffer.count, let base = buffer.baseAddress {
            let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if count < 0 {
                if errno == EINTR { continue }
                throw InputError.readFailed(file: path, reason: FileHandleOwner.systemReason())
            }
            if count == 0 { break }
            done += count
        }
        return done
    }
}

/// Reads a regular file from a given place on.
final class FileReader: ByteReader {
    private let file: FileHandleOwner
    private var offset: Int
    private let end: Int

    init(_ file: FileHandleOwner, from offset: Int, to end: Int = .max) {
        self.file = file
        self.offset = offset
        self.end = end
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(max(0, min(buffer.count, end - offset))))
        let count = try file.read(into: wanted, at: offset)
        offset += count
        return count
    }
}

/// Reads a pipe or a terminal, after bytes that were taken from it to see what it is.
final class PipeReader: ByteReader {
    private let file: FileHandleOwner
    private var prefix: ArraySlice<UInt8>

    init(_ file: FileHandleOwner, prefix: [UInt8]) {
        self.file = file
        self.prefix = prefix[...]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if !prefix.isEmpty {
            let part = prefix.prefix(buffer.count)
            buffer.copyBytes(from: part)
            prefix = prefix.dropFirst(part.count)
            return part.count
        }
        while true {
            let count = Foundation.read(file.descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw InputError.readFailed(file: file.path, reason: FileHandleOwner.systemReason()) }
        }
    }
}

/// Bytes that lie in memory.
final class MemoryReader: ByteReader {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let part = bytes.prefix(buffer.count)
        buffer.copyBytes(from: part)
        bytes = bytes.dropFirst(part.count)
        return part.count
    }
}
