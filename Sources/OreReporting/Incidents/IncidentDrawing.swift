internal import Foundation
public import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// What a drawing of an incident through time needs.
public struct IncidentPicture: Sendable {
    public var listing: IncidentListing
    /// In order of time; see ``OreCases/IncidentOutlines/sightings(of:findings:engine:)``.
    public var outlines: [IncidentOutlines.Outline]
    public var decisions: [Decision]
    public var language: Language

    public init(_ listing: IncidentListing, outlines: [IncidentOutlines.Outline], decisions: [Decision] = [], language: Language = .english)
    {
        (self.listing, self.outlines, self.decisions, self.language) = (listing, outlines, decisions, language)
    }
}

/// An incident through time: one map with the outlines of all scenes, darker the later, a small map for each scene, and the area by month.
public enum IncidentDrawing {
    /// - Returns: UTF-8 bytes of an SVG document that refers to nothing outside. The same picture gives the same bytes.
    public static func svg(_ picture: IncidentPicture) -> [UInt8] {
        let panels = IncidentPanels(picture)
        var markup = Markup()
        markup.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        let (width, height) = panels.size
        markup.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(pixels(width)) \(pixels(height))", "width": pixels(width),
                "height": pixels(height),
            ]
        ) { svg in
            svg.element("style") { style in
                MapStyle.variables(&style)
                style.raw(":root{--sans:system-ui,\"Noto Sans\",\"Noto Sans CJK SC\",sans-serif}\n")
                MapStyle.rules(&style)
                IncidentPanels.style(&style)
            }
            svg.element("rect", ["style": "fill:var(--paper)", "width": pixels(width), "height": pixels(height)])
            panels.append(to: &svg)
        }
        markup.raw("\n")
        return Array(markup.source.utf8)
    }
}

/// The parts of the drawing, laid out for a sheet of fixed width.
struct IncidentPanels {
    private let picture: IncidentPicture
    private let words: Language
    /// Everything that was ever outlined.
    private let content: Envelope
    private let frame: MapFrame
    /// The outlines that get a small map: all of them, or the first and the last of many.
    private let small: [Int]

    private static let (width, mapHeight, smallSize, gap) = (900.0, 420.0, 164.0, 8.0)
    private static let (left, head, plotHeight, perRow) = (24.0, 66.0, 190.0, 5)
    private static let largestCount = 40

    init(_ picture: IncidentPicture) {
        self.picture = picture
        words = picture.language
        var box = picture.outlines.reduce(into: Envelope.empty) { $0.expand(toInclude: $1.geometry.envelope) }
        if box.isEmpty { box = picture.listing.incident.envelope }
        content = box
        frame = MapFrame(showing: box, width: Self.width - 2 * Self.left, height: Self.mapHeight, padding: 0.2, minimumMetres: 120)
        let all = Array(picture.outlines.indices)
        small = all.count <= Self.largestCount ? all : Array(all.prefix(Self.largestCount / 2) + all.suffix(Self.largestCount / 2))
    }

    private var rows: Int { (small.count + Self.perRow - 1) / Self.perRow }
    private var smallTop: Double { Self.head + Self.mapHeight + 40 }
    private var plotTop: Double { smallTop + Double(rows) * (Self.smallSize + 30) + 24 }

    var size: (width: Double, height: Double) { (Self.width, plotTop + Self.plotHeight + 66) }

    static func style(_ markup: inout Markup) {
        markup.raw(
            """
            text{font-family:var(--sans);font-size:11px;fill:var(--ink)}.h{font-size:19px;font-weight:650}.dim{fill:var(--dim)}
            .out{stroke-width:1.3;stroke-linejoin:round;fill-rule:nonzero}.bar1{fill:var(--accent)}.bar0{fill:none;stroke:var(--accent);stroke-width:.8}

            """)
    }

    func append(to markup: inout Markup) {
        let incident = picture.listing.incident
        markup.element("text", ["class": "h", "x": pixels(Self.left), "y": "32"], words(.incidentTitle, incident.handle))
        markup.element("text", ["class": "dim", "x": pixels(Self.left), "y": "52"], IncidentTable.sentence(incident, words))
        map(&markup)
        for (place, outline) in small.enumerated() { smallMap(outline, place, &markup) }
        plot(&markup)
        markup.element("text", ["class": "dim", "x": pixels(Self.left), "y": pixels(size.height - 14)], words(.notALegalFinding))
    }

    /// From pale (the first) to full (the last).
    private func shade(_ index: Int) -> String {
        let share = picture.outlines.count < 2 ? 1 : Double(index) / Double(picture.outlines.count - 1)
        return String(format: "%.2f", 0.25 + 0.75 * share)
    }

    private var colour: String { "var(--\((picture.listing.incident.rules.first?.land ?? .unlicensed).styleClass))" }

