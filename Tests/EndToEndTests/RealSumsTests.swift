import Foundation
import TestSupport
import Testing

/// Two periods of new mining under a register and protected territories, watched period by period.
@Suite("Sums of real periods", .enabled(if: SharedData.isPresent, SharedData.skipLine))
struct RealSumsTests {
    private static let periods = ["202502", "202503"].map {
        SharedData.path("amazon-mining-watch/footprints/mining_\($0)_simplified.geojson")
    }
    private static let territories = SharedData.path("amazon-mining-watch/indigenous_territories.geojson")

    /// Every part in a zone counts, however small: what the sums compare must not depend on thresholds and position errors.
    private static let rules = """
        name: plain
        position_model: off
        prior_observation: ignored
        rules: { protected_zone: { minimum_area_m2: 0, minimum_share: 0 } }
        """

    private struct Key: Hashable { var area: String, period: String }
    private struct Sum { var count = 0, squareMetres = 0.0 }

    private func rows(_ csv: String) -> [[String: String]] {
        let lines = csv.components(separatedBy: "\r\n").filter { !$0.isEmpty }
        let names = lines[0].components(separatedBy: ",")
        // The columns in question stand before any quoted one.
        return lines.dropFirst().map { Dictionary(zip(names, $0.components(separatedBy: ",")), uniquingKeysWith: { a, _ in a }) }
    }

    private func summary(_ files: [String], _ profile: [String]) throws -> [Key: Sum] {
        let csv = try run(
            ["summarize", "--quiet", "--format", "csv", "--by", Self.territories] + profile + ["--footprints"] + files
        ).output
        return Dictionary(
            uniqueKeysWithValues: rows(csv).map {
                (
                    Key(area: $0["key"] ?? "", period: $0["period"] ?? ""),
                    Sum(count: Int($0["count"] ?? "") ?? 0, squareMetres: Double($0["intersection_m2"] ?? "") ?? 0)
                )
            })
    }

    @Test("What the store holds and what it finds in zones sum up to what the files do, and a run over everything changes nothing")
    func sums() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        let rules = try folder.file("plain.yaml", Self.rules)
        func ingest(_ kind: String, _ file: String, _ profile: String? = nil) throws {
            try run(["ingest", "--quiet", "--store", store, "--as", kind] + (profile.map { ["--map", $0] } ?? []) + [file])
        }
        try ingest("licences", SharedData.path("peru-titles/titles_utm17s.geojson"), "peru-titles")
        try ingest("zones", Self.territories)
        for file in Self.periods {
            try ingest("footprints", file, "amazon-mining-watch")
            try run(["run", "--quiet", "--store", store, "--rules", rules])
        }
        let expected = try summary(Self.periods, ["--map", "footprints=amazon-mining-watch"])
        #expect(!expected.isEmpty)

        let stored = folder.path("stored.geojson")
        try run(["footprints", "list", "--store", store, "--limit", "0", "--output", stored])
        let held = try summary([stored], [])
        #expect(held.mapValues(\.count) == expected.mapValues(\.count))
        for (key, sum) in expected { #expect(abs((held[key]?.squareMetres ?? 0) - sum.squareMetres) < 0.02) }

        let list = ["findings", "list", "--store", store, "--limit", "0", "--rule", "protected_zone", "--format", "csv"]
        let findings = rows(try run(list).output)
        var found: [Key: Sum] = [:]
        for row in findings {
            let key = Key(area: row["zone_id"] ?? "", period: row["observed_from"] == "2025-04-01" ? "2025-Q2" : "2025-Q3")
            found[key, default: Sum()].count += 1
            found[key, default: Sum()].squareMetres += Double(row["area_m2"] ?? "") ?? 0
        }
        #expect(found.mapValues(\.count) == expected.mapValues(\.count))
        for (key, sum) in expected { #expect(abs((found[key]?.squareMetres ?? 0) - sum.squareMetres) < 0.01 * Double(sum.count)) }

        let incidents = ["incidents", "list", "--store", store, "--limit", "0", "--format", "json"]
        let before = try run(incidents).output
        #expect(before.contains("\"grown\"") && !before.contains("\"shrunk\"") && !before.contains("\"gone\""))
        #expect(try run(["run", "--store", store, "--rules", rules, "--full"]).output.contains("idle"))
        #expect(try run(incidents).output == before)
    }
}
