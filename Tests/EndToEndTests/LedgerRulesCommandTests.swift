import Foundation
import TestSupport
import Testing

/// The thresholds of an office, through the program.
@Suite("Thresholds over figures through the program", .timeLimit(.minutes(5)))
struct LedgerRulesCommandTests {
    private static let register = """
        {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"licence_id":"N-1","holder":"Company","valid_from":"2015-01-01"},
        "geometry":{"type":"Polygon","coordinates":[[[114.0,25.0],[114.01,25.0],[114.01,25.01],[114.0,25.01],[114.0,25.0]]]}}]}
        """
    private static let office = """
        ledger:
          quota_overrun:
            margin: 0.02
          report_missing:
            enabled: false

        """

    private struct Books {
        let folder: TemporaryFolder
        let quotas: String
        let reports: String
        let rules: String

        /// 120 t reported of 118 t.
        init() throws {
            folder = try TemporaryFolder()
            let months = (1...12).map { "2023-" + ($0 < 10 ? "0" : "") + "\($0)" }
            quotas = try folder.file("q.csv", "licence_id,year,batch,t_reo\nN-1,2023,1,118\n")
            reports = try folder.file("r.csv", "licence_id,month,t_reo\n" + months.map { "N-1,\($0),10\n" }.joined())
            rules = try folder.file("office.yaml", LedgerRulesCommandTests.office)
        }
    }

    private func overruns(_ outcome: BuiltProgram.Outcome) throws -> Int {
        let report = try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
        let findings = try #require(report["findings"] as? [[String: Any]])
        return findings.count { $0["rule"] as? String == "quota_overrun" }
    }

    @Test("A margin lets an overrun of less than it pass, the account says so in both languages, and a slip is refused with its place")
    func check() throws {
        let books = try Books()
        let arguments = [
            "ledger", "check", "--quotas", books.quotas, "--reports", books.reports, "--as-of", "2024-06-30", "--format", "json",
            "--quiet",
        ]
        #expect(try overruns(try run(arguments)) == 1)
        let outcome = try run(arguments + ["--rules", books.rules])
        #expect(try overruns(outcome) == 0)
        #expect(outcome.output.contains("by the rule file: margin=0.02") && outcome.output.contains("switched off by the rule file"))
        let loud = arguments.filter { $0 != "--quiet" } + ["--rules", books.rules, "--lang", "zh"]
        let chinese = try orewatch.run(loud, input: Data()).standardError
        #expect(chinese.contains("规则文件已停用") && chinese.contains("依规则文件：margin=0.02"))
        let slip = try books.folder.file("slip.yaml", "ledger:\n  quota_overrun:\n    margn: 0.02\n")
        let refused = try run(arguments + ["--rules", slip], exits: 78).standardError
        #expect(refused.contains("line 3") && refused.contains("ledger.quota_overrun.margn") && refused.contains("\"margin\""))
    }

    @Test("Findings of a store, dossiers and runs take the rule file; a run judges again when it changes, and rests when it does not")
    func store() throws {
        let books = try Books()
        let store = books.folder.path("watch.db")
        let register = try books.folder.file("licences.geojson", Self.register)
        for (kind, file) in [("licences", register), ("quotas", books.quotas), ("reports", books.reports)] {
            _ = try run(["ingest", "--quiet", "--store", store, "--as", kind, file])
        }
        let listing = ["ledger", "findings", "--store", store, "--format", "json", "--quiet"]
        #expect(try overruns(try run(listing)) == 1 && overruns(try run(listing + ["--rules", books.rules])) == 0)
        #expect(try run(["ledger", "test", "--store", store, "--quiet"]).output.contains("quota_overrun findings=1"))
        #expect(try !run(["ledger", "test", "--store", store, "--quiet", "--rules", books.rules]).output.contains("quota_overrun"))
        #expect(try run(["dossier", "N-1", "--store", store, "--rules", books.rules, "--format", "json"]).output.contains("\"N-1\""))
        func incidents() throws -> Int {
            let output = try run(["incidents", "list", "--store", store, "--rule", "quota_overrun", "--format", "json"]).standardOutput
            return try #require(JSONSerialization.jsonObject(with: output) as? [[String: Any]]).count
        }
        _ = try run(["run", "--store", store, "--quiet"])
        #expect(try incidents() == 1)
        _ = try run(["run", "--store", store, "--quiet", "--rules", books.rules])
        #expect(try incidents() == 0)
        #expect(try run(["run", "--store", store, "--quiet", "--rules", books.rules]).output.hasPrefix("run 3 idle"))
        _ = try run(["run", "--store", store, "--quiet"])
        #expect(try incidents() == 1)
    }
}
