public import OreDetection
public import OreFeatures
public import OreGeometry

/// The kinds of records that a store keeps, by the names of `ingest --as`.
public enum RecordKind: String, Sendable, Hashable, CaseIterable {
    case licences, footprints, zones, districts, scenes
    /// Dated events in the life of licences, beside their register: renewals, stop orders, ...
    case licenceEvents = "licence-events"
    /// Figures of the ledger: batches of quota, monthly reports, invoices.
    case quotas, reports, invoices
    /// The ledger's other records.
    case stock, separation, capacities, reserves, recoveries, facilities, trade, exports, seizures, taxes, recycled, permits, deposits
    case obligations, listings, members, land, yields, flows
    case exportLicences = "export-licences"
    case exportControls = "export-controls"

    /// Kept in the ledger, not in the tables of registers.
    public var isOfLedger: Bool {
        switch self {
        case .licences, .footprints, .zones, .districts, .scenes, .licenceEvents: false
        default: true
        }
    }

    /// Figures, kept in segments.
    public var isOfFigures: Bool { self == .quotas || self == .reports || self == .invoices }
}

/// Where a stored record came from.
public struct Provenance: Sendable, Hashable {
    /// Base name of the file.
    public var file: String
    /// Of the file's bytes, lower-case hexadecimal.
    public var sha256: String
    /// Position of the feature in the file, from 0.
    public var row: Int
    public var profile: String?
    /// The stated CRS, and who stated it.
    public var crs: String
    /// The coordinate operation into the monitoring CRS, with its accuracy; `nil` where none was needed.
    public var operation: String?
    /// What was repaired; `nil` when the geometry is as it was read.
    public var repair: String?

    public init(file: String, sha256: String, row: Int, profile: String?, crs: String, operation: String?, repair: String?) {
        (self.file, self.sha256, self.row, self.profile) = (file, sha256, row, profile)
        (self.crs, self.operation, self.repair) = (crs, operation, repair)
    }
}

/// One version of a record: in the store's knowledge from commit ``knownFrom`` on, until ``knownTo`` replaced or ended it.
public struct Stored<Value: Sendable>: Sendable {
    public var value: Value
    /// In the monitoring CRS (lon/lat degrees); `nil` for records that are not spatial.
    public var geometry: Geometry?
    /// As delivered, where that differs: before repair, or before a refinement.
    public var original: Geometry?
    public var provenance: Provenance
    public var knownFrom: Int
    public var knownTo: Int?

    public init(
        _ value: Value, geometry: Geometry?, original: Geometry? = nil, provenance: Provenance, knownFrom: Int, knownTo: Int? = nil
    ) {
        (self.value, self.geometry, self.original) = (value, geometry, original)
        (self.provenance, self.knownFrom, self.knownTo) = (provenance, knownFrom, knownTo)
    }
}

/// One delivery of one file.
public struct ImportRecord: Sendable, Hashable {
    public var id: Int
    public var kind: RecordKind
    /// The register or footprint series that it belongs to.
    public var dataset: String
    public var file: String
    public var sha256: String
    public var profile: String?
    public var crs: String
    /// The coordinate operation into the monitoring CRS; `nil` where none was needed.
    public var operation: String?
    /// The day that the delivery states for itself (`--as-of`); `nil` when it does not.
    public var asOf: Day?
    /// When it arrived, by the clock of the machine, ISO 8601 UTC; for people only.
    public var receivedAt: String
    /// Commit that made it visible; `nil` while it is staged.
    public var commit: Int?
    public var counts: IngestCounts

    public init(
        id: Int, kind: RecordKind, dataset: String, file: String, sha256: String, profile: String?, crs: String, asOf: Day?,
        receivedAt: String, commit: Int?, counts: IngestCounts
    ) {
        (self.id, self.kind, self.dataset, self.file, self.sha256, self.profile) = (id, kind, dataset, file, sha256, profile)
        (self.crs, self.asOf, self.receivedAt, self.commit, self.counts) = (crs, asOf, receivedAt, commit, counts)
    }
}

