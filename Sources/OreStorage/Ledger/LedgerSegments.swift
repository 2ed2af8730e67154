internal import Foundation
internal import GRDB
public import OreCases
public import OreLedger

extension FigureKind {
    /// The kind of record that figures are kept as.
    public var recordKind: RecordKind {
        switch self {
        case .report: .reports
        case .quota: .quotas
        case .invoice: .invoices
        }
    }

    /// `nil` for records that are no figures.
    public init?(_ kind: RecordKind) {
        switch kind {
        case .reports: self = .report
        case .quotas: self = .quota
        case .invoices: self = .invoice
        default: return nil
        }
    }
}

/// A segment as its table lists it, without its bytes.
struct LedgerSegmentEntry: Sendable {
    static let columns = "id, range, known_from, first_period, last_period, rows, digest"
    var id: Int64
    var range: SubjectRange
    /// `nil` while it is staged.
    var commit: Int32?
    var periods: ClosedRange<Int32>
    var rows: Int
    var digest: Int64

    init(_ row: Row) throws(StoreError) {
        let (range, first, last): (Int64, Int64, Int64) = (try row.value(1), try row.value(3), try row.value(4))
        guard let index = UInt32(exactly: range), let low = Int32(exactly: first), let high = Int32(exactly: last), low <= high else {
            throw .damagedRecord
        }
        let known: Int64? = try row.optional(2)
        if let known, Int32(exactly: known) == nil { throw .damagedRecord }
        id = try row.value(0)
        self.range = SubjectRange(index: index)
        commit = known.map { Int32(truncatingIfNeeded: $0) }
        periods = low...high
        (rows, digest) = (try row.value(5), try row.value(6))
    }
}

/// The bytes of a segment that is to be written, with what its table lists of it.
struct EncodedLedgerSegment: Sendable {
    var range: SubjectRange
    var first: Int32
    var last: Int32
    var rows: Int
    var bytes: [UInt8]
    /// Some of its records share key and day, so that they have to be told apart before they are visible.
    var hasRepeats: Bool

    /// - Parameter records: of one range, in any order, at least one.
    init(_ records: LedgerRecords, in range: SubjectRange) throws(StoreError) {
        do {
            let ordered = try records.ordered()
            self.range = range
            (first, last) = (ordered.periods.min() ?? 0, ordered.periods.max() ?? 0)
            rows = ordered.count
            hasRepeats = ordered.hasRepeatedKeys
            bytes = try LedgerSegment.encode(ordered)
        } catch {
            throw .failed(path: "", reason: "a delivery has too many figures of some subjects (\(error)); deliver it in parts")
        }
    }

    var digest: Int64 { Int64(bitPattern: ContentHash.of(bytes)) }

    /// Stages it.
    func insert(_ db: Database, kind: RecordKind, importID: Int64) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO ledger_segments (kind, import_id, range, first_period, last_period, rows, digest, data)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            kind.rawValue, importID, Int64(range.index), Int64(first), Int64(last), rows, digest, Data(bytes),
        ])
    }
}

extension Store {
    /// The records of a segment, its digest proved.
    /// - Throws: ``StoreError/damaged(path:reason:)``.
    func ledgerRecords(_ entry: LedgerSegmentEntry, bytes: Data, of subjects: Set<SubjectID>? = nil) throws(StoreError) -> LedgerRecords {
        do {
            return try bytes.withUnsafeBytes { bytes in
                guard Int64(bitPattern: ContentHash.of(bytes)) == entry.digest else { throw LedgerFault.damagedSegment }
                let records = try LedgerSegment.decode(bytes, commit: entry.commit ?? .max, of: subjects)
                guard records.count == entry.rows || subjects != nil else { throw LedgerFault.damagedSegment }
                return records
            }
        } catch {
            throw .damaged(path: path, reason: "ledger segment \(entry.id) is not what was written")
        }
    }

    /// The records of several segments, one after another; all, or those of some subjects.
    func ledgerRecords(
        _ entries: [LedgerSegmentEntry], _ kind: FigureKind, of subjects: Set<SubjectID>? = nil
    ) throws(StoreError) -> LedgerRecords {
        var records = LedgerRecords(kind)
        guard !entries.isEmpty else { return records }
        let bytes = try read { db in
            let statement = try db.cachedStatement(sql: "SELECT data FROM ledger_segments WHERE id = ?")
            return try entries.map { try Data.fetchOne(statement, arguments: [$0.id]) }
        }
        if entries.count > 1, subjects == nil { records.reserveCapacity(entries.reduce(0) { $0 + $1.rows }) }
        for (entry, bytes) in zip(entries, bytes) {
            guard let bytes else { throw .damaged(path: path, reason: "ledger segment \(entry.id) is gone") }
            let own = try ledgerRecords(entry, bytes: bytes, of: subjects)
            guard own.kind == kind else { throw .damaged(path: path, reason: "ledger segment \(entry.id) is of another kind") }
            if entries.count == 1 { return own }
            records.append(contentsOf: own)
        }
        return records
    }
}
