public import OreGeometry

/// Moves positions from one CRS to another, longitude/easting first on both sides, by one named operation.
///
/// The operation is a list of steps: one of PROJ's operations, and before or after it those this program adds (a web map's offset). Confined to the
/// thread of its ``ReferencingContext``. A position's image depends on that position alone: equal positions stay equal bit for bit, in any batch.
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
    public var usesSeries: Bool { steps.contains { $0.usesSeries } }
    /// Without those that change nothing.
    let steps: [any TransformStep]

    init(
        _ steps: [any TransformStep], _ operation: CoordinateOperation, source: CoordinateReferenceSystem,
        target: CoordinateReferenceSystem
    ) {
        self.steps = steps.filter { !$0.isIdentity }
        self.operation = operation
        self.source = source
        self.target = target
        isIdentity = self.steps.isEmpty
        isAffine = steps.allSatisfy(\.isAffine)
    }

    /// Transforms run one after the other as one; each begins where the one before it ends.
    convenience init(joining parts: [CoordinateTransform], source: CoordinateReferenceSystem, target: CoordinateReferenceSystem) {
        let operation = CoordinateOperation(joining: parts.map(\.operation), source: source.shortName, target: target.shortName)
        self.init(parts.flatMap(\.steps), operation, source: source, target: target)
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

    /// Runs the steps on all positions; those without an image become infinite and are returned.
    func run(_ coordinates: inout [Coordinate]) -> [TransformFailure] {
        guard let last = steps.last else { return [] }
        if steps.count == 1 { return last.run(&coordinates) }
        let original = coordinates
        // A position that failed is infinite and fails every later step as well.
        var failed: [TransformFailure] = []
        for step in steps { failed = step.run(&coordinates) }
        return failed.map { ($0.index, original[$0.index]) }
    }

    /// An edge longer than this is halved before its bend is tested; `nil` when every step bends evenly.
    var longestTrustedEdgeMetres: Double? { steps.compactMap(\.longestTrustedEdgeMetres).min() }

    /// The words of the first step that failed.
    func takeMessage() -> String {
        let messages = steps.compactMap { $0.takeMessage() }
        return messages.first ?? "it lies outside the domain of the projection"
    }
}

extension CoordinateTransform {
    /// The answers of PROJ alone, without the series, infinite where there is none: what the series is proven against.
    public func transformedByPROJ(_ coordinates: [Coordinate]) -> [Coordinate] {
        var result = coordinates
        for step in steps { step.runReference(&result) }
        return result
    }
}
