/// The plain form of what people type into tables: full-width digits and punctuation, typographic marks and odd spaces made ordinary.
enum CornerText {
    /// ASCII where a character has an ASCII twin, otherwise the text as it is; blanks at both ends cut off. Degree signs become `°`, minute
    /// and second marks `'` and `"`.
    static func plain(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { if let plain = plain(scalar) { result.append(plain) } }
        var joined = String(result)
        if joined.contains("''") { joined = joined.replacing("''", with: "\"") }
        return trimmed(joined)
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        var slice = Substring(text).unicodeScalars
        while let first = slice.first, first.properties.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.properties.isWhitespace { slice.removeLast() }
        return String(slice)
    }

    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x21...0x7E, 0x09, 0x0A, 0x0D, 0x20: scalar
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0)
        case 0x00A0, 0x3000, 0x2000...0x200A, 0x202F: " "
        case 0x200B...0x200F, 0xFEFF, 0x00AD: nil
        case 0x2032, 0x2018, 0x2019, 0x02B9, 0x00B4, 0x02BC: "'"
        case 0x2033, 0x201C, 0x201D, 0x02BA: "\""
        case 0x00BA, 0x02DA: "°"
        case 0x2010...0x2015, 0x2212: "-"
        case 0x301C, 0x223C: "~"
        case 0x3001: ","
        default: scalar
        }
    }

    /// A heading for comparison: plain, lower case, without blanks, underscores and what stands in brackets; the bracket's text apart.
    static func heading(_ text: some StringProtocol) -> (name: String, remark: String) {
        var name = ""
        var remark = ""
        var depth = 0
        for character in plain(text).lowercased() {
            switch character {
            case "(", "[": depth += 1
            case ")", "]": depth = max(0, depth - 1)
            case " ", "_", "\t", "\n", "\r", ":", "*": if depth > 0 { remark.append(" ") }
            default: if depth > 0 { remark.append(character) } else { name.append(character) }
            }
        }
        return (name, remark)
    }
}
