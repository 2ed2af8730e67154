internal import Foundation

/// What the edge of a working may be relative to the boundary of its licence, seen through outline noise.
///
/// Each stretch of a working's edge near a boundary is taken as one of three: dug exactly to the boundary, inside it at any depth, or beyond
/// it at any depth. With `u` the observed signed depth in units of the noise (positive outside), its density is
/// `atBoundary x N(u) + inside x Phi(-u) + beyond x Phi(u)`; `inside` and `beyond` are densities per unit of the noise. The three numbers say
/// what is believed before looking: they were chosen on generated districts, where the reliability table of the method page shows what the
/// stated probabilities are worth, and not fitted to any real mine.
struct BoundaryModel: Sendable {
    static let standard = BoundaryModel(atBoundary: 0.45, inside: 0.02, beyond: 0.008)

    /// Tables reach over this many units of the noise on either side.
    static let reach: Float = 8
    static let stepsPerUnit: Float = 64
    /// Log-density of a stretch at `u`.
    let logDensity: [Float]
    /// The probability that the stretch lies beyond the boundary, at `u`.
    let beyondShare: [Float]

    init(atBoundary: Double, inside: Double, beyond: Double) {
        let count = Int(2 * Self.reach * Self.stepsPerUnit) + 1
        var logs: [Float] = []
        var shares: [Float] = []
        for i in 0..<count {
            let u = Double(i) / Double(Self.stepsPerUnit) - Double(Self.reach)
            let outside = beyond * normalCDF(u)
            let density = atBoundary * normalDensity(u) + inside * normalCDF(-u) + outside
            logs.append(Float(log(density)))
            shares.append(Float(outside / density))
        }
        (logDensity, beyondShare) = (logs, shares)
    }

    /// The place of `u` in the tables; what lies farther takes the first or last value.
    @inline(__always)
    static func slot(_ u: Float) -> Int { Int(min(max((u + reach) * stepsPerUnit + 0.5, 0), 2 * reach * stepsPerUnit)) }
}

/// Density of the standard normal distribution.
func normalDensity(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }

/// The standard normal distribution function.
func normalCDF(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
