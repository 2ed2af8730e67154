internal import OreFeatures
public import OreLedger

/// Empty tables for offices to fill in.
public enum LedgerTemplateOutputs {
    /// A comment with the example, then the heading. With a byte order mark, so that spreadsheets open it as UTF-8.
    public static func csv(_ template: LedgerTemplate) -> [UInt8] {
        var rows = CSVRow()
        rows.append(
            "# "
                + template.columns.map { "\($0.heading) = \($0.example)" + ($0.meaning.isEmpty ? "" : " (\($0.meaning))") }.joined(
                    separator: "; "))
        rows.end()
        for column in template.columns { rows.append(column.heading) }
        rows.end()
        return [0xEF, 0xBB, 0xBF] + rows.bytes.bytes
    }

    /// The empty table on the first sheet; an example row and what the columns mean on the second.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(_ template: LedgerTemplate, language words: Language, to path: String) throws {
        let table = XLSXWriter.Sheet(
            name: template.kind.profileKind.rawValue, columns: template.columns.map { .init($0.heading, width: 26) }
        ) { _ in }
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
