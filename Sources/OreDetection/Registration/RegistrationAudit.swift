/// What the registration audit found, scene by scene and for groups of licences. Immutable; shared by workers.
public struct RegistrationAudit: Sendable, Hashable {
    /// What can be said of a scene's shift.
    public enum SceneStatus: String, Sendable, Hashable {
        /// Too few mines that reach their boundary: the stated budget is all that is known.
        case notEstimable = "not_estimable"
        /// Estimated, and no larger than the budget allows.
        case withinBudget = "within_budget"
        /// Estimated, and larger: its boundary verdicts are held, or corrected when the rule set allows.
        case beyondBudget = "beyond_budget"
    }

    /// One scene.
    public struct Scene: Sendable, Hashable {
        public var id: String
        public var status: SceneStatus
        /// Footprints near licences in force that were looked at.
        public var mines: Int
        /// Of the outlines near a boundary, the share that lies exactly on it once the shift is taken back, 0...1.
        public var shareAtBoundary: Double
        /// The shift of the outlines against the register, metres.
        public var shift: ShiftEstimate
        /// 1-sigma shift per axis that the scene's budget allows (image and datum), metres.
        public var budgetSigma: Double

        public init(id: String, status: SceneStatus, mines: Int, shareAtBoundary: Double, shift: ShiftEstimate, budgetSigma: Double) {
            (self.id, self.status, self.mines) = (id, status, mines)
            (self.shareAtBoundary, self.shift, self.budgetSigma) = (shareAtBoundary, shift, budgetSigma)
        }
    }

    /// Licences that are displaced together.
    public struct DisplacedGroup: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable { case sheet, holder }
        public var kind: Kind
        public var name: String
        public var licences: Int
        public var mines: Int
        /// The shift of outlines against these licences beyond that of their scenes, metres.
        public var shift: ShiftEstimate
        public var budgetSigma: Double
        /// Where the licences lie, lon/lat of their middle.
        public var longitude: Double
        public var latitude: Double

        public init(
            kind: Kind, name: String, licences: Int, mines: Int, shift: ShiftEstimate, budgetSigma: Double, longitude: Double,
            latitude: Double
        ) {
            (self.kind, self.name, self.licences, self.mines) = (kind, name, licences, mines)
            (self.shift, self.budgetSigma, self.longitude, self.latitude) = (shift, budgetSigma, longitude, latitude)
        }
    }

    public var scenes: [Scene] = []
    public var groups: [DisplacedGroup] = []

    private var byID: [String: Int] = [:]
    /// Estimates of small scenes without the footprint that they are used for.
    private var withoutFootprint: [String: [String: ShiftEstimate]] = [:]
    /// Rows of the index that the audit was made against.
    private(set) var displacedLicences: Set<Int> = []
    /// The same rows by licence and place among its rows: comparable between indexes.
    private(set) var displacedRows: Set<LicenceRow> = []

    struct LicenceRow: Sendable, Hashable {
        var id: String
        var ordinal: Int
    }

    public init() {}

    mutating func append(_ scene: Scene, withoutFootprint estimates: [String: ShiftEstimate]) {
        byID[scene.id] = scenes.count
        scenes.append(scene)
        if !estimates.isEmpty { withoutFootprint[scene.id] = estimates }
    }

    mutating func append(_ group: DisplacedGroup, licences: [Int], of index: LicenceIndex) {
        groups.append(group)
        displacedLicences.formUnion(licences)
        for licence in licences { displacedRows.insert(LicenceRow(id: index.rows[licence].id, ordinal: index.ordinal(of: licence))) }
    }

    /// The scene of this id; `nil` when it was not looked at.
    public func scene(_ id: String) -> Scene? { byID[id].map { scenes[$0] } }

    /// What was estimated for a scene, to be taken over by a later audit; `nil` when it was not looked at.
    func result(ofScene id: String) -> SceneRegistrar.Result? {
        scene(id).map { SceneRegistrar.Result(scene: $0, withoutFootprint: withoutFootprint[id] ?? [:]) }
    }

    /// The estimates of a scene that leave one footprint out each.
    func leaveOneOut(ofScene id: String) -> [String: ShiftEstimate] { withoutFootprint[id] ?? [:] }

    /// The shift to be used for one footprint: where few mines decide, the estimate from the others, so that none testifies for itself twice.
    func shift(scene: Scene, footprint: String) -> ShiftEstimate { withoutFootprint[scene.id]?[footprint] ?? scene.shift }
}
