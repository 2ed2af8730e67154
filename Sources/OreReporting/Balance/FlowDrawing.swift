internal import OreFeatures
internal import OreLedger

/// The flows of a balance as a drawing: widths by tonnes, a light wedge where an amount is only known between bounds.
struct FlowDrawing {
    private let balance: Balance
    private let words: Language
    private let layout: FlowLayout

    /// `nil` where nothing flows.
    init?(_ balance: Balance, _ words: Language) {
        (self.balance, self.words, layout) = (balance, words, FlowLayout(balance.flows))
        guard !layout.boxes.isEmpty else { return nil }
    }

    /// With a description for those who do not see it.
    func append(to markup: inout Markup) {
        let flows = balance.flows.map { "\(words.label(of: $0)) \(words.text($0.amount))" }
        markup.element(
            "svg",
            [
                "viewBox": "0 0 \(fixed(FlowLayout.width)) \(fixed(layout.height))", "width": fixed(FlowLayout.width), "role": "img",
                "class": "flows", "aria-label": words.pick(("Flows of \(balance.year): ", "\(balance.year) 年度流向：")) + words.list(flows),
            ]
        ) { svg in
            for band in layout.bands { append(band, to: &svg) }
            for box in layout.boxes { append(box, to: &svg) }
            for band in layout.bands { appendLabel(band, to: &svg) }
        }
    }

    private func append(_ band: FlowLayout.Band, to svg: inout Markup) {
        let style = band.flow.isRemainder ? "rest" : band.flow.item == .unlicensed ? "suspect" : "stated"
        if band.high > band.low {
            // At its outer end as wide as it can be at most, and as it must be at least.
            svg.element("path", ["class": style + " wide", "d": path(band, outer: band.high)])
            svg.element("path", ["class": style + " sure", "d": path(band, outer: min(band.low, band.height))])
        } else {
            svg.element("path", ["class": style, "d": path(band, outer: band.height)])
        }
    }

    /// A ribbon whose ends lie level; its outer end has that height around the same middle.
    private func path(_ band: FlowLayout.Band, outer: Double) -> String {
        var (left, right) = ((band.from.y, band.from.y + band.height), (band.to.y, band.to.y + band.height))
        if band.flow.from == nil {
            let middle = band.from.y + band.height / 2
            left = (middle - outer / 2, middle + outer / 2)
        } else if band.flow.to == nil {
            let middle = band.to.y + band.height / 2
            right = (middle - outer / 2, middle + outer / 2)
        }
        let (x1, x2) = (band.from.x, band.to.x)
        let bend = (x1 + x2) / 2
        func curve(_ x: Double, _ from: Double, _ to: Double, _ end: Double) -> String {
            "C\(fixed(bend)) \(fixed(from)) \(fixed(bend)) \(fixed(to)) \(fixed(end)) \(fixed(to))"
        }
        return "M\(fixed(x1)) \(fixed(left.0))" + curve(x1, left.0, right.0, x2) + "L\(fixed(x2)) \(fixed(right.1))"
            + curve(x2, right.1, left.1, x1) + "Z"
    }

    private func append(_ box: FlowLayout.Box, to svg: inout Markup) {
        svg.element(
            "rect",
            ["class": "node", "x": fixed(box.x), "y": fixed(box.y), "width": fixed(FlowLayout.nodeWidth), "height": fixed(box.height)])
        svg.element("text", ["class": "place", "x": fixed(box.x), "y": fixed(box.y - 8)], words.capitalised(words.name(of: box.node)))
    }

    private func appendLabel(_ band: FlowLayout.Band, to svg: inout Markup) {
        let anchor = band.isInner ? "middle" : band.flow.from == nil ? "end" : "start"
        appendText(band.flow, band.label.x, band.label.y, anchor, &svg)
    }

    private func appendText(_ flow: BalanceFlow, _ x: Double, _ y: Double, _ anchor: String, _ svg: inout Markup) {
        svg.element("text", ["class": "what", "x": fixed(x), "y": fixed(y - 3), "text-anchor": anchor], words.label(of: flow))
        svg.element("text", ["class": "much", "x": fixed(x), "y": fixed(y + 13), "text-anchor": anchor], words.short(flow.amount))
    }

    private func fixed(_ value: Double) -> String { SVGNumber.text(value) }

    static func style(_ markup: inout Markup) {
        markup.raw(
            """
            svg.flows{max-width:100%;height:auto;font:13px var(--sans)}svg.flows text{fill:var(--ink)}
            svg.flows .what{font-weight:600}svg.flows .much{font-variant-numeric:tabular-nums}svg.flows .place{font-size:15px;font-weight:700}
            .node{fill:var(--ink)}path.stated{fill:var(--lic);fill-opacity:.5}path.rest{fill:var(--old);fill-opacity:.45}path.suspect{fill:#b5432a;fill-opacity:.5}
            path.wide{fill-opacity:.22}path.sure{fill-opacity:.45}
            svg.lines{max-width:100%;height:auto;font:12px var(--sans)}svg.lines text{fill:var(--dim)}
            svg.lines .axis{stroke:var(--line)}svg.lines polyline{fill:none;stroke:var(--lic);stroke-width:2.2}svg.lines circle{fill:var(--lic)}

            """)
    }
}

extension Language {
    /// For a label: no thousandths where they are nothing.
    func short(_ amount: BalanceAmount) -> String {
        func text(_ value: Tonnes) -> String {
            let whole = LedgerQuantity.grouped(value)
            return whole.hasSuffix(".000") ? String(whole.dropLast(4)) : whole
        }
        return amount.isExact ? text(amount.central) : text(amount.low) + " – " + text(amount.high)
    }
}
