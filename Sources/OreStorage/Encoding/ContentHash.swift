/// A 64-bit hash of a record's bytes: the same on every machine and in every version, for telling whether contents changed.
///
/// Not cryptographic: nobody gains by making two of their own records look alike. Two different contents under one key are taken for equal
/// with probability 2^-64. Multiply-and-fold over words of eight bytes.
enum ContentHash {
    private static let primes: (UInt64, UInt64) = (0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)

    static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        var state = seed ^ primes.0
        var offset = 0
        while bytes.count - offset >= 8 {
            state = fold(state ^ UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)), primes.1)
            offset += 8
        }
        var tail: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.count {
            tail |= UInt64(bytes[offset]) << shift
            shift += 8
            offset += 1
        }
        state = fold(state ^ tail, primes.1 ^ UInt64(bytes.count))
        return fold(state, primes.0)
    }

    static func of(_ bytes: some Collection<UInt8>, seed: UInt64 = 0) -> UInt64 {
        bytes.withContiguousStorageIfAvailable { of(UnsafeRawBufferPointer($0), seed: seed) }
            ?? Array(bytes).withUnsafeBytes { of($0, seed: seed) }
    }

    static func of(_ text: String, seed: UInt64 = 0) -> UInt64 {
        var text = text
        return text.withUTF8 { of(UnsafeRawBufferPointer($0), seed: seed) }
    }

    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }
}
