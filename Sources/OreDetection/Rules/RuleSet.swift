public import OreFeatures

/// Whether the position error of outlines enters the verdict.
public enum PositionModel: String, Sendable, Hashable, CaseIterable {
    /// Outlines are taken as exact: a threshold exceeded is `strong`. For comparisons with plain overlay tools.
    case off
    /// Position errors count. Until the probability is computed, no verdict is stronger than `possible` (reason `position_model_absent`).
    case on
}

/// What a licence without any date is taken for.
public enum UndatedLicence: String, Sendable, Hashable, CaseIterable {
    case inForce = "in_force"
    case notInForce = "not_in_force"
}

/// How a register's dates are read.
public struct LicencePolicy: Sendable, Hashable {
    /// A renewal that was accepted for processing counts as a renewal (some provinces' rule).
    public var acceptedRenewalCounts = true
    public var undated = UndatedLicence.inForce

    public init() {}
}

/// The 1-sigma position errors per axis, in metres, that stand in for missing ones. A verdict that rests on one is at most `possible`.
public struct DefaultPositionErrors: Sendable, Hashable {
    /// An image without ground control: 20 m CE90 is 9.3 m per axis, rounded up.
    public var footprint = 10.0
    /// Half a pixel of a 10 m image.
    public var digitising = 5.0
    /// A surveyed corner table of unknown provenance.
    public var licence = 5.0
    public var zone = 5.0

    public init() {}
}

/// What the shift of a scene, estimated from its own mines, is used for.
public enum RegistrationMode: String, Sendable, Hashable, CaseIterable {
    /// It is not estimated; the stated budget is all that counts.
    case off
    /// It sharpens the probabilities; a scene shifted beyond its budget is held (`scene_misregistered`).
    case estimate
    /// As `estimate`, and a scene shifted beyond its budget is corrected by its estimate (`scene_shift_corrected`).
    case correct
}

/// Thresholds of a rule that compares a part of a footprint with the whole. Both must be exceeded (`>`).
public struct PartThreshold: Sendable, Hashable {
    public var isEnabled: Bool
    /// Square metres.
    public var minimumArea: Double
    /// Share of the footprint's area, 0...1.
    public var minimumShare: Double

    public init(isEnabled: Bool = true, minimumArea: Double, minimumShare: Double) {
        self.isEnabled = isEnabled
        self.minimumArea = minimumArea
        self.minimumShare = minimumShare
    }

    func isExceeded(by area: Double, of total: Double) -> Bool { area > least(of: total) }

    /// The area that must be exceeded, square metres.
    func least(of total: Double) -> Double { max(minimumArea, minimumShare * total) }
}

/// The rules of a run, as a value: which run, with which thresholds, and how dates and missing errors are treated.
///
/// Two rule sets are the same when their ``canonicalText`` is the same; its SHA-256 identifies them in reports.
public struct RuleSet: Sendable, Hashable {
    public var name = "standard"
    /// Minutes east of UTC: the zone in which a timestamp becomes a day.
    public var timeZoneMinutes = 0
    public var positionModel = PositionModel.on
    public var defaultErrors = DefaultPositionErrors()
    public var registration = RegistrationMode.estimate
    /// Tolerance in metres = this factor times the combined sigma. 2.448 holds 95 % of a circular normal error.
    public var toleranceFactor = 2.448
    /// Square metres of a footprint that licences in force must cover for it to be `out_of_boundary` rather than `unlicensed`.
    public var coveredAtLeast = 1.0
    /// Metres from a licence within which an outside finding counts as near it (India's trigger distance).
    public var nearDistance = 500.0
    /// Metres around a licence with an unknown datum shift within which nothing can be decided. Published shifts reach about 120 m,
    /// offsets of web maps 700 m.
    public var ballparkReach = 1000.0
    /// Metres by which the box around the supplied licences is grown to give what their register covers. An `unlicensed` footprint outside is
    /// at most `possible` (`outside_register_coverage`): the licence may stand in another register. Without a position model nothing is capped.
    public var registerMargin = 10_000.0
    /// False: areas are accused whether or not they were disturbed before the date that matters.
    public var requiresPriorObservation = true
    public var licences = LicencePolicy()

    public var unlicensed = PartThreshold(minimumArea: 900, minimumShare: 0.05)
    public var outOfBoundary = PartThreshold(minimumArea: 300, minimumShare: 0)
    public var outsideValidity = PartThreshold(minimumArea: 900, minimumShare: 0.05)
    /// Licences not in force are as if unknown: their area goes to `unlicensed` or `out_of_boundary`, and old scars are not considered.
    public var foldsOutsideValidity = false
    public var protectedZone = PartThreshold(minimumArea: 100, minimumShare: 0)
    public var outsidePlannedArea = PartThreshold(minimumArea: 300, minimumShare: 0)
    public var expansionAfterFreeze = PartThreshold(minimumArea: 900, minimumShare: 0)
    /// First day of the freeze; without it the rule does not run.
    public var freezeDate: Day?
    /// Licences under the freeze; empty for all of them.
    public var frozenLicences: [String] = []
    public var afterStopOrder = PartThreshold(minimumArea: 900, minimumShare: 0)

    public init() {}

    /// The documented defaults; `GeoData/rules/default.yaml` states the same values with their reasons.
    public static let standard = RuleSet()

    public subscript(rule: RuleName) -> PartThreshold {
        get {
            switch rule {
            case .unlicensed: unlicensed
            case .outOfBoundary: outOfBoundary
            case .outsideValidity: outsideValidity
            case .protectedZone: protectedZone
            case .outsidePlannedArea: outsidePlannedArea
            case .expansionAfterFreeze: expansionAfterFreeze
            case .afterStopOrder: afterStopOrder
            }
        }
        set {
            switch rule {
            case .unlicensed: unlicensed = newValue
            case .outOfBoundary: outOfBoundary = newValue
            case .outsideValidity: outsideValidity = newValue
            case .protectedZone: protectedZone = newValue
            case .outsidePlannedArea: outsidePlannedArea = newValue
            case .expansionAfterFreeze: expansionAfterFreeze = newValue
            case .afterStopOrder: afterStopOrder = newValue
            }
        }
    }

    /// An outside finding whose nearest licence in force lies within ``nearDistance``.
    public func isNearLicence(_ finding: Finding) -> Bool { finding.nearestLicenceMetres.map { $0 <= nearDistance } ?? false }
}
