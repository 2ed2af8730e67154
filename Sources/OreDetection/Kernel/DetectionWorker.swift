public import OreGeometry

/// The tools of one thread: overlay kernel, area, metric. Not shared; one per worker, reused for every batch.
public final class DetectionWorker {
    public let engine: TopologyEngine
    public let kernel: OverlayKernel
    public let area: EllipsoidalArea

    /// - Parameter ellipsoid: of the monitoring CRS.
    public init(ellipsoid: Ellipsoid) {
        engine = TopologyEngine()
        kernel = OverlayKernel(engine: engine)
        area = EllipsoidalArea(ellipsoid)
    }
}

/// A polygonal part of a footprint, or all of it.
struct FootprintPart {
    var columns: GeometryColumns
    var index: Int

    init(_ columns: GeometryColumns, _ index: Int = 0) {
        self.columns = columns
        self.index = index
    }
}

extension DetectionWorker {
    func area(of part: FootprintPart) -> Double { area.area(of: part.index, in: part.columns) }

    /// What of the part lies in none of the masks; `nil` when nothing does.
    func subtract(_ masks: [PreparedPolygon], from part: FootprintPart) throws(TopologyError) -> FootprintPart? {
        switch try kernel.difference(of: part.index, in: part.columns, minus: masks) {
        case .empty: nil
        case .whole: part
        case .part(let columns): FootprintPart(columns)
        }
    }

    /// The area that the part shares with the mask; `nil` when they share none.
    func intersect(_ part: FootprintPart, with mask: PreparedPolygon) throws(TopologyError) -> FootprintPart? {
        switch try kernel.intersection(of: part.index, in: part.columns, with: mask) {
        case .empty: nil
        case .whole: part
        case .part(let columns): FootprintPart(columns)
        }
    }

    /// True when the part and the mask share a position.
    func meets(_ part: FootprintPart, _ mask: PreparedPolygon) -> Bool {
        kernel.intersects(part.index, in: part.columns, mask)
    }

    /// The dissolved union of parts that do not overlap; `nil` for none.
    func dissolve(_ parts: [FootprintPart]) throws(TopologyError) -> FootprintPart? {
        guard parts.count > 1 else { return parts.first }
        var columns = GeometryColumns()
        for part in parts { columns.append(part.index, of: part.columns) }
        return try engine.union(of: Array(0..<columns.count), in: columns).map { FootprintPart($0) }
    }

    func metric(at latitude: Double) -> LocalMetric { LocalMetric(area.ellipsoid, latitude: latitude) }

    /// The greatest distance in metres of the part's corners from the masks' boundaries.
    func depth(of part: FootprintPart, from masks: [PreparedPolygon]) -> Double {
        metric(at: part.columns.envelope(of: part.index).center.y).maximumDepth(of: part.index, in: part.columns, from: masks)
    }
}
