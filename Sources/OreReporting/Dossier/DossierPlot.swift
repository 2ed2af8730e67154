internal import OreFeatures
internal import OreLedger

/// Everything dated on one time axis: reports added up within each year against quota, sales, area worked, terms, orders to stop, suspected places.
struct DossierPlot {
    private let dossier: Dossier
    private let words: Language
    private let first: CalendarMonth
    private let last: CalendarMonth
    private static let left = 150.0
    private static let width = 1080.0
    private static let right = 16.0
    /// Rows of terms and of places drawn at most.
    private static let rows = 12

    /// `nil` when nothing is dated.
    init?(_ dossier: Dossier, _ words: Language) {
        var months = dossier.months.map(\.month) + dossier.areas.map { CalendarMonth($0.day) }
        months += dossier.incidents.compactMap { $0.firstSeen.map { CalendarMonth($0) } }
        months += dossier.incidents.compactMap { $0.lastSeen.map { CalendarMonth($0) } }
        for year in dossier.years {
            months += [CalendarMonth(number: Int(year.year) * 12), CalendarMonth(number: Int(year.year) * 12 + 11)]
        }
        guard let low = months.min(), let high = months.max() else { return nil }
        // Whole years, the last thirty at most.
        let end = high.year * 12 + 11
        (self.dossier, self.words, last) = (dossier, words, CalendarMonth(number: end))
        first = CalendarMonth(number: max(low.year * 12, end - 30 * 12 + 1))
    }

    private var scale: Double { (Self.width - Self.left - Self.right) / Double(last.number - first.number + 1) }

    /// Of a month's beginning, and fractions of months.
    private func x(_ month: Double) -> Double {
        Self.left + min(max(month - Double(first.number), 0), Double(last.number - first.number + 1)) * scale
    }

    private func x(_ day: Int32) -> Double {
        // Spans may be open: clamped before a day is made of them.
        let clamped = Day(daysSince1970: min(max(day, -719_000), 2_900_000))
        let (year, month, date) = clamped.yearMonthDay
        return x(Double(year * 12 + month - 1) + Double(date - 1) / 31)
    }

    /// The drawing, with a description for those who do not see it.
    func append(to markup: inout Markup) {
        var content = Markup()
        var y = 12.0
        figures(&content, &y)
        areas(&content, &y)
        terms(&content, &y)
        incidents(&content, &y)
        axis(&content, y)
        let label = words.pick(("Reports, quota, sales, area, terms and suspected places on one time axis", "上报、指标、销售、面积、有效期与疑似点时间轴"))
        markup.element(
            "svg",
            [
                "viewBox": "0 0 \(fixed(Self.width)) \(fixed(y + 22))", "width": fixed(Self.width), "role": "img", "class": "dossier",
                "aria-label": label,
            ]
        ) { $0.append(content) }
    }

    private func label(_ text: String, _ y: Double, _ markup: inout Markup) {
        markup.element("text", ["x": fixed(Self.left - 8), "y": fixed(y), "text-anchor": "end"], DisplayWidth.fitted(text, to: 26))
    }

    // MARK: Bands

    private func figures(_ markup: inout Markup, _ y: inout Double) {
        guard !dossier.months.isEmpty || !dossier.years.isEmpty else { return }
        let height = 150.0
        let quotas = Dictionary(dossier.years.compactMap { year in year.quota.exact.map { (Int(year.year), $0.thousandths) } }) { a, _ in a
        }
        var (reported, sold, year) = (Int64(0), Int64(0), 0)
        var bars: [(month: Int, reported: Int64, isReported: Bool, sold: Int64?)] = []
        for month in dossier.months {
            if month.month.year != year { (reported, sold, year) = (0, 0, month.month.year) }
            reported = reported.addingReportingOverflow(month.reported?.thousandths ?? 0).partialValue
            sold = sold.addingReportingOverflow(month.sold?.thousandths ?? 0).partialValue
            bars.append((month.month.number, reported, month.reported != nil, month.sold == nil && sold == 0 ? nil : sold))
        }
        let top = max(1, (bars.flatMap { [$0.reported, $0.sold ?? 0] } + quotas.values).max() ?? 1)
        let base = y + height
        func place(_ value: Int64) -> Double { base - Double(max(0, value)) / Double(top) * (height - 14) }
        label(words.pick(("reported in the year", "当年累计上报")), y + 16, &markup)
        label(LedgerQuantity.grouped(Tonnes(thousandths: top)), place(top) + 16 + 12, &markup)
        label(LedgerQuantity.unit(dossier.account.material, words), place(top) + 16 + 24, &markup)
        for bar in bars {
            let isOver = quotas[bar.month / 12].map { bar.reported > $0 } ?? false
            markup.element(
                "rect",
                [
                    "class": (bar.isReported ? "bar" : "bar gap") + (isOver ? " over" : ""), "x": fixed(x(Double(bar.month)) + scale * 0.1),
                    "y": fixed(place(bar.reported)), "width": fixed(scale * 0.8), "height": fixed(base - place(bar.reported)),
                ])
            guard let sold = bar.sold else { continue }
            let (from, to) = (x(Double(bar.month)), x(Double(bar.month) + 1))
            markup.element(
                "line", ["class": "sold", "x1": fixed(from), "x2": fixed(to), "y1": fixed(place(sold)), "y2": fixed(place(sold))])
        }
        for (year, quota) in quotas.sorted(by: { $0.key < $1.key }) {
            markup.element(
                "line",
                [
                    "class": "quota", "x1": fixed(x(Double(year * 12))), "x2": fixed(x(Double(year * 12 + 12))), "y1": fixed(place(quota)),
                    "y2": fixed(place(quota)),
                ])
        }
        line(base, &markup)
        y = base + 14
    }

