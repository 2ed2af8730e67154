/// The order of bytes in multi-byte numbers, with the codes of well-known binary.
public enum ByteOrder: UInt8, Sendable, Hashable {
    case big = 0
    case little = 1
}

/// What well-known binary or text says beside the positions.
public struct GeometryTraits: Hashable, Sendable {
    /// Heights were present. They are not kept.
    public var hasZ = false
    /// Measures were present. They are not kept.
    public var hasM = false
    /// The spatial reference identifier of EWKB, EWKT or a GeoPackage header; `nil` when none is given.
    public var srid: Int32?

    public init(hasZ: Bool = false, hasM: Bool = false, srid: Int32? = nil) {
        self.hasZ = hasZ
        self.hasM = hasM
        self.srid = srid
    }
}

/// A bounded reader of the elements of well-known binary: never reads past its bytes, checks every count before it is believed.
struct WKBCursor {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    private let isBigEndianHost = Int(bigEndian: 1) == 1

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The head of one geometry element: byte order, type code, optional SRID.
    struct Header {
        var kind: GeometryKind
        var swaps: Bool
        var traits: GeometryTraits
        var offset: Int

        /// Bytes per position: 16 for x and y, 8 more for each further ordinate.
        var stride: Int { 16 + (traits.hasZ ? 8 : 0) + (traits.hasM ? 8 : 0) }
    }

    var remaining: Int { bytes.count - offset }

    func error(_ reason: GeometryEncodingError.Reason, at offset: Int? = nil) -> GeometryEncodingError {
        GeometryEncodingError(reason, at: offset ?? self.offset)
    }

    mutating func header() throws(GeometryEncodingError) -> Header {
        let start = offset
        guard remaining >= 5 else { throw error(.truncated, at: bytes.count) }
        guard let order = ByteOrder(rawValue: bytes[offset]) else { throw error(.byteOrder(bytes[offset])) }
        offset += 1
        let swaps = (order == .big) != isBigEndianHost
        let code = try word(swaps: swaps)
        // EWKB flags Z, M and SRID in the high bits; ISO adds 1000 for Z, 2000 for M, 3000 for both.
        let base = code & 0x1FFF_FFFF
        guard base < 4000, let kind = GeometryKind(rawValue: UInt8(base % 1000 & 0xFF)), base % 1000 <= 7 else {
            throw error(.type(code), at: start + 1)
        }
        var traits = GeometryTraits()
        traits.hasZ = code & 0x8000_0000 != 0 || base / 1000 == 1 || base / 1000 == 3
        traits.hasM = code & 0x4000_0000 != 0 || base / 1000 >= 2
        if code & 0x2000_0000 != 0 { traits.srid = Int32(bitPattern: try word(swaps: swaps)) }
        return Header(kind: kind, swaps: swaps, traits: traits, offset: start)
    }

    /// A count of elements of at least `size` bytes each, which must fit the rest of the input.
    mutating func count(of size: Int, swaps: Bool) throws(GeometryEncodingError) -> Int {
        let start = offset
        let value = try word(swaps: swaps)
        guard Int(value) <= remaining / size else { throw error(.count(value, available: remaining), at: start) }
        return Int(value)
    }

    /// One position; `nil` for the NaN pair that stands for the empty point.
    mutating func pointPosition(_ header: Header) throws(GeometryEncodingError) -> Coordinate? {
        guard remaining >= header.stride else { throw error(.truncated, at: bytes.count) }
        let c = position(at: offset, swaps: header.swaps)
        if c.x.isNaN && c.y.isNaN {
            offset += header.stride
            return nil
        }
        guard c.isFinite else { throw error(.nonFinite) }
        offset += header.stride
        return c
    }

    /// A counted run of positions, appended to `positions`. Z and M are stepped over.
    mutating func positions(_ header: Header, to positions: inout [Coordinate]) throws(GeometryEncodingError) {
        let stride = header.stride
        let count = try count(of: stride, swaps: header.swaps)
        let start = offset
        guard count > 0 else { return }
        let isFinite = withUnsafeTemporaryAllocation(of: Coordinate.self, capacity: min(count, Self.chunk)) { chunk in
            // Zero times a finite number is zero, times NaN or an infinity NaN: one test per run instead of one per number.
            var check = 0.0
            var left = count
            while left > 0 {
                let taken = min(left, Self.chunk)
                for i in 0..<taken {
                    let c = position(at: offset + i * stride, swaps: header.swaps)
                    check += c.x * 0 + c.y * 0
                    chunk.initializeElement(at: i, to: c)
                }
                positions.append(contentsOf: UnsafeBufferPointer(rebasing: chunk[..<taken]))
                offset += taken * stride
                left -= taken
            }
            return check == 0
        }
        guard isFinite else {
            let bad = (0..<count).first { !position(at: start + $0 * stride, swaps: header.swaps).isFinite } ?? 0
            throw error(.nonFinite, at: start + bad * stride)
        }
    }

    /// Positions that are read before they are appended together: 4 KiB on the stack.
    private static let chunk = 256

    func end() throws(GeometryEncodingError) {
        guard remaining == 0 else { throw error(.trailing(count: remaining)) }
    }

    private mutating func word(swaps: Bool) throws(GeometryEncodingError) -> UInt32 {
        guard remaining >= 4 else { throw error(.truncated, at: bytes.count) }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        offset += 4
        return swaps ? value.byteSwapped : value
    }

    @inline(__always)
    private func position(at offset: Int, swaps: Bool) -> Coordinate {
        let x = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let y = bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
        return Coordinate(
            Double(bitPattern: swaps ? x.byteSwapped : x),
            Double(bitPattern: swaps ? y.byteSwapped : y))
    }
}

extension [UInt8] {
    /// `withUnsafeBytes` that keeps the type of a thrown error.
    func withRawBytes<R>(
        _ body: (UnsafeRawBufferPointer) throws(GeometryEncodingError) -> R
    ) throws(GeometryEncodingError) -> R {
        try withUnsafeBufferPointer { (buffer) throws(GeometryEncodingError) in try body(UnsafeRawBufferPointer(buffer)) }
    }
}
