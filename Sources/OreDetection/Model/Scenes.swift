public import OreFeatures
public import OreGeometry

/// What a feature of a scenes file is.
public enum ScenePart: String, Sendable, Hashable, CaseIterable {
    /// What the scene covered.
    case coverage
    /// What clouds (or shadow, snow, gaps) hid of it.
    case clouds
}

/// One take of a sensor, or one delivery of a detector for a period: what footprints were outlined on.
public struct Scene: Sendable, Hashable {
    public var id: String
    /// No metadata were ever delivered: the scene is known only from its footprints (their `scene_id`, or their source and period).
    public var isDerived = false
    public var sensor: String?
    public var source: String?
    public var period: ObservationPeriod?
    /// 1-sigma error of the scene's common shift per axis, metres; `nil` when unknown.
    public var positionSigma: Double?
    public var detector: String?
    public var detectorVersion: String?
    /// The share of it that clouds hid, 0 to 1, as its source states it; `nil` when unknown.
    public var cloudShare: Double?
    /// What its footprints show, as its own record or the profile of its footprints says; `nil` when nobody said.
    public var statedContent: SceneContent?
    /// What its footprints show: the state of the ground unless somebody said otherwise.
    public var content: SceneContent {
        get { statedContent ?? .state }
        set { statedContent = newValue }
    }

    public init(id: String, period: ObservationPeriod? = nil) {
        self.id = id
        self.period = period
    }
}

/// The scenes of a store, row for row, with what they covered and what clouds hid, in the monitoring CRS (lon/lat degrees).
public struct SceneTable: Sendable {
    public private(set) var rows: [Scene] = []
    /// A row without parts: the coverage is not known, and only footprints testify that the scene saw a place.
    public private(set) var coverage = GeometryColumns()
    /// What clouds (or shadow, snow, gaps) hid; a row without parts: nothing, or not known.
    public private(set) var clouds = GeometryColumns()

    /// With a larger share of clouds that nobody outlined, a scene shows no place to be clear.
    public static let largestUnseenShare = 0.1

    public init() {}

    public var count: Int { rows.count }

    /// What was hidden is known: the clouds are outlined, or there were few (at most ``largestUnseenShare``) or none that anyone stated.
    public func knowsClouds(_ row: Int) -> Bool {
        !clouds.parts(of: row).isEmpty || (rows[row].cloudShare ?? 0) <= Self.largestUnseenShare
    }

    /// It is known of some scene what it covered.
    public var knowsCoverage: Bool { (0..<count).contains { !coverage.parts(of: $0).isEmpty } }

    public mutating func append(_ scene: Scene, coverage: Geometry?, clouds: Geometry?) {
        rows.append(scene)
        self.coverage.append(coverage)
        self.clouds.append(clouds)
    }
}
