/// Builds the bytes of a stored record: variable-length integers, doubles as their bits, texts with their length. Little-endian.
struct RecordWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    var count: Int { bytes.count }

    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    @inline(__always)
    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// LEB128.
    @inline(__always)
    mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func count(_ value: Int) { unsigned(UInt64(value)) }

    /// Zigzag, so that small negative numbers stay short.
    @inline(__always)
    mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    mutating func double(_ value: Double) { fixed(value.bitPattern) }

    mutating func fixed<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func text(_ value: String) {
        count(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    mutating func raw(_ value: some Collection<UInt8>) { bytes.append(contentsOf: value) }
}

/// Reads what ``RecordWriter`` wrote. Bytes that end too early or say impossible things throw: the store is damaged, and says so.
/// Lives no longer than the bytes it was given: it is made and used inside their `withUnsafeBytes`.
struct RecordReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position: Int

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position >= bytes.count }
    var remaining: Int { bytes.count - position }

    mutating func byte() throws(StoreError) -> UInt8 {
        guard position < bytes.count else { throw .damagedRecord }
        defer { position += 1 }
        return bytes[position]
    }

    /// Most numbers are short: up to three bytes are told apart in one word.
    @inline(__always)
    mutating func unsigned() throws(StoreError) -> UInt64 {
        guard bytes.count - position >= 4 else { return try unsignedByByte() }
        let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
        if word & 0x80 == 0 {
            position += 1
            return UInt64(word & 0x7F)
        }
        if word & 0x8000 == 0 {
            position += 2
            return UInt64(word & 0x7F | (word >> 1) & 0x3F80)
        }
        if word & 0x80_0000 == 0 {
            position += 3
            return UInt64(word & 0x7F | (word >> 1) & 0x3F80 | (word >> 2) & 0x1F_C000)
        }
        return try unsignedByByte()
    }

    private mutating func unsignedByByte() throws(StoreError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard position < bytes.count, shift < 64 else { throw .damagedRecord }
            let next = bytes[position]
            position += 1
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    /// A number of things of which each takes at least one byte of what is left.
    mutating func count() throws(StoreError) -> Int {
        let value = try unsigned()
        guard value <= UInt64(bytes.count - position) else { throw .damagedRecord }
        return Int(value)
    }

    @inline(__always)
    mutating func signed() throws(StoreError) -> Int64 {
        let value = try unsigned()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// Two signed numbers; `nil` when the bytes end too early or are none.
    ///
    /// Differences of positions take two or three bytes each, in no order that a processor could foresee: both are taken out of one word
    /// without a branch on their lengths.
    @inline(__always)
    mutating func signedPair() -> (Int64, Int64)? {
        guard remaining >= 8 else { return signedPairByByte() }
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        // The highest bit of a number's last byte is clear.
        let ends = ~word & 0x8080_8080_8080_8080
        let first = UInt64(ends.trailingZeroBitCount) + 1
        let second = UInt64((ends & (ends &- 1)).trailingZeroBitCount) + 1
        // Four bytes each at most, both in the word: without a second end, `second` is 65.
        guard first <= 32, second &- first <= 32, second <= 64 else { return signedPairByByte() }
        position += Int(second >> 3)
        return (Self.number(word & (1 &<< first &- 1)), Self.number((word &>> first) & (1 &<< (second &- first) &- 1)))
    }

    /// The number in up to four bytes of seven bits, zigzag.
    @inline(__always)
    private static func number(_ bytes: UInt64) -> Int64 {
        let value = bytes & 0x7F | (bytes >> 1) & 0x3F80 | (bytes >> 2) & 0x1F_C000 | (bytes >> 3) & 0xFE0_0000
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    @inline(never)
    private mutating func signedPairByByte() -> (Int64, Int64)? {
        guard let first = try? signed(), let second = try? signed() else { return nil }
        return (first, second)
    }

    mutating func double() throws(StoreError) -> Double { Double(bitPattern: try fixed(UInt64.self)) }

    mutating func fixed<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(StoreError) -> T {
        guard bytes.count - position >= MemoryLayout<T>.size else { throw .damagedRecord }
        defer { position += MemoryLayout<T>.size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    mutating func text() throws(StoreError) -> String {
        let length = try count()
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    /// The `width` bytes from a place on as a number; they must be there.
    @inline(__always)
    func word(at place: Int, _ width: Int) -> UInt64 {
        if bytes.count - place >= 8 {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            return width == 8 ? word : word & (1 &<< UInt64(width * 8) &- 1)
        }
        return (0..<width).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) }
    }

    mutating func skip(_ count: Int) throws(StoreError) {
        guard count >= 0, bytes.count - position >= count else { throw .damagedRecord }
        position += count
    }
}
