/// What a heading of a table says: its words, and the unit and the material that stand in it or behind it.
///
/// `产量（万吨）`, `mining_quota_t_reo`, `Output [kg]`: words for comparison, without blanks, underscores, brackets, case and full-width forms.
public struct LedgerHeading: Sendable, Hashable {
    public private(set) var name = ""
    public private(set) var unit: FigureUnit?
    public private(set) var material: MaterialKind?

    public init(_ text: String) {
        var (tokens, remark, depth) = ([""], "", 0)
        for character in LedgerText.narrowed(text).lowercased() {
            switch character {
            case "(", "[": depth += 1
            case ")", "]": depth = max(0, depth - 1)
            case _ where depth > 0: remark.append(character)
            case " ", "_", "\t", "\n", "\r", ":", "*", ",", "/", ";": tokens.append("")
            default: tokens[tokens.count - 1].append(character)
            }
        }
        tokens.removeAll(where: \.isEmpty)
        take(remark)
        // Units stand behind the words: `quota t`, `output_t_reo`.
        while let last = tokens.last, tokens.count > 1, isTaken(last) { tokens.removeLast() }
        name = tokens.joined()
        for (word, kind) in Self.materials where name.contains(word) && name != word {
            material = material ?? kind
            name = name.replacing(word, with: "")
        }
        if unit == nil, let own = FigureUnit(word: name) { unit = own }
    }

    /// Words of a material within a heading.
    private static let materials: [(String, MaterialKind)] = [
        ("折氧化物", .oxide), ("氧化物", .oxide), ("reo", .oxide), ("精矿", .concentrate), ("原矿", .ore), ("矿石", .ore),
    ]

    private mutating func isTaken(_ token: String) -> Bool {
        if let found = FigureUnit(word: token) {
            unit = unit ?? found
            return true
        }
        guard let found = LedgerWords.material(token) else { return false }
        material = material ?? found
        return true
    }

    /// `t REO`, `吨（折氧化物）`, `万吨/年`.
    private mutating func take(_ remark: String) {
        var words = remark
        for (word, kind) in Self.materials where words.contains(word) {
            material = kind
            words = words.replacing(word, with: "")
        }
        for part in words.split(whereSeparator: { " ,/;、:".contains($0) }) { _ = isTaken(String(part)) }
        if unit == nil { unit = FigureUnit(word: words) }
    }
}

/// Text as people type it, made plain.
enum LedgerText {
    /// Full-width forms, typographic brackets and odd blanks as their ASCII twins; blanks around it cut off.
    static func narrowed(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: result.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
            case 0xA0, 0x3000, 0x2000...0x200A, 0x202F: result.append(" ")
            case 0x3010, 0x3014: result.append("[")
            case 0x3011, 0x3015: result.append("]")
            case 0x2010...0x2015, 0x2212: result.append("-")
            case 0x200B...0x200F, 0xFEFF: break
            default: result.append(scalar)
            }
        }
        var slice = Substring(String(result)).unicodeScalars
        while let first = slice.first, first.properties.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.properties.isWhitespace { slice.removeLast() }
        return String(slice)
    }

    /// The same number for the same text in every process: FNV-1a, the highest bit set, so that no number of a batch is the same.
    static func number(of text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash | 1 << 63
    }
}
