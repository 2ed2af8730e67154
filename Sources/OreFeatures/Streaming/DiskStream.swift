internal import Crypto
internal import Foundation

/// The bytes of an input as they lie on disk or come down a pipe, hashed on their way.
final class DiskStream: ByteReader {
    private let reader: any ByteReader
    private var hash = SHA256()
    /// Bytes read so far.
    private(set) var count = 0

    init(_ reader: any ByteReader) { self.reader = reader }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try reader.read(into: buffer)
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<read]))
        count += read
        return read
    }

    /// Reads what nobody asked for, so that the hash covers the whole input, and gives its hexadecimal form.
    func finish() throws -> String {
        var rest = [UInt8](repeating: 0, count: 1 << 16)
        while try rest.withUnsafeMutableBytes({ try read(into: $0) }) > 0 {}
        return SHA256.hexadecimal(hash.finalize())
    }
}

extension SHA256 {
    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
