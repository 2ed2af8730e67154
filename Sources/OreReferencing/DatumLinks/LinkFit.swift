public import OreGeometry

/// A datum link fitted from control points, with what speaks for and against it.
public struct LinkFit: Sendable, Hashable {
    public struct Point: Sendable, Hashable {
        public let name: String
        /// Observed less fitted, metres east and north.
        public let residual: Coordinate
        /// Observed less foretold from all other points: what the link would have been wrong by here, metres east and north.
        public let leaveOneOut: Coordinate
        /// The share of the fit at this point that the point decides itself, 0 to 1.
        public let leverage: Double
    }

    /// One of the parameter sets that were tried.
    public struct Candidate: Sendable, Hashable {
        public let method: LinkFitMethod
        /// Root mean square per axis, metres.
        public let rmseMetres: Double
        public let leaveOneOutMetres: Double
        public let condition: Double
        /// Parameters that the points see.
        public let rank: Int
    }

    /// The link; its sigma is ``sigmaMetres``, its area the hull of the points and ``marginMetres`` around it.
    public var link: DatumLink
    public let method: LinkFitMethod
    public let points: [Point]
    /// Root mean square of the residuals per axis, metres.
    public let rmseMetres: Double
    /// Root mean square of the leave-one-out errors per axis, metres.
    public let leaveOneOutMetres: Double
    /// Observations (two a point) less parameters that they see.
    public let redundancy: Int
    public let condition: Double
    /// The estimated 1-sigma error per axis of one pair, metres.
    public let unitSigmaMetres: Double
    /// What the parameters' uncertainty alone gives at the worst corner of the area, metres per axis.
    public let cornerSigmaMetres: Double
    /// The factor for few points: Student's 95 % quantile over the normal one.
    public let inflation: Double
    public let marginMetres: Double
    public let candidates: [Candidate]
    /// What a surveyor should know about this fit, in sentences.
    public let notes: [String]

    /// The 1-sigma error per axis of a licence moved by this link, anywhere in its area, metres:
    /// `inflation x sqrt(unit^2 + corner^2)`.
    ///
    /// `unit` is the larger of the estimated sigma of a pair and the leave-one-out error freed of the leverage it contains on average: a licence
    /// corner carries the old network's local distortion just as a control point does. It is the prediction error of a new point
    /// (Seber and Lee, Linear Regression Analysis, 2003, 5.3), scaled so that 1.96 sigma covers 95 % in spite of few points.
    public var sigmaMetres: Double { link.sigmaMetres }
}
