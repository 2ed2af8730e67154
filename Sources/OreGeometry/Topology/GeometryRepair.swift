/// The limits of the ingest policy.
public struct RepairPolicy: Hashable, Sendable {
    /// A ring open by at most this is closed; metres.
    public var largestGapMetres: Double
    /// A repair that changes the area by more than this share ...
    public var largestRelativeChange: Double
    /// ... and by more than this many square metres is refused.
    public var largestChangeSquareMetres: Double

    public init(largestGapMetres: Double = 1, largestRelativeChange: Double = 0.01, largestChangeSquareMetres: Double = 100) {
        self.largestGapMetres = largestGapMetres
        self.largestRelativeChange = largestRelativeChange
        self.largestChangeSquareMetres = largestChangeSquareMetres
    }

    /// 1 m, 1 % and 100 m2.
    public static let standard = RepairPolicy()
}

/// Repairs what may be repaired, and says exactly what it did; puts the rest aside with the evidence.
///
/// Repaired are repeated positions, wrong winding (wanted: exteriors counter-clockwise, holes clockwise), rings open by at most
/// ``RepairPolicy/largestGapMetres``, rings without area beside others, self-touching and self-crossing rings, and misplaced holes and parts:
/// the last three by rebuilding from the linework with the even-odd rule. The change of area is measured against the even-odd area of the
/// rings as they came. What comes out is valid: it is checked.
///
/// Coordinates may be in any CRS; distances and areas come from the caller's functions. Not `Sendable`: make one per worker.
///
/// ```swift
/// let repair = GeometryRepair(engine: engine, metresPerUnit: { _ in (1, 1) }, area: planarArea)
/// switch repair.examine(row, in: batch.geometry) { ... }
/// ```
public struct GeometryRepair {
    public let policy: RepairPolicy
    let engine: TopologyEngine
    private let proof = SimplicityProof()
    private let metresPerUnit: (Coordinate) -> (x: Double, y: Double)
    private let area: (Polygon) -> Double

    /// - Parameters:
    ///   - metresPerUnit: how long a unit of x and of y is at a place; (1, 1) for a CRS in metres.
    ///   - area: the area of a valid polygon in square metres.
    public init(
        engine: TopologyEngine, policy: RepairPolicy = .standard, metresPerUnit: @escaping (Coordinate) -> (x: Double, y: Double),
        area: @escaping (Polygon) -> Double
    ) {
        self.engine = engine
        self.policy = policy
        self.metresPerUnit = metresPerUnit
        self.area = area
    }

    /// The verdict on a value. A collection is judged by its polygons.
    public func examine(_ geometry: Geometry) -> GeometryVerdict {
        var columns = GeometryColumns()
        columns.append(geometry)
        return examine(0, in: columns)
    }

    /// The verdict on geometry `index` of a batch. Points and lines are only checked for finite positions and size.
    /// - Parameter knownSimple: a proof of validity was already found (``SimplicityProof``): topology is not tested again.
    /// - Complexity: O(n) for n positions that are sound and proven simple; O(n log n) where the topology engine must judge.
    public func examine(_ index: Int, in columns: GeometryColumns, knownSimple: Bool = false) -> GeometryVerdict {
        guard let kind = columns.kinds[index], !columns.positions(of: index).isEmpty else { return .quarantined(.empty) }
        guard kind.isPolygonal else { return examineLines(index, in: columns) }
        var survey = GeometrySurvey(index, in: columns)
        if let fault = survey.fault { return .quarantined(fault) }
        guard survey.needsCleaning else {
            guard let defect = knownSimple ? nil : defect(of: index, in: columns) else {
                return wound(index, in: columns, survey: survey, actions: [])
            }
            return rebuilt(index, in: columns, because: defect, actions: [])
        }
        for (ring, gap) in survey.gaps {
            let scale = metresPerUnit(gap.end)
            let metres = ((gap.x * scale.x) * (gap.x * scale.x) + (gap.y * scale.y) * (gap.y * scale.y)).squareRoot()
            guard metres <= policy.largestGapMetres else { return .quarantined(.ringNotClosed(ring, gapMetres: metres)) }
            survey.actions.append(.closedRing(ring, gapMetres: metres))
        }
        let cleaned = survey.cleaned(index, of: columns)
        guard !cleaned.parts(of: 0).isEmpty else { return .quarantined(.zeroArea) }
        if let defect = defect(of: 0, in: cleaned) { return rebuilt(0, in: cleaned, because: defect, actions: survey.actions) }
        return wound(0, in: cleaned, survey: GeometrySurvey(0, in: cleaned), actions: survey.actions)
    }

