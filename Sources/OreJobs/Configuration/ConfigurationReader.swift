internal import Foundation
internal import OreFeatures

/// Takes settings out of a tree with their types, and notes what holds in the end.
struct ConfigurationReader {
    let tree: ConfigurationTree
    private(set) var entries: [ConfigurationEntry] = []

    init(_ tree: ConfigurationTree) { self.tree = tree }

    /// What was stated, or the default; empty when neither.
    private mutating func values(_ path: String) -> [String] {
        guard let key = ConfigurationKey.find(path.split(separator: ".").map(String.init)) else { return [] }
        let stated = tree.values[path]
        let values = stated?.values ?? key.standard.map { key.form == .list ? $0.components(separatedBy: ", ") : [$0] } ?? []
        guard !values.isEmpty else { return [] }
        let shown: [String] =
            switch key.form {
            case .secret: ["(redacted)"]
            case .location: values.map(shownAddress)
            default: values
            }
        entries.append(ConfigurationEntry(path: path, values: shown, origin: stated?.origin ?? .standard))
        return values
    }

    func fault(_ path: String, _ what: String, _ next: String = "") -> InputError {
        let origin = tree.values[path]?.origin
        switch origin {
        case .environment(let variable): return .badConfiguration(file: variable, place: InputPlace(), what: what, next: next)
        case .flag: return .badConfiguration(file: "flags", place: InputPlace(), what: what, next: next)
        case .file(let line): return .badConfiguration(file: tree.file, place: InputPlace(line: line), what: what, next: next)
        case .standard, nil:
            let words = path.split(separator: ".").map(String.init)
            let line = words.count == 3 ? tree.names[words[0]]?[words[1]] : nil
            return .badConfiguration(file: tree.file, place: InputPlace(line: line == 0 ? nil : line), what: what, next: next)
        }
    }

    mutating func text(_ path: String) -> String? { values(path).first }

    mutating func required(_ path: String) throws(InputError) -> String {
        guard let text = text(path), !text.isEmpty else {
            throw fault(path, "\"\(path)\" is missing", "state it; docs/configuration.md describes it")
        }
        return text
    }

    mutating func texts(_ path: String) -> [String] { values(path) }

    /// A path; from the configuration file's folder, unless it begins at the root or was said elsewhere.
    mutating func path(_ path: String) -> String? {
        guard let text = text(path) else { return nil }
        return placed(text, path)
    }

    func placed(_ text: String, _ path: String) -> String {
        switch tree.values[path]?.origin {
        case .file: SettingsText.path(text, from: tree.file)
        default: text
        }
    }

    /// The word of a closed list. The list is the one that the key states.
    mutating func word<Value>(_ path: String, _ read: (String) -> Value?) throws(InputError) -> Value {
        let text = try required(path)
        guard case .word(let known)? = ConfigurationKey.find(path.split(separator: ".").map(String.init))?.form, known.contains(text),
            let value = read(text)
        else {
            var known: [String] = []
            if case .word(let words)? = ConfigurationKey.find(path.split(separator: ".").map(String.init))?.form { known = words }
            throw fault(path, "\"\(path)\" cannot be \"\(text.prefix(80))\"", NearestMatch.advice(for: text, among: known))
        }
        return value
    }

    mutating func whole(_ path: String) throws(InputError) -> Int {
        let text = try required(path)
        guard case .whole(let range)? = ConfigurationKey.find(path.split(separator: ".").map(String.init))?.form, let value = Int(text),
            range.contains(value)
        else { throw fault(path, "\"\(path)\" cannot be \"\(text.prefix(80))\"", "state a whole number within its bounds") }
        return value
    }

    mutating func flag(_ path: String) throws(InputError) -> Bool {
        switch try required(path) {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        case let text: throw fault(path, "\"\(path)\" cannot be \"\(text.prefix(80))\"", "state true or false")
        }
    }

    mutating func duration(_ path: String, atLeast least: Duration = .zero, atMost most: Duration = .seconds(400 * 86_400))
        throws(InputError) -> Duration
    {
        let text = try required(path)
        guard let value = Self.duration(text) else {
            throw fault(path, "\"\(path)\" cannot be \"\(text.prefix(80))\"", "state a number with its unit, such as 30s, 5m, 2h or 7d")
        }
        guard value >= least, value <= most else {
            throw fault(path, "\"\(path)\" cannot be \(text.prefix(80))", "state \(Self.shown(least)) to \(Self.shown(most))")
        }
        return value
    }

    mutating func size(_ path: String) throws(InputError) -> Int {
        let text = try required(path)
        guard let value = Self.size(text), value > 0 else {
            throw fault(path, "\"\(path)\" cannot be \"\(text.prefix(80))\"", "state a number with its unit, such as 500kB, 64MiB or 2GiB")
        }
        return value
    }

    mutating func secret(_ path: String) throws(InputError) -> Redacted? {
        guard let text = text(path) else { return nil }
        guard text.hasPrefix("@") else { return Redacted(text) }
        let file = placed(String(text.dropFirst()), path)
        let content = try SettingsText.read(file).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !content.isEmpty, !content.contains(where: \.isNewline) else {
            throw .badConfiguration(file: file, place: InputPlace(), what: "has to hold one line, the secret", next: "")
        }
        return Redacted(content)
    }

    // MARK: Quantities

    static func duration(_ text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)]
        guard let (number, factor) = quantity(text, units), number * factor < 1e12 else { return nil }
        return .milliseconds(Int64((number * factor * 1000).rounded()))
    }

    static func size(_ text: String) -> Int? {
        let units: [(String, Double)] = [
            ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("B", 1),
        ]
        guard let (number, factor) = quantity(text, units), number * factor < 1e15 else { return nil }
        return Int((number * factor).rounded())
    }

    private static func quantity(_ text: String, _ units: [(String, Double)]) -> (Double, Double)? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard digits.count <= 15, let number = Double(digits), let factor = units.first(where: { $0.0 == unit })?.1 else { return nil }
        return (number, factor)
    }

    private static func shown(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        return seconds >= 86_400 ? "\(Int(seconds / 86_400))d" : seconds >= 1 ? "\(Int(seconds))s" : "\(Int(seconds * 1000))ms"
    }
}
