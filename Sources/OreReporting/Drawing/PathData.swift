internal import OreGeometry

/// The `d` attribute of an SVG path, in tenths of a pixel, relative commands, as short as it gets.
struct PathData {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bytes.isEmpty }

    /// Outlines of a polygon's rings as they show in the frame: simplified to what the eye can see, clipped to a little more than the window.
    /// - Returns: the pixel envelope of what was added; empty when nothing of it shows.
    @discardableResult
    mutating func add(_ rings: [[Coordinate]], in frame: MapFrame, tolerance: Double = 0.3) -> Envelope {
        var shown = Envelope.empty
        for (index, ring) in rings.enumerated() {
            let outline = Outline.visible(ring, in: frame, tolerance: tolerance)
            if outline.count < 3 {
                if index == 0 { return shown }
                continue
            }
            // Pixels run downwards: a ring that is clockwise on paper has positive shoelace here. Exterior and holes opposed, for `nonzero`.
            let isPositive = Outline.doubleArea(outline) > 0
            add(isPositive == (index == 0) ? outline : outline.reversed())
            for p in outline { shown.expand(toInclude: p) }
        }
        return shown
    }

    /// A closed line through pixel positions.
    private mutating func add(_ outline: [Coordinate]) {
        var (lastX, lastY) = (0, 0)
        for (index, p) in outline.enumerated() {
            let (x, y) = (Int((p.x * 10).rounded()), Int((p.y * 10).rounded()))
            if index == 0 {
                bytes.append(UInt8(ascii: "M"))
                pair(x, y)
                bytes.append(UInt8(ascii: "l"))
            } else {
                if x == lastX && y == lastY { continue }
                if bytes.last != UInt8(ascii: "l") && x - lastX >= 0 { bytes.append(UInt8(ascii: " ")) }
                pair(x - lastX, y - lastY)
            }
            (lastX, lastY) = (x, y)
        }
        bytes.append(UInt8(ascii: "z"))
    }

    /// A position followed by a fixed relative outline (a symbol), or by `h0`, which a round line cap turns into a dot.
    mutating func add(symbol: StaticString, at p: Coordinate) {
        bytes.append(UInt8(ascii: "M"))
        pair(Int((p.x * 10).rounded()), Int((p.y * 10).rounded()))
        bytes.append(contentsOf: UnsafeBufferPointer(start: symbol.utf8Start, count: symbol.utf8CodeUnitCount))
    }

    mutating func add(lineFrom a: Coordinate, to b: Coordinate) {
        bytes.append(UInt8(ascii: "M"))
        pair(Int((a.x * 10).rounded()), Int((a.y * 10).rounded()))
        bytes.append(UInt8(ascii: "L"))
        pair(Int((b.x * 10).rounded()), Int((b.y * 10).rounded()))
    }

    private mutating func pair(_ x: Int, _ y: Int) {
        tenths(x)
        if y >= 0 { bytes.append(UInt8(ascii: " ")) }
        tenths(y)
    }

    private mutating func tenths(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(contentsOf: String(value.magnitude / 10).utf8)
        if value % 10 != 0 {
            bytes.append(UInt8(ascii: "."))
            bytes.append(UInt8(ascii: "0") + UInt8(value.magnitude % 10))
        }
    }
}
