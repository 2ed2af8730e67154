public import OreFeatures

/// Reads whole records of one table of figures, plain ones at once and the others carefully. Pure: any worker may read any chunk.
public struct LedgerChunkReader: Sendable {
    /// What some whole records turned out to be.
    public struct Output: Sendable {
        /// Records that may enter a ledger; rows, and the lines passed over, count from the chunk's first line.
        public var chunk: LedgerChunk
        public var faults: [LineFault] = []
        /// Who belongs to whom by the rows of quotas; rows as in the chunk.
        public var members: [LedgerEntry] = []
        /// Rows of totals, and those that a profile leaves out.
        public var skipped = 0
        /// Some record can only be read with what the whole column shows.
        public var asksColumn = false

        /// Rows that have something in them.
        public var read: Int { chunk.records.count + faults.count + skipped }
    }

    public let columns: LedgerColumns
    private let parser: LedgerTableParser?
    private let reader: LedgerRowReader
    private let separator: UInt8
    private let today: Day
    private let isSettled: Bool

    /// A line of more bytes is no row of a table.
    private static let longestLine = 1 << 20

    /// - Parameters:
    ///   - evidence: what the whole columns show; `nil`: it is not known, and records that depend on it are told of by ``Output/asksColumn``.
    ///   - today: periods that begin after it have not come.
    public init(_ columns: LedgerColumns, separator: UInt8, evidence: ColumnEvidence?, today: Day) {
        (self.columns, self.separator, self.today, isSettled) = (columns, separator, today, evidence != nil)
        var reader = LedgerRowReader(columns)
        if let evidence { reader.settle(evidence) }
        self.reader = reader
        // Where a comma stands before decimals, a point does not.
        parser = evidence?.notation == .comma ? nil : columns.plainLayout(separator: separator).map(LedgerTableParser.init)
    }

    /// Whether every record goes through the careful reader, which needs what whole columns show.
    public var isCareful: Bool { parser == nil }

    /// - Parameter bytes: whole records, UTF-8.
    /// - Throws: ``InputError`` for quotes that cannot be read; its line counts from the first of them.
    /// - Complexity: O(bytes).
    public func read(_ bytes: UnsafeRawBufferPointer) throws(InputError) -> Output {
        guard let parser else {
            var output = Output(chunk: LedgerChunk(columns.kind))
            output.chunk.lineCount = bytes.count { $0 == UInt8(ascii: "\n") }
            for row in try OfficeTable.rows(ofText: Array(bytes), separator: separator) { take(row, &output) }
            return output
        }
        let chunk = parser.parse(bytes, firstRow: 0)
        let passed = chunk.passed(columns, today: today)
        var output = Output(chunk: chunk, faults: passed.faults, skipped: passed.skipped)
        output.chunk.records = passed.kept
        for line in chunk.careful {
            let bytes = UnsafeRawBufferPointer(rebasing: bytes[line.bytes])
            guard bytes.count <= Self.longestLine else {
                output.faults.append(LineFault(row: line.row, LedgerRowFault("", "is a line of \(bytes.count) bytes", "cut it")))
                continue
            }
            for var row in try OfficeTable.rows(ofText: Array(bytes), separator: separator) {
                row.line += Int(line.row)
                output.asksColumn = output.asksColumn || (!isSettled && reader.asksColumn(row.cells))
                take(row, &output)
            }
        }
        return output
    }

    /// What the records show of their columns.
    public func evidence(_ bytes: UnsafeRawBufferPointer) throws(InputError) -> ColumnEvidence {
        var evidence = ColumnEvidence()
        for row in try OfficeTable.rows(ofText: Array(bytes), separator: separator) { reader.look(at: row.cells, &evidence) }
        return evidence
    }

    /// - Parameter row: its line counts from 0.
    private func take(_ row: OfficeTable.Row, _ output: inout Output) {
        guard row.cells.contains(where: { !$0.isEmpty }) else { return }
        output.take(row, line: UInt32(clamping: row.line), reader, today: today)
    }
}

extension LedgerChunkReader.Output {
    /// The rows of a whole table, which count as people do.
    public init(_ table: OfficeTable, _ columns: LedgerColumns, today: Day) {
        self.init(chunk: LedgerChunk(columns.kind))
        var reader = LedgerRowReader(columns)
        reader.isWorkbook = table.isWorkbook
        reader.observe(table.rows.lazy.map(\.cells))
        for row in table.rows { take(row, line: UInt32(clamping: row.line), reader, today: today) }
    }

    fileprivate mutating func take(_ row: OfficeTable.Row, line: UInt32, _ reader: LedgerRowReader, today: Day) {
        func set(_ fault: LedgerRowFault, _ name: String) {
            faults.append(
                LineFault(
                    row: line, fault, name: name, identifier: reader.identifier(row.cells), text: row.cells.joined(separator: ",")))
        }
        switch reader.read(row.cells) {
        case .skipped: skipped += 1
        case .fault(let fault, let name): set(fault, name)
        case .record(let value):
            if let words = reader.columns.kind.future(value.period, today) {
                return set(LedgerRowFault(reader.columns.heading(words.column), words.what, words.next), value.name)
            }
            chunk.append(value, row: line)
            guard var own = value.members else { return }
            own.row = line
            members.append(own)
        }
    }
}
