internal import OreFeatures
public import OreLedger

/// A balance for spreadsheets: its lines, its flows, the years, reserves, owners.
public enum BalanceExports {
    private static func number(_ value: Tonnes?) -> XLSXWriter.Value { value.map { .number(Double($0.thousandths) / 1000) } ?? .empty }

    private static let lineColumns: [XLSXWriter.Column] = [
        .init("name", width: 26), .init("year"), .init("item", width: 22), .init("line", width: 28), .init("low_t", width: 18),
        .init("tonnes", width: 18), .init("high_t", width: 18), .init("basis", width: 12), .init("from", width: 26), .init("figures"),
    ]

    private static func rows(_ name: String, _ balance: Balance, _ words: Language) -> [[XLSXWriter.Value]] {
        balance.lines.map { line in
            [
                .text(name), .integer(Int(balance.year)), .text(line.item.rawValue), .text(words.name(of: line.item)),
                number(line.amount?.low),
                number(line.amount?.central), number(line.amount?.high), .text(line.basis.rawValue),
                line.fact.map { .text($0.rawValue) } ?? .empty, .integer(line.figures),
            ]
        }
    }

    /// - Throws: `OutputError`; nothing is left behind.
    public static func writeWorkbook(_ report: BalanceReport, language words: Language, to path: String) throws {
        let region = words.regionName(report) + words.asReceived(report)
        let lines = XLSXWriter.Sheet(name: words.pick(("balance", "平衡")), columns: lineColumns) { append in
            for row in rows(region, report.balance, words) { try append(row) }
            for note in report.balance.notes { try append([.empty, .empty, .empty, .text(words.sentence(note))]) }
        }
        let flows = XLSXWriter.Sheet(
            name: words.pick(("flows", "流向")),
            columns: [
                .init("item", width: 22), .init("label", width: 28), .init("from", width: 14), .init("to", width: 14), .init("remainder"),
                .init("low_t", width: 18), .init("tonnes", width: 18), .init("high_t", width: 18),
            ]
        ) { append in
            for flow in report.balance.flows {
                try append([
                    .text(flow.item.rawValue), .text(words.label(of: flow)), flow.from.map { .text($0.rawValue) } ?? .empty,
                    flow.to.map { .text($0.rawValue) } ?? .empty, .boolean(flow.isRemainder), number(flow.amount.low),
                    number(flow.amount.central), number(flow.amount.high),
                ])
            }
        }
        let series = XLSXWriter.Sheet(name: words.pick(("years", "逐年")), columns: lineColumns) { append in
            for balance in report.series { for row in rows(region, balance, words) { try append(row) } }
        }
        let parts = XLSXWriter.Sheet(name: words.pick(("parts", "分项")), columns: lineColumns) { append in
            for part in report.parts { for row in rows(part.name ?? "", part.balance, words) { try append(row) } }
        }
        try XLSXWriter.write([lines, flows, series, parts, reserves(report, words), owners(report, words)], to: path)
    }

    private static func reserves(_ report: BalanceReport, _ words: Language) -> XLSXWriter.Sheet {
        XLSXWriter.Sheet(
            name: words.pick(("reserves", "储采比")),
            columns: [.init("year"), .init("licences"), .init("left_t", width: 18), .init("mined_t", width: 18), .init("years")]
        ) { append in
            for life in report.reserves {
                try append([
                    .integer(Int(life.year)), .integer(life.licences), number(life.left), number(life.perYear),
                    life.years.map { .number($0) } ?? .empty,
                ])
            }
        }
    }

    private static func owners(_ report: BalanceReport, _ words: Language) -> XLSXWriter.Sheet {
        XLSXWriter.Sheet(
            name: words.pick(("owners", "集中度")),
            columns: [.init("year"), .init("hhi"), .init("place"), .init("name", width: 30), .init("tonnes", width: 18), .init("share")]
        ) { append in
            for one in report.concentration {
                for (place, owner) in one.owners.prefix(50).enumerated() {
                    try append([
                        .integer(Int(one.year)), .integer(one.index), .integer(place + 1), .text(report.name(of: owner.subject)),
                        number(owner.amount), .number(Double(owner.share.millionths) / 1_000_000),
                    ])
                }
            }
        }
    }
}
