/// The first 2^12 points of a Sobol sequence in twelve dimensions: every dimension falls once into each of 4,096 equal parts.
///
/// Source: S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections", 2008 (new-joe-kuo-6). Integers only.
enum SobolPoints {
    static let count = 4096
    static let dimensions = 12

    /// Degree and coefficients of the primitive polynomial, and the first direction numbers, of dimension 2 onwards.
    private static let directions: [(degree: Int, coefficients: UInt32, first: [UInt32])] = [
        (1, 0, [1]), (2, 1, [1, 3]), (3, 1, [1, 3, 1]), (3, 2, [1, 1, 1]), (4, 1, [1, 1, 3, 3]), (4, 4, [1, 3, 5, 13]),
        (5, 2, [1, 1, 5, 5, 17]), (5, 4, [1, 1, 5, 5, 5]), (5, 7, [1, 1, 7, 11, 19]), (5, 11, [1, 1, 5, 1, 1]), (5, 13, [1, 1, 1, 3, 11]),
    ]

    /// The middles of the parts that the points of one dimension fall into: between 0 and 1, exclusive.
    static func values(_ dimension: Int) -> [Double] {
        let steps = directionNumbers(dimension)
        var (point, values) = (UInt32(0), [Double]())
        values.reserveCapacity(count)
        for n in 0..<count {
            if n > 0 { point ^= steps[n.trailingZeroBitCount] }
            values.append((Double(point >> 20) + 0.5) / Double(count))
        }
        return values
    }

    private static func directionNumbers(_ dimension: Int) -> [UInt32] {
        guard dimension > 0 else { return (1...32).map { UInt32(1) << UInt32(32 - $0) } }
        let (degree, coefficients, first) = directions[dimension - 1]
        var steps = first.enumerated().map { $1 << UInt32(31 - $0) }
        for i in degree..<32 {
            var step = steps[i - degree] ^ (steps[i - degree] >> UInt32(degree))
            for k in 1..<max(1, degree) where coefficients >> UInt32(degree - 1 - k) & 1 == 1 { step ^= steps[i - k] }
            steps.append(step)
        }
        return steps
    }
}
