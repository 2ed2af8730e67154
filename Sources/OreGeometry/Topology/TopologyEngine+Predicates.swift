internal import CGEOS

/// Predicates of OGC 06-103r4, by the dimensionally extended nine-intersection model (DE-9IM). Planar; the boundary rule of each is its
/// definition there. All throw ``TopologyError/operationFailed(operation:message:)`` for operands that GEOS does not relate.
extension TopologyEngine {
    /// The DE-9IM matrix of two geometries, nine characters out of `F 0 1 2`, interior row first.
    public func relate(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> String {
        let left = try context.geometry(a)
        let right = try context.geometry(b)
        guard let matrix = left.look(with: right, { GEOSRelate_r(context.handle, $0, $1) }) else {
            throw .operationFailed(operation: "relate", message: context.takeMessage())
        }
        defer { GEOSFree_r(context.handle, matrix) }
        return String(cString: matrix)
    }

    /// Whether the DE-9IM matrix fits a pattern of nine characters out of `T F * 0 1 2` (lower case is taken too).
    public func relate(_ a: Geometry, _ b: Geometry, pattern: String) throws(TopologyError) -> Bool {
        let upper = pattern.uppercased()
        guard upper.utf8.count == 9, upper.allSatisfy({ "TF*012".contains($0) }) else { throw .invalidPattern(pattern) }
        let left = try context.geometry(a)
        let right = try context.geometry(b)
        return try answer("relate", left.look(with: right) { GEOSRelatePattern_r(context.handle, $0, $1, upper) })
    }

    /// No position of `b` lies outside `a`, and their interiors meet: a polygon does not contain a line on its boundary.
    public func contains(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("contains", a, b, GEOSContains_r) }

    /// `b` contains `a`.
    public func within(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("within", a, b, GEOSWithin_r) }

    /// No position of `b` lies outside `a`; the boundary belongs to `a`.
    public func covers(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("covers", a, b, GEOSCovers_r) }

    /// `b` covers `a`.
    public func coveredBy(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("covered by", a, b, GEOSCoveredBy_r) }

    /// They share at least one position, boundaries included.
    public func intersects(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("intersects", a, b, GEOSIntersects_r) }

    /// They share no position.
    public func disjoint(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("disjoint", a, b, GEOSDisjoint_r) }

    /// They share positions, but none of both interiors.
    public func touches(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("touches", a, b, GEOSTouches_r) }

    /// Their interiors meet in a lower dimension than the larger operand's, and neither lies in the other.
    public func crosses(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("crosses", a, b, GEOSCrosses_r) }

    /// Of equal dimension, their interiors meet in that dimension, and each has positions outside the other.
    public func overlaps(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("overlaps", a, b, GEOSOverlaps_r) }

    /// The same set of positions, whatever the order or number of vertices.
    public func equalsTopologically(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Bool { try test("equals", a, b, GEOSEquals_r) }

    /// The shortest planar distance in the units of the coordinates; 0 when they meet, `nil` when either is empty.
    public func planarDistance(_ a: Geometry, _ b: Geometry) throws(TopologyError) -> Double? {
        let left = try context.geometry(a)
        let right = try context.geometry(b)
        if a.isEmpty || b.isEmpty { return nil }
        var distance = 0.0
        guard left.look(with: right, { GEOSDistance_r(context.handle, $0, $1, &distance) }) == 1 else {
            throw .operationFailed(operation: "distance", message: context.takeMessage())
        }
        return distance
    }

    private func test(
        _ operation: String, _ a: Geometry, _ b: Geometry,
        _ predicate: (GEOSContextHandle_t?, OpaquePointer?, OpaquePointer?) -> CChar
    ) throws(TopologyError) -> Bool {
        let left = try context.geometry(a)
        let right = try context.geometry(b)
        return try answer(operation, left.look(with: right) { predicate(context.handle, $0, $1) })
    }
}
