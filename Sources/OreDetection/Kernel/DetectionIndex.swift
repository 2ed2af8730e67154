internal import Dispatch
internal import OreFeatures
internal import OreGeometry
internal import Synchronization

/// What footprints are compared with: licences, zones and districts of one monitoring CRS, indexed and prepared. Immutable, shared by workers.
///
/// Rows are ordered by id, so that findings do not depend on the order of the inputs.
public struct DetectionIndex: Sendable {
    /// False when no register was given at all: the licence rules then do not run. An empty register was given.
    public let hasLicences: Bool
    public let hasZones: Bool
    public let licenceCount: Int
    /// Licences without geometry: known, but in no overlay.
    public let notSpatialLicenceCount: Int

    let licences: LicenceIndex
    let forbidden: ZoneIndex
    let planned: ZoneIndex
    let districts: DistrictIndex

    /// - Parameters:
    ///   - licences: `nil` when none were given. Geometry valid, in the monitoring CRS.
    ///   - policy: how dates are read, from the rule set.
    /// - Complexity: O(n log n + v log v) for n rows with v positions.
    public init(licences: LicenceTable?, zones: ZoneTable? = nil, districts: DistrictTable? = nil, policy: LicencePolicy) {
        hasLicences = licences != nil
        hasZones = zones != nil
        licenceCount = licences?.count ?? 0
        notSpatialLicenceCount = licences?.notSpatialCount ?? 0
        self.licences = LicenceIndex(licences ?? LicenceTable(), policy: policy)
        forbidden = ZoneIndex(zones ?? ZoneTable(), kind: .forbidden)
        planned = ZoneIndex(zones ?? ZoneTable(), kind: .plannedArea)
        self.districts = DistrictIndex(districts ?? DistrictTable())
    }
}

/// Prepared polygons under a packed tree.
struct PolygonIndex: Sendable {
    let prepared: [PreparedPolygon]
    let tree: PackedRTree

    /// Prepares the rows on all cores, because large zones take milliseconds each. The result does not depend on how they are shared out.
    init(_ columns: GeometryColumns, rows: [Int]) {
        let chunk = max(1, min(256, rows.count / 32))
        let count = (rows.count + chunk - 1) / chunk
        let gathered = Mutex([[PreparedPolygon]](repeating: [], count: count))
        DispatchQueue.concurrentPerform(iterations: count) { part in
            let proof = SimplicityProof()
            let made = rows[part * chunk..<min((part + 1) * chunk, rows.count)].map { PreparedPolygon(columns, $0, proof: proof) }
            gathered.withLock { $0[part] = made }
        }
        prepared = gathered.withLock { $0.flatMap(\.self) }
        tree = PackedRTree(prepared.map(\.envelope))
    }
}

/// The rows with polygons, ordered by id and then by place in the table.
private func orderedRows(_ columns: GeometryColumns, id: (Int) -> String, where isWanted: (Int) -> Bool = { _ in true }) -> [Int] {
    let rows = (0..<columns.count).filter { columns.kinds[$0]?.isPolygonal == true && !columns.parts(of: $0).isEmpty && isWanted($0) }
    return rows.map { (id: id($0), row: $0) }.sorted { ($0.id, $0.row) < ($1.id, $1.row) }.map(\.row)
}

struct LicenceIndex: Sendable {
    /// What the inner loop needs of a licence, without references.
    struct Term: Sendable {
        var first: Int32
        var last: Int32
        var isOneSpan: Bool
        var isAlways: Bool
        var isNever: Bool
    }

    let polygons: PolygonIndex
    let terms: [Term]
    let spans: [ForceSpans]
    let rows: [Licence]
    /// Those with an unknown datum shift.
    let ballpark: [Int]
    /// Some licence is not in force on some day.
    let canBeOutOfForce: Bool
    /// Of the licences that were ever ordered to stop, by index.
    let stops: [Int: StopOrders]
    /// The last day on which one was ordered to stop; `nil` when none ever was.
    let latestStop: Day?
    /// Some licence has several versions, each for its own days.
    private let hasVersions: Bool

