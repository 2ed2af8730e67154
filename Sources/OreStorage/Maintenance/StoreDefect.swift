/// Something in a store that is not as it was written, or does not agree with the rest.
public struct StoreDefect: Sendable, Hashable, CustomStringConvertible {
    /// `file`, or the table.
    public var table: String
    /// The row; `nil` where the whole table is meant.
    public var row: Int64?
    public var reason: String

    public init(_ table: String, row: Int64? = nil, _ reason: String) {
        (self.table, self.row, self.reason) = (table, row, reason)
    }

    public var description: String { row.map { "\(table) \($0): \(reason)" } ?? "\(table): \(reason)" }
}

/// What a check of a store found.
public struct StoreCheckResult: Sendable {
    /// The first defects, at most ``limit``.
    public private(set) var defects: [StoreDefect] = []
    public private(set) var defectCount = 0
    /// Rows that were read whole, by table, in the order in which they were read.
    public private(set) var examined: [(table: String, rows: Int)] = []
    /// Migrations that a store of a former version lacks. Of such a store only the pages were read: its records are laid out as that version had it.
    public internal(set) var pending: [String] = []
    public static let limit = 1000

    public var isSound: Bool { defectCount == 0 }

    mutating func add(_ defect: StoreDefect) {
        defectCount += 1
        if defects.count < Self.limit { defects.append(defect) }
    }

    mutating func examine(_ table: String, _ rows: Int) { examined.append((table, rows)) }
}
