internal import OreFeatures
internal import OreGeometry
internal import OreReferencing

/// The boxes of features spread over a file of unknown length: every n-th, n doubling when there are too many.
struct LayerSurvey: Sendable {
    /// At most 1,024, in the file's own coordinates.
    private(set) var boxes: [Envelope] = []
    private var stride = 1
    private var seen = 0
    private(set) var envelope = Envelope.empty

    private static let kept = 4 * LayerPositions.maximumFeatures

    mutating func add(_ columns: GeometryColumns) {
        for row in 0..<columns.count {
            let box = columns.envelope(of: row)
            guard !box.isEmpty, box.minX.isFinite, box.minY.isFinite, box.maxX.isFinite, box.maxY.isFinite else { continue }
            add(box)
        }
    }

    /// Adds what a later part of the file showed.
    mutating func add(_ later: LayerSurvey) {
        for box in later.boxes { add(box) }
        envelope.expand(toInclude: later.envelope)
    }

    private mutating func add(_ box: Envelope) {
        envelope.expand(toInclude: box)
        defer { seen += 1 }
        guard seen % stride == 0 else { return }
        boxes.append(box)
        guard boxes.count >= Self.kept else { return }
        boxes = Swift.stride(from: 0, to: boxes.count, by: 2).map { boxes[$0] }
        stride *= 2
    }

    /// `nil` when no feature has a position.
    var positions: LayerPositions? { LayerPositions(envelope: envelope, features: boxes) }
}
