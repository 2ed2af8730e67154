/// Tonnes of oxide from ground that was leached or mined out, with a 90 % interval.
///
/// Deterministic: one Sobol sequence, no random numbers, no platform's mathematics. It is an exhaustion yield (DOMAIN 4): for totals and ranking, and for
/// output far outside its interval; never proof against one mine.
public struct YieldModel: Sendable {
    /// What turns square metres into tonnes, for whoever follows a figure back; see `GeoData/reference/yield-model.csv`.
    public static let formula = "thickness x dry density x grade x leachable share x recovery"

    public let priors: [YieldKey: YieldPrior]
    /// By district and key: what trusted reports made of the prior, or taught where there is none.
    public private(set) var calibrations: [YieldCalibration] = []
    /// What records of the ledger made of it; empty: it is as documented.
    public private(set) var records: [YieldRecord] = []
    let draws: [YieldKey: YieldDraws]
    private var calibrated: [CalibrationKey: Drawn] = [:]

    struct CalibrationKey: Hashable {
        var district: SubjectID?
        var key: YieldKey
    }

    /// What a calibrated district gives.
    private struct Drawn {
        var draws: YieldDraws
        /// What the thousandths at both ends are told from, where reports alone taught it; `nil`: as the others.
        var ends: YieldDraws?
    }

    public init(priors: [YieldKey: YieldPrior] = YieldPrior.documented) {
        self.priors = priors
        draws = priors.mapValues { YieldDraws($0) }
    }

    /// The same with each district's part moved towards what its trusted reports say, or learnt from them; see ``YieldCalibration``.
    /// - Parameter reports: replaces what was learnt before. Reports without tonnes or an assessable area are left out.
    /// - Complexity: O(reports + districts · 4,096).
    public func calibrated(with reports: [TrustedReport]) -> YieldModel {
        var model = self
        (model.calibrations, model.records, model.calibrated) = ([], [], [:])
        for calibration in YieldCalibration.learn(reports, draws).calibrations {
            let key = CalibrationKey(district: calibration.district, key: calibration.key)
            model.calibrations.append(calibration)
            model.calibrated[key] = drawn(
                calibration.key, mean: calibration.logMean, variance: calibration.logVariance, ownVariance: calibration.logOwnVariance,
                mines: calibration.mines)
        }
        return model
    }

    /// The same with each district's part as records say; the mines' own parts stay as documented, and are the record's where nothing is.
    /// - Parameter records: replace what was learnt before; of two of one district and key the later stands. One of a key without a prior speaks of
    ///   its own district alone, and is left out when it does not say how far mines lie apart; a spread above the documented one is taken as that.
    /// - Complexity: O(records · 4,096).
    public func calibrated(by records: [YieldRecord]) -> YieldModel {
        var model = self
        (model.calibrations, model.records, model.calibrated) = ([], [], [:])
        for record in records {
            guard record.perHectare > .zero, record.spread >= .zero,
                let own = drawn(
                    record.key, mean: record.logMean, variance: record.logVariance, ownVariance: record.logOwnVariance, mines: record.mines)
            else { continue }
            let key = CalibrationKey(district: record.district, key: record.key)
            model.records.removeAll { $0.district == record.district && $0.key == record.key }
            model.records.append(record)
            model.calibrated[key] = own
        }
        return model
    }

    /// What a district gives by reports or a record: the documented yield moved, or else log-normal.
    /// - Returns: `nil` where nothing is documented, and nothing said of the mines' own parts.
    private func drawn(_ key: YieldKey, mean: Double, variance: Double, ownVariance: Double?, mines: Int?) -> Drawn? {
        if let prior = draws[key] { return Drawn(draws: prior.narrowed(mean: mean, variance: min(variance, prior.logShared.variance))) }
        return ownVariance.map { own in
            Drawn(
                draws: YieldDraws(mean: mean, variance: variance, ownVariance: own),
                ends: YieldDraws(mean: mean, variance: variance, ownVariance: own, stretch: YieldRecord.stretch(mines: mines)))
        }
    }

