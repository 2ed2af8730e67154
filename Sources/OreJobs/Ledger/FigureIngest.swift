internal import Foundation
internal import OreCases
public import OreFeatures
public import OreLedger
public import OreStorage

/// Tables of figures on their way into a store.
public struct FigureIngestRequest: Sendable {
    public var kind: FigureKind
    public var files: [String]
    /// The stage that the figures are of.
    public var stage = Stage.mining
    public var dataset: String?
    /// What a file is called in provenance; its base name without it.
    public var name: String?
    /// By the clock of the machine, ISO 8601 UTC; passed in, so that runs can be repeated. What has not come by its day is not believed.
    public var receivedAt: String
    public var threads = 1
    public var isQuiet = false
    /// Rows that are gathered before they are written; see ``LedgerImport``.
    public var rowsPerRun = 1 << 21
    public var profile: Profile?
    public var encoding: TextEncoding?
    /// `refuse` makes each file all-or-nothing.
    public var invalid = InvalidPolicy.quarantine
    /// Texts of so many bytes and more are read in parts.
    public var partsFrom = 1 << 18
    /// Throws when the work has to end; nothing of the file is stored then.
    public var stop: @Sendable () throws -> Void = {}

    public init(_ kind: FigureKind, files: [String], receivedAt: String) {
        (self.kind, self.files, self.receivedAt) = (kind, files, receivedAt)
    }
}

/// Reads tables of figures and brings them into the store's ledger, each whole or not at all.
public struct FigureIngest: Sendable {
    private let request: FigureIngestRequest
    private let store: Store

    public init(_ request: FigureIngestRequest, into store: Store) { (self.request, self.store) = (request, store) }

    /// - Parameter committed: called after each file's commit has reached the device.
    /// - Throws: `InputError` for a file that is refused: nothing of it is stored, and the files before it stay. `StoreError`.
    /// - Complexity: O(bytes) on all threads; some 300 MB for any file.
    @discardableResult
    public func execute(committed: (IngestedFile) throws -> Void = { _ in }) throws -> [IngestedFile] {
        try request.files.map { path in
            let file = try ingest(path)
            try committed(file)
            return file
        }
    }

    private func ingest(_ path: String) throws -> IngestedFile {
        var table = try LedgerTable(
            path, request.kind, profile: request.profile, encoding: request.encoding, partsFrom: request.partsFrom)
        table.take(stage: request.stage)
        let delivery = try LedgerImport(store, importRequest(path), threads: request.threads, runRows: request.rowsPerRun)
        let progress = ProgressMeter(label: "storing", files: [path], isQuiet: request.isQuiet)
        do {
            let (stop, refuses) = (request.stop, request.invalid == .refuse)
            let pass = LedgerTable.Pass(
                threads: request.threads, today: LedgerToday.day(request.receivedAt), progress: progress.advance)
            let found = try table.read(pass, restart: delivery.restart) { output, line in
                try stop()
                if refuses, let first = output.faults.min(by: { $0.row < $1.row }) { throw Self.refusal(path, first, from: line) }
                try delivery.append(output, firstRow: line)
            }
            progress.finish()
            if let first = try delivery.settle().first, refuses { throw Self.refusal(path, first, from: 0) }
            let outcome = try delivery.commit(ImportSource(sha256: found.sha256, crs: "", operation: nil))
            let unused = table.columns.unused.map { "\"\($0)\"" }.joined(separator: ", ")
            var notes = unused.isEmpty ? [] : ["\(path): columns that are not read: \(unused)"]
            notes += [LedgerTable.remark(path, format: found.format, stated: request.encoding ?? request.profile?.encoding)].compactMap(
                \.self)
            return IngestedFile(path: path, outcome: outcome, notes: notes + outcome.notes)
        } catch {
            delivery.abandon()
            throw error
        }
    }

    private static func refusal(_ path: String, _ fault: LineFault, from line: UInt32) -> InputError {
        let own = fault.fault
        return .refused(
            file: path, place: InputPlace(line: Int(fault.row &+ line), column: own.column.isEmpty ? nil : own.column), what: own.what,
            next: own.next)
    }

    private func importRequest(_ path: String) -> ImportRequest {
        var own = ImportRequest(
            kind: request.kind.recordKind, file: request.name ?? URL(filePath: path).lastPathComponent, receivedAt: request.receivedAt)
        (own.dataset, own.profile) = (request.dataset, request.profile?.name)
        own.settings = [path, "\(request.stage)", request.encoding?.rawValue ?? "", request.invalid.rawValue].joined(separator: "\u{1F}")
        return own
    }
}
