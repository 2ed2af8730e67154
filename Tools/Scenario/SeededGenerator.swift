internal import Foundation

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same district on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        let unit = Double(next() >> 11) / 9_007_199_254_740_992
        return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    }

    /// A normal deviate by Box-Muller.
    mutating func normal(sigma: Double) -> Double {
        let u = max(uniform(0...1), 1e-12)
        return sigma * (-2 * log(u)).squareRoot() * cos(2 * .pi * uniform(0...1))
    }
}
