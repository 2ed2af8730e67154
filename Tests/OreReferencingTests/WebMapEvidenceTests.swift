import Foundation
import OreGeometry
import OreReferencing
import TestSupport
import Testing

/// Licences and workings around a place, the licences shifted or not.
struct WebMapEvidenceTests {
    private struct Place {
        var licences: [Envelope]
        var workings: KnownPlaces
    }

    /// Licences of 300 to 900 m, each with a working somewhere inside that takes a half to all of its width.
    private func place(_ count: Int, around centre: Coordinate, spread: Double, seed: UInt64) throws -> Place {
        var random = SplitMix(state: seed)
        let metric = LocalMetric(.wgs84, latitude: centre.y)
        var licences: [Envelope] = []
        var workings = GeometryColumns()
        for _ in 0..<count {
            let size = 300 + 600 * random.unit()
            let (w, h) = (size / metric.metresPerUnitX, size / metric.metresPerUnitY)
            let x = centre.x + spread * (random.unit() - 0.5)
            let y = centre.y + spread * (random.unit() - 0.5)
            licences.append(Envelope(minX: x, minY: y, maxX: x + w, maxY: y + h))
            let share = 0.5 + 0.5 * random.unit()
            let (a, b) = (x + w * (1 - share) * random.unit(), y + h * (1 - share) * random.unit())
            let ring = [
                Coordinate(a, b), Coordinate(a + share * w, b), Coordinate(a + share * w, b + share * h), Coordinate(a, b + share * h),
                Coordinate(a, b),
            ]
            workings.append(.polygon(Polygon(exterior: Ring(ring))))
        }
        return Place(licences: licences, workings: try #require(KnownPlaces(name: "workings", features: workings)))
    }

    private func moved(_ boxes: [Envelope], _ move: (Coordinate) -> Coordinate) -> [Envelope] {
        boxes.map { Envelope(move(Coordinate($0.minX, $0.minY)), move(Coordinate($0.maxX, $0.maxY))) }
    }

    private static let centres = [Coordinate(114.9, 25.8), Coordinate(104, 30.6), Coordinate(120.2, 36.3), Coordinate(87.6, 43.8)]

    @Test(
        "Licences traced on a web map are recognised against the workings, with the offset they have", arguments: WebMapOffset.allCases,
        centres)
    func traced(offset: WebMapOffset, centre: Coordinate) throws {
        for (seed, count) in [(1, 40), (2, 120), (3, 400)] {
            let place = try place(count, around: centre, spread: 0.6, seed: UInt64(seed))
            let evidence = try #require(WebMapEvidence(moved(place.licences, offset.image(of:)), against: place.workings))
            guard case .looksLike(let found, let displacement, let east, let north) = evidence.verdict else {
                Issue.record("\(count) at \(centre): \(evidence)")
                continue
            }
            #expect(found == offset)
            #expect(abs(displacement.eastMetres - east) < 30 + 4 * displacement.eastErrorMetres)
            #expect(abs(displacement.northMetres - north) < 30 + 4 * displacement.northErrorMetres)
        }
    }

    @Test("When the workings carry the offset, they are named and not the licences", arguments: WebMapOffset.allCases, centres)
    func other(offset: WebMapOffset, centre: Coordinate) throws {
        let place = try place(200, around: centre, spread: 0.6, seed: 4)
        // Moving the licences back is the same as moving the workings.
        let evidence = try #require(WebMapEvidence(moved(place.licences, offset.original(of:)), against: place.workings))
        guard case .otherLooksLike(let found, _, _, _) = evidence.verdict else {
            Issue.record("\(evidence)")
            return
        }
        #expect(found == offset)
    }

    @Test("Honest layers are never accused, however dense, nor layers that have nothing to do with each other", arguments: 0..<200)
    func honest(seed: Int) throws {
        let centre = Self.centres[seed % 4]
        let count = [5, 20, 100, 500][seed / 4 % 4]
        let spread = [0.05, 0.3, 1.0][seed % 3]
        let place = try place(count, around: centre, spread: spread, seed: UInt64(1_000 + seed))
        let unrelated = try self.place(count, around: centre, spread: spread, seed: UInt64(5_000 + seed))
        // Errors that real registers have: 20 m common, 200 m of a classical datum.
        let metric = LocalMetric(.wgs84, latitude: centre.y)
        let datum = moved(place.licences) { Coordinate($0.x + 120 / metric.metresPerUnitX, $0.y + 90 / metric.metresPerUnitY) }
        for licences in [place.licences, datum, unrelated.licences] {
            guard let evidence = WebMapEvidence(licences, against: place.workings) else { continue }
            switch evidence.verdict {
            case .tooFewPairs, .noOffset: break
            case .looksLike, .otherLooksLike: Issue.record("seed \(seed), \(count) within \(spread): \(evidence)")
            }
        }
    }

    @Test("Nothing is said of places that no web map displaces")
    func elsewhere() throws {
        let place = try place(50, around: Coordinate(-79, -6), spread: 0.3, seed: 9)
        #expect(WebMapEvidence(place.licences, against: place.workings) == nil)
        #expect(WebMapEvidence([], against: place.workings) == nil)
    }
}
