internal import Foundation

/// The probabilities that a fit with few points needs.
enum StudentDistribution {
    /// The probability that a Student variable with `freedom` degrees of freedom lies in -t...t.
    /// Source: Abramowitz and Stegun, 26.7.3 and 26.7.4 (finite series for whole degrees of freedom).
    static func central(_ t: Double, freedom n: Int) -> Double {
        let theta = atan(t / Double(n).squareRoot())
        let (sine, cosine) = (sin(theta), cos(theta))
        if n == 1 { return 2 * theta / .pi }
        var term = n.isMultiple(of: 2) ? 1.0 : cosine
        var sum = term
        for k in stride(from: n.isMultiple(of: 2) ? 2 : 3, through: n - 2, by: 2) {
            term *= cosine * cosine * Double(k - 1) / Double(k)
            sum += term
        }
        return n.isMultiple(of: 2) ? sine * sum : 2 / .pi * (theta + sine * sum)
    }

    /// The t that 95 % of all samples stay within.
    static func quantile95(freedom n: Int) -> Double {
        var (low, high) = (1.9, 13.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if central(middle, freedom: n) < 0.95 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// What a standard deviation estimated with `freedom` degrees of freedom has to be multiplied with so that 1.96 times it covers 95 %.
    static func inflation(freedom n: Int) -> Double { n > 400 ? 1 : quantile95(freedom: max(n, 1)) / 1.959963984540054 }

    /// The probability of an F variable with 2 and `freedom` degrees of freedom above `f`: closed form.
    static func upperF2(_ f: Double, freedom n: Int) -> Double { pow(1 + 2 * f / Double(n), -Double(n) / 2) }

    /// The probability of a chi-squared variable with 2 degrees of freedom above `q`.
    static func upperChi2(_ q: Double) -> Double { exp(-q / 2) }
}
