import Foundation
import TestSupport
import Testing

/// Layers that do not say what their coordinates are, through the real program.
struct AutomaticCRSTests {
    private static let demo = DemoDistrict.folder
    private static let footprints = demo + "/footprints-2025-03.geojson"

    /// The demo's southern register in another CRS, as a table that does not say which.
    private func silent(_ crs: String, named name: String = "register.csv", in folder: TemporaryFolder) throws -> String {
        let stated = folder.path("stated.csv")
        try run(["convert", Self.demo + "/licences-south.geojson", "--to", crs, "--output", stated, "--quiet"])
        let text = try String(contentsOfFile: stated, encoding: .utf8)
        return try folder.file(name, text.replacingOccurrences(of: ",crs,", with: ",note,"))
    }

    private func inspect(_ arguments: [String]) throws -> [String: Any] {
        let outcome = try run(["inspect"] + arguments + ["--format", "json"])
        return try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
    }

    private func candidates(_ report: [String: Any]) throws -> [[String: Any]] {
        let found = try #require(report["crs_candidates"] as? [String: Any])
        return try #require(found["candidates"] as? [[String: Any]])
    }

    @Test("Inspect lists the CRSs of a silent table, the right one first, and says which words or layers speak for it")
    func listed() throws {
        let folder = try TemporaryFolder()
        let file = try silent("EPSG:32650", in: folder)
        let report = try inspect([file, "--against", Self.footprints])
        #expect(try candidates(report)[0]["crs"] as? String == "EPSG:32650")
        let evidence = try #require(try candidates(report)[0]["evidence"] as? [String])
        #expect(evidence.contains { $0.contains("footprints-2025-03.geojson") })
        // Without the footprints every zone would do.
        let alone = try inspect([file])
        #expect(try #require(try candidates(alone)[0]["confidence"] as? Double) < 0.5)
    }

    @Test("Detect with --crs licences=auto finds what it finds with the CRS stated, and records why")
    func detect() throws {
        let folder = try TemporaryFolder()
        let file = try silent("EPSG:32650", in: folder)
        func findings(_ crs: String) throws -> [String: Any] {
            let outcome = try run(
                ["detect", "--licences", file, "--footprints", Self.footprints, "--crs", "licences=" + crs, "--quiet"])
            return try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
        }
        let (automatic, stated) = (try findings("auto"), try findings("EPSG:32650"))
        let keys = { (collection: [String: Any]) in
            (collection["features"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }.sorted()
        }
        #expect(keys(automatic) == keys(stated))
        let inputs = try #require((automatic["run"] as? [String: Any])?["inputs"] as? [[String: Any]])
        let crs = try #require(inputs.compactMap { $0["crs"] as? String }.first { $0.contains("auto") })
        #expect(crs.contains("EPSG:32650") && crs.contains("confidence"), "\(crs)")
    }

    @Test("A Gauss-Krüger table is refused with its best three: positions cannot tell Xian 1980 from CGCS2000")
    func datumUnknown() throws {
        let folder = try TemporaryFolder()
        let file = try silent("EPSG:4526", in: folder)
        let output = folder.path("out.geojson")
        let outcome = try run(
            ["detect", "--licences", file, "--footprints", Self.footprints, "--crs", "licences=auto", "--output", output], exits: 65)
        #expect(outcome.standardError.contains("EPSG:4526"))
        #expect(outcome.standardError.contains("--crs licences=EPSG:CODE"))
        #expect(!FileManager.default.fileExists(atPath: output))
        // A name that states the datum is evidence.
        let named = try silent("EPSG:4526", named: "register_CGCS2000.csv", in: folder)
        try run(["detect", "--licences", named, "--footprints", Self.footprints, "--crs", "licences=auto", "--quiet"])
    }

    @Test("Convert takes auto only with evidence, and never from a pipe")
    func convert() throws {
        let folder = try TemporaryFolder()
        let file = try silent("EPSG:32650", in: folder)
        let output = folder.path("out.geojson")
        try run(["convert", file, "--crs", "auto", "--output", output], exits: 65)
        #expect(!FileManager.default.fileExists(atPath: output))
        try run(["convert", file, "--crs", "auto", "--against", Self.footprints, "--output", output, "--quiet"])
        #expect(FileManager.default.fileExists(atPath: output))
        try run(["convert", "/dev/stdin", "--crs", "auto", "--output", output], exits: 65)
    }

    @Test("The register audit and the summary take auto with the other layer as evidence")
    func otherCommands() throws {
        let folder = try TemporaryFolder()
        let file = try silent("EPSG:32650", named: "register_utm50n.csv", in: folder)
        try run([
            "summarize", "--footprints", file, "--by", Self.demo + "/districts.geojson", "--crs", "footprints=auto", "--quiet",
        ])
        try run(["register", "audit", "--licences", file, "--crs", "licences=auto"], exits: 65)
    }

    @Test("A layer traced in GCJ-02 is recognised against the footprints, and an honest one is not accused")
    func webMap() throws {
        let folder = try TemporaryFolder()
        func evidence(_ file: String) throws -> [String: Any] {
            let report = try inspect([file, "--crs", "EPSG:4326", "--against", Self.footprints])
            return try #require((report["web_map_offset"] as? [[String: Any]])?.first)
        }
        let traced = try evidence(try silent("GCJ-02", in: folder))
        #expect(traced["verdict"] as? String == "looks_like")
        #expect(traced["system"] as? String == "GCJ-02")
        #expect(try evidence(Self.demo + "/licences-south.geojson")["verdict"] as? String == "no_offset")
    }

    @Test("A stated CRS that puts the layer far from everything is called implausible, with those that would fit")
    func implausible() throws {
        let folder = try TemporaryFolder()
        // Zone 50, stated as zone 47: eighteen degrees to the west.
        let file = try silent("EPSG:32650", in: folder)
        let report = try inspect([file, "--crs", "EPSG:32647", "--against", Self.footprints])
        let placement = try #require((report["placement"] as? [[String: Any]])?.first)
        #expect(placement["implausible"] as? Bool == true)
        #expect(try candidates(report)[0]["crs"] as? String == "EPSG:32650")
        let right = try inspect([file, "--crs", "EPSG:32650", "--against", Self.footprints])
        #expect((right["placement"] as? [[String: Any]])?.first?["implausible"] as? Bool == false)
        #expect(right["crs_candidates"] is NSNull)
    }

    @Test("The titles of Peru, which say nothing, are led by zone 17 South", .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func peru() throws {
        let titles = SharedData.path("peru-titles/titles_utm17s.geojson")
        let footprints = SharedData.path("amazon-mining-watch/footprints/mining_202400_simplified.geojson")
        let report = try inspect([titles, "--against", footprints])
        #expect(try candidates(report)[0]["crs"] as? String == "EPSG:32717")
        // Under another name only the words "hora estándar de Perú" are left, which do not tell its zones apart.
        let folder = try TemporaryFolder()
        let renamed = try folder.file("register.geojson", try Data(contentsOf: URL(filePath: titles)))
        let outcome = try run(["convert", renamed, "--crs", "auto", "--against", footprints, "--output", folder.path("o.csv")], exits: 65)
        #expect(outcome.standardError.contains("EPSG:"))
    }
}
