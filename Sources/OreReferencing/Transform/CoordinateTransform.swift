internal import CPROJ
public import OreGeometry

/// Moves positions from one CRS to another, longitude/easting first on both sides, by one named operation.
///
/// Confined to the thread of its ``ReferencingContext``. A position's image depends on that position alone: equal positions stay equal bit for
/// bit, in any batch.
public final class CoordinateTransform {
    public let source: CoordinateReferenceSystem
    public let target: CoordinateReferenceSystem
    /// What runs, how accurate it is, and whether it contains a shift of unknown size.
    public let operation: CoordinateOperation
    /// Positions come out as they went in (the same CRS, an accepted null shift, a ballpark null shift).
    public let isIdentity: Bool
    /// Straight lines stay straight: no edge needs splitting.
    public let isAffine: Bool
    /// Positions in a transverse Mercator zone go through the own series, proven against PROJ when the transform is made.
    public var usesSeries: Bool { series != nil }
    private let object: ProjObject
    private var series: TransverseMercator?

    init(
        _ object: ProjObject, _ operation: CoordinateOperation, source: CoordinateReferenceSystem, target: CoordinateReferenceSystem
    ) {
        self.object = object
        self.operation = operation
        self.source = source
        self.target = target
        isIdentity = operation.definition == "+proj=noop"
        isAffine = PipelineStep.steps(of: operation.definition).allSatisfy(\.isAffine)
        series = provenSeries()
    }

    /// Transforms every position in place.
    ///
    /// - Throws: ``ReferencingError/coordinateFailed(index:coordinate:operation:message:)`` for the first position without an image; the buffer
    ///   is then partly transformed and has to be dropped.
    /// - Complexity: about 40 ns per position within a transverse Mercator zone (transform-bench), 0.2 microseconds through PROJ.
    public func apply(to coordinates: inout [Coordinate]) throws(ReferencingError) {
        guard !isIdentity else { return }
        guard let failed = run(&coordinates).first else { return }
        throw .coordinateFailed(
            index: failed.index, coordinate: failed.original, operation: operation.name, message: takeMessage())
    }

    /// The image of one position.
    public func callAsFunction(_ coordinate: Coordinate) throws(ReferencingError) -> Coordinate {
        var one = [coordinate]
        try apply(to: &one)
        return one[0]
    }

    /// A position that has no image, and its place in the buffer.
    typealias Failure = (index: Int, original: Coordinate)

    /// Runs the operation on all positions; those without an image become infinite and are returned.
    func run(_ coordinates: inout [Coordinate]) -> [Failure] {
        guard let series else {
            let original = coordinates
            runPROJ(&coordinates)
            return coordinates.indices.filter { !coordinates[$0].isFinite }.map { ($0, original[$0]) }
        }
        let outside = coordinates.withUnsafeMutableBufferPointer { series.apply(to: $0) }
        guard !outside.isEmpty else { return [] }
        var rest = outside.map(\.original)
        runPROJ(&rest)
        for (place, image) in zip(outside, rest) { coordinates[place.index] = image }
        return zip(outside, rest).filter { !$0.1.isFinite }.map(\.0)
    }

    /// Runs PROJ; positions without an image become infinite.
    func runPROJ(_ coordinates: inout [Coordinate]) {
        coordinates.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let (count, stride) = (buffer.count, MemoryLayout<Coordinate>.stride)
            base.withMemoryRebound(to: Double.self, capacity: 2 * count) { x in
                _ = proj_trans_generic(object.pointer, PJ_FWD, x, stride, count, x + 1, stride, count, nil, 0, 0, nil, 0, 0)
            }
        }
    }

    /// The series for this pipeline, when PROJ's own answers agree with it to 1e-7 m at positions over the zone. PROJ is the authority: on any
    /// disagreement (another algorithm, an unforeseen parameter) it keeps the work.
    private func provenSeries() -> TransverseMercator? {
        let projected = source.isGeographic ? target : source
        guard source.isGeographic != target.isGeographic, projected.ellipsoid.flattening > 0,
            let (parameters, direction) = TransverseMercatorParameters.read(operation.definition)
        else { return nil }
        let forward = TransverseMercator(parameters, projected.ellipsoid, .forward)
        let inverse = TransverseMercator(parameters, projected.ellipsoid, .inverse)
        var degrees: [Coordinate] = []
        for latitude in stride(from: -84.0, through: 84, by: 12) {
            for offset in [-4.9, -3, -1.5, -0.1, 0.7, 2.2, 4.4] where (parameters.centralMeridian + offset).magnitude < 180 {
                degrees.append(Coordinate(parameters.centralMeridian + offset, latitude))
            }
        }
        var metres = degrees
        guard metres.withUnsafeMutableBufferPointer({ forward.apply(to: $0).isEmpty }) else { return nil }
        var answers = direction == .forward ? degrees : metres
        let (expected, unit) = direction == .forward ? (metres, 1.0) : (degrees, 111_000.0)
        runPROJ(&answers)
        let agrees = zip(answers, expected).allSatisfy { a, e in
            (a.x - e.x).magnitude * unit <= 1e-7 && (a.y - e.y).magnitude * unit <= 1e-7
        }
        return agrees ? (direction == .forward ? forward : inverse) : nil
    }

    /// PROJ's words for the last failure.
    func takeMessage() -> String {
        let number = proj_errno(object.pointer)
        _ = proj_errno_reset(object.pointer)
        return object.session.takeMessage(number: number, otherwise: "it lies outside the domain of the projection")
    }
}

extension CoordinateTransform {
    /// The answers of PROJ alone, infinite where there is none: what the series is proven against.
    public func transformedByPROJ(_ coordinates: [Coordinate]) -> [Coordinate] {
        var result = coordinates
        runPROJ(&result)
        return result
    }
}