/// read = stored + quarantined + skipped + changed + unchanged; repaired is part of stored.
public struct IngestCounts: Sendable, Hashable {
    public var stored = 0
    public var repaired = 0
    public var quarantined = 0
    public var skipped = 0
    public var changed = 0
    public var unchanged = 0
    public var vanished = 0

    public init() {}

    /// The line that is printed after the commit, without the file: `stored=N repaired=N ...`.
    public var text: String {
        "stored=\(stored) repaired=\(repaired) quarantined=\(quarantined) skipped=\(skipped) changed=\(changed) unchanged=\(unchanged) "
            + "vanished=\(vanished)"
    }
}

/// A feature that was set aside at ingest.
public struct QuarantineRecord: Sendable, Hashable {
    public var id: Int
    public var importID: Int
    public var kind: RecordKind
    public var file: String
    public var row: Int
    public var identifier: String?
    public var reason: String
    /// Where in the geometry, lon/lat or in the file's CRS; `nil` when unknown.
    public var place: Coordinate?
    /// The feature as it was read (GeoJSON text in the file's CRS), so that it can be mended and tried again.
    public var feature: String?
    /// Commit of the delivery that brought the mended feature; `nil` while it is pending.
    public var resolvedAt: Int?

    public init(
        id: Int, importID: Int, kind: RecordKind, file: String, row: Int, identifier: String?, reason: String, place: Coordinate?,
        feature: String?, resolvedAt: Int?
    ) {
        (self.id, self.importID, self.kind, self.file, self.row) = (id, importID, kind, file, row)
        (self.identifier, self.reason, self.place, self.feature, self.resolvedAt) = (identifier, reason, place, feature, resolvedAt)
    }
}

/// A finding that the store holds, with its incident.
public struct StoredFinding: Sendable {
    public var finding: Finding
    public var geometry: Geometry?
    public var scene: String
    /// Handle of its incident; `nil` before incidents were built.
    public var incident: String?
    public var knownFrom: Int
    public var knownTo: Int?

    public init(finding: Finding, geometry: Geometry?, scene: String, incident: String?, knownFrom: Int, knownTo: Int?) {
        (self.finding, self.geometry, self.scene, self.incident) = (finding, geometry, scene, incident)
        (self.knownFrom, self.knownTo) = (knownFrom, knownTo)
    }
}

/// What happened to an incident in one run: the diff feed.
public enum IncidentChange: String, Sendable, Hashable, CaseIterable {
    /// `grown`: beyond the unchanged share of all that it is made of now, so that what was only joined has not grown.
    case new, grown, changed, unchanged
    /// Its findings are part of another incident now, under which its handle is found.
    case joined
    /// Nothing suspects it any more.
    case gone

    /// The incident is not there any more under its own name.
    public var isEnd: Bool { self == .joined || self == .gone }
}

/// One run of a job, as it is kept.
public struct RunEntry: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable, CaseIterable {
        case running, done, failed, abandoned
        case timedOut = "timed_out"
        /// Nothing had changed since the run before.
        case idle
    }
    public var id: Int
    public var job: String
    /// `scheduled`, `manual`, `retry`, `catch-up`.
    public var trigger: String
    /// By the machine's clock, ISO 8601 UTC; for people only.
    public var startedAt: String
    public var finishedAt: String?
    public var seconds: Double?
    public var outcome: Outcome
    /// The commit whose state it evaluated, and the one that it made; `nil` when it changed nothing.
    public var evaluatedCommit: Int
    public var commit: Int?
    /// Counts in the order they are shown: `footprints_evaluated`, `findings`, `incidents_new`, ...
    public var counts: [String: Int]
    /// What was used: versions, rule set with its hash, imports.
    public var versions: [String: String]
    /// Why it failed; `nil` when it did not.
    public var failure: String?
    public var log: [String]

    public init(id: Int, job: String, trigger: String, startedAt: String, evaluatedCommit: Int) {
        (self.id, self.job, self.trigger, self.startedAt, self.evaluatedCommit) = (id, job, trigger, startedAt, evaluatedCommit)
        (outcome, counts, versions, log) = (.running, [:], [:], [])
    }
}
