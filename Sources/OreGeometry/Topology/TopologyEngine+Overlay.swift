internal import CGEOS

extension TopologyEngine {
    /// The positions common to both geometries, of whatever dimension they are (areas that only touch share lines or points).
    /// - Returns: an empty geometry when they are disjoint.
    /// - Throws: ``TopologyError``; an overlay fails only after every noding strategy did, and the first failure is kept.
    /// - Complexity: O((n + m) log(n + m)) for n and m vertices with few crossings.
    public func intersection(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Geometry { try overlay(.intersection, a, b) }

    /// The positions in either geometry. See ``intersection(_:_:)`` for errors and cost.
    public func union(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Geometry { try overlay(.union, a, b) }

    /// The positions of `a` that are not in `b`. See ``intersection(_:_:)`` for errors and cost.
    public func difference(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Geometry { try overlay(.difference, a, b) }

    /// The positions in exactly one of the geometries. See ``intersection(_:_:)`` for errors and cost.
    public func symmetricDifference(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Geometry {
        try overlay(.symmetricDifference, a, b)
    }

    /// The union of any number of geometries, dissolved at once; the empty collection for none.
    /// - Complexity: O(n log n) for n vertices with few crossings, by a cascaded union.
    public func unaryUnion(_ geometries: [Geometry]) throws(TopologyError) -> Geometry {
        let operand = try context.geometry(.geometryCollection(geometries))
        let magnitude = geometries.reduce(0) { max($0, $1.envelope.magnitude) }
        if let result = operand.look({ GEOSUnaryUnion_r(context.handle, $0) }) { return value(GEOSHandle(result, in: context)) }
        let result = try OverlayLadder.climb("unary union", magnitude: magnitude, firstFailure: context.takeMessage()) { grid in
            let result = operand.look { GEOSUnaryUnionPrec_r(context.handle, $0, grid) }
            if result == nil { _ = context.takeMessage() }
            return result
        }
        return value(GEOSHandle(result, in: context))
    }

    private func overlay(_ operation: OverlayOperation, _ a: Geometry, _ b: Geometry) throws(TopologyError) -> Geometry {
        let left = try context.geometry(a)
        let right = try context.geometry(b)
        return value(try overlay(operation, left, right, magnitude: max(a.envelope.magnitude, b.envelope.magnitude)))
    }

    func overlay(
        _ operation: OverlayOperation, _ a: borrowing GEOSHandle, _ b: borrowing GEOSHandle, magnitude: @autoclosure () -> Double
    ) throws(TopologyError) -> GEOSHandle {
        // The operands are borrowed for this whole call, so their pointers may be used until it returns.
        let (left, right) = (a.pointer, b.pointer)
        if let result = operation.robust(context, left, right) { return GEOSHandle(result, in: context) }
        let result = try OverlayLadder.climb(operation.rawValue, magnitude: magnitude(), firstFailure: context.takeMessage()) { grid in
            let result = operation.snapRounded(context, left, right, grid: grid)
            if result == nil { _ = context.takeMessage() }
            return result
        }
        return GEOSHandle(result, in: context)
    }
}

// MARK: Areas of columns

extension TopologyEngine {
    /// The area of geometry `index` that lies in none of `masks`.
    ///
    /// Takes polygons and multipolygons, valid; the masks may overlap. Points and lines that an overlay leaves are dropped.
    /// - Returns: columns of exactly one polygon or multipolygon; `nil` when no area is left.
    /// - Complexity: one overlay per mask; stops when nothing is left.
    public func difference(
        of index: Int, in columns: GeometryColumns, minus masks: [(columns: GeometryColumns, index: Int)]
    ) throws(TopologyError) -> GeometryColumns? {
        var rest = try context.geometry(index, of: columns)
        for mask in masks {
            let other = try context.geometry(mask.index, of: mask.columns)
            rest = try overlay(
                .difference, rest, other,
                magnitude: max(columns.envelope(of: index).magnitude, mask.columns.envelope(of: mask.index).magnitude))
            if rest.look({ GEOSisEmpty_r(context.handle, $0) }) == 1 { return nil }
        }
        return areaParts(of: rest)
    }

    /// The area common to geometry `index` and a mask; both valid polygons or multipolygons. Shared borders and corners have no area.
    /// - Returns: columns of exactly one polygon or multipolygon; `nil` when they share no area.
    public func intersection(
        of index: Int, in columns: GeometryColumns, with mask: Int, in maskColumns: GeometryColumns
    ) throws(TopologyError) -> GeometryColumns? {
        let left = try context.geometry(index, of: columns)
        let right = try context.geometry(mask, of: maskColumns)
        return areaParts(
            of: try overlay(
                .intersection, left, right,
                magnitude: max(columns.envelope(of: index).magnitude, maskColumns.envelope(of: mask).magnitude)))
    }

    /// The dissolved area of several geometries.
    /// - Returns: columns of exactly one polygon or multipolygon; `nil` when they have no area.
    public func union(of indices: [Int], in columns: GeometryColumns) throws(TopologyError) -> GeometryColumns? {
        let merged = try unaryUnion(indices.compactMap(columns.geometry(at:)))
        guard !merged.polygons.isEmpty else { return nil }
        var result = GeometryColumns()
        result.append(merged.polygons.count == 1 ? .polygon(merged.polygons[0]) : .multiPolygon(MultiPolygon(merged.polygons)))
        return result
    }

    /// True when geometry `index` and another share at least one position, borders included.
    public func intersects(
        _ index: Int, in columns: GeometryColumns, _ other: Int, in otherColumns: GeometryColumns
    ) throws(TopologyError) -> Bool {
        let left = try context.geometry(index, of: columns)
        let right = try context.geometry(other, of: otherColumns)
        return try answer("intersects", left.look(with: right) { GEOSIntersects_r(context.handle, $0, $1) })
    }

    private func areaParts(of handle: borrowing GEOSHandle) -> GeometryColumns? {
        guard let pointer = handle.pointer else { return nil }
        var result = GeometryColumns()
        return context.appendPolygons(of: pointer, to: &result) ? result : nil
    }
}
