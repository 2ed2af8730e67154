extension FigureReader {
    /// Which sign can only stand before decimals in this figure; `unsettled` where it has none, or it might part groups.
    public static func decimalSign(_ text: String) -> DecimalNotation {
        let number = FigureText(text).number
        let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
        let signs = number.indices.filter { number[$0] == point || number[$0] == comma }
        guard let last = signs.last else { return .unsettled }
        let own: DecimalNotation = number[last] == point ? .point : .comma
        let other: DecimalNotation = number[last] == point ? .comma : .point
        if Set(signs.map { number[$0] }).count == 2 { return own }
        if signs.count > 1 { return other }
        let behind = number[(last + 1)...].prefix(while: FigureText.isDigit).count
        let head = number[..<last].filter(FigureText.isDigit)
        let mayBeGroup = behind == 3 && (1...3).contains(head.count) && head.first != UInt8(ascii: "0")
        return mayBeGroup || behind == 0 ? .unsettled : own
    }

    /// Whether a figure has signs that only others of its column explain: a comma, or more than one point.
    static func hasSeparators(_ text: String) -> Bool {
        let number = FigureText(text).number
        return number.contains(UInt8(ascii: ",")) || number.count { $0 == UInt8(ascii: ".") } > 1
    }

    /// A decimal as a workbook's program shows it: 15 significant digits, so that 0.30000000000000004 is 0.3.
    public static func fifteenDigits(_ text: String) -> String {
        guard let value = Double(text), value.isFinite, abs(value) < 1e12, value != 0 else { return text }
        // The text of a double has at most 17 digits: rounded to 15 by its own decimal digits, in tenths of the last one kept.
        let digits = text.filter { $0.isNumber }.drop { $0 == "0" }.count
        guard digits > 15, let mark = text.firstIndex(of: ".") else { return text }
        let whole = text[..<mark].filter(\.isNumber).drop { $0 == "0" }.count
        let leading = whole == 0 ? text[text.index(after: mark)...].prefix { $0 == "0" }.count : 0
        let kept = min(15 - whole + leading, text[text.index(after: mark)...].count)
        return Self.rounded(text, decimals: kept)
    }

    private static func rounded(_ text: String, decimals: Int) -> String {
        guard let mark = text.firstIndex(of: "."), decimals >= 0 else { return text }
        let behind = text[text.index(after: mark)...]
        let next = behind.dropFirst(decimals).first?.wholeNumberValue ?? 0
        var digits = Array((text[..<mark] + behind.prefix(decimals)).filter(\.isNumber)).compactMap(\.wholeNumberValue)
        if next >= 5 {
            var i = digits.count - 1
            while i >= 0, digits[i] == 9 {
                digits[i] = 0
                i -= 1
            }
            if i >= 0 { digits[i] += 1 } else { digits.insert(1, at: 0) }
        }
        let cut = digits.count - decimals
        let words = digits[..<cut].map(String.init).joined() + (decimals > 0 ? "." + digits[cut...].map(String.init).joined() : "")
        return (text.hasPrefix("-") ? "-" : "") + words
    }
}
