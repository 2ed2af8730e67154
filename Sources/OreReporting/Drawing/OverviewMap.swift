internal import Foundation
internal import OreDetection
internal import OreGeometry

/// All findings on one map, over the outlines of licences and zones. Used in the HTML report and, alone, as the drawing.
struct OverviewMap {
    private let findings: [Finding]
    private let content: ReportContent
    private let words: Language
    let frame: MapFrame

    /// Beyond this many findings symbols would hide each other: dots take their place.
    private static let mostSymbols = 1500
    /// Ranks that get a number beside their symbol.
    private static let mostNumbers = 12
    private static let (left, top, bottom) = (20.0, 4.0, 22.0)

    /// - Parameter ranked: the findings to show, in rank order.
    init(_ content: ReportContent, ranked: [Finding], width: Double = 1120) {
        self.content = content
        findings = ranked.filter { $0.labelPoint != nil }
        words = content.language
        var box = findings.reduce(into: Envelope.empty) { box, finding in finding.labelPoint.map { box.expand(toInclude: $0) } }
        if box.isEmpty {
            for columns in [content.licences, content.zones] {
                for c in columns.coordinates where c.isFinite { box.expand(toInclude: c) }
            }
        }
        let shape = box.isEmpty ? 0 : box.height / max(1e-9, box.width * cos(box.center.y * .pi / 180))
        frame = MapFrame(showing: box, width: width, height: min(max(width * shape * 1.05, 400), 660), minimumMetres: 2000)
    }

    private var rules: [RuleName] { RuleName.allCases.filter { rule in findings.contains { $0.rule == rule } } }

