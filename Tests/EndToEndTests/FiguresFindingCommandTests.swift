import Foundation
import GRDB
import TestSupport
import Testing

/// Findings over figures as an operator meets them: in lists, by the handle of their incident, in its past.
@Suite("Findings over figures at the desk")
struct FiguresFindingCommandTests {
    private let folder: TemporaryFolder
    private let store: String

    private static let register = """
        {"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"licence_id":"N-1","holder":"Company","valid_from":"2015-01-01"},
        "geometry":{"type":"Polygon","coordinates":[[[114.0,25.0],[114.01,25.0],[114.01,25.01],[114.0,25.01],[114.0,25.0]]]}}]}
        """

    init() throws {
        folder = try TemporaryFolder()
        store = folder.path("watch.db")
        try ingest("licences", "licences.geojson", Self.register)
        try ingest("quotas", "quotas.csv", "licence_id,year,batch,t_reo\nN-1,2023,1,60\nN-1,2023,2,40\n")
        try ingest("reports", "reports.csv", Self.reports(10, "2024-01-05"))
        try run(["run", "--quiet", "--store", store])
    }

    private static func reports(_ tonnes: Int, _ day: String, of licence: String = "N-1") -> String {
        let rows = (0..<12).map { i in "\(licence),2023-\(i < 9 ? "0" : "")\(i + 1),\(tonnes + i % 3).5,\(day)\n" }
        return "licence_id,month,t_reo,received_at\n" + rows.joined()
    }

    private func ingest(_ kind: String, _ name: String, _ text: String) throws {
        try run(["ingest", "--quiet", "--store", store, "--as", kind, try folder.file(name, text)])
    }

    private func output(_ arguments: [String]) throws -> String { try run(arguments + ["--store", store]).output }

    private func rows(_ arguments: [String]) throws -> [[String: Any]] {
        let bytes = Data(try output(arguments + ["--format", "json"]).utf8)
        return try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    }

    private func incident() throws -> String {
        try #require(try rows(["incidents", "list", "--rule", "quota_overrun"]).first?["handle"] as? String)
    }

    private let id = "quota_overrun:N-1:2023"

    @Test("findings list has them with subject, year and evidence, narrowed like the others, without an outline")
    func list() throws {
        let row = try #require(try rows(["findings", "list", "--rule", "quota_overrun"]).first)
        #expect(row["id"] as? String == id && row["subject"] as? String == "N-1" && row["subject_kind"] as? String == "licence")
        #expect(row["year"] as? String == "2023" && row["excess_t"] as? String == "38.000" && row["holder"] as? String == "Company")
        let handle = try incident()
        #expect(row["footprint_id"] is NSNull && row["area_m2"] is NSNull && row["incident"] as? String == handle)
        #expect((row["evidence"] as? String)?.contains("quota known 100.000 t: 38.000 t above") == true)
        let holding = [
            ["--licence", "N-1"], ["--subject", "n-1"], ["--holder", "comp"], ["--verdict", "strong"], ["--sort", "-severity"],
        ]
        for filter in holding {
            #expect(try rows(["findings", "list"] + filter).contains { $0["id"] as? String == id }, "\(filter)")
        }
        let others = [
            ["--licence", "N-2"], ["--subject", "x"], ["--min-area", "0"], ["--rule", "unlicensed"], ["--from", "2024-01-01"],
        ]
        for filter in others {
            #expect(try !rows(["findings", "list"] + filter).contains { $0["id"] as? String == id }, "\(filter)")
        }
        let near = try #require(try rows(["findings", "near", "N-1"]).first)
        #expect(near["id"] as? String == id && near["distance_m"] as? Double == 0)
        #expect(try rows(["findings", "list", "--limit", "1"]).count == 1)
        let map = try JSONSerialization.jsonObject(with: Data(try output(["findings", "list", "--format", "geojson"]).utf8))
        let features = try #require((map as? [String: Any])?["features"] as? [[String: Any]])
        #expect(features.contains { $0["id"] as? String == id && $0["geometry"] is NSNull })
        let table = try output(["findings", "list", "--lang", "zh"])
        #expect(table.contains(id) && table.contains("主体") && table.contains("已知指标") && !table.contains("图斑"))
    }

