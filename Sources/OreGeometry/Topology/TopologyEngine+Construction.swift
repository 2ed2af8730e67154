internal import CGEOS

extension TopologyEngine {
    /// The smallest convex geometry that covers `a`: a polygon, or a line or point for fewer dimensions; empty for an empty operand.
    public func convexHull(_ a: Geometry) throws(TopologyError) -> Geometry {
        try construct("convex hull", a) { GEOSConvexHull_r($0, $1) }
    }

    /// The combinatorial boundary: the rings of polygons as lines, the ends of lines as points, empty for points.
    public func boundary(_ a: Geometry) throws(TopologyError) -> Geometry {
        try construct("boundary", a) { GEOSBoundary_r($0, $1) }
    }

    /// A position in the interior of an area (on a line or point, one of its positions); `nil` for an empty geometry.
    public func pointOnSurface(_ a: Geometry) throws(TopologyError) -> Coordinate? {
        guard case .point(let c) = try construct("point on surface", a, { GEOSPointOnSurface_r($0, $1) }) else { return nil }
        return c
    }

    /// A valid geometry with the same linework: polygons by the even-odd rule, with points and lines where an area collapses.
    ///
    /// The "linework" method of GEOS: all vertices are kept, edges are noded, faces alternate between inside and outside.
    public func makeValid(_ a: Geometry) throws(TopologyError) -> Geometry {
        try construct("make valid", a) { GEOSMakeValid_r($0, $1) }
    }

    /// Rounds every position to a multiple of `grid` (units of the coordinates) and keeps the result valid; collapsed parts vanish.
    /// A grid of 0 leaves the positions as they are.
    public func reducePrecision(_ a: Geometry, grid: Double) throws(TopologyError) -> Geometry {
        guard grid.isFinite, grid >= 0 else { throw .invalidGrid(grid) }
        return try construct("reduce precision", a) { GEOSGeom_setPrecision_r($0, $1, grid, Int32(GEOS_PREC_VALID_OUTPUT.rawValue)) }
    }

    private func construct(
        _ operation: String, _ a: Geometry, _ make: (GEOSContextHandle_t?, OpaquePointer?) -> OpaquePointer?
    ) throws(TopologyError) -> Geometry {
        let operand = try context.geometry(a)
        return value(try construct(operation) { handle in operand.look { make(handle, $0) } })
    }
}
