internal import Foundation

/// Numbers in table cells.
enum CellNumber {
    /// Whether a cell reads as a number the way JSON writes them: `-12.5e3`. A leading zero (`010461925`), a plus sign, blanks, a decimal comma
    /// make it a text: identifiers keep their digits.
    static func isNumber(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let n = bytes.count
        guard n > 0, n <= 64 else { return false }
        var i = bytes[0] == UInt8(ascii: "-") ? 1 : 0
        func isDigit(_ at: Int) -> Bool { at < n && bytes[at] &- 48 < 10 }
        guard isDigit(i) else { return false }
        if bytes[i] == 48, isDigit(i + 1) { return false }
        while isDigit(i) { i += 1 }
        if i < n, bytes[i] == UInt8(ascii: ".") {
            i += 1
            guard isDigit(i) else { return false }
            while isDigit(i) { i += 1 }
        }
        if i < n, bytes[i] | 0x20 == UInt8(ascii: "e") {
            i += 1
            if i < n, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") { i += 1 }
            guard isDigit(i) else { return false }
            while isDigit(i) { i += 1 }
        }
        return i == n
    }

    static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// The nearest double of a decimal number with optional sign, fraction and exponent; blanks around it are ignored. `nil` for anything
    /// else, `nan`, `inf` and hexadecimal included.
    static func value(_ bytes: some RandomAccessCollection<UInt8>) -> Double? {
        if let value = bytes.withContiguousStorageIfAvailable({ value(UnsafeRawBufferPointer($0)) }) { return value }
        return Array(bytes).withUnsafeBytes { value($0) }
    }

    /// Clinger's exact case (at most 15 digits, a power of ten that is a double) here, everything else by `strtod`.
    static func value(_ bytes: UnsafeRawBufferPointer) -> Double? {
        var (i, n) = (0, bytes.count)
        while i < n, bytes[i] == 32 { i += 1 }
        while n > i, bytes[n - 1] == 32 { n -= 1 }
        let start = i
        let isNegative = i < n && bytes[i] == UInt8(ascii: "-")
        if isNegative || i < n && bytes[i] == UInt8(ascii: "+") { i += 1 }
        var (mantissa, digits, fraction) = (UInt64(0), 0, 0)
        var seenPoint = false
        while i < n {
            let byte = bytes[i]
            if byte &- 48 < 10 {
                mantissa = mantissa &* 10 &+ UInt64(byte &- 48)
                digits += 1
                if seenPoint { fraction += 1 }
            } else if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else {
                break
            }
            i += 1
        }
        guard digits > 0 else { return nil }
        if i == n, digits <= 15, fraction <= 22 {
            let value = Double(mantissa) / powers[fraction]
            return isNegative ? -value : value
        }
        guard i == n || isExponent(bytes, i, n), n - start <= 1024 else { return nil }
        var text = Array(bytes[start..<n])
        text.append(0)
        return text.withUnsafeBufferPointer { $0.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { strtod($0, nil) } } }
    }

    private static func isExponent(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ n: Int) -> Bool {
        var i = start
        guard bytes[i] | 0x20 == UInt8(ascii: "e") else { return false }
        i += 1
        if i < n, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") { i += 1 }
        guard i < n else { return false }
        return bytes[i..<n].allSatisfy { $0 &- 48 < 10 }
    }
}
