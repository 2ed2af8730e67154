internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// Ground worked without a licence in force, by year, from the incidents of a store, and what it can have given.
struct UnlicensedGround {
    private struct Place {
        var handle: String
        var area: Double
        /// Seen for the first time, and nobody had looked before: it may be older.
        var isUndated: Bool
        var observation: LandObservation
    }

    private let places: [Int32: [Place]]
    private let isLookedAt: Bool
    /// Incidents and decisions are those of now; another day, or an earlier state of the ledger, was asked for.
    private let isOfNow: Bool
    private let model: YieldModel
    /// The file that each commit brought.
    private let files: [Int32: String]
    private static let rules: Set<RuleName> = [.unlicensed, .outOfBoundary, .outsideValidity]

    /// - Parameters:
    ///   - yields: what the store's records made of the documented yield.
    ///   - method: of places whose footprints do not say how they are worked; `nil`: not assumed.
    ///   - day: what was seen later is left out; `nil`: nothing is.
    init(
        _ directory: LedgerDirectory, yields: [YieldRecord], assuming method: MiningMethod?, seenBy day: Day?, isOfNow: Bool
    ) throws {
        self.isOfNow = isOfNow
        var places: [Int32: [Place]] = [:]
        model = YieldModel().calibrated(by: yields)
        files = try directory.files()
        isLookedAt = try directory.store.runs(job: nil, limit: 1).first != nil
        for (number, incident) in try directory.store.incidents(CaseFilter()).enumerated() {
            guard incident.state != .dismissed, incident.state != .withdrawn,
                incident.rules.contains(where: { $0.land.map(Self.rules.contains) ?? false })
            else { continue }
            let growth = Self.growth(incident, seenBy: day)
            guard !growth.isEmpty else { continue }
            let found = try directory.store.findings(of: incident).lazy.compactMap {
                $0.finding.footprintClass.flatMap(MiningMethod.init(stated:))
            }.first
            let own = found ?? method
            for (year, area, measured, isUndated) in growth {
                let observation = LandObservation(
                    .place(number), year: year, method: own,
                    deposit: own == .hardRock ? .rock : .ionic,
                    district: incident.district.flatMap(directory.subject), areaSquareMetres: area,
                    sigmaSquareMetres: GroundSurvey.sigma(GroundSurvey.unstatedDigitising, measured: measured))
                places[year, default: []].append(
                    Place(handle: incident.handle, area: area, isUndated: isUndated, observation: observation))
            }
        }
        self.places = places
    }

    /// What was broken anew in each year, square metres: what is suspected at its end above the most that was before; and both together, each of which
    /// was measured.
    private static func growth(
        _ incident: Incident, seenBy day: Day?
    ) -> [(year: Int32, area: Double, measured: Double, isUndated: Bool)] {
        var (growth, most) = ([(year: Int32, area: Double, measured: Double, isUndated: Bool)](), 0.0)
        var incident = incident
        // A view of a whole year may be of any day of it.
        if let day { incident.sightings.removeAll { $0.period.map { $0.from > day } ?? false } }
        for step in GrowthSeries(of: incident).steps where step.area > most {
            growth.append(
                (Int32(step.day.yearMonthDay.year), step.area - most, step.area + most, growth.isEmpty && incident.onset.mayBeOldScar))
            most = step.area
        }
        return growth
    }

    /// - Returns: `nil` where the ground was never looked at, and for regions to which no place can be counted.
    func land(_ unit: LevelSums.Unit, kind: (SubjectID) -> SubjectKind, year: Int32) -> BalanceLand? {
        guard let own = places(of: unit, kind, year) else { return nil }
        var sum = sum(own)
        // Nothing seen is nothing taken, and no estimate.
        if own.isEmpty { sum.interval = YieldInterval(low: .zero, median: .zero, high: .zero) }
        // A place that grew twice in the year is one.
        func sites(_ places: [Place]) -> Int { Set(places.map(\.observation.subject)).count }
        var land = BalanceLand(
            area: Self.area(own), sites: sites(own), undated: sites(own.filter(\.isUndated)), sum: sum)
        land.isOfNow = isOfNow
        land.calibratedBy = calibration(of: own)
        return land
    }

