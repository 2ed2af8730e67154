internal import OreDetection
internal import OreFeatures
public import OreLedger

/// Findings over figures for spreadsheets: CSV, and a workbook with the findings, what was set aside and the account.
public enum LedgerExports {
    private static let fields = [
        "id", "rule", "subject", "year", "verdict", "severity", "reasons", "months", "reported_t", "limit_t", "excess_t", "evidence",
        "formula",
        "sources",
    ]

    /// RFC 4180, a row a finding. Tonnes have three decimals.
    public static func csv(_ report: LedgerReport, language words: Language) -> [UInt8] {
        var rows = CSVRow()
        for field in fields { rows.append(field) }
        rows.end()
        for finding in report.findings {
            for cell in cells(finding, report, words) { rows.append(text(cell)) }
            rows.end()
        }
        return rows.bytes.bytes
    }

    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(_ report: LedgerReport, language words: Language, to path: String) throws {
        let findings = XLSXWriter.Sheet(name: words.pick(("findings", "疑似问题")), columns: fields.map(column)) { append in
            for finding in report.findings {
                try append(
                    cells(finding, report, words).map { cell in
                        switch cell {
                        case .text(let text): text.isEmpty ? .empty : .text(text)
                        case .integer(let value): .integer(value)
                        case .tonnes(let value): value.map { .number(Double($0.thousandths) / 1000) } ?? .empty
                        }
                    })
            }
        }
        let setAside = XLSXWriter.Sheet(
            name: words.pick(("set aside", "隔离")),
            columns: [
                .init("file", width: 28), .init("row"), .init("column", width: 20), .init("subject", width: 24), .init("reason", width: 60),
                .init("next", width: 50),
            ]
        ) { append in
            for row in report.setAside {
                let own = words.setAside(row)
                try append([.text(row.file), .integer(row.row), .text(row.column), .text(row.name), .text(own.reason), .text(own.next)])
            }
        }
        let account = XLSXWriter.Sheet(name: words.pick(("account", "说明")), columns: [.init("account", width: 120)]) { append in
            for line in LedgerTable.account(report, language: words) { try append([.text(line)]) }
        }
        try XLSXWriter.write([findings, setAside, account], to: path)
    }

    // MARK: Cells

    private enum Cell {
        case text(String)
        case integer(Int)
        case tonnes(Tonnes?)
    }

    private static func cells(_ finding: LedgerFinding, _ report: LedgerReport, _ words: Language) -> [Cell] {
        func tonnes(_ kind: LedgerEvidence.Kind) -> Tonnes? {
            for entry in finding.evidence where entry.kind == kind && entry.month == nil {
                if case .tonnes(let value) = entry.value { return value }
            }
            return nil
        }
        let sources = report.sources(of: finding).map { "\($0.file): " + $0.rows.map(String.init).joined(separator: ", ") }
        return [
            .text(finding.id(report.names)), .text(finding.rule.rawValue), .text(report.name(of: finding)), .integer(Int(finding.year)),
            .text(finding.verdict.rawValue), .integer(finding.severity), .text(finding.reasons.map(\.rawValue).joined(separator: "; ")),
            .text(finding.months.map(\.description).joined(separator: "; ")), .tonnes(tonnes(.reported)), .tonnes(tonnes(.limit)),
            .tonnes(tonnes(.excess)), .text(words.evidence(finding, report.material)), .text(words.formula(of: finding.rule)),
            .text(sources.joined(separator: "; ")),
        ]
    }

    private static func text(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text
        case .integer(let value): String(value)
        case .tonnes(let value): value?.description ?? ""
        }
    }

    private static func column(_ field: String) -> XLSXWriter.Column {
        switch field {
        case "id", "evidence", "formula", "sources": .init(field, width: 60)
        case "reported_t", "limit_t", "excess_t": .init(field, width: 16, format: .twoDecimals)
        case "rule", "subject": .init(field, width: 28)
        default: .init(field)
        }
    }
}
