internal import OreFeatures
public import OreGeometry
public import OreReferencing

/// Moves single positions from one CRS to another, through datum links where PROJ does not know the shift. Confined to one thread.
public struct PositionTransform {
    public let target: CoordinateReferenceSystem
    /// The datum shift is unknown to PROJ, and no link leads across it.
    public let isUnknownShift: Bool
    /// The operations that may run, a line each.
    public let summaries: [String]
    /// Which of the links lead from the one CRS to the other where that is needed.
    public let linkUse: LinkUse
    private let direct: CoordinateTransform
    private let router: LinkRouter?
    private let allowsUnknownShift: Bool

    /// - Parameter allowsUnknownShift: positions outside the area of every link go through the unknown shift.
    /// - Throws: ``ReferencingError`` for a CRS that PROJ does not know, or two without a way between them.
    public init(from: String, to: String, links: [DatumLink] = [], allowsUnknownShift: Bool = false) throws(ReferencingError) {
        let context = ReferencingContext()
        let source = try context.crs(from)
        target = try context.crs(to)
        direct = try context.transform(from: source, to: target)
        self.allowsUnknownShift = allowsUnknownShift
        if direct.operation.isUnknownShift {
            let router = try LinkRouter(links, from: source, to: target, context: context)
            self.router = router.links.isEmpty ? nil : router
        } else {
            router = nil
        }
        linkUse = LinkUse(given: links, used: router?.links ?? [])
        isUnknownShift = direct.operation.isUnknownShift && router == nil
        summaries = router.map { $0.ways.map(\.operation.summary) } ?? [direct.operation.summary]
    }

    /// Transforms every position in place.
    /// - Throws: ``ReferencingError/coordinateFailed(index:coordinate:operation:message:)`` for the first position without an image, or outside the area
    ///   of every link.
    public func apply(to positions: inout [Coordinate]) throws(ReferencingError) {
        guard let router else { return try direct.apply(to: &positions) }
        var columns = GeometryColumns()
        for position in positions { columns.append(.point(position)) }
        let routes = router.routes(of: columns)
        if !allowsUnknownShift, let index = routes.firstIndex(of: nil) {
            throw .coordinateFailed(
                index: index, coordinate: positions[index], operation: "datum links",
                message: "it lies outside the area of every datum link, and the shift there is unknown")
        }
        if let failed = router.apply(to: &columns, routes: routes).first {
            throw .coordinateFailed(
                index: failed.row, coordinate: positions[failed.row], operation: "datum links", message: failed.reason)
        }
        positions = columns.coordinates
    }
}
