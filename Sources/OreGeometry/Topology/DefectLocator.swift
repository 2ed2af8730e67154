/// Finds the defects that need no topology, and the ring on which a given position lies.
enum DefectLocator {
    /// Non-finite positions, open rings and rings of fewer than four positions; lines of fewer than two distinct positions.
    static func structuralDefect(of index: Int, in columns: GeometryColumns) -> ValidityDefect? {
        guard let kind = columns.kinds[index] else { return nil }
        for (p, part) in columns.parts(of: index).enumerated() {
            for (r, ring) in columns.rings(ofPart: part).enumerated() {
                let range = columns.positions(ofRing: ring)
                let place = RingPosition(part: p, ring: r)
                if let c = columns.coordinates[range].first(where: { !$0.isTractable }) {
                    return ValidityDefect(kind: c.isFinite ? .outOfRange : .nonFinite, coordinate: c, ring: place)
                }
                guard let first = columns.coordinates[range].first, let last = columns.coordinates[range].last else { continue }
                switch kind {
                case .polygon, .multiPolygon:
                    if first != last { return ValidityDefect(kind: .ringNotClosed, coordinate: last, ring: place) }
                    if range.count < 4 { return ValidityDefect(kind: .tooFewPoints, coordinate: first, ring: place) }
                case .lineString, .multiLineString:
                    if range.count < 2 { return ValidityDefect(kind: .tooFewPoints, coordinate: first, ring: place) }
                default: break
                }
            }
        }
        return nil
    }

    /// The ring at fault for a defect that GEOS found at `c`: for hole defects the first hole there, else the first ring through it, else
    /// the ring that comes nearest.
    static func ring(at c: Coordinate, kind: ValidityDefect.Kind, of index: Int, in columns: GeometryColumns) -> RingPosition? {
        let wantsHole = kind == .holeOutsideShell || kind == .nestedHoles
        var best: (position: RingPosition, distance: Double)?
        for (p, part) in columns.parts(of: index).enumerated() {
            for (r, ring) in columns.rings(ofPart: part).enumerated() {
                if wantsHole && r == 0 { continue }
                let distance = squaredDistance(from: c, to: columns.coordinates[columns.positions(ofRing: ring)])
                if distance < best?.distance ?? .infinity { best = (RingPosition(part: p, ring: r), distance) }
            }
        }
        return best?.position
    }

    private static func squaredDistance(from c: Coordinate, to positions: ArraySlice<Coordinate>) -> Double {
        var best = Double.infinity
        for i in positions.indices.dropLast() {
            best = min(best, squaredDistance(from: c, positions[i], positions[i + 1]))
            if best == 0 { return 0 }
        }
        return best
    }

    private static func squaredDistance(from c: Coordinate, _ a: Coordinate, _ b: Coordinate) -> Double {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let length = dx * dx + dy * dy
        let t = length == 0 ? 0 : min(1, max(0, ((c.x - a.x) * dx + (c.y - a.y) * dy) / length))
        let (ex, ey) = (a.x + t * dx - c.x, a.y + t * dy - c.y)
        return ex * ex + ey * ey
    }
}

extension GeometryColumns {
    /// Appends a geometry, and the members of a collection one by one; nothing for an empty collection.
    /// - Returns: false when collections are nested too deep; what was appended until then stays.
    mutating func appendFlattened(_ geometry: Geometry, depth: Int = 0) -> Bool {
        guard case .geometryCollection(let members) = geometry else {
            append(geometry)
            return true
        }
        guard depth < TopologyEngine.maximumNesting else { return false }
        return members.allSatisfy { appendFlattened($0, depth: depth + 1) }
    }
}
