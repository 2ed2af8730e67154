internal import OreDetection
internal import OreFeatures
public import OreLedger

/// A dossier as one HTML page that needs nothing else: account, time axis, suspicions, timeline, and each figure down to its rows.
///
/// Everything that came from outside is escaped, and a content security policy forbids the page to load or run anything.
public enum DossierPage {
    static let entries = 400
    static let traced = 5000

    /// - Returns: UTF-8 bytes. The same dossier gives the same bytes.
    public static func page(_ dossier: Dossier, language words: Language) -> [UInt8] {
        PlainPage.bytes(title: dossier.name + " · " + words.pick(("dossier", "卷宗")), language: words, style: style) { main in
            main.element("h1", [:], dossier.name)
            let year = words.pick(
                (
                    "\(words.name(of: dossier.kind)), year \(dossier.year), as known at commit \(dossier.commit)",
                    "\(words.name(of: dossier.kind))，\(dossier.year) 年度，以提交 \(dossier.commit) 所知为准"
                ))
            main.element("p", ["class": "sub"], year)
            main.element("div", ["class": "notice"]) { $0.element("p", [:], words(.notALegalFinding)) }
            account(dossier, words, &main)
            plot(dossier, words, &main)
            suspected(dossier, words, &main)
            members(dossier, words, &main)
            years(dossier, words, &main)
            licences(dossier, words, &main)
            timeline(dossier, words, &main)
            traces(dossier, words, &main)
        }
    }

    private static func account(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        let unit = LedgerQuantity.unit(dossier.account.material, words)
        main.element("h2", [:], words.pick(("Account of \(dossier.year), \(unit)", "\(dossier.year) 年度账目（\(unit)）")))
        let top = max(1, dossier.account.figures.compactMap { $0.amount.bounds?.upperBound.thousandths }.max() ?? 1)
        main.element("table") { table in
            PlainPage.heading(
                [words.pick(("Line", "项目")), words.pick(("Figure", "数值")), "", words.pick(("From", "来自"))], &table)
            for figure in dossier.account.figures {
                table.element("tr") { row in
                    row.element("td", [:], words.name(of: figure.item))
                    row.element("td", ["class": "n"], words.text(figure.amount))
                    row.element("td", ["class": "r"]) { cell in
                        guard let bounds = figure.amount.bounds else { return }
                        func pixels(_ value: Tonnes) -> Double { Double(max(0, value.thousandths)) / Double(top) * 220 }
                        let (low, high) = (pixels(bounds.lowerBound), pixels(bounds.upperBound))
                        cell.element("i", ["class": "spark", "style": "width:\(SVGNumber.text(low))px"]) { _ in }
                        if high > low {
                            cell.element("i", ["class": "spark open", "style": "width:\(SVGNumber.text(high - low))px"]) { _ in }
                        }
                    }
                    row.element("td", ["class": "small"], words.basis(figure))
                }
            }
        }
        for note in dossier.account.notes { main.element("p", ["class": "small"], words.sentence(note)) }
    }

    private static func plot(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        guard let plot = DossierPlot(dossier, words) else { return }
        main.element("h2", [:], words.pick(("Through time", "时间轴")))
        main.element("figure") { figure in
            plot.append(to: &figure)
            let key = words.pick(
                (
                    "Bars: reported since January, dark where above quota, dashed without a report; black line: quota known for the year; green line: sold since January; grey line: area worked; green bars: in force; dark bars: ordered to stop; dots: suspected places, first and last seen.",
                    "柱：当年累计上报（深色为超指标，虚框为无报表）；黑线：当年已知指标；绿线：当年累计销售；灰线：已动用面积；绿条：有效期；深条：责令停产；圆点：疑似点首末次观测。"
                ))
            figure.element("figcaption", [:], key)
        }
    }

    private static func suspected(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        main.element("h2", [:], words.pick(("Suspected", "疑似问题")) + " (\(dossier.findings.count + dossier.incidents.count))")
        guard !dossier.findings.isEmpty || !dossier.incidents.isEmpty else { return main.element("p", [:], words(.noFindings)) }
        main.element("table") { table in
            PlainPage.heading(
                [
                    words.heading(.rule), words.pick(("Year", "年度")), words.pick(("Name", "名称")), words.heading(.verdict),
                    words.pick(("Evidence", "依据")), words.heading(.verdictNote),
                ], &table)
            for finding in dossier.findings.prefix(entries) {
                table.element("tr") { row in
                    row.element("td", [:], words.name(of: finding.rule))
                    row.element("td", [:], String(finding.year))
                    row.element("td", ["class": "w"], dossier.name(of: finding.subject))
                    row.element("td", [:]) {
                        $0.element("span", ["class": "badge \(finding.verdict.rawValue)"], words.name(of: finding.verdict))
                    }
                    row.element("td", [:], words.evidence(finding, dossier.account.material))
                    row.element("td", ["class": "small"], words.list(finding.reasons.map(words.name)))
                }
            }
            for incident in dossier.incidents.prefix(entries) {
                table.element("tr") { row in
                    row.element("td", [:], words.list(incident.rules.map(words.name) + incident.figureRules.map(words.name)))
                    row.element("td", [:], incident.lastSeen.map { String($0.yearMonthDay.year) } ?? "")
                    row.element("td", ["class": "w"], words.list(incident.licences))
                    row.element("td", [:]) {
                        $0.element("span", ["class": "badge \(incident.verdict.rawValue)"], words.name(of: incident.verdict))
                    }
                    let seen = [incident.firstSeen, incident.lastSeen].compactMap { $0?.description }.joined(separator: " – ")
                    row.element("td", [:], incident.handle + ", " + QuantityText.area(incident.area, words) + ", " + seen)
                    row.element("td", ["class": "small"], incident.state)
                }
            }
        }
    }

