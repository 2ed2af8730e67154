public import OreFeatures
internal import OreGeometry

/// Earlier observations, by place and date: what was already disturbed before a date accuses nobody.
///
/// Holds plain columns; polygons are prepared when they are asked for, because few are.
public struct FootprintHistory: Sendable {
    private let geometry: GeometryColumns
    private let lastDays: [Int32]
    private let tree: PackedRTree

    public var count: Int { lastDays.count }

    fileprivate init(geometry: GeometryColumns, lastDays: [Int32]) {
        self.geometry = geometry
        self.lastDays = lastDays
        tree = PackedRTree((0..<geometry.count).map(geometry.envelope(of:)))
    }

    /// Gathers footprints of any order of time; keep the batches in input order, so that results are the same each time.
    public struct Builder: Sendable {
        private let cutoff: Day
        private var geometry = GeometryColumns()
        private var lastDays: [Int32] = []

        /// - Parameter cutoff: from ``RuleSet/historyCutoff(for:)``: only what was observed before that day can ever count.
        public init(before cutoff: Day) {
            self.cutoff = cutoff
        }

        /// Takes the footprints that were fully observed before the cutoff. Undated ones and those of unknown datum shift cannot testify.
        public mutating func append(_ batch: FootprintBatch) {
            for row in 0..<batch.count {
                guard let period = batch.observed[row], period.to < cutoff, batch.isSpatial(row), !batch.isBallpark(row) else { continue }
                geometry.append(row, of: batch.geometry)
                lastDays.append(period.to.daysSince1970)
            }
        }

        public consuming func build() -> FootprintHistory { FootprintHistory(geometry: geometry, lastDays: lastDays) }
    }

    /// The footprints that meet the box and whose observation ended before `day`, in the order they were gathered.
    func observations(meeting box: Envelope, before day: Day) -> [PreparedPolygon] {
        var found: [Int] = []
        tree.query(box) { if lastDays[$0] < day.daysSince1970 { found.append($0) } }
        return found.sorted().map { PreparedPolygon(geometry, $0) }
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
        return days.max()
    }

    /// True when the caller must build a ``FootprintHistory``; without one every rule about old scars is capped at `possible`.
    public func needsHistory(_ index: DetectionIndex) -> Bool { historyCutoff(for: index) != nil }
}
