/// The raw content of a JSON string, between its quotes, in the window.
struct JSONText {
    let start: UnsafePointer<UInt8>
    let count: Int
    let isEscaped: Bool

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// Equal to plain text without escapes; an escaped string is decoded first.
    func equals(_ text: StaticString) -> Bool {
        if isEscaped {
            return decoded().elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        guard count == text.utf8CodeUnitCount else { return false }
        for i in 0..<count where start[i] != text.utf8Start[i] { return false }
        return true
    }

    /// The text with its escapes resolved. The scanner has proven every escape.
    func decoded() -> [UInt8] {
        guard isEscaped else { return Array(bytes) }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        appendDecoded(to: &result)
        return result
    }

    func appendDecoded(to result: inout [UInt8]) {
        var i = 0
        while i < count {
            guard start[i] == 0x5C, i + 1 < count else {
                result.append(start[i])
                i += 1
                continue
            }
            let escape = start[i + 1]
            i += 2
            switch escape {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "u"):
                var unit = hex(at: i)
                i += 4
                if unit & 0xFC00 == 0xD800, i + 6 <= count {
                    unit = 0x10000 + (unit & 0x3FF) << 10 + (hex(at: i + 2) & 0x3FF)
                    i += 6
                }
                if let scalar = Unicode.Scalar(unit) { result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
            default: result.append(escape)
            }
        }
    }

    private func hex(at i: Int) -> UInt32 {
        guard i + 4 <= count else { return 0xFFFD }
        return (0..<4).reduce(0) { $0 << 4 | UInt32(JSONScanner.hexDigit(start[i + $1]) ?? 0) }
    }

    var string: String { String(decoding: decoded(), as: UTF8.self) }
}

extension JSONScanner {
    /// A string, its opening quote at the present byte. Proves UTF-8, escapes and surrogate pairs.
    @inline(__always)
    mutating func string(_ kind: JSONFault.Kind = .valueExpected) throws(JSONFault) -> JSONText {
        try expect(0x22, kind)
        let start = p
        let special = JSONScanner.specialBytes(JSONScanner.word(at: p))
        if special != 0 {
            let length = special.trailingZeroBitCount >> 3
            if p[length] == 0x22 {
                p += length + 1
                return JSONText(start: start, count: length, isEscaped: false)
            }
        }
        return try stringTail(from: start)
    }

    @inline(never)
    private mutating func stringTail(from start: UnsafePointer<UInt8>) throws(JSONFault) -> JSONText {
        var isEscaped = false
        while true {
            let special = JSONScanner.specialBytes(JSONScanner.word(at: p))
            if special == 0 {
                p += 8
                continue
            }
            p += special.trailingZeroBitCount >> 3
            switch p.pointee {
            case 0x22:
                let text = JSONText(start: start, count: p - start, isEscaped: isEscaped)
                p += 1
                return text
            case 0x5C:
                isEscaped = true
                try escape()
            case 0x80...: try multibyteRun()
            default: throw fault(.controlCharacter)
            }
        }
    }

    /// A bit in each byte that is a quote, a backslash, a control character or not ASCII; exact up to the first of them.
    @inline(__always)
    static func specialBytes(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- ones &* 0x20) & ~word) | word
        return found & high
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private mutating func escape() throws(JSONFault) {
        p += 1
        switch p.pointee {
        case 0x22, 0x5C, 0x2F, UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): p += 1
        case UInt8(ascii: "u"):
            p += 1
            let unit = try hexUnit()
            if unit & 0xFC00 == 0xDC00 { throw JSONFault(kind: .loneSurrogate, at: offset - 6) }
            guard unit & 0xFC00 == 0xD800 else { return }
            try expect(0x5C, .loneSurrogate)
            try expect(UInt8(ascii: "u"), .loneSurrogate)
            guard try hexUnit() & 0xFC00 == 0xDC00 else { throw JSONFault(kind: .loneSurrogate, at: offset - 6) }
        default: throw fault(.badEscape)
        }
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = JSONScanner.hexDigit(p.pointee) else { throw fault(.badEscape) }
            unit = unit << 4 | UInt32(digit)
            p += 1
        }
        return unit
    }

    /// UTF-8 sequences of two to four bytes, as long as they follow each other (RFC 3629: shortest form, no surrogates).
    private mutating func multibyteRun() throws(JSONFault) {
        while true {
            let first = p.pointee
            let length: Int
            var second: ClosedRange<UInt8> = 0x80...0xBF
            switch first {
            case 0..<0x80: return
            case 0xC2...0xDF: length = 2
            case 0xE0...0xEF:
                length = 3
                if first == 0xE0 { second = 0xA0...0xBF } else if first == 0xED { second = 0x80...0x9F }
            case 0xF0...0xF4:
                length = 4
                if first == 0xF0 { second = 0x90...0xBF } else if first == 0xF4 { second = 0x80...0x8F }
            default: throw fault(.invalidUTF8)
            }
            let start = p
            for i in 1..<length {
                p = start + i
                guard i == 1 ? second.contains(p.pointee) : p.pointee & 0xC0 == 0x80 else {
                    if isAtEnd { throw fault(.invalidUTF8) }
                    p = start
                    throw fault(.invalidUTF8)
                }
            }
            p = start + length
        }
    }
}
