internal import Foundation
internal import OreGeometry

/// Positions in lon/lat degrees, for people.
enum PositionText {
    /// "114.123457, 24.987654": lon, lat, 6 decimals (about 0.1 m).
    static func decimal(_ c: Coordinate) -> String { String(format: "%.6f, %.6f", c.x, c.y) }

    /// 114°07′24.44″E 24°59′15.55″N.
    static func degreesMinutesSeconds(_ c: Coordinate) -> String {
        sexagesimal(c.x) + (c.x < 0 ? "W" : "E") + " " + sexagesimal(c.y) + (c.y < 0 ? "S" : "N")
    }

    private static func sexagesimal(_ degrees: Double) -> String {
        // Rounded once, in hundredths of a second, so that 59.999 becomes the next minute and never 60.00.
        let hundredths = Int((abs(degrees) * 360_000).rounded())
        let (d, m, s) = (hundredths / 360_000, hundredths / 6000 % 60, hundredths % 6000)
        return String(format: "%d°%02d′%02d.%02d″", d, m, s / 100, s % 100)
    }

    /// A lon/lat box: "113.9–115.1°E 24.5–25.3°N" with signs as hemispheres of each end.
    static func box(_ box: Envelope) -> String {
        "\(axis(box.minX, "W", "E"))–\(axis(box.maxX, "W", "E")), \(axis(box.minY, "S", "N"))–\(axis(box.maxY, "S", "N"))"
    }

    /// One degree value with its hemisphere, as graticules label it: 114.5°E.
    static func axis(_ degrees: Double, _ negative: String, _ positive: String, decimals: Int = 2) -> String {
        let text = String(format: "%.\(decimals)f", abs(degrees))
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        return text + "°" + (isZero ? "" : degrees < 0 ? negative : positive)
    }
}
