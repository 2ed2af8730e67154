public import OreDetection
internal import OreFeatures
internal import OreGeometry

/// The scenes of a store, made ready once for many incidents: found by name, their coverage and clouds prepared and indexed.
public struct SceneViews: Sendable {
    /// Of the scenes of which it is known what they covered and what clouds hid.
    struct View: Sendable {
        var row: Int
        var coverage: PreparedPolygon
        /// `nil`: nothing is known to be hidden.
        var clouds: PreparedPolygon?
    }

    let scenes: [Scene]
    private let rows: [String: Int]
    private let views: [View]
    private let tree: PackedRTree

    /// - Complexity: O(positions of coverages and clouds).
    public init(_ table: SceneTable) {
        scenes = table.rows
        rows = Dictionary(table.rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        var views: [View] = []
        for row in table.rows.indices where table.coverage.kinds[row]?.isPolygonal == true && !table.coverage.parts(of: row).isEmpty {
            guard table.knowsClouds(row) else { continue }
            let clouded = table.clouds.kinds[row]?.isPolygonal == true && !table.clouds.parts(of: row).isEmpty
            views.append(
                View(
                    row: row, coverage: PreparedPolygon(table.coverage, row), clouds: clouded ? PreparedPolygon(table.clouds, row) : nil))
        }
        self.views = views
        tree = PackedRTree(views.map(\.coverage.envelope))
    }

    /// Names of the scenes whose coverage is known: those that can have looked at a place without seeing anything.
    public var coveringScenes: Set<String> { Set(views.lazy.map { scenes[$0.row].id }) }

    /// The scene of that name; `nil` when only findings name it.
    func scene(_ name: String) -> Scene? { rows[name].map { scenes[$0] } }

    /// The views whose coverage may hold a place, in the order of the table.
    func views(meeting box: Envelope) -> [View] {
        guard tree.count > 0 else { return [] }
        return tree.query(box).sorted().map { views[$0] }
    }
}