    private static func members(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        guard !dossier.members.isEmpty else { return }
        main.element("h2", [:], words.pick(("Members in \(dossier.year)", "\(dossier.year) 年度成员")))
        main.element("table") { table in
            PlainPage.heading(
                [words.pick(("Member", "成员"))] + [AccountItem.quota, .reported, .sold].map { words.capitalised(words.name(of: $0)) }, &table
            )
            for member in dossier.members.prefix(entries) {
                table.element("tr") { row in
                    row.element("td", ["class": "w"], member.name)
                    for value in [member.quota, member.reported, member.sold] {
                        row.element("td", ["class": "n"], value.map(LedgerQuantity.grouped) ?? "–")
                    }
                }
            }
        }
        PlainPage.cut(dossier.members.count, entries, words, &main)
    }

    private static func years(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        guard !dossier.years.isEmpty else { return }
        main.element("h2", [:], words.pick(("By year", "逐年")))
        main.element("table") { table in
            PlainPage.heading(
                [words.pick(("Year", "年度"))] + [AccountItem.quota, .reported, .sold].map { words.capitalised(words.name(of: $0)) }, &table)
            for year in dossier.years {
                table.element("tr") { row in
                    row.element("td", [:], String(year.year))
                    for value in [year.quota, year.reported, year.sold] {
                        row.element("td", ["class": "n"], value.exact.map(LedgerQuantity.grouped) ?? "–")
                    }
                }
            }
        }
    }

    private static func licences(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        guard !dossier.licences.isEmpty else { return }
        main.element("h2", [:], words.heading(.licences))
        main.element("table") { table in
            PlainPage.heading([.licence, .holder, .group, .validity, .area].map(words.heading), &table)
            for licence in dossier.licences.prefix(entries) {
                table.element("tr") { row in
                    row.element("td", ["class": "w"], licence.id)
                    row.element("td", ["class": "w"], licence.holder ?? "")
                    row.element("td", ["class": "w"], licence.group ?? "")
                    row.element("td", [:], "\(licence.validFrom?.description ?? "…") – \(licence.validTo?.description ?? "…")")
                    row.element("td", ["class": "n"], licence.area.map { QuantityText.area($0, words) } ?? "")
                }
            }
        }
        PlainPage.cut(dossier.licences.count, entries, words, &main)
    }

    private static func timeline(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        guard !dossier.timeline.isEmpty else { return }
        main.element("h2", [:], words.pick(("Timeline", "时间线")))
        main.element("table") { table in
            for entry in dossier.timeline.suffix(entries) {
                table.element("tr") { row in
                    row.element("td", ["class": "nb"], entry.day.description)
                    row.element("td", [:], words.name(of: entry.kind))
                    row.element("td", ["class": "w"], dossier.kind == .licence ? "" : entry.subject)
                    row.element("td", ["class": "w"], words.details(entry, dossier.account.material))
                    let source = entry.source.map { dossier.file(of: $0.commit) + ", " + words.pick(("row \($0.row)", "第 \($0.row) 行")) }
                    row.element("td", ["class": "small"], source ?? "")
                }
            }
        }
        PlainPage.cut(dossier.timeline.count, entries, words, &main)
    }

    private static func style(_ sheet: inout Markup) {
        DossierPlot.style(&sheet)
        sheet.raw("ul.trace{list-style:none;padding:0;font:12px ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap}\n")
        sheet.raw("details{margin:6px 0}summary{cursor:pointer}\n")
    }

    private static func traces(_ dossier: Dossier, _ words: Language, _ main: inout Markup) {
        main.element("h2", [:], words.pick(("Where each figure comes from", "各数值来源")))
        for figure in dossier.account.figures where figure.gap == nil {
            let lines = FigureTrace<AccountItem>(dossier, words).lines(figure)
            main.element("details") { details in
                details.element("summary", [:], words.name(of: figure.item) + " = " + words.text(figure.amount))
                details.element("ul", ["class": "trace"]) { list in
                    for line in lines.dropFirst().prefix(traced) { list.element("li", [:], line) }
                }
            }
            PlainPage.cut(lines.count, traced, words, &main)
        }
    }
}
