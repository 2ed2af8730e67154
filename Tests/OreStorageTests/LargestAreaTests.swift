import OreCases
import OreGeometry
import TestSupport
import Testing

@testable import OreStorage

@Suite("The largest area of a box")
struct LargestAreaTests {
    @Test("No outline is larger than its box allows, and none of a box much smaller than what it allows")
    func bound() {
        var random = SplitMix(state: 61)
        for _ in 0..<20_000 {
            let (x, y) = (random.unit() * 360 - 180, random.unit() * 158 - 79)
            let sizes: [Double] = [0.0001, 0.01, 0.9]
            let size = sizes[Int(random.next() % 3)]
            let (width, height) = (size * random.unit(), size * random.unit())
            let corners = [
                Coordinate(x, y), Coordinate(x + width, y), Coordinate(x + width, y + height), Coordinate(x, y + height), Coordinate(x, y),
            ]
            let geometry = Geometry.polygon(Polygon(exterior: Ring(corners)))
            let box = FloatBox(geometry.envelope)
            let area = StoredArea.of(geometry) ?? 0
            #expect(area <= box.largestArea, "\(x) \(y) \(width) \(height)")
            // Small boxes are rounded outwards by a large part of them.
            if width > 0.001, height > 0.001, size < 0.1 { #expect(box.largestArea < area * 1.2, "\(x) \(y) \(width) \(height)") }
        }
        #expect(FloatBox(Envelope(minX: 0, minY: 81, maxX: 0.1, maxY: 81.1)).largestArea == .infinity)
        #expect(FloatBox(Envelope(minX: 0, minY: 0, maxX: 2, maxY: 0.1)).largestArea == .infinity)
    }
}
