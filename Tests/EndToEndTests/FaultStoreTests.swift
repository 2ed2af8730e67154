import Foundation
import TestSupport
import Testing

@Suite("Stores in trouble")
struct FaultStoreTests {
    @Test("A damaged file is called damaged, its check lists defects, and a backup takes its place")
    func damaged() throws {
        let world = try FaultWorld(footprintsPerFile: 300)
        let store = try world.whole("watch.db")
        let backup = world.path("backup.db")
        try run(["store", "backup", "--store", store, "--output", backup])
        let contents = try StoreContents(store)
        var bytes = try Data(contentsOf: URL(filePath: store))
        var random = SplitMix(seed: 3)
        for page in 1..<bytes.count / 4096 where page % 3 == 0 {
            for i in 0..<4096 { bytes[page * 4096 + i] = UInt8(truncatingIfNeeded: random.next()) }
        }
        try bytes.write(to: URL(filePath: store))
        let check = try run(["store", "check", "--store", store], exits: 74)
        #expect(check.output.contains("defect "))
        #expect(check.standardError.contains("store restore"))
        try run(["run", "--quiet", "--store", store], exits: 74)
        let restored = try run(["store", "restore", "--store", store, backup])
        #expect(restored.output.contains("watch.db.damaged-1"))
        #expect(try Data(contentsOf: URL(filePath: store + ".damaged-1")).count == bytes.count)
        try expectSound(store)
        #expect(try StoreContents(store) == contents)
    }

    @Test("Any byte changed: no command crashes, and each says 0 or why not")
    func mutated() throws {
        let world = try FaultWorld(footprintsPerFile: 60, files: 1)
        let store = try world.whole("watch.db")
        try run(["store", "vacuum", "--store", store])
        let sound = try Data(contentsOf: URL(filePath: store))
        var random = SplitMix(seed: 11)
        for round in 0..<Machine.rounds {
            var bytes = sound
            for _ in 0..<40 { bytes[100 + Int(random.next() % UInt64(bytes.count - 100))] ^= UInt8(1 << (random.next() % 8)) }
            let copy = try world.folder.file("mutated-\(round).db", bytes)
            for command in [["store", "check", "--store", copy], ["count", "--store", copy]] {
                let outcome = try orewatch.run(command)
                #expect([0, 66, 74].contains(outcome.exitCode), "round \(round): \(command) \(outcome.exitCode) \(outcome.standardError)")
            }
        }
    }

    @Test("A backup taken while an import writes is sound, and holds whole files only")
    func backupWhileWriting() throws {
        let world = try FaultWorld()
        let store = world.path("watch.db")
        try run(FaultWorld.ingest(store, "licences", [world.licences]))
        let writer = try orewatch.start(FaultWorld.ingest(store, "footprints", world.footprints))
        var copies = 0
        repeat {
            let copy = world.path("copy-\(copies).db")
            try run(["store", "backup", "--store", store, "--output", copy])
            let count = try run(["count", "--store", copy, "--as", "footprints"]).output
            #expect(Int(count.trimmingCharacters(in: .whitespacesAndNewlines)).map { $0 % 300 == 0 } == true, "\(count)")
            copies += 1
        } while writer.isRunning && copies < 20
        #expect(try writer.ended().exitCode == 0)
        try expectSound(store)
    }

    @Test("Nothing is restored over a store that somebody has open")
    func restoreOpen() throws {
        let world = try FaultWorld(footprintsPerFile: 50, files: 1)
        let store = try world.whole("watch.db")
        let backup = world.path("backup.db")
        try run(["store", "backup", "--store", store, "--output", backup])
        let contents = try StoreContents(store)
        try holdingOpen(store) { try run(["store", "restore", "--store", store, backup], exits: 75) }
        #expect(try StoreContents(store) == contents)
    }

