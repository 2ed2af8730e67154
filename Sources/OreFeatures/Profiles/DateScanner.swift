/// A position in the bytes of one date, moved forward by what is recognised.
struct DateScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Between `least` and `most` digits, not followed by another digit.
    mutating func number(_ least: Int, _ most: Int) -> Int? {
        var (i, value) = (position, 0)
        while i < bytes.count, bytes[i] &- 48 < 10, i - position <= most {
            value = value * 10 + Int(bytes[i] - 48)
            i += 1
        }
        guard (least...most).contains(i - position) else { return nil }
        position = i
        return value
    }

    /// Exactly `count` digits, whatever follows.
    mutating func fixed(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for i in position..<position + count {
            guard bytes[i] &- 48 < 10 else { return nil }
            value = value * 10 + Int(bytes[i] - 48)
        }
        position += count
        return value
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func take(_ text: StaticString) -> Bool {
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        if matches { position += text.utf8CodeUnitCount }
        return matches
    }

    /// One of these bytes.
    mutating func take(oneOf choices: [UInt8]) -> UInt8? {
        guard let next, choices.contains(next) else { return nil }
        position += 1
        return next
    }

    mutating func skipBlanks() {
        while next == 32 { position += 1 }
    }

    /// Letters of ASCII, in lower case; empty when none follow.
    mutating func word() -> String {
        let start = position
        while let next, (next | 0x20) &- 97 < 26 { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }

    mutating func skipDigits() {
        while let next, next &- 48 < 10 { position += 1 }
    }

    /// A clock behind a day, checked and passed over: nothing, or a `T` or blank and `23:59`, `:59`, `.123`, then `Z` or `+08:00`.
    mutating func clock() -> Bool {
        if isAtEnd { return true }
        guard take(UInt8(ascii: "T")) || take(32) else { return false }
        guard let hour = fixed(2), hour <= 24, take(UInt8(ascii: ":")), let minute = fixed(2), minute < 60 else { return false }
        if take(UInt8(ascii: ":")) {
            guard let second = fixed(2), second <= 60 else { return false }
            if take(UInt8(ascii: ".")), number(1, 12) == nil { return false }
        }
        _ = take(32)
        if isAtEnd || take(UInt8(ascii: "Z")) { return isAtEnd }
        guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")), let offset = fixed(2), offset <= 15 else { return false }
        _ = take(UInt8(ascii: ":"))
        if !isAtEnd { guard let minutes = fixed(2), minutes < 60 else { return false } }
        return isAtEnd
    }
}
