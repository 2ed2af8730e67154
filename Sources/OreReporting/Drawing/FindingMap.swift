internal import Foundation
internal import OreDetection
internal import OreGeometry

/// The small map of one finding: footprint, part in question, licences with their tolerance band, zone, label point, scale bar.
struct FindingMap {
    private let card: FindingCard
    private let rank: Int
    private let words: Language
    private let frame: MapFrame

    private static let (left, bottom) = (18.0, 20.0)

    init(_ card: FindingCard, rank: Int, words: Language, width: Double = 430, height: Double = 330) {
        self.card = card
        self.rank = rank
        self.words = words
        var box = card.geometry.envelope
        if let footprint = card.footprint { box.expand(toInclude: footprint.envelope) }
        if box.isEmpty, let point = card.finding.labelPoint { box.expand(toInclude: point) }
        frame = MapFrame(showing: box, width: width, height: height, padding: 0.3, minimumMetres: 120)
    }

    func svg() -> Markup {
        var markup = Markup()
        let id = "m\(rank)"
        let (width, height) = (frame.width + Self.left + 4, frame.height + Self.bottom + 2)
        markup.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": "map " + card.finding.rule.styleClass,
                "viewBox": "0 0 \(pixels(width)) \(pixels(height))", "width": pixels(width), "height": pixels(height), "role": "img",
                "aria-labelledby": "\(id)-t \(id)-d",
            ]
        ) { svg in
            svg.element("title", ["id": "\(id)-t"], "#\(rank) " + words.name(of: card.finding.rule))
            svg.element("desc", ["id": "\(id)-d"], description)
            svg.element("clipPath", ["id": "\(id)-c"]) { clip in
                clip.element("rect", ["width": pixels(frame.width), "height": pixels(frame.height)])
            }
            svg.element("g", ["transform": "translate(\(pixels(Self.left)) 1)"]) { group in
                group.element("rect", ["class": "land", "width": pixels(frame.width), "height": pixels(frame.height)])
                let furniture = MapFurniture(frame: frame, words: words)
                furniture.graticule(lines: 4, &group)
                group.element("g", ["clip-path": "url(#\(id)-c)"]) { layers(&$0) }
                group.element("rect", ["class": "frame", "width": pixels(frame.width), "height": pixels(frame.height)])
                furniture.scaleBar(&group)
                furniture.north(&group)
            }
        }
        return markup
    }

    private var description: String {
        let finding = card.finding
        return words(
            .findingMapDescription, String(rank), finding.footprintID, QuantityText.area(finding.area, words),
            finding.labelPoint.map(PositionText.decimal) ?? words(.notStated))
    }

    private func layers(_ markup: inout Markup) {
        var tags: [Tag] = []
        if let zone = card.zone {
            let shown = draw(zone.geometry, "zone", &markup)
            tags.append(Tag(text: zone.label ?? zone.id, style: "z", box: shown))
        }
        let licences = card.licences.sorted { $0.isInForce != $1.isInForce ? !$0.isInForce : $0.id < $1.id }
        var drawn: Set<String> = []
        for licence in licences where drawn.insert(licence.id).inserted {
            if licence.isInForce { tolerance(licence.geometry, &markup) }
            let shown = draw(licence.geometry, licence.isInForce ? "lic" : "old", &markup)
            tags.append(Tag(text: licence.id, style: licence.isInForce ? "l" : "o", box: shown))
        }
        if let footprint = card.footprint { draw(footprint, "foot", &markup) }
        var path = PathData()
        for polygon in card.geometry.polygons { path.add(polygon.rings.map(\.coordinates), in: frame) }
        if !path.isEmpty { markup.element("path", ["class": "part", "fill": card.finding.rule.hatchReference, "d": path.text]) }
        labels(tags, &markup)
        pointer(&markup)
        labelPoint(&markup)
    }

    @discardableResult
    private func draw(_ geometry: Geometry, _ style: StaticString, _ markup: inout Markup) -> Envelope {
        var (path, shown) = (PathData(), Envelope.empty)
        for polygon in geometry.polygons { shown.expand(toInclude: path.add(polygon.rings.map(\.coordinates), in: frame)) }
        if !path.isEmpty { markup.element("path", ["class": style.description, "d": path.text]) }
        return shown
    }

    /// The tolerance band: a stroke as wide as the tolerance on both sides of the boundary.
    private func tolerance(_ geometry: Geometry, _ markup: inout Markup) {
        guard let tolerance = card.finding.toleranceMetres, tolerance > 0 else { return }
        let width = 2 * tolerance / frame.metresPerPixel
        guard width > 1 else { return }
        var path = PathData()
        for polygon in geometry.polygons { path.add(polygon.rings.map(\.coordinates), in: frame) }
        if !path.isEmpty { markup.element("path", ["class": "tol", "stroke-width": pixels(width), "d": path.text]) }
    }

    private struct Tag {
        var text: String
        var style: StaticString
        /// Pixels of the outline that it names.
        var box: Envelope
    }

    /// Names at the upper edge of what shows of their outlines; a name that would cover another is moved down or left out.
    private func labels(_ tags: [Tag], _ markup: inout Markup) {
        var taken: [Envelope] = []
        for tag in tags.reversed() where !tag.box.isEmpty {
            let text = DisplayWidth.fitted(tag.text, to: 28)
            let width = Double(DisplayWidth.of(text)) * 6.4
            let (low, high) = (max(0, tag.box.minX), min(frame.width, tag.box.maxX))
            guard low < high else { continue }
            let x = min(max((low + high) / 2, width / 2 + 4), frame.width - width / 2 - 40)
            for row in 0..<4 {
                let y = max(14, tag.box.minY + 14) + Double(row) * 14
                let box = Envelope(minX: x - width / 2, minY: y - 11, maxX: x + width / 2, maxY: y + 2)
                guard y < frame.height - 30, !taken.contains(where: { $0.intersects(box) }) else { continue }
                taken.append(box)
                markup.element(
                    "text", ["class": "tag " + tag.style.description, "x": pixels(x), "y": pixels(y), "text-anchor": "middle"], text)
                break
            }
        }
    }

    /// When the nearest licence is out of the window: an arrow at the edge that points to it, with its name and distance.
    private func pointer(_ markup: inout Markup) {
        guard let nearest = card.finding.nearestLicenceID, let licence = card.licences.first(where: { $0.id == nearest }),
            !licence.geometry.envelope.isEmpty, !licence.geometry.envelope.intersects(frame.box),
            let text = FindingText.nearest(card.finding, words)
        else { return }
        let middle = Coordinate(frame.width / 2, frame.height / 2)
        let target = closestVertex(of: licence.geometry, to: middle)
        let (dx, dy) = (target.x - middle.x, target.y - middle.y)
        let reach = min((middle.x - 14) / max(abs(dx), 1e-9), (middle.y - 14) / max(abs(dy), 1e-9))
        let tip = Coordinate(middle.x + dx * reach, middle.y + dy * reach)
        let angle = atan2(dy, dx) * 180 / .pi
        markup.element("g", ["transform": "translate(\(pixels(tip.x)) \(pixels(tip.y)))rotate(\(pixels(angle)))"]) { group in
            group.raw("<path d=\"M10 0l-14 6l4-6l-4-6z\" style=\"fill:var(--lic)\"/>")
        }
        let width = Double(DisplayWidth.of(text)) * 6
        let x = min(max(tip.x, width / 2 + 6), frame.width - width / 2 - 6)
        let y = tip.y < middle.y ? max(tip.y + 22, 48) : min(tip.y - 12, frame.height - 36)
        markup.element("text", ["class": "tag l", "x": pixels(x), "y": pixels(y), "text-anchor": "middle"], text)
    }

    private func closestVertex(of geometry: Geometry, to p: Coordinate) -> Coordinate {
        var (best, distance) = (p, Double.infinity)
        for polygon in geometry.polygons {
            for c in polygon.exterior.coordinates {
                let q = frame.project(c)
                let d = (q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y)
                if d < distance { (best, distance) = (q, d) }
            }
        }
        return best
    }

    private func labelPoint(_ markup: inout Markup) {
        guard let point = card.finding.labelPoint else { return }
        let p = frame.project(point)
        guard frame.contains(pixel: p) else { return }
        let cross = "M\(pixels(p.x - 7)) \(pixels(p.y))h14M\(pixels(p.x)) \(pixels(p.y - 7))v14"
        markup.element("path", ["class": "cross h", "d": cross])
        markup.element("path", ["class": "cross", "d": cross])
    }
}
