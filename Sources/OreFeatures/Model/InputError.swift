/// Where in an input something was found, as far as it is known.
public struct InputPlace: Hashable, Sendable, CustomStringConvertible {
    /// Position of the feature in its file, from 0.
    public var feature: Int?
    /// The feature's own identifier.
    public var identifier: String?
    /// Text line from 1, for text formats.
    public var line: Int?
    /// Column name, or column number as text.
    public var column: String?
    /// Byte offset from 0.
    public var byte: Int?

    public init(feature: Int? = nil, identifier: String? = nil, line: Int? = nil, column: String? = nil, byte: Int? = nil) {
        self.feature = feature
        self.identifier = identifier
        self.line = line
        self.column = column
        self.byte = byte
    }

    public var description: String {
        var words: [String] = []
        if let line { words.append("line \(line)") }
        if let feature { words.append("feature \(feature)" + (identifier.map { " (\($0))" } ?? "")) }
        if let column { words.append("column \"\(column)\"") }
        if let byte { words.append("byte \(byte)") }
        return words.joined(separator: ", ")
    }
}

/// Why an input was not read. Each case is one exit code of the command line.
public enum InputError: Error, Hashable, Sendable {
    /// The file is not what it claims, or a value in it cannot be what its profile says: nothing of it is used (exit 65).
    case refused(file: String, place: InputPlace, what: String, next: String)
    /// The file is missing, unreadable or not a file (exit 66).
    case cannotOpen(file: String, reason: String)
    /// Reading failed midway (exit 74).
    case readFailed(file: String, reason: String)
    /// A profile, rule set or setting is wrong (exit 78).
    case badConfiguration(file: String, place: InputPlace, what: String, next: String)
}

extension InputError: CustomStringConvertible {
    /// One line: what, where, what next.
    public var description: String {
        switch self {
        case .refused(let file, let place, let what, let next), .badConfiguration(let file, let place, let what, let next):
            let place = place.description
            return file + ": " + (place.isEmpty ? "" : place + ": ") + what + (next.isEmpty ? "" : "; " + next)
        case .cannotOpen(let file, let reason): return "\(file): cannot be opened: \(reason)"
        case .readFailed(let file, let reason): return "\(file): reading failed: \(reason)"
        }
    }
}
