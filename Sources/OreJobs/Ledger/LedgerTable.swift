internal import Foundation
internal import OreFeatures
internal import OreLedger
internal import Synchronization

/// A table of figures that is open: its columns are known, its rows are read when they are asked for.
///
/// UTF-8 text is read in parts, on all threads and of any size; workbooks, other encodings and small texts whole.
struct LedgerTable {
    let path: String
    private(set) var columns: LedgerColumns
    /// `workbook, sheet 1`, `text, UTF-8`.
    let format: String
    private let encoding: TextEncoding?
    private let source: Source

    private enum Source {
        case parts(RecordChunks, OfficeTable.Head)
        case whole(OfficeTable)
    }

    /// Texts of so many bytes and more are read in parts: the same result, and less memory.
    static let partsFrom = 1 << 18

    /// - Throws: ``InputError`` for what is no table of the kind.
    init(
        _ path: String, _ kind: FigureKind, profile: Profile?, encoding: TextEncoding?, partsFrom: Int = Self.partsFrom
    ) throws(InputError) {
        self.path = path
        self.encoding = encoding ?? profile?.encoding
        let isHeading: ([String]) -> Bool = { LedgerColumns.isHeading($0, kind, profile: profile) }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        if size >= partsFrom, let head = try OfficeTable.head(ofText: path, encoding: self.encoding, isHeading: isHeading) {
            source = .parts(try RecordChunks(path: path, from: head.end), head)
            columns = LedgerColumns(head.headings, above: head.above, kind, profile: profile, sample: head.sample)
            format = "text, UTF-8"
        } else {
            let table = try OfficeTable(path, encoding: self.encoding, list: kind.profileKind.rawValue, isHeading: isHeading)
            source = .whole(table)
            columns = Self.columns(table, kind, profile)
            format = Self.format(table)
        }
        if let missing = columns.missing {
            throw .refused(
                file: path, place: InputPlace(line: 1), what: "no column says \(missing)",
                next: "name it so, or write a profile (--map \(kind.profileKind.rawValue)=PROFILE)")
        }
    }

    private static func columns(_ table: OfficeTable, _ kind: FigureKind, _ profile: Profile?) -> LedgerColumns {
        LedgerColumns(table.headings, above: table.above, kind, profile: profile, sample: table.rows.prefix(100).map(\.cells))
    }

    static func format(_ table: OfficeTable) -> String {
        table.isWorkbook ? "workbook, sheet \(table.sheet ?? "")" : table.isJSON ? "JSON" : "text, \(table.encoding)"
    }

    /// Reads licences or other names, where the table has them.
    mutating func choose(_ level: SubjectLevel) { columns.choose(level) }

    mutating func take(stage: Stage) { columns.stage = stage }

    /// How the rows are read.
    struct Pass: Sendable {
        var threads = 1
        /// What has not come by this day is not believed.
        var today: Day
        /// Bytes that were read.
        var progress: @Sendable (Int) -> Void = { _ in }
    }

    /// Reads every row.
    /// - Parameters:
    ///   - restart: called when the rows have to be read once more from the first on: what was consumed is void.
    ///   - consume: serial, in the order of the file; with the line from which the rows of the output count.
    /// - Returns: SHA-256 of the file, and what it turned out to be, as ``format``.
    /// - Throws: ``InputError``; what the closures throw.
    func read(
        _ pass: Pass, restart: () throws -> Void, consume: @escaping @Sendable (LedgerChunkReader.Output, UInt32) throws -> Void
    ) throws -> (sha256: String, format: String) {
        switch source {
        case .whole(let table): return (try whole(table, pass, consume), format)
        case .parts(let chunks, let head):
            do {
                let reader = LedgerChunkReader(columns, separator: head.separator, evidence: nil, today: pass.today)
                if !reader.isCareful { return (try parts(chunks, head, reader, pass, consume), format) }
                return (try settled(chunks, head, pass, consume), format)
            } catch is AsksColumn {
                try restart()
                return (try settled(chunks, head, pass, consume), format)
            } catch let error as InputError where (Self.size(path) ?? .max) <= OfficeTable.longestText {
                // The whole of it may show another encoding, or quotes that only look open.
                try restart()
                let isHeading: ([String]) -> Bool = { LedgerColumns.isHeading($0, columns.kind, profile: columns.profile) }
                let table = try OfficeTable(path, encoding: encoding, list: columns.kind.profileKind.rawValue, isHeading: isHeading)
                guard table.headings == columns.headings else { throw error }
                return (try whole(table, pass, consume), Self.format(table))
            }
        }
    }

    /// A remark on an encoding that nothing speaks for but that no other fits; `nil` where it was stated or shows itself.
    static func remark(_ path: String, format: String, stated: TextEncoding?) -> String? {
        guard stated == nil, format == "text, \(TextEncoding.latin1.rawValue)" else { return nil }
        return "\(path): read as Latin-1, since it is neither UTF-8 nor GB18030; --encoding says otherwise"
    }

    private static func size(_ path: String) -> Int? { (try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int }

    private func whole(
        _ table: OfficeTable, _ pass: Pass, _ consume: (LedgerChunkReader.Output, UInt32) throws -> Void
    ) throws -> String {
        try consume(LedgerChunkReader.Output(table, columns, today: pass.today), 0)
        return table.sha256
    }

    private struct AsksColumn: Error {}

    private func parts(
        _ chunks: RecordChunks, _ head: OfficeTable.Head, _ reader: LedgerChunkReader, _ pass: Pass,
        _ consume: @escaping @Sendable (LedgerChunkReader.Output, UInt32) throws -> Void
    ) throws -> String {
        let line = Mutex(UInt32(head.headingLine + 1))
        return try chunks.process(threads: pass.threads, progress: pass.progress) { bytes in
            let output = try ofPart { () throws(InputError) in try reader.read(bytes) }
            if output.asksColumn { throw AsksColumn() }
            return output
        } consume: { output in
            let first = line.withLock { line in
                defer { line &+= UInt32(truncatingIfNeeded: output.chunk.lineCount) }
                return line
            }
            try consume(output, first)
        }
    }

    /// A refusal within a part names the file; the part does not know its first line.
    private func ofPart<Value>(_ read: () throws(InputError) -> Value) throws(InputError) -> Value {
        do throws(InputError) { return try read() } catch {
            guard case .refused(_, _, let what, let next) = error else { throw error }
            throw .refused(file: path, place: InputPlace(), what: what, next: next)
        }
    }

    /// Looks at all rows first: some can only be read with what their whole columns show.
    private func settled(
        _ chunks: RecordChunks, _ head: OfficeTable.Head, _ pass: Pass,
        _ consume: @escaping @Sendable (LedgerChunkReader.Output, UInt32) throws -> Void
    ) throws -> String {
        let looking = LedgerChunkReader(columns, separator: head.separator, evidence: nil, today: pass.today)
        let evidence = Mutex(ColumnEvidence())
        _ = try chunks.process(threads: pass.threads) { bytes in
            try ofPart { () throws(InputError) in try looking.evidence(bytes) }
        } consume: { own in
            evidence.withLock { $0.join(own) }
        }
        let reader = LedgerChunkReader(
            columns, separator: head.separator, evidence: evidence.withLock { $0 }, today: pass.today)
        return try parts(chunks, head, reader, pass, consume)
    }
}
