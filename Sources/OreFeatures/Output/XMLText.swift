extension JSONBytes {
    /// Text as XML character data or attribute value: `&`, `<`, `>`, quotes escaped; characters that XML 1.0 forbids are dropped.
    public mutating func append(xml text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            case "'": append("&apos;")
            // A bare carriage return would be read as a line feed.
            case "\r": append("&#13;")
            default:
                guard XMLText.isAllowed(scalar) else { continue }
                append(utf8: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }
}

enum XMLText {
    /// The `Char` production of XML 1.0.
    static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
