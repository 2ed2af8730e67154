public import OreFeatures
internal import OreGeometry

/// Earlier observations, by place and date: what was already disturbed before a date accuses nobody.
///
/// Holds plain columns; polygons are prepared when they are asked for, because few are. What it answers for a footprint depends only on the
/// observations that meet it and on the scenes whose coverage meets it: neither on the order in which they were gathered nor on others, so
/// that a history may be gathered for a few footprints that lie near each other, or for all.
public struct FootprintHistory: Sendable {
    private let geometry: GeometryColumns
    private let lastDays: [Int32]
    private let tree: PackedRTree
    private let clearViews: ClearViews?

    public var count: Int { lastDays.count }

    fileprivate init(geometry: GeometryColumns, lastDays: [Int32], clearViews: ClearViews?) {
        self.geometry = geometry
        self.lastDays = lastDays
        self.clearViews = clearViews
        tree = PackedRTree((0..<geometry.count).map(geometry.envelope(of:)))
    }

    /// Gathers footprints of any order of time and place.
    public struct Builder: Sendable {
        private let cutoff: Day
        private let clearViews: ClearViews?
        private var geometry = GeometryColumns()
        private var lastDays: [Int32] = []

        /// - Parameters:
        ///   - cutoff: from ``RuleSet/historyCutoff(for:)``: only what was observed before that day can ever count.
        ///   - clearViews: what scenes covered without clouds; `nil` when nothing is known of scenes.
        public init(before cutoff: Day, clearViews: ClearViews? = nil) {
            self.cutoff = cutoff
            self.clearViews = clearViews
        }

        /// Takes the footprints that were fully observed before the cutoff. Undated ones and those of unknown datum shift cannot testify.
        public mutating func append(_ batch: FootprintBatch) {
            for row in 0..<batch.count {
                guard let period = batch.observed[row], period.to < cutoff, batch.isSpatial(row), !batch.isBallpark(row) else { continue }
                geometry.append(row, of: batch.geometry)
                lastDays.append(period.to.daysSince1970)
            }
        }

        public consuming func build() -> FootprintHistory {
            FootprintHistory(geometry: geometry, lastDays: lastDays, clearViews: clearViews)
        }
    }

    /// The footprints that meet the box and whose observation ended before `day`: by that day, and those of one day by their positions.
    func observations(meeting box: Envelope, before day: Day) -> [PreparedPolygon] {
        var found: [Int] = []
        tree.query(box) { if lastDays[$0] < day.daysSince1970 { found.append($0) } }
        if found.count > 1 {
            found.sort { lastDays[$0] != lastDays[$1] ? lastDays[$0] < lastDays[$1] : geometry.precedes($0, $1) }
        }
        return found.map { PreparedPolygon(geometry, $0) }
    }

    /// True when a scene saw all of the part without clouds before `day`, and would have shown what was disturbed then.
    func hasClearView(of part: FootprintPart, before day: Day, using worker: DetectionWorker) throws(TopologyError) -> Bool {
        try clearViews?.cover(part, before: day, using: worker) ?? false
    }
}

extension GeometryColumns {
    /// An order of geometries by their positions; neither precedes the other only when they have the same ones.
    fileprivate func precedes(_ a: Int, _ b: Int) -> Bool {
        coordinates[positions(of: a)].lexicographicallyPrecedes(coordinates[positions(of: b)]) { ($0.x, $0.y) < ($1.x, $1.y) }
    }
}

extension RuleSet {
    /// The day before which earlier observations matter to the rules that will run; `nil` when no history is needed.
    public func historyCutoff(for index: DetectionIndex) -> Day? {
        guard requiresPriorObservation else { return nil }
        var days: [Day] = []
        if index.hasLicences && outsideValidity.isEnabled && !foldsOutsideValidity, let end = index.licences.latestEnd {
            days.append(Day(daysSince1970: end.daysSince1970 + 1))
        }
        if protectedZone.isEnabled, let since = index.forbidden.latestSince { days.append(since) }
        if index.hasLicences && expansionAfterFreeze.isEnabled, let freezeDate { days.append(freezeDate) }
        if index.hasLicences && afterStopOrder.isEnabled, let stop = index.licences.latestStop { days.append(stop) }
        return days.max()
    }

    /// True when the caller must build a ``FootprintHistory``; without one every rule about old scars is capped at `possible`.
    public func needsHistory(_ index: DetectionIndex) -> Bool { historyCutoff(for: index) != nil }
}
