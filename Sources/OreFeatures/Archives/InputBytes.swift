internal import Foundation

/// Where the bytes of an input come from, so that it can be read from its start, once (a pipe) or as often as wanted (a file).
protocol InputBytes: Sendable {
    var path: String { get }
    /// Bytes of the file on disk; 0 where that is not known.
    var byteCount: Int { get }
    func open() throws -> OpenedBytes
}

/// An input that is being read: its content, and its bytes as they lie on disk underneath.
final class OpenedBytes {
    let content: any ByteReader
    let disk: DiskStream
    private let verify: () throws -> Void

    init(content: any ByteReader, disk: DiskStream, verify: @escaping () throws -> Void = {}) {
        self.content = content
        self.disk = disk
        self.verify = verify
    }

    /// The same bytes, seen through another reader.
    init(content: any ByteReader, over opened: OpenedBytes) {
        self.content = content
        disk = opened.disk
        verify = opened.verify
    }

    /// Reads the rest, checks that nothing changed meanwhile, and gives the SHA-256 of the bytes on disk.
    func finish() throws -> String {
        let hash = try disk.finish()
        try verify()
        return hash
    }
}

/// A regular file, read as it is.
struct PlainFile: InputBytes {
    let path: String
    let file: FileHandleOwner
    let identity: FileIdentity

    init(path: String) throws(InputError) {
        self.path = path
        file = try FileHandleOwner(path: path)
        identity = FileIdentity(try file.status())
    }

    var byteCount: Int { identity.size }

    func open() throws -> OpenedBytes {
        let disk = DiskStream(FileReader(file, from: 0))
        return OpenedBytes(content: disk, disk: disk) { try identity.verify(file) }
    }
}
