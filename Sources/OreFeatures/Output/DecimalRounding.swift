public import OreGeometry

/// Rounds polygonal geometry to the decimals that are written, and keeps it valid.
///
/// Rounding alone makes some valid parts invalid: rings cross or touch themselves, or collapse. Each rounded geometry is
/// therefore proven simple or checked again; one that fails is rounded by snapping to the grid instead, and mended as a last resort.
/// Other kinds are rounded without a check. Keeps scratch buffers: make one per worker.
public final class DecimalRounding {
    public enum Outcome: Sendable, Hashable {
        /// Valid; rings of no extent may have gone.
        case rounded
        /// Became invalid by plain rounding and was snapped to the grid or mended.
        case repaired
        /// Nothing with an area is left at this resolution: the result has no parts.
        case collapsed
        /// Neither way gave a valid geometry; the result is the plainly rounded one.
        case unsound
    }

    private let engine: TopologyEngine
    private let proof = SimplicityProof()
    private let scale: Int

    /// - Parameters:
    ///   - engine: of the same worker.
    ///   - decimals: places kept, 0...9.
    public init(engine: TopologyEngine, decimals: Int = 7) {
        self.engine = engine
        scale = FixedPoint.power(decimals)
    }

    /// Appends geometry `index` of `columns`, rounded, to `result`: exactly one geometry whatever the outcome.
    ///
    /// - Parameter columns: valid geometry; axis order and units do not matter.
    /// - Complexity: one pass and, when a position moved, the proof (about 30 ns a position); the engine in the rare case.
    @discardableResult
    public func append(_ index: Int, of columns: GeometryColumns, to result: inout GeometryColumns) -> Outcome {
        let (rounded, outcome) = checked(index, of: columns)
        result.append(0, of: rounded)
        return outcome
    }

    private func checked(_ index: Int, of columns: GeometryColumns) -> (GeometryColumns, Outcome) {
        let (plain, moved) = round(index, of: columns)
        guard columns.kinds[index]?.isPolygonal == true, moved else { return (plain, .rounded) }
        if plain.parts(of: 0).isEmpty { return (plain, columns.parts(of: index).isEmpty ? .rounded : .collapsed) }
        if isSound(plain) { return (plain, .rounded) }
        guard let geometry = columns.geometry(at: index), let invalid = plain.geometry(at: 0) else { return (plain, .unsound) }
        for candidate in [try? engine.reducePrecision(geometry, grid: 1 / Double(scale)), try? engine.makeValid(invalid)] {
            guard let mended = candidate.flatMap(mend) else { continue }
            return (mended, mended.parts(of: 0).isEmpty ? .collapsed : .repaired)
        }
        return (plain, .unsound)
    }

    /// The rounded form of one geometry, alone in its columns.
    public func rounded(_ index: Int, of columns: GeometryColumns) -> GeometryColumns { checked(index, of: columns).0 }

    /// Rounding leaves geometry `index` as it is: no position moves, none repeats in a ring, and every ring has four.
    func leaves(_ index: Int, of columns: GeometryColumns) -> Bool {
        let isPolygonal = columns.kinds[index]?.isPolygonal == true
        return columns.coordinates.withUnsafeBufferPointer { coordinates in
            for ring in columns.rings(of: index) {
                let positions = columns.positions(ofRing: ring)
                if isPolygonal && positions.count < 4 { return false }
                for i in positions {
                    let position = coordinates[i]
                    guard round(position.x) == position.x, round(position.y) == position.y else { return false }
                    if isPolygonal && i > positions.lowerBound && coordinates[i - 1] == position { return false }
                }
            }
            return true
        }
    }

    private func isSound(_ columns: GeometryColumns) -> Bool {
        proof.proves(0, in: columns) || engine.validity(of: 0, in: columns) == nil
    }

    /// The polygons of what the engine gave, rounded once more; `nil` when they are still not valid.
    private func mend(_ geometry: Geometry) -> GeometryColumns? {
        let polygons = geometry.polygons
        var columns = GeometryColumns()
        columns.append(polygons.count == 1 ? .polygon(polygons[0]) : .multiPolygon(MultiPolygon(polygons)))
        let (result, _) = round(0, of: columns)
        return result.parts(of: 0).isEmpty || isSound(result) ? result : nil
    }

    /// Rounds without a check: repeated positions go, rings of fewer than four positions go, a part goes with its exterior.
    /// - Returns: the geometry alone in its columns, and whether any position moved.
    private func round(_ index: Int, of columns: GeometryColumns) -> (GeometryColumns, moved: Bool) {
        var result = GeometryColumns()
        result.reserveCapacity(geometries: 1, positions: columns.positions(of: index).count)
        let isPolygonal = columns.kinds[index]?.isPolygonal == true
        var moved = false
        var parts = 0
        for part in columns.parts(of: index) {
            var rings = 0
            for ring in columns.rings(ofPart: part) {
                let start = result.coordinates.count
                if append(columns.positions(ofRing: ring), of: columns, droppingRepeats: isPolygonal, to: &result) { moved = true }
                if isPolygonal && result.coordinates.count - start < 4 {
                    result.coordinates.removeLast(result.coordinates.count - start)
                    moved = true
                    if rings == 0 { break }
                } else {
                    result.closeRing()
                    rings += 1
                }
            }
            if rings > 0 { result.closePart() }
            parts += rings > 0 ? 1 : 0
        }
        result.closeGeometry(isPolygonal && parts == 1 ? .polygon : columns.kinds[index])
        return (result, moved)
    }

    /// - Returns: whether any position moved.
    private func append(
        _ positions: Range<Int>, of columns: GeometryColumns, droppingRepeats: Bool, to result: inout GeometryColumns
    ) -> Bool {
        let start = result.coordinates.count
        var moved = false
        for i in positions {
            let position = columns.coordinates[i]
            let rounded = Coordinate(round(position.x), round(position.y))
            if rounded != position { moved = true }
            let count = result.coordinates.count
            if droppingRepeats, count > start, result.coordinates[count - 1] == rounded { continue }
            result.appendPosition(rounded)
        }
        return moved
    }

    private func round(_ value: Double) -> Double {
        guard let units = FixedPoint.units(value, scale: scale) else { return value }
        return Double(units) / Double(scale)
    }
}

extension JSONBytes {
    /// Geometry `index` as a GeoJSON geometry object, rounded and still valid; `null` when nothing is left of it.
    /// - Parameters:
    ///   - rounding: of the same decimals.
    ///   - decimals: places kept, 0...9, trailing zeros trimmed.
    /// - Returns: the box around what was written; empty for `null`.
    public mutating func append(
        rounding index: Int, of columns: GeometryColumns, by rounding: DecimalRounding, decimals: Int = 7
    ) -> Envelope {
        // Most geometry came with few decimals and is written from where it lies.
        if rounding.leaves(index, of: columns) {
            append(geometry: index, of: columns, decimals: decimals)
            return columns.envelope(of: index)
        }
        let rounded = rounding.rounded(index, of: columns)
        append(geometry: 0, of: rounded, decimals: decimals)
        return rounded.envelope(of: 0)
    }
}