    /// The places of a region and year, each with its ground, its method, and what it can have given by itself.
    ///
    /// The largest first, of equal ones the first handle; what is told of them together is ``land(_:kind:year:)``.
    /// - Parameters:
    ///   - limit: so many are told one by one; of the others those that give tonnes as one estimate, and as one part each those that one thing keeps from
    ///     it; `nil`: all.
    ///   - named: handles of places that are told however small they are.
    /// - Returns: also the handle of each place; empty where ``land(_:kind:year:)`` is `nil`.
    func parts(
        _ unit: LevelSums.Unit, kind: (SubjectID) -> SubjectKind, year: Int32, of region: SubjectID, limit: Int?, naming named: Set<String>
    ) -> (parts: [FigurePart<BalanceTraceItem>], names: [SubjectID: String]) {
        let sites = Dictionary(grouping: places(of: unit, kind, year) ?? [], by: \.handle).sorted { a, b in
            let (x, y) = (Self.area(a.value), Self.area(b.value))
            return x != y ? x > y : a.key < b.key
        }
        var (parts, names, others) = ([FigurePart<BalanceTraceItem>](), [SubjectID: String](), [[Place]]())
        for (place, site) in sites.enumerated() {
            guard limit.map({ place < $0 }) ?? true || named.contains(site.key), let subject = site.value.first?.observation.subject else {
                others.append(site.value)
                continue
            }
            // Of ground that cannot be turned into tonnes no yield is named.
            let estimator = LandEstimator(
                .parts(site.value.map(Self.part)), origin: model.origin(of: site.value.map(\.observation)),
                calibratedBy: calibration(of: site.value))
            parts.append(FigurePart(figure(site.value, subject, year, .estimate(estimator))))
            names[subject] = site.key
        }
        let groups = Dictionary(grouping: others, by: gap)
        let gaps: [AccountGap?] = [nil] + AccountGap.allCases.map(Optional.some)
        for own in gaps.compactMap({ groups[$0] }) {
            parts.append(FigurePart(figure(own.flatMap(\.self), region, year, .others(own.count))))
        }
        return (parts, names)
    }

    /// Why some ground gives no tonnes; `nil` where some of it does.
    private func gap(_ own: [Place]) -> AccountGap? {
        let obstacles = own.compactMap { model.obstacle($0.observation) }
        guard obstacles.count == own.count else { return nil }
        return obstacles.first.map { AccountGap($0) } ?? .noObservation
    }

    private func figure(
        _ own: [Place], _ subject: SubjectID, _ year: Int32, _ source: FigureSource<BalanceTraceItem>
    ) -> BalanceFigure {
        guard let interval = sum(own).interval else {
            return BalanceFigure(.line(.unlicensed), subject, .year(year), .missing(gap(own) ?? .noObservation), from: source)
        }
        var figure = BalanceFigure(.line(.unlicensed), subject, .year(year), .between(interval.low, interval.high), from: source)
        figure.central = interval.median
        return figure
    }

    private func places(of unit: LevelSums.Unit, _ kind: (SubjectID) -> SubjectKind, _ year: Int32) -> [Place]? {
        guard isLookedAt else { return nil }
        let own = places[year] ?? []
        switch unit {
        case .everybody: return own
        case .of(let subject): return kind(subject) == .district ? own.filter { $0.observation.district == subject } : nil
        case .none: return own.filter { $0.observation.district == nil }
        case .covered: return nil
        }
    }

    /// What some places can have given together; those that may be older are left out of the lower bound.
    private func sum(_ own: [Place]) -> LandSum {
        var sum = model.sum(own.map(\.observation))
        let dated = own.filter { !$0.isUndated }
        if dated.count < own.count, sum.interval != nil {
            sum.interval?.low = dated.isEmpty ? .zero : model.sum(dated.map(\.observation)).interval?.low ?? .zero
        }
        return sum
    }

    /// The records whose yield stands in the place of the documented one.
    private func calibration(of own: [Place]) -> [LandEstimator.Calibration] {
        model.records(of: own.map(\.observation)).map { $0.calibration(files) }
    }

    private static func area(_ own: [Place]) -> Double { own.reduce(0) { $0 + $1.area } }

    private static func part(_ place: Place) -> LandEstimator.Part {
        let seen = place.observation
        return LandEstimator.Part(
            area: Int(seen.areaSquareMetres.rounded()), sigma: Int(seen.sigmaSquareMetres.rounded()), method: seen.method,
            source: .incident(handle: place.handle, mayBeOlder: place.isUndated))
    }
}
