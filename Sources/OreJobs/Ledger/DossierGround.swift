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
    private var observations: [SubjectID: [Int32: [LandObservation]]] = [:]
    private let stored: StoredLand
    private let files: [Int32: String]
    private let directory: LedgerDirectory

    /// - Throws: `StoreError`, `TopologyError`.
    /// - Complexity: O(footprints on the licences), overlaid.
    init(_ directory: LedgerDirectory, _ licences: [DossierLicence], surveyed: [SubjectID: [LandObservation]]) throws {
        self.directory = directory
        let ids = Set(licences.map(\.id))
        stored = try StoredLand(
            directory.store, directory.licences, asOf: directory.ledger.commit, all: true,
            surveyed: { licence in directory.subject(licence).flatMap { surveyed[$0] } ?? [] }
        ) { licence in ids.contains(licence.id) ? directory.subject(licence.id) : nil }
        files = try directory.files()
        areas = GrowthSeries(summing: stored.series).steps.map { ObservedArea($0.day, $0.area) }
        for observation in stored.observations.merging(surveyed, uniquingKeysWith: { $0.surveyed($1) }).values.joined() {
            var own = observation
            let last = Day(year: Int(own.year), month: 12, day: 31)
            own.district = own.district ?? last.flatMap { directory.tree.district(of: own.subject, on: $0) }
            observations[own.subject, default: [:]][own.year, default: []].append(own)
        }
    }

    /// What the ground of each licence can have given, and of all of them together for the subject whose dossier it is: a sum of many narrows as it
    /// should, the part of the error that a district shares stays.
    func land(of subject: SubjectID, model: YieldModel = YieldModel()) -> [SubjectID: [Int32: AccountLand]] {
        var land = observations.mapValues { $0.mapValues { account($0, model) } }
        guard observations[subject] == nil else { return land }
        for (year, own) in Dictionary(grouping: observations.values.flatMap(\.values).joined(), by: \.year) {
            let sum = model.sum(own)
            // Where some cannot be assessed the account adds up the others, member by member, and says so.
            guard stored.isComplete(in: year), sum.notAssessable.isEmpty, let interval = sum.interval else { continue }
            land[subject, default: [:]][year] = .between(
                interval.low, interval.high,
                estimator: "ground worked in the year x \(YieldModel.formula), \(Set(own.map(\.subject)).count) mines, shared error kept")
        }
        return land
    }

    /// The parts of one subject's ground in a year together, or why one of them cannot be assessed.
    private func account(_ parts: [LandObservation], _ model: YieldModel) -> AccountLand {
        for part in parts { if let obstacle = model.obstacle(part) { return .notAssessable(AccountGap(obstacle)) } }
        guard let interval = model.sum(parts).interval else { return .notAssessable(.noObservation) }
        return .between(
            interval.low, interval.high, estimator: parts.map(words).joined(separator: " + ") + ", x \(YieldModel.formula)")
    }

    /// `12000 m2 (sigma 400 m2) in situ from land.csv row 3`.
    private func words(_ part: LandObservation) -> String {
        let method = part.method?.rawValue.replacing("_", with: " ") ?? ""
        var source = "as footprints and scenes show (orewatch footprints near \"\(directory.name(of: part.subject))\")"
        if let row = part.source { source = "as surveyed, \(files[row.commit] ?? "commit \(row.commit)") row \(row.row)" }
        return
            "\(Int(part.areaSquareMetres.rounded())) m2 (sigma \(Int(part.sigmaSquareMetres.rounded())) m2) worked in the year, \(method), \(source)"
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
