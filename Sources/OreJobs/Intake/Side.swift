public import OreFeatures
public import OreReferencing

/// The kinds of input, by the names the command line uses: the first four are the sides of a detection run.
public enum Side: String, Sendable, Hashable, CaseIterable {
    case licences
    case footprints
    case zones
    case districts
    case scenes
    case licenceEvents = "licence-events"

    /// One of the four that a detection run without a store reads.
    public var isOfDetection: Bool { self != .scenes && self != .licenceEvents }
}

/// What to do with a feature whose geometry is not valid.
public enum InvalidPolicy: String, Sendable, Hashable, CaseIterable {
    /// Repair what the ingest policy allows, set the rest aside.
    case `repair`
    /// Set every invalid feature aside.
    case quarantine
    /// Refuse the file.
    case refuse
}

/// The inputs of one side and how they are to be read.
public struct SideInput: Sendable {
    public var side: Side
    public var files: [String]
    /// Maps the columns of the files; the default field names when `nil`.
    public var profile: Profile?
    /// Overrides what file and profile state (`--crs SIDE=CRS`); `auto` takes an unambiguous candidate for files that state none.
    public var crs: String?
    /// 1-sigma position error in metres for features that state none (`--sigma SIDE=METRES`).
    public var sigma: Double?
    public var encoding: TextEncoding?
    /// Overrides what the profile states (`--axis-order SIDE=ORDER`).
    public var axisOrder: AxisOrder?
    /// What `--crs auto` decided, by file.
    var decided: [String: DeclaredCRS] = [:]
    /// Number of the first feature, where the file is a part of another.
    var firstFeature = 0
    /// Datum links for shifts that PROJ does not know (`--datum-link`, a profile's `datum_links`).
    public var links: [DatumLink] = []

    public init(
        _ side: Side, files: [String], profile: Profile? = nil, crs: String? = nil, sigma: Double? = nil, encoding: TextEncoding? = nil,
        axisOrder: AxisOrder? = nil
    ) {
        self.side = side
        self.files = files
        self.profile = profile
        self.crs = crs
        self.sigma = sigma
        self.encoding = encoding
        self.axisOrder = axisOrder
    }
}
