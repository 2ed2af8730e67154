internal import OreFeatures
public import OreGeometry

/// Where a job looks: a box in degrees, or the polygons of a file.
public struct WatchArea: Sendable {
    /// Around all of it, lon/lat degrees.
    public let box: Envelope
    /// Empty for a box.
    private let polygons: [PreparedPolygon]

    /// - Parameter text: `west,south,east,north` in degrees, or the path of a file of polygons, in any format and CRS that the readers know.
    /// - Throws: `InputError` when the numbers are no box, and for a file that cannot be used or has no polygon.
    public init(_ text: String) throws {
        if let numbers = WatchConfiguration.box(text) {
            guard numbers[0] <= numbers[2] else {
                throw InputError.badConfiguration(
                    file: "jobs", place: InputPlace(), what: "area \"\(text.prefix(80))\" ends west of where it begins",
                    next: "write west,south,east,north in degrees")
            }
            box = Envelope(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
            polygons = []
            return
        }
        let input = SideInput(.districts, files: [text])
        let layer = try Layer(reading: try AutomaticCRS.resolved([input], threads: 1).first ?? input)
        var polygons: [PreparedPolygon] = []
        for batch in layer.batches {
            for row in batch.isUsable.indices where batch.isUsable[row] && batch.features.geometry.kinds[row]?.isPolygonal == true {
                polygons.append(PreparedPolygon(batch.features.geometry, row))
            }
        }
        guard !polygons.isEmpty else {
            throw InputError.refused(
                file: text, place: InputPlace(), what: "no polygon in it", next: "name a file of polygons, or write west,south,east,north")
        }
        self.polygons = polygons
        box = polygons.reduce(into: .empty) { $0.expand(toInclude: $1.envelope) }
    }

    /// Some position of it belongs to the area; touching counts. For a box, the box around the geometry decides.
    func meets(_ geometry: Geometry?, using kernel: OverlayKernel) -> Bool {
        guard let geometry else { return false }
        var columns = GeometryColumns()
        columns.append(geometry)
        let own = columns.envelope(of: 0)
        guard own.intersects(box) else { return false }
        return polygons.isEmpty || polygons.contains { own.intersects($0.envelope) && kernel.intersects(0, in: columns, $0) }
    }

    /// The edge counts.
    func contains(_ point: Coordinate) -> Bool {
        box.contains(point) && (polygons.isEmpty || polygons.contains { $0.locate(point) != .exterior })
    }
}
