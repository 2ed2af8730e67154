/// What an overlay left of a polygon.
public enum OverlayResult: Sendable {
    /// Nothing with an area.
    case empty
    /// The polygon as it was.
    case whole
    /// Columns of exactly one polygon or multipolygon; exteriors counter-clockwise, holes clockwise.
    case part(GeometryColumns)
}

/// Differences and intersections of many small polygons with prepared masks: the hot path of detection.
///
/// Planar, in the CRS that all operands share. Operands are valid. Not `Sendable`: make one per worker.
public final class OverlayKernel {
    let engine: TopologyEngine

    public init(engine: TopologyEngine) {
        self.engine = engine
    }

    /// What geometry `index` leaves outside the union of `masks`.
    /// - Returns: `.empty` when the masks cover it (touching the boundary from inside is covered), `.whole` when they share no area with it.
    public func difference(
        of index: Int, in columns: GeometryColumns, minus masks: [PreparedPolygon]
    ) throws(TopologyError) -> OverlayResult {
        let footprint = columns.geometry(at: index) ?? .geometryCollection([])
        let envelope = columns.envelope(of: index)
        let near = masks.filter { $0.envelope.intersects(envelope) }
        guard !near.isEmpty else { return .whole }
        let union = near.count == 1 ? near[0].geometry : try engine.unaryUnion(near.map(\.geometry))
        return Self.result(try engine.difference(footprint, union), of: footprint)
    }

    /// What geometry `index` shares with `mask`.
    public func intersection(
        of index: Int, in columns: GeometryColumns, with mask: PreparedPolygon
    ) throws(TopologyError) -> OverlayResult {
        let footprint = columns.geometry(at: index) ?? .geometryCollection([])
        guard mask.envelope.intersects(columns.envelope(of: index)) else { return .empty }
        return Self.result(try engine.intersection(footprint, mask.geometry), of: footprint)
    }

    /// True when geometry `index` and `mask` share at least one position, the boundaries included.
    public func intersects(_ index: Int, in columns: GeometryColumns, _ mask: PreparedPolygon) throws(TopologyError) -> Bool {
        guard mask.envelope.intersects(columns.envelope(of: index)) else { return false }
        return try engine.intersects(columns.geometry(at: index) ?? .geometryCollection([]), mask.geometry)
    }

    private static func result(_ geometry: Geometry, of whole: Geometry) -> OverlayResult {
        let polygons = geometry.polygons
        if polygons.isEmpty { return .empty }
        if geometry == whole { return .whole }
        var columns = GeometryColumns()
        columns.append(polygons.count == 1 ? .polygon(polygons[0]) : .multiPolygon(MultiPolygon(polygons)))
        return .part(columns)
    }
}
