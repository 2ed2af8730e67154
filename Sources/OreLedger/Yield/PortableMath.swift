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
