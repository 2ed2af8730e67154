import OreGeometry
import TestSupport
import Testing

@Suite("The proof of simplicity")
struct SimplicityProofTests {
    @Test("Nothing that the topology engine calls invalid is proven", arguments: 1...10 as ClosedRange<UInt64>)
    func soundness(seed: UInt64) {
        var shapes = ShapeGenerator(seed: 50 + seed)
        let engine = TopologyEngine()
        let proof = SimplicityProof()
        for round in 0..<300 {
            var shape = shapes.any()
            // Swapping two corners makes a bow-tie more often than not.
            if round % 2 == 0, case .polygon(var polygon) = shape, polygon.exterior.coordinates.count > 6 {
                let i = shapes.integer(1...polygon.exterior.coordinates.count - 4)
                polygon.exterior.coordinates.swapAt(i, i + shapes.integer(1...2))
                shape = .polygon(polygon)
            }
            if proof.proves(0, in: shape.columns) { #expect(engine.validity(of: shape) == nil, "seed \(seed), round \(round)") }
        }
    }

    @Test("Outlines of raster cells and stars are proven", arguments: 1...4 as ClosedRange<UInt64>)
    func completeness(seed: UInt64) {
        var shapes = ShapeGenerator(seed: 90 + seed)
        let engine = TopologyEngine()
        let proof = SimplicityProof()
        for round in 0..<200 {
            let shape = round % 2 == 0 ? shapes.staircase() : shapes.star()
            guard engine.validity(of: shape) == nil else { continue }
            #expect(proof.proves(0, in: shape.columns), "seed \(seed), round \(round)")
        }
    }

    @Test("A jagged ring of 5,000 corners is proven")
    func jagged() {
        var random = SplitMix(seed: 3)
        let shape = TopologyFixtures.star(around: Coordinate(113, 25), radius: 0.05, corners: 5000, using: &random)
        var ring = shape.exterior
        for i in ring.coordinates.indices {
            // Pull the radii together, to one per cent of noise.
            let c = ring.coordinates[i]
            let (x, y) = (c.x - 113, c.y - 25)
            let r = (x * x + y * y).squareRoot()
            let wanted = 0.05 + 0.01 * (r - 0.03)
            ring.coordinates[i] = Coordinate(113 + x / r * wanted, 25 + y / r * wanted)
        }
        ring.coordinates[ring.coordinates.count - 1] = ring.coordinates[0]
        #expect(SimplicityProof().proves(ring))
    }

    @Test("Spikes, repeated positions, open and flat rings are not proven")
    func refusals() {
        let proof = SimplicityProof()
        let rings: [[(Double, Double)]] = [
            [(0, 0), (4, 0), (6, 0), (4, 0), (4, 4), (0, 0)], [(0, 0), (4, 0), (4, 0), (4, 4), (0, 0)],
            [(0, 0), (4, 0), (4, 4)], [(0, 0), (1, 1), (2, 2), (0, 0)], [(0, 0), (4, 4), (4, 0), (0, 4), (0, 0)],
            [(0, 0), (.nan, 0), (4, 4), (0, 0)], [(0, 0), (.infinity, 0), (4, 4), (0, 0)], [],
            [(0, 0), (2, 0), (1, 1), (2, 2), (0, 2), (1, 1), (0, 0)],
        ]
        for ring in rings { #expect(!proof.proves(Ring(ring.map { Coordinate($0.0, $0.1) })), "\(ring)") }
        #expect(proof.proves(TopologyFixtures.box(0, 0, 1, 1)))
    }

    @Test("Orientation is exact where floating point is not")
    func orientation() {
        // Kettner et al. 2008: the plain determinant errs on this line near (0.5, 0.5).
        let (b, c) = (Coordinate(12, 12), Coordinate(24, 24))
        for i in 0..<64 {
            for j in 0..<64 {
                let a = Coordinate(0.5 + Double(i) * 0x1p-53, 0.5 + Double(j) * 0x1p-53)
                #expect(ExactPredicates.orientation(a, b, c) == (a.x < a.y ? 1 : a.x > a.y ? -1 : 0), "\(i) \(j)")
            }
        }
    }

    @Test("Segments meet as their exact positions say")
    func contacts() {
        func contact(_ v: Double...) -> SegmentContact {
            SegmentContact(Coordinate(v[0], v[1]), Coordinate(v[2], v[3]), Coordinate(v[4], v[5]), Coordinate(v[6], v[7]))
        }
        #expect(contact(0, 0, 2, 2, 0, 2, 2, 0) == .crossing)
        #expect(contact(0, 0, 2, 2, 1, 1, 2, 0) == .touch)
        #expect(contact(0, 0, 2, 0, 2, 0, 4, 0) == .touch)
        #expect(contact(0, 0, 2, 0, 1, 0, 4, 0) == .overlap)
        #expect(contact(0, 0, 1, 0, 2, 0, 4, 0) == .none)
        #expect(contact(0, 0, 1, 1, 0, 0.5, 0.2, 3) == .none)
    }
}
