internal import GRDB
internal import OreCases
internal import OreLedger

extension StoreCheck {
    /// Entries of the ledger: their bytes, their keys, their imports, and that their subjects have numbers.
    mutating func entries(_ db: Database) throws {
        let latest = try Store.latestCommit(db)
        var names = try LedgerNames.load(db, path: path)
        let count = names.count
        try each(
            "ledger_entries", db,
            """
            SELECT e.id, e.kind, e.import_id, e.known_from, e.row, e.key, e.digest, e.data, i.commit_number, i.kind
            FROM ledger_entries e LEFT JOIN imports i ON i.id = e.import_id ORDER BY e.id
            """
        ) { check, id, row in
            let stored = try StoredEntry(row)
            if stored.key != stored.entry.keyDigest { check.defect("ledger_entries", id, "is listed under another key than it has") }
            if let from = try check.optionalNumber(row, 3) {
                check.versions("ledger_entries", id, from: from, to: nil, latest: latest)
                if try check.optionalNumber(row, 8) != from {
                    check.defect("ledger_entries", id, "is known from another commit than its import")
                }
                for name in stored.entry.subjectNames {
                    var name = name
                    if Int(name.withUTF8 { names.number(of: UnsafeRawBufferPointer($0)) }) >= count {
                        check.defect("ledger_entries", id, "names a subject that has no number")
                    }
                }
            }
            if try check.text(row, 9) != stored.entry.kind.recordKind.rawValue {
                check.defect("ledger_entries", id, "is of another kind than its import")
            }
        }
    }
}
