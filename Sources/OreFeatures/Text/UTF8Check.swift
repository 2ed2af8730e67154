/// Proves bytes to be UTF-8 (RFC 3629: shortest form, no surrogates, at most U+10FFFF).
enum UTF8Check {
    enum Verdict: Equatable {
        case valid
        /// Valid up to `at`, where a sequence begins that the bytes end within.
        case truncated(at: Int)
        case malformed(at: Int)
    }

    /// Cost: one pass, eight bytes at a time over ASCII.
    static func examine(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        let n = bytes.count
        var i = 0
        while i < n {
            while i + 8 <= n, bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { i += 8 }
            guard i < n else { break }
            let lead = bytes[i]
            if lead < 0x80 {
                i += 1
                continue
            }
            guard let (length, second) = form(ofLead: lead) else { return .malformed(at: i) }
            for k in 1..<length {
                guard i + k < n else { return .truncated(at: i) }
                let allowed = k == 1 ? second : 0x80...0xBF
                guard allowed.contains(bytes[i + k]) else { return .malformed(at: i) }
            }
            i += length
        }
        return .valid
    }

    /// Length of the sequence and the range of its second byte (Unicode standard, table 3-7).
    private static func form(ofLead lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE, 0xEF: (3, 0x80...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
