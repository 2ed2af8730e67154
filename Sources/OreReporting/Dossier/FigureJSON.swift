internal import OreFeatures
internal import OreLedger

/// Figures with their trees, as dossiers and balances have them.
enum FigureJSON {
    /// One figure, and a new line.
    static func bytes<Item>(_ figure: TracedFigure<Item>, _ names: FigureNames) -> [UInt8] {
        var json = JSONBytes(capacity: 1 << 12)
        append(figure, names, &json)
        json.raw("\n")
        return json.bytes
    }

    static func append<Item>(_ figure: TracedFigure<Item>, _ names: FigureNames, _ json: inout JSONBytes) {
        json.raw("{\"item\":")
        json.string(figure.item.rawValue)
        json.raw(",\"subject\":")
        json.string(names.name(of: figure.subject))
        json.raw(",\"span\":")
        json.string(figure.span.description)
        append(figure.amount, &json)
        if let central = figure.central {
            json.raw(",\"tonnes_central\":")
            json.string(central.description)
        }
        switch figure.source {
        case .rows(let rows):
            json.raw(",\"rows\":")
            json.array(rows) { json, row in append(row, names, &json) }
        case .parts(let formula, let parts):
            json.raw(",\"formula\":")
            json.string(formula.rawValue)
            json.raw(",\"parts\":")
            json.array(names.ordered(parts, of: figure)) { json, part in
                json.raw("{\"subtracted\":")
                json.bool(part.isSubtracted)
                json.raw(",\"figure\":")
                append(part.figure, names, &json)
                json.raw("}")
            }
        case .estimate(let estimator):
            json.raw(",\"estimator\":")
            json.string(estimator.description)
        case .others(let count):
            json.raw(",\"others\":")
            json.integer(count)
        case .none: break
        }
        json.raw("}")
    }

    private static func append(_ row: SourceRow, _ names: FigureNames, _ json: inout JSONBytes) {
        json.raw("{\"kind\":")
        json.string(row.kind)
        json.raw(",\"file\":")
        json.string(names.file(of: row.commit))
        json.raw(",\"commit\":")
        json.integer(Int(row.commit))
        json.raw(",\"row\":")
        json.integer(Int(row.row))
        json.raw(",\"span\":")
        json.string(row.span.description)
        json.raw(",\"stated\":")
        json.day(row.stated)
        json.raw(",\"tonnes\":")
        json.string(row.amount.description)
        if row.isByGrade { json.raw(",\"by_grade\":true") }
        json.raw("}")
    }

    private static func append(_ amount: FigureAmount, _ json: inout JSONBytes) {
        switch amount {
        case .exact(let value):
            json.raw(",\"tonnes\":")
            json.string(value.description)
        case .between(let low, let high):
            json.raw(",\"tonnes_between\":")
            json.strings([min(low, high), max(low, high)].map(\.description))
        case .missing(let gap):
            json.raw(",\"missing\":")
            json.string(gap.rawValue)
        }
    }
}
