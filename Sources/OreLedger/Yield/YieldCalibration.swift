/// Tonnes that are believed, beside the ground they came from.
public struct TrustedReport: Sendable, Hashable {
    public var observation: LandObservation
    public var tonnes: Tonnes
    public init(_ observation: LandObservation, tonnes: Tonnes) { (self.observation, self.tonnes) = (observation, tonnes) }
}

/// What trusted reports say of a district's yield: shrunk to the prior where a yield is documented, by themselves where none is.
///
/// A mine's reading is the logarithm of all its trusted tonnes over all the ground of the same years (``TrustedMine``): years without new ground give
/// tonnes, too, of clay as of rock. Clay is leached the year after it was opened: what came in the first year from ground before it and what ground of
/// the last year has yet to give make up for each other.
///
/// Formula, documented: each reading less the mean of a mine's own part is a reading of the district's part with the variance of a mine's own part
/// and of its area; the posterior mean and variance are those of normal readings and a normal prior, in logarithms. Few reports hardly move it; many
/// narrow the shared part, never the mines' own.
///
/// Formula, not documented: m is the mean of the readings of n mines, and s² how far single pieces of ground lie from it: the variance of the readings
/// (n − 1), and the mean over mines of the ``TrustedMine/scatter`` of their pieces. That is the variance of n pieces, one of each mine, on average over
/// all ways of choosing them; where every year opens ground a piece is a year. A mine's own part has the variance s² · f, the district's part the mean m
/// and the variance s² · f / n, with f = (n − 1) / (n − 3): the variance of Student's t, since s² itself is only estimated, from n mines, whose years are
/// not independent. The ends that one in a thousand lies beyond are those of Student's t (``YieldRecord/stretch(mines:)``). They take in every trusted
/// mine as the rules see it, and a reading of which one in a thousand is further away, drifted by as much as any of them did while its years passed
/// (``TrustedMine/drift``): where s² · f is less than that takes, the mine's own part has that variance.
/// The errors of the measured areas stay in s², and are added once more where tonnes are told from an area: that is wider than need be, never narrower.
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

    /// What the variance of so many readings, at least ``leastMines``, is multiplied with for being estimated: the variance of Student's t.
    static func widening(mines: Int) -> Double { Double(mines - 1) / Double(mines - 3) }

    /// What reports taught, and of which ground and mines they say too little.
    struct Lesson {
        /// By way of working and number of the district.
        var calibrations: [YieldCalibration] = []
        fileprivate var gaps: [YieldModel.CalibrationKey: CalibrationGap] = [:]
        fileprivate var silent: [YieldModel.CalibrationKey: [SubjectID: CalibrationGap]] = [:]

        /// Why a report that was learnt from went into nothing; `nil`: it did.
        func gap(of report: TrustedReport) -> CalibrationGap? {
            guard let method = report.key else { return nil }
            let key = YieldModel.CalibrationKey(district: report.observation.district, key: method)
            return silent[key]?[report.observation.subject] ?? gaps[key]
        }
    }

    /// - Parameter draws: of what is documented.
    static func learn(_ reports: [TrustedReport], _ draws: [YieldKey: YieldDraws]) -> Lesson {
        var found: [YieldModel.CalibrationKey: [SubjectID: TrustedMine]] = [:]
        for report in reports {
            let seen = report.observation
            guard let method = seen.method, method != .inSitu || seen.isBlockKnown, !seen.isUnderground, report.tonnes >= .zero,
                seen.areaSquareMetres >= 0, seen.areaSquareMetres.isFinite, seen.sigmaSquareMetres.isFinite
            else { continue }
            let key = YieldModel.CalibrationKey(district: seen.district, key: YieldKey(method, seen.deposit))
            found[key, default: [:]][seen.subject, default: TrustedMine()].add(report)
        }
        var lesson = Lesson()
        for (key, subjects) in found {
            var mines: [TrustedMine] = []
            for (subject, mine) in subjects {
                if let gap = silence(mine.whole, isDocumented: draws[key.key] != nil) {
                    lesson.silent[key, default: [:]][subject] = gap
                } else {
                    mines.append(mine)
                }
            }
            if mines.isEmpty { continue }
            if let draws = draws[key.key] {
                if let found = posterior(key, mines.map(\.whole), draws) { lesson.calibrations.append(found) }
            } else if mines.count < leastMines {
                lesson.gaps[key] = .tooFewMines
            } else {
                let found = alone(key, mines)
                let record = YieldRecord(found)
                if record.isBelieved {
                    lesson.calibrations.append(found)
                } else {
                    let isAlike = record.own.map { $0 < YieldRecord.believedOwn.lowerBound } ?? false
                    lesson.gaps[key] = isAlike ? .tooAlike : .implausible
                }
            }
        }
        lesson.calibrations.sort { ($0.key, $0.district?.number ?? .max) < ($1.key, $1.district?.number ?? .max) }
        return lesson
    }

    /// Why all years of a mine together say nothing. What is documented weighs a reading by the error of its area; without it every reading counts as
    /// one, and what is hardly more than its error is none.
    private static func silence(_ whole: TrustedGround, isDocumented: Bool) -> CalibrationGap? {
        if whole.tonnes <= 0 { return .nothingReported }
        return (isDocumented ? whole.area > 0 : whole.isOpening) ? nil : .nothingWorked
    }

    /// Of reports alone.
    /// - Parameter mines: at least ``leastMines``, each with a reading.
    private static func alone(_ key: YieldModel.CalibrationKey, _ mines: [TrustedMine]) -> YieldCalibration {
        // By size: sums of floats depend on their order.
        let said = mines.map { (reading: $0.whole.logRatio ?? 0, scatter: $0.scatter) }
            .sorted { ($0.reading, $0.scatter) < ($1.reading, $1.scatter) }
        let count = Double(said.count)
        let mean = said.reduce(0.0) { $0 + $1.reading } / count
        let between = said.reduce(0.0) { $0 + ($1.reading - mean) * ($1.reading - mean) } / (count - 1)
        let within = said.reduce(0.0) { $0 + $1.scatter } / count
        let widening = Self.widening(mines: said.count)
        // From the standard deviation of a mine, its own part and the district's, to the ends.
        let reach = PortableMath.normalQuantile(0.999) * YieldRecord.stretch(mines: said.count)
        let drift = mines.map(\.drift).max() ?? 0
        let drifted = drift / reach + (between * widening * (1 + 1 / count)).squareRoot()
        // Somewhat more than the furthest: an interval is told from 4,096 points.
        let furthest = 1.05 * (mines.map { $0.furthest(from: mean) }.max() ?? 0) / reach
        let least = max(drifted, furthest) * max(drifted, furthest) / (1 + 1 / count)
        let own = max((between + within) * widening, least)
        return YieldCalibration(
            district: key.district, key: key.key, mines: said.count, shift: nil, logMean: mean, logVariance: own / count,
            logOwnVariance: own)
    }

    private static func posterior(_ key: YieldModel.CalibrationKey, _ readings: [TrustedGround], _ draws: YieldDraws) -> YieldCalibration? {
        let prior = draws.logShared
        guard prior.variance > 0 else { return nil }
        var (weights, sum) = (0.0, 0.0)
        // By size: sums of floats depend on their order.
        for reading in readings.sorted() {
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
