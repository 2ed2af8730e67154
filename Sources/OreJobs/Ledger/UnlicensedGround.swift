internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger
internal import OreStorage

/// Ground worked without a licence in force, by year, from the incidents of a store, and what it can have given.
struct UnlicensedGround {
    private struct Place {
        var area: Double
        /// Seen for the first time, and nobody had looked before: it may be older.
        var isUndated: Bool
        var observation: LandObservation
    }

    private let places: [Int32: [Place]]
    private let isLookedAt: Bool
    /// Incidents are those of now, whatever state of the ledger was asked for.
    private let isOfNow: Bool
    private let model: YieldModel
    private let files: [Int32: String]
    private static let rules: Set<RuleName> = [.unlicensed, .outOfBoundary, .outsideValidity]

    /// - Parameter method: of places whose footprints do not say how they are worked; `nil`: not assumed.
    init(_ directory: LedgerDirectory, assuming method: MiningMethod?) throws {
        var places: [Int32: [Place]] = [:]
        model = YieldModel().calibrated(by: directory.book.yields)
        files = try directory.files()
        isOfNow = !directory.ledger.isLatest
        isLookedAt = try directory.store.runs(job: nil, limit: 1).first != nil
        for (number, incident) in try directory.store.incidents(CaseFilter()).enumerated() {
            guard incident.state != .dismissed, incident.state != .withdrawn,
                incident.rules.contains(where: { $0.land.map(Self.rules.contains) ?? false })
            else { continue }
            let growth = Self.growth(incident)
            guard !growth.isEmpty else { continue }
            let found = try directory.store.findings(of: incident).lazy.compactMap {
                $0.finding.footprintClass.flatMap(MiningMethod.init(stated:))
            }.first
            let own = found ?? method
            for (year, area, measured, isUndated) in growth {
                // Every place is a mine of its own, told apart from the ledger's subjects by counting down.
                let observation = LandObservation(
                    SubjectID(.max - UInt32(truncatingIfNeeded: number)), year: year, method: own,
                    deposit: own == .hardRock ? .rock : .ionic,
                    district: incident.district.flatMap(directory.subject), areaSquareMetres: area,
                    sigmaSquareMetres: GroundSurvey.sigma(GroundSurvey.unstatedDigitising, measured: measured))
                places[year, default: []].append(Place(area: area, isUndated: isUndated, observation: observation))
            }
        }
        self.places = places
    }

    /// What was broken anew in each year, square metres: what is suspected at its end above the most that was before; and both together, each of which
    /// was measured.
    private static func growth(_ incident: Incident) -> [(year: Int32, area: Double, measured: Double, isUndated: Bool)] {
        var (growth, most) = ([(year: Int32, area: Double, measured: Double, isUndated: Bool)](), 0.0)
        for step in GrowthSeries(of: incident).steps where step.area > most {
            growth.append(
                (Int32(step.day.yearMonthDay.year), step.area - most, step.area + most, growth.isEmpty && incident.onset.mayBeOldScar))
            most = step.area
        }
        return growth
    }

    /// - Returns: `nil` where the ground was never looked at, and for regions to which no place can be counted.
    func land(_ unit: LevelSums.Unit, kind: (SubjectID) -> SubjectKind, year: Int32) -> BalanceLand? {
        guard isLookedAt else { return nil }
        var own = places[year] ?? []
        switch unit {
        case .everybody: break
        case .of(let subject):
            guard kind(subject) == .district else { return nil }
            own = own.filter { $0.observation.district == subject }
        case .none: own = own.filter { $0.observation.district == nil }
        case .covered: return nil
        }
        var sum = model.sum(own.map(\.observation))
        // Nothing seen is nothing taken, and no estimate.
        if own.isEmpty { sum.interval = YieldInterval(low: .zero, median: .zero, high: .zero) }
        let dated = own.filter { !$0.isUndated }
        if dated.count < own.count, sum.interval != nil {
            sum.interval?.low = dated.isEmpty ? .zero : model.sum(dated.map(\.observation)).interval?.low ?? .zero
        }
        // A place that grew twice in the year is one.
        func sites(_ places: [Place]) -> Int { Set(places.map(\.observation.subject)).count }
        var land = BalanceLand(
            area: own.reduce(0) { $0 + $1.area }, sites: sites(own), undated: sites(own.filter(\.isUndated)), sum: sum)
        land.isOfNow = isOfNow && land.sites > 0
        land.calibratedBy = model.records(of: own.map(\.observation)).map { $0.calibration(files) }
        return land
    }
}
