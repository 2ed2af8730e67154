/// The checks of a register audit, by the names that reports carry.
public enum AuditCheck: String, Sendable, Hashable, CaseIterable {
    case overlaps, gaps, identifiers
    case statedArea = "stated_area"
    case dates, freeze
    case plannedAreas = "planned_areas"
    case forbiddenZones = "forbidden_zones"
    case enterprises, tables, geometry, completeness
}

extension DefectKind {
    /// The check that finds defects of this kind.
    public var check: AuditCheck {
        switch self {
        case .overlap, .contained, .duplicateGeometry, .sliverOverlap: .overlaps
        case .boundaryGap: .gaps
        case .duplicateRow, .identifierReused: .identifiers
        case .statedAreaDiffers: .statedArea
        case .endsBeforeBegins, .grantedAfterBegins, .enlargedBeforeGranted, .absurdDate, .beginsInFuture, .unreadableValue: .dates
        case .grantedAfterFreeze, .enlargedAfterFreeze: .freeze
        case .outsidePlannedArea: .plannedAreas
        case .insideForbiddenZone: .forbiddenZones
        case .holderNotListed, .holderPossiblyListed: .enterprises
        case .tableDiffers, .missingInTables, .missingInRegister: .tables
        case .repairedGeometry, .unusableGeometry: .geometry
        case .missingGeometry, .missingIdentifier, .missingHolder, .missingDates: .completeness
        }
    }
}

/// Whether a check was made, on how many licences or pairs, and what it left open.
public struct AuditAccount: Sendable, Hashable {
    public var check: AuditCheck
    public var ran: Bool
    /// Why it was not made, or not everywhere.
    public var notes: [String] = []
    /// Licences or pairs looked at.
    public var examined = 0
    /// Looked at and different by no more than the tolerance.
    public var withinTolerance = 0
    /// Could not be judged.
    public var undecided = 0
    public var defects = 0

    public init(_ check: AuditCheck, ran: Bool = true, notes: [String] = []) {
        self.check = check
        self.ran = ran
        self.notes = notes
    }
}
