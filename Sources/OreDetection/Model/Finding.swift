public import OreFeatures
public import OreGeometry

/// The rules, by the names that findings carry.
public enum RuleName: String, Sendable, Hashable, CaseIterable {
    case unlicensed
    case outOfBoundary = "out_of_boundary"
    case outsideValidity = "outside_validity"
    case protectedZone = "protected_zone"
    case outsidePlannedArea = "outside_planned_area"
    case expansionAfterFreeze = "expansion_after_freeze"
    case afterStopOrder = "after_stop_order"
}

/// How strongly the program suspects. Below `possible` nothing is emitted; only a person judges legal or illegal.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// Probability at least 0.95 that the rule's threshold is truly exceeded.
    case strong
    /// Probability at least 0.2, or a cap that a ``Reason`` names.
    case possible
    /// Could not be decided; a reason says why.
    case undecidable
    /// Nothing suspicious; listed only on request (`--all`).
    case consistent
}

/// Why a verdict is not stronger, in the words that log, metric and report share.
public enum Reason: String, Sendable, Hashable, CaseIterable {
    case dateWithinPeriod = "date_within_period"
    case noPriorObservation = "no_prior_observation"
    case defaultPositionError = "default_position_error"
    case sceneMisregistered = "scene_misregistered"
    case ballparkDatum = "ballpark_datum"
    case licenceGeometryRepaired = "licence_geometry_repaired"
    case overlayFailed = "overlay_failed"
    case undatedFootprint = "undated_footprint"
    case licencesDisplaced = "licences_displaced"
    case sceneShiftCorrected = "scene_shift_corrected"
    case outsideRegisterCoverage = "outside_register_coverage"
}

/// One suspicion: a rule, a footprint, and the part of it that the rule speaks of.
///
/// Areas are ellipsoidal, in square metres; lengths in metres; the label point is lon/lat in the CRS of the output.
public struct Finding: Sendable, Hashable {
    /// Stable: from rule, footprint, licence or zone, observation, and the scene or source of the footprint; never from geometry.
    public var id: String
    public var rule: RuleName
    public var verdict: Verdict
    public var probability: Double?
    public var reasons: [Reason]
    /// 0...100; see ``Severity``.
    public var severity: Int
    public var footprintID: String
    /// Set when the footprint was seen on one day; else ``observedFrom`` and ``observedTo``.
    public var observedAt: Day?
    public var observedFrom: Day?
    public var observedTo: Day?
    public var footprintClass: String?
    public var confidence: Double?
    /// In force on the date and touching the footprint.
    public var licenceIDs: [String]
    /// Touching, not in force.
    public var otherLicenceIDs: [String]
    public var nearestLicenceID: String?
    public var nearestLicenceMetres: Double?
    public var holder: String?
    public var zoneID: String?
    public var district: String?
    /// Of this finding's geometry.
    public var area: Double
    public var footprintArea: Double
    public var outsideArea: Double?
    public var outsideAreaBeyondTolerance: Double?
    /// 90 %, low and high.
    public var outsideAreaInterval: ClosedRange<Double>?
    public var maximumDepthMetres: Double?
    public var toleranceMetres: Double?
    /// A position inside the finding's geometry.
    public var labelPoint: Coordinate?

    public init(id: String, rule: RuleName, verdict: Verdict, footprintID: String, area: Double, footprintArea: Double) {
        self.id = id
        self.rule = rule
        self.verdict = verdict
        self.reasons = []
        self.severity = 0
        self.footprintID = footprintID
        self.licenceIDs = []
        self.otherLicenceIDs = []
        self.area = area
        self.footprintArea = footprintArea
    }
}

/// Findings with their geometries: row `i` of ``findings`` is geometry `i` of ``geometry`` (lon/lat degrees of the monitoring CRS).
public struct FindingBatch: Sendable {
    public var findings: [Finding] = []
    public var geometry = GeometryColumns()

    public init() {}
}
