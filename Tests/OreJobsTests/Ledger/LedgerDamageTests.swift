import Foundation
import GRDB
import OreCases
import OreFeatures
import OreLedger
import OreStorage
import TestSupport
import Testing

@testable import OreJobs

@Suite("A stored ledger that is damaged or left behind")
struct LedgerDamageTests {
    let folder: TemporaryFolder
    let tables = LedgerTables(seed: 21)

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "Whatever is changed behind the store's back is found",
        arguments: [
            "UPDATE ledger_segments SET data = CAST(substr(data, 1, 200) || x'FF' || substr(data, 202) AS BLOB) WHERE id = 2",
            "UPDATE ledger_segments SET rows = rows - 1 WHERE id = 1", "UPDATE ledger_segments SET range = 7 WHERE id = 3",
            "UPDATE ledger_segments SET last_period = last_period + 1 WHERE id = 1",
            "UPDATE ledger_segments SET kind = 'quotas' WHERE kind = 'reports'",
            "UPDATE ledger_segments SET known_from = known_from + 1 WHERE id = 1",
            "UPDATE ledger_segments SET digest = digest + 1 WHERE id = 1",
            "DELETE FROM ledger_segments WHERE id = 2", "DELETE FROM ledger_names",
            "UPDATE ledger_names SET data = CAST(substr(data, 1, 8) || 'x' || substr(data, 10) AS BLOB)",
            "UPDATE ledger_names SET count = count + 1",
        ])
    func damage(sql: String) throws {
        let path = folder.path("s.db")
        let store = try Store(path: path, mode: .create)
        try tables.ingest(into: store, folder, rowsPerRun: 1 << 20)
        try store.close()
        #expect(try StoreCheck.run(path).isSound)
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
        #expect(try !StoreCheck.run(path).isSound)
    }

    @Test("Figures of a damaged segment are refused, not judged")
    func refused() throws {
        let path = folder.path("s.db")
        let store = try Store(path: path, mode: .create)
        try tables.ingest(into: store, folder)
        try store.close()
        try DatabaseQueue(path: path).write {
            try $0.execute(sql: "UPDATE ledger_segments SET data = CAST(substr(data, 1, 200) || x'FF' || substr(data, 202) AS BLOB)")
        }
        let damaged = try Store(path: path, mode: .readOnly)
        let error = #expect(throws: StoreError.self) { try LedgerTables.found(damaged) }
        #expect(error?.description.contains("store check") == true)
    }

    @Test(
        "An import that died is seen by nobody; the next one, of the same file or another, leaves nothing of it", arguments: [true, false])
    func leftover(isSame: Bool) throws {
        let path = folder.path("s.db")
        let file = try folder.file("in.csv", LedgerTables.text(.report, tables.rows[.report] ?? []))
        let store = try Store(path: path, mode: .create)
        var request = FigureIngestRequest(.report, files: [file], receivedAt: "2026-01-01T00:00:00Z")
        (request.rowsPerRun, request.isQuiet, request.partsFrom) = (50, true, 0)
        try stage(file, into: store)
        #expect(try StoredLedger(store).names.count == 0)
        #expect(try StoredLedger(store).ranges.isEmpty && store.count(of: .reports) == 0)
        #expect(try StoreCheck.run(path).isSound)
        if !isSame { request.files = [try folder.file("other.csv", LedgerTables.text(.report, tables.rows[.report] ?? []))] }
        try FigureIngest(request, into: store).execute()
        #expect(try store.count(of: .reports) == tables.rows[.report]?.count)
        let staged = try DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM ledger_segments WHERE known_from IS NULL")
        }
        #expect(staged == 0)
        #expect(try StoreCheck.run(path).isSound)
    }

    /// What an import leaves that is killed after its first runs.
    private func stage(_ file: String, into store: Store) throws {
        var request = ImportRequest(kind: .reports, file: "in.csv", receivedAt: "2026-01-01T00:00:00Z")
        request.settings = "\(file)\u{1F}mining\u{1F}\u{1F}quarantine"
        let delivery = try LedgerImport(store, request, threads: 2, runRows: 50)
        let columns = LedgerColumns(["licence_id", "month", "t_reo", "received_at"], above: [], .report, profile: nil)
        let reader = LedgerChunkReader(columns, separator: UInt8(ascii: ","), evidence: nil, today: Day(daysSince1970: 30_000))
        let start = (try Data(contentsOf: URL(filePath: file)).firstIndex(of: 0x0A) ?? 0) + 1
        _ = try RecordChunks(path: file, from: start).process(threads: 2, map: reader.read) { try delivery.append($0, firstRow: 2) }
        let staged = try DatabaseQueue(path: store.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ledger_segments") } ?? 0
        #expect(staged > 0)
    }

    @Test("A file that is refused midway leaves nothing")
    func refusedMidway() throws {
        let path = folder.path("s.db")
        let store = try Store(path: path, mode: .create)
        let file = folder.path("bad.csv")
        var bytes = Data(LedgerTables.text(.report, tables.rows[.report] ?? []).utf8)
        bytes.append(contentsOf: [0xBF, 0xF3, 0x0A])
        try bytes.write(to: URL(filePath: file))
        var request = FigureIngestRequest(.report, files: [file], receivedAt: "2026-01-01T00:00:00Z")
        (request.isQuiet, request.partsFrom) = (true, 0)
        #expect(throws: InputError.self) { try FigureIngest(request, into: store).execute() }
        let left = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM imports") }
        #expect(left == 0)
    }
}
