internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Where the numbers come from: rules, inputs, operations, method, and what was set aside.
struct SourceSections {
    private let run: RunRecord
    private let tally: FindingTally
    private let words: Language

    init(_ report: ReportSections) {
        run = report.run
        tally = report.tally
        words = report.words
    }

    func append(to markup: inout Markup) {
        rules(&markup)
        registration(&markup)
        inputs(&markup)
        setAside(&markup)
        method(&markup)
    }

    private func rules(_ markup: inout Markup) {
        markup.element("h2", ["id": "rules"], words(.notEvaluated))
        if run.rules.allSatisfy(\.ran) { markup.element("p", [:], words(.everyRuleRan)) }
        table(
            [.init(.rule), .init(.outcome), .init(.findings, isNumber: true), .init(.belowThreshold, isNumber: true), .init(.note)], &markup
        ) { rows in
            for rule in run.rules {
                rows.element("tr") { row in
                    row.element("td", [:], words.heading(of: rule.rule))
                    row.element("td") { cell in
                        if rule.ran { cell.text(words(.ruleRan)) } else { cell.element("strong", [:], words(.ruleDidNotRun)) }
                    }
                    row.element("td", ["class": "n"], rule.ran ? QuantityText.count(rule.findings) : "–")
                    row.element("td", ["class": "n"], rule.ran ? QuantityText.count(rule.belowThreshold) : "–")
                    row.element("td", ["class": "w"], rule.note ?? (rule.ran ? "" : words(.accountNoReason)))
                }
            }
        }
        markup.element("p", ["class": "small"]) { line in
            line.text("\(words.heading(.ruleSet)): \(run.ruleSetName), \(words(.sha256)) ")
            line.element("code", [:], run.ruleSetSHA256)
        }
    }

    private func registration(_ markup: inout Markup) {
        guard let audit = run.registration else { return }
        markup.element("h2", ["id": "registration"], words(.registrationHeading))
        for line in audit.groups.map({ group in
            words(
                .accountGroupDisplaced, group.name, ShiftText.text(group.shift, words), QuantityText.distance(group.budgetSigma, words),
                QuantityText.count(group.mines))
        }) {
            markup.element("p", [:], line)
        }
        table(
            [
                .init(.file), .init(.registrationStatus), .init(.registrationShift), .init(.registrationBudget, isNumber: true),
                .init(.registrationMines, isNumber: true),
            ], &markup
        ) { rows in
            for scene in audit.scenes.prefix(200) {
                rows.element("tr") { row in
                    row.element("td", ["class": "w"], scene.id)
                    row.element("td", [:], words.name(of: scene.status))
                    row.element("td", [:], scene.status == .notEstimable ? "–" : ShiftText.text(scene.shift, words))
                    row.element("td", ["class": "n"], QuantityText.distance(scene.budgetSigma, words))
                    row.element("td", ["class": "n"], QuantityText.count(scene.mines))
                }
            }
        }
    }

    private func inputs(_ markup: inout Markup) {
        markup.element("h2", ["id": "inputs"], words(.inputs))
        let columns: [Column] = [
            .init(.side), .init(.file), .init(.coordinateSystem), .init(.read, isNumber: true), .init(.used, isNumber: true),
            .init(.repaired, isNumber: true), .init(.quarantined, isNumber: true), .init(.skipped, isNumber: true), .init(.provenance),
        ]
        table(columns, &markup) { rows in
            for input in run.inputs {
                rows.element("tr") { row in
                    row.element("td", [:], words.name(ofSide: input.side))
                    row.element("td", ["class": "w"]) { cell in
                        cell.element("strong", [:], input.name)
                        cell.raw("<br>")
                        cell.text(words.list([input.format, input.encoding].filter { !$0.isEmpty }))
                        cell.raw("<br>")
                        cell.element("code", [:], "SHA-256 " + (input.sha256.isEmpty ? "–" : input.sha256))
                    }
                    row.element("td", ["class": "w"], input.crs)
                    for count in [input.read, input.stored, input.repaired, input.quarantined, input.skipped] {
                        row.element("td", ["class": "n"], QuantityText.count(count))
                    }
                    row.element("td", ["class": "w"]) { cell in provenance(input, &cell) }
                }
            }
        }
    }

