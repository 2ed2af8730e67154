internal import OreDetection

/// The ranked list: one row per finding, linked to its card.
struct RankedList {
    private let report: ReportSections
    private let words: Language

    init(_ report: ReportSections) {
        self.report = report
        words = report.words
    }

    func append(to markup: inout Markup) {
        markup.element("h2", ["id": "list"], words(.rankedList))
        guard !report.ranked.isEmpty else { return markup.element("p", [:], words(.noFindings)) }
        let shown = report.ranked.prefix(report.content.maximumRows)
        if shown.count < report.ranked.count {
            markup.element("p", [:], words(.cutRows, QuantityText.count(shown.count), QuantityText.count(report.ranked.count)))
        }
        let withMap = Set(report.cards.map(\.rank))
        markup.element("div", ["class": "scroll"]) { scroll in
            scroll.element("table", ["class": "sortable"]) { table in
                let fields = fields(shown)
                head(fields, &table)
                table.element("tbody") { rows in
                    for (index, finding) in shown.enumerated() {
                        rows.element("tr") { row in
                            for field in fields {
                                append(field, of: finding, rank: index + 1, hasMap: withMap.contains(index + 1), to: &row)
                            }
                        }
                    }
                }
            }
        }
        markup.raw("\n")
    }

    /// What a column shows of a finding. Columns without any value are left out.
    private enum Field: CaseIterable {
        case rank, severity, rule, verdict, footprint, observed, squareMetres, hectares, mu, licences, holder, zone, district
    }

    private func fields(_ findings: some Sequence<Finding>) -> [Field] {
        Field.allCases.filter { field in
            switch field {
            case .holder: findings.contains { $0.holder != nil }
            case .zone: findings.contains { $0.zoneID != nil }
            case .district: findings.contains { $0.district != nil }
            default: true
            }
        }
    }

    private func title(_ field: Field) -> String {
        switch field {
        case .rank: "#"
        case .severity: words.heading(.severity)
        case .rule: words.heading(.rule)
        case .verdict: words.heading(.verdict)
        case .footprint: words.heading(.footprint)
        case .observed: words.heading(.observed)
        case .squareMetres: words(.squareMetres)
        case .hectares: words(.hectares)
        case .mu: words(.mu)
        case .licences: words.heading(.licence)
        case .holder: words.heading(.holder)
        case .zone: words.heading(.zone)
        case .district: words.heading(.district)
        }
    }

    private func head(_ fields: [Field], _ table: inout Markup) {
        table.element("thead") { head in
            head.element("tr") { row in
                for field in fields {
                    let isNumber = [.rank, .squareMetres, .hectares, .mu].contains(field)
                    row.element("th", ["scope": "col", "class": isNumber ? "n" : ""]) { cell in
                        cell.element("button", ["title": words(.sortHint)], title(field))
                    }
                }
            }
        }
    }

    private func append(_ field: Field, of finding: Finding, rank: Int, hasMap: Bool, to row: inout Markup) {
        func number(_ text: String) { row.element("td", ["class": "n", "data-v": String(finding.area)], text) }
        /// Short names stay on one line, long ones may break anywhere.
        func name(_ text: String?) { row.element("td", ["class": DisplayWidth.of(text ?? "") <= 20 ? "nb" : "w"], text ?? "") }
        switch field {
        case .rank: row.element("td", ["class": "n", "data-v": String(rank)]) { link(rank, hasMap: hasMap, &$0) }
        case .severity:
            row.element("td", ["class": "nb", "data-v": String(finding.severity)]) { cell in
                cell.text(String(finding.severity))
                report.meter(finding.severity, &cell)
            }
        case .rule: row.element("td", ["class": "r"]) { report.icon(finding.rule, &$0) }
        case .verdict: row.element("td") { report.badge(finding.verdict, &$0) }
        case .footprint: name(finding.footprintID)
        case .observed: name(FindingText.observation(finding) ?? "–")
        case .squareMetres: number(QuantityText.squareMetres(finding.area))
        case .hectares: number(QuantityText.hectares(finding.area))
        case .mu: number(QuantityText.mu(finding.area))
        case .licences: row.element("td", ["class": "w"], FindingText.licences(finding, words))
        case .holder: row.element("td", ["class": "w"], finding.holder ?? "")
        case .zone: name(finding.zoneID)
        case .district: name(finding.district)
        }
    }

    private func link(_ rank: Int, hasMap: Bool, _ cell: inout Markup) {
        guard hasMap else { return cell.text(String(rank)) }
        cell.element("a", ["href": "#f\(rank)", "aria-label": words(.seeCard, String(rank))], String(rank))
    }
}