    init(_ table: LicenceTable, policy: LicencePolicy) {
        let order = orderedRows(table.geometry, id: { table.rows[$0].id })
        polygons = PolygonIndex(table.geometry, rows: order)
        // A table in order, as a store's is, shares its rows.
        let rows = order.elementsEqual(table.rows.indices) ? table.rows : order.map { table.rows[$0] }
        let spans = rows.map { licence in
            ForceSpans(validFrom: licence.validFrom, validTo: licence.validTo, events: licence.events, policy: policy)
                .clamped(from: licence.appliesFrom, to: licence.appliesTo)
        }
        terms = spans.map { spans in
            Term(
                first: spans.spans.first?.lowerBound ?? 0, last: spans.spans.last?.upperBound ?? -1, isOneSpan: spans.spans.count == 1,
                isAlways: spans.isAlways, isNever: spans.spans.isEmpty)
        }
        ballpark = rows.indices.filter { rows[$0].isBallpark }
        self.rows = rows
        self.spans = spans
        let stops = rows.indices.lazy.filter { rows[$0].events.contains { $0.kind == .stopped } }.map { row in
            (row, StopOrders(rows[row].events, spans: spans[row]))
        }
        self.stops = Dictionary(uniqueKeysWithValues: stops.filter { !$0.1.isEmpty })
        latestStop = self.stops.values.lazy.compactMap(\.latest).max()
        canBeOutOfForce = terms.contains { !$0.isAlways }
        hasVersions = rows.contains { $0.appliesFrom != nil || $0.appliesTo != nil }
    }

    /// This row is the version of its licence that holds on the day; without a day, the last one.
    func applies(_ licence: Int, on day: Day?) -> Bool {
        guard hasVersions else { return true }
        guard let day else { return rows[licence].appliesTo == nil }
        return rows[licence].appliesFrom.map { $0 <= day } ?? true && rows[licence].appliesTo.map { day <= $0 } ?? true
    }

    /// What the register covers, as far as it says: the box around its licences grown by a margin, metres. Empty for an empty register.
    func coverage(margin: Double) -> Envelope {
        polygons.tree.envelope.isEmpty ? .empty : polygons.tree.envelope.expanded(byMetres: margin)
    }

    /// Some of the box lies in what the register covers.
    func isCovered(_ box: Envelope, margin: Double) -> Bool { coverage(margin: margin).intersects(box) }

    /// How many rows before this one carry the same id.
    func ordinal(of licence: Int) -> Int {
        var first = licence
        while first > 0 && rows[first - 1].id == rows[licence].id { first -= 1 }
        return licence - first
    }

    func isInForce(_ licence: Int, on day: Day) -> Bool {
        let term = terms[licence]
        let n = day.daysSince1970
        guard n >= term.first && n <= term.last else { return false }
        return term.isOneSpan || spans[licence].contains(day)
    }

    /// The latest last day in force that is not open-ended, over all licences.
    var latestEnd: Day? {
        spans.lazy.flatMap(\.spans).map(\.upperBound).filter { $0 < .max }.max().map { Day(daysSince1970: $0) }
    }
}

struct ZoneIndex: Sendable {
    let polygons: PolygonIndex
    let rows: [Zone]
    /// How many rows before this one carry the same id.
    let ordinals: [Int]

    init(_ table: ZoneTable, kind: ZoneKind) {
        let order = orderedRows(table.geometry, id: { table.rows[$0].id }, where: { table.rows[$0].kind == kind })
        polygons = PolygonIndex(table.geometry, rows: order)
        let rows = order.map { table.rows[$0] }
        var ordinals = [Int](repeating: 0, count: rows.count)
        for i in rows.indices.dropFirst() where rows[i].id == rows[i - 1].id { ordinals[i] = ordinals[i - 1] + 1 }
        self.rows = rows
        self.ordinals = ordinals
    }

    var latestSince: Day? { rows.lazy.compactMap(\.since).max() }
}

struct DistrictIndex: Sendable {
    let polygons: PolygonIndex
    let names: [String]
    /// Square metres of each row.
    let areas: [Double]

    init(_ table: DistrictTable) {
        let order = orderedRows(table.geometry, id: { table.rows[$0].id })
        polygons = PolygonIndex(table.geometry, rows: order)
        names = order.map { table.rows[$0].name ?? table.rows[$0].id }
        let measure = EllipsoidalArea(.wgs84)
        areas = order.map { measure.area(of: $0, in: table.geometry) }
    }
}