    private func provenance(_ input: RunInput, _ cell: inout Markup) {
        let extent = input.extent.flatMap { $0.isEmpty ? nil : PositionText.box($0) }
        let facts: [(Phrase, String?)] = [
            (.attribution, input.attribution), (.dataLicence, input.licence), (.profile, input.profile),
            (.registerDate, input.statedDate ?? (input.side == "licences" ? words(.notStated) : nil)), (.extent, extent),
        ]
        var isFirst = true
        for (phrase, value) in facts {
            guard let value else { continue }
            if !isFirst { cell.raw("<br>") }
            isFirst = false
            cell.text("\(words.heading(phrase))\(words == .english ? ": " : "：")\(value)")
        }
    }

    private func setAside(_ markup: inout Markup) {
        markup.element("h2", ["id": "set-aside"], words(.setAside))
        guard !run.defects.isEmpty else { return markup.element("p", [:], words(.nothingSetAside)) }
        markup.element("p", ["class": "small"], words(.cutDefects))
        table([.init(.side), .init(.file), .init(.place), .init(.outcome), .init(.reason)], &markup) { rows in
            for defect in run.defects {
                rows.element("tr") { row in
                    row.element("td", [:], words.name(ofSide: defect.side))
                    row.element("td", ["class": "w"], defect.file)
                    row.element("td", ["class": "w"], defect.place.description)
                    row.element("td", [:], words(outcome(defect.outcome)))
                    row.element("td", ["class": "w"], defect.reason)
                }
            }
        }
    }

    private func outcome(_ outcome: RunDefect.Outcome) -> Phrase {
        switch outcome {
        case .repaired: .repaired
        case .quarantined: .quarantined
        case .skipped: .skipped
        case .registerDefect: .registerDefect
        case .farFromDistricts: .farFromDistricts
        }
    }

    private func method(_ markup: inout Markup) {
        markup.element("h2", ["id": "method"], words(.method))
        markup.element("ul") { list in
            list.element("li", [:], words(.methodAreas, run.monitoringCRS.isEmpty ? "WGS 84" : run.monitoringCRS))
            for phrase in [
                Phrase.methodOverlay, .methodEdges, .methodVerdicts, .methodPosition, .methodSeverity, .methodRanking, .methodMaps,
            ] {
                list.element("li", [:], words(phrase))
            }
            for rule in tally.rules { list.element("li", [:], "\(words.heading(of: rule)): \(words.meaning(of: rule))") }
        }
        markup.element("h3", [:], words(.operationsHeading))
        guard !run.operations.isEmpty else { return markup.element("p", [:], words(.noOperation)) }
        table([.init(.side), .init(.coordinateSystem), .init(.operation), .init(.accuracy)], &markup) { rows in
            for operation in run.operations {
                rows.element("tr") { row in
                    row.element("td", [:], words.name(ofSide: operation.side))
                    row.element("td", [:], "\(operation.from) → \(operation.to)")
                    row.element("td", ["class": "w"], operation.name)
                    row.element("td", ["class": "w"], accuracy(of: operation))
                }
            }
        }
    }

    private func accuracy(of operation: RunOperation) -> String {
        var parts = [
            operation.accuracyMetres.map { "\(QuantityText.number($0, decimals: 2)) \(words(.metres))" } ?? words(.accuracyUnknown)
        ]
        if let null = operation.acceptedNull {
            parts.append(words(.acceptedNull, null))
        } else if operation.isBallpark {
            parts.append(words(.ballpark))
        }
        return parts.joined(separator: "; ")
    }

    private struct Column {
        var title: Phrase
        var isNumber: Bool

        init(_ title: Phrase, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    private func table(_ columns: [Column], _ markup: inout Markup, rows: (inout Markup) -> Void) {
        markup.element("div", ["class": "scroll"]) { scroll in
            scroll.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for column in columns {
                            row.element("th", ["scope": "col", "class": column.isNumber ? "n" : ""], words.heading(column.title))
                        }
                    }
                }
                table.element("tbody") { rows(&$0) }
            }
        }
    }
}
