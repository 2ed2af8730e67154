/// The languages of everything that people read: tables, accounts, drawings and the HTML report. Files for programs stay in English.
public enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case chinese = "zh"

    /// The words of a phrase in this language.
    public func callAsFunction(_ phrase: Phrase) -> String {
        switch self {
        case .english: phrase.words.en
        case .chinese: phrase.words.zh
        }
    }

    /// The words of a phrase with `{1}`, `{2}`, ... replaced by the values, each once, in one pass: a value that looks like a place holder
    /// stays as it is.
    public func callAsFunction(_ phrase: Phrase, _ values: String...) -> String {
        var result = ""
        var rest = self(phrase)[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let number = Int(rest[rest.index(after: open)..<close]) ?? 0
            result += values.indices.contains(number - 1) ? values[number - 1] : String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    func pick(_ words: (en: String, zh: String)) -> String { self == .english ? words.en : words.zh }

    /// A phrase as a heading or label: with a capital where the language has them.
    func heading(_ phrase: Phrase) -> String { capitalised(self(phrase)) }

    func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    /// Joins the items of a list as the language does.
    func list(_ items: [String]) -> String { items.joined(separator: self == .english ? ", " : "、") }

    /// Joins sentences.
    func sentences(_ items: [String]) -> String { items.joined(separator: self == .english ? " " : "") }
}
