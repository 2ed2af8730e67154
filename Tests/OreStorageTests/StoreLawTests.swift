import Foundation
import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@testable import OreStorage

@Suite("Laws of the store")
struct StoreLawTests {
    let folder: TemporaryFolder
    let store: Store

    init() throws {
        folder = try TemporaryFolder()
        store = try Store(path: folder.path("s.db"), mode: .create)
    }

    private func expectSound() throws {
        let result = try StoreCheck.run(store.path)
        #expect(result.isSound, "\(result.defects)")
    }

    @Test("The footprints that meet a box are those of a scan")
    func selections() throws {
        for n in 0..<4 { try StorageSample.ingest(store, StorageSample.footprints(700, scene: "S\(n)", seed: UInt64(n)), file: "\(n)") }
        let all = try store.footprints(FootprintSelection())
        #expect(all.references.count == 2800 && Set(all.references).count == 2800)
        var random = SplitMix(seed: 9)
        for _ in 0..<200 {
            let (x, y, size) = (114 + random.unit(), 25 + random.unit(), random.unit() * 0.3)
            let box = Envelope(minX: x, minY: y, maxX: x + size, maxY: y + size)
            let scanned = all.references.indices.filter { all.batch.geometry.envelope(of: $0).intersects(box) }.map { all.references[$0] }
            #expect(try store.footprints(FootprintSelection(box: box)).references.sorted() == scanned.sorted())
        }
        let units = try store.footprintUnits()
        #expect(try units.flatMap { try store.footprints(in: $0).references }.sorted() == all.references.sorted())
        try expectSound()
    }

    @Test("The same delivery again changes nothing; other contents end the earlier ones")
    func idempotence() throws {
        let batch = StorageSample.footprints(300, scene: "S", seed: 1)
        #expect(try StorageSample.ingest(store, batch).counts.stored == 300)
        let commit = try store.latestCommit()
        let again = try StorageSample.ingest(store, batch)
        #expect(again.counts.unchanged == 300 && again.counts.stored == 0 && again.commit == nil)
        #expect(try store.latestCommit() == commit)
        let changed = try StorageSample.ingest(store, StorageSample.footprints(300, scene: "S", seed: 1, area: 0.5))
        #expect(changed.counts.changed == 300)
        #expect(try store.count(of: .footprints) == 300)
        #expect(try store.footprints(FootprintSelection(commit: commit)).batch.footprint(at: 0).confidence == nil)
        #expect(try store.footprints(FootprintSelection()).batch.footprint(at: 0).confidence == 0.5)
        let half = try StorageSample.ingest(store, StorageSample.footprints(200, scene: "S", seed: 1, area: 0.5))
        #expect(half.counts.vanished == 100 && half.counts.unchanged == 200)
        #expect(try store.count(of: .footprints) == 200)
        try expectSound()
    }

    @Test("With a day, what a register says now holds from then on, and what it said before holds before")
    func versions() throws {
        let (a, b) = (StorageSample.square(114, 25), StorageSample.square(115, 25))
        try StorageSample.ingest(store, [(StorageSample.licence("A"), a), (StorageSample.licence("B"), b)])
        let day = Day(daysSince1970: 20_500)
        try StorageSample.ingest(store, [(StorageSample.licence("A", holder: "new"), a), (StorageSample.licence("B"), b)], asOf: day)
        let rows = try store.licences(asOf: nil).rows.filter { $0.id == "A" }
        #expect(rows.map(\.holder) == [nil, "new"])
        #expect(rows[0].appliesTo == Day(daysSince1970: 20_499) && rows[1].appliesFrom == day)
        #expect(try store.licences(asOf: 1).rows.count == 2)
        #expect(try store.count(of: .licences) == 2)
        #expect(try store.history(ofLicence: "A").map(\.value.holder).contains("new"))
        try expectSound()
    }

