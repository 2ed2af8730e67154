internal import OreDetection
internal import OreGeometry

/// The sections of the page, in reading order: what, how much, where, which, why, from what.
struct ReportSections {
    let content: ReportContent
    let words: Language
    let run: RunRecord
    /// Suspected findings in rank order.
    let ranked: [Finding]
    let tally: FindingTally
    /// Cards in rank order with the rank of their finding, cut to the maximum.
    let cards: [(rank: Int, card: FindingCard)]

    init(_ content: ReportContent) {
        self.content = content
        words = content.language
        run = content.run
        ranked = FindingRanking.ranked(content.findings.filter { $0.verdict != .consistent })
        tally = FindingTally(ranked)
        let ranks = Dictionary(ranked.enumerated().map { ($1.id, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        let known = content.cards.compactMap { card in ranks[card.finding.id].map { (rank: $0, card: card) } }
        cards = Array(known.sorted { $0.rank < $1.rank }.prefix(content.maximumCards))
    }

    var title: String { content.title ?? words(.reportTitle) }

    func append(to body: inout Markup) {
        body.element("header") { header(&$0) }
        body.raw("\n")
        body.element("main") { main in
            summary(&main)
            overview(&main)
            RankedList(self).append(to: &main)
            CardSection(self).append(to: &main)
            SourceSections(self).append(to: &main)
        }
        body.raw("\n")
        body.element("footer") { footer in
            footer.element("p", [:], words(.notALegalFinding))
            footer.element(
                "p", [:],
                words(
                    .versions, "orewatch", RunRecord.programVersion, RunRecord.schemaVersion, run.projVersion, run.geosVersion))
        }
    }

    private func header(_ markup: inout Markup) {
        markup.element("h1", [:], title)
        func names(_ side: String) -> String {
            let names = run.inputs.filter { $0.side == side }.map(\.name)
            return names.isEmpty ? words.name(ofSide: side) : words.list(names)
        }
        markup.element("p", ["class": "sub"], words(.reportSubtitle, names("footprints"), names("licences")))
        markup.element("div", ["class": "notice", "role": "note"]) { notice in
            notice.element("p") { $0.element("strong", [:], words(.notALegalFinding)) }
            if tally[.unlicensed].count > 0 {
                notice.element(
                    "p", [:], words.heading(of: .unlicensed) + (words == .english ? ": " : "：") + words.sentence(for: .unlicensed, in: run))
            }
        }
    }

    private func summary(_ markup: inout Markup) {
        let all = tally.suspected
        let strong = RuleName.allCases.reduce(0) { $0 + tally[$1, .strong].count }
        let setAside = run.inputs.reduce(0) { $0 + $1.quarantined + $1.skipped }
        markup.element("h2", ["id": "summary"], words(.summary))
        markup.element("ul", ["class": "tiles"]) { tiles in
            tile(QuantityText.count(all.count), words(.tileFindings), &tiles)
            tile(QuantityText.count(strong), words(.tileStrong), &tiles)
            tile(
                QuantityText.hectares(all.area) + " " + words(.hectares), words(.tileArea),
                note: "\(QuantityText.squareMetres(all.area)) \(words(.squareMetres)) = \(QuantityText.mu(all.area)) \(words(.mu))", &tiles)
            tile(QuantityText.count(run.footprintsExamined), words(.tileFootprints), &tiles)
            tile(QuantityText.count(run.footprintsCovered), words(.tileCovered), &tiles)
            tile(QuantityText.count(setAside), words(.tileSetAside), &tiles)
        }
        if all.count > 0 { byRule(&markup) } else { markup.element("p", [:], words(.accountNothingSuspected)) }
    }

    private func tile(_ number: String, _ label: String, note: String? = nil, _ tiles: inout Markup) {
        tiles.element("li") { item in
            item.element("b", [:], number)
            item.element("span", [:], label)
            if let note { item.element("small", [:], note) }
        }
    }

    private func byRule(_ markup: inout Markup) {
        let verdicts = [Verdict.strong, .possible, .undecidable]
        let most = max(1, RuleName.allCases.map { tally[$0].count }.max() ?? 1)
        markup.element("div", ["class": "scroll"]) { scroll in
            scroll.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", ["scope": "col"], words.heading(.rule))
                        for verdict in verdicts {
                            row.element("th", ["class": "n", "scope": "col"], words.capitalised(words.name(of: verdict)))
                        }
                        row.element("th", ["class": "n", "scope": "col"], words.heading(.total))
                        row.element("th", ["scope": "col", "style": "width:24%", "aria-hidden": "true"], "")
                        row.element("th", ["class": "n", "scope": "col"], words.heading(.area) + ", " + words(.hectares))
                        row.element("th", ["class": "n", "scope": "col"], words.heading(.area) + ", " + words(.mu))
                    }
                }
                table.element("tbody") { rows in
                    for rule in tally.rules {
                        rows.element("tr", ["class": rule.styleClass]) { row in
                            row.element("td", ["class": "nb"]) { icon(rule, &$0) }
                            for verdict in verdicts { row.element("td", ["class": "n"], QuantityText.count(tally[rule, verdict].count)) }
                            row.element("td", ["class": "n"], QuantityText.count(tally[rule].count))
                            row.element("td", ["aria-hidden": "true"]) { cell in
                                cell.element("div", ["class": "stack"]) { stack in
                                    for verdict in verdicts where tally[rule, verdict].count > 0 {
                                        let share = 100 * Double(tally[rule, verdict].count) / Double(most)
                                        stack.element("i", ["class": verdict.rawValue, "style": "width:\(pixels(share))%"], "")
                                    }
                                }
                            }
                            row.element("td", ["class": "n"], QuantityText.hectares(tally[rule].area))
                            row.element("td", ["class": "n"], QuantityText.mu(tally[rule].area))
                        }
                    }
                }
            }
        }
    }

    private func overview(_ markup: inout Markup) {
        markup.element("h2", ["id": "overview"], words(.overview))
        markup.element("figure") { figure in
            figure.append(OverviewMap(content, ranked: ranked).svg(isAlone: false))
            figure.element("figcaption", [:], words(.overviewCaption, QuantityText.count(ranked.count)))
        }
    }

    /// The symbol of a rule and its name.
    func icon(_ rule: RuleName, _ markup: inout Markup) {
        markup.element("svg", ["class": "ic " + rule.styleClass, "viewBox": "-6.5 -6.5 13 13", "aria-hidden": "true"]) { svg in
            svg.element("path", ["d": "M0 0" + rule.symbol.description])
        }
        markup.text(words.heading(of: rule))
    }

    func badge(_ verdict: Verdict, _ markup: inout Markup) {
        markup.element("span", ["class": "badge " + verdict.rawValue], words.name(of: verdict))
    }

    func meter(_ severity: Int, _ markup: inout Markup) {
        markup.element("span", ["class": "meter", "aria-hidden": "true"]) { meter in
            meter.element("i", ["style": "width:\(max(0, min(100, severity)))%"], "")
        }
    }
}
