/// A small generator whose runs can be repeated from their seed: SplitMix64.
/// Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014.
public struct SplitMix: RandomNumberGenerator, Sendable {
    public var state: UInt64

    public init(state: UInt64) { self.state = state }
    public init(seed: UInt64) { self.init(state: seed) }
    public init(_ seed: UInt64) { self.init(state: seed) }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// From 0 to less than 1.
    public mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }
    public mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
    /// The value or nothing, as often one as the other.
    public mutating func maybe<T>(_ value: T) -> T? { next() & 1 == 0 ? nil : value }
}
