internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreGeometry
internal import OreStorage

/// How well the scenes of a store watch over its licences, for the gauges.
///
/// The share is taken by the ellipsoidal areas of the licences, each judged at the middle of its box: seen when a scene of the last days
/// covers that point and no cloud of the scene hides it. `nil` where no scene states what it covered.
/// Cost: a pass over licences and recent scenes, only when the store or the day changed.
struct ObservedShare: Sendable {
    private var commit: Int
    private var day: Day
    private var days: Int
    var newestScene: Day?
    var unobserved: Double?

    /// - Parameter before: the one computed last, returned again when nothing changed.
    init(_ store: Store, on day: Day, days: Int, unless before: ObservedShare?) throws {
        let latest = try store.latestCommit()
        if let before, before.commit == latest, before.day == day, before.days == days {
            self = before
            return
        }
        (commit, self.day, self.days) = (latest, day, days)
        let scenes = try store.scenes(asOf: nil)
        newestScene = scenes.rows.compactMap { $0.period?.to }.max()
        unobserved = try Self.unobserved(store, scenes, since: Day(daysSince1970: day.daysSince1970 - Int32(clamping: days)))
    }

    private struct View {
        var coverage: PreparedPolygon
        var clouds: PreparedPolygon?

        func shows(_ place: Coordinate) -> Bool {
            coverage.envelope.contains(place) && coverage.locate(place) != .exterior && clouds.map { $0.locate(place) == .exterior } ?? true
        }
    }

    private static func unobserved(_ store: Store, _ scenes: SceneTable, since: Day) throws -> Double? {
        guard (0..<scenes.count).contains(where: { !scenes.coverage.parts(of: $0).isEmpty }) else { return nil }
        let views = (0..<scenes.count).compactMap { row -> View? in
            guard let last = scenes.rows[row].period?.to, last >= since, !scenes.coverage.parts(of: row).isEmpty else { return nil }
            let clouds = scenes.clouds.parts(of: row).isEmpty ? nil : PreparedPolygon(scenes.clouds, row)
            return View(coverage: PreparedPolygon(scenes.coverage, row), clouds: clouds)
        }
        let licences = try store.licences(asOf: nil)
        let area = EllipsoidalArea(.wgs84)
        var (all, hidden) = (0.0, 0.0)
        for row in 0..<licences.count where licences.isSpatial(row) {
            let size = area.area(of: row, in: licences.geometry)
            let box = licences.geometry.envelope(of: row)
            let place = Coordinate((box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2)
            all += size
            if !views.contains(where: { $0.shows(place) }) { hidden += size }
        }
        return all > 0 ? hidden / all : nil
    }
}
