internal import OreFeatures
public import OreLedger

/// Tables for offices to fill in, empty or with something filled in.
public enum LedgerTemplateOutputs {
    /// The heading and the rows. With a byte order mark, so that spreadsheets open it as UTF-8.
    /// - Parameter rows: a cell for each column; `nil`: none, and the example in a comment above the heading.
    public static func csv(_ template: LedgerTemplate, rows: [[String]]? = nil) -> [UInt8] {
        var table = CSVRow()
        func append(_ cells: [String]) {
            for cell in cells { table.append(cell) }
            table.end()
        }
        if rows == nil { append(["# " + template.columns.map(remark).joined(separator: "; ")]) }
        append(template.columns.map(\.heading))
        for row in rows ?? [] { append(row) }
        return [0xEF, 0xBB, 0xBF] + table.bytes.bytes
    }

    /// `received_at = 2024-04-08 (the day of the first receipt)`.
    private static func remark(_ column: LedgerTemplate.Column) -> String {
        column.heading + (column.example.isEmpty ? "" : " = \(column.example)") + (column.meaning.isEmpty ? "" : " (\(column.meaning))")
    }

    /// The table on the first sheet; an example row and what the columns mean on the second.
    /// - Parameter rows: a cell for each column.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(
        _ template: LedgerTemplate, rows: [[String]] = [], language words: Language, to path: String
    ) throws {
        let table = XLSXWriter.Sheet(name: template.kind, columns: template.columns.map { .init($0.heading, width: 26) }) { append in
            for row in rows { try append(row.map { $0.isEmpty ? .empty : .text($0) }) }
        }
        let example = XLSXWriter.Sheet(
            name: words.pick(("example", "示例")),
            columns: [
                .init(words.pick(("column", "列")), width: 26), .init(words.pick(("for instance", "例如")), width: 30),
                .init(words.pick(("meaning", "说明")), width: 60),
            ]
        ) { append in
            for column in template.columns { try append([.text(column.heading), .text(column.example), .text(column.meaning)]) }
        }
        try XLSXWriter.write([table, example], to: path)
    }
}
