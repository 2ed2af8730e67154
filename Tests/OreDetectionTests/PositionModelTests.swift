import Foundation
import OreGeometry
import Testing

@testable import OreDetection

@Suite("The position model")
struct PositionModelTests {
    private let metric = LocalMetric(.wgs84, latitude: 25)
    private let budget = PositionBudget(image: 3, outline: 3.5, register: 1, datum: 0)

    private func box(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Geometry {
        let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)].map {
            Coordinate(115 + $0.0 / metric.metresPerUnitX, 25 + $0.1 / metric.metresPerUnitY)
        }
        return .polygon(Polygon(exterior: Ring(corners)))
    }

    private func profile(_ footprint: Geometry, _ licence: Geometry, east: Double = 0, inward: Bool = false) -> BoundaryProfile {
        var columns = GeometryColumns()
        columns.append(footprint)
        return BoundaryProfile(
            of: 0, in: columns, against: PreparedPolygon(licence), metric: metric, window: budget.window, shiftEast: east, inward: inward)
    }

    @Test("The area from samples is that of the overlay: beside edges, about corners, and inside a zone")
    func sampledArea() {
        let licence = box(0, 0, 400, 300)
        // 60 m beyond the eastern edge: 60 x 200.
        #expect(abs(profile(box(100, 50, 460, 250), licence).area() / 12_000 - 1) < 0.04)
        // 50 m beyond every edge: 400 x 100 + 300 x 100 + 4 x 2,500.
        #expect(abs(profile(box(-50, -50, 450, 350), licence).area() / 80_000 - 1) < 0.04)
        // A footprint half inside a zone, 40 m deep.
        #expect(abs(profile(box(-200, 100, 40, 200), licence, inward: true).area() / 4_000 - 1) < 0.04)
        #expect(profile(box(100, 100, 200, 200), licence).area() == 0)
    }

    @Test("Taking a shift back in the profile is the same as moving the outline")
    func shift() {
        let licence = box(0, 0, 400, 300)
        let footprint = profile(box(100, 50, 440, 250), licence)
        let moved = profile(box(85, 50, 425, 250), licence)
        #expect(abs(footprint.area(shiftEast: 15) - moved.area()) < 60)
        #expect(abs(profile(box(100, 50, 440, 250), licence, east: 15).area() - moved.area()) < 60)
    }

    @Test("What lies deeper than a limit is what a wider licence leaves outside")
    func beyond() {
        let licence = box(0, 0, 400, 300)
        let outside = profile(box(-50, -50, 450, 350), licence)
        let grown = outside.area(beyond: 20)
        // 30 m strips beside the edges; in each corner the square less the quarter disc of 20 m.
        let (strips, corner): (Double, Double) = (42_000, 2_500 - 100 * Double.pi)
        let exact = strips + 4 * corner
        #expect(abs(grown / exact - 1) < 0.06)
        #expect(outside.area(beyond: 100) == 0)
    }

    @Test("A deep encroachment is certain, one within the noise is not, and the interval follows the truth")
    func posterior() {
        let licence = box(0, 0, 400, 300)
        func judged(_ east: Double, _ sigma: Double) -> AreaPosterior {
            AreaPosterior(profile(box(0, 0, 400 + east, 300), licence), prior: ShiftEstimate(sigma: sigma), budget: budget, ratio: 1)
        }
        #expect(judged(60, 3).probability(above: 300) > 0.999)
        #expect(judged(60, 3).interval.contains(18_000))
        #expect(judged(0, 10).probability(above: 300) < 0.1)
        #expect(judged(0, 10).interval.lowerBound == 0)
        // 12 m on one side while the other three lie on the boundary: the outline itself says that it is no shift.
        #expect(judged(12, 10).probability(above: 300) > 0.5)
        // The same 12 m on a whole that is shifted.
        let whole = AreaPosterior(
            profile(box(12, 0, 412, 300), licence), prior: ShiftEstimate(sigma: 10), budget: budget, ratio: 1)
        #expect(whole.probability(above: 300) < 0.1)
    }

    @Test("Probability falls with the threshold, quantiles rise with p, and both ends are bounded")
    func monotone() {
        let posterior = AreaPosterior(
            profile(box(0, 0, 420, 300), box(0, 0, 400, 300)), prior: ShiftEstimate(sigma: 5), budget: budget, ratio: 1)
        let probabilities = stride(from: 0.0, through: 20_000, by: 250).map { posterior.probability(above: $0) }
        #expect(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(probabilities.allSatisfy { (0...1).contains($0) })
        let quantiles = stride(from: 0.02, to: 1, by: 0.02).map { posterior.quantile($0) }
        #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 + 0.1 } && quantiles.allSatisfy { $0 >= 0 })
    }

    @Test("The mines kept of a large scene depend neither on their order nor on the batches, and the others leave nothing behind")
    func evidence() {
        var columns = GeometryColumns()
        columns.append(box(0, 0, 10, 10))
        func gathered(_ order: [Int], batch size: Int) -> RegistrationEvidence {
            var all = RegistrationEvidence()
            for start in stride(from: 0, to: order.count, by: size) {
                var one = RegistrationEvidence()
                for number in order[start..<min(start + size, order.count)] {
                    let rank = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
                    let mine = RegistrationEvidence.Mine(
                        rank: rank, footprintID: "F\(number)", shape: 0, licences: [0], budget: budget)
                    one.append(scene: "S", mine, 0, of: columns)
                }
                all.merge(one)
            }
            all.close()
            return all
        }
        let numbers = Array(0..<5000)
        let first = gathered(numbers, batch: 64)
        let ids = first.scenes["S"]?.map(\.footprintID)
        #expect(ids?.count == RegistrationEvidence.minesPerScene)
        #expect(gathered(numbers.reversed(), batch: 500).scenes["S"]?.map(\.footprintID) == ids)
        #expect(gathered(numbers.map { ($0 * 1237) % 5000 }, batch: 7).scenes["S"]?.map(\.footprintID) == ids)
        #expect(first.geometry.count < 2000)
    }

    @Test("A grid recovers the moments of a normal posterior")
    func grid() {
        let prior = ShiftEstimate(sigma: 10)
        // A measurement of (6, -2) with sigma 1 pulls almost all the way.
        let grid = ShiftGrid(prior: prior, span: 4, resolution: 0.5, side: 21) { east, north in
            -0.5 * ((east - 6) * (east - 6) + (north + 2) * (north + 2))
        }
        #expect(abs(grid.estimate.east - 6 * 100 / 101) < 0.05 && abs(grid.estimate.north + 2 * 100 / 101) < 0.05)
        #expect(abs(grid.estimate.sigma - (100.0 / 101).squareRoot()) < 0.1)
    }
}
