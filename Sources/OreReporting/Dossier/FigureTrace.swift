internal import OreFeatures
internal import OreLedger

/// The tree of a figure, a line a figure or row.
struct FigureTrace<Item: FigureItem> {
    let names: FigureNames
    let words: Language
    /// What an item is called.
    let title: (Item) -> String

    init(_ names: FigureNames, _ words: Language, title: @escaping (Item) -> String) {
        (self.names, self.words, self.title) = (names, words, title)
    }

    func lines(_ figure: TracedFigure<Item>) -> [String] {
        let head = "\(names.name(of: figure.subject)) · \(title(figure.item)) · \(figure.span)"
        return [head + " = " + words.text(figure) + formula(figure)] + below(figure, "")
    }

    private func formula(_ figure: TracedFigure<Item>) -> String {
        switch figure.source {
        case .parts(.sumOfLines, let parts): "  (\(terms(parts)))"
        case .parts(let formula, _): "  (\(words.name(of: formula)))"
        case .estimate(let estimator): "  (\(words.text(estimator)))"
        case .rows, .others, .none: ""
        }
    }

    /// `reported + unlicensed, from land − added to mine stock`.
    private func terms(_ parts: [FigurePart<Item>]) -> String {
        var text = ""
        for part in parts {
            let sign = part.isSubtracted ? "−" : "+"
            if !text.isEmpty { text += " \(sign) " } else if part.isSubtracted { text = "− " }
            text += title(part.figure.item)
        }
        return text
    }

    private func below(_ figure: TracedFigure<Item>, _ indent: String) -> [String] {
        switch figure.source {
        case .rows(let rows):
            rows.enumerated().map { place, row in
                let branch = place == rows.count - 1 ? "└ " : "├ "
                let grade = row.isByGrade ? words.pick((", concentrate by its grade", "，精矿按品位折算")) : ""
                let stated = row.stated.map { words.pick((", stated \($0)", "，\($0) 报送")) } ?? ""
                return indent + branch + LedgerQuantity.grouped(row.amount) + "  \(row.kind) \(row.span): \(names.file(of: row.commit)), "
                    + words.pick(("row \(row.row)", "第 \(row.row) 行")) + grade + stated
            }
        case .parts(_, let parts):
            names.ordered(parts, of: figure).enumerated().flatMap { place, part in
                let isLast = place == parts.count - 1
                let sign = part.isSubtracted ? "− " : ""
                let head = sign + name(part.figure, figure) + " = " + words.text(part.figure) + formula(part.figure)
                return [indent + (isLast ? "└ " : "├ ") + head] + below(part.figure, indent + (isLast ? "  " : "│ "))
            }
        case .estimate, .others, .none: []
        }
    }

    private func name(_ part: TracedFigure<Item>, _ whole: TracedFigure<Item>) -> String {
        if case .others(let count) = part.source { return words.pick(("and \(count) more", "其余 \(count) 项")) }
        return part.item == whole.item ? names.label(of: part, in: whole) : title(part.item)
    }
}

extension FigureTrace where Item == AccountItem {
    init(_ dossier: Dossier, _ words: Language) { self.init(dossier.figureNames, words) { words.name(of: $0) } }
}

extension FigureNames {
    /// Members by name, so that no order of the store shows; others as they are.
    func ordered<Item>(_ parts: [FigurePart<Item>], of figure: TracedFigure<Item>) -> [FigurePart<Item>] {
        guard case .parts(.sumOfMembers, _) = figure.source else { return parts }
        return parts.sorted { name(of: $0.figure.subject) < name(of: $1.figure.subject) }
    }
}