    /// The map in an `svg` element; with `isAlone` as a document of its own, which brings its style.
    func svg(isAlone: Bool) -> Markup {
        var markup = Markup()
        let legendHeight = 24.0 * Double((rules.count + 3 + 3) / 4) + 12
        let titleHeight = isAlone ? 54.0 : 0
        let size = (width: frame.width + Self.left + 12, height: frame.height + Self.top + Self.bottom + legendHeight + titleHeight)
        markup.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": "map", "viewBox": "0 0 \(pixels(size.width)) \(pixels(size.height))",
                "width": pixels(size.width), "height": pixels(size.height), "role": "img", "aria-labelledby": "overview-t overview-d",
            ]
        ) { svg in
            svg.element("title", ["id": "overview-t"], words.heading(.overview))
            svg.element("desc", ["id": "overview-d"], description)
            if isAlone { heading(size.width, size.height, &svg) }
            svg.element("g", ["class": "big", "transform": "translate(\(pixels(Self.left)) \(pixels(Self.top + titleHeight)))"]) { group in
                drawMap(&group)
            }
            svg.element(
                "g", ["transform": "translate(\(pixels(Self.left)) \(pixels(titleHeight + Self.top + frame.height + Self.bottom + 8)))"]
            ) {
                legend(&$0)
            }
        }
        return markup
    }

    private var description: String {
        let tally = FindingTally(findings)
        let counts = tally.rules.map { "\(words.name(of: $0)) \(QuantityText.count(tally[$0].count))" }
        let (low, high) = (Coordinate(frame.box.minX, frame.box.minY), Coordinate(frame.box.maxX, frame.box.maxY))
        return words(
            .overviewDescription, PositionText.decimal(low), PositionText.decimal(high), QuantityText.count(findings.count),
            words.list(counts.isEmpty ? ["0"] : counts))
    }

    /// Title, notice and style of a drawing that stands alone.
    private func heading(_ width: Double, _ height: Double, _ svg: inout Markup) {
        svg.element("style") { style in
            style.raw("svg{--sans:system-ui,\"Noto Sans\",\"Noto Sans CJK SC\",\"PingFang SC\",\"Microsoft YaHei\",sans-serif}")
            MapStyle.variables(&style)
            MapStyle.rules(&style)
        }
        MapStyle.patterns(&svg)
        svg.element("rect", ["width": pixels(width), "height": pixels(height), "style": "fill:var(--paper)"])
        svg.element("text", ["x": "20", "y": "24", "font-size": "17", "font-weight": "700"], content.title ?? words(.reportTitle))
        svg.element("text", ["class": "dim", "x": "20", "y": "43", "font-size": "11.5"], words(.notALegalFinding))
    }

    private func drawMap(_ markup: inout Markup) {
        markup.element("clipPath", ["id": "overview-clip"]) { clip in
            clip.element("rect", ["width": pixels(frame.width), "height": pixels(frame.height)])
        }
        markup.element("rect", ["class": "land", "width": pixels(frame.width), "height": pixels(frame.height)])
        let furniture = MapFurniture(frame: frame, words: words)
        furniture.graticule(lines: 7, &markup)
        markup.element("g", ["clip-path": "url(#overview-clip)"]) { group in
            outlines(content.zones, style: "zone", &group)
            outlines(content.licences, style: "lic", &group)
            for rule in rules.reversed() { symbols(rule, &group) }
            numbers(&group)
        }
        markup.element("rect", ["class": "frame", "width": pixels(frame.width), "height": pixels(frame.height)])
        furniture.scaleBar(&markup)
        furniture.north(&markup)
    }

    /// Outlines that can be seen as one path; those smaller than two pixels as dots, one per place.
    private func outlines(_ columns: GeometryColumns, style: StaticString, _ markup: inout Markup) {
        var (path, dots) = (PathData(), PathData())
        var taken: Set<Cell> = []
        for index in 0..<columns.count where columns.kinds[index]?.isPolygonal == true {
            let envelope = columns.envelope(of: index)
            guard envelope.intersects(frame.box) else { continue }
            if envelope.width * frame.pixelsPerDegreeX < 2 && envelope.height * frame.pixelsPerDegreeY < 2 {
                let p = frame.project(envelope.center)
                if taken.insert(Cell(p, size: 2)).inserted { dots.add(symbol: "h0", at: p) }
            } else {
                for polygon in columns.polygons(at: index) { path.add(polygon.rings.map(\.coordinates), in: frame, tolerance: 0.5) }
            }
        }
        if !path.isEmpty { markup.element("path", ["class": style.description, "d": path.text]) }
        if !dots.isEmpty { markup.element("path", ["class": "licdot", "d": dots.text]) }
    }

    private func symbols(_ rule: RuleName, _ markup: inout Markup) {
        var (strong, weak) = (PathData(), PathData())
        var taken: Set<Cell> = []
        let areDots = findings.count > Self.mostSymbols
        for finding in findings.reversed() where finding.rule == rule {
            guard let point = finding.labelPoint else { continue }
            let p = frame.project(point)
            guard taken.insert(Cell(p, size: 2)).inserted else { continue }
            if areDots {
                strong.add(symbol: "h0", at: p)
            } else if finding.verdict == .strong {
                strong.add(symbol: rule.symbol, at: p)
            } else {
                weak.add(symbol: rule.symbol, at: p)
            }
        }
        markup.element("g", ["class": rule.styleClass]) { group in
            if !weak.isEmpty { group.element("path", ["class": "sym weak", "d": weak.text]) }
            if !strong.isEmpty { group.element("path", ["class": areDots ? "dot" : "sym", "d": strong.text]) }
        }
    }

    /// The rank beside the first symbols, where it does not cover another number.
    private func numbers(_ markup: inout Markup) {
        var taken: [Coordinate] = []
        for (index, finding) in findings.prefix(Self.mostNumbers).enumerated() {
            guard let point = finding.labelPoint else { continue }
            let p = frame.project(point)
            guard !taken.contains(where: { abs($0.x - p.x) < 18 && abs($0.y - p.y) < 13 }) else { continue }
            taken.append(p)
            markup.element(
                "text", ["class": "tag", "x": pixels(p.x + 7), "y": pixels(p.y - 5), "font-size": "12", "font-weight": "700"],
                String(index + 1))
        }
    }

    private func legend(_ markup: inout Markup) {
        let column = frame.width / 4
        let tally = FindingTally(findings)
        func place(_ slot: Int) -> (x: Double, y: Double) { (Double(slot % 4) * column, Double(slot / 4) * 24 + 8) }
        for (slot, rule) in rules.enumerated() {
            let (x, y) = place(slot)
            markup.element("g", ["class": rule.styleClass, "transform": "translate(\(pixels(x + 8)) \(pixels(y)))"]) { group in
                group.element("path", ["class": "sym", "d": "M0 0" + rule.symbol.description])
                group.element(
                    "text", ["x": "14", "y": "4", "font-size": "12"],
                    "\(words.heading(of: rule)) (\(QuantityText.count(tally[rule].count)))")
            }
        }
        var slot = rules.count
        func context(_ style: StaticString, _ name: String) {
            let (x, y) = place(slot)
            markup.element("g", ["transform": "translate(\(pixels(x)) \(pixels(y)))"]) { group in
                group.element("rect", ["class": style.description, "x": "0", "y": "-6", "width": "17", "height": "12"])
                group.element("text", ["x": "22", "y": "4", "font-size": "12"], name)
            }
            slot += 1
        }
        if content.licences.count > 0 { context("lic", words.heading(.licences)) }
        if content.zones.count > 0 { context("zone", words.heading(.zones)) }
        guard findings.count <= Self.mostSymbols, findings.contains(where: { $0.verdict != .strong }), !rules.isEmpty else { return }
        let (x, y) = place(slot)
        markup.element("g", ["transform": "translate(\(pixels(x)) \(pixels(y)))"]) { group in
            group.element("path", ["class": "sym", "style": "--c:var(--dim)", "d": "M6 0" + RuleName.unlicensed.symbol.description])
            group.element("path", ["class": "sym weak", "style": "--c:var(--dim)", "d": "M20 0" + RuleName.unlicensed.symbol.description])
            group.element("text", ["x": "31", "y": "4", "font-size": "12"], words(.legendFilledHollow))
        }
    }

    /// A square of the paper, for keeping one symbol per place.
    private struct Cell: Hashable {
        var (x, y) = (0, 0)

        init(_ p: Coordinate, size: Double) {
            guard p.isFinite, abs(p.x) < 1e6, abs(p.y) < 1e6 else { return }
            (x, y) = (Int((p.x / size).rounded()), Int((p.y / size).rounded()))
        }
    }
}
