/// Normal equations of at most some parameters, solved through their eigenvalues, so that the condition is known and a direction that the
/// observations do not see can be left at zero.
///
/// Columns are scaled to unit length first: the condition is that of the problem, not of its units.
struct SmallLeastSquares {
    let count: Int
    private var normal: [[Double]]
    private var right: [Double]

    init(parameters count: Int) {
        self.count = count
        normal = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        right = [Double](repeating: 0, count: count)
    }

    /// Adds one equation `row . x = value`, of weight 1.
    mutating func add(_ row: [Double], _ value: Double) {
        for i in 0..<count {
            right[i] += row[i] * value
            for j in 0..<count { normal[i][j] += row[i] * row[j] }
        }
    }

    struct Solution {
        var x: [Double]
        /// The cofactor matrix `(A^T A)^-1` on the directions kept.
        var cofactor: [[Double]]
        /// The largest over the smallest singular value of the scaled design matrix, all directions counted.
        var condition: Double
        /// Directions kept.
        var rank: Int
    }

    /// - Parameter maximumCondition: directions whose singular value is smaller than the largest by more than this factor stay zero.
    func solve(maximumCondition: Double) -> Solution {
        let scale = (0..<count).map { normal[$0][$0] > 0 ? normal[$0][$0].squareRoot() : 1 }
        let scaled = (0..<count).map { i in (0..<count).map { j in normal[i][j] / (scale[i] * scale[j]) } }
        let (values, vectors) = Self.eigen(scaled)
        let largest = values.max() ?? 0
        let smallest = max(values.min() ?? 0, 0)
        // Below this an eigenvalue is rounding.
        let floor = max(largest / (maximumCondition * maximumCondition), largest * 1e-14)
        var cofactor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var rank = 0
        for k in 0..<count where values[k] > floor {
            rank += 1
            for i in 0..<count {
                for j in 0..<count { cofactor[i][j] += vectors[i][k] * vectors[j][k] / (values[k] * scale[i] * scale[j]) }
            }
        }
        let x = (0..<count).map { i in (0..<count).reduce(0) { $0 + cofactor[i][$1] * right[$1] } }
        let condition = smallest > largest * 1e-15 ? (largest / smallest).squareRoot() : .infinity
        return Solution(x: x, cofactor: cofactor, condition: condition, rank: rank)
    }

    /// Eigenvalues and, in columns, eigenvectors of a symmetric matrix: cyclic Jacobi rotations (Golub and Van Loan, 8.5).
    static func eigen(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
        let n = matrix.count
        var a = matrix
        var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
        for _ in 0..<60 {
            var off = 0.0
            for p in 0..<n { for q in (p + 1)..<max(n, p + 1) { off += a[p][q] * a[p][q] } }
            if off < 1e-300 { break }
            for p in 0..<n {
                for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 { rotate(&a, &v, p, q) }
            }
        }
        return ((0..<n).map { a[$0][$0] }, v)
    }

    private static func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in a.indices {
            let (x, y) = (a[k][p], a[k][q])
            (a[k][p], a[k][q]) = (c * x - s * y, s * x + c * y)
        }
        for k in a.indices {
            let (x, y) = (a[p][k], a[q][k])
            (a[p][k], a[q][k]) = (c * x - s * y, s * x + c * y)
            let (z, w) = (v[k][p], v[k][q])
            (v[k][p], v[k][q]) = (c * z - s * w, s * z + c * w)
        }
    }
}
