internal import Foundation

/// One effective setting and where it comes from.
public struct ConfigurationEntry: Sendable, Hashable {
    /// Who stated it; a later case wins over an earlier one.
    public enum Origin: Sendable, Hashable {
        case standard
        case file(line: Int)
        case environment(variable: String)
        case flag

        public var text: String {
            switch self {
            case .standard: "default"
            case .file(let line): "line \(line)"
            case .environment(let variable): variable
            case .flag: "flag"
            }
        }
    }
    public var path: String
    /// As stated; a list has several or none. `(redacted)` for secrets, and addresses without the values of their queries.
    public var values: [String]
    public var origin: Origin

    /// `sources.inbox.as = footprints  # line 12`
    public var text: String { "\(path) = \(values.joined(separator: ", "))  # \(origin.text)" }
}

extension WatchConfiguration {
    /// The effective settings, one a line, secrets redacted.
    public var text: String { entries.map { $0.text + "\n" }.joined() }
}

/// An address as it may be shown: without user, password and the values of its query.
func shownAddress(_ text: String) -> String {
    guard let scheme = text.range(of: "://") else { return text }
    var rest = text[scheme.upperBound...]
    let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    if let at = rest[..<authorityEnd].lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    guard let question = rest.firstIndex(of: "?") else { return String(text[..<scheme.upperBound] + rest) }
    let query = rest[rest.index(after: question)...].split(separator: "&").map { pair -> String in
        pair.contains("=") ? pair.prefix { $0 != "=" } + "=..." : String(pair)
    }
    return String(text[..<scheme.upperBound] + rest[..<question]) + "?" + query.joined(separator: "&")
}