    @Test("A licence that is not listed any more is cancelled on the stated day, once")
    func vanished() throws {
        let (a, b) = (StorageSample.square(114, 25), StorageSample.square(115, 25))
        try StorageSample.ingest(store, [(StorageSample.licence("A"), a), (StorageSample.licence("B"), b)])
        let outcome = try StorageSample.ingest(store, [(StorageSample.licence("A"), a)], asOf: Day(daysSince1970: 20_500))
        #expect(outcome.counts.vanished == 1)
        let gone = try store.licences(asOf: nil).rows.filter { $0.id == "B" }
        #expect(gone.map { $0.events.map(\.day) } == [[Day(daysSince1970: 20_500)]])
        #expect(try store.count(of: .licences) == 1)
        try expectSound()
    }

    @Test("What was set aside is resolved by the delivery that brings it mended")
    func quarantine() throws {
        let aside = QuarantinedFeature(row: 1, identifier: "B", reason: "self-touch", feature: nil)
        try StorageSample.ingest(store, [(StorageSample.licence("A"), StorageSample.square(114, 25))], aside: [aside])
        #expect(try store.quarantine(kind: .licences, pendingOnly: true).map(\.identifier) == ["B"])
        try StorageSample.ingest(
            store,
            [(StorageSample.licence("A"), StorageSample.square(114, 25)), (StorageSample.licence("B"), StorageSample.square(115, 25))])
        #expect(try store.quarantine(kind: .licences, pendingOnly: true).isEmpty)
        #expect(try store.quarantine(kind: nil, pendingOnly: false).map(\.resolvedAt) == [2])
        try expectSound()
    }

