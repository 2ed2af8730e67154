internal import Yams

/// A YAML mapping whose keys are taken one by one; what is left over in the end was not known.
package struct StrictYAML {
    package let file: String
    private var members: [(key: String, line: Int, value: Node)] = []
    private var asked: [String] = []
    package let line: Int

    /// Reads the text of a whole file.
    package init(text: String, file: String) throws(InputError) {
        let node: Node?
        do {
            node = try compose(yaml: text)
        } catch {
            throw StrictYAML.syntax(error, file: file)
        }
        guard let node else { throw .badConfiguration(file: file, place: InputPlace(line: 1), what: "the file is empty", next: "") }
        try self.init(node, file: file, what: "the file")
    }

    init(_ node: Node, file: String, what: String) throws(InputError) {
        self.file = file
        line = node.mark?.line ?? 1
        guard case .mapping(let mapping) = node else {
            throw .badConfiguration(
                file: file, place: InputPlace(line: line), what: "\(what) has to be a mapping (lines of \"key: value\")", next: "")
        }
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw .badConfiguration(file: file, place: InputPlace(line: key.mark?.line), what: "a key has to be a word", next: "")
            }
            members.append((name, key.mark?.line ?? line, value))
        }
    }

    private static func syntax(_ error: any Error, file: String) -> InputError {
        var line: Int?
        var what = "not YAML"
        if let error = error as? YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
                line = mark.line
                what = "not YAML: \(problem)"
            case .duplicatedKeysInMapping(let keys, let context):
                line = context.mark.line
                what = "the key \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) comes twice"
            default: break
            }
        }
        return .badConfiguration(file: file, place: InputPlace(line: line), what: what, next: "check indentation and quotes")
    }

    /// The keys that are left, in the file's order.
    var keys: [String] { members.map(\.key) }

    mutating func take(_ key: String) -> Node? {
        asked.append(key)
        guard let i = members.firstIndex(where: { $0.key == key }) else { return nil }
        return members.remove(at: i).value
    }

    /// The line of a key that is still there.
    package func line(of key: String) -> Int { members.first { $0.key == key }?.line ?? line }

    /// - Throws: for the first key that was never asked for.
    package func finish() throws(InputError) {
        guard let unknown = members.first else { return }
        throw .badConfiguration(
            file: file, place: InputPlace(line: unknown.line), what: "unknown key \"\(unknown.key)\"",
            next: NearestMatch.advice(for: unknown.key, among: asked))
    }

    func fault(_ node: Node, _ what: String, _ next: String = "") -> InputError {
        .badConfiguration(file: file, place: InputPlace(line: node.mark?.line), what: what, next: next)
    }

    /// A scalar as text; `~` and an empty value count as absent.
    package mutating func text(_ key: String) throws(InputError) -> String? {
        guard let node = take(key) else { return nil }
        return try scalar(node, key)
    }

    func scalar(_ node: Node, _ key: String) throws(InputError) -> String? {
        guard let scalar = node.scalar else { throw fault(node, "\"\(key)\" has to be one word or text") }
        if scalar.style == .plain, ["", "~", "null"].contains(scalar.string) { return nil }
        return scalar.string
    }

    /// One text or a list of texts.
    func texts(_ node: Node, _ key: String) throws(InputError) -> [String] {
        guard case .sequence(let items) = node else { return try scalar(node, key).map { [$0] } ?? [] }
        var result: [String] = []
        for item in items { if let text = try scalar(item, key) { result.append(text) } }
        return result
    }

    mutating func flag(_ key: String) throws(InputError) -> Bool {
        guard let node = take(key) else { return false }
        switch node.scalar?.string {
        case "true", "yes": return true
        case "false", "no": return false
        default: throw fault(node, "\"\(key)\" has to be true or false")
        }
    }

    /// A word of a closed list.
    package mutating func word<Value>(_ key: String, known: [String], _ read: (String) -> Value?) throws(InputError) -> Value? {
        guard let node = take(key), let text = try scalar(node, key) else { return nil }
        if let value = read(text) { return value }
        throw fault(node, "\"\(key)\" cannot be \"\(text)\"", NearestMatch.advice(for: text, among: known))
    }
}
