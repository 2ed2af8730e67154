internal import OreGeometry

/// A source whose file puts the northing or latitude first: hands every position on with the easting or longitude first.
struct AxisSwappingSource: FeatureSource {
    private let inner: any FeatureSource

    init(_ inner: any FeatureSource) { self.inner = inner }

    var info: SourceInfo { inner.info }

    func process<Worker, Output: Sendable>(
        threads: Int, progress: (@Sendable (Int) -> Void)?, makeWorker: @Sendable () throws -> Worker,
        map: @Sendable (inout Worker, FeatureBatch) throws -> Output, consume: @Sendable (Output) throws -> Void
    ) throws -> SourceSummary {
        try inner.process(
            threads: threads, progress: progress, makeWorker: makeWorker,
            map: { worker, batch in
                var swapped = batch
                swapped.geometry.swapAxes()
                return try map(&worker, swapped)
            }, consume: consume)
    }
}

extension FileFormat {
    /// Headings and digits say which number is which; positions already come out easting first, whatever order is stated.
    var namesItsAxes: Bool { [.cornerTable, .surveyText, .cornerWorkbook].contains(self) }
}

extension GeometryColumns {
    fileprivate mutating func swapAxes() {
        for index in coordinates.indices { coordinates[index] = Coordinate(coordinates[index].y, coordinates[index].x) }
    }
}
