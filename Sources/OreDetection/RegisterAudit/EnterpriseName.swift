/// A name as registers compare it: full-width forms narrowed, brackets of one shape, blanks and case out.
struct EnterpriseName: Hashable, Sendable {
    /// Equal keys mean the same name.
    let key: String

    init(_ name: String) {
        var key = ""
        for scalar in name.unicodeScalars {
            switch scalar.value {
            case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200F, 0x3000, 0xFEFF: break
            case 0xFF01...0xFF5E: if let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { Self.append(narrow, to: &key) }
            default: Self.append(scalar, to: &key)
            }
        }
        self.key = key
    }

    private static func append(_ scalar: Unicode.Scalar, to key: inout String) {
        switch scalar {
        case "(", "[", "{", "〔", "【", "［", "〈", "《", "「": key.unicodeScalars.append("(")
        case ")", "]", "}", "〕", "】", "］", "〉", "》", "」": key.unicodeScalars.append(")")
        default: key += scalar.properties.lowercaseMapping
        }
    }
}
