internal import Foundation

/// The content of an input read once from its beginning, in blocks.
final class TextStream {
    let path: String
    private let reader: any ByteReader
    private let opened: OpenedBytes?
    private(set) var position = 0

    /// - Parameter hashes: whether ``finish()`` will be asked for the hash; without, a plain file is not hashed in passing.
    init(_ input: any InputBytes, hashes: Bool) throws(InputError) {
        path = input.path
        if !hashes, let plain = input as? PlainFile {
            reader = FileReader(plain.file, from: 0)
            opened = nil
        } else {
            let opened = try Self.typed(input.path) { try input.open() }
            reader = opened.content
            self.opened = opened
        }
    }

    /// Bytes of the disk file that were read: what progress is measured by.
    var diskPosition: Int { opened?.disk.count ?? position }

    /// The next bytes: exactly `count`, or fewer at the end of the input.
    func read(upTo count: Int) throws(InputError) -> [UInt8] {
        let bytes = try Self.typed(path) {
            try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let n = try reader.read(into: rest)
                    if n == 0 { return }
                    filled += n
                }
            }
        }
        position += bytes.count
        return bytes
    }

    /// Reads to the end and gives the SHA-256 of the bytes on disk; empty for a stream that does not hash.
    func finish() throws(InputError) -> String {
        guard let opened else { return "" }
        return try Self.typed(path) { try opened.finish() }
    }

    private static func typed<Value>(_ path: String, _ body: () throws -> Value) throws(InputError) -> Value {
        do {
            return try body()
        } catch let error as InputError {
            throw error
        } catch {
            throw .readFailed(file: path, reason: "\(error)")
        }
    }
}

extension PlainFile {
    /// A file that can be read as often as needed: folders, pipes and devices are refused before they are opened.
    init(regular path: String) throws(InputError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(file: path, reason: FileHandleOwner.systemReason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(file: path, reason: status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : "it is not a regular file")
        }
        try self.init(path: path)
    }
}
