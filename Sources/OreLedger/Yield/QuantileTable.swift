/// A distribution by its quantiles: between those given it is linear, so that only +, −, × and ÷ take part and every platform gives the same bytes.
public struct QuantileTable: Sendable, Hashable {
    /// Of 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1.
    public static let probabilities = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]

    public let values: [Double]

    /// - Parameter values: at ``probabilities``.
    /// - Returns: `nil` unless they are seven, above 0, finite, and ascend.
    public init?(_ values: [Double]) {
        guard values.count == Self.probabilities.count, values.allSatisfy({ $0 > 0 && $0.isFinite }),
            zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return nil }
        self.values = values
    }

    /// For tables of this file's module, which its tests prove sound.
    init(known values: [Double]) { self.values = values }

    /// The value below which that share of all lies.
    /// - Parameter probability: 0...1; beyond it the ends.
    public func value(at probability: Double) -> Double {
        let points = Self.probabilities
        guard probability > 0, let next = points.firstIndex(where: { $0 >= probability }), next > 0 else {
            return probability > 0 ? values[values.count - 1] : values[0]
        }
        let part = (probability - points[next - 1]) / (points[next] - points[next - 1])
        return values[next - 1] + (values[next] - values[next - 1]) * part
    }
}
