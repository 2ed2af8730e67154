internal import OreDetection

/// One card per finding: map on the left, facts on the right.
struct CardSection {
    private let report: ReportSections
    private let words: Language

    init(_ report: ReportSections) {
        self.report = report
        words = report.words
    }

    func append(to markup: inout Markup) {
        guard !report.cards.isEmpty else { return }
        markup.element("h2", ["id": "findings"], words(.cardsHeading))
        if report.cards.count < report.ranked.count {
            markup.element("p", [:], words(.cutCards, QuantityText.count(report.cards.count), QuantityText.count(report.ranked.count)))
        }
        key(&markup)
        for (rank, card) in report.cards {
            append(card, rank, to: &markup)
            markup.raw("\n")
        }
    }

    /// What the signs of the small maps mean.
    private func key(_ markup: inout Markup) {
        markup.element("p", ["class": "key"]) { key in
            func entry(_ name: String, _ classes: StaticString, style: String = "") {
                key.element("span") { span in
                    span.element("svg", ["class": "map", "width": "22", "height": "14", "aria-hidden": "true", "style": "display:inline"]) {
                        svg in
                        svg.element(
                            "rect", ["class": classes.description, "style": style, "x": "1.5", "y": "1.5", "width": "19", "height": "11"])
                    }
                    span.text(name)
                }
            }
            entry(words(.partInQuestion), "part r-unlicensed", style: "fill:url(#h-unlicensed)")
            entry(words(.footprint), "foot")
            entry(words(.licenceInForce), "lic")
            entry(words(.licenceNotInForce), "old")
            entry(words(.toleranceBand), "tol", style: "stroke-width:5")
            entry(words(.zone), "zone")
            key.element("span", [:], "✛ " + words(.labelPoint))
        }
    }

    private func append(_ card: FindingCard, _ rank: Int, to markup: inout Markup) {
        let finding = card.finding
        markup.element("article", ["class": "card " + finding.rule.styleClass, "id": "f\(rank)", "aria-labelledby": "f\(rank)-h"]) {
            article in
            article.element("header") { header in
                header.element("h3", ["id": "f\(rank)-h"]) { heading in
                    heading.text("#\(rank) ")
                    report.icon(finding.rule, &heading)
                }
                report.badge(finding.verdict, &header)
                header.element("span") { span in
                    span.text("\(words(.severity)) \(finding.severity)")
                    report.meter(finding.severity, &span)
                }
                header.element("span", ["class": "small"]) { $0.element("a", ["href": "#list", "class": "screen"], words(.backToList)) }
            }
            article.append(FindingMap(card, rank: rank, words: words).svg())
            article.element("div") { facts in
                facts.element("p", [:], words.sentence(for: finding.rule, in: report.run))
                facts.element("dl") { list in CardFacts(card, words).append(to: &list) }
            }
        }
    }
}
