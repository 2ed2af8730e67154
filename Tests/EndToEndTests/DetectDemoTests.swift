import Foundation
import TestSupport
import Testing

/// The demo district, detected by the real program as its user would.
enum DemoDistrict {
    static let folder = SharedData.packageRoot.appending(path: "GeoData/demo").path
    static let licences = ["licences-north.csv", "licences-south.geojson", "licences-east.csv"].map { folder + "/" + $0 }
    static let months = ["2024-06", "2024-12", "2025-02", "2025-03", "2025-04"]

    static func arguments(_ more: [String] = [], licences: [String] = licences) -> [String] {
        ["detect", "--licences"] + licences + ["--footprints"] + months.map { "\(folder)/footprints-\($0).geojson" }
            + ["--zones", folder + "/zones.geojson", "--districts", folder + "/districts.geojson"]
            + ["--rules", SharedData.packageRoot.appending(path: "GeoData/rules/demo.yaml").path, "--quiet"] + more
    }

    /// Story, rule and zone of each footprint.
    static func truth() throws -> [String: (story: String, rule: String, zone: String)] {
        let text = try String(contentsOfFile: folder + "/truth.csv", encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).dropFirst()
        return try lines.reduce(into: [:]) { truth, line in
            // The story is quoted when it has a comma; nothing else is.
            let row = try #require(try /^([^,]*),("[^"]*"|[^,]*),([^,]*),([^,]*),/.prefixMatch(in: line))
            truth[String(row.1)] = (String(row.2), String(row.3), String(row.4))
        }
    }
}

struct FoundFinding {
    let footprint: String
    let rule: String
    let verdict: String
    let zone: String?
    let reasons: [String]
    let properties: [String: Any]

    static func all(_ data: Data) throws -> [FoundFinding] {
        let collection = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let features = try #require(collection["features"] as? [[String: Any]])
        return try features.map { feature in
            let properties = try #require(feature["properties"] as? [String: Any])
            return FoundFinding(
                footprint: try #require(properties["footprint_id"] as? String), rule: try #require(properties["rule"] as? String),
                verdict: try #require(properties["verdict"] as? String), zone: properties["zone_id"] as? String,
                reasons: try #require(properties["reasons"] as? [String]), properties: properties)
        }
    }
}

@Suite("The demo district through the program")
struct DetectDemoTests {
    @Test("Findings are GeoJSON with every property, a run member, identifiers used once and no crs member")
    func wellFormed() throws {
        let data = try run(DemoDistrict.arguments()).standardOutput
        let collection = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(collection["type"] as? String == "FeatureCollection")
        #expect(collection["crs"] == nil && collection["run"] is [String: Any])
        let box = try #require(collection["bbox"] as? [Double])
        #expect(box.count == 4 && box[0] < box[2] && box[1] < box[3])
        let names: Set<String> = [
            "rule", "verdict", "probability", "reasons", "severity", "footprint_id", "observed_at", "observed_from", "observed_to", "class",
            "confidence", "licence_ids", "other_licence_ids", "nearest_licence_id", "nearest_licence_m", "holder", "zone_id", "district",
            "area_m2", "footprint_area_m2", "outside_area_m2", "outside_area_beyond_tolerance_m2", "outside_area_interval_m2",
            "max_depth_m", "tolerance_m", "label_point",
        ]
        let findings = try FoundFinding.all(data)
        #expect(!findings.isEmpty)
        for finding in findings {
            #expect(names.subtracting(finding.properties.keys).isEmpty, "\(finding.footprint)")
            #expect(["strong", "possible", "undecidable"].contains(finding.verdict))
        }
        let ids = try #require(collection["features"] as? [[String: Any]]).compactMap { $0["id"] as? String }
        #expect(ids.count == findings.count && Set(ids).count == ids.count)
    }

    @Test("Every planted violation is found, no lawful mine is suspected, and the unknown datum is undecidable")
    func agreesWithTruth() throws {
        let findings = try FoundFinding.all(try run(DemoDistrict.arguments()).standardOutput)
        let truth = try DemoDistrict.truth()
        let found = Set(findings.map { "\($0.footprint) \($0.rule) \($0.zone ?? "")" })
        for (footprint, planted) in truth
        where ["unlicensed", "outside_validity", "protected_zone", "outside_planned_area"].contains(planted.rule) {
            let matches = found.contains { $0.hasPrefix("\(footprint) \(planted.rule) \(planted.zone)") }
            #expect(matches, "\(footprint): \(planted.story)")
        }
        for finding in findings where finding.verdict != "undecidable" {
            let story = try #require(truth[finding.footprint]).story
            #expect(!story.contains("lawful"), "\(finding.footprint): \(finding.rule) \(finding.verdict), but \(story)")
        }
        let xian = findings.filter { truth[$0.footprint]?.story.contains("Xian") == true }
        #expect(xian.allSatisfy { $0.verdict == "undecidable" && $0.reasons.contains("ballpark_datum") })
        #expect(!xian.isEmpty)
    }

