/// Logarithm, exponential, cube root and normal quantiles from +, −, × and ÷ alone: a platform's own library may differ in the last digit, and
/// the same estimate has to be the same bytes everywhere.
enum PortableMath {
    private static let ln2 = 0.693_147_180_559_945_3

    /// Natural logarithm, to about 1e-15.
    /// - Returns: 0 for what has none.
    static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return 0 }
        var (exponent, part) = (Double(x.exponent), x.significand)
        if part > 1.4142135623730951 { (exponent, part) = (exponent + 1, part / 2) }
        let t = (part - 1) / (part + 1)
        var (power, sum, n) = (t, 0.0, 1.0)
        while n < 24 {
            sum += power / n
            power *= t * t
            n += 2
        }
        return exponent * ln2 + 2 * sum
    }

    /// To about 1e-15 of its value; arguments beyond ±700 are taken as ±700.
    static func exp(_ x: Double) -> Double {
        let x = min(700, max(-700, x))
        let times = (x / ln2).rounded()
        let rest = x - times * ln2
        var (term, sum) = (1.0, 1.0)
        for n in 1...18 {
            term *= rest / Double(n)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(times), significand: sum)
    }

    /// - Parameter x: 0...1.
    static func cubeRoot(_ x: Double) -> Double { x > 0 ? exp(log(x) / 3) : 0 }

    /// The standard normal quantile, to 2e-9. Source: P. J. Acklam's rational approximation.
    /// - Parameter p: between 0 and 1, exclusive.
    static func normalQuantile(_ p: Double) -> Double {
        if p > 0.5 { return -normalQuantile(1 - p) }
        let low = 0.02425
        if p < low {
            let q = (-2 * log(p)).squareRoot()
            let c = [
                -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734, 4.374664141464968,
                2.938163982698783,
            ]
            let d = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1]
            return polynomial(c, q) / polynomial(d, q)
        }
        let q = p - 0.5
        let a = [
            -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02, -3.066479806614716e+01,
            2.506628277459239,
        ]
        let b = [-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01, -1.328068155288572e+01, 1]
        return polynomial(a, q * q) * q / polynomial(b, q * q)
    }

    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double { coefficients.reduce(0) { $0 * x + $1 } }
}

// MARK: Distributions of tests

extension PortableMath {
    static let pi = 3.141_592_653_589_793

    /// Of x ≥ 0, to about 1e-15.
    static func arcTangent(_ x: Double) -> Double {
        guard x.isFinite else { return pi / 2 }
        var (y, times) = (x, 1.0)
        for _ in 0..<5 {
            y = y / (1 + (1 + y * y).squareRoot())
            times *= 2
        }
        var (power, sum, n, sign) = (y, 0.0, 1.0, 1.0)
        while n < 26 {
            sum += sign * power / n
            (power, n, sign) = (power * y * y, n + 2, -sign)
        }
        return times * sum
    }

    /// The share of Student's t with so many degrees of freedom (at least 1) above `t`.
    /// Source: Abramowitz and Stegun, 26.7.3 and 26.7.4.
    static func studentTail(_ t: Double, degrees: Int) -> Double {
        if t < 0 { return 1 - studentTail(-t, degrees: degrees) }
        let n = Double(degrees)
        let cosine = (n / (n + t * t)).squareRoot()
        let sine = t.isFinite ? cosine * t / n.squareRoot() : 1
        var (term, sum) = (degrees % 2 == 0 ? 1.0 : cosine, 0.0)
        var k = degrees % 2 == 0 ? 2.0 : 3.0
        while k <= n {
            sum += term
            term *= cosine * cosine * (k - 1) / k
            k += 2
        }
        let inside = degrees % 2 == 0 ? sine * sum : 2 / pi * (arcTangent(t / n.squareRoot()) + sine * sum)
        return min(1, max(0, (1 - inside) / 2))
    }

    /// The value from 0 to 16 that such a share of Student's t lies above: found by halving.
    static func studentQuantile(above share: Double, degrees: Int) -> Double {
        var (low, high) = (0.0, 16.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if studentTail(middle, degrees: degrees) > share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// The share of chi-square with nine degrees of freedom above `x`, to about 1e-14 of its value.
    /// Source: the incomplete gamma function of 4.5 and x / 2; Abramowitz and Stegun, 6.5.29 below, 6.5.31 (even part) above.
    static func chiSquareTail9(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        guard x < 1400 else { return 0 }
        let half = x / 2
        let power = half * half * half * half * half.squareRoot() * exp(-half)
        guard half > 5.5 else {
            // Γ(5.5) = 52.34...
            var (term, sum, a) = (power / 52.342_777_784_553_52, 0.0, 5.5)
            while term > 1e-18 {
                sum += term
                term *= half / a
                a += 1
            }
            return min(1, max(0, 1 - sum))
        }
        // Γ(4.5) = 11.63...
        var rest = 0.0
        for i in stride(from: 40.0, through: 1, by: -1) { rest = i * (i - 4.5) / (half + 2 * i - 3.5 - rest) }
        return power / 11.631_728_396_567_448 / (half - 3.5 - rest)
    }

    /// The probability of at least `k` of `n` when each has `p`, exactly but for rounding.
    static func binomialTail(_ k: Int, of n: Int, _ p: Double) -> Double {
        guard k > 0 else { return 1 }
        guard k <= n, p > 0, p < 1 else { return k <= n && p >= 1 ? 1 : 0 }
        // From the term at k upwards, each from the one before; the first in logarithms.
        var logarithm = Double(k) * log(p) + Double(n - k) * log(1 - p)
        for i in 0..<min(k, n - k) { logarithm += log(Double(n - i)) - log(Double(i + 1)) }
        var (term, sum) = (exp(logarithm), 0.0)
        for i in k...n {
            sum += term
            term *= Double(n - i) / Double(i + 1) * p / (1 - p)
        }
        return min(1, sum)
    }
}
