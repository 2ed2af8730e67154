import Foundation
import OreCases
import OreFeatures
import OreLedger
import OreStorage
import TestSupport
import Testing

@Suite("Laws of the stored ledger")
struct LedgerStoreTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ name: String = "s.db") throws -> Store { try Store(path: folder.path(name), mode: .create) }

    private func expectSound(_ store: Store) throws {
        let result = try StoreCheck.run(store.path)
        #expect(result.isSound, "\(result.defects)")
    }

    @Test("What a store finds is what its tables say, whatever the runs and the threads", arguments: [(1, 1), (2, 97), (3, 1 << 20)])
    func evaluation(threads: Int, rowsPerRun: Int) throws {
        let tables = LedgerTables(seed: 3)
        let store = try store()
        try tables.ingest(into: store, folder, threads: threads, rowsPerRun: rowsPerRun)
        let found = try LedgerTables.found(store, threads: threads)
        #expect(try found == tables.foundWithoutStore())
        for rule in ["overrun", "late", "missing", "sold", "jump"] { #expect(found.contains { $0.hasPrefix(rule) }) }
        try expectSound(store)
    }

    @Test("Subjects of several ranges, some with few months, are judged by what all of them show")
    func ranges() throws {
        var tables = LedgerTables(seed: 5)
        // So many that those of the tables get numbers of other ranges; each reports one month that nobody else does.
        let strangers = (0..<9_000).map { "X\($0),2018-\($0 % 2 == 0 ? "01" : "02"),1,2018-03-01" }
        tables.rows[.report]?.insert(contentsOf: strangers, at: 0)
        let store = try store()
        try tables.ingest(into: store, folder)
        #expect(try StoredLedger(store).ranges.count == 3)
        #expect(try LedgerTables.found(store) == tables.foundWithoutStore())
        try expectSound(store)
    }

    @Test("Files in any order are one file", arguments: [UInt64(1), 2, 3])
    func order(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tables = LedgerTables(seed: seed)
        let whole = try store("whole.db")
        try tables.ingest(into: whole, folder)
        let parts = try store("parts.db")
        var files: [(FigureKind, [String])] = []
        for kind in FigureKind.allCases {
            var split = [[String]](repeating: [], count: 3)
            for row in tables.rows[kind] ?? [] { split[random.below(3)].append(row) }
            files += split.map { (kind, $0) }
        }
        files.shuffle(using: &random)
        for (kind, rows) in files { try LedgerTables.ingest(LedgerTables.text(kind, rows), kind, into: parts, folder) }
        #expect(try LedgerTables.found(parts) == LedgerTables.found(whole))
        for kind in FigureKind.allCases { #expect(try StoredLedger(parts).count(of: kind) == StoredLedger(whole).count(of: kind)) }
        try expectSound(parts)
    }

    @Test("Corrections that say when they were received stand in any order, and make no report late")
    func corrections() throws {
        let files = ["A,2020-01,10,2020-02-05", "A,2020-01,20,2020-06-01", "A,2020-01,15,2020-03-01"]
        var found: Set<[String]> = []
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let store = try store("o\(order).db")
            for (n, i) in order.enumerated() {
                let counts = try LedgerTables.ingest(LedgerTables.text(.report, [files[i]]), .report, into: store, folder).counts
                #expect(counts.stored == (n == 0 ? 1 : 0) && counts.changed == (n == 0 ? 0 : 1))
            }
            found.insert(try LedgerTables.found(store))
            let series = try FigureSeries(StoredLedger(store).records(.report, SubjectRange(index: 0)), of: LineSelection(.mining))
            #expect(series.amounts == [20_000] && series.firstStated == [Day(year: 2020, month: 2, day: 5)?.daysSince1970])
        }
        // No quota of 2020 is known to anybody, the first receipt was in time.
        #expect(found == [[]])
    }

    @Test("The same file again changes nothing, a longer one only adds")
    func idempotence() throws {
        let tables = LedgerTables(seed: 8)
        let store = try store()
        try tables.ingest(into: store, folder)
        let (commit, found) = (try store.latestCommit(), try LedgerTables.found(store))
        for kind in FigureKind.allCases {
            let rows = tables.rows[kind] ?? []
            let again = try LedgerTables.ingest(LedgerTables.text(kind, rows.shuffled()), kind, into: store, folder)
            #expect(again.counts.unchanged == rows.count && again.counts.stored + again.counts.changed == 0 && again.commit == nil)
        }
        #expect(try store.latestCommit() == commit)
        #expect(try LedgerTables.found(store) == found)
        let more = (tables.rows[.invoice] ?? []) + ["L0000,2019-05-11,0.001", "Z,2019-05-11,7"]
        let counts = try LedgerTables.ingest(LedgerTables.text(.invoice, more), .invoice, into: store, folder).counts
        #expect(counts.stored == 2 && counts.unchanged == more.count - 2)
        try expectSound(store)
    }

    @Test("As of a commit is a store that never saw later ones")
    func asOf() throws {
        let (first, second) = (LedgerTables(seed: 11), LedgerTables(seed: 12))
        let (early, both) = (try store("early.db"), try store("both.db"))
        try first.ingest(into: early, folder)
        try first.ingest(into: both, folder)
        let commit = try both.latestCommit()
        try second.ingest(into: both, folder)
        #expect(try both.latestCommit() > commit)
        #expect(try LedgerTables.found(both, asOf: commit) == LedgerTables.found(early))
        #expect(try LedgerTables.found(both) != LedgerTables.found(early))
        #expect(try LedgerTables.found(both, asOf: 0).isEmpty)
    }

    @Test("What one file says twice is kept once, what it contradicts is set aside, and every row is accounted for")
    func conflicts() throws {
        let rows = [
            "A,2020-01,10,2020-02-05", "A,2020-01,10,2020-02-05", "B,2020-01,10,2020-02-05", "B,2020-01,11,2020-02-05",
            "C,2020-01,9,2020-02-05", "C,2020-13,9,2020-02-05", "D,2020-01,x3,2020-02-05", "E;2020-01",
        ]
        let store = try store()
        for rowsPerRun in [1, 100] {
            let counts = try LedgerTables.ingest(LedgerTables.text(.report, rows), .report, into: store, folder, rowsPerRun: rowsPerRun)
                .counts
            #expect(counts.stored + counts.changed + counts.unchanged + counts.quarantined == rows.count)
            #expect(counts.quarantined == 5 && counts.stored == (rowsPerRun == 1 ? 2 : 0))
        }
        #expect(try StoredLedger(store).count(of: .report) == 2)
        let aside = try store.quarantine(kind: .reports, pendingOnly: true)
        let reasons = Set(aside.map { "\($0.row) \($0.reason)" })
        #expect(reasons.contains("7 column month: \"2020-13\" is not a month of a year; write it as 2024-03"))
        #expect(reasons.contains("8 column t_reo: \"x3\" is not a figure; write digits with a point before decimals"))
        #expect(reasons.contains("9 column month: is empty; write it as 2024-03"))
        #expect(aside.count { $0.identifier == "B 2020-01" } == 4 && aside.contains { $0.row == 4 } && aside.contains { $0.row == 5 })
        #expect(reasons.contains { $0.hasPrefix("4 contradicts another record of the same key (rows 4, 5)") })
        let mended = try LedgerTables.ingest(LedgerTables.text(.report, ["B,2020-01,11,2020-02-05"]), .report, into: store, folder)
        #expect(mended.counts.stored == 1)
        #expect(try store.quarantine(kind: .reports, pendingOnly: true).allSatisfy { $0.identifier != "B 2020-01" })
        try expectSound(store)
    }

    @Test("A commit that undoes a correction by saying the old figure again stands")
    func undone() throws {
        let store = try store()
        func say(_ tonnes: Int) throws -> IngestCounts {
            try LedgerTables.ingest("licence_id,month,t_reo\nA,2020-01,\(tonnes)\n", .report, into: store, folder).counts
        }
        #expect(try say(10).stored == 1)
        #expect(try say(20).changed == 1)
        #expect(try say(20).unchanged == 1)
        #expect(try say(10).changed == 1)
        let series = try FigureSeries(StoredLedger(store).records(.report, SubjectRange(index: 0)), of: LineSelection(.mining))
        #expect(series.amounts == [10_000])
    }
}
