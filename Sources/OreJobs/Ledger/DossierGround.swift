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

    /// - Throws: `StoreError`, `TopologyError`.
    /// - Complexity: O(footprints on the licences), overlaid.
    init(_ directory: LedgerDirectory, _ licences: [DossierLicence]) throws {
        let growth = LicenceGrowth()
        let periods = Dictionary(
            try directory.store.scenes(asOf: directory.ledger.commit).rows.compactMap { scene in scene.period.map { (scene.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        var series: [GrowthSeries] = []
        for licence in licences {
            for row in directory.rows[licence.id] ?? [] where directory.licences.isSpatial(row) {
                guard let own = try Self.series(of: row, directory, growth, periods) else { continue }
                series.append(own)
                if let subject = directory.subject(licence.id) { take(own, subject, licence, directory) }
            }
        }
        areas = GrowthSeries(summing: series).steps.map { ObservedArea($0.day, $0.area) }
    }

    private static func series(
        of row: Int, _ directory: LedgerDirectory, _ growth: LicenceGrowth, _ periods: [String: ObservationPeriod]
    ) throws -> GrowthSeries? {
        let boundary = PreparedPolygon(directory.licences.geometry, row)
        var (shapes, observed) = (GeometryColumns(), [ObservationPeriod?]())
        try directory.store.forEachFootprint(meeting: boundary.envelope, scene: nil) { footprint in
            guard footprint.knownFrom <= directory.ledger.commit else { return }
            shapes.append(footprint.geometry)
            observed.append(footprint.value.observed ?? footprint.value.sceneID.flatMap { periods[$0] })
        }
        guard !observed.isEmpty else { return nil }
        let tree = PackedRTree(observed.indices.map { shapes.envelope(of: $0) })
        let rows = try growth.rows(of: row, boundary: boundary, footprints: shapes, observed: observed, index: tree)
        return GrowthSeries(steps: rows.map { GrowthSeries.Step(day: $0.observed.to, area: $0.area) })
    }

    /// Of each year with an observation and one before it: the ground above the most that was worked before. What the first observation showed may
    /// be of any year before it.
    private mutating func take(_ series: GrowthSeries, _ subject: SubjectID, _ licence: DossierLicence, _ directory: LedgerDirectory) {
        guard var most = series.steps.first?.area else { return }
        let method = licence.method.flatMap(MiningMethod.init(footprintClass:))
        for step in series.steps.dropFirst() {
            let year = Int32(step.day.yearMonthDay.year)
            var own =
                observations[subject]?[year]
                ?? LandObservation(
                    subject, year: year, method: method, district: directory.tree.district(of: subject, on: step.day), areaSquareMetres: 0)
            own.areaSquareMetres += max(0, step.area - most)
            own.clearViews += 1
            most = max(most, step.area)
            observations[subject, default: [:]][year] = own
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
            guard sum.notAssessable.isEmpty, let interval = sum.interval else { continue }
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
