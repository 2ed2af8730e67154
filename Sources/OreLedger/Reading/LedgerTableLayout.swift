/// Where in a table the parts of a record lie: columns from 0.
public struct LedgerTableLayout: Sendable, Hashable {
    public var kind: FigureKind
    public var subject: Int
    /// A month (`2025-06`), a year (`2025`) or a day (`2025-06-30`), by the kind.
    public var period: Int
    public var amount: Int
    /// Received, issued: a day. `nil`: there is no such column.
    public var stated: Int?
    /// Number of the batch, or of the invoice. `nil`: there is no such column.
    public var detail: Int?
    /// Of every record.
    public var columnCount: Int
    public var separator = UInt8(ascii: ",")
    /// Of every record: tables with a column for it are read by the careful path.
    public var line: LedgerLine

    public init(_ kind: FigureKind, subject: Int, period: Int, amount: Int, columnCount: Int, line: LedgerLine) {
        (self.kind, self.subject, self.period, self.amount) = (kind, subject, period, amount)
        (self.columnCount, self.line) = (columnCount, line)
    }
}

/// What a worker read from some whole records of a table.
public struct LedgerChunk: Sendable {
    /// Their subjects are numbers of ``names``, not of a ledger.
    public internal(set) var records: LedgerRecords
    public internal(set) var names = NameTable()
    /// Records that the fast path did not take, with their rows and bytes: the careful one reads or refuses them.
    public internal(set) var careful: [(row: UInt32, bytes: Range<Int>)] = []
    /// Records seen, careful ones included.
    public internal(set) var rowCount = 0
    /// Lines passed over, empty ones included.
    public internal(set) var lineCount = 0

    init(_ kind: FigureKind) { records = LedgerRecords(kind) }

    /// The same records under a ledger's numbers.
    /// - Parameters:
    ///   - numbers: of each of ``names``, in their order.
    ///   - firstRow: added to the row of every record: workers do not know how many rows the chunks before theirs have.
    public func records(numbered numbers: [SubjectID], firstRow: UInt32 = 0) -> LedgerRecords {
        records.renumbered(numbers, firstRow: firstRow)
    }

    /// Adds a record that the careful path read.
    mutating func append(_ value: LedgerRow, row: UInt32) {
        var name = value.name
        let subject = SubjectID(name.withUTF8 { names.number(of: UnsafeRawBufferPointer($0)) })
        var record = LedgerRecord(subject, period: value.period, line: value.line, amount: Tonnes(thousandths: value.amount))
        (record.detail, record.stated, record.marks, record.row) = (value.detail, value.stated, value.marks, row)
        records.append(record)
    }
}
