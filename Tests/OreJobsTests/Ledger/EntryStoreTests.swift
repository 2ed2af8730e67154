import Foundation
import GRDB
import OreCases
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

@Suite("Entries of the ledger in the store")
struct EntryStoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ name: String = "watch.db") throws -> Store { try Store(path: folder.path(name), mode: .create) }

    @discardableResult
    private func ingest(_ text: String, _ kind: EntryKind, into store: Store, refusing: Bool = false) throws -> IngestCounts {
        let path = try folder.file("in-\(UInt64.random(in: 0...UInt64.max)).csv", text)
        return try Self.ingest(path, kind, into: store, refusing: refusing)
    }

    @discardableResult
    static func ingest(_ path: String, _ kind: EntryKind, into store: Store, refusing: Bool = false) throws -> IngestCounts {
        var request = EntryIngestRequest(kind, files: [path], receivedAt: "2025-06-30T00:00:00Z")
        if refusing { request.invalid = .refuse }
        let files = try EntryIngest(request, into: store).execute()
        return files.first?.outcome.counts ?? IngestCounts()
    }

    private func expectSound(_ store: Store) throws {
        let check = try StoreCheck.run(store.path)
        #expect(check.isSound, "\(check.defects)")
    }

    /// A table with two rows of a kind: its example, and the same of another key.
    static func sample(_ kind: EntryKind, isChinese: Bool = false) -> String {
        let headings = kind.fields.map { isChinese ? $0.chinese : $0.name }
        let second = kind.fields.enumerated().map { $0.offset == 0 ? "X-2" : $0.element.example }
        return [headings, kind.fields.map(\.example), second].map { $0.joined(separator: ";") }.joined(separator: "\n") + "\n"
    }

    @Test("Every kind is stored, counted, read back, unchanged the second time, and sound", arguments: EntryKind.allCases)
    func everyKind(_ kind: EntryKind) throws {
        let store = try store("\(kind.rawValue).db")
        let first = try ingest(Self.sample(kind), kind, into: store)
        #expect(first.stored == 2 && first.quarantined == 0)
        let commit = try store.latestCommit()
        #expect(try ingest(Self.sample(kind, isChinese: true), kind, into: store).unchanged == 2)
        #expect(try store.latestCommit() == commit && store.count(of: kind.recordKind) == 2)
        let entries = try StoredLedger(store).entries(kind)
        #expect(entries.count == 2 && entries.map(\.row) == [2, 3] && entries.allSatisfy { $0.commit == commit && $0.missing.isEmpty })
        for field in kind.fields where !field.example.isEmpty { #expect(entries[0][field.name] != nil, "\(field.name)") }
        let ledger = try StoredLedger(store)
        let named = Set((0..<ledger.names.count).map { ledger.names[$0] })
        #expect(entries.allSatisfy { named.isSuperset(of: $0.subjectNames) })
        _ = try ledger.entryBook()
        try expectSound(store)
    }

    @Test("The sums add up: stored, changed, unchanged, quarantined and skipped are what was read; what is mended is resolved")
    func sums() throws {
        let store = try store()
        try ingest("licence_id,date,tonnes\nA,2024-01-31,1\nB,2024-01-31,1\n", .stock, into: store)
        let text = """
            licence_id,date,tonnes
            A,2024-01-31,1
            B,2024-01-31,2
            C,2024-01-31,3
            D,2024-01-31,x
            E,2024-01-31,4
            E,2024-01-31,5
            合计,2024-01-31,15
            """
        let counts = try ingest(text, .stock, into: store)
        #expect(counts.unchanged == 1 && counts.changed == 1 && counts.stored == 1 && counts.quarantined == 3 && counts.skipped == 1)
        let aside = try store.quarantine(kind: .stock, pendingOnly: true)
        #expect(aside.map(\.row) == [5, 6, 7] && aside.map(\.identifier) == ["D 2024-01-31", "E 2024-01-31", "E 2024-01-31"])
        #expect(aside[0].reason.hasPrefix("column tonnes: \"x\" is not a figure") && aside[1].reason.contains("rows 6, 7"))
        try ingest("licence_id,date,tonnes\nD,2024-01-31,7\n", .stock, into: store)
        #expect(try store.quarantine(kind: .stock, pendingOnly: true).map(\.row) == [6, 7])
        let stock = try StoredLedger(store).entryBook().stock
        #expect(stock.map(\.tonnes.thousandths).sorted() == [1000, 2000, 3000, 7000])
        try expectSound(store)
    }

    @Test("As of a commit is a store that never saw later ones; on a day what was received by then")
    func asOf() throws {
        let store = try store()
        let heading = "licence_id,date,tonnes,received_at\n"
        try ingest(heading + "A,2024-01-31,1,2024-02-05\n", .stock, into: store)
        let commit = try store.latestCommit()
        try ingest(heading + "A,2024-01-31,2,2024-06-05\n", .stock, into: store)
        func tonnes(_ commit: Int?, _ day: Day? = nil) throws -> [Int64] {
            try StoredLedger(store, asOf: commit).entryBook(on: day).stock.map(\.tonnes.thousandths)
        }
        #expect(try tonnes(commit) == [1000] && tonnes(nil) == [2000] && tonnes(0).isEmpty)
        #expect(try tonnes(nil, Day(year: 2024, month: 3, day: 1)) == [1000])
    }

    @Test("A circle of members is set aside with its members, within a file and against what is known")
    func circles() throws {
        let store = try store()
        try ingest("member,parent\nA,B\nB,C\n", .members, into: store)
        let counts = try ingest("member,parent\nC,A\nD,A\n", .members, into: store)
        #expect(counts.stored == 1 && counts.quarantined == 1)
        let reason = try store.quarantine(kind: .members, pendingOnly: true).first?.reason
        #expect(
            reason?.contains("makes somebody belong to himself") == true && reason?.contains("A > B > C > A") == true, "\(reason ?? "")")
        #expect(throws: Never.self) { try Membership(StoredLedger(store).entryBook().members) }
        try expectSound(store)
    }

    @Test("With --on-invalid refuse nothing of a file with a faulty row is stored, nor anything left")
    func refusal() throws {
        let store = try store()
        for text in ["A,2024-01-31,1\nB,2024-01-31,-1\n", "A,2024-01-31,1\nA,2024-01-31,2\n"] {
            #expect(throws: InputError.self) { try ingest("licence_id,date,tonnes\n" + text, .stock, into: store, refusing: true) }
        }
        #expect(throws: InputError.self) { try ingest("licence_id,tonnes\nA,1\n", .stock, into: store) }
        #expect(try store.count(of: .stock) == 0 && store.latestCommit() == 0)
        #expect(try store.quarantine(kind: nil, pendingOnly: false).isEmpty)
        #expect(try DatabaseQueue(path: store.path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM imports") } == 0)
    }

    @Test("What is damaged is said, and never ends the program")
    func damage() throws {
        let store = try store()
        for kind in EntryKind.allCases { try ingest(Self.sample(kind), kind, into: store) }
        try store.close()
        for sql in [
            "UPDATE ledger_entries SET data = CAST(x'FF' || substr(data, 2) AS BLOB) WHERE id = 1",
            "UPDATE ledger_entries SET key = key + 1 WHERE id = 2",
            "UPDATE ledger_entries SET digest = 1 WHERE id = 3", "UPDATE ledger_entries SET kind = 'taxes' WHERE kind = 'stock'",
            "UPDATE ledger_entries SET known_from = known_from + 1 WHERE id = 4", "DELETE FROM ledger_entries WHERE id = 5",
            "DELETE FROM ledger_names WHERE first > 0",
        ] {
            let copy = folder.path(UUID().uuidString + ".db")
            try FileManager.default.copyItem(atPath: store.path, toPath: copy)
            try DatabaseQueue(path: copy).write { try $0.execute(sql: sql) }
            #expect(try !StoreCheck.run(copy).isSound, "\(sql)")
        }
    }
}
