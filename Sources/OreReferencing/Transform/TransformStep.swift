internal import OreGeometry

/// A position that has no image, and its place in the buffer.
typealias TransformFailure = (index: Int, original: Coordinate)

/// One step of a transform: a PROJ operation, a web map's offset, a fitted datum link ... Longitude/easting first on both sides.
///
/// A position's image depends on that position alone, bit for bit, whatever else lies in the buffer.
protocol TransformStep {
    /// Positions come out as they went in.
    var isIdentity: Bool { get }
    /// Straight lines stay straight.
    var isAffine: Bool { get }
    /// A closed-form series stands in for PROJ.
    var usesSeries: Bool { get }
    /// An edge longer than this is halved before its bend is tested, because the step has waves that four probes along a longer edge can miss;
    /// metres, `nil` for steps that bend evenly.
    var longestTrustedEdgeMetres: Double? { get }
    /// Rewrites every position; those without an image become infinite and are returned, in order.
    func run(_ coordinates: inout [Coordinate]) -> [TransformFailure]
    /// The same without the series; positions without an image become infinite.
    func runReference(_ coordinates: inout [Coordinate])
    /// Why the last position failed; `nil` when the step has nothing to say. Clears it.
    func takeMessage() -> String?
}

extension TransformStep {
    var isIdentity: Bool { false }
    var usesSeries: Bool { false }
    var longestTrustedEdgeMetres: Double? { nil }
    func runReference(_ coordinates: inout [Coordinate]) { _ = run(&coordinates) }
    func takeMessage() -> String? { nil }
}
