import Foundation
import OreLedger
import TestSupport
import Testing

@Suite("Templates, examples and schema of the ledger's records", .timeLimit(.minutes(10)))
struct LedgerTemplateTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(
        "A filled template of every kind comes back through ingest and check, as CSV and workbook, with English and Chinese headings",
        arguments: ["csv", "xlsx"], ["en", "zh"])
    func roundTrip(format: String, language: String) throws {
        var check = ["ledger", "check", "--format", "json", "--lang", "en", "--as-of", "2025-01-31"]
        for kind in LedgerTemplate.kinds {
            let file = folder.path(kind + "." + format)
            try run(["ledger", "template", kind, "--example", "--lang", language, "--output", file])
            let first = try run(["ingest", "--store", folder.path("s.db"), "--as", kind, file, "--quiet"])
            #expect(first.output.contains(" stored=1 ") && first.output.contains(" quarantined=0 "), "\(first.output)")
            let again = try run(["ingest", "--store", folder.path("s.db"), "--as", kind, file, "--quiet"])
            #expect(again.output.contains(" stored=0 ") && again.output.contains(" unchanged=1 "), "\(again.output)")
            check += ["quotas", "reports", "invoices"].contains(kind) ? ["--" + kind, file] : ["--with", kind + "=" + file]
        }
        try run(["store", "check", "--store", folder.path("s.db")])
        let found = try #require(try JSONSerialization.jsonObject(with: try run(check + ["--quiet"]).standardOutput) as? [String: Any])
        let inputs = try #require(found["inputs"] as? [[String: Any]])
        #expect(Set(inputs.compactMap { $0["side"] as? String }).isSuperset(of: LedgerTemplate.kinds))
        for input in inputs { #expect(input["used"] as? Int == 1 && input["read"] as? Int == 1, "\(input)") }
    }

    @Test("The schema's example, one JSON file with records of every kind, is taken into a store and by a check as the tables are")
    func json() throws {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: try run(["ledger", "template", "--schema"]).standardOutput) as? [String: Any])
        let example = try #require((schema["examples"] as? [[String: Any]])?.first)
        let file = folder.path("all.json")
        try JSONSerialization.data(withJSONObject: example).write(to: URL(filePath: file))
        for kind in LedgerTemplate.kinds {
            let counts = try run(["ingest", "--store", folder.path("j.db"), "--as", kind, file, "--quiet"]).output
            #expect(counts.contains(" stored=1 ") && counts.contains(" quarantined=0 "), "\(kind): \(counts)")
            let table = folder.path(kind + "-t.csv")
            try run(["ledger", "template", kind, "--example", "--output", table])
            let again = try run(["ingest", "--store", folder.path("j.db"), "--as", kind, table, "--quiet"]).output
            #expect(again.contains(" stored=0 ") && again.contains(" unchanged=1 "), "\(kind): \(again)")
        }
        let list = try folder.file(
            "stock.json",
            #"[{"licence_id":"A","date":"2023-12-31","tonnes":12.5,"withdrawn":false},{"licence_id":"B","date":"x","tonnes":null}]"#)
        let counts = try run(["ingest", "--store", folder.path("j.db"), "--as", "stock", list, "--quiet"], exits: 3).output
        #expect(counts.contains(" stored=1 ") && counts.contains(" quarantined=1 "), "\(counts)")
        for (text, words) in [
            (#"{"stocks":[]}"#, "no list \"stock\""), (#"[{"licence_id":["A"],"date":"2023-12-31","tonnes":1}]"#, "a list or an object"),
            (#"[1]"#, "no object"), (#"[{"licence_id":"A""#, "ends in the middle"), (#"[{"tonnes":1,"tonnes":2}]"#, "twice"),
            ("[]", "empty"),
        ] {
            let broken = try folder.file("broken.json", text)
            let refused = try run(["ingest", "--store", folder.path("j.db"), "--as", "stock", broken, "--quiet"], exits: 65)
            #expect(refused.standardError.contains(words), "\(refused.standardError)")
        }
    }

    @Test("An empty template has the headings and nothing else", arguments: ["csv", "xlsx"])
    func empty(format: String) throws {
        for kind in LedgerTemplate.kinds {
            let file = folder.path(kind + "." + format)
            try run(["ledger", "template", kind, "--output", file])
            let counts = try run(["ingest", "--store", folder.path("s.db"), "--as", kind, file, "--quiet"]).output
            #expect(counts.contains(" stored=0 repaired=0 quarantined=0 skipped=0 "), "\(counts)")
        }
    }

    @Test("What is no kind is refused with the nearest one")
    func refusals() throws {
        #expect(try run(["ledger", "template", "quota"], exits: 64).standardError.contains("quotas"))
        #expect(try run(["ledger", "template"], exits: 64).standardError.contains("export-licences"))
        try run(["ledger", "template", "quotas", "--schema"], exits: 64)
    }

    @Test("The shipped examples are the filled templates, and the shipped schema is what the program declares")
    func shipped() throws {
        let data = SharedData.packageRoot.appending(path: "GeoData")
        for kind in LedgerTemplate.kinds {
            let example = try Data(contentsOf: data.appending(path: "examples/ledger/\(kind).csv"))
            #expect(try run(["ledger", "template", kind, "--example"]).standardOutput == example, "\(kind)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: data.appending(path: "examples/ledger").path)
        #expect(Set(names) == Set(LedgerTemplate.kinds.map { $0 + ".csv" }))
        let schema = try Data(contentsOf: data.appending(path: "schemas/ledger-records-1.schema.json"))
        #expect(try run(["ledger", "template", "--schema"]).standardOutput == schema)
    }

    @Test(
        "The schema is one, and holds for its examples and for the rows of the shipped ones",
        .enabled(if: hasJSONSchema, "needs python3 with jsonschema"))
    func validates() throws {
        let program = """
            import csv, json, os, sys, jsonschema
            schema = json.load(open(sys.argv[1] + "/schemas/ledger-records-1.schema.json", encoding="utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            whole = jsonschema.Draft202012Validator(schema)
            assert schema["examples"]
            for document in schema["examples"]: whole.validate(document)
            for kind, own in schema["$defs"].items():
                assert own["examples"]
                for record in own["examples"]: jsonschema.Draft202012Validator(own).validate(record)
                with open(sys.argv[1] + "/examples/ledger/" + kind + ".csv", encoding="utf-8-sig", newline="") as file:
                    rows = list(csv.DictReader(file))
                # Headings of figures carry their unit: `output (t REO)`.
                names = list(own["properties"])
                records = [{name: cell for name, cell in zip(names, row.values()) if cell} for row in rows]
                assert len(records) == 1
                whole.validate({kind: records})
                for key in own["required"]:
                    bad = {name: cell for name, cell in records[0].items() if name != key}
                    assert list(whole.iter_errors({kind: [bad]})), (kind, key)
                assert list(whole.iter_errors({kind: [dict(records[0], unheard_of="1")]})), kind
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, SharedData.packageRoot.appending(path: "GeoData").path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
