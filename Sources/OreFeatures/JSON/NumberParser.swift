internal import Foundation

/// Decimal text to the nearest double, ties to even, as `strtod` gives it.
///
/// Three ways, the first that is certain: Clinger's exact quotient of two doubles (W. D. Clinger, "How to read floating point numbers
/// accurately", 1990); the product with a 128-bit power of five (D. Lemire, "Number parsing at a gigabyte per second", 2021); `strtod`.
enum NumberParser {
    /// The value of a text that has the grammar of JSON numbers. Infinite when outside the doubles, zero when too small for them.
    static func value(of text: UnsafeBufferPointer<UInt8>) -> Double {
        let decimal = Decimal(text)
        if let value = decimal.value { return decimal.isNegative ? -value : value }
        return viaLibrary(text)
    }

    /// The value of decimal text (JSON's grammar), or `nil` for anything else.
    static func value(ofText text: some Collection<UInt8>) -> Double? {
        let bytes = Array(text) + [UInt8](repeating: 0, count: JSONScanner.padding)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            var scanner = JSONScanner(base: base, count: buffer.count - JSONScanner.padding, at: 0, isFinal: true)
            guard (try? scanner.skipNumber()) != nil, scanner.isAtEnd else { return nil }
            return value(of: UnsafeBufferPointer(rebasing: buffer[..<scanner.offset]))
        }
    }

    static func viaLibrary(_ text: UnsafeBufferPointer<UInt8>) -> Double {
        var copy = text.map { CChar(bitPattern: $0) }
        copy.append(0)
        return strtod(copy, nil)
    }

    // MARK: Eight digits at a time

    /// How many of the eight bytes, from the lowest, are digits.
    @inline(__always)
    static func digitCount(_ word: UInt64) -> Int {
        let values = word ^ 0x3030_3030_3030_3030
        let others = (values &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
        return others.trailingZeroBitCount >> 3
    }

    /// The value of the first `count` (1...8) digits of a word.
    @inline(__always)
    static func digits(_ word: UInt64, _ count: Int) -> UInt64 {
        // Digits move to the high end; zeros come in below as leading digits.
        let values = (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)
        let pairs = (values &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* 42_949_672_960_001) &>> 32
    }

    @inline(__always)
    static func wholePower(_ exponent: Int) -> UInt64 { wholePowers[exponent] }

    /// `mantissa / 10^places`, exact when the mantissa is at most 2^53 and `places` at most 22.
    @inline(__always)
    static func divided(_ mantissa: UInt64, byPowerOfTen places: Int) -> Double {
        Double(Int64(bitPattern: mantissa)) / exactPowers[places]
    }

    private static let wholePowers: InlineArray<9, UInt64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
    static let exactPowers: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}

/// A decimal taken apart: up to 19 significant digits, the power of ten behind them, and whether digits were left out.
private struct Decimal {
    var isNegative = false
    var mantissa: UInt64 = 0
    var exponent = 0
    var isTruncated = false

    init(_ text: UnsafeBufferPointer<UInt8>) {
        var significant = 0
        var isFraction = false
        var i = 0
        if i < text.count, text[i] == 0x2D {
            isNegative = true
            i += 1
        }
        while i < text.count, text[i] | 0x20 != 0x65 {
            let byte = text[i]
            i += 1
            guard byte != 0x2E else {
                isFraction = true
                continue
            }
            if significant < 19 {
                mantissa = mantissa * 10 + UInt64(byte &- 0x30)
                if mantissa != 0 { significant += 1 }
                if isFraction { exponent -= 1 }
            } else {
                if byte != 0x30 { isTruncated = true }
                if !isFraction { exponent += 1 }
            }
        }
        if i < text.count { exponent += Decimal.writtenExponent(text[(i + 1)...]) }
    }

    /// Held within a million: beyond that every mantissa that fits in memory gives zero or infinity, or goes to the library.
    private static func writtenExponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in text where JSONScanner.isDigit(byte) { value = min(value * 10 + Int(byte - 0x30), 1_000_000) }
        return text.first == 0x2D ? -value : value
    }

    /// `nil` where only exact arithmetic can decide.
    var value: Double? {
        if mantissa == 0 { return isTruncated ? nil : 0 }
        if !isTruncated, mantissa <= 1 << 53, (-22...22).contains(exponent) {
            let whole = Double(mantissa)
            return exponent < 0 ? whole / NumberParser.exactPowers[-exponent] : whole * NumberParser.exactPowers[exponent]
        }
        guard let low = PowersOfFive.product(mantissa, exponent) else { return nil }
        guard isTruncated else { return low }
        // The true value lies between this mantissa and the next: certain when both give the same double.
        guard mantissa < .max, let high = PowersOfFive.product(mantissa + 1, exponent), low == high else { return nil }
        return low
    }
}
