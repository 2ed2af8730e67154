public import OreGeometry

/// A geometry of a batch that has no image in the target CRS.
public struct FeatureTransformFault: Hashable, Sendable {
    /// Its row in the batch.
    public let feature: Int
    public let fault: GeometryTransformFault

    public init(feature: Int, fault: GeometryTransformFault) {
        self.feature = feature
        self.fault = fault
    }
}

extension CoordinateTransform {
    /// Transforms every geometry of a batch, all or nothing.
    ///
    /// An edge is straight in the source CRS. Where its image would deviate from a straight line in the target, positions are inserted until
    /// it deviates less than `maximumDeviationMetres` (metres of the target: projected units, or degrees scaled at the latitude). Edges are halved from
    /// their lexicographically smaller end, so that polygons sharing an edge share every inserted position bit for bit.
    /// - Parameter maximumDeviationMetres: `nil` inserts nothing. An affine or null transform never inserts.
    /// - Throws: ``ReferencingError/geometryFailed(feature:fault:)`` for the first geometry without an image; `columns` is then unchanged.
    ///   Geometries that reach over the 180th meridian or a pole of a geographic target are refused, not guessed.
    /// - Complexity: one pass over the positions, and three more positions for every edge longer than a few hundred metres.
    public func apply(to columns: inout GeometryColumns, maximumDeviationMetres: Double? = 0.01) throws(ReferencingError) {
        var result = columns
        let faults = applyToSound(&result, maximumDeviationMetres: maximumDeviationMetres)
        if let first = faults.first { throw .geometryFailed(feature: first.feature, fault: first.fault) }
        columns = result
    }

    /// Transforms every geometry that has an image, as ``apply(to:maximumDeviationMetres:)`` does; the others keep their kind, lose their positions,
    /// and are returned with the reason, in order of their rows: for quarantine.
    public func applyToSound(_ columns: inout GeometryColumns, maximumDeviationMetres: Double? = 0.01) -> [FeatureTransformFault] {
        guard !isIdentity else { return [] }
        var batch = BatchTransform(self, columns)
        return batch.run(&columns, maximumDeviationMetres)
    }
}

/// One batch on its way: positions, their images, what has to be inserted and what failed.
private struct BatchTransform {
    private let transform: CoordinateTransform
    private let sourceMetric: TargetMetric
    private let targetMetric: TargetMetric
    private let source: [Coordinate]
    private var images: [Coordinate]
    private var faults: [Int: GeometryTransformFault] = [:]

    init(_ transform: CoordinateTransform, _ columns: GeometryColumns) {
        self.transform = transform
        sourceMetric = TargetMetric(transform.source)
        targetMetric = TargetMetric(transform.target)
        source = columns.coordinates
        images = columns.coordinates
    }

    mutating func run(_ columns: inout GeometryColumns, _ maximumDeviationMetres: Double?) -> [FeatureTransformFault] {
        let failed = transform.run(&images)
        if !failed.isEmpty {
            let message = transform.takeMessage()
            recordFailures(failed, message, columns)
        }
        if !transform.isAffine { refuseJumpsAndPoles(columns) }
        var insertions: [EdgeSplitter.Insertion] = []
        if let tolerance = maximumDeviationMetres, !transform.isAffine, tolerance > 0 { insertions = split(columns, tolerance) }
        if insertions.isEmpty && faults.isEmpty {
            columns.coordinates = images
        } else {
            columns = rebuilt(columns, insertions)
        }
        return faults.map { FeatureTransformFault(feature: $0.key, fault: $0.value) }.sorted { $0.feature < $1.feature }
    }

    private mutating func recordFailures(_ failed: [TransformFailure], _ message: String, _ columns: GeometryColumns) {
        var feature = 0
        for failure in failed {
            while feature < columns.count, !columns.positions(of: feature).contains(failure.index) { feature += 1 }
            guard feature < columns.count else { return }
            if faults[feature] == nil { faults[feature] = .positionFailed(coordinate: failure.original, message: message) }
        }
    }

