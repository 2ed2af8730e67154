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
        var pieces: [(period: ObservationPeriod, piece: GeometryColumns)] = []
        for row in index.query(boundary.envelope) {
            guard let period = observed[row] else { continue }
            var piece = GeometryColumns()
            switch try kernel.intersection(of: row, in: footprints, with: boundary) {
            case .whole: piece.append(row, of: footprints)
            case .part(let part): piece = part
            case .empty:
                guard kernel.intersects(row, in: footprints, boundary) else { continue }
                piece.append(nil)
            }
            pieces.append((period, piece))
        }
        pieces.sort { ($0.period.from, $0.period.to) < ($1.period.from, $1.period.to) }
        var rows: [LicenceGrowthRow] = []
        var start = 0
        while start < pieces.count {
            let period = pieces[start].period
            let end = pieces[start...].firstIndex { $0.period != period } ?? pieces.count
            let area = try unionArea(pieces[start..<end].map(\.piece))
            rows.append(LicenceGrowthRow(licence: licence, observed: period, footprints: end - start, area: area))
            start = end
        }
        return rows
    }

    /// The area of a union as the sum of what each piece adds to those before it: no union geometry has to be built.
    private func unionArea(_ pieces: [GeometryColumns]) throws(TopologyError) -> Double {
        let envelopes = pieces.map { $0.envelope(of: 0) }
        var total = 0.0
        for (i, piece) in pieces.enumerated() where !envelopes[i].isEmpty {
            let before = (0..<i).filter { envelopes[$0].intersects(envelopes[i]) }
            guard !before.isEmpty else {
                total += measure.area(of: 0, in: piece)
                continue
            }
            switch try kernel.difference(of: 0, in: piece, minus: before.map { PreparedPolygon(pieces[$0], 0) }) {
            case .empty: break
            case .whole: total += measure.area(of: 0, in: piece)
            case .part(let rest): total += measure.area(of: 0, in: rest)
            }
        }
        return total
    }
}
