public import OreFeatures
public import OreGeometry

/// One licence as a value: for building tables by hand. Registers are appended in columns.
public struct Licence: Sendable, Hashable {
    public var id: String
    public var holder: String?
    public var group: String?
    public var mineral: String?
    public var method: String?
    /// As the register states it, without a date: shown, never evaluated.
    public var status: String?
    /// As the register states it, with its unit: shown, not evaluated.
    public var capacity: String?
    public var validFrom: Day?
    public var validTo: Day?
    public var events: [LicenceEvent] = []
    /// 1-sigma error of the corners' common shift per axis, metres; `nil` when the register does not say.
    public var positionSigma: Double?
    /// The input that the licence came from: licences of one sheet share the errors of its making. `nil` when built by hand.
    public var sheet: String?
    /// The days for which this version of the licence holds, both inclusive, open where `nil`: before and after, another version does, and this
    /// one takes part in nothing. Not the term, which says when the licence is in force.
    public var appliesFrom: Day?
    public var appliesTo: Day?
    /// A ring crossed itself and was repaired: boundary verdicts are at most `possible`.
    public var wasRepaired = false
    /// The coordinates came through a datum step of unknown accuracy: what lies near is undecidable.
    public var isBallpark = false

    public init(id: String, validFrom: Day? = nil, validTo: Day? = nil) {
        self.id = id
        self.validFrom = validFrom
        self.validTo = validTo
    }
}

/// The licences of a run, row for row: attributes, and geometry in the monitoring CRS (lon/lat degrees), valid or empty.
///
/// A row whose geometry has no parts is *not spatial*: it is kept and counted, and takes part in no overlay.
/// Rows may share an id (a licence of several blocks is often several rows): each row is judged on its own, the union is what counts, and
/// ``duplicateIDs`` lists them as register defects.
public struct LicenceTable: Sendable {
    public private(set) var rows: [Licence] = []
    public var geometry = GeometryColumns()

    public init() {}

    public var count: Int { rows.count }

    public mutating func append(_ licence: Licence, _ geometry: Geometry?) {
        rows.append(licence)
        self.geometry.append(geometry)
    }

    /// Appends a licence with geometry `index` of a batch; `nil` where it is not spatial.
    public mutating func append(_ licence: Licence, _ index: Int, of columns: GeometryColumns) {
        rows.append(licence)
        geometry.append(index, of: columns)
    }

    /// Appends a licence whose geometry, exactly one, the closure appends.
    public mutating func append(_ licence: Licence, geometry append: (inout GeometryColumns) throws -> Void) rethrows {
        try append(&geometry)
        rows.append(licence)
    }

    /// Makes room for so many licences with so many positions in all, so that no more is taken than they need.
    public mutating func reserveCapacity(_ count: Int, positions: Int) {
        rows.reserveCapacity(count)
        geometry.reserveCapacity(geometries: count, positions: positions)
    }

    mutating func addEvents(_ events: [LicenceEvent], toRow row: Int) { rows[row].events += events }

    /// True when the row takes part in overlays.
    public func isSpatial(_ row: Int) -> Bool { geometry.kinds[row]?.isPolygonal == true && !geometry.parts(of: row).isEmpty }

    public var notSpatialCount: Int { (0..<count).count { !isSpatial($0) } }

    /// Ids that more than one row carries, sorted: register defects.
    public var duplicateIDs: [String] { duplicates(among: rows.lazy.map(\.id)) }
}

/// The values that occur more than once, sorted.
func duplicates(among ids: some Sequence<String>) -> [String] {
    var seen: Set<String> = []
    var repeated: Set<String> = []
    for id in ids where !seen.insert(id).inserted { repeated.insert(id) }
    return repeated.sorted()
}
