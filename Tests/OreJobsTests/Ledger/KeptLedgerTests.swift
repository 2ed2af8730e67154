import Foundation
import OreDetection
import OreFeatures
import OreLedger
import OreStorage
import TestSupport
import Testing

@testable import OreJobs

@Suite("Figures kept beside the store")
struct KeptLedgerTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ name: String = "s.db") throws -> Store { try Store(path: folder.path(name), mode: .create) }

    /// Findings as text, whatever the numbers of subjects are; and the counts that go with them.
    private static func found(_ store: Store, asOf commit: Int? = nil, keepsFrom: Int, threads: Int = 2) throws -> [String] {
        let ledger = try StoredLedger(store, asOf: commit)
        let day = try #require(Day(year: 2022, month: 3, day: 31))
        var judgement = try StoredJudgement(store, ledger, on: day, due: DueCalendar(DueRule(day: 12)))
        (judgement.threads, judgement.keepsFrom, judgement.isIncremental) = (threads, keepsFrom, true)
        let found = try judgement.findings()
        let marks = found.marks.joined().map { mark in
            "\(mark.rule.rawValue) \(ledger.name(of: mark.subject)) \(mark.year) \(mark.months) \(mark.verdict) \(mark.severity)"
        }
        return marks.sorted() + ["\(found.account)"]
    }

    private func kept() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path(""))) ?? []).filter { $0.contains(".db.ledger-") }
    }

    @Test(
        "Deliveries in any order, judged one by one with what was kept, are judged as a store that keeps nothing", arguments: UInt64(1)...8)
    func increments(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let tables = LedgerTables(seed: seed, subjects: 8)
        let store = try store()
        var deliveries: [(FigureKind, [String])] = []
        for kind in FigureKind.allCases {
            let rows = tables.rows[kind] ?? []
            // By month mostly; every third world in any order.
            var parts = [[String]](repeating: [], count: 9)
            for (i, row) in rows.enumerated() { parts[seed.isMultiple(of: 3) ? random.below(9) : i * 9 / rows.count].append(row) }
            deliveries += parts.map { (kind, $0) }
        }
        deliveries.shuffle(using: &random)
        if !seed.isMultiple(of: 3) { deliveries = FigureKind.allCases.flatMap { kind in deliveries.filter { $0.0 == kind } } }
        var commits: [(Int, [String])] = []
        for (kind, rows) in deliveries {
            var rows = rows
            // What was said before is said again, said otherwise, or a day later.
            if random.below(3) == 0, let old = tables.rows[kind]?.randomElement(using: &random) {
                let fields = old.split(separator: ",").map(String.init)
                let changed = kind == .quota ? fields.dropLast() + ["1.5"] : fields.enumerated().map { $0 == 2 ? "1.25" : $1 }[...]
                rows.append(changed.joined(separator: ","))
            }
            try LedgerTables.ingest(LedgerTables.text(kind, rows), kind, into: store, folder)
            guard random.below(3) > 0 else { continue }
            let own = try Self.found(store, keepsFrom: 0)
            #expect(try own == Self.found(store, keepsFrom: .max), "seed \(seed)")
            #expect(try own == Self.found(store, keepsFrom: 0, threads: 1))
            commits.append((try store.latestCommit(), own))
        }
        #expect(kept().count == 1)
        // As of a commit, whatever is kept of later ones; and that leaves what is kept alone.
        let before = try Data(contentsOf: URL(filePath: folder.path(try #require(kept().first))))
        for (commit, found) in commits.shuffled(using: &random).prefix(4) {
            #expect(try Self.found(store, asOf: commit, keepsFrom: 0) == found)
        }
        #expect(try Data(contentsOf: URL(filePath: folder.path(try #require(kept().first)))) == before)
        #expect(try StoreCheck.run(store.path).isSound)
    }

    @Test("What was kept is used, and what is damaged, lost or of another store is made again")
    func damage() throws {
        let store = try store()
        let tables = LedgerTables(seed: 4)
        try tables.ingest(into: store, folder)
        let found = try Self.found(store, keepsFrom: 0)
        let file = folder.path(try #require(kept().first))
        let bytes = try Data(contentsOf: URL(filePath: file))
        var random = SplitMix(seed: 9)
        for length in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(length).write(to: URL(filePath: file))
            #expect(try Self.found(store, keepsFrom: 0) == found)
            #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
        }
        for _ in 0..<60 {
            var damaged = bytes
            damaged[random.below(bytes.count)] ^= UInt8(1 + random.below(255))
            try damaged.write(to: URL(filePath: file))
            #expect(try Self.found(store, keepsFrom: 0) == found)
        }
        // Of another store: as many records, but one of them says something else.
        var other = tables
        other.rows[.report]?[0] = "L0000,2019-01,999,2019-02-01"
        let second = try self.store("t.db")
        try other.ingest(into: second, folder)
        let path = file.replacing("s.db", with: "t.db")
        try bytes.write(to: URL(filePath: path))
        #expect(try Self.found(second, keepsFrom: 0) == Self.found(second, keepsFrom: .max))
        // It is read, not made again: a number in it shows, when its digest is not asked.
        #expect(try Data(contentsOf: URL(filePath: path)) != bytes)
    }

    @Test("Another due day, or other lines, have their own; a few files are left, and none where nothing can be written")
    func settings() throws {
        let store = try store()
        try LedgerTables(seed: 4).ingest(into: store, folder)
        for day in 1...7 {
            var judgement = try StoredJudgement(
                store, StoredLedger(store), on: Day(daysSince1970: 19_000), due: DueCalendar(DueRule(day: day)))
            (judgement.keepsFrom, judgement.isIncremental) = (0, true)
            let late = try judgement.findings().counts.first { $0.rule == .reportLate }?.months ?? 0
            judgement.keepsFrom = .max
            #expect(try judgement.findings().counts.first { $0.rule == .reportLate }?.months ?? 0 == late)
        }
        #expect(kept().count == 4)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path(""))
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path("")) }
        _ = try Self.found(store, keepsFrom: 0)
    }

    @Test("Figures of a thousand years are judged all the same")
    func wide() throws {
        let store = try store()
        var tables = LedgerTables(seed: 4)
        tables.rows[.report]?.append("OLD,1021-05,3,1021-06-30")
        try tables.ingest(into: store, folder)
        let found = try Self.found(store, keepsFrom: 0)
        #expect(found.contains { $0.hasPrefix("report_late OLD 1021") })
        tables.rows[.report]?.removeLast()
        let second = try self.store("t.db")
        try tables.ingest(into: second, folder)
        let without = try Self.found(second, keepsFrom: 0)
        #expect(without.count > 10 && Set(without.dropLast().filter { !$0.hasPrefix("report_missing") }).isSubset(of: Set(found)))
    }

    @Test("Findings are listed with evidence and rows, narrowed, the heaviest first, and each is one that was counted")
    func listing() throws {
        let store = try store()
        try LedgerTables(seed: 7).ingest(into: store, folder)
        var judgement = try StoredJudgement(
            store, StoredLedger(store), on: #require(Day(year: 2022, month: 5, day: 1)), due: DueCalendar(DueRule(day: 12)))
        judgement.keepsFrom = 0
        var filter = LedgerFindingFilter()
        filter.limit = .max
        let (all, matching, found) = try judgement.report(filter)
        #expect(all.findings.count == matching && matching == found.marks.joined().count && matching > 20)
        #expect(zip(all.findings, all.findings.dropFirst()).allSatisfy { $0.severity >= $1.severity })
        #expect(all.findings.allSatisfy { !$0.evidence.isEmpty || $0.rule == .reportMissing })
        let overrun = try #require(all.findings.first { $0.rule == .quotaOverrun })
        #expect(Set(all.sources(of: overrun).flatMap(\.rows)).count > 3 && all.sources(of: overrun).count == 2)
        (filter.rules, filter.years, filter.verdicts) = ([.reportLate], [2020], ["strong"])
        (filter.subjects, filter.minimumSeverity) = (["L0003", "L0004"], 3)
        let few = try judgement.report(filter).report
        let same = all.findings.filter {
            filter.rules.contains($0.rule) && $0.year == 2020 && $0.verdict == .strong && $0.severity >= 3
                && filter.subjects.contains(all.name(of: $0))
        }
        #expect(few.findings.count == same.count && !same.isEmpty)
        #expect(few.findings.map { $0.id(few.names) } == same.map { $0.id(all.names) })
        #expect(few.findings.map(\.evidence) == same.map(\.evidence))
        filter = LedgerFindingFilter()
        filter.limit = 5
        #expect(try judgement.report(filter).report.findings.map(\.severity) == all.findings.prefix(5).map(\.severity))
    }

    @Test("A day takes the last commit made by it")
    func days() throws {
        let store = try store()
        func deliver(_ at: String, _ row: String) throws {
            let path = try folder.file("\(at).csv", LedgerTables.text(.report, [row]))
            var request = FigureIngestRequest(.report, files: [path], receivedAt: "\(at)T23:59:59Z")
            request.isQuiet = true
            try FigureIngest(request, into: store).execute()
        }
        try deliver("2024-02-10", "A,2024-01,1,2024-02-10")
        try deliver("2024-03-10", "A,2024-02,1,2024-03-10")
        try deliver("2024-03-10", "A,2024-03,1,2024-03-10")
        func commit(_ month: Int, _ day: Int) throws -> Int { try store.lastCommit(by: #require(Day(year: 2024, month: month, day: day))) }
        #expect(try [commit(2, 9), commit(2, 10), commit(3, 9), commit(3, 10), commit(12, 31)] == [0, 1, 1, 3, 3])
        #expect(try store.day(ofCommit: 2) == Day(year: 2024, month: 3, day: 10) && store.day(ofCommit: 9) == nil)
    }
}
