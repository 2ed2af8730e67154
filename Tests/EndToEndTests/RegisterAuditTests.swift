import Foundation
import TestSupport
import Testing

private func feature(_ id: String, _ x: Double, _ more: String = "") -> String {
    let (w, e) = (115 + x, 115 + x + 0.01)
    return """
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[\(w),25],[\(e),25],[\(e),25.01],[\(w),25.01],[\(w),25]]]},\
        "properties":{"licence_id":"\(id)","holder":"甲","valid_from":"2010-01-01","valid_to":"2030-12-31"\(more)}}
        """
}

private func register(_ features: [String]) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ",\n"))]}"#
}

private let faulty = register([feature("A", 0, #","stated_area_m2":5000000"#), feature("B", 0.004), feature("C", 0.5)])
private let sound = register([feature("A", 0), feature("B", 0.01), feature("C", 0.02)])

@Suite("orewatch register audit", .timeLimit(.minutes(5)))
struct RegisterAuditCommandTests {
    @Test("A sound register has no defect and leaves with 0, with or without --exit-code")
    func clean() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("sound.geojson", sound)
        for more in [[], ["--exit-code"]] {
            let outcome = try run(["register", "audit", "--licences", path, "--quiet"] + more)
            #expect(outcome.output.contains("No defects"))
        }
    }

    @Test("Defects leave with 4 on request, quarantined rows with 3, refusals with 65, 66, 78 and 64")
    func exitCodes() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("faulty.geojson", faulty)
        try run(["register", "audit", "--licences", path, "--quiet"])
        try run(["register", "audit", "--licences", path, "--quiet", "--exit-code"], exits: 4)
        let flat = faulty.replacing(
            "[[[115.5,25],[115.51,25],[115.51,25.01],[115.5,25.01],[115.5,25]]]", with: "[[[115,25],[116,25],[117,25],[115,25]]]")
        #expect(flat != faulty)
        let flatPath = try folder.file("flat.geojson", flat)
        let outcome = try run(["register", "audit", "--licences", flatPath, "--quiet", "--format", "csv"], exits: 3)
        #expect(outcome.output.contains("unusable_geometry/C"))
        try run(["register", "audit", "--licences", try folder.file("no.geojson", "{")], exits: 65)
        try run(["register", "audit", "--licences", folder.path("none.geojson")], exits: 66)
        let rules = try folder.file("rules.yaml", "register_audit: { slivers: 1 }")
        try run(["register", "audit", "--licences", path, "--rules", rules], exits: 78)
        try run(["register", "audit", "--licences", path, "--format", "gpkg"], exits: 64)
        let names = try folder.file("names.csv", "firma\n甲\n")
        try run(["register", "audit", "--licences", path, "--enterprises", names, "--quiet"], exits: 65)
    }

    @Test("Every form carries the same defects under the same names, whatever the number of threads")
    func forms() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("faulty.geojson", faulty)
        let list = try folder.file("list.csv", "企业名称,起,止\n乙,2011-01-01,\n")
        let base = [
            "register", "audit", "--licences", path, "--quiet", "--enterprises", list, "--freeze-date", "2009-01-01", "--on", "2025-01-01",
        ]
        var texts: [String: String] = [:]
        for format in ["csv", "json", "geojson"] {
            texts[format] = try run(base + ["--format", format, "--threads", "1"]).output
            #expect(try run(base + ["--format", format, "--threads", "4"]).output == texts[format])
        }
        let collection = try #require(try JSONSerialization.jsonObject(with: Data((texts["geojson"] ?? "").utf8)) as? [String: Any])
        let features = try #require(collection["features"] as? [[String: Any]])
        let plain = try #require(try JSONSerialization.jsonObject(with: Data((texts["json"] ?? "").utf8)) as? [String: Any])
        let defects = try #require(plain["defects"] as? [[String: Any]])
        let lines = (texts["csv"] ?? "").split(separator: "\r\n")
        let header = lines[0].split(separator: ",").map(String.init)
        #expect(features.count == defects.count && lines.count == defects.count + 1 && defects.count == 8)
        for (feature, defect) in zip(features, defects) {
            #expect(feature["id"] as? String == defect["id"] as? String)
            #expect(Set((feature["properties"] as? [String: Any] ?? [:]).keys).union(["id"]) == Set(defect.keys))
            #expect(Set(header) == Set(defect.keys))
        }
        for name in ["out.gpkg", "out.xlsx"] {
            try run(base + ["--output", folder.path(name)])
            #expect(try Data(contentsOf: URL(filePath: folder.path(name))).count > 1000)
        }
        // SQLite keeps short texts as they are.
        let layer = String(decoding: try Data(contentsOf: URL(filePath: folder.path("out.gpkg"))), as: UTF8.self)
        #expect(layer.contains("overlap/A/B") && layer.contains("message_zh"))
    }

    @Test("What is written validates against its schema", .enabled(if: hasJSONSchema, "needs python3 with jsonschema and referencing"))
    func schema() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("faulty.geojson", faulty)
        let schemas = SharedData.packageRoot.appending(path: "GeoData/schemas").path
        for format in ["geojson", "json"] {
            let output = folder.path("out.\(format)")
            try run(["register", "audit", "--licences", path, "--quiet", "--format", format, "--output", output])
            let program = """
                import json, sys, jsonschema
                from referencing import Registry, Resource
                load = lambda path: json.load(open(path, encoding="utf-8"))
                audit, run = load(sys.argv[1] + "/audit-1.schema.json"), load(sys.argv[1] + "/run-1.schema.json")
                registry = Registry().with_resource("run-1.schema.json", Resource.from_contents(run))
                jsonschema.Draft202012Validator.check_schema(audit)
                jsonschema.Draft202012Validator(audit, registry=registry).validate(load(sys.argv[2]))
                """
            #expect(try python(["-c", program, schemas, output]) == 0, "\(format)")
        }
    }

    @Test(
        "Peru's titles: 6,694 pairs overlap partly, 263 have one boundary",
        .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func peru() throws {
        let titles = SharedData.path("peru-titles/titles_utm17s.geojson")
        let outcome = try run(["register", "audit", "--licences", titles, "--map", "licences=peru-titles", "--quiet", "--format", "json"])
        let result = try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
        let audit = try #require(result["audit"] as? [String: Any])
        let checks = try #require(audit["checks"] as? [[String: Any]])
        // `overlaps` of OGC 06-103r4 on the titles as stated (UTM metres), invalid ones repaired, each unordered pair once.
        #expect((checks[0]["notes"] as? [String])?.first == "6694 pairs overlap exactly, without any tolerance")
        let counts = try #require(audit["defects"] as? [String: Int])
        #expect(counts["duplicate_geometry"] == 263)
        // What the tolerances make of them: pairs with less than 5 cm between their boundaries are not listed.
        let listed = (counts["overlap"] ?? 0) + (counts["sliver_overlap"] ?? 0)
        #expect(listed > 5500 && listed < 6694)
    }
}

let hasJSONSchema = (try? python(["-c", "import jsonschema, referencing; jsonschema.Draft202012Validator"])) == 0

func python(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.standardOutput
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
