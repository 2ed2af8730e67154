/// Tonnes that are believed, beside the ground they came from.
public struct TrustedReport: Sendable, Hashable {
    public var observation: LandObservation
    public var tonnes: Tonnes
    public init(_ observation: LandObservation, tonnes: Tonnes) { (self.observation, self.tonnes) = (observation, tonnes) }
}

/// What trusted reports say of a district's yield, shrunk to the prior.
///
/// Formula: each mine's log(tonnes / area) less the mean of its own part is a reading of the district's part with the variance of a mine's own part and of its
/// area; the posterior mean and variance are those of normal readings and a normal prior, in logarithms. Few reports hardly move it; many
/// narrow the shared part, never the mines' own.
public struct YieldCalibration: Sendable, Hashable {
    public var district: SubjectID?
    public var key: YieldKey
    /// Mines with a reading.
    public var mines: Int
    /// What the readings alone say, as a multiple of the prior's median.
    public var ratio: Double
    /// What is made of it: between 1 and `ratio`.
    public var shrunkRatio: Double
    /// How far it goes from the prior (0) to the readings (1).
    public var weight: Double
    var logMean: Double
    var logVariance: Double

    private struct Reading { var (area, variance, tonnes) = (0.0, 0.0, 0.0) }

    static func learn(_ reports: [TrustedReport], _ draws: [YieldKey: YieldDraws]) -> [YieldCalibration] {
        var readings: [YieldModel.CalibrationKey: [SubjectID: Reading]] = [:]
        for report in reports.sorted(by: { ($0.tonnes, $0.observation.areaSquareMetres) < ($1.tonnes, $1.observation.areaSquareMetres) }) {
            let seen = report.observation
            guard let method = seen.method, method != .inSitu || seen.isBlockKnown, !seen.isUnderground, report.tonnes > .zero,
                seen.areaSquareMetres > 0, seen.areaSquareMetres.isFinite, seen.sigmaSquareMetres.isFinite
            else { continue }
            let key = YieldModel.CalibrationKey(district: seen.district, key: YieldKey(method, seen.deposit))
            var reading = readings[key]?[seen.subject] ?? Reading()
            reading.area += seen.areaSquareMetres
            reading.variance += seen.sigmaSquareMetres * seen.sigmaSquareMetres
            reading.tonnes += Double(report.tonnes.thousandths) / 1000
            readings[key, default: [:]][seen.subject] = reading
        }
        return readings.compactMap { key, mines in draws[key.key].flatMap { posterior(key, Array(mines.values), $0) } }
            .sorted { ($0.key, $0.district?.number ?? .max) < ($1.key, $1.district?.number ?? .max) }
    }

    private static func posterior(_ key: YieldModel.CalibrationKey, _ readings: [Reading], _ draws: YieldDraws) -> YieldCalibration? {
        let prior = draws.logShared
        guard prior.variance > 0 else { return nil }
        var (weights, sum) = (0.0, 0.0)
        // By size: sums of floats depend on their order.
        for reading in readings.sorted(by: { ($0.tonnes, $0.area) < ($1.tonnes, $1.area) }) {
            let own = draws.logOwn.variance + reading.variance / (reading.area * reading.area)
            guard own > 0 else { continue }
            weights += 1 / own
            sum += (PortableMath.log(reading.tonnes / reading.area) - draws.logOwn.mean) / own
        }
        guard weights > 0 else { return nil }
        let weight = weights / (weights + 1 / prior.variance)
        let distance = sum / weights - prior.mean
        return YieldCalibration(
            district: key.district, key: key.key, mines: readings.count, ratio: PortableMath.exp(distance),
            shrunkRatio: PortableMath.exp(distance * weight), weight: weight, logMean: prior.mean + distance * weight,
            logVariance: 1 / (weights + 1 / prior.variance))
    }
}
