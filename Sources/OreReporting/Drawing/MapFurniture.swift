internal import Foundation
internal import OreGeometry

/// What makes a drawing a map: graticule, scale bar, north.
struct MapFurniture {
    let frame: MapFrame
    let words: Language

    /// Lines at round degrees, and labels outside the left and lower edge.
    func graticule(lines: Int, _ markup: inout Markup) {
        var path = PathData()
        let step = RoundNumber.floor(max(frame.box.width, frame.box.height) / Double(lines))
        let decimals = max(0, Int(-log10(step).rounded(.down)))
        var labels = Markup()
        for lon in ticks(frame.box.minX, frame.box.maxX, step) {
            let x = frame.project(Coordinate(lon, frame.box.minY)).x
            path.add(lineFrom: Coordinate(x, 0), to: Coordinate(x, frame.height))
            guard x > 24 && x < frame.width - 24 else { continue }
            labels.element(
                "text", ["class": "dim", "x": pixels(x), "y": pixels(frame.height + 14), "text-anchor": "middle"],
                PositionText.axis(lon, "W", "E", decimals: decimals))
        }
        for lat in ticks(frame.box.minY, frame.box.maxY, step) {
            let y = frame.project(Coordinate(frame.box.minX, lat)).y
            path.add(lineFrom: Coordinate(0, y), to: Coordinate(frame.width, y))
            guard y > 24 && y < frame.height - 24 else { continue }
            labels.element(
                "text", ["class": "dim", "text-anchor": "middle", "transform": "translate(-5 \(pixels(y)))rotate(-90)"],
                PositionText.axis(lat, "S", "N", decimals: decimals))
        }
        markup.element("path", ["class": "grid", "d": path.text])
        markup.append(labels)
    }

    private func ticks(_ low: Double, _ high: Double, _ step: Double) -> [Double] {
        let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
        guard first <= last, last - first < 100 else { return [] }
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// A bar of a round length at the lower left, on a plate, with its length in words.
    func scaleBar(_ markup: inout Markup) {
        let metres = RoundNumber.floor(frame.metresPerPixel * frame.width * 0.28)
        let length = metres / frame.metresPerPixel
        let text = metres >= 1000 ? "\(Int(metres / 1000)) \(words(.kilometres))" : "\(Int(max(1, metres))) \(words(.metres))"
        let textWidth = Double(DisplayWidth.of(text)) * 6.2
        markup.element("g", ["transform": "translate(8 \(pixels(frame.height - 26)))"]) { group in
            group.element("rect", ["class": "plate", "width": pixels(length + textWidth + 22), "height": "18", "rx": "2"])
            group.element("rect", ["class": "bar", "x": "6", "y": "7", "width": pixels(length / 2), "height": "4"])
            group.element("rect", ["class": "bar2", "x": pixels(6 + length / 2), "y": "7", "width": pixels(length / 2), "height": "4"])
            group.element("text", ["x": pixels(length + 12), "y": "13"], text)
        }
    }

    /// North is up; the arrow stands at the upper right.
    func north(_ markup: inout Markup) {
        markup.element("g", ["transform": "translate(\(pixels(frame.width - 20)) 26)"]) { group in
            group.raw("<circle class=\"plate\" r=\"15\"/><path class=\"bar\" d=\"M0-12l5 14l-5-3l-5 3z\"/>")
            group.element("text", ["y": "13", "text-anchor": "middle", "font-weight": "700", "font-size": "10"], words(.north))
        }
    }
}

/// A length in pixels, one decimal at most.
func pixels(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? String(tenths / 10) : String(Double(tenths) / 10)
}
