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
    private var observations: [SubjectID: [Int32: LandObservation]] = [:]
    private let stored: StoredLand

    /// - Throws: `StoreError`, `TopologyError`.
    /// - Complexity: O(footprints on the licences), overlaid.
    init(_ directory: LedgerDirectory, _ licences: [DossierLicence]) throws {
        let ids = Set(licences.map(\.id))
        stored = try StoredLand(directory.store, directory.licences, asOf: directory.ledger.commit, all: true) { licence in
            ids.contains(licence.id) ? directory.subject(licence.id) : nil
        }
        areas = GrowthSeries(summing: stored.series).steps.map { ObservedArea($0.day, $0.area) }
        for observation in stored.observations.values.joined() {
            var own = observation
            own.district = Day(year: Int(own.year), month: 12, day: 31).flatMap { directory.tree.district(of: own.subject, on: $0) }
            // Two rows of one licence are two parts of its ground.
            if let other = observations[own.subject]?[own.year] {
                own.areaSquareMetres += other.areaSquareMetres
                own.sigmaSquareMetres = (own.sigmaSquareMetres * own.sigmaSquareMetres + other.sigmaSquareMetres * other.sigmaSquareMetres)
                    .squareRoot()
            }
            observations[own.subject, default: [:]][own.year] = own
        }
    }

    /// What the ground of each licence can have given, and of all of them together for the subject whose dossier it is: a sum of many narrows as it
    /// should, the part of the error that a district shares stays.
    func land(of subject: SubjectID, model: YieldModel = YieldModel()) -> [SubjectID: [Int32: AccountLand]] {
        var land = observations.mapValues { $0.mapValues { AccountLand(model.estimate($0)) } }
        guard observations[subject] == nil else { return land }
        for (year, own) in Dictionary(grouping: observations.values.flatMap(\.values), by: \.year) {
            let sum = model.sum(own)
            // Where some cannot be assessed the account adds up the others, member by member, and says so.
            guard stored.isComplete(in: year), sum.notAssessable.isEmpty, let interval = sum.interval else { continue }
            land[subject, default: [:]][year] = .between(
                interval.low, interval.high, estimator: "ground opened in the year x yield, \(sum.assessed) mines, shared error kept")
        }
        return land
    }
}

extension AccountLand {
    init(_ estimate: LandEstimate) {
        switch estimate {
        case .tonnes(let interval): self = .between(interval.low, interval.high, estimator: "ground opened in the year x yield")
        case .notAssessable(.blockUnknown): self = .notAssessable(.inSituWithoutBlock)
        case .notAssessable(.methodUnknown): self = .notAssessable(.methodUnknown)
        case .notAssessable(.yieldUnknown), .notAssessable(.underground): self = .notAssessable(.noYield)
        case .notAssessable(.areaUnknown): self = .notAssessable(.noObservation)
        }
    }
}
