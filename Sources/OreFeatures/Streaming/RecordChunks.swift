internal import Foundation
internal import Synchronization

/// A plain text table of millions of rows: its bytes in chunks of whole records, several at a time, results in order, with the file's SHA-256.
///
/// A record ends with a line feed outside of quotes. Regular files of UTF-8 or ASCII only.
public struct RecordChunks: Sendable {
    public let path: String
    private let file: FileHandleOwner
    private let byteCount: Int
    private let start: Int
    private let chunkBytes: Int
    private static let largestRecord = 64 << 20

    /// - Parameter start: where the first record begins.
    /// - Throws: `InputError`: no such file, or not a regular file.
    public init(path: String, from start: Int) throws(InputError) { try self.init(path: path, from: start, chunkBytes: 2 << 20) }

    init(path: String, from start: Int, chunkBytes: Int) throws(InputError) {
        (self.path, self.chunkBytes) = (path, chunkBytes)
        file = try FileHandleOwner(path: path)
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else { throw .cannotOpen(file: path, reason: "only regular files can be read in parts") }
        byteCount = Int(status.st_size)
        self.start = min(start, byteCount)
    }

    private static func bytes(_ file: FileHandleOwner, _ range: Range<Int>) throws(InputError) -> [UInt8] {
        var failure: InputError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            do throws(InputError) { filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: range.lowerBound) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// - Parameters:
    ///   - progress: bytes of a chunk that was read.
    ///   - map: on workers: the bytes of whole records, proved to be UTF-8, with the offset of the first in the file.
    ///   - consume: serial, in the order of the file.
    /// - Returns: the SHA-256 of the file, lower-case hexadecimal.
    /// - Throws: `InputError`; what `map` and `consume` throw.
    /// - Complexity: O(bytes); memory for eight chunks a thread.
    public func process<Output: Sendable>(
        threads: Int, progress: @escaping @Sendable (Int) -> Void = { _ in },
        map: @Sendable (UnsafeRawBufferPointer) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> String {
        let hash = FileHash(file, byteCount: byteCount)
        let next = Mutex(start)
        try OrderedPipeline(threads: threads).run(
            next: { () -> (bytes: [UInt8], end: Int)? in
                let from = next.withLock { $0 }
                guard from < byteCount else { return nil }
                let bytes = try records(from: from)
                next.withLock { $0 = from + bytes.count }
                return (bytes, from + bytes.count)
            },
            makeWorker: {},
            map: { (_: inout Void, unit) in
                try requireText(unit.bytes, end: unit.end)
                let output = try unit.bytes.withUnsafeBytes { try map($0) }
                try hash.advance(to: unit.end)
                progress(unit.bytes.count)
                return output
            }, consume: consume)
        return try hash.finish()
    }

    /// Whole records from there on.
    private func records(from: Int) throws -> [UInt8] {
        var size = chunkBytes
        while true {
            let end = min(byteCount, from + size)
            var bytes = try Self.bytes(file, from..<end)
            guard bytes.count == end - from else {
                throw InputError.readFailed(file: path, reason: "the file became shorter while it was read")
            }
            if end == byteCount { return bytes }
            if let cut = bytes.withUnsafeBytes(Self.endOfLastRecord) {
                bytes.removeLast(bytes.count - cut)
                return bytes
            }
            guard size < Self.largestRecord else {
                throw InputError.refused(
                    file: path, place: InputPlace(byte: from), what: "a record has no end within \(Self.largestRecord >> 20) MB",
                    next: "look for a quote that is not closed")
            }
            size *= 2
        }
    }

    /// Behind the last line feed outside of quotes.
    private static func endOfLastRecord(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        guard memchr(base, 0x22, bytes.count) != nil else { return bytes.lastIndex(of: 0x0A).map { $0 + 1 } }
        var (isQuoted, end) = (false, Int?.none)
        for i in 0..<bytes.count {
            if bytes[i] == 0x22 { isQuoted.toggle() } else if bytes[i] == 0x0A, !isQuoted { end = i + 1 }
        }
        return end
    }

    private func requireText(_ bytes: [UInt8], end: Int) throws {
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        guard all >= 0x80 else { return }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw InputError.refused(
                file: path, place: InputPlace(byte: end - bytes.count), what: "is not in UTF-8 from about here on",
                next: "save it as UTF-8 (CSV)")
        }
    }
}
