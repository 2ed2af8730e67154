public import OreCases
internal import Foundation
internal import OreDetection
public import OreFeatures
internal import OreGeometry
public import OreStorage
internal import Synchronization

/// Files of one kind on their way into a store.
public struct IngestRequest: Sendable {
    public var input: SideInput
    public var invalid = InvalidPolicy.repair
    /// The register or series the files belong to; `nil` lets their records decide.
    public var dataset: String?
    public var scope = DeliveryScope.auto
    /// The day from which the contents hold; see ``ImportRequest/asOf``.
    public var asOf: Day?
    /// By the clock of the machine, ISO 8601 UTC; passed in, so that runs can be repeated.
    public var receivedAt: String
    public var threads = 1
    public var isQuiet = false
    /// What the file is called in provenance; its base name when `nil`.
    public var name: String?
    /// The scene that footprints without one belong to.
    public var scene: String?
    /// Throws when the work has to end; nothing of the file is stored then.
    public var stop: @Sendable () throws -> Void = {}

    public init(input: SideInput, receivedAt: String) {
        (self.input, self.receivedAt) = (input, receivedAt)
    }
}

/// One file that was ingested.
public struct IngestedFile: Sendable {
    /// As the caller named it.
    public var path: String
    public var outcome: ImportOutcome
    public var notes: [String]

    /// `ok FILE stored=N repaired=N ...`, to be printed once the commit is durable.
    public var line: String { "ok \(path) \(outcome.counts.text)" }
}

/// Reads files, repairs or sets aside what is not sound, and brings them into the store, each whole or not at all.
public struct IngestRun: Sendable {
    private let request: IngestRequest
    private let store: Store

    public init(_ request: IngestRequest, into store: Store) {
        (self.request, self.store) = (request, store)
    }

    /// - Parameter committed: called after each file's commit has reached the device.
    /// - Throws: `InputError` for a file that is refused: nothing of it is stored, and the files before it stay. `StoreError`.
    @discardableResult
    public func execute(committed: (IngestedFile) throws -> Void = { _ in }) throws -> [IngestedFile] {
        let input = try AutomaticCRS.resolved([request.input], threads: request.threads).first ?? request.input
        var files: [IngestedFile] = []
        for path in input.files {
            var one = input
            one.files = [path]
            let file = try ingest(path, one)
            files.append(file)
            try committed(file)
        }
        return files
    }

    private func ingest(_ path: String, _ input: SideInput) throws -> IngestedFile {
        var reader = SideReader(input: input, policy: request.invalid, threads: request.threads)
        reader.keepsAsRead = true
        let progress = ProgressMeter(label: "storing", files: [path], isQuiet: request.isQuiet)
        let import_ = importRequest(path, input)
        switch input.side {
        case .footprints:
            var intake = FootprintIntake(store: store, request: import_, series: series(import_))
            (intake.scene, intake.stop) = (request.scene, request.stop)
            return try intake.run(reader, path, progress)
        default: return try RegisterIntake(store: store, request: import_, side: input.side).run(reader, path, progress)
        }
    }

    private func series(_ request: ImportRequest) -> String { request.dataset ?? request.profile ?? request.file }

    private func importRequest(_ path: String, _ input: SideInput) -> ImportRequest {
        var own = ImportRequest(
            kind: input.side.recordKind, file: request.name ?? URL(filePath: path).lastPathComponent, receivedAt: request.receivedAt)
        own.profile = input.profile?.name
        own.dataset = request.dataset
        own.scope = request.scope
        own.asOf = request.asOf
        own.sceneContent = input.profile?.sceneContent
        own.settings = [
            path, input.crs ?? "", input.sigma.map { "\($0)" } ?? "", input.encoding?.rawValue ?? "", input.axisOrder.map { "\($0)" } ?? "",
            request.invalid.rawValue, "\(input.links.count)", request.asOf?.description ?? "",
        ].joined(separator: "\u{1F}")
        return own
    }
}

extension Side {
    /// The kind of record that files of this side become.
    public var recordKind: RecordKind {
        switch self {
        case .licences: .licences
        case .footprints: .footprints
        case .zones: .zones
        case .districts: .districts
        case .scenes: .scenes
        case .licenceEvents: .licenceEvents
        }
    }
}

extension SideReader.Account {
    /// What the store keeps of a file that was read.
    var source: ImportSource {
        let input = inputs.first
        let steps = operations.map { operation in
            operation.name + (operation.accuracyMetres.map { " (\($0) m)" } ?? (operation.isBallpark ? " (accuracy unknown)" : ""))
        }
        return ImportSource(
            sha256: input?.sha256 ?? "", crs: input?.crs ?? "", operation: steps.isEmpty ? nil : steps.joined(separator: "; "),
            datumSigma: datumSigma)
    }
}
