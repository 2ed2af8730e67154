internal import OreGeometry

/// A least-squares fit of one model to control points of equal weight, with what each point contributes and how well the others foretell it.
///
/// Source: Koch, Parameter Estimation and Hypothesis Testing in Linear Models (1999), 3.2 and 4.2; leave-one-out by the identity
/// `d_i = (I - H_ii)^-1 e_i`, which is exact for a linear model and good to the square of the shift over the Earth's radius here.
struct LinkAdjustment {
    let model: any LinkModel
    let parameters: [Double]
    let cofactor: [[Double]]
    let condition: Double
    /// Parameters that the points see.
    let rank: Int
    /// Observed less fitted, metres east and north, by point.
    let residuals: [Coordinate]
    /// Observed less foretold from all other points.
    let leaveOneOut: [Coordinate]
    /// `e_i^T (I - H_ii)^-1 e_i`: by how much the sum of squares falls without the point.
    let contributions: [Double]
    /// The share of each point's position that it decides itself, 0 to 1: the mean of the diagonal of its hat matrix.
    let leverage: [Double]
    let sumOfSquares: Double

    var redundancy: Int { 2 * residuals.count - rank }
    /// Root mean square of the residuals per axis, metres.
    var rmse: Double { (sumOfSquares / Double(2 * residuals.count)).squareRoot() }
    var leaveOneOutRMSE: Double { (leaveOneOut.reduce(0) { $0 + $1.x * $1.x + $1.y * $1.y } / Double(2 * leaveOneOut.count)).squareRoot() }
    /// The estimated 1-sigma error per axis of one pair, metres.
    var unitSigma: Double { redundancy > 0 ? (sumOfSquares / Double(redundancy)).squareRoot() : .infinity }

    init(_ model: any LinkModel, _ pairs: [FramePair]) {
        var parameters = [Double](repeating: 0, count: model.count)
        var solution = SmallLeastSquares.Solution(x: parameters, cofactor: [], condition: 0, rank: 0)
        for _ in 0..<5 {
            var normal = SmallLeastSquares(parameters: model.count)
            for pair in pairs {
                let equations = model.equations(pair, at: parameters)
                normal.add(equations.east, equations.misclosure.x)
                normal.add(equations.north, equations.misclosure.y)
            }
            solution = normal.solve(maximumCondition: model.maximumCondition)
            for k in parameters.indices { parameters[k] += solution.x[k] }
            if solution.x.allSatisfy({ $0.magnitude < 1e-13 }) { break }
        }
        self.model = model
        self.parameters = parameters
        (cofactor, condition, rank) = (solution.cofactor, solution.condition, solution.rank)
        let points = pairs.map { PointInfluence(model.equations($0, at: parameters), solution.cofactor) }
        residuals = points.map(\.residual)
        leaveOneOut = points.map(\.withoutItself)
        contributions = points.map { $0.residual.x * $0.withoutItself.x + $0.residual.y * $0.withoutItself.y }
        leverage = points.map { ($0.hat.xx + $0.hat.yy) / 2 }
        sumOfSquares = residuals.reduce(0) { $0 + $1.x * $1.x + $1.y * $1.y }
    }

    /// The largest standard deviation per axis that the parameters' uncertainty gives to a position, for a unit sigma of one metre.
    func parameterSigma(at place: FramePair) -> Double {
        let equations = model.equations(place, at: parameters)
        func variance(_ row: [Double]) -> Double {
            row.indices.reduce(0) { sum, i in sum + row[i] * row.indices.reduce(0) { $0 + cofactor[i][$1] * row[$1] } }
        }
        return max(variance(equations.east), variance(equations.north)).squareRoot()
    }
}

/// One point's part in a fit.
private struct PointInfluence {
    let residual: Coordinate
    let hat: (xx: Double, xy: Double, yy: Double)

    init(_ equations: PointEquations, _ cofactor: [[Double]]) {
        residual = equations.misclosure
        let indices = equations.east.indices
        func product(_ a: [Double], _ b: [Double]) -> Double {
            indices.reduce(0) { sum, i in sum + a[i] * indices.reduce(0) { $0 + cofactor[i][$1] * b[$1] } }
        }
        hat = (
            product(equations.east, equations.east), product(equations.east, equations.north), product(equations.north, equations.north)
        )
    }

    /// `(I - H)^-1 e`; infinite when the point alone decides something.
    var withoutItself: Coordinate {
        let (a, b, d) = (1 - hat.xx, -hat.xy, 1 - hat.yy)
        let determinant = a * d - b * b
        guard determinant > 1e-9 else { return Coordinate(.infinity, .infinity) }
        return Coordinate((d * residual.x - b * residual.y) / determinant, (a * residual.y - b * residual.x) / determinant)
    }
}
