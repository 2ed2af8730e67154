public import OreFeatures
public import OreGeometry

/// What a zone means for mining inside it.
public enum ZoneKind: String, Sendable, Hashable, CaseIterable {
    /// Mining inside is suspect (`protected_zone`).
    case forbidden
    /// Mining outside all of them is suspect (`outside_planned_area`).
    case plannedArea = "planned_area"
}

/// A zone with the days on which it holds, both inclusive; an end that is not given is open.
public struct Zone: Sendable, Hashable {
    public var id: String
    public var name: String?
    public var kind: ZoneKind
    public var authority: String?
    public var since: Day?
    public var until: Day?
    /// 1-sigma error of its outline per axis, metres; `nil` takes the rule set's default without capping a verdict.
    public var positionSigma: Double?
    public var isBallpark = false

    public init(id: String, kind: ZoneKind = .forbidden, since: Day? = nil, until: Day? = nil) {
        self.id = id
        self.kind = kind
        self.since = since
        self.until = until
    }

    func holds(on day: Day) -> Bool { since.map { $0 <= day } ?? true && until.map { day <= $0 } ?? true }

    /// The zone begins or ends after the first day of the period and before its end is over.
    func changes(within period: ObservationPeriod) -> Bool {
        let begins = since.map { $0 > period.from && $0 <= period.to } ?? false
        let ends = until.map { $0 >= period.from && $0 < period.to } ?? false
        return begins || ends
    }

    var isDated: Bool { since != nil || until != nil }
}

/// The zones of a run, row for row, geometry in the monitoring CRS. A row without parts takes part in no overlay.
public struct ZoneTable: Sendable {
    public private(set) var rows: [Zone] = []
    public var geometry = GeometryColumns()

    public init() {}

    public var count: Int { rows.count }

    public mutating func append(_ zone: Zone, _ geometry: Geometry?) {
        rows.append(zone)
        self.geometry.append(geometry)
    }

    public mutating func append(_ zone: Zone, _ index: Int, of columns: GeometryColumns) {
        rows.append(zone)
        geometry.append(index, of: columns)
    }

    /// Appends a zone whose geometry, exactly one, the closure appends.
    public mutating func append(_ zone: Zone, geometry append: (inout GeometryColumns) throws -> Void) rethrows {
        try append(&geometry)
        rows.append(zone)
    }

    /// Ids that more than one row carries, sorted. Such rows are judged each on its own, and their findings' ids carry an ordinal.
    public var duplicateIDs: [String] { duplicates(among: rows.lazy.map(\.id)) }
}

/// An administrative district: findings name the one with the largest share of them.
public struct District: Sendable, Hashable {
    public var id: String
    public var name: String?

    public init(id: String, name: String? = nil) {
        self.id = id
        self.name = name
    }
}

/// The districts of a run, row for row, geometry in the monitoring CRS.
public struct DistrictTable: Sendable {
    public private(set) var rows: [District] = []
    public var geometry = GeometryColumns()

    public init() {}

    public var count: Int { rows.count }

    public mutating func append(_ district: District, _ geometry: Geometry?) {
        rows.append(district)
        self.geometry.append(geometry)
    }

    public mutating func append(_ district: District, _ index: Int, of columns: GeometryColumns) {
        rows.append(district)
        geometry.append(index, of: columns)
    }

    /// Appends a district whose geometry, exactly one, the closure appends.
    public mutating func append(_ district: District, geometry append: (inout GeometryColumns) throws -> Void) rethrows {
        try append(&geometry)
        rows.append(district)
    }
}
