internal import Foundation
internal import OreFeatures
internal import OreLedger

/// Reads one file of figures: careful row by row, or, where it is large and plain, through the fast parser with the same result.
struct LedgerTableReading {
    let path: String
    let kind: FigureKind
    let profile: Profile?
    let encoding: TextEncoding?
    /// Texts of so many bytes and more are tried with the fast parser first.
    var fastFrom = 4 << 20

    var name: String { URL(filePath: path).lastPathComponent }

    /// A row read.
    struct Row {
        var line: Int
        var reading: LedgerRowReading
    }

    /// What a file holds, before its subjects have numbers.
    struct Table {
        var columns: LedgerColumns
        var input: LedgerInput
        /// Of the careful reader.
        var rows: [Row] = []
        /// Of the fast parser: chunks whose subjects are numbers of their names.
        var chunks: [LedgerChunk] = []
    }

    /// The heading alone: what there is to choose from.
    func columns() throws -> LedgerColumns {
        if let head = try head() { return LedgerColumns(head.headings, above: head.above, kind, profile: profile) }
        let table = try OfficeTable(path, encoding: encoding ?? profile?.encoding, isHeading: isHeading)
        return columns(of: table)
    }

    /// - Parameter licences: which subjects to read; `nil`: whatever the table has.
    /// - Throws: ``InputError`` for what is no table of the kind.
    func read(licences: Bool?) throws -> Table {
        if let fast = try readPlain(licences) { return fast }
        let table = try OfficeTable(path, encoding: encoding ?? profile?.encoding, isHeading: isHeading)
        var columns = columns(of: table)
        if let licences { columns.choose(licences: licences) }
        var reader = LedgerRowReader(columns)
        reader.isWorkbook = table.isWorkbook
        reader.observe(table.rows.lazy.map(\.cells))
        var result = Table(columns: columns, input: input(columns))
        result.input.sha256 = table.sha256
        result.input.format = table.isWorkbook ? "workbook, sheet \(table.sheet ?? "")" : "text, \(table.encoding)"
        result.rows = table.rows.map { Row(line: $0.line, reading: reader.read($0.cells)) }
        return result
    }

    private var isHeading: ([String]) -> Bool {
        { [kind, profile] in LedgerColumns.isHeading($0, kind, profile: profile) }
    }

    private func columns(of table: OfficeTable) -> LedgerColumns {
        LedgerColumns(
            table.headings, above: table.above, kind, profile: profile, sample: table.rows.prefix(100).map(\.cells))
    }

    private func input(_ columns: LedgerColumns) -> LedgerInput {
        var input = LedgerInput(side: kind.profileKind.rawValue, name: name)
        input.profile = profile?.name
        input.columns = kind.profileKind.attributes.compactMap { attribute in
            guard columns.places[attribute] != nil else { return nil }
            return "\(attribute.rawValue): \(columns.heading(attribute))"
        }
        return input
    }

    // MARK: Large plain texts

    private func head() throws -> OfficeTable.Head? {
        guard profile == nil, let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size >= fastFrom else {
            return nil
        }
        return try OfficeTable.head(ofText: path, encoding: encoding, isHeading: isHeading)
    }

    /// `nil` where the careful reader has to decide: another encoding, quoted line ends, figures that need the whole column.
    private func readPlain(_ licences: Bool?) throws -> Table? {
        guard let head = try head() else { return nil }
        var columns = LedgerColumns(head.headings, above: head.above, kind, profile: nil)
        if let licences { columns.choose(licences: licences) }
        guard let layout = columns.plainLayout(separator: head.separator) else { return nil }
        let parser = LedgerTableParser(layout)
        var result = Table(columns: columns, input: input(columns))
        result.input.format = "text, UTF-8"
        var pending: [(line: Int, cells: [String])] = []
        var line = head.headingLine + 1
        let digest = try PlainChunks.forEach(path, from: head.end) { bytes in
            let chunk = parser.parse(bytes, firstRow: UInt32(line))
            // Every line is a record: none is empty, none within quotes.
            let lines = bytes.reduce(into: 0) { if $1 == UInt8(ascii: "\n") { $0 += 1 } } + (bytes.last == UInt8(ascii: "\n") ? 0 : 1)
            guard chunk.rowCount == lines, !(0..<chunk.names.count).contains(where: { chunk.names[$0].contains("\u{FFFD}") }) else {
                return false
            }
            for row in chunk.careful {
                let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[row.bytes]), as: UTF8.self)
                guard !text.contains("\""), !text.contains("\u{FFFD}") else { return false }
                pending.append((Int(row.row), OfficeTable.cells(text, separator: head.separator)))
            }
            line += lines
            result.chunks.append(chunk)
            return true
        }
        guard let digest else { return nil }
        result.input.sha256 = digest
        return settle(&result, pending) ? result : nil
    }

    /// Reads the rows that were not plain, unless they say something about the whole column that the plain ones were read without.
    private func settle(_ result: inout Table, _ pending: [(line: Int, cells: [String])]) -> Bool {
        guard let amount = result.columns.places[.tonnes]?.first else { return false }
        for row in pending where amount < row.cells.count && row.cells[amount].contains(",") { return false }
        var reader = LedgerRowReader(result.columns)
        reader.observe(pending.lazy.map(\.cells))
        result.rows = pending.filter { $0.cells.contains { !$0.isEmpty } }.map { Row(line: $0.line, reading: reader.read($0.cells)) }
        return true
    }
}
