internal import OreGeometry
public import OreReferencing

/// What datum links would do with a file on its way into the monitoring CRS: which would be used, for how many features.
public struct LinkInquiry: Sendable, Hashable {
    /// One of the links given.
    public struct Candidate: Sendable, Hashable {
        public let link: DatumLink
        /// The link leads from the datum of the file, in its CRS, to the monitoring CRS.
        public let leads: Bool
        /// 1-sigma error per axis that verdicts would use, with that of the steps around the link, metres.
        public let sigmaMetres: Double
        /// Features that would go through it.
        public let features: Int
    }

    /// The CRS of the file.
    public let crs: String
    /// The operation that leads into the monitoring CRS without a link.
    public let operation: String
    /// That operation does not know the datum shift: only then are links used.
    public let isShiftUnknown: Bool
    /// In the order given.
    public let candidates: [Candidate]
    /// Features that were tried, by the corners of their boxes: all of the file or, of a large one, some spread over it.
    public let tried: Int
    /// Of those, the features that lie in the area of no link that leads anywhere.
    public let outside: Int

    /// - Parameter boxes: of features, in the coordinates of the file.
    init(_ links: [DatumLink], crs: CoordinateReferenceSystem, boxes: [Envelope]) throws(ReferencingError) {
        let context = ReferencingContext()
        let target = try context.crs(MonitoringReference.monitoringCRS)
        let direct = try context.transform(from: crs, to: target).operation
        (self.crs, operation, isShiftUnknown) = (crs.label, direct.name, direct.isUnknownShift)
        let router = try direct.isUnknownShift ? LinkRouter(links, from: crs, to: target, context: context) : nil
        var columns = GeometryColumns()
        for box in boxes { columns.append(box.outline) }
        let routes = router?.routes(of: columns) ?? []
        candidates = links.map { link in
            let place = router?.links.firstIndex(of: link)
            return Candidate(
                link: link, leads: place != nil, sigmaMetres: place.flatMap { router?.ways[$0].operation.sigmaMetres } ?? link.sigmaMetres,
                features: place.map { place in routes.count { $0 == place } } ?? 0)
        }
        tried = boxes.count
        outside = routes.count { $0 == nil }
    }
}

extension Envelope {
    /// The box as a polygon, counter-clockwise; without area for a single position.
    fileprivate var outline: Geometry {
        let corners = [(minX, minY), (maxX, minY), (maxX, maxY), (minX, maxY), (minX, minY)]
        return .polygon(Polygon(exterior: Ring(corners.map { Coordinate($0.0, $0.1) })))
    }
}
