internal import OreFeatures
public import OreGeometry

/// What the scenes of a store saw: of each its coverage less its clouds, and the last day of its period.
///
/// A scene that covers a place without outlining anything there testifies that the place was undisturbed. Only scenes of content `state` can:
/// one that shows changes alone is silent about older workings. Scenes of unknown coverage or period testify by their footprints only.
/// Immutable; shared by workers.
public struct ClearViews: Sendable {
    private struct View: Sendable {
        var lastDay: Int32
        var coverage: PreparedPolygon
        /// `nil` where nothing was hidden, or nothing is known of clouds.
        var clouds: PreparedPolygon?
    }

    private let views: [View]
    private let tree: PackedRTree

    public var count: Int { views.count }

    /// - Parameter scenes: coverage and clouds valid, in the monitoring CRS.
    /// - Complexity: O(v log v) for v positions, once for all scenes.
    public init(_ scenes: SceneTable) {
        views = (0..<scenes.count).compactMap { row in
            guard scenes.testifies(row), let period = scenes.rows[row].period else { return nil }
            let clouds = scenes.clouds.parts(of: row).isEmpty ? nil : PreparedPolygon(scenes.clouds, row)
            return View(lastDay: period.to.daysSince1970, coverage: PreparedPolygon(scenes.coverage, row), clouds: clouds)
        }
        tree = PackedRTree(views.map(\.coverage.envelope))
    }

    /// The last day of each view that covers all of a boundary and of which clouds hide none, ascending.
    /// - Complexity: O(views that meet it, each with its positions).
    public func days(over row: Int, of boundaries: GeometryColumns, _ kernel: OverlayKernel) throws(TopologyError) -> [Int32] {
        var days: [Int32] = []
        for view in tree.query(boundaries.envelope(of: row)) {
            if let clouds = views[view].clouds, kernel.intersects(row, in: boundaries, clouds) { continue }
            if case .whole = try kernel.intersection(of: row, in: boundaries, with: views[view].coverage) {
                days.append(views[view].lastDay)
            }
        }
        return days.sorted()
    }

    /// True when one scene that ended before `day` covers all of the part and its clouds hide none of it.
    func cover(_ part: FootprintPart, before day: Day, using worker: DetectionWorker) throws(TopologyError) -> Bool {
        for view in tree.query(part.columns.envelope(of: part.index)) where views[view].lastDay < day.daysSince1970 {
            if let clouds = views[view].clouds, worker.meets(part, clouds) { continue }
            if try worker.subtract([views[view].coverage], from: part) == nil { return true }
        }
        return false
    }
}

extension SceneTable {
    /// The scene's clear view of a place without footprints says that nothing was disturbed there.
    func testifies(_ row: Int) -> Bool {
        rows[row].content == .state && rows[row].period != nil && coverage.kinds[row]?.isPolygonal == true
            && !coverage.parts(of: row).isEmpty && knowsClouds(row)
    }
}
