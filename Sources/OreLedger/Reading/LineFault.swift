internal import Foundation

/// Why a record of a table is set aside, with its place.
public struct LineFault: Sendable, Hashable {
    /// The line as people count, or counted from the chunk's first line, as whoever passes it on says.
    public var row: UInt32
    public var fault: LedgerRowFault
    /// Whom it names; empty where that cannot be read.
    public var name: String
    /// Subject and period, `L000001 2025-06`: under which a mended one is awaited; `nil` where they cannot be told.
    public var identifier: String?
    /// The record as written, shortened.
    public var text: String

    public init(row: UInt32, _ fault: LedgerRowFault, name: String = "", identifier: String? = nil, text: String = "") {
        (self.row, self.fault, self.name, self.identifier, self.text) = (row, fault, name, identifier, String(text.prefix(300)))
    }

    /// `column t_reo: ...; what next`.
    public var words: String {
        (fault.column.isEmpty ? "" : "column \(fault.column): ") + fault.what + (fault.next.isEmpty ? "" : "; \(fault.next)")
    }

    private static let quotes = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "\""))

    /// What may be a name in a row as written: its cells, and two that a comma within a name made of one.
    public static func cells(of text: String) -> Set<String> {
        let cells = text.split(separator: ",", omittingEmptySubsequences: false)
        let pairs = zip(cells, cells.dropFirst()).map { String($0) + "," + String($1) }
        return Set((cells.map(String.init) + pairs).map { $0.trimmingCharacters(in: quotes) }).subtracting([""])
    }

    /// The name under which a record that was set aside is awaited.
    public static func identifier(subject: String, period: String) -> String { "\(subject) \(period)" }

    /// Whom such a name speaks of: both a subject and a period that cannot be read may have blanks, so it is the longest that is known.
    /// - Returns: `nil` where nobody in it is known.
    public static func subject<Subject>(ofIdentifier text: String, _ known: (String) -> Subject?) -> Subject? {
        var rest = text[...]
        while let blank = rest.lastIndex(of: " ") {
            rest = rest[..<blank]
            if let found = known(String(rest)) { return found }
        }
        return known(text)
    }
}
