internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A check of the ledger as one HTML page that needs nothing else: findings with their evidence, a drawing per subject, what was set aside.
///
/// Everything that came from outside is escaped, and a content security policy forbids the page to load or run anything.
public enum LedgerPage {
    /// Subjects drawn at most.
    static let cards = 100
    static let rowsSetAside = 500

    /// - Returns: UTF-8 bytes. The same report gives the same bytes.
    public static func page(_ report: LedgerReport, language words: Language) -> [UInt8] {
        let title = words.pick(("Reports, quotas and sales compared", "上报产量、指标与销售比对报告"))
        return PlainPage.bytes(title: title, language: words, style: LedgerPlot.style) { main in
            main.element("h1", [:], title)
            main.element("p", ["class": "sub"], words.pick(("As known on \(report.day)", "以 \(report.day) 所知为准")))
            main.element("div", ["class": "notice"]) { $0.element("p", [:], words(.notALegalFinding)) }
            findings(report, words, &main)
            subjects(report, words, &main)
            rules(report, words, &main)
            inputs(report, words, &main)
        }
    }

    private static func findings(_ report: LedgerReport, _ words: Language, _ markup: inout Markup) {
        markup.element("h2", [:], words.pick(("Findings", "疑似问题")) + " (\(report.findings.count))")
        guard !report.findings.isEmpty else { return markup.element("p", [:], words(.noFindings)) }
        markup.element("div", ["class": "scroll"]) { div in
            div.element("table") { table in
                PlainPage.heading(
                    [
                        words.heading(.severity), words.pick(("Name", "名称")), words.pick(("Year", "年度")), words.heading(.rule),
                        words.heading(.verdict), words.pick(("Evidence", "依据")), words.pick(("Rows", "来源行")), words.heading(.verdictNote),
                    ], &table)
                for finding in report.findings.prefix(1000) {
                    table.element("tr") { row in
                        row.element("td", ["class": "n"], String(finding.severity))
                        row.element("td", ["class": "w"], report.name(of: finding))
                        row.element("td", [:], String(finding.year))
                        row.element("td", [:], words.name(of: finding.rule))
                        row.element("td", [:]) {
                            $0.element("span", ["class": "badge \(finding.verdict.rawValue)"], words.name(of: finding.verdict))
                        }
                        row.element("td", [:], words.evidence(finding, report.material))
                        let sources = report.sources(of: finding).map { "\($0.file): " + $0.rows.map(String.init).joined(separator: ", ") }
                        row.element("td", ["class": "w small"], sources.joined(separator: "; "))
                        row.element("td", ["class": "small"], words.list(finding.reasons.map(words.name)))
                    }
                }
            }
        }
        if report.findings.count > 1000 { markup.element("p", [:], words(.cutRows, "1,000", QuantityText.count(report.findings.count))) }
    }

    private static func subjects(_ report: LedgerReport, _ words: Language, _ markup: inout Markup) {
        var seen: Set<SubjectID> = []
        let subjects = report.findings.map(\.subject).filter { seen.insert($0).inserted }
        guard !subjects.isEmpty else { return }
        markup.element("h2", [:], words.pick(("Reports against quota", "累计上报与指标")))
        let key = words.pick(
            (
                "Bars: reported since January, in \(LedgerQuantity.unit(report.material, words)); dashed: no report for the month; line: quota known for the year.",
                "柱：当年累计上报（\(LedgerQuantity.unit(report.material, words))）；虚框：该月无报表；横线：该年度已知指标。"
            ))
        markup.element("p", ["class": "small"], key)
        markup.element("div", ["class": "plots"]) { plots in
            for subject in subjects.prefix(cards) {
                let name = report.names.name(of: subject)
                plots.element("figure") { figure in
                    LedgerPlot(subject, of: report.figures, language: words).append(to: &figure, name: name)
                    figure.element("figcaption", [:], name)
                }
            }
        }
    }

    private static func rules(_ report: LedgerReport, _ words: Language, _ markup: inout Markup) {
        markup.element("h2", [:], words.heading(.notEvaluated))
        markup.element("table") { table in
            PlainPage.heading(
                [words.heading(.rule), words.pick(("Formula", "公式")), words.heading(.findings), words.heading(.note)], &table)
            for rule in report.rules {
                table.element("tr") { row in
                    row.element("td", [:], words.name(of: rule.rule))
                    row.element("td", [:], words.formula(of: rule.rule))
                    let count = report.findings.count { $0.rule == rule.rule }
                    row.element("td", ["class": "n"], rule.ran ? String(count) : words.pick(("not evaluated", "未执行")))
                    row.element("td", [:], words.list(rule.notes.map(words.text)))
                }
            }
        }
    }

    private static func inputs(_ report: LedgerReport, _ words: Language, _ markup: inout Markup) {
        markup.element("h2", [:], words.heading(.inputs))
        markup.element("ul") { list in
            for input in report.inputs {
                list.element("li", [:]) { item in
                    item.text(words.account(input))
                    item.raw("<br><span class=\"small\">")
                    item.text(words.list([input.format] + input.columns))
                    item.raw("</span> ")
                    item.element("code", [:], input.sha256)
                }
            }
        }
        guard !report.setAside.isEmpty else { return }
        markup.element("h2", [:], words.pick(("Rows set aside", "隔离的行")) + " (\(report.setAside.count))")
        markup.element("ul") { list in
            for row in report.setAside.prefix(rowsSetAside) { list.element("li", [:], LedgerTable.setAside(row, words)) }
        }
    }
}
