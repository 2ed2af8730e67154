internal import OreFeatures
public import OreLedger

/// A balance as one HTML page that needs nothing else: the flows drawn, every line with its bounds, the years, reserves and owners.
///
/// Everything that came from outside is escaped, and a content security policy forbids the page to load or run anything.
public enum BalancePage {
    /// - Returns: UTF-8 bytes. The same balance gives the same bytes.
    public static func page(_ report: BalanceReport, language words: Language) -> [UInt8] {
        let title = words.regionName(report) + " · " + words.pick(("balance of \(report.year)", "\(report.year) 年度平衡"))
        return PlainPage.bytes(title: title, language: words, style: FlowDrawing.style) { main in
            main.element("h1", [:], words.regionName(report))
            let unit = LedgerQuantity.unit(report.material, words)
            main.element(
                "p", ["class": "sub"],
                words.pick(
                    (
                        "Balance of \(report.year), \(unit), as known at commit \(report.commit)",
                        "\(report.year) 年度平衡（\(unit)），以提交 \(report.commit) 所知为准"
                    )) + words.asReceived(report))
            main.element("div", ["class": "notice"]) { $0.element("p", [:], words(.notALegalFinding)) }
            drawing(report, words, &main)
            lines(report.balance, words, &main)
            years(report, words, &main)
            parts(report, words, &main)
            reserves(report, words, &main)
            owners(report, words, &main)
        }
    }

    private static func drawing(_ report: BalanceReport, _ words: Language, _ main: inout Markup) {
        guard let drawing = FlowDrawing(report.balance, words) else { return }
        main.element("h2", [:], words.pick(("Where it went", "流向")))
        main.element("figure") { figure in
            drawing.append(to: &figure)
            figure.element(
                "figcaption", [:],
                words.pick(
                    (
                        "Widths in proportion to tonnes. A wedge: known between bounds only (90 %). Grey: what no record explains. Red: estimated from land without a licence.",
                        "宽度与吨数成比例。楔形：仅知上下限（90 %）。灰：无记录可说明。红：按无证用地估算。"
                    )))
        }
    }

    private static func lines(_ balance: Balance, _ words: Language, _ main: inout Markup) {
        main.element("h2", [:], words.pick(("Lines", "项目")))
        main.element("table") { table in
            PlainPage.heading(
                [
                    words.pick(("Line", "项目")), words.pick(("At least", "下限")), words.pick(("Figure", "数值")), words.pick(("At most", "上限")),
                    words.pick(("From", "来自")),
                ], &table)
            for line in balance.lines {
                table.element("tr") { row in
                    row.element("td", [:], words.name(of: line.item))
                    let cells: [Tonnes?] =
                        line.amount.map { $0.isExact ? [nil, $0.central, nil] : [$0.low, $0.central, $0.high] } ?? [nil, nil, nil]
                    for (place, value) in cells.enumerated() {
                        let gap = place == 1 ? words.text(nil) : ""
                        row.element("td", ["class": "n"], value.map(LedgerQuantity.grouped) ?? (line.amount == nil ? gap : ""))
                    }
                    row.element("td", ["class": "small"], words.basis(line))
                }
            }
        }
        for note in balance.notes { main.element("p", ["class": "small"], words.sentence(note)) }
        if let land = balance.figures.land, land.sites > 0 { main.element("p", ["class": "small"], words.sentence(land)) }
    }

    // MARK: Tables

    private static let columns: [BalanceItem] = [.quota, .reported, .unlicensed, .mined, .separated, .used, .exported, .unaccounted]

    private static func table(
        _ rows: [(String, Balance)], _ first: String, _ words: Language, _ main: inout Markup
    ) {
        main.element("table") { table in
            PlainPage.heading([first] + columns.map { words.capitalised(words.name(of: $0)) }, &table)
            for (name, balance) in rows {
                table.element("tr") { row in
                    row.element("td", ["class": "w"], name)
                    for item in columns { row.element("td", ["class": "n"], balance[item].map { words.short($0) } ?? "–") }
                }
            }
        }
    }

    private static func years(_ report: BalanceReport, _ words: Language, _ main: inout Markup) {
        guard report.series.count > 1 else { return }
        main.element("h2", [:], words.pick(("By year", "逐年")))
        table(report.series.map { (String($0.year), $0) }, words.pick(("Year", "年度")), words, &main)
    }

    private static func parts(_ report: BalanceReport, _ words: Language, _ main: inout Markup) {
        guard !report.parts.isEmpty else { return }
        main.element("h2", [:], words.pick(("Parts in \(report.year)", "\(report.year) 年度分项")))
        let rows = report.parts.map { ($0.name ?? words.pick(("of none", "不属任何")), $0.balance) }
        table(rows, words.pick(("Name", "名称")), words, &main)
    }

