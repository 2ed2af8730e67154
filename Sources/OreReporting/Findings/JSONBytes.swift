internal import Foundation
internal import OreFeatures

/// A growing JSON text. The caller keeps the grammar; this type keeps the escapes and the digits.
///
/// Numbers are written with a fixed number of decimals and without trailing zeros, so the same value gives the same bytes everywhere.
struct JSONBytes {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    /// Text that is already JSON.
    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func raw(_ more: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: more) }

    /// Takes back what was written since the text had `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// The text of a string that needs no escape (the names of rules and verdicts).
    mutating func bytesOf(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func null() { raw("null") }

    mutating func bool(_ value: Bool) { raw(value ? "true" : "false") }

    /// A quoted string; control characters, quotes and backslashes escaped, everything else as UTF-8.
    mutating func string(_ value: String) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { escaped(byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func string(_ value: String?) {
        if let value { string(value) } else { null() }
    }

    private mutating func escaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x0A: raw("\\n")
        case 0x0D: raw("\\r")
        case 0x09: raw("\\t")
        case 0..<0x20:
            raw("\\u00")
            for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
        default: bytes.append(byte)
        }
    }

    mutating func integer(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

    /// At most `decimals` decimals, rounded half away from zero. A number that is not finite has no JSON form and becomes null.
    mutating func number(_ value: Double, decimals: Int) {
        guard value.isFinite else { return null() }
        let scaled = (value * DecimalText.power(decimals)).rounded()
        guard abs(scaled) < 9e15 else {
            bytes.append(contentsOf: "\(value)".utf8)
            return
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { buffer in
            let count = DecimalText.write(Int64(scaled), decimals: decimals, to: buffer, at: 0)
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<count]))
        }
    }

    mutating func number(_ value: Double?, decimals: Int) {
        if let value { number(value, decimals: decimals) } else { null() }
    }

    mutating func day(_ value: Day?) {
        if let value { string(value.description) } else { null() }
    }

    mutating func strings(_ values: [String]) {
        array(values) { $0.string($1) }
    }

    /// `[a,b,c]`, each element by `write`.
    mutating func array<S: Sequence>(_ values: S, write: (inout JSONBytes, S.Element) -> Void) {
        raw("[")
        var isFirst = true
        for value in values {
            if !isFirst { raw(",") }
            isFirst = false
            write(&self, value)
        }
        raw("]")
    }
}

/// Fixed-point decimals from scaled integers.
enum DecimalText {
    static func power(_ decimals: Int) -> Double {
        switch decimals {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 6: 1_000_000
        case 7: 10_000_000
        default: pow(10, Double(decimals))
        }
    }

    /// Writes `scaled / 10^decimals` without trailing zeros at `start`; returns the place behind it. Needs at most 22 bytes.
    @inline(__always)
    static func write(_ scaled: Int64, decimals: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        var position = start
        var rest = scaled.magnitude
        if scaled < 0 {
            buffer[position] = UInt8(ascii: "-")
            position += 1
        }
        var decimals = decimals
        while decimals > 0 && rest % 10 == 0 {
            rest /= 10
            decimals -= 1
        }
        var width = 1
        var probe = rest
        while probe >= 10 {
            probe /= 10
            width += 1
        }
        width = max(width, decimals + 1)
        var index = position + width - 1 + (decimals > 0 ? 1 : 0)
        let end = index + 1
        for place in 0..<width {
            if place == decimals && decimals > 0 {
                buffer[index] = UInt8(ascii: ".")
                index -= 1
            }
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            index -= 1
        }
        return end
    }
}