    @Test("A clock set back or forward a year moves no commit, and prunes nothing too much")
    func clock() throws {
        let times = ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]
        for (n, time) in times.enumerated() {
            let licence = StorageSample.licence("A", holder: "\(n)")
            try StorageSample.ingest(store, [(licence, StorageSample.square(114, 25))], at: time)
        }
        #expect(try store.latestCommit() == 4)
        #expect(try (1...4).map { try store.licences(asOf: $0).rows[0].holder } == ["0", "1", "2", "3"])
        let pruning = StorePruning(store)
        #expect(try pruning.run(before: .time("2026-06-01T00:00:00Z"), isPreview: true, at: times[0]).horizon == 1)
        let outcome = try pruning.run(before: .commit(3), isPreview: false, at: times[0])
        #expect(outcome.registerVersions == 2)
        #expect(try store.licences(asOf: nil).rows.map(\.holder) == ["3"])
        #expect(try store.licences(asOf: 3).rows.map(\.holder) == ["2"])
        try expectSound()
    }

    @Test("A store whose making was cut off at any write is none yet, or whole; and the next writer goes on")
    func cutOff() throws {
        // Everything is in the log still: a frame of it is a header and a page.
        let (file, log) = (try Data(contentsOf: URL(filePath: store.path)), try Data(contentsOf: URL(filePath: store.path + "-wal")))
        let frame = 24 + Int(try store.read { try Int.fetchOne($0, sql: "PRAGMA page_size") } ?? 0)
        let frames = (log.count - 32) / frame
        #expect(frames > 50 && (log.count - 32) % frame == 0)
        var versions: Set<Int> = []
        for count in 0...frames {
            let path = try folder.file("cut-\(count).db", file)
            _ = try folder.file("cut-\(count).db-wal", log.prefix(32 + count * frame))
            let result = try StoreCheck.run(path)
            #expect(result.isSound, "\(count) of \(frames): \(result.defects)")
            let pending = try Store.pendingMigrations(of: path)
            versions.insert(pending.count)
            let next = try Store(path: path, mode: .readWrite)
            if count % 8 == 0 { try StorageSample.ingest(next, StorageSample.footprints(3, scene: "S", seed: 1)) }
            try next.close()
            if count % 8 == 0 { #expect(try StoreCheck.run(path).isSound) }
        }
        #expect(versions == [0, Store.migrator.migrations.count])
    }

    @Test("A store of a newer version is refused by every mode")
    func newer() throws {
        try store.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 from the future')") }
        try store.close()
        for mode in [Store.Mode.readOnly, .readWrite, .create] {
            #expect(throws: StoreError.newer(path: store.path)) { _ = try Store(path: store.path, mode: mode) }
        }
        #expect(throws: StoreError.newer(path: store.path)) { _ = try StoreCheck.run(store.path) }
        #expect(throws: StoreError.newer(path: store.path)) { _ = try Store.pendingMigrations(of: store.path) }
    }

    @Test("A store that somebody writes to is busy, and nothing is changed")
    func locked() throws {
        try StorageSample.ingest(store, StorageSample.footprints(10, scene: "S", seed: 1))
        var options = Store.Options()
        options.busySeconds = 0.1
        let other = try Store(path: store.path, mode: .readWrite, options: options)
        let hasImport = try ImportLock(store: store.path, seconds: 0)
        #expect(throws: StoreError.busy(path: store.path, what: "another import is running")) {
            try StorageSample.ingest(other, StorageSample.footprints(10, scene: "T", seed: 1))
        }
        withExtendedLifetime(hasImport) {}
        #expect(try other.count(of: .footprints) == 10)
    }

    @Test("An interrupted import whose file became another leaves nothing of the first")
    func resumedWithAnotherFile() throws {
        try StorageSample.ingest(store, StorageSample.footprints(500, scene: "S", seed: 1))
        // As a kill leaves it: written, and not committed; and one more run than the new file has.
        let queue = try DatabaseQueue(path: store.path)
        try queue.write { db in
            try db.execute(sql: "UPDATE imports SET commit_number = NULL")
            try db.execute(sql: "UPDATE footprint_runs SET known_from = NULL")
            try db.execute(sql: "DELETE FROM commits")
            let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM footprint_blocks") ?? 0
            try db.execute(sql: "INSERT INTO footprint_blocks (id, data) SELECT id + \(last), data FROM footprint_blocks")
            try db.execute(
                sql: """
                    INSERT INTO footprint_runs (import_id, number, digest, first_block, blocks, scenes, keys)
                    SELECT import_id, 1, digest, first_block + \(last), blocks, scenes, keys FROM footprint_runs
                    """)
        }
        try queue.close()
        let again = try Store(path: store.path, mode: .readWrite)
        #expect(try again.count(of: .footprints) == 0)
        try StorageSample.ingest(again, StorageSample.footprints(100, scene: "S", seed: 2))
        #expect(try again.count(of: .footprints) == 100)
        try again.close()
        try expectSound()
    }

    @Test("Any record whose bytes were changed is found by the check")
    func checked() throws {
        try StorageSample.ingest(store, StorageSample.footprints(100, scene: "S", seed: 1))
        try StorageSample.ingest(store, [(StorageSample.licence("A"), StorageSample.square(114, 25))])
        let harm = [
            "UPDATE footprint_blocks SET data = substr(data, 1, length(data) - 9) || x'000000000000000000' WHERE id = 1",
            "UPDATE register_rows SET attributes = x'00'", "DELETE FROM footprint_blocks WHERE id = 2",
            "UPDATE footprint_runs SET keys = substr(keys, 1, 160)", "UPDATE register_rows SET known_from = 99",
            "INSERT INTO footprint_ends (footprint, scene, import_id, known_to) VALUES (63000, 1, 1, 1)",
            "UPDATE imports SET counts = 'stored=7'",
            "UPDATE scene_names SET id = 77", "UPDATE footprint_runs SET scenes = x'0100000063000000'",
        ]
        for sql in harm {
            let copy = folder.path(UUID().uuidString)
            _ = try Store.backup(of: store.path, to: copy)
            let queue = try DatabaseQueue(path: copy)
            try queue.write { try $0.execute(sql: sql) }
            try queue.close()
            #expect(try !StoreCheck.run(copy).isSound, "\(sql)")
        }
        try expectSound()
    }
}
