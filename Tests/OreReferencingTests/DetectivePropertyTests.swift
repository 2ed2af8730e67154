import Foundation
import OreGeometry
import TestSupport
@testable import OreReferencing
import Testing

/// Random layers in random CRSs at random places of their areas of use, with a district around each.
struct DetectivePropertyTests {
    private struct Planted {
        var code: String
        var place: Coordinate
        var swapped: Bool
    }

    /// A projected CRS of the catalogue that is used on land areas of some size, and a place in it.
    private func plant(_ random: inout SplitMix, _ entries: [CatalogueEntry]) -> Planted {
        while true {
            let entry = entries[Int(random.unit() * Double(entries.count))]
            guard entry.projection != nil, entry.area.width > 1, entry.area.height > 1, entry.area.width < 60 else { continue }
            // Away from the edges, so that the whole layer lies inside, and from the poles.
            let x = entry.area.minX + entry.area.width * (0.25 + 0.5 * random.unit())
            let y = entry.area.minY + entry.area.height * (0.25 + 0.5 * random.unit())
            guard y.magnitude < 75 else { continue }
            return Planted(code: entry.code, place: Coordinate(x > 180 ? x - 360 : x, y), swapped: random.unit() < 0.25)
        }
    }

    @Test("Of random CRSs at random places, the group of the true one leads, and --crs auto never takes a wrong place")
    func accuracy() throws {
        let seed: UInt64 = 20_261_122
        var random = SplitMix(state: seed)
        let entries = try CRSCatalogue.installed().entries
        #expect(entries.count > 5_000)
        let detective = CRSDetective()
        let count = 20
        var (first, topThree, tried) = (0, 0, 0)
        var missed: [String] = []
        for _ in 0..<count {
            let planted = plant(&random, entries)
            guard let layer = try? DetectiveTests.layer(planted.code, around: planted.place, degrees: 0.3, swapped: planted.swapped),
                layer.sample.count == 64
            else { continue }
            tried += 1
            let off = Coordinate(planted.place.x + 0.2 * (random.unit() - 0.5), planted.place.y + 0.2 * (random.unit() - 0.5))
            let found = try detective.investigate(layer, among: [DetectiveTests.district(around: off)])
            // More CRSs than are listed may mean one place: the true one is then there by position.
            let rank = found.candidates.first { $0.definition == planted.code }?.group ?? group(found, at: planted.place)
            if rank == 0 { first += 1 } else { missed.append("\(planted) rank \(rank.map(String.init) ?? "none")") }
            if let rank, rank < 3 { topThree += 1 }
            if case .accepted(let candidate, _) = found.decision {
                #expect(distance(candidate.extent.center, planted.place) < 5_000, "seed \(seed): \(planted) taken as \(candidate.label)")
            }
        }
        #expect(tried > count * 9 / 10)
        #expect(first >= tried - 2, "seed \(seed): \(missed)")
        #expect(topThree == tried, "seed \(seed): \(missed)")
    }

    private func group(_ found: CRSInvestigation, at place: Coordinate) -> Int? {
        found.candidates.first { distance($0.extent.center, place) < 3_000 }?.group
    }

    private func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
        let turns = ((a.x - b.x) / 360).rounded()
        return LocalMetric(.wgs84, latitude: b.y).distance(a, Coordinate(b.x + 360 * turns, b.y))
    }

    @Test("Positions that no CRS can mean give no candidate worth a thought, and nothing is accepted", arguments: [1e9, -4e8, 1e300])
    func nonsense(value: Double) throws {
        let layer = try #require(
            LayerPositions(
                envelope: Envelope(minX: value, minY: value, maxX: value, maxY: value),
                features: [Envelope(minX: value, minY: value, maxX: value, maxY: value)]))
        let found = try CRSDetective().investigate(layer, among: [DetectiveTests.district(around: Coordinate(115, 25))])
        #expect(found.candidates.allSatisfy { $0.confidence < 0.001 })
        guard case .refused = found.decision else {
            Issue.record("accepted \(found.candidates)")
            return
        }
    }

    @Test("Boxes that are empty or not finite say nothing")
    func empty() {
        #expect(LayerPositions(envelope: .empty, features: []) == nil)
        #expect(LayerPositions(envelope: .empty, features: [.empty]) == nil)
        let infinite = Envelope(minX: 0, minY: 0, maxX: .infinity, maxY: 1)
        #expect(LayerPositions(envelope: infinite, features: [infinite]) == nil)
    }

    @Test("Of a hundred thousand features a sample is kept")
    func bounded() throws {
        let boxes = (0..<100_000).map { Envelope(minX: Double($0), minY: 0, maxX: Double($0) + 1, maxY: 1) }
        let layer = try #require(LayerPositions(envelope: Envelope(minX: 0, minY: 0, maxX: 1e5, maxY: 1), features: boxes))
        #expect(layer.features.count <= LayerPositions.maximumFeatures)
        #expect(layer.features.count > LayerPositions.maximumFeatures / 2)
    }
}
