internal import OreFeatures
internal import OreLedger

/// The reports of one subject month by month, added up within each year, against the quota known for it.
struct LedgerPlot {
    struct Year {
        var year: Int
        /// What was reported by the end of each of twelve months; months without a report marked.
        var months: [(sum: Int64, isReported: Bool)]
        var quota: Int64?
    }

    let years: [Year]
    let language: Language

    /// - Parameter limit: years at most, the last ones.
    init(_ subject: SubjectID, of figures: LedgerPartition, language: Language, limit: Int = 6) {
        self.language = language
        var amounts: [Int: Int64] = [:]
        if let place = figures.reports.index(of: subject) {
            for row in figures.reports.rows(of: place) { amounts[Int(figures.reports.periods[row])] = figures.reports.amounts[row] }
        }
        var quotas: [Int: Int64] = [:]
        if let place = figures.quotas.index(of: subject) {
            for row in figures.quotas.rows(of: place) { quotas[Int(figures.quotas.periods[row])] = figures.quotas.amounts[row] }
        }
        let all = Set(amounts.keys.map { $0 / 12 }).union(quotas.keys).sorted().suffix(limit)
        years = all.map { year in
            var sum: Int64 = 0
            return Year(
                year: year,
                months: (0..<12).map { month in
                    let amount = amounts[year * 12 + month]
                    sum += amount ?? 0
                    return (sum, amount != nil)
                }, quota: quotas[year])
        }
    }

    static let height = 110.0
    private static let step = 11.0
    private static let gap = 14.0
    private static let top = 14.0

    /// A drawing: bars of the sums, hollow where a month has no report; the quota as a line across its year.
    func append(to markup: inout Markup, name: String) {
        let highest = max(1, years.flatMap { $0.months.map(\.sum) + [$0.quota ?? 0] }.max() ?? 1)
        let width = Double(years.count) * (12 * Self.step + Self.gap) + Self.gap
        let base = Self.top + Self.height
        func y(_ value: Int64) -> Double { base - Double(max(0, value)) / Double(highest) * Self.height }
        markup.element(
            "svg",
            [
                "viewBox": "0 0 \(fixed(width)) \(fixed(base + 18))", "width": fixed(width), "role": "img",
                "aria-label": language.pick(("Reports of \(name) added up within each year, against quota", "\(name) 各年累计上报与指标")),
            ]
        ) { svg in
            for (place, year) in years.enumerated() {
                let left = Self.gap + Double(place) * (12 * Self.step + Self.gap)
                for (month, value) in year.months.enumerated() {
                    let isOver = year.quota.map { value.sum > $0 } ?? false
                    svg.element(
                        "rect",
                        [
                            "class": (value.isReported ? "bar" : "bar gap") + (isOver ? " over" : ""),
                            "x": fixed(left + Double(month) * Self.step + 1),
                            "y": fixed(y(value.sum)), "width": fixed(Self.step - 2), "height": fixed(max(0, base - y(value.sum))),
                        ])
                }
                if let quota = year.quota {
                    svg.element(
                        "line",
                        [
                            "class": "quota", "x1": fixed(left), "x2": fixed(left + 12 * Self.step), "y1": fixed(y(quota)),
                            "y2": fixed(y(quota)),
                        ])
                }
                svg.element(
                    "line", ["class": "axis", "x1": fixed(left), "x2": fixed(left + 12 * Self.step), "y1": fixed(base), "y2": fixed(base)])
                svg.element("text", ["x": fixed(left + 6 * Self.step), "y": fixed(base + 13), "text-anchor": "middle"], String(year.year))
            }
        }
    }

    /// One decimal.
    private func fixed(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func style(_ markup: inout Markup) {
        markup.raw(
            """
            figure svg{max-width:100%;height:auto;font:10px var(--sans)}figure svg text{fill:var(--dim)}
            .bar{fill:var(--lic);fill-opacity:.55}.bar.over{fill:var(--accent);fill-opacity:.95}.bar.gap{fill:none;stroke:var(--dim);stroke-dasharray:2 2}
            .plots{display:flex;flex-wrap:wrap;gap:0 26px}.quota{stroke:var(--ink);stroke-width:1.6}.axis{stroke:var(--line)}

            """)
    }
}
