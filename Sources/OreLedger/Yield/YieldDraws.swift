/// The draws of one yield: the district's part in t REO per m², the mine's part about 1, and a normal deviate for measured areas, point by point.
struct YieldDraws: Sendable {
    private(set) var shared: [Double]
    let own: [Double]
    let normal: [Double]
    /// Mean, variance and third central moment of the mine's part.
    let ownMoments: Moments
    let logShared: Moments
    let logOwn: Moments

    /// The dimensions that the first factor of a documented yield has, and that of measured areas.
    private static let sharedDeviates = SobolPoints.values(0).map(PortableMath.normalQuantile)
    private static let ownDeviates = SobolPoints.values(1).map(PortableMath.normalQuantile)
    private static let areaDeviates = SobolPoints.values(10).map(PortableMath.normalQuantile)

    init(_ prior: YieldPrior) {
        var (shared, own) = ([Double](repeating: 1, count: SobolPoints.count), [Double](repeating: 1, count: SobolPoints.count))
        for (i, factor) in prior.factors.enumerated() {
            for (k, u) in SobolPoints.values(2 * i).enumerated() { shared[k] *= factor.shared.value(at: u) }
            for (k, u) in SobolPoints.values(2 * i + 1).enumerated() { own[k] *= factor.own.value(at: u) }
        }
        self.init(shared: shared, own: own)
    }

    /// Log-normal, by the quantiles of the normal distribution: of ground of which nothing is documented.
    /// - Parameters:
    ///   - mean: of the logarithm of the district's part.
    ///   - variance: of the same.
    ///   - ownVariance: of the logarithm of a mine's own part, whose geometric mean is 1.
    ///   - stretch: how much further than that every draw lies from the geometric mean, in logarithms.
    init(mean: Double, variance: Double, ownVariance: Double, stretch: Double = 1) {
        let (sigma, ownSigma) = (stretch * max(0, variance).squareRoot(), stretch * max(0, ownVariance).squareRoot())
        self.init(
            shared: Self.sharedDeviates.map { PortableMath.exp(mean + sigma * $0) },
            own: Self.ownDeviates.map { PortableMath.exp(ownSigma * $0) })
    }

    private init(shared: [Double], own: [Double]) {
        normal = Self.areaDeviates
        ownMoments = Moments(own)
        logOwn = Moments(own.map(PortableMath.log))
        logShared = Moments(shared.map(PortableMath.log))
        (self.shared, self.own) = (shared, own)
    }

    /// The district's part, moved and narrowed in its logarithm.
    /// - Parameters:
    ///   - mean: of the logarithm afterwards.
    ///   - variance: at most that of before.
    func narrowed(mean: Double, variance: Double) -> YieldDraws {
        guard logShared.variance > 0 else { return self }
        let scale = (variance / logShared.variance).squareRoot()
        var copy = self
        copy.shared = shared.map { PortableMath.exp(mean + (PortableMath.log($0) - logShared.mean) * scale) }
        return copy
    }

    struct Moments: Sendable, Hashable {
        var mean = 0.0
        var variance = 0.0
        var third = 0.0

        init(_ values: [Double]) {
            guard !values.isEmpty else { return }
            let count = Double(values.count)
            mean = values.reduce(0, +) / count
            for value in values {
                let d = value - mean
                variance += d * d / count
                third += d * d * d / count
            }
        }
    }
}
