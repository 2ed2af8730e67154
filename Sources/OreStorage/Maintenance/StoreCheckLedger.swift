internal import Foundation
internal import GRDB
internal import OreCases
internal import OreLedger

extension StoreCheck {
    /// Names and segments: bytes, counts, order, and whether the table says of each what is in it.
    mutating func ledger(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        var names = NameTable()
        try each("ledger_names", db, "SELECT first, count, digest, known_from, data FROM ledger_names ORDER BY first") {
            check, first, row in
            guard let data = try check.data(row, 4) else { throw StoreError.damagedRecord }
            if Int64(bitPattern: ContentHash.of(data)) != (try check.number(row, 2)) {
                check.defect("ledger_names", first, "its bytes are not what was written")
            }
            if Int(first) != names.count { check.defect("ledger_names", first, "numbers do not follow those before") }
            try data.withUnsafeBytes { try LedgerNames.read($0, into: &names) }
            if Int64(names.count) &- first != (try check.number(row, 1)) {
                check.defect("ledger_names", first, "names are missing or repeated")
            }
            if let from = try check.optionalNumber(row, 3) { check.versions("ledger_names", first, from: from, to: nil, latest: latest) }
        }
        let count = names.count
        try each(
            "ledger_segments", db,
            """
            SELECT s.id, s.range, s.known_from, s.first_period, s.last_period, s.rows, s.digest, s.data, s.kind, i.commit_number, i.kind
            FROM ledger_segments s LEFT JOIN imports i ON i.id = s.import_id ORDER BY s.id
            """
        ) { check, id, row in
            let entry = try LedgerSegmentEntry(row)
            guard let bytes = try check.data(row, 7), let kind = RecordKind(rawValue: try check.text(row, 8)).flatMap({ FigureKind($0) })
            else {
                throw StoreError.damagedRecord
            }
            if let from = entry.commit {
                check.versions("ledger_segments", id, from: Int64(from), to: nil, latest: latest)
                if try check.optionalNumber(row, 9) != Int64(from) {
                    check.defect("ledger_segments", id, "is known from another commit than its import")
                }
            }
            if try check.text(row, 10) != kind.recordKind.rawValue {
                check.defect("ledger_segments", id, "is of another kind than its import")
            }
            try check.segment(entry, kind, bytes, names: count)
        }
    }

    private mutating func segment(_ entry: LedgerSegmentEntry, _ kind: FigureKind, _ bytes: Data, names: Int) throws {
        let id = entry.id
        let records: LedgerRecords
        do {
            records = try bytes.withUnsafeBytes { bytes in
                guard Int64(bitPattern: ContentHash.of(bytes)) == entry.digest else { throw LedgerFault.damagedSegment }
                return try LedgerSegment.decode(bytes, commit: entry.commit ?? .max)
            }
        } catch { throw StoreError.damagedRecord }
        if records.kind != kind { defect("ledger_segments", id, "is listed as another kind") }
        if records.count != entry.rows { defect("ledger_segments", id, "is listed with \(entry.rows) rows and has \(records.count)") }
        if records.periods.min() != entry.periods.lowerBound || records.periods.max() != entry.periods.upperBound {
            defect("ledger_segments", id, "is listed with other periods than it has")
        }
        // The names of an import that is going on are written with its commit.
        let limit = entry.commit == nil ? Int.max : names
        if records.subjects.contains(where: { SubjectRange(of: $0) != entry.range || Int($0.number) >= limit }) {
            defect("ledger_segments", id, "has subjects that are not of its range, or have no name")
        }
        if records.periods.contains(where: { !kind.periods.contains($0) }) {
            defect("ledger_segments", id, "has periods that no calendar has")
        }
        if !records.isOrdered { defect("ledger_segments", id, "its records are not in order") }
    }
}

extension LedgerRecords {
    /// By subject, then period.
    fileprivate var isOrdered: Bool {
        guard count > 1 else { return true }
        return (1..<count).allSatisfy {
            subjects[$0 - 1] < subjects[$0] || (subjects[$0 - 1] == subjects[$0] && periods[$0 - 1] <= periods[$0])
        }
    }
}
