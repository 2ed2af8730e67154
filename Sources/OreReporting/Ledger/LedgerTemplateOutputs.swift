internal import OreFeatures
public import OreLedger

/// Empty tables for offices to fill in.
public enum LedgerTemplateOutputs {
    /// A comment with the example, then the heading. With a byte order mark, so that spreadsheets open it as UTF-8.
    /// - Parameter filled: with the example as its only row, instead of the comment.
    public static func csv(_ template: LedgerTemplate, filled: Bool = false) -> [UInt8] {
        var rows = CSVRow()
        if !filled {
            rows.append("# " + template.columns.map(remark).joined(separator: "; "))
            rows.end()
        }
        for column in template.columns { rows.append(column.heading) }
        rows.end()
        if filled {
            for column in template.columns { rows.append(column.example) }
            rows.end()
        }
        return [0xEF, 0xBB, 0xBF] + rows.bytes.bytes
    }

    /// `received_at = 2024-04-08 (the day of the first receipt)`.
    private static func remark(_ column: LedgerTemplate.Column) -> String {
        column.heading + (column.example.isEmpty ? "" : " = \(column.example)") + (column.meaning.isEmpty ? "" : " (\(column.meaning))")
    }

    /// The empty table on the first sheet; an example row and what the columns mean on the second.
    /// - Parameter filled: with the example as the only row of the first.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(
        _ template: LedgerTemplate, filled: Bool = false, language words: Language, to path: String
    ) throws {
        let table = XLSXWriter.Sheet(name: template.kind, columns: template.columns.map { .init($0.heading, width: 26) }) { append in
            if filled { try append(template.columns.map { $0.example.isEmpty ? .empty : .text($0.example) }) }
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