    private func examineLines(_ index: Int, in columns: GeometryColumns) -> GeometryVerdict {
        guard let defect = DefectLocator.structuralDefect(of: index, in: columns) else { return .sound }
        let ring = defect.ring ?? RingPosition(part: 0, ring: 0)
        if defect.kind == .tooFewPoints { return .quarantined(.tooFewPositions(ring)) }
        return .quarantined(.nonFinite(ring, defect.coordinate ?? Coordinate(.nan, .nan)))
    }

    private func defect(of index: Int, in columns: GeometryColumns) -> ValidityDefect? {
        proof.proves(index, in: columns) ? nil : engine.validity(of: index, in: columns)
    }

    /// Turns the rings of a valid geometry where needed.
    private func wound(_ index: Int, in columns: GeometryColumns, survey: GeometrySurvey, actions: [RepairAction]) -> GeometryVerdict {
        let wrong = survey.wronglyWound(index, in: columns)
        if wrong.isEmpty && actions.isEmpty { return .sound }
        let geometry = columns.geometry(at: index, reversing: wrong)
        return .repaired(geometry, actions: actions + (wrong.isEmpty ? [] : [.reversedRings(wrong.count)]), areaChange: nil)
    }

    private func rebuilt(
        _ index: Int, in columns: GeometryColumns, because defect: ValidityDefect, actions: [RepairAction]
    ) -> GeometryVerdict {
        do {
            let faces = try engine.evenOddFaces(of: index, in: columns)
            let before = faces.polygons.reduce(0) { $0 + area($1) }
            // Without doubled lines the odd faces are what rebuilding gives; GEOS takes about eight times as long to find them again.
            if !faces.hasDoubledLines, !faces.polygons.isEmpty {
                let result = Geometry.polygonal(faces.polygons)
                if engine.validity(of: result) == nil {
                    return judged(result, AreaChange(before: before, after: before), because: defect, actions: actions)
                }
            }
            let result = Geometry.polygonal(try engine.makeValidArea(of: index, in: columns).polygons)
            let change = AreaChange(before: before, after: result.polygons.reduce(0) { $0 + area($1) })
            if let left = engine.validity(of: result) { return .quarantined(.repairFailed("\(left) remains", because: defect)) }
            return judged(result, change, because: defect, actions: actions)
        } catch {
            return .quarantined(.repairFailed("\(error)", because: defect))
        }
    }

    private func judged(
        _ result: Geometry, _ change: AreaChange, because defect: ValidityDefect, actions: [RepairAction]
    ) -> GeometryVerdict {
        guard change.after > 0, change.before.isFinite, change.after.isFinite else { return .quarantined(.zeroArea) }
        guard change.difference <= policy.largestChangeSquareMetres || change.relative <= policy.largestRelativeChange else {
            return .quarantined(.areaChanged(change, because: defect))
        }
        return .repaired(result, actions: actions + [.rebuilt(defect)], areaChange: change)
    }
}

extension Geometry {
    /// Polygons as a polygon or multipolygon in an order of their own: rings start at their smallest position, rings and parts follow each
    /// other by it. The same area then has the same bytes, however it was found.
    static func polygonal(_ polygons: [Polygon]) -> Geometry {
        let sorted = polygons.map { polygon in
            Polygon(exterior: polygon.exterior.fromSmallest, holes: polygon.holes.map(\.fromSmallest).sorted(by: Ring.precedes))
        }.sorted { Ring.precedes($0.exterior, $1.exterior) }
        return sorted.count == 1 ? .polygon(sorted[0]) : .multiPolygon(MultiPolygon(sorted))
    }
}

extension Ring {
    fileprivate static func precedes(_ a: Ring, _ b: Ring) -> Bool {
        for (p, q) in zip(a.coordinates, b.coordinates) where p != q { return Coordinate.lexicographicallyPrecedes(p, q) }
        return a.coordinates.count < b.coordinates.count
    }

    /// A closed ring begun at its lexicographically smallest position, in the same direction.
    fileprivate var fromSmallest: Ring {
        let open = coordinates.dropLast()
        guard let start = open.indices.min(by: { Coordinate.lexicographicallyPrecedes(open[$0], open[$1]) }) else { return self }
        return Ring(Array(open[start...] + open[..<start] + [open[start]]))
    }
}
