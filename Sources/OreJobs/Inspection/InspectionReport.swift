public import OreFeatures
public import OreGeometry
public import OreReferencing

/// What a file is, as far as reading the whole of it shows.
public struct InspectionReport: Sendable {
    /// What a geometry would become, over all features.
    public struct Validity: Sendable {
        public var sound = 0
        /// Would be stored after repair.
        public var repairable = 0
        public var quarantined = 0
        /// Features by what a repair would do.
        public var repairs: [String: Int] = [:]
        /// Features by why they would be set aside.
        public var faults: [String: Int] = [:]
        /// The first features that are not sound.
        public var examples: [(place: InputPlace, what: String)] = []
    }

    public struct Field: Sendable {
        public var name: String
        /// Cells by what they hold: string, number, true/false, JSON.
        public var kinds: [String: Int] = [:]
        /// Cells that are null or empty.
        public var nulls = 0
        /// Features without this member.
        public var missing = 0
        /// The first different values.
        public var samples: [String] = []
    }

    public var info: SourceInfo
    public var sha256 = ""
    public var features = 0
    /// The CRS as the reader of CRSs knows it; `nil` when none is stated or it is unknown.
    public var crsName: String?
    /// Why there is no CRS, or what is wrong with it.
    public var crsProblem: String?
    public var geometryKinds: [String: Int] = [:]
    public var withoutGeometry = 0
    public var positions = 0
    public var droppedZ = false
    /// In the file's own coordinates.
    public var extent = Envelope.empty
    public var featuresOutOfRange = 0
    /// Why the positions cannot be in the CRS stated; `nil` when they can.
    public var rangeProblem: String?
    /// The CRSs that a file without CRS may be in; also for a stated CRS that the positions or other layers contradict.
    public var candidates: CRSInvestigation?
    /// Where the layer lies against the others when read as stated; `nil` without other layers.
    public var placement: [LayerPlacement] = []
    /// Whether the layer, or another one, looks displaced as by a web map; for places in China and around.
    public var webMapEvidence: [WebMapEvidence] = []
    /// What the datum links given would do; `nil` without links or without a CRS.
    public var links: LinkInquiry?
    var wereLinksGiven = false
    public var validity = Validity()
    public var fields: [Field] = []
    /// The text of a proposed profile; `nil` for a file without attributes.
    public var proposedProfile: String?

    init(info: SourceInfo) { self.info = info }
}
