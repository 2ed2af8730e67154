internal import Foundation
internal import OreGeometry

/// The window of a map: which part of the earth is drawn, and where on the paper.
///
/// Input: lon/lat degrees. Plate carree with the east-west scale of the middle latitude, so that shapes look true over a county or a province.
struct MapFrame {
    /// What is drawn; fills the whole paper.
    let box: Envelope
    /// Pixels of the drawing.
    let width: Double
    let height: Double
    let pixelsPerDegreeX: Double
    let pixelsPerDegreeY: Double

    /// Metres of one degree of latitude, mean; good to 0.6 % everywhere, which no eye sees on a scale bar.
    private static let metresPerDegree = 111_195.0

    /// - Parameters:
    ///   - content: what must be seen; an empty envelope shows the whole earth.
    ///   - padding: of the content's size, on each side.
    ///   - minimumMetres: smallest extent, so that a tiny finding is not blown up beyond sense.
    init(showing content: Envelope, width: Double, height: Double, padding: Double = 0.08, minimumMetres: Double = 60) {
        let content = content.isEmpty ? Envelope(minX: -180, minY: -85, maxX: 180, maxY: 85) : content
        let middle = content.center
        let cosine = max(0.05, cos(middle.y * .pi / 180))
        let minimum = minimumMetres / Self.metresPerDegree
        let spanX = max(content.width * (1 + 2 * padding), minimum / cosine)
        let spanY = max(content.height * (1 + 2 * padding), minimum)
        let scale = min(width / (spanX * cosine), height / spanY)
        self.width = width
        self.height = height
        pixelsPerDegreeX = scale * cosine
        pixelsPerDegreeY = scale
        let (halfX, halfY) = (width / 2 / pixelsPerDegreeX, height / 2 / pixelsPerDegreeY)
        box = Envelope(minX: middle.x - halfX, minY: middle.y - halfY, maxX: middle.x + halfX, maxY: middle.y + halfY)
    }

    var metresPerPixel: Double { Self.metresPerDegree / pixelsPerDegreeY }

    /// Pixels from the top left corner, y downwards.
    func project(_ c: Coordinate) -> Coordinate { Coordinate((c.x - box.minX) * pixelsPerDegreeX, (box.maxY - c.y) * pixelsPerDegreeY) }

    func contains(pixel p: Coordinate) -> Bool { p.x >= 0 && p.x <= width && p.y >= 0 && p.y <= height }
}

/// Round numbers for scale bars and graticules.
enum RoundNumber {
    /// The largest of 1, 2, 5 times a power of ten that is at most `value`.
    static func floor(_ value: Double) -> Double {
        guard value > 0, value.isFinite else { return 1 }
        let power = pow(10, Foundation.floor(log10(value)))
        let lead = value / power
        return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
    }
}
