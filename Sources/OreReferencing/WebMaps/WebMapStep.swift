internal import OreGeometry

/// The step between WGS 84 and a web map's coordinates.
struct WebMapStep: TransformStep {
    let offset: WebMapOffset
    /// From WGS 84 to the web map; otherwise back.
    let isForward: Bool

    var isAffine: Bool { false }

    /// A quarter of BD-09's shortest wave (0.12 degrees) and less than a tenth of GCJ-02's (a third of a degree).
    var longestTrustedEdgeMetres: Double? { 2_500 }

    func run(_ coordinates: inout [Coordinate]) -> [TransformFailure] {
        var failures: [TransformFailure] = []
        for index in coordinates.indices {
            let position = coordinates[index]
            if position.isFinite {
                coordinates[index] = isForward ? offset.image(of: position) : offset.original(of: position)
            } else {
                coordinates[index] = Coordinate(.infinity, .infinity)
                failures.append((index, position))
            }
        }
        return failures
    }

    /// What a report cites.
    var operation: CoordinateOperation {
        let name = isForward ? "WGS 84 to \(offset.rawValue)" : "\(offset.rawValue) to WGS 84"
        return CoordinateOperation(
            name: "\(name), public formula", source: isForward ? "EPSG:4326" : offset.rawValue,
            target: isForward ? offset.rawValue : "EPSG:4326", accuracyMetres: nil, sigmaMetres: offset.sigmaMetres,
            definition: "web-map \(offset.rawValue) \(isForward ? "forward" : "inverse")",
            remark: "\(offset.rawValue) is officially undocumented; sigma \(offset.sigmaMetres.formattedMetres) m assumed")
    }
}

extension CoordinateTransform {
    convenience init(
        _ offset: WebMapOffset, isForward: Bool, _ source: CoordinateReferenceSystem, _ target: CoordinateReferenceSystem
    ) {
        let step = WebMapStep(offset: offset, isForward: isForward)
        self.init([step], step.operation, source: source, target: target)
    }
}
