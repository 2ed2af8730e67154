import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

@Suite("Columns that hold something else")
struct DamagedColumnTests {
    /// Not read by whoever only looks: for people, for imports and runs that go on, or of tables in which nothing is here.
    private static let unread: Set<String> = [
        "commits.kind", "commits.subject", "commits.made_at", "findings.run_id", "findings.nearest_m", "footprint_ends.scene",
        "footprint_ends.import_id", "footprint_ends.known_to", "footprint_runs.number", "footprint_runs.digest", "imports.datum_sigma",
        "figures_findings.run_id", "imports.settings", "imports.record", "register_rows.dataset", "register_rows.ordinal",
        "scene_contents.content",
        "scene_names.known_from",
    ]

    @Test("A value of another kind in any column is an error of whoever reads it, and never ends the program")
    func everyColumn() throws {
        let watched = try SQLiteRepositories().store(holding: RepositoryWorld(seed: 21))
        let incident = try #require(try watched.store.incidents(CaseFilter()).first)
        _ = try watched.store.append([
            Decision(handle: incident.handle, kind: .note, actor: "li", time: "2026-01-02T00:00:00Z", note: "look", areaThen: incident.area)
        ])
        let figures = LedgerTables(seed: 5, subjects: 2, years: 2021...2021)
        for kind in FigureKind.allCases {
            try LedgerTables.ingest(LedgerTables.text(kind, figures.rows[kind] ?? []), kind, into: watched.store, watched.folder)
        }
        let path = try watched.folder.file("stock.csv", EntryStoreTests.sample(.stock))
        try EntryStoreTests.ingest(path, .stock, into: watched.store)
        _ = try WatchRun(watched.store, WatchRun.Request(startedAt: "2026-01-03T00:00:00Z")).execute()
        try watched.store.close()
        var silent: [String] = []
        for (table, column) in try Self.columns(of: watched.store.path) {
            var hasFailed = false
            for value in ["NULL", "x'FF'", "9223372036854775807"] {
                let copy = watched.folder.path(UUID().uuidString + ".db")
                try FileManager.default.copyItem(atPath: watched.store.path, toPath: copy)
                try Self.put(value, table, column, copy)
                hasFailed = try Self.failures(of: copy) > 0 || hasFailed
                try FileManager.default.removeItem(atPath: copy)
            }
            if !hasFailed && !Self.unread.contains("\(table).\(column)") { silent.append("\(table).\(column)") }
        }
        #expect(silent.isEmpty)
    }

    private static func columns(of path: String) throws -> [(table: String, column: String)] {
        let queue = try DatabaseQueue(path: path)
        return try queue.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk = 0
                    AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'grdb%' AND m.name NOT LIKE '%boxes%' ORDER BY 1, c.cid
                    """
            ).map { ($0[0], $0[1]) }
        }
    }

    private static func put(_ value: String, _ table: String, _ column: String, _ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA writable_schema = ON")
            try db.execute(
                sql: "UPDATE sqlite_schema SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table' AND name = ?", arguments: [table])
        }
        try queue.close()
        let reopened = try DatabaseQueue(path: path)
        try reopened.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "UPDATE OR IGNORE \(table) SET \(column) = \(value)")
        }
        try reopened.close()
    }

    /// How many of all that can be asked of a store failed, each with an error that says so.
    private static func failures(of path: String) throws -> Int {
        var failures = 0
        func ask(_ body: () throws -> Void) {
            do { try body() } catch {
                failures += 1
                #expect(error is StoreError, "\(error)")
            }
        }
        ask { _ = try Store(path: path, mode: .readOnly) }
        guard let store = try? Store(path: path, mode: .readWrite) else { return failures }
        defer { try? store.close() }
        for commit in [nil, 1] as [Int?] {
            ask { _ = try store.licences(asOf: commit) }
            ask { _ = try store.zones(asOf: commit) }
            ask { _ = try store.districts(asOf: commit) }
            ask { _ = try store.scenes(asOf: commit) }
        }
        for kind in RecordKind.allCases {
            ask { _ = try store.count(of: kind) }
            ask { _ = try store.identifiers(of: kind, near: "L") }
        }
        ask {
            let ledger = try StoredLedger(store)
            for range in ledger.ranges { for kind in FigureKind.allCases { _ = try ledger.records(kind, range) } }
        }
        ask { _ = try StoredLedger(store).entryBook() }
        ask { _ = try store.history(ofLicence: "L0") }
        ask { _ = try store.history(ofZone: "Z1") }
        ask { try store.forEachLicence(meeting: nil) { _ in } }
        for order in LicenceOrder.allCases {
            var filter = LicenceFilter()
            (filter.holder, filter.group, filter.minimumArea) = ("h", "g", 1)
            ask {
                try store.forEachLicence(filter, sortedBy: Ordering(order, isDescending: true), limit: 3, admitting: { _ in true }) { _ in }
            }
        }
        ask { _ = try store.licenceNames() }
        ask { _ = try store.licences(ofGroup: "G1") }
        ask { try store.forEachZone(meeting: nil) { _ in } }
        ask { try store.forEachDistrict(meeting: nil) { _ in } }
        ask { try store.forEachScene { _, _, _ in } }
        ask { _ = try store.footprints(id: "S0-1") }
        ask { try store.forEachFootprint(meeting: nil, scene: nil) { _ in } }
        for order in FootprintOrder.allCases {
            ask { try store.forEachFootprint(FootprintFilter(), sortedBy: Ordering(order, isDescending: true), limit: 3) { _ in } }
        }
        ask { _ = try store.netChanges(ofRuns: [1, 2], CaseFilter()) }
        ask { for unit in try store.footprintUnits() { _ = try store.footprints(in: unit) } }
        ask { _ = try store.footprintShapes(meeting: Envelope(minX: 114, minY: 24, maxX: 116, maxY: 26)) }
        let handle = (try? store.incidents(CaseFilter()).first)?.handle
        ask { _ = try store.incidents(CaseFilter()) }
        if let handle, let incident = try? store.incident(handle) {
            ask { _ = try store.findings(of: incident) }
            ask { _ = try store.decisions(on: incident) }
            ask { _ = try store.append([Decision(handle: handle, kind: .note, actor: "li", time: "2026-01-02T00:00:00Z", areaThen: 1)]) }
        }
        ask { for incident in try store.incidents(CaseFilter()) { _ = try store.figures(of: incident) } }
        ask { _ = try store.figuresMark() }
        ask { _ = try store.visits(CaseFilter(), limit: 3) }
        ask { _ = try store.confirmedShares() }
        for dimension in IncidentDimension.allCases {
            ask { _ = try store.incidentCounts(CaseFilter(), by: dimension) }
            ask { _ = try store.incidentNames(dimension) }
        }
        ask { try store.forEachFinding(CaseFilter()) { _ in } }
        ask { _ = try store.findingCounts() }
        ask { try store.forEachNearestLicence { _, _ in } }
        ask { _ = try store.imports(kind: nil, limit: 10) }
        ask { _ = try store.quarantine(kind: nil, pendingOnly: false) }
        ask { _ = try store.runs(job: nil, limit: 10) }
        ask { _ = try store.changes(ofRun: 1) }
        ask { _ = try store.detectionMark() }
        ask { _ = try store.committedRuns(after: 0, limit: 10) }
        ask { if try !StoreCheck.run(path).isSound { throw StoreError.damagedRecord } }
        return failures
    }
}
