public import OreFeatures
public import OreLedger

/// Tables of reports with the names and the month filled in.
public enum ReportTemplateOutputs {
    private static func cells(_ template: LedgerTemplate, _ name: String, _ month: CalendarMonth) -> [String] {
        template.columns.map { column in
            switch column.attribute {
            case .subject: name
            case .month: month.description
            default: ""
            }
        }
    }

    /// A heading, and a row a name. With a byte order mark, so that spreadsheets open it as UTF-8.
    public static func csv(_ template: LedgerTemplate, names: [String], month: CalendarMonth) -> [UInt8] {
        var rows = CSVRow()
        for column in template.columns { rows.append(column.heading) }
        rows.end()
        for name in names {
            for cell in cells(template, name, month) { rows.append(cell) }
            rows.end()
        }
        return [0xEF, 0xBB, 0xBF] + rows.bytes.bytes
    }

    /// The table on the first sheet, what its columns mean on the second.
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(
        _ template: LedgerTemplate, names: [String], month: CalendarMonth, language words: Language, to path: String
    ) throws {
        let table = XLSXWriter.Sheet(name: "reports", columns: template.columns.map { .init($0.heading, width: 26) }) { append in
            for name in names { try append(cells(template, name, month).map { $0.isEmpty ? .empty : .text($0) }) }
        }
        let meaning = XLSXWriter.Sheet(
            name: words.pick(("example", "示例")),
            columns: [
                .init(words.pick(("column", "列")), width: 26), .init(words.pick(("for instance", "例如")), width: 30),
                .init(words.pick(("meaning", "说明")), width: 60),
            ]
        ) { append in
            for column in template.columns { try append([.text(column.heading), .text(column.example), .text(column.meaning)]) }
        }
        try XLSXWriter.write([table, meaning], to: path)
    }
}
