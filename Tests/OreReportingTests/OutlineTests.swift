import Foundation
import OreGeometry
import Testing

@testable import OreReporting

@Suite("Frames and outlines")
struct OutlineTests {
    private let frame = MapFrame(showing: Envelope(minX: 115, minY: 24, maxX: 115.1, maxY: 24.1), width: 400, height: 300)

    @Test("The frame shows its content with the same scale both ways, at any place", arguments: [0.0, 24, 60, -70, 89])
    func scale(latitude: Double) {
        let content = Envelope(minX: 10, minY: latitude - 0.1, maxX: 10.3, maxY: latitude + 0.1)
        let frame = MapFrame(showing: content, width: 400, height: 300)
        #expect(frame.box.contains(content))
        #expect(abs(frame.pixelsPerDegreeX / frame.pixelsPerDegreeY - max(0.05, cos(latitude * .pi / 180))) < 1e-12)
        let middle = frame.project(content.center)
        #expect(abs(middle.x - 200) < 1e-6 && abs(middle.y - 150) < 1e-6)
    }

    @Test("A point, or nothing at all, still makes a frame of a sensible size")
    func degenerate() {
        let point = MapFrame(showing: Envelope(Coordinate(115, 24), Coordinate(115, 24)), width: 400, height: 300, minimumMetres: 120)
        #expect(point.metresPerPixel * 300 >= 119)
        #expect(MapFrame(showing: .empty, width: 400, height: 300).box.contains(Coordinate(0, 0)))
    }

    @Test("Simplifying keeps corners and moves no position farther than the tolerance")
    func simplification() {
        let circle = (0..<10_000).map { i in
            Coordinate(200 + 100 * cos(Double(i) * 2 * .pi / 10_000), 150 + 100 * sin(Double(i) * 2 * .pi / 10_000))
        }
        let simple = Outline.simplified(circle, tolerance: 0.3)
        #expect(simple.count < 120)
        #expect(abs(Outline.doubleArea(simple) / Outline.doubleArea(circle) - 1) < 0.005)
        let square = [Coordinate(0, 0), Coordinate(5, 0.1), Coordinate(10, 0), Coordinate(10, 10), Coordinate(5, 10), Coordinate(0, 10)]
        #expect(Outline.simplified(square, tolerance: 0.3).count == 4)
    }

    @Test("An outline larger than the window is cut to little more than the window")
    func clipping() {
        let world = [Coordinate(0, 0), Coordinate(180, 0), Coordinate(180, 80), Coordinate(0, 80), Coordinate(0, 0)]
        let outline = Outline.visible(world, in: frame, tolerance: 0.3)
        #expect(outline.count == 4)
        #expect(outline.allSatisfy { $0.x >= -41 && $0.x <= 441 && $0.y >= -41 && $0.y <= 341 })
        #expect(Outline.visible(world.map { Coordinate($0.x - 200, $0.y) }, in: frame, tolerance: 0.3).isEmpty)
    }

    @Test("Path data is relative, in tenths, closed; holes run against their exterior")
    func path() {
        var path = PathData()
        let (outer, inner) = (Sample.square(115.02, 24.02, 0.04), Sample.square(115.03, 24.03, 0.01))
        path.add([outer, inner], in: frame)
        #expect(path.text.filter { $0 == "M" }.count == 2)
        #expect(path.text.filter { $0 == "z" }.count == 2)
        var reversed = PathData()
        reversed.add([outer.reversed(), inner], in: frame)
        let winding = [path, reversed].map { $0.text.split(separator: "M").map { $0.contains("-") } }
        #expect(winding[0] == winding[1])
    }

    @Test("Round numbers are 1, 2 or 5 times a power of ten", arguments: [(0.07, 0.05), (1, 1), (3.9, 2), (999, 500), (0, 1)])
    func round(value: Double, expected: Double) { #expect(abs(RoundNumber.floor(value) - expected) < 1e-12) }
}
