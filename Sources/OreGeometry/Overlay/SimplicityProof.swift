/// Proves rings simple and polygons valid by exact predicates, or says that it found no proof.
///
/// The proof covers what footprints and licences nearly always are: no repeated positions, no two edges that touch, cross or overlap except
/// at the ends of neighbours, holes strictly inside their exterior and outside each other, parts outside each other. Valid geometry that it
/// does not prove (a hole touching its exterior, a part in another part's hole) needs the topology engine's verdict.
/// Keeps scratch buffers: make one per worker.
public final class SimplicityProof {
    private var bands = EdgeBands()

    public init() {}

    /// True when polygon or multipolygon `index` is proven valid; false when unproven, for other kinds and for none.
    /// - Complexity: about 30 ns a position; the test of parts and holes against each other is quadratic in the rings.
    public func proves(_ index: Int, in columns: GeometryColumns) -> Bool {
        guard let kind = columns.kinds[index], kind.isPolygonal else { return false }
        let parts = columns.parts(of: index)
        let rings = columns.rings(of: index)
        guard !parts.isEmpty, kind == .multiPolygon || parts.count == 1 else { return false }
        let first = Int(columns.coordinateOffsets[rings.lowerBound])
        return columns.coordinates.withUnsafeBufferPointer { coordinates in
            let positions = UnsafeBufferPointer(rebasing: coordinates[columns.positions(of: index)])
            let spans = rings.map { ring in
                let range = columns.positions(ofRing: ring)
                return range.lowerBound - first..<range.upperBound - first
            }
            guard bands.prove(positions, rings: spans) else { return false }
            if rings.count == 1 { return true }
            let nesting = RingNesting(positions: positions, rings: spans)
            let offset = rings.lowerBound
            let members = parts.map { part in
                let rings = columns.rings(ofPart: part)
                return rings.lowerBound - offset..<rings.upperBound - offset
            }
            return nesting.isValid(parts: members)
        }
    }

    /// True when a closed ring is proven simple.
    public func proves(_ ring: Ring) -> Bool {
        ring.coordinates.withUnsafeBufferPointer { bands.prove($0, rings: [0..<$0.count]) }
    }

    /// True when no two edges of closed rings meet except neighbours at their common end.
    func provesDisjoint(_ positions: UnsafeBufferPointer<Coordinate>, rings: [Range<Int>]) -> Bool {
        bands.prove(positions, rings: rings)
    }
}

/// How rings that nowhere meet lie in each other; one position of a ring decides for all of it.
struct RingNesting {
    let positions: UnsafeBufferPointer<Coordinate>
    let rings: [Range<Int>]
    let envelopes: [Envelope]

    init(positions: UnsafeBufferPointer<Coordinate>, rings: [Range<Int>]) {
        self.positions = positions
        self.rings = rings
        envelopes = rings.map { ring in positions[ring].reduce(into: .empty) { $0.expand(toInclude: $1) } }
    }

    /// True when ring `inner` lies inside ring `outer`.
    func isInside(_ inner: Int, _ outer: Int) -> Bool {
        guard envelopes[outer].contains(envelopes[inner]) else { return false }
        var count = RayCount(positions[rings[inner].lowerBound])
        for i in rings[outer].dropLast() { count.add(positions[i], positions[i + 1]) }
        return count.location == .interior
    }

    /// True when each part's holes lie in its exterior, no hole in another, and no exterior in another: `parts` are ranges of rings, the
    /// exterior first.
    func isValid(parts: [Range<Int>]) -> Bool {
        for part in parts {
            let holes = part.dropFirst()
            for hole in holes {
                guard isInside(hole, part.lowerBound) else { return false }
                for other in holes where other != hole && isInside(hole, other) { return false }
            }
        }
        for part in parts {
            for other in parts where other != part && isInside(part.lowerBound, other.lowerBound) { return false }
        }
        return true
    }
}