    @Test("Tonnes beyond are sorted as the numbers that they are, and a limit leaves the largest or the smallest, as asked")
    func sorted() throws {
        let more = Self.register.replacing(
            "]]]}}]}",
            with: """
                ]]]}},{"type":"Feature","properties":{"licence_id":"N-2","holder":"Other","valid_from":"2015-01-01"},
                "geometry":{"type":"Polygon","coordinates":[[[115.0,25.0],[115.01,25.0],[115.01,25.01],[115.0,25.01],[115.0,25.0]]]}}]}
                """)
        try ingest("licences", "more.geojson", more)
        try ingest("quotas", "more-quotas.csv", "licence_id,year,batch,t_reo\nN-2,2023,1,60\nN-2,2023,2,40\n")
        try ingest("reports", "more-reports.csv", Self.reports(20, "2024-01-05", of: "N-2"))
        try run(["run", "--quiet", "--store", store])
        for list in [["findings", "list", "--rule", "quota_overrun"], ["incidents", "changes", "--since", "7d"]] {
            func excesses(_ further: [String]) throws -> [String] { try rows(list + further).compactMap { $0["excess_t"] as? String } }
            #expect(try Set(excesses([])).isSuperset(of: ["158.000", "38.000"]), "\(list)")
            #expect(try excesses(["--sort", "-excess_t", "--limit", "1"]) == ["158.000"], "\(list)")
            #expect(try excesses(["--sort", "excess_t", "--limit", "1"]) == ["38.000"], "\(list)")
        }
    }

