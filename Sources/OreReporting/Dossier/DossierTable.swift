internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A dossier for a terminal: one page.
public enum DossierTable {
    /// Entries of the timeline shown at most, the last ones.
    static let entries = 15
    static let findings = 12

    /// - Returns: lines without new lines at their ends.
    public static func lines(_ dossier: Dossier, style: TextStyle) -> [String] {
        let page = TerminalPage(dossier, style)
        return page.head + [""] + page.account + page.notes + page.months + page.years + page.members + page.suspected + page.timeline + [
            "", style.language(.notALegalFinding),
        ]
    }

    /// The tree of one figure down to files and rows.
    public static func trace(_ figure: LedgerFigure, of dossier: Dossier, style: TextStyle) -> [String] {
        FigureTrace<AccountItem>(dossier, style.language).lines(figure).map { SafeText.forTerminal($0) }
    }
}

private struct TerminalPage {
    let dossier: Dossier
    let style: TextStyle
    var words: Language { style.language }

    init(_ dossier: Dossier, _ style: TextStyle) { (self.dossier, self.style) = (dossier, style) }

    private func bold(_ text: String) -> String { style.colour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

    private func section(_ title: String, _ lines: [String]) -> [String] { lines.isEmpty ? [] : ["", bold(title)] + lines }

    var head: [String] {
        var lines = [bold(SafeText.forTerminal("\(dossier.name)  ·  \(words.name(of: dossier.kind))"))]
        if let licence = dossier.licences.first, dossier.licences.count == 1 {
            let facts = [licence.holder, licence.group, licence.mineral, licence.method, licence.capacity].compactMap(\.self)
            let term = [licence.validFrom?.description ?? "…", licence.validTo?.description ?? "…"].joined(separator: " – ")
            lines.append(SafeText.forTerminal(words.list(facts + [words.pick(("in force ", "有效期 ")) + term])))
        } else if !dossier.licences.isEmpty {
            let count = QuantityText.count(dossier.licences.count)
            lines.append(words.pick(("\(count) licences in the register", "登记许可证 \(count) 个")))
        }
        let unit = LedgerQuantity.unit(dossier.account.material, words)
        lines.append(
            words.pick(
                (
                    "Year \(dossier.year), \(unit), as known at commit \(dossier.commit)",
                    "\(dossier.year) 年度，单位：\(unit)，以提交 \(dossier.commit) 所知为准"
                )))
        return lines
    }

    var account: [String] {
        let figures = dossier.account.figures
        let top = figures.compactMap { $0.amount.bounds?.upperBound.thousandths }.max() ?? 0
        var table = TextTable([
            .init(words.pick(("line", "项目"))), .init(words.pick(("figure", "数值")), .right), .init("", expendability: 2),
            .init(words.pick(("from", "来自")), minimumWidth: 10, expendability: 1),
        ])
        for figure in figures {
            table.append([words.name(of: figure.item), words.text(figure.amount), Self.bar(figure.amount, top), words.basis(figure)])
        }
        return table.rendered(width: style.width, colour: style.colour).lines
    }

    /// Twenty columns for the largest figure; what is only possible light.
    private static func bar(_ amount: FigureAmount, _ top: Int64) -> String {
        guard let bounds = amount.bounds, top > 0 else { return "" }
        func eighths(_ value: Tonnes) -> Int { Int(Int128(max(0, value.thousandths)) * 160 / Int128(top)) }
        let (low, high) = (eighths(bounds.lowerBound), eighths(bounds.upperBound))
        let rest = low % 8 == 0 ? "" : ["▏", "▎", "▍", "▌", "▋", "▊", "▉"][low % 8 - 1]
        return String(repeating: "█", count: low / 8) + rest + String(repeating: "░", count: max(0, high / 8 - (low + 7) / 8))
    }

    var notes: [String] { dossier.account.notes.map { "  " + words.sentence($0) } }

    var months: [String] {
        let months = dossier.months.suffix(36)
        guard let first = months.first, let last = months.last, months.count > 1 else { return [] }
        let top = months.flatMap { [$0.reported?.thousandths ?? 0, $0.sold?.thousandths ?? 0] }.max() ?? 0
        func line(_ label: String, _ value: (Dossier.Month) -> Tonnes?) -> String? {
            guard months.contains(where: { value($0) != nil }) else { return nil }
            return DisplayWidth.padded(label, 10) + months.map { Self.spark(value($0), top) }.joined()
        }
        let lines = [line(words.name(of: AccountItem.reported)) { $0.reported }, line(words.name(of: AccountItem.sold)) { $0.sold }]
            .compactMap(\.self)
        return section(words.pick(("By month, \(first.month) to \(last.month)", "逐月，\(first.month) 至 \(last.month)")), lines)
    }

    private static func spark(_ value: Tonnes?, _ top: Int64) -> String {
        guard let value else { return "·" }
        guard top > 0, value > .zero else { return "_" }
        return ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"][min(7, Int(Int128(value.thousandths) * 8 / Int128(top)))]
    }

    var years: [String] {
        guard dossier.years.count > 1 else { return [] }
        var table = TextTable([
            .init(words.pick(("year", "年度"))), .init(words.name(of: AccountItem.quota), .right),
            .init(words.name(of: AccountItem.reported), .right),
            .init(words.name(of: AccountItem.sold), .right),
        ])
        for year in dossier.years.suffix(10) {
            table.append([String(year.year)] + [year.quota, year.reported, year.sold].map { $0.exact.map(LedgerQuantity.grouped) ?? "–" })
        }
        return section(words.pick(("By year", "逐年")), table.rendered(width: style.width, colour: style.colour).lines)
    }

    var members: [String] {
        guard !dossier.members.isEmpty else { return [] }
        var table = TextTable([
            .init(words.pick(("member", "成员")), minimumWidth: 12), .init(words.name(of: AccountItem.quota), .right),
            .init(words.name(of: AccountItem.reported), .right), .init(words.name(of: AccountItem.sold), .right),
        ])
        let shown = dossier.members.sorted { ($1.reported ?? .zero, $0.name) < ($0.reported ?? .zero, $1.name) }.prefix(20)
        for member in shown {
            table.append([member.name] + [member.quota, member.reported, member.sold].map { $0.map(LedgerQuantity.grouped) ?? "–" })
        }
        var lines = table.rendered(width: style.width, colour: style.colour).lines
        if dossier.members.count > shown.count {
            lines.append(words(.accountRowsCut, QuantityText.count(shown.count), QuantityText.count(dossier.members.count)))
        }
        return section(words.pick(("Members in \(dossier.year)", "\(dossier.year) 年度成员")), lines)
    }

    var suspected: [String] {
        var lines = dossier.findings.prefix(DossierTable.findings).map { finding in
            "  " + words.name(of: finding.verdict) + "  " + words.name(of: finding.rule) + " \(finding.year)"
                + (dossier.kind == .licence ? "" : " " + dossier.name(of: finding.subject)) + ": "
                + words.evidence(finding, dossier.account.material)
        }
        let rest = dossier.findings.count - lines.count
        if rest > 0 { lines.append("  " + words.pick(("and \(rest) more: --format json", "另有 \(rest) 项，见 --format json"))) }
        lines += dossier.incidents.prefix(DossierTable.findings).map { incident in
            "  " + words.name(of: incident.verdict) + "  "
                + words.list(incident.rules.map(words.name) + incident.figureRules.map(words.name))
                + ": " + (incident.rules.isEmpty ? "" : QuantityText.hectares(incident.area) + " " + words(.hectares) + ", ")
                + incident.handle
        }
        if lines.isEmpty {
            lines = ["  " + words.pick(("Nothing is suspected under the rules that were evaluated.", "按已执行的规则，未发现疑似问题。"))]
        }
        return section(words.pick(("Suspected", "疑似问题")), lines.map { SafeText.forTerminal($0) })
    }

    var timeline: [String] {
        let all = dossier.timeline
        var lines = all.suffix(DossierTable.entries).map { entry in
            "  \(entry.day)  " + words.name(of: entry.kind) + (dossier.kind == .licence ? "" : " " + entry.subject) + "  "
                + words.details(entry, dossier.account.material)
        }
        if all.count > lines.count {
            lines.insert("  " + words(.accountRowsCut, String(lines.count), QuantityText.count(all.count)), at: 0)
        }
        return section(words.pick(("Timeline", "时间线")), lines.map { SafeText.forTerminal($0) })
    }
}

extension DisplayWidth {
    /// With blanks behind it up to a width, one at least.
    static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - of(text))) }
}
