public import OreFeatures
public import OreGeometry

/// One input of a run, as the report cites it.
public struct RunInput: Sendable, Hashable {
    /// `licences`, `footprints`, `zones`, `districts`, `rules`.
    public var side: String
    /// Base name only, so that the same inputs give the same report wherever they lie.
    public var name: String
    public var sha256: String
    public var format: String
    public var encoding: String
    public var crs: String
    public var profile: String?
    public var attribution: String?
    public var licence: String?
    /// The date that the input or its profile states for itself (the register's date); `nil` when neither does.
    public var statedDate: String?
    /// Lon/lat box of the features in use, in the monitoring CRS: the coverage that the report cites. `nil` when there are none.
    public var extent: Envelope?
    public var read: Int
    /// Features in use; `repaired` is part of it. read = stored + quarantined + skipped.
    public var stored: Int
    public var repaired: Int
    /// Repaired only in the direction of their rings, which changes nothing else; part of ``repaired``.
    public var directionOnly = 0
    public var quarantined: Int
    public var skipped: Int

    public init(side: String, name: String) {
        self.side = side
        self.name = name
        self.sha256 = ""
        self.format = ""
        self.encoding = ""
        self.crs = ""
        (self.read, self.stored, self.repaired, self.quarantined, self.skipped) = (0, 0, 0, 0, 0)
    }
}

/// A coordinate operation that was applied to one side.
public struct RunOperation: Sendable, Hashable {
    public var side: String
    public var from: String
    public var to: String
    /// PROJ's name of the operation.
    public var name: String
    /// Metres; `nil` when unknown.
    public var accuracyMetres: Double?
    public var isBallpark: Bool
    /// The accepted null shift that made a ballpark step acceptable, with its sigma, as text.
    public var acceptedNull: String?

    public init(side: String, from: String, to: String, name: String, accuracyMetres: Double?, isBallpark: Bool, acceptedNull: String?) {
        self.side = side
        self.from = from
        self.to = to
        self.name = name
        self.accuracyMetres = accuracyMetres
        self.isBallpark = isBallpark
        self.acceptedNull = acceptedNull
    }
}

/// Whether a rule ran, and if not, why.
public struct RunRule: Sendable, Hashable {
    public var rule: RuleName
    public var ran: Bool
    /// For instance "no zones were given", "3 of 40 zones have no since date".
    public var note: String?
    public var findings: Int
    /// Candidates below the threshold of the rule: counted, not emitted.
    public var belowThreshold: Int

    public init(rule: RuleName, ran: Bool, note: String? = nil, findings: Int = 0, belowThreshold: Int = 0) {
        self.rule = rule
        self.ran = ran
        self.note = note
        self.findings = findings
        self.belowThreshold = belowThreshold
    }
}

/// A feature that was set aside or changed, for the account at the end.
public struct RunDefect: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable {
        case repaired, quarantined, skipped
        case registerDefect = "register_defect"
        /// Kept and judged, but far from every district supplied.
        case farFromDistricts = "far_from_districts"
    }
    public var side: String
    public var file: String
    public var place: InputPlace
    public var outcome: Outcome
    public var reason: String

    public init(side: String, file: String, place: InputPlace, outcome: Outcome, reason: String) {
        self.side = side
        self.file = file
        self.place = place
        self.outcome = outcome
        self.reason = reason
    }
}

/// What a run was made of: everything a reader needs to repeat it. Carries no clock and no path, so the same inputs give the same bytes.
public struct RunRecord: Sendable, Hashable {
    public static let schemaVersion = "1.2.0"
    public static let programVersion = "0.1.0"

    public var ruleSetName: String
    /// SHA-256 of the rule set's canonical text.
    public var ruleSetSHA256: String
    public var rules: [RunRule]
    public var inputs: [RunInput]
    public var operations: [RunOperation]
    public var monitoringCRS: String
    public var projVersion: String
    public var geosVersion: String
    public var footprintsCovered: Int
    public var footprintsExamined: Int
    /// How scenes and registers lie on each other; `nil` when that was not estimated.
    public var registration: RegistrationAudit?
    /// Scenes beyond their budget were corrected by their estimate rather than held.
    public var correctsScenes = false
    /// The first of each kind; the counts in ``inputs`` are complete.
    public var defects: [RunDefect]

    public init(ruleSetName: String, ruleSetSHA256: String) {
        self.ruleSetName = ruleSetName
        self.ruleSetSHA256 = ruleSetSHA256
        self.rules = []
        self.inputs = []
        self.operations = []
        self.monitoringCRS = ""
        self.projVersion = ""
        self.geosVersion = ""
        self.footprintsCovered = 0
        self.footprintsExamined = 0
        self.defects = []
    }
}
