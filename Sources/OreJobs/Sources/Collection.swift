internal import Foundation

/// What one look at a source found.
public struct Collection: Sendable {
    /// Files to take in, in this order.
    public var items: [Item] = []
    /// Files that still grow or are not read yet for another reason that passes; the next look finds them.
    public var waiting = 0
    /// What the journal should still remember of the source; `nil`: everything.
    var known: Set<String>?
    /// One line each, for the log and for `sources test`.
    public var remarks: [String] = []

    /// One file, and what becomes of it.
    public struct Item: Sendable {
        public var delivery: Delivery
        /// How the file looked when it was collected.
        var identity: FileLook
        /// Kept in the journal after the commit, so that the same content is not fetched or read again.
        var marks: [String: String] = [:]
        /// Where the file goes afterwards; `nil`: it stays, or is a spooled copy that is removed.
        var folders: (done: String, failed: String)?
        var isSpooled = false
    }

    public init() {}
}

/// Why a source could not be read. One line: what, where, what next.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible, PassingFailure {
    public var source: String
    public var what: String
    public var next: String
    /// The network or the other side may be better in a while.
    public var mayPass: Bool

    public init(source: String, what: String, next: String, mayPass: Bool) {
        (self.source, self.what, self.next, self.mayPass) = (source, what, next, mayPass)
    }

    public var description: String { "source \(source): \(what)" + (next.isEmpty ? "" : "; \(next)") }
}

/// Looks at sources of every kind. Each look is independent; what was seen before is kept in the journal and in the looks of growing files.
public struct SourceCollector: Sendable {
    /// Where remote content is put until it is taken in; emptied at start.
    var spool: String
    var client: HTTPClient
    var growth: GrowthGuard

    /// - Parameter spool: a folder of this process alone, made when missing.
    public init(spool: String) {
        self.spool = spool
        client = HTTPClient()
        growth = GrowthGuard()
    }

    /// - Parameters:
    ///   - marks: what the journal keeps of this source.
    ///   - patience: waits for files that still grow, up to the source's settling time; a look in passing does not.
    /// - Throws: ``SourceError``; `CancellationError`.
    public func collect(_ source: SourceSettings, marks: [String: String], patience: Bool, stop: StopFlag) async throws -> Collection {
        switch source.kind {
        case .folder, .files: try await FolderSource(source, growth: growth).collect(marks: marks, patience: patience, stop: stop)
        case .geojson: try await RemoteFile(source, client, spool).collect(marks: marks, stop: stop)
        case .ogcFeatures: try await FeatureCollectionPages(source, client, spool).collect(marks: marks, stop: stop)
        case .stac: try await CatalogueItems(source, client, spool).collect(marks: marks, stop: stop)
        }
    }

    /// Removes what an earlier process left behind.
    public func clearSpool() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: spool)) ?? [] {
            try? FileManager.default.removeItem(atPath: spool + "/" + name)
        }
    }
}
