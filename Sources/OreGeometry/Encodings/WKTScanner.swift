/// Words, numbers and punctuation of well-known text.
struct WKTScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    func error(_ reason: GeometryEncodingError.Reason) -> GeometryEncodingError { GeometryEncodingError(reason, at: offset) }

    /// The byte where the next token starts.
    mutating func place() -> Int {
        skipSpace()
        return offset
    }

    /// The next run of letters in upper case; `nil` when there is none or it is longer than any keyword.
    mutating func word() -> String? {
        skipSpace()
        var end = offset
        while end < bytes.count, isLetter(bytes[end]), end - offset < 24 { end += 1 }
        guard end > offset else { return nil }
        defer { offset = end }
        return String(decoding: bytes[offset..<end], as: UTF8.self).uppercased()
    }

    mutating func accept(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: mark) else { return false }
        offset += 1
        return true
    }

    mutating func require(_ mark: Unicode.Scalar) throws(GeometryEncodingError) {
        guard !accept(mark) else { return }
        throw error(offset == bytes.count ? .truncated : .syntax(expected: "\"\(mark)\""))
    }

    mutating func acceptEmpty() -> Bool {
        var ahead = self
        guard ahead.word() == "EMPTY" else { return false }
        self = ahead
        return true
    }

    mutating func end() throws(GeometryEncodingError) {
        skipSpace()
        guard offset == bytes.count else { throw error(.trailing(count: bytes.count - offset)) }
    }

    // MARK: Numbers

    /// Whether a number (or one of the words NaN, Inf) is next.
    var isAtNumber: Bool {
        var ahead = self
        ahead.skipSpace()
        guard ahead.offset < bytes.count else { return false }
        let c = bytes[ahead.offset]
        return isDigit(c) || c == UInt8(ascii: "-") || c == UInt8(ascii: "+") || c == UInt8(ascii: ".") || isLetter(c)
    }

    /// A decimal number, correctly rounded. NaN, infinities and overflow are refused.
    mutating func number() throws(GeometryEncodingError) -> Double {
        skipSpace()
        let start = offset
        guard offset < bytes.count else { throw error(.truncated) }
        let isNegative = bytes[offset] == UInt8(ascii: "-")
        if isNegative || bytes[offset] == UInt8(ascii: "+") { offset += 1 }
        if offset < bytes.count, isLetter(bytes[offset]) {
            var ahead = self
            let isWordForNonFinite = ["NAN", "INF", "INFINITY"].contains(ahead.word() ?? "")
            throw GeometryEncodingError(isWordForNonFinite ? .nonFinite : .syntax(expected: "a number"), at: start)
        }
        var decimal = Decimal()
        digits { decimal.take($0, afterPoint: false) }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            digits { decimal.take($0, afterPoint: true) }
        }
        guard decimal.hasDigits else { throw GeometryEncodingError(.syntax(expected: "a number"), at: start) }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") { decimal.exponent += try exponent() }
        guard let value = decimal.exact ?? Double(String(decoding: bytes[start..<offset], as: UTF8.self)), value.isFinite else {
            throw GeometryEncodingError(.nonFinite, at: start)
        }
        return isNegative && decimal.exact != nil ? -value : value
    }

    private mutating func exponent() throws(GeometryEncodingError) -> Int {
        offset += 1
        var isNegative = false
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
            isNegative = bytes[offset] == UInt8(ascii: "-")
            offset += 1
        }
        var value = 0
        let start = offset
        digits { value = min(value * 10 + Int($0), 100_000) }
        guard offset > start else { throw error(.syntax(expected: "the digits of an exponent")) }
        return isNegative ? -value : value
    }

    private mutating func digits(_ body: (UInt8) -> Void) {
        while offset < bytes.count, isDigit(bytes[offset]) {
            body(bytes[offset] - UInt8(ascii: "0"))
            offset += 1
        }
    }

    /// A decimal in the making: up to 19 digits are kept, as many as 64 bits hold.
    private struct Decimal {
        var mantissa: UInt64 = 0
        var exponent = 0
        var hasDigits = false
        private var significant = 0

        mutating func take(_ digit: UInt8, afterPoint: Bool) {
            hasDigits = true
            if afterPoint { exponent -= 1 }
            if significant == 0 && digit == 0 { return }
            significant += 1
            if significant <= 19 { mantissa = mantissa * 10 + UInt64(digit) }
        }

        /// The value where one multiplication or division of exact doubles gives it (Clinger's fast path); `nil` otherwise.
        var exact: Double? {
            guard significant <= 19, mantissa <= 1 << 53, abs(exponent) <= 22 else { return mantissa == 0 && significant == 0 ? 0 : nil }
            let power = Self.powers[abs(exponent)]
            return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
        }

        private static let powers: [Double] = [
            1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
        ]
    }

    // MARK: Bytes

    private mutating func skipSpace() {
        while offset < bytes.count, bytes[offset] == 0x20 || (bytes[offset] >= 0x09 && bytes[offset] <= 0x0D) { offset += 1 }
    }

    private func isLetter(_ c: UInt8) -> Bool { c | 0x20 >= UInt8(ascii: "a") && c | 0x20 <= UInt8(ascii: "z") }

    private func isDigit(_ c: UInt8) -> Bool { c >= UInt8(ascii: "0") && c <= UInt8(ascii: "9") }
}