    @Test(
        "Lists, figures.geojson and changes.json of a job validate against their schemas",
        .enabled(if: hasJSONSchema, "needs python3 with jsonschema and referencing"))
    func schemas() throws {
        var written: [String] = []
        for format in ["json", "geojson"] {
            written.append(folder.path("list.\(format)"))
            try run(["findings", "list", "--store", store, "--format", format, "--output", folder.path("list.\(format)")])
        }
        let (own, inbox) = (folder.path("own.db"), folder.path("quotas"))
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        _ = try folder.file("quotas/q.csv", "licence_id,year,batch,t_reo\nN-1,2023,1,60\nN-1,2023,2,40\n")
        for (kind, text) in [("licences", Self.register), ("reports", Self.reports(10, "2024-01-05"))] {
            let path = try folder.file(kind == "reports" ? "own.csv" : "own.geojson", text)
            try run(["ingest", "--quiet", "--store", own, "--as", kind, path])
        }
        let config = try folder.file(
            "watch.yaml",
            "store: \(own)\nsources:\n  quotas:\n    kind: folder\n    location: \(inbox)\n    as: quotas\n    settle: 0s\n"
                + "jobs:\n  nightly:\n    sources: [quotas]\n    output: \(folder.path("out"))\n    formats: [geojson]\n")
        try run(["jobs", "run", "nightly", "--config", config])
        written.append(folder.path("out/figures.geojson"))
        let program = """
            import json, sys, jsonschema
            load = lambda path: json.load(open(path, encoding="utf-8"))
            def validate(schema, paths):
                schema = load(schema)
                jsonschema.Draft202012Validator.check_schema(schema)
                for path in paths:
                    document = load(path)
                    assert document["changes"] if "changes" in document else document
                    jsonschema.Draft202012Validator(schema).validate(document)
            validate(sys.argv[1] + "/figures-1.schema.json", sys.argv[3:])
            validate(sys.argv[1] + "/changes-1.schema.json", [sys.argv[2]])
            """
        let schemas = SharedData.packageRoot.appending(path: "GeoData/schemas").path
        #expect(try python(["-c", program, schemas, folder.path("out/changes.json")] + written) == 0)
        let changes = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: folder.path("out/changes.json"))))
        let all = try #require((changes as? [String: Any])?["changes"] as? [[String: Any]])
        #expect(all.contains { $0["excess_t"] as? String == "38.000" })
    }

    @Test("A store of the former version is checked, backed up, migrated and put back by the commands that its refusal names")
    func former() throws {
        let list = ["findings", "list", "--format", "csv"]
        let before = try output(list)
        let queue = try DatabaseQueue(path: store)
        try queue.write { try $0.execute(sql: FormerStore.withoutFacts) }
        try queue.close()
        #expect(try run(list + ["--store", store], exits: 66).standardError.contains("store migrate"))
        let check = try run(["store", "check", "--store", store], exits: 66)
        #expect(check.output.contains("pending 002") && check.output.contains("checked pages defects=0"))
        #expect(check.standardError.contains("store migrate"))
        let copy = folder.path("before.db")
        #expect(try output(["store", "backup", "--output", copy]).contains("older version"))
        #expect(try output(["store", "migrate"]).contains("migrated 002"))
        #expect(try output(list) == before)
        _ = try output(["store", "check"])
        _ = try output(["store", "restore", copy])
        #expect(try output(["store", "migrate", "--preview"]).contains("pending 002"))
        #expect(try output(["store", "migrate"]).contains("migrated 002"))
        #expect(try output(list) == before)
    }

    @Test("findings show takes the id or the incident's handle; incidents show names the id; a slip is told with the nearest one")
    func show() throws {
        let handle = try incident()
        #expect(try output(["incidents", "show", handle]).contains(id))
        for name in [id, handle, handle.lowercased()] {
            let card = try output(["findings", "show", name])
            #expect(card.contains(id) && card.contains("Formula") && card.contains(handle) && card.contains("100.000 t"), "\(card)")
        }
        #expect(try output(["findings", "show", handle, "--lang", "zh"]).contains("计算方法"))
        #expect(try rows(["findings", "show", handle]).first?["id"] as? String == id)
        let slip = try run(["findings", "show", "quota_overrun:N-1:2022", "--store", store], exits: 1)
        #expect(slip.standardError.contains("did you mean") && slip.standardError.contains(id))
    }

    @Test("incidents history tells when a finding was found, changed and was withdrawn, and what people decided in between")
    func history() throws {
        let handle = try incident()
        try ingest("reports", "more.csv", Self.reports(11, "2024-02-05"))
        try run(["run", "--quiet", "--store", store])
        let change = try #require(try rows(["incidents", "changes", "--since", "1"]).first { $0["incident"] as? String == handle })
        #expect(
            change["change"] as? String == "grown" && change["subject"] as? String == "N-1" && change["excess_t"] as? String == "50.000")
        _ = try output(["incidents", "note", handle, "--text", "asked the holder", "--actor", "Li Wei"])
        try ingest("reports", "less.csv", Self.reports(1, "2024-03-05"))
        try run(["run", "--quiet", "--store", store])
        let past = try rows(["incidents", "history", handle])
        let figures = past.filter { $0["subject"] as? String == id }
        #expect(figures.map { $0["kind"] as? String } == ["appeared", "changed", "withdrawn"])
        #expect((figures[0]["detail"] as? String)?.hasPrefix("strong; reported 138.000 t") == true)
        #expect(figures.allSatisfy { ($0["time"] as? String)?.hasPrefix("20") == true })
        #expect(past.contains { $0["subject"] as? String == "Li Wei" })
        #expect(try output(["incidents", "history", handle, "--lang", "zh"]).contains("撤回"))
        #expect(try !rows(["findings", "list"]).contains { $0["id"] as? String == id })
        #expect(try rows(["findings", "show", id]).count == 1)
    }
}
