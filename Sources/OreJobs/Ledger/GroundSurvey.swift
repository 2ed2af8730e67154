internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreLedger
internal import OreStorage

/// What a store's footprints and scenes show within the boundary of a licence.
struct GroundSurvey {
    /// What was seen of one licence.
    struct Ground {
        var years: [GroundYear] = []
        /// The worked area by the days on which it was seen; `nil` where that cannot be told.
        var series: GrowthSeries?
        /// One standard deviation of where a side of an outline lies, m.
        var digitising = 0.0
    }

    /// One standard deviation of an area, m²: that of a square each side of which moves by itself.
    /// - Parameters:
    ///   - digitising: of a side, m.
    ///   - measured: all that was measured for it, m².
    static func sigma(_ digitising: Double, measured: Double) -> Double { 2 * digitising * measured.squareRoot() }

    private let store: Store
    private let commit: Int
    private let scenes: [String: Scene]
    private let views: ClearViews
    private let kernel = OverlayKernel(engine: TopologyEngine())
    private let growth = LicenceGrowth()

    /// - Throws: `StoreError`.
    init(_ store: Store, asOf commit: Int) throws {
        (self.store, self.commit) = (store, commit)
        let table = try store.scenes(asOf: commit)
        scenes = Dictionary(table.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        views = ClearViews(table)
    }

    /// Metres of a boundary that nobody stated: a pixel of common free images.
    static let unstatedDigitising = 10.0

    /// - Complexity: O(footprints on the licence, overlaid; scenes over it).
    func ground(of row: Int, in licences: LicenceTable) throws -> Ground {
        let boundary = PreparedPolygon(licences.geometry, row)
        var (states, changes) = (Outlines(), Outlines())
        var ground = Ground()
        try store.forEachFootprint(meeting: boundary.envelope, scene: nil) { footprint in
            guard footprint.knownFrom <= commit else { return }
            let scene = footprint.value.sceneID.flatMap { scenes[$0] }
            if scene?.content == .change {
                // What is new in a period is new in all of it, whichever day the outline was drawn on.
                changes.append(footprint.geometry, scene?.period ?? footprint.value.observed)
            } else {
                states.append(footprint.geometry, footprint.value.observed ?? scene?.period)
            }
            ground.digitising = max(ground.digitising, footprint.value.digitisingSigma ?? Self.unstatedDigitising)
        }
        let seen = try areas(states, of: row, boundary)
        let opened = GroundOpened(try areas(changes, of: row, boundary, areChanges: true))
        let clear = try views.days(over: row, of: licences.geometry, kernel).map { Day(daysSince1970: $0) }
        switch (seen.isEmpty && clear.isEmpty, opened.opened.isEmpty) {
        case (true, true): break
        case (false, true):
            ground.years = GroundWorked(areas: seen.map { ($0.period.to, $0.area) }, clearViews: clear).years
            if !seen.isEmpty { ground.series = GrowthSeries(steps: seen.map { GrowthSeries.Step(day: $0.period.to, area: $0.area) }) }
        case (true, false):
            ground.years = opened.years
            ground.series = GrowthSeries(steps: opened.opened.map { GrowthSeries.Step(day: $0.day, area: $0.area) })
        case (false, false):
            // What opened may be part of what stands, or not: neither differences nor sums of both are areas.
            break
        }
        return ground
    }

    private struct Outlines {
        var shapes = GeometryColumns()
        var observed: [ObservationPeriod?] = []

        mutating func append(_ shape: Geometry?, _ period: ObservationPeriod?) {
            shapes.append(shape)
            observed.append(period)
        }
    }

    private func areas(
        _ outlines: Outlines, of row: Int, _ boundary: PreparedPolygon, areChanges: Bool = false
    ) throws -> [(period: ObservationPeriod, area: Double)] {
        guard !outlines.observed.isEmpty else { return [] }
        let tree = PackedRTree(outlines.observed.indices.map { outlines.shapes.envelope(of: $0) })
        let (shapes, observed) = (outlines.shapes, outlines.observed)
        let rows =
            try areChanges
            ? growth.openedRows(of: row, boundary: boundary, footprints: shapes, observed: observed, index: tree)
            : growth.rows(of: row, boundary: boundary, footprints: shapes, observed: observed, index: tree)
        return rows.map { ($0.observed, $0.area) }
    }
}
