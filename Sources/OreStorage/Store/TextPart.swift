/// Looks for parts of names among the bytes of many of them, without making a `String` of each.
enum TextPart {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Whether the text has the part, whatever the case of its ASCII letters.
    /// - Parameter part: its ASCII letters in lower case; an empty one is in every text.
    static func isIn(_ text: Bytes, _ part: Bytes) -> Bool {
        search(text, part) { text, i in lowered(text[i]) }
    }

    /// `text.lowercased().contains(part)`, for whole characters as `String` compares them.
    /// - Parameter part: lower-cased. An empty one is in every text.
    static func isInName(_ text: Bytes, _ part: Bytes) -> Bool {
        if part.isEmpty { return true }
        guard isPlain(text), isPlain(part) else {
            return String(decoding: text, as: UTF8.self).lowercased().contains(String(decoding: part, as: UTF8.self))
        }
        return search(text, part) { text, i in
            // The second byte of an upper letter from À to Þ; × has no case.
            let isUpper = text[i] >= 0x80 && text[i] <= 0x9E && text[i] != 0x97 && i > 0 && text[i - 1] == 0xC3
            return isUpper ? text[i] | 0x20 : lowered(text[i])
        }
    }

    /// Whether each scalar is a character of its own that equals no other one, with no case outside ASCII and Latin-1: ASCII, Latin-1, Chinese
    /// characters and their punctuation.
    private static func isPlain(_ text: Bytes) -> Bool {
        var i = 0
        while i < text.count {
            let byte = text[i]
            if byte < 0x80 {
                // A carriage return is one character with the line feed after it.
                if byte == 0x0D { return false }
                i += 1
            } else if byte == 0xC2 || byte == 0xC3 {
                i += 2
            } else if byte >= 0xE4 && byte <= 0xE9 {
                i += 3
            } else if i + 2 < text.count, isPunctuation(byte, text[i + 1], text[i + 2]) {
                i += 3
            } else {
                return false
            }
        }
        return i == text.count
    }

    /// U+3000 to U+3029, and the full-width forms before the letters, U+FF01 to U+FF20.
    private static func isPunctuation(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> Bool {
        a == 0xE3 && b == 0x80 && c <= 0xA9 || a == 0xEF && b == 0xBC && c >= 0x81 && c <= 0xA0
    }

    @inline(__always)
    private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

    /// A part begins with a whole scalar, so that it is found at scalars only.
    @inline(__always)
    private static func search(_ text: Bytes, _ part: Bytes, _ byte: (Bytes, Int) -> UInt8) -> Bool {
        guard let first = part.first else { return true }
        var start = 0
        while start + part.count <= text.count {
            if byte(text, start) == first {
                var matched = 1
                while matched < part.count, byte(text, start + matched) == part[matched] { matched += 1 }
                if matched == part.count { return true }
            }
            start += 1
        }
        return false
    }
}
