import Foundation
import TestSupport
import Testing

@Suite("Killed at any moment")
struct FaultKillTests {
    @Test(
        "Killed in an ingest or a run: what was acknowledged is there, the store is sound, and the next attempt ends where an undisturbed one does"
    )
    func killed() throws {
        let world = try FaultWorld()
        let expected = try StoreContents(try world.whole("undisturbed.db"))
        let seed = UInt64(Date().timeIntervalSince1970)
        var random = SplitMix(seed: seed)
        var (rounds, landed) = (0, 0)
        let ingestSeconds = try seconds { try run(FaultWorld.ingest(world.path("timed.db"), "footprints", world.footprints)) }
        let runSeconds = try seconds { try run(["run", "--quiet", "--store", world.path("timed.db")]) }
        while rounds < Machine.rounds {
            let store = world.path("round-\(rounds).db")
            let making = try orewatch.start(FaultWorld.ingest(store, "licences", [world.licences])).killed(
                after: random.unit() * ingestSeconds)
            landed += making.exitCode == -SIGKILL ? 1 : 0
            if FileManager.default.fileExists(atPath: store) { try expectSound(store) }
            try run(FaultWorld.ingest(store, "licences", [world.licences]))
            let ingest = FaultWorld.ingest(store, "footprints", world.footprints)
            let killed = try orewatch.start(ingest).killed(after: random.unit() * ingestSeconds)
            landed += killed.exitCode == -SIGKILL ? 1 : 0
            try expectSound(store)
            let acknowledged = killed.output.split(separator: "\n").filter { $0.hasPrefix("ok ") && $0.contains("vanished=") }
            let again = try run(ingest).output.split(separator: "\n")
            #expect(again.count == world.footprints.count, "seed \(seed), round \(rounds)")
            for (line, file) in zip(again, world.footprints) where acknowledged.contains(where: { $0.contains(file) }) {
                #expect(line.contains(" stored=0 ") && line.contains(" unchanged=300 "), "seed \(seed), round \(rounds): \(line)")
            }
            let judged = try orewatch.start(["run", "--quiet", "--store", store]).killed(after: random.unit() * runSeconds)
            landed += judged.exitCode == -SIGKILL ? 1 : 0
            try expectSound(store)
            try run(["run", "--quiet", "--store", store])
            try expectSound(store)
            #expect(try StoreContents(store) == expected, "seed \(seed), round \(rounds)")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
            rounds += 3
        }
        print("killed \(landed) of \(rounds) processes before their end, seed \(seed)")
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        let taken = (ContinuousClock.now - start).components
        return Double(taken.seconds) + Double(taken.attoseconds) / 1e18
    }

    @Test("Every ok line comes after a flush of what it acknowledges", .enabled(if: Machine.canTrace, Machine.traceSkip))
    func flushes() throws {
        let world = try FaultWorld(footprintsPerFile: 100)
        let log = world.path("trace.log")
        let arguments = FaultWorld.ingest(world.path("traced.db"), "footprints", world.footprints)
        let traced = try RunningProgram(
            "/usr/bin/env", ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", log, orewatch.path] + arguments
        ).ended()
        #expect(traced.exitCode == 0, "\(traced.standardError)")
        var (flushes, total, acknowledged) = (0, 0, 0)
        for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
            if line.contains("sync(") || line.contains("sync resumed") {
                if line.contains("= 0") { (flushes, total) = (flushes + 1, total + 1) }
            } else if line.contains("write(1, \"ok ") {
                #expect(flushes >= 1)
                (flushes, acknowledged) = (0, acknowledged + 1)
            }
        }
        #expect(acknowledged == world.footprints.count)
        print("\(total) flushes for \(acknowledged) acknowledged files")
    }
}
