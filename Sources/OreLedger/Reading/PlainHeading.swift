/// The heading of a plain table: which column is what, by the names that the templates give them.
public struct PlainHeading: Sendable, Hashable {
    public let layout: LedgerTableLayout
    /// As written.
    public let names: [String]
    /// Columns that are not read.
    public let unused: [String]

    public enum Fault: Error, Hashable, Sendable {
        /// No column of the kind wanted; with the names that are looked for.
        case missing(what: String, names: [String])
        /// Two columns for one thing.
        case twice(what: String, [String])
        /// A column that changes what the figures mean, which plain tables cannot have.
        case unread(String)
    }

    private static let subjects = ["licence_id", "license_id", "licence", "license", "subject", "seller"]
    private static let changing: Set<String> = ["stage", "class", "ore_class", "scope", "withdrawn", "unit", "material", "grade"]
    private static let amounts: [(name: String, material: MaterialKind)] = [
        ("t_reo", .oxide), ("t_ore", .ore), ("t_concentrate", .concentrate),
    ]

    /// - Parameters:
    ///   - text: the first line, without its end.
    ///   - stage: that all figures of the table are of.
    public init(_ text: String, kind: FigureKind, stage: Stage = .mining) throws(Fault) {
        let separators: [Character] = [",", ";", "\t"]
        let separator = separators.max { a, b in text.count { $0 == a } < text.count { $0 == b } } ?? ","
        let columns = text.split(separator: separator, omittingEmptySubsequences: false).map(\.trimmed)
        let own = columns.map { $0.lowercased() }
        if let wrong = own.firstIndex(where: Self.changing.contains) { throw .unread(columns[wrong]) }
        func find(_ what: String, _ wanted: [String]) throws(Fault) -> Int? {
            let found = own.indices.filter { wanted.contains(own[$0]) }
            if found.count > 1 { throw .twice(what: what, found.map { columns[$0] }) }
            return found.first
        }
        func need(_ what: String, _ wanted: [String]) throws(Fault) -> Int {
            guard let found = try find(what, wanted) else { throw .missing(what: what, names: wanted) }
            return found
        }
        let amount = try need("amount", Self.amounts.map(\.name))
        let material = Self.amounts.first { $0.name == own[amount] }?.material ?? .oxide
        var layout = LedgerTableLayout(
            kind, subject: try need("subject", Self.subjects), period: try need(kind.periodNames[0], kind.periodNames), amount: amount,
            columnCount: columns.count, line: LedgerLine(stage, .any, material))
        layout.stated = try find("day it was stated", kind.statedNames)
        layout.detail = try find("number", kind.detailNames)
        layout.separator = separator.asciiValue ?? UInt8(ascii: ",")
        self.layout = layout
        names = columns
        let used = [layout.subject, layout.period, layout.amount] + [layout.stated, layout.detail].compactMap { $0 }
        unused = columns.indices.filter { !used.contains($0) }.map { columns[$0] }
    }
}

extension FigureKind {
    fileprivate var periodNames: [String] {
        switch self {
        case .report: ["month"]
        case .quota: ["year"]
        case .invoice: ["date", "day"]
        }
    }

    fileprivate var statedNames: [String] {
        switch self {
        case .report: ["received_at", "received"]
        case .quota: ["issued_at", "issued"]
        case .invoice: []
        }
    }

    fileprivate var detailNames: [String] {
        switch self {
        case .report: []
        case .quota: ["batch"]
        case .invoice: ["number", "invoice", "invoice_number"]
        }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
