internal import Foundation
internal import GRDB

/// Reads a whole store and tells what is wrong with it: pages, indexes, every record, and whether the tables agree with each other.
///
/// Reads only. A part that cannot be read is one defect, and the rest is read all the same.
public struct StoreCheck {
    let path: String
    var result = StoreCheckResult()

    private init(path: String) { self.path = path }

    /// - Returns: of a store of a former version what its pages say, and ``StoreCheckResult/pending``.
    /// - Throws: ``StoreError``: no such file, of a newer version, no store at all, locked. A damaged file does not throw: that is the result.
    /// - Complexity: reads and decodes every byte of the store once, and its indexes once more.
    public static func run(_ path: String) throws(StoreError) -> StoreCheckResult {
        var check = StoreCheck(path: path)
        do {
            let queue = try Store.openReadOnly(path, Store.Options())
            defer { try? queue.close() }
            try Store.requireKnown(queue, path)
            try queue.read { try check.everything($0) }
        } catch {
            switch StoreError(error, path: path) {
            case .damaged(_, let reason), .failed(_, let reason): check.result.add(StoreDefect("file", reason))
            case let other: throw other
            }
        }
        return check.result
    }

    private mutating func everything(_ db: Database) throws {
        let pending = try Store.migrationsPending(db)
        // Its making was interrupted: nothing is in it, and the next writer goes on.
        if pending == Store.migrator.migrations { return }
        try attempt("file") { check in try check.pages(db) }
        result.pending = pending
        guard pending.isEmpty else { return }
        try attempt("imports") { try $0.imports(db) }
        try attempt("register_rows") { try $0.registers(db) }
        try attempt("footprint_runs") { try $0.footprints(db) }
        try attempt("findings") { try $0.findings(db) }
        try attempt("figures_findings") { try $0.figures(db) }
        try attempt("incidents") { try $0.incidents(db) }
        try attempt("decisions") { try $0.decisions(db) }
        try attempt("ledger_segments") { try $0.ledger(db) }
        try attempt("ledger_entries") { try $0.entries(db) }
        try attempt("runs") { try $0.runs(db) }
        try attempt("imports") { try $0.sums(db) }
    }

    /// What a part throws is a defect of its table, unless somebody else's lock is the reason.
    private mutating func attempt(_ table: String, _ body: (inout StoreCheck) throws -> Void) throws {
        do {
            try body(&self)
        } catch {
            switch StoreError(error, path: path) {
            case .busy(let path, let what): throw StoreError.busy(path: path, what: what)
            case .damaged(_, let reason), .failed(_, let reason), .cannotOpen(_, let reason):
                result.add(StoreDefect(table, "cannot be read to its end: \(reason)"))
            case let other: result.add(StoreDefect(table, "\(other)"))
            }
        }
    }

    /// SQLite's own checks: pages, indexes, constraints, foreign keys, the boxes' tree.
    private mutating func pages(_ db: Database) throws {
        for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(200)") where line != "ok" { defect("file", nil, line) }
        let keys = try Row.fetchCursor(db, sql: "PRAGMA foreign_key_check")
        while let row = try keys.next() {
            defect((try? text(row, 0)) ?? "file", try? number(row, 1), "names a row of \((try? text(row, 2)) ?? "?") that is not there")
        }
        for tree in ["incident_boxes", "register_boxes"] {
            if let line = try String.fetchOne(db, sql: "SELECT rtreecheck('\(tree)')"), line != "ok" { defect(tree, nil, line) }
        }
    }

    // MARK: For the parts

    mutating func defect(_ table: String, _ row: Int64?, _ reason: String) { result.add(StoreDefect(table, row: row, reason)) }

    /// Reads rows one by one; one that cannot be understood is a defect, and the next is read.
    mutating func each(_ table: String, _ db: Database, _ sql: String, _ body: (inout StoreCheck, Int64, Row) throws -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: sql)
        var count = 0
        while let row = try rows.next() {
            count += 1
            let id = try? number(row, 0)
            do {
                try body(&self, id ?? 0, row)
            } catch is StoreError {
                defect(table, id, "its bytes are not what was written")
            }
        }
        result.examine(table, count)
    }

    func number(_ row: Row, _ column: Int) throws(StoreError) -> Int64 {
        guard let value = Int64.fromDatabaseValue(row[column] as DatabaseValue) else { throw .damagedRecord }
        return value
    }

    func optionalNumber(_ row: Row, _ column: Int) throws(StoreError) -> Int64? {
        (row[column] as DatabaseValue).isNull ? nil : try number(row, column)
    }

    func real(_ row: Row, _ column: Int) throws(StoreError) -> Double {
        guard let value = Double.fromDatabaseValue(row[column] as DatabaseValue) else { throw .damagedRecord }
        return value
    }

    func text(_ row: Row, _ column: Int) throws(StoreError) -> String {
        guard let value = String.fromDatabaseValue(row[column] as DatabaseValue) else { throw .damagedRecord }
        return value
    }

    func data(_ row: Row, _ column: Int) throws(StoreError) -> Data? {
        let value = row[column] as DatabaseValue
        if value.isNull { return nil }
        guard let data = Data.fromDatabaseValue(value) else { throw .damagedRecord }
        return data
    }

    /// Versions begin before they end, and both at commits that were made.
    mutating func versions(_ table: String, _ id: Int64, from: Int64, to: Int64?, latest: Int) {
        if from < 1 || from > latest { defect(table, id, "known from commit \(from), which was never made") }
        if let to, to < from || to > latest { defect(table, id, "ends at commit \(to), which cannot be") }
    }
}
