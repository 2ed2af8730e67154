internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import OreStorage

/// The ground worked inside of some licences through time, and what each year's can have given.
struct DossierGround {
    /// What was worked of all of them by each day.
    private(set) var areas: [ObservedArea] = []
    private(set) var observations: [SubjectID: [Int32: [LandObservation]]] = [:]
    private let model: YieldModel
    let stored: StoredLand
    private let files: [Int32: String]
    private let directory: LedgerDirectory

    /// - Parameters:
    ///   - yields: what the store's records made of the documented yield.
    ///   - files: by commit.
    /// - Throws: `StoreError`, `TopologyError`.
    /// - Complexity: O(footprints on the licences), overlaid.
    init(
        _ directory: LedgerDirectory, _ licences: [DossierLicence], surveyed: [SubjectID: [LandObservation]], yields: [YieldRecord],
        files: [Int32: String]
    ) throws {
        (self.directory, self.files) = (directory, files)
        model = YieldModel().calibrated(by: yields)
        let ids = Set(licences.map(\.id))
        stored = try StoredLand(
            directory.store, directory.licences, asOf: directory.ledger.commit, all: true,
            surveyed: { licence in directory.subject(licence).flatMap { surveyed[$0] } ?? [] },
            subject: { licence in ids.contains(licence.id) ? directory.subject(licence.id) : nil })
        areas = GrowthSeries(summing: stored.series).steps.map { ObservedArea($0.day, $0.area) }
        for observation in stored.observations.merging(surveyed, uniquingKeysWith: { $0.surveyed($1) }).values.joined() {
            var own = observation
            let last = Day(lastOf: own.year)
            own.district = own.district ?? last.flatMap { directory.tree.district(of: own.subject, on: $0) }
            observations[own.subject, default: [:]][own.year, default: []].append(own)
        }
    }

    /// What the ground of each licence can have given, and of all of them together for the subject whose dossier it is: a sum of many narrows as it
    /// should, the part of the error that a district shares stays.
    func land(of subject: SubjectID) -> [SubjectID: [Int32: AccountLand]] {
        var land = observations.mapValues { $0.mapValues { account($0) } }
        guard observations[subject] == nil else { return land }
        for (year, own) in Dictionary(grouping: observations.values.flatMap(\.values).joined(), by: \.year) {
            let sum = model.sum(own)
            // Where some cannot be assessed the account adds up the others, member by member, and says so.
            guard stored.isComplete(in: year), sum.notAssessable.isEmpty, let interval = sum.interval else { continue }
            land[subject, default: [:]][year] = .between(
                interval.low, interval.high,
                estimator: estimator(.mines(Set(own.map(\.subject)).count), of: Array(own)))
        }
        return land
    }

    /// The parts of one subject's ground in a year together, or why one of them cannot be assessed.
    private func account(_ parts: [LandObservation]) -> AccountLand {
        for part in parts { if let obstacle = model.obstacle(part) { return .notAssessable(AccountGap(obstacle)) } }
        guard let interval = model.sum(parts).interval else { return .notAssessable(.noObservation) }
        return .between(
            interval.low, interval.high, estimator: estimator(.parts(parts.map(part)), of: parts))
    }

    /// With the records whose yield stands in the place of the documented one.
    private func estimator(_ ground: LandEstimator.Ground, of parts: [LandObservation]) -> LandEstimator {
        LandEstimator(ground, origin: model.origin(of: parts), calibratedBy: model.records(of: parts).map { $0.calibration(files) })
    }

    /// What was seen, and by whom.
    private func part(_ seen: LandObservation) -> LandEstimator.Part {
        var source = LandEstimator.Part.Source.footprints(of: directory.name(of: seen.subject))
        if let row = seen.source { source = .survey(file: files.name(ofCommit: row.commit), row: row.row) }
        return LandEstimator.Part(
            area: Int(seen.areaSquareMetres.rounded()), sigma: Int(seen.sigmaSquareMetres.rounded()), method: seen.method, source: source)
    }
}

extension YieldRecord {
    /// - Parameter files: by commit.
    func calibration(_ files: [Int32: String]) -> LandEstimator.Calibration {
        .init(
            file: files.name(ofCommit: source.commit), row: source.row, perHectare: perHectare, isLearnt: !key.isDocumented, mines: mines)
    }
}

extension AccountGap {
    init(_ obstacle: LandObstacle) {
        switch obstacle {
        case .blockUnknown: self = .inSituWithoutBlock
        case .methodUnknown: self = .methodUnknown
        case .yieldUnknown, .underground: self = .noYield
        case .areaUnknown: self = .noObservation
        }
    }
}
