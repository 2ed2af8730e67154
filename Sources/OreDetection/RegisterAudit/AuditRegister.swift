public import OreFeatures
public import OreGeometry

/// The plane in which a file states its corners: two licences of one plane are compared in it, without any transform between them.
public struct AuditPlane: Sendable, Hashable {
    /// The CRS as reports name it.
    public var name: String
    /// Longitude and latitude rather than lengths.
    public var isGeographic: Bool
    /// Of projected coordinates.
    public var metresPerUnit: Double
    /// Its datum shift into the monitoring CRS is unknown and was taken as zero.
    public var isBallpark: Bool

    public init(name: String, isGeographic: Bool = true, metresPerUnit: Double = 1, isBallpark: Bool = false) {
        self.name = name
        self.isGeographic = isGeographic
        self.metresPerUnit = metresPerUnit
        self.isBallpark = isBallpark
    }

    /// Metres per unit around a place; `y` is its latitude where the plane has one.
    func metric(at y: Double) -> LocalMetric {
        isGeographic ? LocalMetric(.cgcs2000, latitude: y) : LocalMetric(metresPerUnit: metresPerUnit)
    }
}

/// What reading one row met that its register should not have.
public struct IntakeRemark: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// The geometry was repaired: doubled or open rings, rings that cross themselves.
        case repaired
        /// The geometry could not be used.
        case unusable
        /// A date or a number cannot be read.
        case unreadableValue
    }

    public var kind: Kind
    /// In words, with the column and value where there are any.
    public var reason: String

    public init(_ kind: Kind, reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

/// One row of a register under audit.
public struct AuditLicence: Sendable {
    public var licence: Licence
    /// False when the register gives no identifier and the row is named by its position.
    public var hasOwnID = true
    public var grantedOn: Day?
    public var enlargedOn: Day?
    /// Square metres, as the register states it.
    public var statedArea: Double?
    /// Base name of the file.
    public var file: String
    /// Place in ``AuditRegister/planes``.
    public var plane: Int
    public var remarks: [IntakeRemark] = []

    public init(_ licence: Licence, file: String = "", plane: Int = 0) {
        self.licence = licence
        self.file = file
        self.plane = plane
    }

    public var id: String { licence.id }
}

/// A register under audit, row for row: attributes, and each geometry twice, in the monitoring CRS and as its file states it.
///
/// Geometries are valid polygons or multipolygons, or have no parts. Rows may share an id.
public struct AuditRegister: Sendable {
    public private(set) var rows: [AuditLicence] = []
    /// Longitude and latitude of the monitoring CRS.
    public private(set) var geometry = GeometryColumns()
    /// Each row in its own plane.
    public private(set) var stated = GeometryColumns()
    public var planes: [AuditPlane] = []

    public init() {}

    public var count: Int { rows.count }

    public mutating func append(_ row: AuditLicence, _ index: Int, of columns: GeometryColumns, stated: GeometryColumns) {
        rows.append(row)
        geometry.append(index, of: columns)
        self.stated.append(index, of: stated)
    }

    /// Appends a row that is stated in the monitoring CRS itself.
    public mutating func append(_ row: AuditLicence, _ geometry: Geometry?) {
        if planes.isEmpty { planes = [AuditPlane(name: "EPSG:4326")] }
        rows.append(row)
        self.geometry.append(geometry)
        stated.append(geometry)
    }

    /// True when the row has an area.
    public func isSpatial(_ row: Int) -> Bool { geometry.kinds[row]?.isPolygonal == true && !geometry.parts(of: row).isEmpty }

    func plane(of row: Int) -> AuditPlane { planes[rows[row].plane] }

    /// The row's datum shift is unknown: that of its plane, or of this row outside the area of every datum link.
    func isBallpark(_ row: Int) -> Bool { plane(of: row).isBallpark || rows[row].licence.isBallpark }
}
