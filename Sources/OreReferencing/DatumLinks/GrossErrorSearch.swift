internal import Foundation
internal import OreGeometry

/// Finds control points that do not belong to the others: a wrong pillar, a typing error, swapped digits.
///
/// Each point is tested against a fit without it. With a known error of a pair this is Baarda's data snooping in two dimensions: the drop of
/// the sum of squares over the variance is chi-squared with 2 degrees of freedom. Without, the variance comes from the other points and the test is F
/// with 2 and r - 2 (the externally studentised residual). Sources: Baarda, A testing procedure for use in geodetic networks (1968); Cook and
/// Weisberg, Residuals and Influence in Regression (1982), 2.2. Several gross errors hide each other from such a test, so that from seven points on
/// it begins from the points that the least median of squares agrees with (Rousseeuw, 1984).
struct GrossErrorSearch {
    /// The chance that any point of a sound set is named: with a known error of a pair, and with one estimated from few points, where a test
    /// at 0.1 % would be blind.
    private var significance: Double { knownSigma == nil ? 0.01 : 0.001 }
    /// Better agreement than this is rounding, not accuracy: metres.
    static let resolution = 0.01

    let model: any LinkModel
    let pairs: [FramePair]
    /// Metric positions about the middle, for the first sieve.
    let places: [Coordinate]
    /// The 1-sigma error per axis of a pair as the office knows it, metres.
    let knownSigma: Double?

    /// The indices of the points that do not belong, ascending, with how far each lies from where the others put it, metres.
    func gross() -> [(index: Int, metres: Double)] {
        var kept = pairs.count >= 7 ? sieve() : Array(pairs.indices)
        // Within the kept: drop the worst as long as it fails.
        while kept.count > model.count / 2 + 1, let worst = worstInside(kept) { kept.remove(at: worst) }
        // Outside: a point that fits after all comes back.
        var outside = pairs.indices.filter { !kept.contains($0) }
        while true {
            let fit = LinkAdjustment(model, kept.map { pairs[$0] })
            let tested = outside.map { (index: $0, probability: probability(of: $0, against: fit)) }
            guard let best = tested.max(by: { $0.probability < $1.probability }), best.probability >= limit else { break }
            kept = (kept + [best.index]).sorted()
            outside.removeAll { $0 == best.index }
        }
        guard !outside.isEmpty else { return [] }
        let fit = LinkAdjustment(model, kept.map { pairs[$0] })
        return outside.map { index in
            let miss = model.equations(pairs[index], at: fit.parameters).misclosure
            return (index, hypot(miss.x, miss.y))
        }
    }

    private var limit: Double { significance / Double(pairs.count) }

    /// The place in `kept` of the point with the smallest probability, when that is below the limit.
    private func worstInside(_ kept: [Int]) -> Int? {
        let fit = LinkAdjustment(model, kept.map { pairs[$0] })
        let freedom = fit.redundancy - 2
        guard freedom > 0 else { return nil }
        let tested = kept.indices.map { i in
            let rest = max(fit.sumOfSquares - fit.contributions[i], 0)
            return (place: i, probability: probability(drop: fit.contributions[i], rest: rest, freedom: freedom))
        }
        guard let worst = tested.min(by: { $0.probability < $1.probability }), worst.probability < limit else { return nil }
        return worst.place
    }

    private func probability(drop: Double, rest: Double, freedom: Int) -> Double {
        guard drop.isFinite else { return 1 }
        if let knownSigma { return StudentDistribution.upperChi2(drop / (knownSigma * knownSigma)) }
        let variance = max(rest / Double(freedom), Self.resolution * Self.resolution)
        return StudentDistribution.upperF2(drop / 2 / variance, freedom: freedom)
    }

    /// The chance that a point outside a fit lies as far from it as it does.
    private func probability(of index: Int, against fit: LinkAdjustment) -> Double {
        let miss = model.equations(pairs[index], at: fit.parameters).misclosure
        let spread = fit.parameterSigma(at: pairs[index])
        let drop = (miss.x * miss.x + miss.y * miss.y) / (1 + spread * spread)
        return probability(drop: drop, rest: fit.sumOfSquares, freedom: max(fit.redundancy, 1))
    }

    // MARK: The first sieve

    /// The points that agree with the similarity through the two points that leaves the least median of squared distances.
    private func sieve() -> [Int] {
        let shifts = pairs.indices.map { model.equations(pairs[$0], at: [Double](repeating: 0, count: model.count)).misclosure }
        var best = (median: Double.infinity, squares: [Double]())
        let step = max(1, pairs.count / 60)
        for i in stride(from: 0, to: pairs.count, by: step) {
            for j in (i + 1)..<max(pairs.count, i + 1) {
                guard let squares = squares(through: i, j, shifts) else { continue }
                let median = squares.sorted()[pairs.count / 2]
                if median < best.median { best = (median, squares) }
            }
        }
        guard best.median.isFinite else { return Array(pairs.indices) }
        // The median of a squared distance in two dimensions is 1.386 variances; Rousseeuw's factor for small samples.
        let correction = 1 + 5 / Double(pairs.count - 4)
        let variance = max(best.median / 1.386 * correction * correction, Self.resolution * Self.resolution)
        let reach = -2 * log(limit) * variance
        let kept = pairs.indices.filter { best.squares[$0] <= reach }
        return kept.count > pairs.count / 2 ? kept : Array(pairs.indices)
    }

    /// Squared distances of all shifts from the similarity that two of them determine.
    private func squares(through i: Int, _ j: Int, _ shifts: [Coordinate]) -> [Double]? {
        let (u, v) = (places[j].x - places[i].x, places[j].y - places[i].y)
        let (e, n) = (shifts[j].x - shifts[i].x, shifts[j].y - shifts[i].y)
        let length = u * u + v * v
        guard length > 1 else { return nil }
        let (k, w) = ((e * u + n * v) / length, (n * u - e * v) / length)
        return shifts.indices.map { p in
            let (x, y) = (places[p].x - places[i].x, places[p].y - places[i].y)
            let (de, dn) = (shifts[p].x - shifts[i].x - k * x + w * y, shifts[p].y - shifts[i].y - k * y - w * x)
            return de * de + dn * dn
        }
    }
}
