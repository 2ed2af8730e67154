internal import OreCases
public import OreLedger

/// Everything that the daemon and the jobs commands are told. Only ``load(file:environment:flags:)`` makes one, and only a checked one.
public struct WatchConfiguration: Sendable, Hashable {
    /// The file it was read from; `nil` when there was none.
    public var file: String?
    public var store: String
    public var timeZone: String
    public var service: ServiceSettings
    public var log: LogSettings
    public var unobservedAfter: Duration
    public var lookEvery: Duration
    /// By name.
    public var sources: [SourceSettings]
    public var jobs: [JobSettings]
    public var notices: [NoticeSettings]
    /// What holds in the end, key for key, and who said so; secrets are redacted.
    public var entries: [ConfigurationEntry]

    public func source(_ name: String) -> SourceSettings? { sources.first { $0.name == name } }
    public func job(_ name: String) -> JobSettings? { jobs.first { $0.name == name } }
}

public struct ServiceSettings: Sendable, Hashable {
    public var host: String
    public var port: Int
    /// How long a running unit of work may take to end.
    public var shutdown: Duration
}

public struct LogSettings: Sendable, Hashable {
    public enum Format: String, Sendable, Hashable, CaseIterable { case text, json }
    /// A level's name of swift-log.
    public var level: String
    public var format: Format
}

/// A place that features come from.
public struct SourceSettings: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case folder, files, geojson
        case ogcFeatures = "ogc-features"
        case stac
        /// Whether it is asked for over the network.
        public var isRemote: Bool { self != .folder && self != .files }
    }
    public var name: String
    public var kind: Kind
    public var location: String
    /// A kind of record, by the names of `ingest --as`.
    public var recordKind: String
    public var dataset: String
    public var profile: String?
    public var crs: String?
    public var onInvalid: String
    public var done: String
    public var failed: String
    public var settle: Duration
    public var request: RequestSettings
    public var pageSize: Int
    public var pages: Int
    public var bbox: String?
    public var assets: [String]

    static let recordKinds = RecordKind.allCases.map(\.rawValue)
}

/// How requests to one host are made.
public struct RequestSettings: Sendable, Hashable {
    /// Without a byte for longer, the request fails.
    public var timeout: Duration = .seconds(60)
    public var timeLimit: Duration = .seconds(1800)
    /// Bytes.
    public var limit = 4 << 30
    public var attempts = 4
    public var backoff: Duration = .seconds(5)
    public var authorization: Redacted?

    public init() {}
}

/// What is run, when, and what with.
public struct JobSettings: Sendable, Hashable {
    public enum CatchUp: String, Sendable, Hashable, CaseIterable { case once, none }
    public enum Overlap: String, Sendable, Hashable, CaseIterable { case skip, queue }
    public var name: String
    public var sources: [String]
    /// `nil`: on arrival, or by hand only.
    public var schedule: CronSchedule?
    public var onArrival: Bool
    public var jitter: Duration
    public var catchUp: CatchUp
    public var overlap: Overlap
    public var timeLimit: Duration
    public var retries: Int
    public var retryAfter: Duration
    public var rules: String?
    /// When the reports of a month are due; `nil`: as the last run had it.
    public var reportsDue: DueCalendar?
    public var area: String?
    public var output: String?
    public var formats: [String]
    /// Names of receivers; `nil`: all.
    public var notices: [String]?
}

/// Who is told of changes.
public struct NoticeSettings: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable { case folder, webhook }
    public var name: String
    public var kind: Kind
    public var location: String
    /// Kinds of changes, by the names of `IncidentChange`.
    public var changes: Set<String>
    public var secret: Redacted?
    public var request: RequestSettings
}

/// A text that must not be shown: it prints as `(redacted)`, whatever prints it.
public struct Redacted: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the one place that needs it.
    public let revealed: String
    public init(_ text: String) { revealed = text }
    public var description: String { "(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
