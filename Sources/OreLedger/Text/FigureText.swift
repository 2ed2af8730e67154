/// The characters of a figure, narrowed: digits, signs, the two separators, one blank and one apostrophe for all their forms.
struct FigureText {
    static let blank = UInt8(ascii: " ")
    static let apostrophe = UInt8(ascii: "'")

    /// Of the number, narrowed.
    private(set) var number: [UInt8] = []
    /// What stands behind it.
    private(set) var rest = ""

    /// - Parameter text: with or without blanks around it.
    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        let narrow = scalars.map(Self.narrowed)
        var start = 0
        var end = narrow.count
        while start < end, narrow[start] == Self.blank { start += 1 }
        while end > start, narrow[end - 1] == Self.blank { end -= 1 }
        var i = start
        while i < end, let byte = narrow[i], byte != Self.blank || Self.isGroup(narrow[(i + 1)..<end]) {
            guard Self.isOfNumber(byte) || Self.isExponent(narrow[i..<end], after: number) else { break }
            number.append(byte)
            i += 1
            if byte | 0x20 == UInt8(ascii: "e"), i < end, let sign = narrow[i], sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                number.append(sign)
                i += 1
            }
        }
        while i < end, narrow[i] == Self.blank { i += 1 }
        var unit = String.UnicodeScalarView()
        unit.append(contentsOf: scalars[i..<end])
        rest = String(unit)
    }

    /// Behind a blank three digits and no fourth are a group; anything else is no more of the number.
    private static func isGroup(_ next: ArraySlice<UInt8?>) -> Bool {
        let digits = next.prefix { $0.map(isDigit) ?? false }
        return digits.count == 3
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || [blank, apostrophe, UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
    }

    /// `e5`, `E-03` at the head of what is left.
    private static func isExponent(_ next: ArraySlice<UInt8?>, after number: [UInt8]) -> Bool {
        guard let last = number.last, isDigit(last), let head = next.first, head.map({ $0 | 0x20 }) == UInt8(ascii: "e") else {
            return false
        }
        let behind = next.dropFirst()
        let digits = behind.first == UInt8(ascii: "-") || behind.first == UInt8(ascii: "+") ? behind.dropFirst() : behind
        return digits.first.flatMap { $0.map(isDigit) } ?? false
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// `nil` for what is no ASCII and stands for none.
    private static func narrowed(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x09, 0x20, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000, 0xFEFF: blank
        case 0x27, 0x2019, 0xFF07: apostrophe
        case 0x2212, 0x2010...0x2013, 0xFF0D: UInt8(ascii: "-")
        case 0x21...0x7E: UInt8(truncatingIfNeeded: scalar.value)
        case 0xFF01...0xFF5E: UInt8(truncatingIfNeeded: scalar.value - 0xFEE0)
        default: nil
        }
    }
}