    private func map(_ markup: inout Markup) {
        markup.element("clipPath", ["id": "c"]) { clip in
            clip.element("rect", ["width": pixels(frame.width), "height": pixels(frame.height)])
        }
        markup.element("g", ["class": "map", "transform": "translate(\(pixels(Self.left)) \(pixels(Self.head)))", "role": "img"]) { group in
            group.element("title", [:], description)
            group.element("rect", ["class": "land", "width": pixels(frame.width), "height": pixels(frame.height)])
            let furniture = MapFurniture(frame: frame, words: words)
            furniture.graticule(lines: 5, &group)
            group.element("g", ["clip-path": "url(#c)"]) { layers in
                for index in picture.outlines.indices { draw(index, frame, isFilled: index == picture.outlines.count - 1, &layers) }
            }
            group.element("rect", ["class": "frame", "width": pixels(frame.width), "height": pixels(frame.height)])
            furniture.scaleBar(&group)
            furniture.north(&group)
        }
    }

    private var description: String {
        words(
            .mapThroughTimeDescription, picture.listing.incident.handle, String(picture.outlines.count),
            words.period(picture.outlines.first?.sighting.period), words.period(picture.outlines.last?.sighting.period))
    }

    private func draw(_ index: Int, _ frame: MapFrame, isFilled: Bool, _ markup: inout Markup) {
        var path = PathData()
        for polygon in picture.outlines[index].geometry.polygons { path.add(polygon.rings.map(\.coordinates), in: frame) }
        guard !path.isEmpty else { return }
        let fill = isFilled ? "fill:\(colour);fill-opacity:.2" : "fill:none"
        markup.element("path", ["class": "out", "style": "\(fill);stroke:\(colour);stroke-opacity:\(shade(index))", "d": path.text])
    }

    private func smallMap(_ index: Int, _ place: Int, _ markup: inout Markup) {
        let sighting = picture.outlines[index].sighting
        let x = Self.left + Double(place % Self.perRow) * (Self.smallSize + Self.gap)
        let y = smallTop + Double(place / Self.perRow) * (Self.smallSize + 30)
        let own = MapFrame(showing: content, width: Self.smallSize, height: Self.smallSize - 34, padding: 0.1, minimumMetres: 120)
        markup.element("clipPath", ["id": "c\(index)"]) { clip in
            clip.element("rect", ["width": pixels(own.width), "height": pixels(own.height)])
        }
        markup.element("g", ["class": "map", "transform": "translate(\(pixels(x)) \(pixels(y)))"]) { group in
            group.element("rect", ["class": "land", "width": pixels(own.width), "height": pixels(own.height)])
            group.element("g", ["clip-path": "url(#c\(index))"]) { draw(index, own, isFilled: true, &$0) }
            group.element("rect", ["class": "frame", "width": pixels(own.width), "height": pixels(own.height)])
            group.element("text", ["y": pixels(own.height + 15)], DisplayWidth.fitted(words.period(sighting.period), to: 24))
            let area = (sighting.content == .change ? "+" : "") + QuantityText.hectares(sighting.area) + " " + words(.hectares)
            group.element("text", ["class": "dim", "y": pixels(own.height + 30)], area)
        }
    }

    /// Bars by month with a scale at the left, and the events above them.
    private func plot(_ markup: inout Markup) {
        let series = GrowthSeries(of: picture.listing.incident)
        let months = series.months()
        let top = months.reduce(0) { max($0, $1.area) }
        markup.element("g", ["transform": "translate(\(pixels(Self.left)) \(pixels(plotTop)))", "role": "img"]) { group in
            group.element("text", ["font-weight": "600", "y": "0"], words.heading(.areaByMonth))
            guard top > 0, let first = months.first, let last = months.last else {
                group.element("text", ["class": "dim", "y": "20"], words(.noDatedSighting))
                return
            }
            group.element(
                "title", [:],
                words(.plotDescription, picture.listing.incident.handle, QuantityText.area(top, words)))
            let (x0, width, height) = (70.0, Self.width - 2 * Self.left - 70, Self.plotHeight - 40)
            let step = width / Double(months.count)
            for share in [0, 0.5, 1.0] {
                let y = 16 + height * (1 - share)
                group.element(
                    "path", ["style": "stroke:var(--grid);fill:none", "d": "M\(pixels(x0)) \(pixels(y))h\(pixels(width))"])
                group.element(
                    "text", ["class": "dim", "x": pixels(x0 - 6), "y": pixels(y + 4), "text-anchor": "end"],
                    QuantityText.hectares(top * share) + " " + words(.hectares))
            }
            for (index, month) in months.enumerated() where month.area > 0 {
                let bar = height * month.area / top
                group.element(
                    "rect",
                    [
                        "class": month.isObserved ? "bar1" : "bar0", "x": pixels(x0 + Double(index) * step + step * 0.08),
                        "y": pixels(16 + height - bar), "width": pixels(max(0.6, step * 0.84)), "height": pixels(bar),
                    ])
            }
            group.element("text", ["class": "dim", "x": pixels(x0), "y": pixels(height + 32)], first.month.description)
            group.element(
                "text", ["class": "dim", "x": pixels(x0 + width), "y": pixels(height + 32), "text-anchor": "end"], last.month.description)
            if months.contains(where: { !$0.isObserved }) {
                group.element(
                    "text", ["class": "dim", "x": pixels(x0 + width / 2), "y": pixels(height + 32), "text-anchor": "middle"],
                    words(.areaByMonthNote))
            }
        }
    }
}