    /// Edges that jump by half a turn or more of longitude, on whichever side is geographic, and positions at a pole of the target.
    private mutating func refuseJumpsAndPoles(_ columns: GeometryColumns) {
        let sourceJump = targetMetric.isAngular ? nil : sourceMetric.halfTurn
        let targetJump = sourceMetric.isAngular ? nil : targetMetric.halfTurn
        guard sourceJump != nil || targetJump != nil else { return }
        for feature in 0..<columns.count where faults[feature] == nil {
            for ring in columns.rings(of: feature) {
                let positions = columns.positions(ofRing: ring)
                if targetJump != nil, positions.contains(where: { targetMetric.isPole(images[$0]) }) { faults[feature] = .containsPole }
                for i in positions.dropLast() {
                    if let sourceJump, (source[i].x - source[i + 1].x).magnitude > sourceJump {
                        faults[feature] = .crossesAntimeridian(from: source[i], to: source[i + 1])
                    }
                    if let targetJump, (images[i].x - images[i + 1].x).magnitude > targetJump, faults[feature] == nil {
                        let crossing = GeometryTransformFault.crossesAntimeridian(from: images[i], to: images[i + 1])
                        faults[feature] = windsAroundPole(positions, turn: 2 * targetJump) ? .containsPole : crossing
                    }
                }
            }
        }
    }

    /// The longitudes of a ring add up to a whole turn.
    private func windsAroundPole(_ positions: Range<Int>, turn: Double) -> Bool {
        let sum = positions.dropLast().reduce(0.0) { sum, i in
            let step = images[i + 1].x - images[i].x
            return sum + step - turn * (step / turn).rounded()
        }
        return sum.magnitude > turn / 2
    }

    private mutating func split(_ columns: GeometryColumns, _ tolerance: Double) -> [EdgeSplitter.Insertion] {
        let imagesOf: (inout [Coordinate]) -> Void = { [transform] in _ = transform.run(&$0) }
        let box = source.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        let hasEdges = columns.kinds.contains { $0 != .point && $0 != .multiPoint && $0 != nil }
        guard hasEdges, !box.isEmpty else { return [] }
        let longest = transform.longestTrustedEdgeMetres
        // Differences over a grid cannot bound the bend of waves that are shorter than its cells.
        let bound = longest == nil ? CurvatureBound(over: box, source: sourceMetric, target: targetMetric, images: imagesOf) : .none
        var pieces: [EdgeSplitter.Piece] = []
        for feature in 0..<columns.count where faults[feature] == nil {
            for ring in columns.rings(of: feature) {
                for i in columns.positions(ofRing: ring).dropLast() {
                    if bound.deviation(from: source[i], to: source[i + 1]) < tolerance { continue }
                    guard
                        let piece = EdgeSplitter.piece(
                            feature: feature, edge: i, source[i], source[i + 1], images[i], images[i + 1])
                    else { continue }
                    pieces.append(piece)
                }
            }
        }
        var splitter = EdgeSplitter(
            toleranceMetres: tolerance, target: targetMetric, sourceIsAngular: sourceMetric.isAngular, longestTrustedEdgeMetres: longest,
            images: imagesOf)
        splitter.split(pieces, limit: 4_000_000 + 16 * source.count)
        faults.merge(splitter.faults) { first, _ in first }
        return splitter.insertions
    }

    /// The batch with images, insertions in their places, and faulty geometries emptied.
    private func rebuilt(_ columns: GeometryColumns, _ insertions: [EdgeSplitter.Insertion]) -> GeometryColumns {
        var result = GeometryColumns()
        result.reserveCapacity(geometries: columns.count, positions: images.count + insertions.count)
        var next = 0
        for feature in 0..<columns.count {
            guard faults[feature] == nil else {
                result.closeGeometry(columns.kinds[feature])
                continue
            }
            for part in columns.parts(of: feature) {
                for ring in columns.rings(ofPart: part) {
                    for i in columns.positions(ofRing: ring) {
                        result.appendPosition(images[i])
                        while next < insertions.count, insertions[next].edge < i { next += 1 }
                        while next < insertions.count, insertions[next].edge == i {
                            result.appendPosition(insertions[next].image)
                            next += 1
                        }
                    }
                    result.closeRing()
                }
                result.closePart()
            }
            result.closeGeometry(columns.kinds[feature])
        }
        return result
    }
}
