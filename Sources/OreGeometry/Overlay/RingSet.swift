/// A set of closed rings that nowhere meet, bounding a region to their left: the polygon an overlay is working on.
struct RingSet: ~Copyable {
    /// Positions of all rings, each ring closed by its first position.
    var positions = ScratchBuffer<Coordinate>(capacity: 512)
    /// Ring `r` owns `positions[starts[r] ..< starts[r + 1]]`.
    var starts = ScratchBuffer<Int32>(capacity: 16)

    init() { starts.append(0) }

    var ringCount: Int { starts.count - 1 }

    var isEmpty: Bool { starts.count == 1 }

    func range(ofRing ring: Int) -> Range<Int> { Int(starts[ring])..<Int(starts[ring + 1]) }

    mutating func removeAll() {
        positions.removeAll()
        starts.removeAll()
        starts.append(0)
    }

    /// Appends a position to the open ring.
    mutating func append(_ c: Coordinate) { positions.append(c) }

    /// Closes the open ring by its first position.
    mutating func closeRing() {
        positions.append(positions[Int(starts[starts.count - 1])])
        starts.append(Int32(positions.count))
    }

    /// Takes geometry `index`, turning rings so that the interior lies to their left; false when a ring's direction is not certain, it is
    /// too short, or it is not closed.
    mutating func load(_ index: Int, _ columns: borrowing GeometryColumns, _ coordinates: UnsafeBufferPointer<Coordinate>) -> Bool {
        removeAll()
        for part in columns.parts(of: index) {
            let rings = columns.rings(ofPart: part)
            for ring in rings {
                let source = UnsafeBufferPointer(rebasing: coordinates[columns.positions(ofRing: ring)])
                guard source.count >= 4, source[0] == source[source.count - 1] else { return false }
                let turn = RingOrientation.sign(of: UnsafeBufferPointer(rebasing: source.dropLast()))
                if turn == 0 { return false }
                if (turn > 0) == (ring == rings.lowerBound) {
                    positions.append(contentsOf: source)
                } else {
                    for i in stride(from: source.count - 1, through: 0, by: -1) { positions.append(source[i]) }
                }
                starts.append(Int32(positions.count))
            }
        }
        return true
    }

    /// The positions of each ring.
    var ranges: [Range<Int>] {
        var ranges: [Range<Int>] = []
        for ring in 0..<ringCount { ranges.append(range(ofRing: ring)) }
        return ranges
    }

    /// Where a position lies relative to the region; exact.
    func locate(_ position: Coordinate) -> PolygonLocation {
        var count = RayCount(position)
        for ring in 0..<ringCount {
            for i in range(ofRing: ring).dropLast() { count.add(positions[i], positions[i + 1]) }
        }
        return count.location
    }

    /// The smallest box around the rings.
    var envelope: Envelope {
        var low = SIMD2(Double.infinity, .infinity)
        var high = SIMD2(-Double.infinity, -.infinity)
        let base = positions.base
        for i in 0..<positions.count {
            let v = SIMD2(base[i].x, base[i].y)
            low.replace(with: v, where: v .< low)
            high.replace(with: v, where: v .> high)
        }
        return Envelope(minX: low.x, minY: low.y, maxX: high.x, maxY: high.y)
    }

    /// True when the ring runs counter-clockwise, as exteriors do.
    func isExterior(_ ring: Int) -> Bool {
        let range = range(ofRing: ring)
        return RingOrientation.sign(of: UnsafeBufferPointer(start: positions.base + range.lowerBound, count: range.count - 1)) > 0
    }

    /// The region as columns of one polygon or multipolygon; `nil` when a hole has no exterior, which a sound set never shows.
    func columns() -> GeometryColumns? {
        let rings = ranges
        var exteriors: [Int] = []
        for ring in rings.indices where isExterior(ring) { exteriors.append(ring) }
        var holes: [Int: [Int]] = [:]
        if exteriors.count < rings.count {
            let nesting = RingNesting(positions: positions.elements, rings: rings)
            for hole in rings.indices where !exteriors.contains(hole) {
                guard let owner = nesting.innermost(of: exteriors, around: hole) else { return nil }
                holes[owner, default: []].append(hole)
            }
        }
        var result = GeometryColumns()
        result.reserveCapacity(geometries: 1, positions: positions.count)
        for exterior in exteriors {
            for ring in [exterior] + (holes[exterior] ?? []) {
                result.coordinates.append(contentsOf: positions.elements[rings[ring]])
                result.closeRing()
            }
            result.closePart()
        }
        result.closeGeometry(exteriors.count == 1 ? .polygon : .multiPolygon)
        return result
    }
}

extension RingNesting {
    /// The smallest of `exteriors` that holds `ring`: of two that do, one lies inside the other and has the smaller box.
    func innermost(of exteriors: [Int], around ring: Int) -> Int? {
        exteriors.filter { isInside(ring, $0) }.min { width(of: $0) < width(of: $1) }
    }

    private func width(of ring: Int) -> Double { envelopes[ring].width }
}
