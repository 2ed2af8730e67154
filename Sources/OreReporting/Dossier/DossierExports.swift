internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A dossier for spreadsheets: account, the rows behind it, months, timeline, suspicions.
public enum DossierExports {
    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(_ dossier: Dossier, language words: Language, to path: String) throws {
        func tonnes(_ value: Tonnes?) -> XLSXWriter.Value { value.map { .number(Double($0.thousandths) / 1000) } ?? .empty }
        func text(_ value: String?) -> XLSXWriter.Value { value.map { .text($0) } ?? .empty }
        let account = XLSXWriter.Sheet(
            name: words.pick(("account", "账目")),
            columns: [
                .init("item", width: 22), .init("line", width: 26), .init("tonnes", width: 18), .init("low_t", width: 18),
                .init("high_t", width: 18), .init("missing", width: 30), .init("from", width: 44),
            ]
        ) { append in
            for figure in dossier.account.figures {
                let (bounds, exact) = (figure.amount.bounds, figure.amount.exact)
                try append([
                    .text(figure.item.rawValue), .text(words.name(of: figure.item)), tonnes(exact),
                    exact == nil ? tonnes(bounds?.lowerBound) : .empty, exact == nil ? tonnes(bounds?.upperBound) : .empty,
                    text(figure.gap.map(words.name)), .text(words.basis(figure)),
                ])
            }
            for note in dossier.account.notes { try append([.empty, .text(words.sentence(note))]) }
        }
        let rows = XLSXWriter.Sheet(
            name: words.pick(("rows", "来源行")),
            columns: [
                .init("item", width: 22), .init("kind", width: 14), .init("file", width: 30), .init("row"), .init("span", width: 12),
                .init("stated", width: 12), .init("tonnes", width: 18), .init("commit"),
            ]
        ) { append in
            for figure in dossier.account.figures where AccountItem.stated.contains(figure.item) {
                for (row, _) in figure.rows {
                    try append([
                        .text(figure.item.rawValue), .text(row.kind), .text(dossier.file(of: row.commit)), .integer(Int(row.row)),
                        .text(row.span.description), row.stated.map { .date($0) } ?? .empty, tonnes(row.amount), .integer(Int(row.commit)),
                    ])
                }
            }
        }
        let months = XLSXWriter.Sheet(
            name: words.pick(("months", "逐月")), columns: [.init("month"), .init("reported_t", width: 18), .init("sold_t", width: 18)]
        ) { append in
            for month in dossier.months { try append([.text(month.month.description), tonnes(month.reported), tonnes(month.sold)]) }
        }
        let timeline = XLSXWriter.Sheet(
            name: words.pick(("timeline", "时间线")),
            columns: [
                .init("day", width: 12), .init("kind", width: 22), .init("subject", width: 28), .init("tonnes", width: 16),
                .init("area_m2", width: 16), .init("text", width: 40), .init("until", width: 12), .init("file", width: 28), .init("row"),
            ]
        ) { append in
            for entry in dossier.timeline {
                try append([
                    .date(entry.day), .text(entry.kind.rawValue), .text(entry.subject), tonnes(entry.amount),
                    entry.area.map { .number($0) } ?? .empty, text(entry.text), entry.until.map { .date($0) } ?? .empty,
                    text(entry.source.map { dossier.file(of: $0.commit) }), entry.source.map { .integer(Int($0.row)) } ?? .empty,
                ])
            }
        }
        let findings = XLSXWriter.Sheet(
            name: words.pick(("suspected", "疑似问题")),
            columns: [
                .init("rule", width: 28), .init("subject", width: 28), .init("year"), .init("verdict", width: 12), .init("severity"),
                .init("evidence", width: 70), .init("reasons", width: 40),
            ]
        ) { append in
            for finding in dossier.findings {
                try append([
                    .text(finding.rule.rawValue), .text(dossier.name(of: finding.subject)), .integer(Int(finding.year)),
                    .text(finding.verdict.rawValue), .integer(finding.severity), .text(words.evidence(finding, dossier.account.material)),
                    .text(finding.reasons.map(\.rawValue).joined(separator: "; ")),
                ])
            }
        }
        try XLSXWriter.write([account, rows, months, timeline, findings], to: path)
    }
}

extension AccountItem {
    /// Lines that rows state; the others follow from them.
    static let stated: Set<AccountItem> = [
        .quota, .reported, .sold, .openingStock, .closingStock, .separationQuota, .separationReported, .separationIntake, .separationOutput,
        .separationSold, .recycled, .exportQuota, .exportReported, .exported, .exportSold, .flowsSold, .flowsBought,
    ]
}
