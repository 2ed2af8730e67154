/// Text of an HTML or SVG document in which words from outside cannot become markup.
///
/// What is written as it stands must be a literal of the program (`StaticString`); everything else is escaped.
struct Markup {
    private(set) var source = ""

    /// Markup of the program's own.
    mutating func raw(_ literal: StaticString) { source += literal.description }

    /// Words, escaped for element content and for quoted attributes.
    mutating func text(_ words: String) { source += Markup.escaped(words) }

    mutating func append(_ other: Markup) { source += other.source }

    /// An element with escaped content; without content it is closed at once (`<path/>`).
    mutating func element(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ words: String? = nil) {
        open(name, attributes, isEmpty: words == nil)
        guard let words else { return }
        text(words)
        close(name)
    }

    mutating func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], content: (inout Markup) -> Void
    ) {
        open(name, attributes, isEmpty: false)
        content(&self)
        close(name)
    }

    private mutating func open(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, isEmpty: Bool) {
        source += "<\(name)"
        for (key, value) in attributes { source += " \(key)=\"\(Markup.escaped(value))\"" }
        source += isEmpty ? "/>" : ">"
    }

    private mutating func close(_ name: StaticString) { source += "</\(name)>" }

    /// The five characters that mean something in markup become references; control characters and direction overrides, which no document may
    /// carry or which would turn a name around, become U+FFFD. Line breaks become blanks.
    static func escaped(_ words: String) -> String {
        var result = ""
        result.reserveCapacity(words.utf8.count)
        for scalar in words.unicodeScalars {
            switch scalar.value {
            case 0x26: result += "&amp;"
            case 0x3C: result += "&lt;"
            case 0x3E: result += "&gt;"
            case 0x22: result += "&quot;"
            case 0x27: result += "&#39;"
            case 0x09, 0x0A, 0x0D: result += " "
            case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
