internal import OreDetection
internal import OreGeometry

/// The district that holds a point inside of a licence.
struct DistrictFinder: Sendable {
    private let names: [String]
    private let polygons: [PreparedPolygon?]
    private let tree: PackedRTree

    init(_ table: DistrictTable) {
        names = table.rows.map { $0.name ?? $0.id }
        polygons = (0..<table.count).map { table.geometry.kinds[$0]?.isPolygonal == true ? PreparedPolygon(table.geometry, $0) : nil }
        tree = PackedRTree((0..<table.count).map { table.geometry.envelope(of: $0) })
    }

    /// `nil` for a licence without geometry, or one that lies in no district.
    func district(of row: Int, in licences: LicenceTable) -> String? {
        guard !names.isEmpty, licences.isSpatial(row) else { return nil }
        return LocalMetric.interiorPoint(of: row, in: licences.geometry).flatMap(district)
    }

    /// Of several the first of the register.
    func district(at point: Coordinate) -> String? {
        tree.query(Envelope(point, point)).sorted().first { polygons[$0].map { $0.locate(point) != .exterior } ?? false }.map { names[$0] }
    }
}
