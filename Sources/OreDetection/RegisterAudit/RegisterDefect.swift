public import OreFeatures
public import OreGeometry

/// What is wrong in a register, by the names that every output carries.
public enum DefectKind: String, Sendable, Hashable, CaseIterable {
    // Boundaries against each other
    /// Two licences share an area, wider than what digitising explains.
    case overlap
    /// One licence lies wholly inside another.
    case contained
    /// Two identifiers, one boundary.
    case duplicateGeometry = "duplicate_geometry"
    /// Two licences share a strip no wider than what digitising explains.
    case sliverOverlap = "sliver_overlap"
    /// Neighbouring boundaries run side by side with a strip between them that belongs to neither.
    case boundaryGap = "boundary_gap"
    // Identifiers
    /// The same row again: identifier, boundary, dates and holder.
    case duplicateRow = "duplicate_row"
    /// One identifier, rows that differ.
    case identifierReused = "identifier_reused"
    // The licence's own statements
    case statedAreaDiffers = "stated_area_differs"
    case endsBeforeBegins = "ends_before_begins"
    case grantedAfterBegins = "granted_after_begins"
    case enlargedBeforeGranted = "enlarged_before_granted"
    case absurdDate = "absurd_date"
    case beginsInFuture = "begins_in_future"
    case unreadableValue = "unreadable_value"
    // The freeze
    case grantedAfterFreeze = "granted_after_freeze"
    case enlargedAfterFreeze = "enlarged_after_freeze"
    // Zones
    case outsidePlannedArea = "outside_planned_area"
    case insideForbiddenZone = "inside_forbidden_zone"
    // Lists and tables beside the register
    case holderNotListed = "holder_not_listed"
    case holderPossiblyListed = "holder_possibly_listed"
    case tableDiffers = "table_differs"
    case missingInTables = "missing_in_tables"
    case missingInRegister = "missing_in_register"
    // Quality
    case repairedGeometry = "repaired_geometry"
    case unusableGeometry = "unusable_geometry"
    case missingGeometry = "missing_geometry"
    case missingIdentifier = "missing_identifier"
    case missingHolder = "missing_holder"
    case missingDates = "missing_dates"

    var ordinal: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// The unit of a defect's quantity.
public enum DefectUnit: String, Sendable, Hashable, CaseIterable {
    case squareMetres = "m2"
    case metres = "m"
    case days = "d"
    case rows
}

/// One defect: its kind, the licences, a place, a measured quantity. Areas are ellipsoidal.
public struct RegisterDefect: Sendable, Hashable {
    /// Stable: from kind, licences and zone, never from geometry.
    public var id: String
    public var kind: DefectKind
    /// 0...100: see ``AuditSeverity``.
    public var severity = 0
    /// In the order of the register for pairs: the first holds or is compared with the second.
    public var licenceIDs: [String]
    public var holders: [String] = []
    /// `nil` where a holder is not stated or there is one licence.
    public var isSameHolder: Bool?
    public var quantity: Double?
    public var unit: DefectUnit?
    /// The greatest quantity that is no defect, in the same unit or in metres where the quantity is an area.
    public var tolerance: Double?
    /// Square metres of the defect's geometry.
    public var area: Double?
    /// Metres: greatest width of a strip, depth beyond a boundary, distance of corners.
    public var width: Double?
    /// Metres along a strip.
    public var length: Double?
    /// Part of the (first) licence's own area.
    public var share: Double?
    /// Square metres.
    public var statedArea: Double?
    public var computedArea: Double?
    public var isInForceTogether: Bool?
    /// The first and last day on which both licences are in force; `nil` where that side is open or there is none.
    public var commonFrom: Day?
    public var commonTo: Day?
    /// `nil` where it has no end.
    public var commonDays: Int?
    public var zoneID: String?
    /// The day in question.
    public var date: Day?
    /// The name on the list of enterprises that is like the holder's.
    public var listedName: String?
    /// What the kind alone does not say.
    public var detail: String?
    public var files: [String] = []
    /// Lon/lat in or on the defect; `nil` where the licence has no usable geometry.
    public var place: Coordinate?

    public init(_ kind: DefectKind, of licenceIDs: [String]) {
        self.kind = kind
        self.licenceIDs = licenceIDs
        id = ([kind.rawValue] + licenceIDs).joined(separator: "/")
    }
}

/// Defects with their geometries (lon/lat): row `i` of ``defects`` is geometry `i` of ``geometry``.
public struct DefectBatch: Sendable {
    public private(set) var defects: [RegisterDefect] = []
    public private(set) var geometry = GeometryColumns()

    public init() {}

    public mutating func append(_ defect: RegisterDefect, _ geometry: Geometry?) {
        defects.append(defect)
        self.geometry.append(geometry)
    }

    public mutating func append(_ defect: RegisterDefect, _ index: Int, of columns: GeometryColumns) {
        defects.append(defect)
        geometry.append(index, of: columns)
    }

    mutating func append(_ other: DefectBatch) {
        for i in other.defects.indices { append(other.defects[i], i, of: other.geometry) }
    }

    /// By severity, then kind, then quantity, then id; repeated ids get an ordinal. Does not depend on the order of the rows' making.
    func ranked() -> DefectBatch {
        let order = defects.indices.sorted { a, b in
            let (x, y) = (defects[a], defects[b])
            if x.severity != y.severity { return x.severity > y.severity }
            if x.kind != y.kind { return x.kind.ordinal < y.kind.ordinal }
            if x.quantity != y.quantity { return x.quantity ?? -1 > y.quantity ?? -1 }
            return (x.id, a) < (y.id, b)
        }
        var seen: [String: Int] = [:]
        var result = DefectBatch()
        for i in order {
            var defect = defects[i]
            let count = seen[defect.id, default: 0] + 1
            seen[defect.id] = count
            if count > 1 { defect.id += "#\(count)" }
            result.append(defect, i, of: geometry)
        }
        return result
    }
}
