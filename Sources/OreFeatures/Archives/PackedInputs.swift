internal import Foundation

/// A regular file of gzip.
struct GzipFile: InputBytes {
    let file: PlainFile
    var path: String { file.path }
    var byteCount: Int { file.byteCount }

    func open() throws -> OpenedBytes {
        let disk = DiskStream(FileReader(file.file, from: 0))
        return OpenedBytes(content: GzipReader(disk, file: path), disk: disk) { try file.identity.verify(file.file) }
    }
}

/// One member of a zip file.
struct ZipMemberInput: InputBytes {
    let file: PlainFile
    let member: ZipArchive.Member
    var path: String { file.path }
    var byteCount: Int { file.byteCount }

    func open() throws -> OpenedBytes {
        let archive = try ZipArchive(path: path)
        let disk = DiskStream(FileReader(file.file, from: 0))
        return OpenedBytes(content: try archive.open(member), disk: disk) { try file.identity.verify(file.file) }
    }
}

/// A pipe, which can be opened once.
struct PipeInput: InputBytes {
    let file: FileHandleOwner
    var path: String { file.path }
    var byteCount: Int { 0 }

    func open() -> OpenedBytes {
        let disk = DiskStream(PipeReader(file, prefix: []))
        return OpenedBytes(content: disk, disk: disk)
    }
}

/// Text in another encoding than UTF-8, decoded on its way.
struct DecodedInput: InputBytes {
    let input: any InputBytes
    let encoding: DetectedEncoding
    var path: String { input.path }
    var byteCount: Int { input.byteCount }

    func open() throws -> OpenedBytes {
        let opened = try input.open()
        return OpenedBytes(content: try DecodingReader(opened.content, encoding, file: path), over: opened)
    }
}

/// Decodes a stream to UTF-8.
final class DecodingReader: ByteReader {
    private let reader: any ByteReader
    private let decoder: TextDecoder
    private var text: [UInt8] = []
    private var used = 0
    private var chunk = [UInt8](repeating: 0, count: 1 << 16)
    private var markLength: Int
    private var isAtEnd = false

    init(_ reader: any ByteReader, _ encoding: DetectedEncoding, file: String) throws(InputError) {
        self.reader = reader
        markLength = encoding.markLength
        decoder = try TextDecoder(encoding.encoding, file: file, startingAt: encoding.markLength)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while used == text.count, !isAtEnd { try decodeMore() }
        let part = text[used...].prefix(buffer.count)
        buffer.copyBytes(from: part)
        used += part.count
        return part.count
    }

    private func decodeMore() throws {
        text.removeAll(keepingCapacity: true)
        used = 0
        let count = try chunk.withUnsafeMutableBytes { try reader.read(into: $0) }
        isAtEnd = count == 0
        let skipped = min(markLength, count)
        markLength -= skipped
        try chunk.withUnsafeBytes { bytes in
            try decoder.decode(UnsafeRawBufferPointer(rebasing: bytes[skipped..<count]), isLast: isAtEnd, into: &text)
        }
    }
}
