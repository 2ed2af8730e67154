import Foundation
import OreCases
import OreDetection
import OreGeometry
import OreLedger
import TestSupport
import Testing

@testable import OreReporting

@Suite("Published schemas")
struct SchemaTests {
    private static let folder = SharedData.packageRoot.appending(path: "GeoData/schemas")

    private func schema(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Self.folder.appending(path: name))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private func collection() throws -> Data {
        var batch = FindingBatch()
        for (index, finding) in [Sample.fullFinding(), Sample.finding("plain"), Sample.finding("flat")].enumerated() {
            batch.findings.append(finding)
            batch.geometry.append(Sample.polygon(Sample.square(115 + Double(index), 25, index == 2 ? 1e-9 : 0.01)))
        }
        var data = Data()
        var writer = try FindingsGeoJSONWriter { data.append(contentsOf: $0) }
        try writer.append(FindingsEncoder().encode(batch))
        try writer.finish(Sample.registeredRun())
        return data
    }

    @Test("The schema of findings names exactly the published properties and the values of the enumerations")
    func names() throws {
        let definitions = try #require(try schema("findings-1.schema.json")["$defs"] as? [String: Any])
        let finding = try #require((definitions["finding"] as? [String: Any])?["properties"] as? [String: Any])
        let properties = try #require(finding["properties"] as? [String: Any])
        let published = FindingField.allCases.dropFirst().map(\.rawValue)
        #expect(Set(try #require(properties["required"] as? [String])) == Set(published))
        let members = try #require(properties["properties"] as? [String: [String: Any]])
        #expect(Set(members.keys) == Set(published))
        #expect(members["rule"]?["enum"] as? [String] == RuleName.allCases.map(\.rawValue))
        #expect(members["verdict"]?["enum"] as? [String] == Verdict.allCases.map(\.rawValue))
        #expect((members["reasons"]?["items"] as? [String: Any])?["enum"] as? [String] == Reason.allCases.map(\.rawValue))
    }

    @Test("The run record has exactly the members that its schema requires")
    func run() throws {
        let run = try #require(try JSONSerialization.jsonObject(with: Data(Sample.run().json())) as? [String: Any])
        #expect(Set(run.keys) == Set(try #require(try schema("run-1.schema.json")["required"] as? [String])))
    }

    @Test("The schema of findings over figures names exactly the columns of lists and the values of the enumerations")
    func figures() throws {
        let definitions = try #require(try schema("figures-1.schema.json")["$defs"] as? [String: [String: Any]])
        let row = try #require(definitions["row"])
        let published = FindingRecords.columns.map(\.name)
        #expect(Set(try #require(row["required"] as? [String])) == Set(published))
        #expect(Set(try #require(row["properties"] as? [String: Any]).keys) == Set(published + ["distance_m"]))
        let figures = try #require(definitions["figures"]?["properties"] as? [String: [String: Any]])
        #expect(Set(try #require(figures["rule"]?["enum"] as? [String])) == Set(LedgerRuleName.allCases.map(\.rawValue)))
        let reasons = try #require((figures["reasons"]?["items"] as? [String: Any])?["enum"] as? [String])
        #expect(Set(reasons) == Set(LedgerReason.allCases.map(\.rawValue)))
        let members = try #require(row["properties"] as? [String: [String: Any]])
        let scopes = try #require(members["scope"]?["enum"] as? [Any])
        #expect(Set(scopes.compactMap { $0 as? String }) == Set(LedgerScope.allCases.map(\.rawValue)))
        let kinds = try #require(members["subject_kind"]?["enum"] as? [Any])
        #expect(kinds.compactMap { $0 as? String } == SubjectKind.allCases.map { "\($0)" })
    }

    @Test("The schema of balances names exactly the lines and notes of a balance, and what its traces are made of")
    func balances() throws {
        let definitions = try #require(try schema("balance-1.schema.json")["$defs"] as? [String: [String: Any]])
        #expect(definitions["item"]?["enum"] as? [String] == BalanceItem.allCases.map(\.rawValue))
        func property(_ definition: String, _ name: String) throws -> [String: Any] {
            try #require((definitions[definition]?["properties"] as? [String: [String: Any]])?[name], "\(name)")
        }
        let notes = try #require(try property("balance", "notes")["items"] as? [String: Any])
        #expect(Set(try #require(notes["enum"] as? [String])) == Set(BalanceNote.allCases.map(\.rawValue)))
        #expect(Set(try #require(try property("figure", "missing")["enum"] as? [String])) == Set(AccountGap.allCases.map(\.rawValue)))
        let formulas = try #require(try property("figure", "formula")["enum"] as? [String])
        #expect(formulas.allSatisfy { FigureFormula(rawValue: $0) != nil })
        let items = try #require(try property("figure", "item")["anyOf"] as? [[String: Any]])
        let stocks = [BalanceFact.mineOpening, .mineClosing, .productOpening, .productClosing]
        #expect(items.last?["enum"] as? [String] == stocks.map(\.rawValue))
    }

    @Test("The schema of changes names what may become of an incident")
    func changes() throws {
        let definitions = try #require(try schema("changes-1.schema.json")["$defs"] as? [String: [String: Any]])
        let change = try #require(definitions["change"]?["properties"] as? [String: [String: Any]])
        #expect(change["change"]?["enum"] as? [String] == IncidentChange.allCases.map(\.rawValue))
        let materials = try #require(change["material"]?["enum"] as? [Any])
        #expect(materials.compactMap { $0 as? String } == MaterialKind.allCases.map { "\($0)" })
    }

    @Test("What we write validates against the schemas", .enabled(if: SchemaTests.hasValidator, "needs python3 with jsonschema"))
    func validates() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "findings-\(UUID().uuidString).json")
        try collection().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let program = """
            import json, sys, jsonschema
            load = lambda path: json.load(open(path, encoding="utf-8"))
            findings, run = load(sys.argv[1] + "/findings-1.schema.json"), load(sys.argv[1] + "/run-1.schema.json")
            for schema in (findings, run): jsonschema.Draft202012Validator.check_schema(schema)
            document = load(sys.argv[2])
            jsonschema.Draft202012Validator(run).validate(document["run"])
            findings["properties"]["run"] = True
            jsonschema.Draft202012Validator(findings).validate(document)
            """
        #expect(try Self.python(["-c", program, Self.folder.path, file.path]) == 0)
    }

    private static let hasValidator = (try? python(["-c", "import jsonschema; jsonschema.Draft202012Validator"])) == 0

    private static func python(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardError = FileHandle.standardOutput
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
