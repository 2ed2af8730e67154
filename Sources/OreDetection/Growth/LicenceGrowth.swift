public import OreFeatures
public import OreGeometry

/// The worked area of one licence on one observation day: the area of the union of all footprints of that day inside the licence.
public struct LicenceGrowthRow: Sendable, Hashable {
    /// Row of the licence in its table.
    public var licence: Int
    public var observed: ObservationPeriod
    /// Footprints that meet the licence.
    public var footprints: Int
    /// Ellipsoidal square metres; ground seen twice counts once.
    public var area: Double
}

/// Measures how the worked area of each licence grows: per licence and observation, without regard to validity dates.
///
/// Not `Sendable`: one per worker.
public final class LicenceGrowth {
    private let kernel: OverlayKernel
    private let measure: EllipsoidalArea

    public init(ellipsoid: Ellipsoid = .wgs84) {
        kernel = OverlayKernel(engine: TopologyEngine())
        measure = EllipsoidalArea(ellipsoid)
    }

    /// The rows of one licence, in order of observation; empty when no dated footprint meets it.
    ///
    /// - Parameters:
    ///   - footprints: lon/lat degrees, valid; undated rows are left out.
    ///   - index: a tree over the envelopes of `footprints`, row for row.
    /// - Throws: ``OreGeometry/TopologyError`` when an overlay fails with every noding strategy.
    /// - Complexity: O(k v) for k footprints that meet the licence with v positions each, and O(k^2 v) for those of one day that overlap.
    public func rows(
        of licence: Int, boundary: PreparedPolygon, footprints: GeometryColumns, observed: [ObservationPeriod?], index: PackedRTree
    ) throws(TopologyError) -> [LicenceGrowthRow] {
        var pieces = try self.pieces(boundary, footprints, observed, index)
        pieces.sort { ($0.period.from, $0.period.to) < ($1.period.from, $1.period.to) }
        var rows: [LicenceGrowthRow] = []
        var start = 0
        while start < pieces.count {
            let period = pieces[start].period
            let end = pieces[start...].firstIndex { $0.period != period } ?? pieces.count
            let area = try added(pieces[start..<end].map(\.shape)).reduce(0, +)
            rows.append(LicenceGrowthRow(licence: licence, observed: period, footprints: end - start, area: area))
            start = end
        }
        return rows
    }

    /// The same of observations that show only what is new in their periods: the area of each is what it adds to those that ended before it.
    ///
    /// Observations whose periods share a day, directly or through others, are of one group, and the areas of a group add up to its union: ground that
    /// two of them show opened once. Ground of two groups counts in both: it opened, and later opened again.
    /// - Parameters: as for ``rows(of:boundary:footprints:observed:index:)``.
    /// - Returns: in order of groups, in each by the last day; empty when no dated footprint meets the licence.
    /// - Throws: ``OreGeometry/TopologyError`` when an overlay fails with every noding strategy.
    /// - Complexity: O(k v) for k footprints that meet the licence with v positions each, and O(k^2 v) for those of one group that overlap.
    public func openedRows(
        of licence: Int, boundary: PreparedPolygon, footprints: GeometryColumns, observed: [ObservationPeriod?], index: PackedRTree
    ) throws(TopologyError) -> [LicenceGrowthRow] {
        var rows: [LicenceGrowthRow] = []
        for group in Self.groups(try pieces(boundary, footprints, observed, index)) {
            let areas = try added(group.map(\.shape))
            for (piece, area) in zip(group, areas) {
                if let last = rows.indices.last, rows[last].observed == piece.period {
                    rows[last].footprints += 1
                    rows[last].area += area
                } else {
                    rows.append(LicenceGrowthRow(licence: licence, observed: piece.period, footprints: 1, area: area))
                }
            }
        }
        return rows
    }

    /// What one footprint shows within the licence; without a shape where it only touches.
    private struct Piece {
        var period: ObservationPeriod
        var shape: GeometryColumns
    }

    private func pieces(
        _ boundary: PreparedPolygon, _ footprints: GeometryColumns, _ observed: [ObservationPeriod?], _ index: PackedRTree
    ) throws(TopologyError) -> [Piece] {
        var pieces: [Piece] = []
        for row in index.query(boundary.envelope) {
            guard let period = observed[row] else { continue }
            var shape = GeometryColumns()
            switch try kernel.intersection(of: row, in: footprints, with: boundary) {
            case .whole: shape.append(row, of: footprints)
            case .part(let part): shape = part
            case .empty:
                guard kernel.intersects(row, in: footprints, boundary) else { continue }
                shape.append(nil)
            }
            pieces.append(Piece(period: period, shape: shape))
        }
        return pieces
    }

    /// Those whose periods share a day, directly or through others; in each those that ended first before the others.
    private static func groups(_ pieces: [Piece]) -> [[Piece]] {
        var groups: [[Piece]] = []
        var end: Day?
        for piece in pieces.sorted(by: { ($0.period.from, $0.period.to) < ($1.period.from, $1.period.to) }) {
            if let last = end, piece.period.from <= last {
                groups[groups.count - 1].append(piece)
                end = max(last, piece.period.to)
            } else {
                groups.append([piece])
                end = piece.period.to
            }
        }
        return groups.map { group in group.sorted { ($0.period.to, $0.period.from) < ($1.period.to, $1.period.from) } }
    }

    /// What each piece adds to those before it: the area of their union is the sum, and no union geometry has to be built.
    private func added(_ pieces: [GeometryColumns]) throws(TopologyError) -> [Double] {
        let envelopes = pieces.map { $0.envelope(of: 0) }
        var areas = Array(repeating: 0.0, count: pieces.count)
        for (i, piece) in pieces.enumerated() where !envelopes[i].isEmpty {
            let before = (0..<i).filter { envelopes[$0].intersects(envelopes[i]) }
            guard !before.isEmpty else {
                areas[i] = measure.area(of: 0, in: piece)
                continue
            }
            switch try kernel.difference(of: 0, in: piece, minus: before.map { PreparedPolygon(pieces[$0], 0) }) {
            case .empty: break
            case .whole: areas[i] = measure.area(of: 0, in: piece)
            case .part(let rest): areas[i] = measure.area(of: 0, in: rest)
            }
        }
        return areas
    }
}
