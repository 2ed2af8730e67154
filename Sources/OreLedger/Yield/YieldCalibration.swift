/// Tonnes that are believed, beside the ground they came from.
public struct TrustedReport: Sendable, Hashable {
    public var observation: LandObservation
    public var tonnes: Tonnes
    public init(_ observation: LandObservation, tonnes: Tonnes) { (self.observation, self.tonnes) = (observation, tonnes) }
}

/// What trusted reports say of a district's yield: shrunk to the prior where a yield is documented, by themselves where none is.
///
/// Formula, documented: each mine's log(tonnes / area) less the mean of its own part is a reading of the district's part with the variance of a mine's own part
/// and of its area; the posterior mean and variance are those of normal readings and a normal prior, in logarithms. Few reports hardly move it; many
/// narrow the shared part, never the mines' own.
///
/// Formula, not documented: m and s² are mean and variance (n − 1) of log(tonnes / area) over n mines. A mine's own part has the variance s² · f, the district's
/// part the mean m and the variance s² · f / n, with f = (n − 1) / (n − 3): the variance of Student's t, since s² itself is only estimated. The errors of the
/// measured areas stay in s², and are added once more where tonnes are told from an area: that is wider than need be, never narrower.
public struct YieldCalibration: Sendable, Hashable {
    public var district: SubjectID?
    public var key: YieldKey
    /// Mines with a reading.
    public var mines: Int
    /// How far the documented yield was moved; `nil`: none is documented, the reports alone say it.
    public var shift: Shift?
    var logMean: Double
    var logVariance: Double
    /// Of the logarithm of a mine's own part; `nil`: it stays as documented.
    var logOwnVariance: Double?

    /// From the documented yield towards the reports.
    public struct Shift: Sendable, Hashable {
        /// What the readings alone say, as a multiple of the prior's median.
        public var ratio: Double
        /// What is made of it: between 1 and `ratio`.
        public var shrunkRatio: Double
        /// How far it goes from the prior (0) to the readings (1).
        public var weight: Double
    }

    /// So many mines of a district and way of working it takes to learn a yield of which nothing is documented. With fewer the spread itself is not known: nine
    /// of ten estimates of s from five mines lie anywhere between 0.4 and 1.5 of the true one, and Student's factor, which makes up for it,
    /// would be 2 and more.
    public static let leastMines = 6

    /// What reports taught, and of which ground they say too little.
    struct Lesson {
        /// By way of working and number of the district.
        var calibrations: [YieldCalibration] = []
        var gaps: [YieldModel.CalibrationKey: CalibrationGap] = [:]
    }

    private struct Reading { var (area, variance, tonnes) = (0.0, 0.0, 0.0) }

    /// - Parameter draws: of what is documented.
    static func learn(_ reports: [TrustedReport], _ draws: [YieldKey: YieldDraws]) -> Lesson {
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
        var lesson = Lesson()
        for (key, subjects) in readings {
            let mines = Array(subjects.values)
            if let draws = draws[key.key] {
                if let found = posterior(key, mines, draws) { lesson.calibrations.append(found) }
            } else if mines.count < leastMines {
                lesson.gaps[key] = .tooFewMines
            } else {
                let found = alone(key, mines)
                if YieldRecord(found).isBelieved { lesson.calibrations.append(found) } else { lesson.gaps[key] = .implausible }
            }
        }
        lesson.calibrations.sort { ($0.key, $0.district?.number ?? .max) < ($1.key, $1.district?.number ?? .max) }
        return lesson
    }

    /// Of reports alone.
    /// - Parameter readings: at least ``leastMines``.
    private static func alone(_ key: YieldModel.CalibrationKey, _ readings: [Reading]) -> YieldCalibration {
        // By size: sums of floats depend on their order.
        let logs = readings.map { PortableMath.log($0.tonnes / $0.area) }.sorted()
        let count = Double(logs.count)
        let mean = logs.reduce(0.0, +) / count
        let squares = logs.reduce(0.0) { sum, log in sum + (log - mean) * (log - mean) }
        // s² · (n − 1) / (n − 3).
        let own = squares / (count - 3)
        return YieldCalibration(
            district: key.district, key: key.key, mines: logs.count, shift: nil, logMean: mean, logVariance: own / count,
            logOwnVariance: own)
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
            district: key.district, key: key.key, mines: readings.count,
            shift: Shift(ratio: PortableMath.exp(distance), shrunkRatio: PortableMath.exp(distance * weight), weight: weight),
            logMean: prior.mean + distance * weight, logVariance: 1 / (weights + 1 / prior.variance))
    }
}
