public import OreLedger

/// Findings over figures as a table, and the account under it.
public enum LedgerTable {
    /// - Parameter limit: rows at most; a line under the table says when it cuts.
    /// - Returns: lines without new lines at their ends; one that says so when nothing was found.
    public static func lines(_ report: LedgerReport, style: TextStyle, limit: Int = 100) -> [String] {
        let words = style.language
        guard !report.findings.isEmpty else {
            return [words.pick(("Nothing is suspected under the rules that were evaluated.", "按已执行的规则，未发现疑似问题。"))]
        }
        var table = TextTable([
            .init("#", .right), .init(words(.severity), .right), .init(words.pick(("name", "名称")), minimumWidth: 8),
            .init(words.pick(("year", "年度"))), .init(words(.rule), minimumWidth: 16),
            .init(words(.verdict)), .init(words.pick(("evidence", "依据")), minimumWidth: 50),
            .init(words(.reasons), minimumWidth: 12, expendability: 1),
        ])
        for (place, finding) in report.findings.prefix(limit).enumerated() {
            table.append([
                String(place + 1), String(finding.severity), report.name(of: finding), String(finding.year), words.name(of: finding.rule),
                words.name(of: finding.verdict), words.evidence(finding, report.material),
                words.list(finding.reasons.map(words.name)),
            ])
        }
        let rendering = table.rendered(width: style.width, colour: style.colour)
        var lines = rendering.lines
        if report.findings.count > limit {
            lines.append(words(.accountRowsCut, QuantityText.count(limit), QuantityText.count(report.findings.count)))
        }
        if !rendering.hidden.isEmpty { lines.append(words(.accountColumnsHidden, words.list(rendering.hidden))) }
        return lines
    }

    /// What was read, what was set aside, what could not be evaluated, and what the words mean.
    public static func account(_ report: LedgerReport, language words: Language) -> [String] {
        var lines = report.inputs.map(words.account)
        for row in report.setAside.prefix(20) { lines.append("  " + setAside(row, words)) }
        if report.setAside.count > 20 {
            let rest = QuantityText.count(report.setAside.count - 20)
            lines.append(words.pick(("  and \(rest) rows more: see --format json or xlsx", "  另有 \(rest) 行，见 --format json 或 xlsx")))
        }
        // Rules whose records nobody gave are told of together.
        let idle = report.rules.filter(\.lacksRecords)
        if !idle.isEmpty {
            lines.append(
                words(
                    .accountNotEvaluated, words.list(idle.map { words.name(of: $0.rule) }),
                    words.pick(("none of their records were given (--with, --land)", "未提供相应记录（--with、--land）"))))
        }
        for rule in report.rules where (!rule.ran || !rule.notes.isEmpty) && !rule.lacksRecords {
            let notes = words.list(rule.notes.map(words.text))
            lines.append(
                rule.ran ? "\(words.name(of: rule.rule)): \(notes)" : words(.accountNotEvaluated, words.name(of: rule.rule), notes))
        }
        lines.append(words.pick(("As known on \(report.day).", "以 \(report.day) 所知为准。")))
        lines.append(words(.notALegalFinding))
        return lines
    }

    /// `reports.csv: row 14, column "tonnes": is negative; correct the report`.
    static func setAside(_ row: SetAsideRow, _ words: Language) -> String {
        let column = row.column.isEmpty ? "" : words.pick((", column \"\(row.column)\"", "，列“\(row.column)”"))
        let place = words.pick(("row \(row.row)", "第 \(row.row) 行"))
        let own = words.setAside(row)
        return SafeText.forTerminal(
            words.pick(
                ("\(row.file): \(place)\(column): \(own.reason); \(own.next)", "\(row.file)：\(place)\(column)：\(own.reason)；\(own.next)")))
    }
}

extension LedgerRuleAccount {
    /// Nothing of what it reads was given, or no year is open for it.
    fileprivate var lacksRecords: Bool {
        !ran && !notes.isEmpty
            && notes.allSatisfy { note in
                switch note {
                case .noEntries, .noObservations, .noOpenYear: true
                default: false
                }
            }
    }
}
