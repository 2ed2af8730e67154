internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import OreStorage

/// The ground that licences of a store worked year by year, where it can be turned into tonnes.
///
/// Only licences whose register says how they are worked, and not in situ: there nothing on the surface speaks of tonnes (DOMAIN 4).
struct StoredLand {
    private(set) var observations: [SubjectID: [LandObservation]] = [:]
    /// The worked area of each licence by its observations.
    private(set) var series: [GrowthSeries] = []

    /// Whether land is looked at for anything in the register at all.
    static func isOf(_ licences: LicenceTable) -> Bool { licences.rows.contains { method(of: $0) != nil } }

    static func method(of licence: Licence) -> MiningMethod? {
        licence.method.flatMap(MiningMethod.init(stated:)).flatMap { $0 == .inSitu ? nil : $0 }
    }

    /// Metres of a boundary that nobody stated: a pixel of common free images.
    private static let digitising = 10.0

    /// - Parameters:
    ///   - subject: whom the ledger knows a licence as; `nil`: it is not asked for.
    ///   - all: in situ and other ground, too, for those who say why it cannot be assessed.
    /// - Complexity: O(licences asked for, each with the footprints on it and the scenes over it).
    init(_ store: Store, _ licences: LicenceTable, asOf commit: Int, all: Bool = false, subject: (Licence) -> SubjectID?) throws {
        let rows = licences.rows.indices.filter { row in
            licences.isSpatial(row) && (all || Self.method(of: licences.rows[row]) != nil) && subject(licences.rows[row]) != nil
        }
        guard !rows.isEmpty else { return }
        let scenes = try store.scenes(asOf: commit)
        let periods = Dictionary(
            scenes.rows.compactMap { scene in scene.period.map { (scene.id, $0) } }, uniquingKeysWith: { first, _ in first })
        let views = ClearViews(scenes)
        let (kernel, growth) = (OverlayKernel(engine: TopologyEngine()), LicenceGrowth())
        for row in rows {
            let licence = licences.rows[row]
            guard let subject = subject(licence) else { continue }
            let method = licence.method.flatMap(MiningMethod.init(stated:))
            let boundary = PreparedPolygon(licences.geometry, row)
            var (shapes, observed, digitising) = (GeometryColumns(), [ObservationPeriod?](), 0.0)
            try store.forEachFootprint(meeting: boundary.envelope, scene: nil) { footprint in
                guard footprint.knownFrom <= commit else { return }
                shapes.append(footprint.geometry)
                observed.append(footprint.value.observed ?? footprint.value.sceneID.flatMap { periods[$0] })
                digitising = max(digitising, footprint.value.digitisingSigma ?? Self.digitising)
            }
            let tree = PackedRTree(observed.indices.map { shapes.envelope(of: $0) })
            let areas = try growth.rows(of: row, boundary: boundary, footprints: shapes, observed: observed, index: tree)
            let clear = try views.days(over: row, of: licences.geometry, kernel).map { Day(daysSince1970: $0) }
            if !areas.isEmpty { series.append(GrowthSeries(steps: areas.map { GrowthSeries.Step(day: $0.observed.to, area: $0.area) })) }
            let ground = GroundWorked(areas: areas.map { ($0.observed.to, $0.area) }, clearViews: clear)
            for year in ground.years {
                // Each side of a square moves by itself.
                let sigma = 2 * digitising * year.measured.squareRoot()
                observations[subject, default: []].append(
                    LandObservation(
                        subject, year: year.year, method: method, deposit: method == .hardRock ? .rock : .ionic,
                        areaSquareMetres: year.area, sigmaSquareMetres: sigma, clearViews: year.clearViews, workingSeen: year.workingSeen))
            }
        }
    }
}
