/// One key of the configuration: what `docs/configuration.md` describes and `orewatch config check` prints.
public struct ConfigurationKey: Sendable, Hashable {
    /// Words with dots between them; `*` stands for a name that the operator gives: `sources.*.location`.
    public var path: String
    public var form: Form
    /// What holds when nobody states it; `nil`: it is absent, or the key is required.
    public var standard: String?
    public var meaning: String

    /// What a value has to look like.
    public enum Form: Sendable, Hashable {
        case text
        case path
        /// An address or a path.
        case location
        /// Never printed. `@PATH` reads it from a file.
        case secret
        case flag
        case whole(ClosedRange<Int>)
        /// A number with a unit: `30s`, `5m`, `2h`, `7d`.
        case duration
        /// A number with a unit: `500kB`, `64MiB`, `2GiB`.
        case size
        case word([String])
        case list
    }

    init(_ path: String, _ form: Form, _ standard: String? = nil, _ meaning: String) {
        (self.path, self.form, self.standard, self.meaning) = (path, form, standard, meaning)
    }

    var parts: [Substring] { path.split(separator: ".") }

    /// Whether the key, or a section above it, is meant by these words.
    func begins(with words: [String]) -> Bool {
        let parts = parts
        return words.count <= parts.count && zip(parts, words).allSatisfy { $0 == "*" || $0 == $1 }
    }

    /// Every key there is, in the order in which they are shown.
    public static let all: [ConfigurationKey] = general + sources + jobs + notices

    /// The key of a stated path such as `sources.inbox.location`; `nil` when there is none.
    static func find(_ words: [String]) -> ConfigurationKey? {
        all.first { $0.parts.count == words.count && $0.begins(with: words) }
    }

    /// The words that may follow these, each once; `*` where any name may.
    static func following(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return all.filter { $0.parts.count > words.count && $0.begins(with: words) }.map { String($0.parts[words.count]) }
            .filter { seen.insert($0).inserted }
    }
}
