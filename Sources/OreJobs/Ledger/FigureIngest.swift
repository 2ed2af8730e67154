internal import Foundation
internal import OreCases
internal import OreFeatures
public import OreLedger
public import OreStorage

/// Tables of figures on their way into a store.
public struct FigureIngestRequest: Sendable {
    public var kind: FigureKind
    public var files: [String]
    /// The stage that the figures are of.
    public var stage = Stage.mining
    public var dataset: String?
    /// By the clock of the machine, ISO 8601 UTC; passed in, so that runs can be repeated.
    public var receivedAt: String
    public var threads = 1
    public var isQuiet = false
    /// Rows that are gathered before they are written; see ``LedgerImport``.
    public var rowsPerRun = 1 << 21
    /// Reads the records that are not plain; without it they are set aside.
    public var careful: @Sendable (PlainHeading) -> CarefulReader = { PlainLineReader($0).read }
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
        let chunks = try RecordChunks(path: path)
        let heading = try heading(chunks)
        let delivery = try LedgerImport(store, importRequest(path), threads: request.threads, runRows: request.rowsPerRun)
        let progress = ProgressMeter(label: "storing", files: [path], isQuiet: request.isQuiet)
        do {
            let (parser, careful, stop) = (LedgerTableParser(heading.layout), request.careful(heading), request.stop)
            let sha256 = try chunks.process(
                threads: request.threads, progress: progress.advance,
                map: { bytes in Self.read(bytes, parser, careful) },
                consume: { chunk, faults in
                    try stop()
                    try delivery.append(chunk, faults: faults)
                })
            progress.finish()
            let outcome = try delivery.commit(ImportSource(sha256: sha256, crs: "", operation: nil))
            let unused = heading.unused.map { "\"\($0)\"" }.joined(separator: ", ")
            let notes = heading.unused.isEmpty ? [] : ["\(path): columns that are not read: \(unused)"]
            return IngestedFile(path: path, outcome: outcome, notes: notes + outcome.notes)
        } catch {
            delivery.abandon()
            throw error
        }
    }

    /// What a worker makes of whole records: the plain ones, those that the careful reader took, and what was wrong with the rest.
    static func read(_ bytes: UnsafeRawBufferPointer, _ parser: LedgerTableParser, _ careful: CarefulReader) -> (LedgerChunk, [LineFault]) {
        var chunk = parser.parse(bytes, firstRow: 0)
        var faults: [LineFault] = []
        for line in chunk.careful {
            switch careful(UnsafeRawBufferPointer(rebasing: bytes[line.bytes]), line.row) {
            case .record(var record, let subject):
                record.row = line.row
                chunk.append(record, subject: subject)
            case .fault(var fault):
                fault.row = line.row
                faults.append(fault)
            }
        }
        return (chunk, faults)
    }

    private func heading(_ chunks: RecordChunks) throws(InputError) -> PlainHeading {
        do {
            return try PlainHeading(chunks.heading, kind: request.kind, stage: request.stage)
        } catch {
            let (what, next) = error.words
            throw .refused(file: chunks.path, place: InputPlace(line: 1), what: what, next: next)
        }
    }

    private func importRequest(_ path: String) -> ImportRequest {
        var own = ImportRequest(
            kind: request.kind.recordKind, file: URL(filePath: path).lastPathComponent, receivedAt: request.receivedAt)
        own.dataset = request.dataset
        own.settings = [path, "\(request.stage)"].joined(separator: "\u{1F}")
        return own
    }
}

extension PlainHeading.Fault {
    fileprivate var words: (what: String, next: String) {
        switch self {
        case .missing(let what, let names):
            ("no column has the \(what)", "name it \(names.prefix(3).joined(separator: " or ")) in the first line")
        case .twice(let what, let names): ("two columns have the \(what): \(names.joined(separator: ", "))", "rename or remove one")
        case .unread(let name):
            ("column \"\(name)\" changes what the figures mean and cannot be read yet", "deliver one file for each of its values")
        }
    }
}