    /// The records that the estimate of some observations rests on, in their order; none of those that cannot be turned into tonnes.
    public func records(of observations: some Collection<LandObservation>) -> [YieldRecord] {
        let used = Set(assessable(observations).map { CalibrationKey(district: $0.seen.district, key: $0.key) })
        return records.filter { used.contains(CalibrationKey(district: $0.district, key: $0.key)) }
    }

    /// What the estimate of some observations rests on; `nil` where none of them can be turned into tonnes.
    public func origin(of observations: some Collection<LandObservation>) -> YieldOrigin? {
        let documented = Set(assessable(observations).map { draws[$0.key] != nil })
        guard let first = documented.first else { return nil }
        return documented.count > 1 ? .both : first ? .documented : .learnt
    }

    /// Those that an estimate rests on, each with whose yield it is.
    private func assessable(_ observations: some Collection<LandObservation>) -> [(seen: LandObservation, key: YieldKey)] {
        observations.compactMap { seen in
            guard let method = seen.method, obstacle(seen) == nil else { return nil }
            return (seen: seen, key: YieldKey(method, seen.deposit))
        }
    }

    /// What keeps an observation from being turned into tonnes; `nil`: nothing.
    ///
    /// A yield is unknown where neither a documented one nor one that was learnt in the observation's own district speaks of it.
    public func obstacle(_ observation: LandObservation) -> LandObstacle? {
        guard observation.areaSquareMetres.isFinite, observation.areaSquareMetres >= 0, observation.areaSquareMetres <= 1e12,
            observation.sigmaSquareMetres.isFinite, observation.sigmaSquareMetres >= 0, observation.sigmaSquareMetres <= 1e12
        else { return .areaUnknown }
        guard let method = observation.method else { return .methodUnknown }
        if observation.isUnderground { return .underground }
        if method == .inSitu, !observation.isBlockKnown { return .blockUnknown }
        return drawsOf(observation.district, YieldKey(method, observation.deposit)) == nil ? .yieldUnknown : nil
    }

    /// Of one subject and year.
    public func estimate(_ observation: LandObservation) -> LandEstimate {
        if let obstacle = obstacle(observation) { return .notAssessable(obstacle) }
        guard let interval = sum(CollectionOfOne(observation)).interval else { return .notAssessable(.areaUnknown) }
        return .tonnes(interval)
    }

    /// Of many subjects and years. What a district's mines share is added up whole, what is each mine's own narrows; a mine's years share its own part.
    /// Districts are independent of each other. The order of the observations does not matter.
    /// - Complexity: O(n log n + districts · 4,096).
    public func sum(_ observations: some Collection<LandObservation>) -> LandSum {
        var (result, parts) = (LandSum(), YieldParts())
        for observation in observations {
            if let obstacle = obstacle(observation) {
                result.notAssessable[obstacle, default: 0] += 1
            } else {
                result.assessed += 1
                parts.add(observation)
            }
        }
        guard result.assessed > 0 else { return result }
        result.interval = YieldTotal.interval(of: parts.districts(), draws: drawsOf, ends: endsOf)
        return result
    }

    /// `nil`: nothing is known of it.
    func drawsOf(_ district: SubjectID?, _ key: YieldKey) -> YieldDraws? {
        calibrated[CalibrationKey(district: district, key: key)]?.draws ?? draws[key]
    }

    /// `nil`: the thousandths at both ends are those of ``drawsOf(_:_:)``.
    private func endsOf(_ district: SubjectID?, _ key: YieldKey) -> YieldDraws? {
        calibrated[CalibrationKey(district: district, key: key)]?.ends
    }
}

/// What turned ground into tonnes.
public enum YieldOrigin: Sendable, Hashable {
    /// The documented factors, as they are or calibrated.
    case documented
    /// Trusted reports alone.
    case learnt
    /// Of some ground the one, of some the other.
    case both

    /// In English, as files for programs have it.
    public var formula: String {
        switch self {
        case .documented: "yield (\(YieldModel.formula))"
        case .learnt: "yield (learnt from trusted reports alone)"
        case .both: "yield (\(YieldModel.formula); where nothing is documented learnt from trusted reports alone)"
        }
    }
}