    private static func reserves(_ report: BalanceReport, _ words: Language, _ main: inout Markup) {
        guard !report.reserves.isEmpty else { return }
        main.element("h2", [:], words.pick(("How long reserves last at the year's rate", "储采比（年）")))
        SeriesPlot(
            report.reserves.compactMap { life in life.years.map { (Int(life.year), $0) } }, unit: words.pick(("years", "年")), decimals: 1
        ).append(to: &main)
        main.element("table") { table in
            PlainPage.heading(
                [
                    words.pick(("Year", "年度")), words.pick(("Licences", "许可证")), words.pick(("Reserves left", "剩余可采储量")),
                    words.pick(("Mined in twelve months", "近十二个月开采")), words.pick(("Years", "可采年限")),
                ], &table)
            for life in report.reserves {
                table.element("tr") { row in
                    row.element("td", [:], String(life.year))
                    row.element("td", ["class": "n"], QuantityText.count(life.licences))
                    row.element("td", ["class": "n"], LedgerQuantity.grouped(life.left))
                    row.element("td", ["class": "n"], LedgerQuantity.grouped(life.perYear))
                    row.element("td", ["class": "n"], life.years.map { QuantityText.number($0, decimals: 1) } ?? "–")
                }
            }
        }
    }

    private static func owners(_ report: BalanceReport, _ words: Language, _ main: inout Markup) {
        guard !report.concentration.isEmpty else { return }
        func percent(_ share: Share) -> String { QuantityText.number(Double(share.millionths) / 10_000, decimals: 1) + " %" }
        main.element("h2", [:], words.pick(("How much of what is reported comes from few", "集中度")))
        SeriesPlot(report.concentration.map { (Int($0.year), Double($0.index)) }, unit: "HHI", decimals: 0).append(to: &main)
        main.element("table") { table in
            PlainPage.heading(
                [
                    words.pick(("Year", "年度")), words.pick(("Owners", "主体数")), words.pick(("Largest 3", "前三")),
                    words.pick(("Largest 6", "前六")), "HHI",
                    words.pick(("The largest", "最大主体")),
                ], &table)
            for one in report.concentration {
                table.element("tr") { row in
                    row.element("td", [:], String(one.year))
                    row.element("td", ["class": "n"], QuantityText.count(one.owners.count))
                    row.element("td", ["class": "n"], percent(one.share(ofLargest: 3)))
                    row.element("td", ["class": "n"], percent(one.share(ofLargest: 6)))
                    row.element("td", ["class": "n"], QuantityText.count(one.index))
                    let largest = one.owners.prefix(3).map { report.name(of: $0.subject) + " " + percent($0.share) }
                    row.element("td", ["class": "w"], words.list(largest))
                }
            }
        }
    }
}

/// One figure a year as a line.
struct SeriesPlot {
    private let points: [(year: Int, value: Double)]
    private let unit: String
    private let decimals: Int

    init(_ points: [(Int, Double)], unit: String, decimals: Int) {
        self.points = points.map { (year: $0.0, value: $0.1) }
        (self.unit, self.decimals) = (unit, decimals)
    }

    func append(to markup: inout Markup) {
        guard points.count > 1, let first = points.first?.year, let last = points.last?.year, let top = points.map(\.value).max(), top > 0
        else {
            return
        }
        let (width, height, left) = (720.0, 150.0, 60.0)
        func x(_ year: Int) -> Double { left + Double(year - first) / Double(max(1, last - first)) * (width - left - 40) }
        func y(_ value: Double) -> Double { 20 + (1 - max(0, value) / top) * (height - 20) }
        markup.element("figure") { figure in
            figure.element("svg", ["class": "lines", "viewBox": "0 0 720 180", "width": "720", "role": "img", "aria-label": unit]) { svg in
                svg.element(
                    "line", ["class": "axis", "x1": fixed(left), "x2": fixed(width - 30), "y1": fixed(height), "y2": fixed(height)])
                svg.element("text", ["x": "4", "y": "12"], unit)
                svg.element(
                    "polyline", ["points": points.map { fixed(x($0.year)) + "," + fixed(y($0.value)) }.joined(separator: " ")])
                let step = max(1, points.count / 8)
                for (place, point) in points.enumerated() {
                    svg.element("circle", ["cx": fixed(x(point.year)), "cy": fixed(y(point.value)), "r": "3"])
                    guard place.isMultiple(of: step) || place == points.count - 1 else { continue }
                    let (at, text) = (fixed(x(point.year)), QuantityText.number(point.value, decimals: decimals))
                    svg.element("text", ["x": at, "y": fixed(y(point.value) - 7), "text-anchor": "middle"], text)
                    svg.element("text", ["x": at, "y": fixed(height + 16), "text-anchor": "middle"], String(point.year))
                }
            }
        }
    }

    private func fixed(_ value: Double) -> String { SVGNumber.text(value) }
}
