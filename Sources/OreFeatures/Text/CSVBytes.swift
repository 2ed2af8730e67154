internal import Foundation

/// Scans over bytes that the C library or the vectoriser does fast.
enum CSVBytes {
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13
    static let quote: UInt8 = 34

    /// How often `byte` occurs.
    static func count(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
        var total = 0
        var i = 0
        while i < bytes.count {
            // Counted in bytes for up to 255 rounds, so that the loop runs in vector lanes.
            let end = min(bytes.count, i + 32 * 255)
            var lanes = SIMD32<UInt8>()
            while i + 32 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: i, as: SIMD32<UInt8>.self)
                lanes.replace(with: lanes &+ 1, where: word .== byte)
                i += 32
            }
            for lane in 0..<32 { total += Int(lanes[lane]) }
            while i < end {
                if bytes[i] == byte { total += 1 }
                i += 1
            }
        }
        return total
    }

    /// The first place of `byte` in `range`, or `nil`.
    static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        guard !range.isEmpty, let base = bytes.baseAddress, let found = memchr(base + range.lowerBound, Int32(byte), range.count) else {
            return nil
        }
        return UnsafeRawPointer(found) - base
    }

    /// The last place of `byte` in `range`, or `nil`.
    static func last(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
        var i = range.upperBound
        while i > range.lowerBound {
            i -= 1
            if bytes[i] == byte { return i }
        }
        return nil
    }
}

extension Array where Element == UInt8 {
    /// The bytes as raw memory, with the error type kept.
    func withRawBytes<Value>(_ body: (UnsafeRawBufferPointer) throws(InputError) -> Value) throws(InputError) -> Value {
        try withUnsafeBufferPointer { (bytes) throws(InputError) in try body(UnsafeRawBufferPointer(bytes)) }
    }
}
