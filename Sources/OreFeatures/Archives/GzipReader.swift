internal import CZip
internal import Foundation

/// Unpacks gzip (RFC 1952), one member or several behind each other; zeros behind the last member are accepted as padding.
///
/// A stream that ends inside a member, a wrong checksum and other bytes behind a member refuse the file.
final class GzipReader: ByteReader {
    private let packed: any ByteReader
    private let file: String
    private let limits: UnpackingLimits
    private var stream = z_stream()
    private let input: UnsafeMutableBufferPointer<UInt8>
    private var packedCount = 0
    private var unpackedCount = 0
    private var isBetweenMembers = false
    private var isAtEnd = false
    private let isReady: Bool

    init(_ packed: any ByteReader, file: String, limits: UnpackingLimits = UnpackingLimits()) {
        self.packed = packed
        self.file = file
        self.limits = limits
        input = .allocate(capacity: 1 << 16)
        // inflateInit2 is a macro; 16 + 15 asks for the gzip wrapper and the largest window.
        isReady = inflateInit2_(&stream, 31, zlibVersion(), Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isReady { inflateEnd(&stream) }
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard isReady else { throw InputError.readFailed(file: file, reason: "zlib cannot start") }
        guard !isAtEnd, buffer.count > 0 else { return 0 }
        let wanted = min(buffer.count, 1 << 30)
        stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(wanted)
        while stream.avail_out == UInt32(wanted), !isAtEnd { try step() }
        let produced = wanted - Int(stream.avail_out)
        unpackedCount += produced
        try limits.check(unpacked: unpackedCount, packed: packedCount, file: file)
        return produced
    }

    private func step() throws {
        if stream.avail_in == 0 {
            let count = try packed.read(into: UnsafeMutableRawBufferPointer(input))
            if count == 0 {
                guard isBetweenMembers else { throw refusal("the gzip data is cut off") }
                isAtEnd = true
                return
            }
            packedCount += count
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(count)
        }
        if isBetweenMembers { return try startMember() }
        switch inflate(&stream, Z_NO_FLUSH) {
        case Z_OK, Z_BUF_ERROR: return
        case Z_STREAM_END: isBetweenMembers = true
        default: throw refusal("the gzip data is damaged")
        }
    }

    private func startMember() throws {
        while stream.avail_in > 0, stream.next_in.pointee == 0 {
            stream.next_in += 1
            stream.avail_in -= 1
        }
        guard stream.avail_in > 0 else { return }
        guard stream.next_in.pointee == 0x1F, inflateReset(&stream) == Z_OK else {
            throw refusal("other bytes follow behind the gzip data")
        }
        isBetweenMembers = false
    }

    private func refusal(_ what: String) -> InputError {
        .refused(file: file, place: InputPlace(byte: packedCount - Int(stream.avail_in)), what: what, next: "fetch the file again")
    }
}
