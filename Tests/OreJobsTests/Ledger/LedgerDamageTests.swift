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

    /// Reports of more than one part, so that some are staged when the last part is read.
    private func long(_ ending: [UInt8]) throws -> String {
        var text = Data("licence_id,month,t_reo,received_at\n".utf8)
        for number in 0..<90_000 { text.append(contentsOf: "L\(100_000 + number),2024-01,1.000,2024-02-05\n".utf8) }
        #expect(text.count > 5 << 19)
        return try folder.file("bad.csv", text + Data(ending))
    }

    private func request(_ file: String, encoding: TextEncoding? = nil, _ invalid: InvalidPolicy = .quarantine) -> FigureIngestRequest {
        var request = FigureIngestRequest(.report, files: [file], receivedAt: "2026-01-01T00:00:00Z")
        (request.isQuiet, request.partsFrom, request.rowsPerRun, request.threads) = (true, 0, 1000, 2)
        (request.encoding, request.invalid) = (encoding, invalid)
        return request
    }

    private func leavesNothing(_ path: String) throws {
        let left = try DatabaseQueue(path: path).read { db in
            try ["imports", "ledger_segments", "ledger_names", "quarantine"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") }
        }
        #expect(left == [0, 0, 0, 0])
    }

    @Test(
        "A file that is refused midway leaves nothing",
        arguments: [
            // Neither UTF-8 nor GB18030 nor Latin-1; a character of UTF-8 and then half of one; a quote that stays open; a row at fault.
            ([0xFF, 0x80, 0x0A], InvalidPolicy.quarantine, "neither UTF-8"),
            (Array("甲,2024-01,1,".utf8) + [0x0A, 0xE7, 0x0A], .quarantine, "UTF-8"),
            (Array("A,2024-01,\"1,\n".utf8), .quarantine, "quote"),
            (Array("A,2024-13,1,\n".utf8), .refuse, "not a month"),
        ])
    func refusedMidway(ending: [UInt8], invalid: InvalidPolicy, what: String) throws {
        let path = folder.path("s.db")
        let store = try Store(path: path, mode: .create)
        let error = try #require(throws: InputError.self) { try FigureIngest(request(long(ending), invalid), into: store).execute() }
        #expect(error.description.contains(what) && error.description.contains("bad.csv"), "\(error)")
        try leavesNothing(path)
        #expect(try StoreCheck.run(path).isSound)
    }

    @Test("Strange bytes in a text of ASCII: set aside as Latin-1 or as the encoding stated, refused where that is UTF-8")
    func oneStrangeLine() throws {
        let path = folder.path("s.db")
        let store = try Store(path: path, mode: .create)
        let file = try long([0xBF, 0xF3, 0x0A])
        #expect(throws: InputError.self) { try FigureIngest(request(file, encoding: .utf8), into: store).execute() }
        try leavesNothing(path)
        for (encoding, text) in [(nil, "¿ó"), (TextEncoding.gb18030, "矿")] {
            let result = try #require(try FigureIngest(request(file, encoding: encoding), into: store).execute().first)
            #expect(result.outcome.counts.quarantined == 1)
            #expect(result.outcome.counts.stored == (encoding == nil ? 90_000 : 0))
            #expect(result.notes.contains { $0.contains("read as Latin-1") } == (encoding == nil))
            #expect(try store.quarantine(kind: .reports, pendingOnly: true).last?.feature == text)
        }
    }
}
