import TestSupport
import Testing

@testable import OreStorage

@Suite("Parts of names")
struct TextPartTests {
    /// Letters of one and of several bytes, with and without case; what joins with its neighbours; what equals another scalar.
    private static let scalars: [String] = [
        "a", "B", "z", "Z", "1", " ", "-", "(", "é", "É", "ß", "×", "Þ", "þ", "ÿ", "·", "µ", "矿", "业", "龙", "（", "）", "，", "　", "Ａ", "ａ",
        "Ÿ",
        "Σ", "ς", "İ", "ı", "\u{212A}", "\u{212B}", "\u{F900}", "e\u{301}", "\u{301}", "\r", "\n", "\r\n", "한", "\u{11AB}", "👷🏽", "\u{200D}",
        "ﬁ",
        "\u{2126}", "\u{37E}", ";",
    ]

    private static func text(_ random: inout SplitMix, _ count: ClosedRange<Int>) -> String {
        // Most names are of plain letters.
        let known = Bool.random(using: &random) ? scalars[..<24] : scalars[...]
        return (0..<Int.random(in: count, using: &random)).map { _ in known.randomElement(using: &random) ?? "" }.joined()
    }

    private static func isIn(_ text: String, _ part: String, _ test: (TextPart.Bytes, TextPart.Bytes) -> Bool) -> Bool {
        Array(text.utf8).withUnsafeBufferPointer { text in Array(part.utf8).withUnsafeBufferPointer { test(text, $0) } }
    }

    @Test("The bytes of a name have a part exactly when the lower-cased name contains it")
    func names() {
        var random = SplitMix(state: 31)
        var found = 0
        for _ in 0..<30_000 {
            let name = Self.text(&random, 0...8)
            let part = (Bool.random(using: &random) ? Self.text(&random, 0...2) : String(name.dropFirst(2).prefix(3)).uppercased())
                .lowercased()
            let expected = part.isEmpty || name.lowercased().contains(part)
            #expect(Self.isIn(name, part, TextPart.isInName) == expected, "\(name.debugDescription) \(part.debugDescription)")
            found += expected && !part.isEmpty ? 1 : 0
        }
        #expect(found > 5_000)
        // One character, of which neither half is a part.
        #expect(!Self.isIn("a\r\nb", "\n", TextPart.isInName) && Self.isIn("a\nb", "\n", TextPart.isInName))
    }

    @Test("Names of cases have a part whatever the case of ASCII letters, and of no others")
    func asciiLetters() {
        #expect(Self.isIn("Minera ÉXITO", "minera É", TextPart.isIn) && !Self.isIn("Minera ÉXITO", "é", TextPart.isIn))
        #expect(Self.isIn("", "", TextPart.isIn) && !Self.isIn("ab", "abc", TextPart.isIn) && Self.isIn("aab", "ab", TextPart.isIn))
    }
}
