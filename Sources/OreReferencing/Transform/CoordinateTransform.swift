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
    private let object: ProjObject

    init(
        _ object: ProjObject, _ operation: CoordinateOperation, source: CoordinateReferenceSystem, target: CoordinateReferenceSystem
    ) {
        self.object = object
        self.operation = operation
        self.source = source
        self.target = target
        isIdentity = operation.definition == "+proj=noop"
    }

    /// Transforms every position in place.
    ///
    /// - Throws: ``ReferencingError/coordinateFailed(index:coordinate:operation:message:)`` for the first position without an image; the buffer
    ///   is then unchanged.
    /// - Complexity: 0.2 microseconds per position through PROJ.
    public func apply(to coordinates: inout [Coordinate]) throws(ReferencingError) {
        guard !isIdentity else { return }
        let original = coordinates
        run(&coordinates)
        guard let index = coordinates.firstIndex(where: { !$0.isFinite }) else { return }
        coordinates = original
        throw .coordinateFailed(index: index, coordinate: original[index], operation: operation.name, message: takeMessage())
    }

    /// The image of one position.
    public func callAsFunction(_ coordinate: Coordinate) throws(ReferencingError) -> Coordinate {
        var one = [coordinate]
        try apply(to: &one)
        return one[0]
    }

    /// Transforms every geometry of a batch in place.
    public func apply(to columns: inout GeometryColumns, maximumDeviationMetres: Double? = 0.01) throws(ReferencingError) {
        try apply(to: &columns.coordinates)
    }

    /// Runs the operation; positions without an image become infinite.
    func run(_ coordinates: inout [Coordinate]) {
        coordinates.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let (count, stride) = (buffer.count, MemoryLayout<Coordinate>.stride)
            base.withMemoryRebound(to: Double.self, capacity: 2 * count) { x in
                _ = proj_trans_generic(object.pointer, PJ_FWD, x, stride, count, x + 1, stride, count, nil, 0, 0, nil, 0, 0)
            }
        }
    }

    private func takeMessage() -> String {
        let number = proj_errno(object.pointer)
        _ = proj_errno_reset(object.pointer)
        return object.session.takeMessage(number: number, otherwise: "it lies outside the domain of the projection")
    }
}
