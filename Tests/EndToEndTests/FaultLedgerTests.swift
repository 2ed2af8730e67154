import Foundation
import TestSupport
import Testing

@Suite("Killed while figures are brought in")
struct FaultLedgerTests {
    /// Reports of a few thousand licences in two files, the second with corrections.
    private static func table(_ months: ClosedRange<Int>, seed: UInt64) -> String {
        var random = SplitMix(seed: seed)
        var text = "licence_id,month,t_reo,received_at\n"
        for month in months {
            for licence in 0..<6000 {
                text += "L\(licence),2024-\(month < 10 ? "0" : "")\(month),\(20 + random.below(10)),2025-0\(seed)-0\(1 + random.below(9))\n"
            }
        }
        return text
    }

    @Test("Killed at any moment: a file is there whole or not at all, and the next attempt ends where an undisturbed one does")
    func killed() throws {
        let folder = try TemporaryFolder()
        let files = [try folder.file("a.csv", Self.table(1...8, seed: 1)), try folder.file("b.csv", Self.table(7...12, seed: 2))]
        func ingest(_ store: String) -> [String] { ["ingest", "--quiet", "--store", store, "--as", "reports"] + files }
        func found(_ store: String) throws -> String {
            // Numbers of commits may differ: a file of which nothing was new makes none.
            let outcome = try orewatch.run(["ledger", "test", "--plain", "--store", store])
            #expect(outcome.exitCode == 0, "\(outcome.standardError)")
            return outcome.output.replacing(/commit=\d+/, with: "")
        }
        let undisturbed = folder.path("undisturbed.db")
        let start = ContinuousClock.now
        try run(ingest(undisturbed))
        let seconds = (start.duration(to: .now)) / .seconds(1)
        let expected = try found(undisturbed)
        let seed = UInt64(Date().timeIntervalSince1970)
        var random = SplitMix(seed: seed)
        var landed = 0
        // All of them: corrections are of later days.
        let counts: Set = ["0", "48000", "84000"]
        for round in 0..<Machine.rounds {
            let store = folder.path("round-\(round).db")
            let ended = try orewatch.start(ingest(store)).killed(after: random.unit() * seconds)
            landed += ended.exitCode == -SIGKILL ? 1 : 0
            if FileManager.default.fileExists(atPath: store) {
                try expectSound(store)
                // Killed before the tables were made, the file is no store yet.
                let count = try orewatch.run(["count", "--store", store, "--as", "reports"])
                let number = count.output.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(count.exitCode != 0 || counts.contains(number), "seed \(seed), round \(round): \(number)")
            }
            try run(ingest(store))
            try expectSound(store)
            #expect(try found(store) == expected, "seed \(seed), round \(round)")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
        }
        print("killed \(landed) of \(Machine.rounds) processes before their end, seed \(seed)")
    }
}
