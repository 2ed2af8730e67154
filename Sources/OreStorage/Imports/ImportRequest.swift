public import OreCases
public import OreFeatures

/// How a delivery stands to what was delivered before.
public enum DeliveryScope: String, Sendable, Hashable, CaseIterable {
    /// Whole where it names at least half of what a register (or scene) holds, part otherwise.
    case auto
    /// Everything there is: what it does not name has vanished.
    case whole
    /// Some records: what it does not name stays.
    case part
}

/// One file on its way into the store.
public struct ImportRequest: Sendable, Hashable {
    public var kind: RecordKind
    /// Base name of the file.
    public var file: String
    public var profile: String?
    /// The register or series it belongs to; `nil` lets the records decide: the one it shares most ids with, or a new one.
    public var dataset: String?
    public var scope = DeliveryScope.auto
    /// The day from which the delivery's contents hold. With it, changes and endings take effect that day and what held before stays true for
    /// the days before; without it, a delivery corrects: what it says holds for all days.
    public var asOf: Day?
    /// Footprints only: the geometries refine those delivered before; both are kept.
    public var refines = false
    /// Footprints only: what the scenes of the file show; `nil` leaves what is known of them.
    public var sceneContent: SceneContent?
    /// Everything else that decides how the file is read (profile text, CRS, encoding, ...): an interrupted import is taken up only by the same.
    public var settings = ""
    /// By the clock of the machine, ISO 8601 UTC.
    public var receivedAt: String

    public init(kind: RecordKind, file: String, receivedAt: String) {
        (self.kind, self.file, self.receivedAt) = (kind, file, receivedAt)
    }
}

/// What is known of the file once it was read to its end.
public struct ImportSource: Sendable, Hashable {
    public var sha256: String
    public var crs: String
    public var operation: String?
    /// 1-sigma error of the coordinate operation per axis, metres.
    public var datumSigma: Double
    /// The account of the file as a run record cites it, JSON.
    public var record: String

    public init(sha256: String, crs: String, operation: String?, datumSigma: Double = 0, record: String = "") {
        (self.sha256, self.crs, self.operation, self.datumSigma, self.record) = (sha256, crs, operation, datumSigma, record)
    }
}

/// What an import did.
public struct ImportOutcome: Sendable, Hashable {
    public var counts: IngestCounts
    /// The commit that made it visible; `nil` when nothing had changed.
    public var commit: Int?
    public var dataset: String
    /// What a person should hear: that the delivery was taken as a part, say.
    public var notes: [String] = []
}

/// A record that was set aside, on its way into the store.
public struct QuarantinedFeature: Sendable, Hashable {
    public var row: Int
    public var identifier: String?
    public var reason: String
    public var x: Double?
    public var y: Double?
    /// The feature as GeoJSON text in the file's CRS; `nil` when it is too large to keep.
    public var feature: String?

    public init(row: Int, identifier: String?, reason: String, x: Double? = nil, y: Double? = nil, feature: String?) {
        (self.row, self.identifier, self.reason, self.x, self.y, self.feature) = (row, identifier, reason, x, y, feature)
    }
}
