internal import OreFeatures
internal import Yams

/// Stated settings by path, before they get their types: the file's, then the environment's over them, then the flags'.
struct ConfigurationTree {
    struct Value {
        var values: [String]
        var origin: ConfigurationEntry.Origin
    }
    let file: String
    private(set) var values: [String: Value] = [:]
    /// Sections with names of the operator's, in alphabetical order: `sources` -> inbox, register.
    private(set) var names: [String: [String: Int]] = [:]

    /// Far above any real file.
    private static let limit = 20_000

    init(file: String) { self.file = file }

    // MARK: The file

    mutating func read(_ text: String) throws(InputError) {
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch {
            throw Self.syntax(error, file: file)
        }
        guard let node, node.scalar?.string != "" else { return }
        try read(node, at: [])
    }

    private static func syntax(_ error: any Error, file: String) -> InputError {
        var (line, what): (Int?, String) = (nil, "not YAML")
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            (line, what) = (mark.line, "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            (line, what) = (context.mark.line, "the key \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) comes twice")
        default: break
        }
        return .badConfiguration(file: file, place: InputPlace(line: line), what: what, next: "check indentation and quotes")
    }

    private mutating func read(_ node: Node, at words: [String]) throws(InputError) {
        guard case .mapping(let mapping) = node else {
            throw fault(node, (words.isEmpty ? "the file" : "\"\(words.joined(separator: "."))\"") + " has to be lines of \"key: value\"")
        }
        for (key, value) in mapping {
            guard let word = key.scalar?.string else { throw fault(key, "a key has to be a word") }
            try read(word, key, value, words)
        }
    }

    private mutating func read(_ word: String, _ key: Node, _ value: Node, _ above: [String]) throws(InputError) {
        let known = ConfigurationKey.following(above)
        let words = above + [word]
        if known == ["*"] {
            guard Self.isName(word) else {
                throw fault(
                    key, "\"\(word.prefix(80))\" cannot be a name", "use up to 63 of a-z, 0-9, - and _, beginning with a letter or digit")
            }
            names[above.joined(separator: "."), default: [:]][word] = key.mark?.line ?? 0
        } else if !known.contains(word) {
            throw fault(key, "unknown key \"\(word.prefix(80))\"", NearestMatch.advice(for: word, among: known))
        }
        if let key = ConfigurationKey.find(words) {
            let texts = try texts(value, key)
            if !texts.isEmpty { values[words.joined(separator: ".")] = Value(values: texts, origin: .file(line: value.mark?.line ?? 0)) }
        } else if value.scalar?.string != "" || known == ["*"] {
            try read(value, at: words)
        }
        guard values.count <= Self.limit else { throw fault(key, "more than \(Self.limit) settings") }
    }

    private func texts(_ node: Node, _ key: ConfigurationKey) throws(InputError) -> [String] {
        let name = key.parts.last ?? ""
        if case .sequence(let items) = node {
            guard key.form == .list else { throw fault(node, "\"\(name)\" has to be one value, not a list") }
            var result: [String] = []
            for item in items {
                guard let text = item.scalar?.string else { throw fault(item, "an entry of \"\(name)\" has to be a word") }
                result.append(text)
            }
            return result
        }
        guard let scalar = node.scalar else { throw fault(node, "\"\(name)\" has to be a value, not a section") }
        if scalar.style == .plain, ["", "~", "null"].contains(scalar.string) { return [] }
        return key.form == .list ? Self.items(scalar.string) : [scalar.string]
    }

    private func fault(_ node: Node, _ what: String, _ next: String = "") -> InputError {
        .badConfiguration(file: file, place: InputPlace(line: node.mark?.line), what: what, next: next)
    }

    // MARK: Environment and flags

    /// `OREWATCH_SERVICE_LISTEN`, `OREWATCH_SOURCES_INBOX_LOCATION` (a name's `-` is `_`); empty values do not count.
    /// - Parameter others: variables with this beginning that other parts of the program read.
    mutating func read(
        environment: [String: String], others: Set<String> = ["OREWATCH_DATA", "OREWATCH_CONFIG", "OREWATCH_LANG"]
    ) throws(InputError) {
        let variables = paths().map { (path: $0, variable: Self.variable($0)) }
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("OREWATCH_") && !others.contains(name) {
            let meant = variables.filter { $0.variable == name }
            guard let path = meant.first?.path else {
                throw .badConfiguration(
                    file: name, place: InputPlace(), what: "no setting has this environment variable",
                    next: NearestMatch.advice(for: name, among: variables.map(\.variable).filter { $0.count < 64 }))
            }
            guard meant.count == 1 else {
                throw .badConfiguration(
                    file: name, place: InputPlace(), what: "is meant by \(meant.map(\.path).joined(separator: " and "))", next: "rename one"
                )
            }
            if !text.isEmpty { set(path, text, .environment(variable: name)) }
        }
    }

    mutating func read(flags: [(path: String, value: String)]) throws(InputError) {
        for (path, value) in flags {
            let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard ConfigurationKey.find(words) != nil, zip(words, words.indices).allSatisfy({ Self.isName($0.0) }) else {
                throw .badConfiguration(
                    file: "flags", place: InputPlace(), what: "unknown setting \"\(path.prefix(80))\"",
                    next: NearestMatch.advice(for: path, among: paths()))
            }
            if words.count == 3 { names[words[0], default: [:]][words[1], default: 0] += 0 }
            set(path, value, .flag)
        }
    }

    private mutating func set(_ path: String, _ text: String, _ origin: ConfigurationEntry.Origin) {
        let isList = ConfigurationKey.find(path.split(separator: ".").map(String.init))?.form == .list
        values[path] = Value(values: isList ? Self.items(text) : [text], origin: origin)
    }

    /// Every path that can be set, with the names that the file gives.
    func paths() -> [String] {
        ConfigurationKey.all.flatMap { key -> [String] in
            let parts = key.parts.map(String.init)
            guard parts.count == 3 else { return [key.path] }
            return (names[parts[0]] ?? [:]).keys.sorted().map { "\(parts[0]).\($0).\(parts[2])" }
        }
    }

    private static func variable(_ path: String) -> String {
        "OREWATCH_" + path.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }

    private static func items(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.drop { $0 == " " } }.map { item in
            String(item.reversed().drop { $0 == " " }.reversed())
        }.filter { !$0.isEmpty }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63 else { return false }
        func isWord(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        return isWord(first) && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }
}
