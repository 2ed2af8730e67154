internal import Foundation
internal import OreCases
public import OreFeatures
public import OreLedger
public import OreStorage

/// Tables of entries on their way into a store.
public struct EntryIngestRequest: Sendable {
    public var kind: EntryKind
    public var files: [String]
    public var profile: Profile?
    public var encoding: TextEncoding?
    /// `refuse` makes each file all-or-nothing.
    public var invalid = InvalidPolicy.quarantine
    public var dataset: String?
    /// What a file is called in provenance; its base name without it.
    public var name: String?
    /// By the clock of the machine, ISO 8601 UTC; passed in, so that runs can be repeated. What has not come by its day is not believed.
    public var receivedAt: String

    public init(_ kind: EntryKind, files: [String], receivedAt: String) {
        (self.kind, self.files, self.receivedAt) = (kind, files, receivedAt)
    }
}

/// Reads tables of entries and brings them into the store's ledger, each whole or not at all.
public struct EntryIngest: Sendable {
    private let request: EntryIngestRequest
    private let store: Store

    public init(_ request: EntryIngestRequest, into store: Store) { (self.request, self.store) = (request, store) }

    /// - Parameter committed: called after each file's commit has reached the device.
    /// - Throws: `InputError` for a file that is refused: nothing of it is stored, and the files before it stay. `StoreError`.
    @discardableResult
    public func execute(committed: (IngestedFile) throws -> Void = { _ in }) throws -> [IngestedFile] {
        try request.files.map { path in
            let file = try ingest(path)
            try committed(file)
            return file
        }
    }

    private func ingest(_ path: String) throws -> IngestedFile {
        let today = LedgerToday.day(request.receivedAt)
        let table = try EntryTable(path, request.kind, profile: request.profile, encoding: request.encoding, today: today)
        if request.invalid == .refuse, let first = table.faults.first { throw Self.refusal(path, Int(first.row), first.fault) }
        let delivery = try EntryImport(store, importRequest(path))
        do {
            let merge = try delivery.merge(table.entries)
            let set = merge.faults(table.columns)
            if request.invalid == .refuse, let first = set.first { throw Self.refusal(path, Int(first.entry.row), first.fault) }
            let source = ImportSource(sha256: table.sha256, crs: "", operation: nil)
            let outcome = try delivery.commit(merge, faults: faults(table, set), skipped: table.skipped, source)
            let unused = table.columns.unused.map { "\"\($0)\"" }.joined(separator: ", ")
            var notes = unused.isEmpty ? [] : ["\(path): columns that are not read: \(unused)"]
            notes += [LedgerTable.remark(path, format: table.format, stated: request.encoding ?? request.profile?.encoding)].compactMap(
                \.self)
            return IngestedFile(path: path, outcome: outcome, notes: notes + outcome.notes)
        } catch {
            delivery.abandon()
            throw error
        }
    }

    private func faults(_ table: EntryTable, _ merged: [(entry: LedgerEntry, fault: LedgerRowFault)]) -> [LineFault] {
        let own = merged.map { entry, fault in
            let text = entry.values.map { $0?.text ?? "" }.joined(separator: ",")
            return LineFault(row: entry.row, fault, identifier: entry.identifier, text: text)
        }
        return (table.faults + own).sorted { $0.row < $1.row }
    }

    private static func refusal(_ path: String, _ row: Int, _ fault: LedgerRowFault) -> InputError {
        .refused(
            file: path, place: InputPlace(line: row, column: fault.column.isEmpty ? nil : fault.column), what: fault.what, next: fault.next)
    }

    private func importRequest(_ path: String) -> ImportRequest {
        var own = ImportRequest(
            kind: request.kind.recordKind, file: request.name ?? URL(filePath: path).lastPathComponent, receivedAt: request.receivedAt)
        (own.dataset, own.profile) = (request.dataset, request.profile?.name)
        own.settings = [path, request.encoding?.rawValue ?? "", request.invalid.rawValue].joined(separator: "\u{1F}")
        return own
    }
}

/// The day of a delivery.
enum LedgerToday {
    /// - Parameter time: ISO 8601.
    /// - Returns: the last day there is for a text that is none: nothing is then held to be in the future.
    static func day(_ time: String) -> Day {
        Day(ofTime: time) ?? Day(daysSince1970: 2_932_896)
    }
}
