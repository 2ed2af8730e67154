public import OreGeometry

/// The positions of a layer whose CRS is in question: the box around them, and the boxes of some features spread over the layer.
public struct LayerPositions: Sendable, Hashable {
    /// Around every position, in the file's own coordinates as read: first value x, second y.
    public let envelope: Envelope
    /// Boxes of at most ``maximumFeatures`` features, in the order of the file.
    public let features: [Envelope]
    /// The middle of each of ``features``.
    public let sample: [Coordinate]

    /// More features say nothing new.
    public static let maximumFeatures = 256

    /// - Parameter features: boxes of features; empty and non-finite ones are left out, and of too many every n-th is kept.
    /// - Returns: `nil` when no box remains.
    public init?(envelope: Envelope, features: [Envelope]) {
        let sound = features.filter { !$0.isEmpty && $0.minX.isFinite && $0.minY.isFinite && $0.maxX.isFinite && $0.maxY.isFinite }
        guard !sound.isEmpty else { return nil }
        let step = max(1, (sound.count + Self.maximumFeatures - 1) / Self.maximumFeatures)
        self.envelope = envelope
        self.features = stride(from: 0, to: sound.count, by: step).map { sound[$0] }
        sample = self.features.map(\.center)
    }

    /// Values that longitudes and latitudes in either order (or grads) can have. A layer in metres this near to its origin is less than a
    /// kilometre wide, and there is hardly one.
    public var looksLikeDegrees: Bool {
        envelope.minX >= -400 && envelope.maxX <= 400 && envelope.minY >= -400 && envelope.maxY <= 400
    }

    /// Digits before the decimal point of the largest x and the largest y: 6 and 7 in a UTM zone, 8 and 7 with a zone prefix.
    public var integerDigits: (x: Int, y: Int) {
        func digits(_ a: Double, _ b: Double) -> Int {
            let largest = max(a.magnitude, b.magnitude)
            guard largest.isFinite, largest < 1e15 else { return 0 }
            return String(Int(largest)).count
        }
        return (digits(envelope.minX, envelope.maxX), digits(envelope.minY, envelope.maxY))
    }
}
