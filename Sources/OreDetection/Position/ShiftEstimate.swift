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

    /// -1/2 of the squared Mahalanobis distance of a shift from this one.
    func logDensity(_ east: Double, _ north: Double) -> Double {
        let (x, y) = (east - self.east, north - self.north)
        let determinant = max(varianceEast * varianceNorth - covariance * covariance, 1e-12)
        return -0.5 * (varianceNorth * x * x - 2 * covariance * x * y + varianceEast * y * y) / determinant
    }
}
