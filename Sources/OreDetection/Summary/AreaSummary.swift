public import OreFeatures
public import OreGeometry

/// The areas that footprints are summed by, indexed: territories, countries, districts.
public struct SummaryAreas: Sendable {
    let polygons: PolygonIndex
    /// Key of each indexed polygon; rows may share one.
    let keys: [String]

    /// - Parameter rows: a key and the index of its geometry in `columns`, in the monitoring CRS, valid. Rows without polygons count nothing.
    public init(_ rows: [(key: String, geometry: Int)], of columns: GeometryColumns) {
        let spatial = rows.filter { columns.kinds[$0.geometry]?.isPolygonal == true }
        polygons = PolygonIndex(columns, rows: spatial.map(\.geometry))
        keys = spatial.map(\.key)
    }
}

/// One line of a summary.
public struct SummaryRow: Sendable, Hashable {
    public var key: String
    /// `nil` for footprints without a date.
    public var period: ObservationPeriod?
    /// Footprints that share area with the key's polygons.
    public var count: Int
    /// Ellipsoidal area of the intersections, square metres. Footprints that overlap each other count each.
    public var intersection: Double
    /// The measure apportioned: the sum of measure x intersection area / footprint area. `nil` when no measure was asked for.
    public var measure: Double?
}

/// Counts, areas and an apportioned measure of footprints per area and period; partial sums of batches merge.
///
/// Apportioning is how the publisher of the Amazon footprints states mined hectares per territory. A footprint that meets two rows of one
/// key counts once; where such rows overlap, their shared area counts for each.
/// Merge the batches in input order and the result is the same bit for bit, whatever the number of workers; sums carry their rounding error
/// along (Neumaier), so that the order of batches hardly matters either.
public struct AreaSummary: Sendable {
    private struct Key: Hashable {
        var key: String
        var from: Int32?
        var to: Int32?
    }

    private struct Sums {
        var period: ObservationPeriod?
        var count = 0
        var intersection = CompensatedSum()
        var measure = CompensatedSum()
    }

    private var sums: [Key: Sums] = [:]
    private let hasMeasure: Bool
    /// Footprints whose overlay failed: in no sum.
    public private(set) var failed = 0

    public init(hasMeasure: Bool) {
        self.hasMeasure = hasMeasure
    }

    /// Adds a batch.
    /// - Parameter measure: the measure of each row; `nil` in a row counts 0 there. Ignored unless the summary has a measure.
    public mutating func add(_ batch: FootprintBatch, measure: [Double?] = [], by areas: SummaryAreas, using worker: DetectionWorker) {
        for row in 0..<batch.count where batch.isSpatial(row) {
            do throws(TopologyError) {
                try add(row, of: batch, measure: row < measure.count ? measure[row] : nil, by: areas, using: worker)
            } catch {
                failed += 1
            }
        }
    }

    private mutating func add(
        _ row: Int, of batch: FootprintBatch, measure: Double?, by areas: SummaryAreas, using worker: DetectionWorker
    ) throws(TopologyError) {
        let footprint = FootprintPart(batch.geometry, row)
        let total = worker.area(of: footprint)
        guard total > 0 else { return }
        var shares: [(key: String, area: Double)] = []
        for candidate in areas.polygons.candidates(batch.geometry.envelope(of: row)) {
            guard let part = try worker.intersect(footprint, with: areas.polygons.prepared[candidate]) else { continue }
            shares.append((areas.keys[candidate], worker.area(of: part)))
        }
        var counted: Set<String> = []
        let period = batch.observed[row]
        for share in shares where share.area > 0 {
            let key = Key(key: share.key, from: period?.from.daysSince1970, to: period?.to.daysSince1970)
            var entry = sums[key] ?? Sums(period: period)
            if counted.insert(share.key).inserted { entry.count += 1 }
            entry.intersection.add(share.area)
            entry.measure.add((measure ?? 0) * share.area / total)
            sums[key] = entry
        }
    }

    public mutating func merge(_ other: AreaSummary) {
        failed += other.failed
        for (key, more) in other.sums {
            var entry = sums[key] ?? Sums(period: more.period)
            entry.count += more.count
            entry.intersection.add(more.intersection)
            entry.measure.add(more.measure)
            sums[key] = entry
        }
    }

    /// By key, then by period, undated last.
    public var rows: [SummaryRow] {
        let ordered = sums.sorted { a, b in
            if a.key.key != b.key.key { return a.key.key < b.key.key }
            return (a.key.from ?? .max, a.key.to ?? .max) < (b.key.from ?? .max, b.key.to ?? .max)
        }
        return ordered.map { key, sums in
            SummaryRow(
                key: key.key, period: sums.period, count: sums.count, intersection: sums.intersection.value,
                measure: hasMeasure ? sums.measure.value : nil)
        }
    }
}

/// A sum that carries its rounding error along. Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation", 1974.
struct CompensatedSum: Sendable {
    private var sum = 0.0
    private var lost = 0.0

    var value: Double { sum + lost }

    mutating func add(_ term: Double) {
        let next = sum + term
        lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
        sum = next
    }

    mutating func add(_ other: CompensatedSum) {
        add(other.sum)
        lost += other.lost
    }
}
