/// What one pass over the rings of a polygonal geometry tells: faults that no repair mends, and what must be cleaned.
struct GeometrySurvey {
    /// The way from a ring's last position to its first, in the units of the coordinates.
    struct Gap {
        var x: Double
        var y: Double
        var end: Coordinate
    }

    private(set) var fault: GeometryFault?
    private(set) var gaps: [(ring: RingPosition, gap: Gap)] = []
    var actions: [RepairAction] = []
    private(set) var needsCleaning = false
    /// Rings (numbers within the columns) whose direction is wrong or not certain by area alone.
    private var suspects: [Suspect] = []

    private struct Suspect {
        var ring: Int
        var isExterior: Bool
        var isCertain: Bool
    }

    init(_ index: Int, in columns: GeometryColumns) {
        columns.coordinates.withUnsafeBufferPointer { positions in
            var duplicates = 0
            var degenerate = 0
            for part in columns.parts(of: index) {
                let rings = columns.rings(ofPart: part)
                for ring in rings {
                    let isExterior = ring == rings.lowerBound
                    let place = RingPosition(part: part - columns.parts(of: index).lowerBound, ring: ring - rings.lowerBound)
                    let survey = RingSurvey(UnsafeBufferPointer(rebasing: positions[columns.positions(ofRing: ring)]))
                    if let c = survey.intractable {
                        fault = .nonFinite(place, c)
                        return
                    }
                    duplicates += survey.duplicates
                    if survey.isDegenerate {
                        degenerate += 1
                        continue
                    }
                    if !survey.isClosed { addGap(place, positions[columns.positions(ofRing: ring)]) }
                    if survey.isCounterClockwise != isExterior {
                        suspects.append(Suspect(ring: ring, isExterior: isExterior, isCertain: survey.isCounterClockwise != nil))
                    }
                }
            }
            if duplicates > 0 { actions.append(.removedDuplicatePositions(duplicates)) }
            if degenerate > 0 { actions.append(.droppedDegenerateRings(degenerate)) }
            needsCleaning = !actions.isEmpty || !gaps.isEmpty
        }
    }

    private mutating func addGap(_ place: RingPosition, _ positions: Slice<UnsafeBufferPointer<Coordinate>>) {
        guard let first = positions.first, let last = positions.last else { return }
        gaps.append((place, Gap(x: last.x - first.x, y: last.y - first.y, end: last)))
    }

    /// The rings of a valid geometry that turn the wrong way.
    func wronglyWound(_ index: Int, in columns: GeometryColumns) -> Set<Int> {
        if suspects.isEmpty { return [] }
        return columns.coordinates.withUnsafeBufferPointer { positions in
            Set(
                suspects.filter { suspect in
                    if suspect.isCertain { return true }
                    let ring = UnsafeBufferPointer(rebasing: positions[columns.positions(ofRing: suspect.ring)])
                    return RingSurvey.isCounterClockwise(simple: ring) != suspect.isExterior
                }.map(\.ring))
        }
    }

    /// The geometry without repeated positions and rings of no area, every ring closed. A part whose exterior has no area goes with its holes.
    func cleaned(_ index: Int, of columns: GeometryColumns) -> GeometryColumns {
        var result = GeometryColumns()
        for part in columns.parts(of: index) {
            let rings = columns.rings(ofPart: part).map { Self.cleaned(columns.coordinates[columns.positions(ofRing: $0)]) }
            guard let exterior = rings.first, exterior.count > 3 else { continue }
            for ring in rings where ring.count > 3 {
                result.coordinates.append(contentsOf: ring)
                result.closeRing()
            }
            result.closePart()
        }
        result.closeGeometry(columns.kinds[index])
        return result
    }

    private static func cleaned(_ ring: ArraySlice<Coordinate>) -> [Coordinate] {
        var result: [Coordinate] = []
        result.reserveCapacity(ring.count + 1)
        for c in ring where c != result.last { result.append(c) }
        if let first = result.first, first != result.last { result.append(first) }
        return result
    }
}

extension GeometryColumns {
    /// A polygonal geometry as a value, some of its rings (numbers within the columns) turned round.
    fileprivate func value(ring: Int, reversed: Bool) -> Ring {
        let positions = coordinates[positions(ofRing: ring)]
        return Ring(reversed ? positions.reversed() : Array(positions))
    }

    /// A polygonal geometry as a value, with the rings of `reversing` turned round.
    func geometry(at index: Int, reversing: Set<Int>) -> Geometry {
        let polygons = parts(of: index).map { part in
            let rings = rings(ofPart: part).map { value(ring: $0, reversed: reversing.contains($0)) }
            return Polygon(exterior: rings.first ?? Ring([]), holes: Array(rings.dropFirst()))
        }
        if kinds[index] == .polygon, let only = polygons.first { return .polygon(only) }
        return .multiPolygon(MultiPolygon(polygons))
    }
}
