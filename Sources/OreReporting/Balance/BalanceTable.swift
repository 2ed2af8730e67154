internal import OreFeatures
public import OreLedger

/// A balance for a terminal.
public enum BalanceTable {
    /// - Returns: lines without new lines at their ends.
    public static func lines(_ report: BalanceReport, style: TextStyle) -> [String] {
        let words = style.language
        let unit = LedgerQuantity.unit(report.material, words)
        var lines = [SafeText.forTerminal(words.regionName(report)) + " · \(report.year) · \(unit)" + words.asReceived(report), ""]
        lines += table(report.balance, style)
        lines += report.balance.notes.map { "  " + words.sentence($0) }
        if let land = report.balance.figures.land, land.sites > 0 { lines.append("  " + words.sentence(land)) }
        lines += series(report, style) + reserves(report, style) + owners(report, style) + parts(report, style)
        return lines
    }

    /// The tree of one figure down to places, files and rows.
    public static func trace(_ figure: BalanceFigure, of trace: BalanceTrace, style: TextStyle) -> [String] {
        let words = style.language
        var names = trace.names
        names.subjects[.everybody] = words.allRegions
        names.subjects[.nobody] = words.pick(("not named", "未指明"))
        return FigureTrace<BalanceTraceItem>(names, words) { words.name(of: $0) }.lines(figure).map { SafeText.forTerminal($0) }
    }

    private static func table(_ balance: Balance, _ style: TextStyle) -> [String] {
        let words = style.language
        var table = TextTable([
            .init(words.pick(("line", "项目")), minimumWidth: 16), .init(words.pick(("t", "吨")), .right),
            .init(words.pick(("from", "来自")), minimumWidth: 12, expendability: 1),
        ])
        for line in balance.lines { table.append([words.name(of: line.item), words.text(line.amount), words.basis(line)]) }
        return table.rendered(width: style.width, colour: style.colour).lines
    }

    private static let columns: [BalanceItem] = [.quota, .reported, .mined, .separated, .used, .exported, .unaccounted]

    private static func figures(_ balance: Balance, _ words: Language) -> [String] {
        columns.map { item in
            guard let amount = balance[item] else { return "–" }
            return (amount.isExact ? "" : "≈ ") + LedgerQuantity.grouped(amount.central)
        }
    }

    private static func series(_ report: BalanceReport, _ style: TextStyle) -> [String] {
        guard report.series.count > 1 else { return [] }
        let words = style.language
        var table = TextTable([.init(words.pick(("year", "年度")))] + columns.map { .init(words.name(of: $0), .right) })
        for balance in report.series { table.append([String(balance.year)] + figures(balance, words)) }
        return ["", words.pick(("By year", "逐年"))] + table.rendered(width: style.width, colour: style.colour).lines
    }

    private static func parts(_ report: BalanceReport, _ style: TextStyle) -> [String] {
        guard !report.parts.isEmpty else { return [] }
        let words = style.language
        var table = TextTable([.init(words.pick(("name", "名称")), minimumWidth: 10)] + columns.map { .init(words.name(of: $0), .right) })
        for part in report.parts {
            table.append([part.name ?? words.pick(("of none", "不属任何"))] + figures(part.balance, words))
        }
        return ["", words.pick(("Parts in \(report.year)", "\(report.year) 年度分项"))]
            + table.rendered(width: style.width, colour: style.colour).lines
    }

    private static func reserves(_ report: BalanceReport, _ style: TextStyle) -> [String] {
        guard !report.reserves.isEmpty else { return [] }
        let words = style.language
        var table = TextTable([
            .init(words.pick(("year", "年度"))), .init(words.pick(("licences", "许可证")), .right),
            .init(words.pick(("reserves left", "剩余可采储量")), .right), .init(words.pick(("mined in twelve months", "近十二个月开采")), .right),
            .init(words.pick(("years", "可采年限")), .right),
        ])
        for life in report.reserves {
            table.append([
                String(life.year), QuantityText.count(life.licences), LedgerQuantity.grouped(life.left),
                LedgerQuantity.grouped(life.perYear),
                life.years.map { QuantityText.number($0, decimals: 1) } ?? "–",
            ])
        }
        return ["", words.pick(("How long reserves last at the year's rate", "储采比"))]
            + table.rendered(width: style.width, colour: style.colour).lines
    }

    private static func owners(_ report: BalanceReport, _ style: TextStyle) -> [String] {
        guard !report.concentration.isEmpty else { return [] }
        let words = style.language
        func percent(_ share: Share) -> String { QuantityText.number(Double(share.millionths) / 10_000, decimals: 1) }
        var table = TextTable([
            .init(words.pick(("year", "年度"))), .init(words.pick(("owners", "主体数")), .right),
            .init(words.pick(("largest %", "最大 %")), .right),
            .init(words.pick(("largest 3 %", "前三 %")), .right), .init(words.pick(("largest 6 %", "前六 %")), .right), .init("HHI", .right),
            .init(words.pick(("the largest", "最大主体")), minimumWidth: 12, expendability: 1),
        ])
        for one in report.concentration {
            table.append([
                String(one.year), QuantityText.count(one.owners.count), percent(one.share(ofLargest: 1)), percent(one.share(ofLargest: 3)),
                percent(one.share(ofLargest: 6)), QuantityText.count(one.index), one.owners.first.map { report.name(of: $0.subject) } ?? "",
            ])
        }
        return [
            "",
            words.pick(
                (
                    "How much of what is reported comes from few (groups; enterprises and licences of no group for themselves)",
                    "集中度（按集团；不属集团者单列）"
                )),
        ] + table.rendered(width: style.width, colour: style.colour).lines
    }
}