    @Test("The bytes do not depend on the number of threads, nor the findings on the order of the registers")
    func deterministic() throws {
        let one = try run(DemoDistrict.arguments(["--threads", "1"])).standardOutput
        for threads in ["2", "4"] {
            #expect(try run(DemoDistrict.arguments(["--threads", threads])).standardOutput == one, "\(threads) threads")
        }
        let turned = try run(DemoDistrict.arguments(licences: DemoDistrict.licences.reversed())).standardOutput
        func keys(_ data: Data) throws -> [String] {
            try FoundFinding.all(data).map { "\($0.footprint) \($0.rule) \($0.verdict) \($0.properties["area_m2"] ?? "")" }
        }
        #expect(try keys(turned) == keys(one))
    }

    @Test("--all lists more, --exit-code says that there are findings")
    func options() throws {
        let few = try FoundFinding.all(try run(DemoDistrict.arguments()).standardOutput)
        let all = try FoundFinding.all(try run(DemoDistrict.arguments(["--all"])).standardOutput)
        #expect(all.count > few.count)
        #expect(Set(all.map(\.verdict)).subtracting(few.map(\.verdict)) == ["consistent"])
        try run(DemoDistrict.arguments(["--exit-code"]), exits: 4)
    }

    @Test("Every format makes a file", arguments: ["geojson", "geojsonseq", "csv", "table", "gpkg", "xlsx", "kml"])
    func formats(_ format: String) throws {
        let folder = try TemporaryFolder()
        let output = folder.path("findings.out")
        try run(DemoDistrict.arguments(["--format", format, "--output", output]))
        let bytes = try Data(contentsOf: URL(filePath: output))
        let opening: [String: String] = ["gpkg": "SQLite format 3", "xlsx": "PK", "kml": "<?xml", "geojson": "{", "csv": "id,"]
        #expect(bytes.count > 500)
        if let opening = opening[format] { #expect(bytes.starts(with: Data(opening.utf8))) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0 != "in" } == ["findings.out"])
    }

    @Test("The page loads nothing from elsewhere, in both languages")
    func page() throws {
        let folder = try TemporaryFolder()
        for language in ["en", "zh"] {
            let report = folder.path(language + ".html")
            try run(DemoDistrict.arguments(["--report", report, "--lang", language, "--output", folder.path("f.geojson")]))
            let page = try String(contentsOfFile: report, encoding: .utf8)
            #expect(try page.firstMatch(of: Regex(#"(src|href)\s*=\s*["']?\s*(https?:)?//"#).ignoresCase()) == nil)
            #expect(try page.firstMatch(of: Regex(#"@import|url\(\s*["']?(https?:)?//|<link|fetch\(|XMLHttpRequest"#)) == nil)
            #expect(page.contains("疑似") || language == "en")
        }
    }

    @Test("A redacted holder is in no output; names that cannot be left out are wrong usage")
    func redaction() throws {
        let folder = try TemporaryFolder()
        let holder = "Holder of "
        let plain = try run(DemoDistrict.arguments()).output
        #expect(plain.contains(holder))
        for format in ["geojson", "geojsonseq", "csv", "table", "kml"] {
            let more = ["--redact", "holder", "--format", format, "--report", folder.path("r.html"), "--drawing", folder.path("d.svg")]
            #expect(!(try run(DemoDistrict.arguments(more)).output.contains(holder)), "\(format)")
        }
        for name in ["r.html", "d.svg"] {
            #expect(!(try String(contentsOfFile: folder.path(name), encoding: .utf8).contains(holder)), "\(name)")
        }
        try run(DemoDistrict.arguments(["--redact", "holder", "--output", folder.path("f.gpkg")]))
        #expect(try Data(contentsOf: URL(filePath: folder.path("f.gpkg"))).range(of: Data(holder.utf8)) == nil)
        let outcome = try orewatch.run(DemoDistrict.arguments(["--redact", "shoe_size"]))
        #expect(outcome.exitCode == 64 && outcome.standardError.contains("shoe_size"))
        #expect(try orewatch.run(DemoDistrict.arguments(["--redact", "rule"])).exitCode == 64)
    }
}
