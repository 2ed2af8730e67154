/// A common shift of outlines against boundaries: mean and covariance, metres east and north.
public struct ShiftEstimate: Sendable, Hashable {
    public var east: Double
    public var north: Double
    public var varianceEast: Double
    public var varianceNorth: Double
    public var covariance: Double

    public init(east: Double, north: Double, varianceEast: Double, varianceNorth: Double, covariance: Double = 0) {
        (self.east, self.north) = (east, north)
        (self.varianceEast, self.varianceNorth, self.covariance) = (varianceEast, varianceNorth, covariance)
    }

    /// No shift known, with this 1-sigma uncertainty per axis.
    public init(sigma: Double) {
        self.init(east: 0, north: 0, varianceEast: sigma * sigma, varianceNorth: sigma * sigma)
    }

    /// Metres.
    public var length: Double { (east * east + north * north).squareRoot() }

    /// The larger of the two axes' 1-sigma uncertainties, metres.
    public var sigma: Double { max(varianceEast, varianceNorth).squareRoot() }

    /// The same shift with an independent error of `sigma` per axis added.
    func widened(by sigma: Double) -> ShiftEstimate {
        var wider = self
        wider.varianceEast += sigma * sigma
        wider.varianceNorth += sigma * sigma
        return wider
    }

    /// What ``logDensity(_:_:)`` needs of the covariance, computed once.
    struct Form {
        private let east: Double
        private let north: Double
        private let a: Double
        private let b: Double
        private let c: Double

        init(_ shift: ShiftEstimate) {
            let determinant = max(shift.varianceEast * shift.varianceNorth - shift.covariance * shift.covariance, 1e-12)
            (east, north) = (shift.east, shift.north)
            a = -0.5 * shift.varianceNorth / determinant
            b = shift.covariance / determinant
            c = -0.5 * shift.varianceEast / determinant
        }

        @inline(__always)
        func logDensity(_ x: Double, _ y: Double) -> Double {
            let (x, y) = (x - east, y - north)
            return a * x * x + b * x * y + c * y * y
        }
    }

    /// -1/2 of the squared Mahalanobis distance of a shift from this one.
    func logDensity(_ east: Double, _ north: Double) -> Double {
        Form(self).logDensity(east, north)
    }
}