    private func areas(_ markup: inout Markup, _ y: inout Double) {
        guard let top = dossier.areas.map(\.area).max(), top > 0 else { return }
        let (height, base) = (70.0, y + 70.0)
        label(words.pick(("area worked", "已动用面积")), y + 14, &markup)
        label(QuantityText.hectares(top) + " " + words(.hectares), y + 26, &markup)
        var points: [String] = []
        var before = 0.0
        for step in dossier.areas {
            let (at, level) = (x(step.day.daysSince1970), base - step.area / top * (height - 8))
            points += ["\(fixed(at)),\(fixed(base - before / top * (height - 8)))", "\(fixed(at)),\(fixed(level))"]
            before = step.area
        }
        points.append("\(fixed(x(Double(last.number + 1)))),\(fixed(base - before / top * (height - 8)))")
        markup.element("polyline", ["class": "area", "points": points.joined(separator: " ")])
        line(base, &markup)
        y = base + 14
    }

    private func terms(_ markup: inout Markup, _ y: inout Double) {
        let (from, to) = (x(Double(first.number)), x(Double(last.number + 1)))
        for licence in dossier.licences.prefix(Self.rows) {
            label(licence.id, y + 9, &markup)
            markup.element("line", ["class": "axis", "x1": fixed(from), "x2": fixed(to), "y1": fixed(y + 5), "y2": fixed(y + 5)])
            for (spans, style) in [(licence.spans, "term"), (licence.orders, "stop")] {
                for span in spans {
                    let (start, end) = (x(span.lowerBound), x(span.upperBound))
                    guard end > start else { continue }
                    markup.element(
                        "rect", ["class": style, "x": fixed(start), "y": fixed(y), "width": fixed(end - start), "height": "10"])
                }
            }
            y += 16
        }
        if dossier.licences.count > Self.rows {
            label(
                words.pick(("and \(dossier.licences.count - Self.rows) more", "另有 \(dossier.licences.count - Self.rows) 个")), y + 9, &markup
            )
            y += 16
        }
        if !dossier.licences.isEmpty { y += 6 }
    }

    private func incidents(_ markup: inout Markup, _ y: inout Double) {
        for incident in dossier.incidents.prefix(Self.rows) {
            guard let from = incident.firstSeen, let to = incident.lastSeen ?? incident.firstSeen else { continue }
            label(incident.handle, y + 9, &markup)
            let (start, end) = (x(from.daysSince1970), x(to.daysSince1970))
            markup.element(
                "line", ["class": "incident", "x1": fixed(start), "x2": fixed(max(start + 1, end)), "y1": fixed(y + 5), "y2": fixed(y + 5)])
            for at in [start, end] { markup.element("circle", ["class": "incident", "cx": fixed(at), "cy": fixed(y + 5), "r": "3.5"]) }
            y += 16
        }
    }

    private func axis(_ markup: inout Markup, _ y: Double) {
        let years = first.year...last.year
        let step = max(1, years.count / 15)
        for year in years {
            let at = x(Double(year * 12))
            markup.element("line", ["class": "grid", "x1": fixed(at), "x2": fixed(at), "y1": "8", "y2": fixed(y)])
            guard (year - first.year).isMultiple(of: step) else { continue }
            markup.element("text", ["x": fixed(at + scale * 6), "y": fixed(y + 14), "text-anchor": "middle"], String(year))
        }
    }

    private func line(_ y: Double, _ markup: inout Markup) {
        markup.element(
            "line", ["class": "axis", "x1": fixed(Self.left), "x2": fixed(Self.width - Self.right), "y1": fixed(y), "y2": fixed(y)])
    }

    private func fixed(_ value: Double) -> String { SVGNumber.text(value) }

    static func style(_ markup: inout Markup) {
        markup.raw(
            """
            svg.dossier{max-width:100%;height:auto;font:11px var(--sans)}svg.dossier text{fill:var(--dim)}
            .bar{fill:var(--lic);fill-opacity:.55}.bar.over{fill:var(--accent);fill-opacity:.95}.bar.gap{fill:none;stroke:var(--dim);stroke-dasharray:2 2}
            .quota{stroke:var(--ink);stroke-width:1.8}.sold{stroke:var(--zone);stroke-width:2.2}.axis{stroke:var(--line)}.grid{stroke:var(--line);stroke-width:.6}
            .area{fill:none;stroke:var(--old);stroke-width:1.8}.term{fill:var(--zone);fill-opacity:.5}.stop{fill:var(--accent)}
            line.incident{stroke:var(--accent);stroke-width:2}circle.incident{fill:var(--accent)}
            .spark{display:inline-block;height:9px;background:var(--lic);opacity:.6;vertical-align:middle}.spark.open{opacity:.25}

            """)
    }
}

/// Numbers of drawings: one decimal.
enum SVGNumber {
    static func text(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        return (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
