internal import OreGeometry
internal import Synchronization

/// A small table that people filled in: CSV (any separator and encoding) or a workbook of Excel, whole in memory.
///
/// A workbook's first sheet with the required headings is read; rows that a filter hides count, because what was written in them was meant.
/// Bounded: 64 MiB of text, the bounds of a workbook, 1,048,576 rows.
public struct TableFile: Sendable {
    public struct Row: Sendable, Hashable {
        /// From 1, headings included: the row of the sheet, the record of the text.
        public var line: Int
        /// One a heading; empty where the row is shorter.
        public var cells: [String]
    }

    public let path: String
    /// Trimmed, in lower case.
    public let headings: [String]
    /// Rows with some content.
    public let rows: [Row]

    static let longestText = 64 << 20

    /// - Parameter required: headings that must be there, in lower case.
    /// - Throws: ``InputError``; a missing heading is refused with the headings that there are.
    public init(_ path: String, requiring required: [String]) throws(InputError) {
        let file = try PlainFile(path: path)
        let kind = ContentKind(head: try file.head())
        let table: (headings: [String], rows: [Row])
        if kind == .zip {
            let archive = try ZipArchive(path: path)
            guard CornerWorkbook.isWorkbook(archive) else {
                throw .refused(file: path, place: InputPlace(), what: "the archive is no workbook", next: "save the list as .xlsx or .csv")
            }
            table = try Self.sheet(try Workbook(path: path, archive: archive), required)
        } else {
            guard kind == .text else {
                throw .refused(file: path, place: InputPlace(), what: "this is no table", next: "save the list as .xlsx or .csv")
            }
            table = try Self.text(file)
        }
        (self.path, headings, rows) = (path, table.headings, table.rows)
        for heading in required where !headings.contains(heading) {
            throw .refused(
                file: path, place: InputPlace(line: 1), what: "there is no column \"\(heading)\"",
                next: "columns: " + headings.prefix(12).joined(separator: ", "))
        }
    }

    /// The cell under a heading, trimmed; empty where there is no such column.
    public func cell(_ heading: String, of row: Row) -> String {
        guard let column = headings.firstIndex(of: heading), column < row.cells.count else { return "" }
        return Self.trimmed(row.cells[column])
    }

    // MARK: Workbooks

    private static func sheet(_ workbook: Workbook, _ required: [String]) throws(InputError) -> (headings: [String], rows: [Row]) {
        for entry in workbook.sheets where !entry.isHidden {
            let sheet = try workbook.sheet(entry)
            for (index, row) in sheet.rows.prefix(20).enumerated() {
                let headings = row.cells.map(heading)
                guard required.allSatisfy(headings.contains) else { continue }
                if let fault = sheet.fault {
                    throw .refused(
                        file: workbook.path, place: InputPlace(line: fault.row), what: "cell \(fault.cell) holds \(fault.what)",
                        next: fault.next)
                }
                let rows = sheet.rows.dropFirst(index + 1).map { Row(line: $0.line, cells: $0.cells) }
                return (headings, rows.filter { $0.cells.contains { !trimmed($0).isEmpty } })
            }
        }
        throw .refused(
            file: workbook.path, place: InputPlace(), what: "no visible sheet has the columns " + required.joined(separator: ", "),
            next: "sheets: " + workbook.sheets.prefix(5).map(\.name).joined(separator: ", "))
    }

    // MARK: Text

    private static func text(_ file: PlainFile) throws(InputError) -> (headings: [String], rows: [Row]) {
        guard file.byteCount <= longestText else {
            throw .refused(
                file: file.path, place: InputPlace(), what: "it is longer than \(longestText >> 20) MiB", next: "split the list")
        }
        let source = try CSVSource(path: file.path, options: ReadOptions(allowsNoGeometry: true))
        let found = Mutex((headings: [String](), rows: [Row]()))
        do {
            _ = try source.process(
                threads: 1, progress: nil, makeWorker: {}, map: { _, batch in batch },
                consume: { batch in
                    found.withLock { table in
                        if table.headings.isEmpty { table.headings = batch.columns.map { heading($0.name) } }
                        for row in 0..<batch.count {
                            let cells = batch.columns.map { $0.string(at: row) ?? "" }
                            guard cells.contains(where: { !trimmed($0).isEmpty }) else { continue }
                            let line = row < batch.lines.count ? batch.lines[row] : batch.firstFeature + row + 2
                            table.rows.append(Row(line: line, cells: cells))
                        }
                    }
                })
        } catch let error as InputError {
            throw error
        } catch {
            throw .readFailed(file: file.path, reason: "\(error)")
        }
        let table = found.withLock { $0 }
        return (table.headings.isEmpty ? source.headings.map(heading) : table.headings, table.rows)
    }

    private static func heading(_ text: String) -> String { trimmed(text).lowercased() }

    static func trimmed(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
