import TestSupport
@testable import OreGeometry
import Testing

@Suite("The ladder of noding strategies")
struct OverlayLadderTests {
    @Test("Grids start at 14 significant digits and coarsen tenfold")
    func grids() {
        #expect(OverlayLadder.grids(magnitude: 117).map { Float($0) } == [1e-11, 1e-10, 1e-9])
        #expect(OverlayLadder.grids(magnitude: 8_893_091).map { Float($0) } == [1e-7, 1e-6, 1e-5])
        #expect(OverlayLadder.grids(magnitude: 0) == [1e-12])
    }

    @Test("The first grid that works wins; when none does the first message is kept")
    func climbing() throws {
        var tried: [Double] = []
        let found: Int = try OverlayLadder.climb("union", magnitude: 5, firstFailure: "TopologyException: first") { grid in
            tried.append(grid)
            return tried.count == 2 ? 42 : nil
        }
        #expect(found == 42 && tried == OverlayLadder.grids(magnitude: 5).prefix(2).map { $0 })
        #expect(throws: TopologyError.overlayFailed(operation: "union", firstFailure: "TopologyException: first", attempts: 4)) {
            let _: Int = try OverlayLadder.climb("union", magnitude: 5, firstFailure: "TopologyException: first") { _ in nil }
        }
    }

    @Test("Operands of a kind that is not taken are not tried again")
    func refusal() {
        var tries = 0
        #expect(throws: TopologyError.self) {
            let _: Int = try OverlayLadder.climb("union", magnitude: 5, firstFailure: "IllegalArgumentException: mixed") { _ in
                tries += 1
                return nil
            }
        }
        #expect(tries == 0)
    }

    @Test("Snap-rounding on the finest grid changes an area by less than the grid allows")
    func grid() throws {
        let engine = TopologyEngine()
        var generator = SplitMix(seed: 5)
        for round in 0..<40 {
            let stars = (0..<2).map { i in
                Geometry.polygon(
                    TopologyFixtures.star(around: Coordinate(117 + 0.1 * Double(i), 31), radius: 0.2, corners: 30, using: &generator))
            }
            let exact = TopologyFixtures.area(try engine.intersection(stars[0], stars[1]))
            let a = try engine.context.geometry(stars[0])
            let b = try engine.context.geometry(stars[1])
            let snapped = a.look(with: b) { OverlayOperation.intersection.snapRounded(engine.context, $0, $1, grid: 1e-9) }
            let handle = GEOSHandle(try #require(snapped), in: engine.context)
            #expect(abs(TopologyFixtures.area(engine.value(handle)) - exact) < 1e-8, "round \(round)")
        }
    }
}