    @Test("Two imports at once: both are stored, or one is told to try again")
    func twoImports() throws {
        let world = try FaultWorld(files: 2)
        let store = world.path("watch.db")
        try run(FaultWorld.ingest(store, "licences", [world.licences]))
        let both = try world.footprints.map { try orewatch.start(FaultWorld.ingest(store, "footprints", [$0])) }
        let ended = try both.map { try $0.ended() }
        for outcome in ended { #expect([0, 75].contains(outcome.exitCode), "\(outcome.standardError)") }
        #expect(ended.contains { $0.exitCode == 0 })
        let stored = ended.count { $0.exitCode == 0 } * 300
        #expect(try run(["count", "--store", store, "--as", "footprints"]).output == "\(stored)\n")
        try expectSound(store)
    }

    @Test("Two runs at once: one judges, the other is told to try again")
    func twoRuns() throws {
        let world = try FaultWorld()
        let store = world.path("watch.db")
        try run(FaultWorld.ingest(store, "licences", [world.licences]))
        try run(FaultWorld.ingest(store, "footprints", world.footprints))
        let ended = try [0, 1].map { _ in try orewatch.start(["run", "--quiet", "--store", store]) }.map { try $0.ended() }
        for outcome in ended { #expect([0, 75].contains(outcome.exitCode), "\(outcome.standardError)") }
        #expect(ended.contains { $0.exitCode == 0 })
        try run(["run", "--quiet", "--store", store])
        #expect(try StoreContents(store) == StoreContents(world.whole("alone.db")))
    }

    @Test("Delivered twice, in another order, or corrected and put back: the same store")
    func orderOfArrival() throws {
        let world = try FaultWorld(footprintsPerFile: 200)
        let expected = try StoreContents(world.whole("forward.db"))
        let store = world.path("backward.db")
        for file in world.footprints.reversed() {
            try run(FaultWorld.ingest(store, "footprints", [file]))
            try run(["run", "--quiet", "--store", store])
        }
        try run(FaultWorld.ingest(store, "licences", [world.licences]))
        try run(["run", "--quiet", "--store", store])
        let again = try run(FaultWorld.ingest(store, "footprints", world.footprints)).output
        #expect(again.split(separator: "\n").allSatisfy { $0.contains(" stored=0 ") && $0.contains(" unchanged=200 ") })
        #expect(try run(["run", "--quiet", "--store", store]).output.contains("idle"))
        #expect(try StoreContents(store) == expected)

        let original = try String(contentsOfFile: world.footprints[1], encoding: .utf8)
        let corrected = try world.folder.file("corrected.geojson", original.replacing("position_sigma_m\":1", with: "position_sigma_m\":9"))
        let change = try run(FaultWorld.ingest(store, "footprints", [corrected])).output
        #expect(change.contains(" changed=200 "))
        try run(["run", "--quiet", "--store", store])
        try expectSound(store)
        #expect(try run(FaultWorld.ingest(store, "footprints", [world.footprints[1]])).output.contains(" changed=200 "))
        try run(["run", "--quiet", "--store", store])
        try expectSound(store)
        #expect(try StoreContents(store).findings == expected.findings)
        let before = try run(["store", "prune", "--store", store, "--before-commit", "1000000", "--vacuum"]).output
        #expect(before.contains("footprint_versions=400"))
        try expectSound(store)
        try run(["run", "--quiet", "--full", "--store", store])
        #expect(try StoreContents(store).findings == expected.findings)
    }

    @Test("A file that is cut off while it grows is refused whole, and stored whole when it has grown")
    func growing() throws {
        let world = try FaultWorld(files: 1)
        let store = world.path("watch.db")
        let whole = try Data(contentsOf: URL(filePath: world.footprints[0]))
        let growing = try world.folder.file("growing.geojson", whole.prefix(whole.count / 2))
        let refused = try run(FaultWorld.ingest(store, "footprints", [growing]), exits: 65)
        #expect(refused.output.isEmpty)
        #expect(try run(["count", "--store", store]).output == "0\n")
        try expectSound(store)
        try whole.write(to: URL(filePath: growing))
        #expect(try run(FaultWorld.ingest(store, "footprints", [growing])).output.contains(" stored=300 "))
    }

    @Test("The published GeoPackage has a layer for each kind, and its counts are the store's")
    func published() throws {
        let world = try FaultWorld(footprintsPerFile: 100)
        let store = try world.whole("watch.db")
        let package = world.path("current.gpkg")
        let line = try run(["store", "export", "--store", store, "--output", package, "--footprints"]).output
        let contents = try StoreContents(store)
        #expect(
            line.contains("licences=200 zones=0 footprints=300 findings=\(contents.findings.count) incidents=\(contents.incidents.count)"))
        #expect(try Data(contentsOf: URL(filePath: package)).starts(with: Data("SQLite format 3".utf8)))
    }

    private func holdingOpen(_ store: String, _ body: () throws -> Void) throws {
        let input = Pipe()
        let reader = Process()
        reader.executableURL = URL(filePath: "/usr/bin/env")
        reader.arguments = ["sqlite3", store]
        (reader.standardInput, reader.standardOutput) = (input, FileHandle.nullDevice)
        guard (try? Machine.shell("command -v sqlite3").exitCode) == 0 else { return }
        try reader.run()
        input.fileHandleForWriting.write(Data("BEGIN; SELECT count(*) FROM commits;\n".utf8))
        Thread.sleep(forTimeInterval: 0.5)
        defer {
            input.fileHandleForWriting.closeFile()
            reader.waitUntilExit()
        }
        try body()
    }
}
