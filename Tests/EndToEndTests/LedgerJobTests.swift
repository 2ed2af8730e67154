import Foundation
import TestSupport
import Testing

/// Tables of an office in the folders of a job, and what stands in the incidents afterwards.
@Suite("A job over the ledger")
struct LedgerJobTests {
    private static let register = """
        {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"licence_id":"N-1","holder":"Company","valid_from":"2015-01-01"},
        "geometry":{"type":"Polygon","coordinates":[[[114.0,25.0],[114.01,25.0],[114.01,25.01],[114.0,25.01],[114.0,25.0]]]}}]}
        """

    private func incidents(_ store: String, _ rule: String) throws -> [[String: Any]] {
        let output = try run(["incidents", "list", "--store", store, "--rule", rule, "--format", "json"]).standardOutput
        return try #require(JSONSerialization.jsonObject(with: output) as? [[String: Any]])
    }

    @Test(
        "Quotas, reports and separators' figures come from folders; overruns, late reports and losses become incidents; the due day holds")
    func job() throws {
        let folder = try TemporaryFolder()
        for inbox in ["quotas", "reports", "separation"] {
            try FileManager.default.createDirectory(atPath: folder.path(inbox), withIntermediateDirectories: true)
        }
        let months = (1...12).map { "2023-" + ($0 < 10 ? "0" : "") + "\($0)" }
        _ = try folder.file("quotas/q.csv", "licence_id,year,batch,t_reo\nN-1,2023,1,60\nN-1,2023,2,40\n")
        _ = try folder.file(
            "reports/r.csv",
            "licence_id,month,t_reo,received_at\n" + months.enumerated().map { "N-1,\($1),\(10 + $0 % 3).5,2024-01-20\n" }.joined())
        _ = try folder.file(
            "separation/s.csv",
            "facility,month,flow,tonnes\n" + months.map { "Plant,\($0),intake,10\nPlant,\($0),output,14\n" }.joined())
        let register = try folder.file("licences.geojson", Self.register)
        let store = folder.path("watch.db")
        let sources = ["quotas", "reports", "separation"].map {
            "  \($0):\n    kind: folder\n    location: \(folder.path($0))\n    as: \($0)\n    settle: 0s\n"
        }
        let config = try folder.file(
            "watch.yaml",
            "store: \(store)\nsources:\n" + sources.joined()
                + "jobs:\n  nightly:\n    sources: [quotas, reports, separation]\n    reports_due: 10\n")
        _ = try run(["ingest", "--quiet", "--store", store, "--as", "licences", register])
        _ = try run(["jobs", "run", "nightly", "--config", config])
        let overrun = try #require(try incidents(store, "quota_overrun").first)
        #expect(overrun["subject"] as? String == "N-1" && overrun["holder"] as? String == "Company")
        #expect("\(overrun["excess_t"] ?? "")".hasPrefix("38"), "\(overrun)")
        #expect(overrun["first_year"] as? Int == 2023)
        #expect(try incidents(store, "report_late").first?["subject"] as? String == "N-1")
        let loss = try #require(try incidents(store, "separation_exceeds_feed").first)
        #expect(loss["subject"] as? String == "Plant" && loss["subject_kind"] as? String == "facility")
        // A plant has no licence; its dossier shows the incident all the same.
        let handle = try #require(loss["handle"] as? String)
        #expect(try run(["dossier", "Plant", "--store", store]).output.contains(handle))
        #expect(FileManager.default.fileExists(atPath: folder.path("reports/done/r.csv")))
        // A run that states no due day keeps the last one; another day is another judgement.
        #expect(try run(["run", "--store", store, "--quiet"]).output.hasPrefix("run 2 idle"))
        _ = try run(["run", "--store", store, "--quiet", "--due", "28,13"])
        #expect(try incidents(store, "report_late").isEmpty)
        #expect(try incidents(store, "quota_overrun").count == 1)
    }

    @Test("Sources and due days that cannot be are refused with their line")
    func refused() throws {
        let folder = try TemporaryFolder()
        func message(_ source: String, _ job: String) throws -> String {
            let config = try folder.file(
                "watch.yaml", "store: \(folder.path("s.db"))\nsources:\n  a:\n\(source)\njobs:\n  j:\n    sources: [a]\n\(job)\n")
            return try run(["config", "check", "--config", config], exits: 78).standardError
        }
        let remote = "    kind: geojson\n    location: http://127.0.0.1:1/x\n    as: reports"
        #expect(try message(remote, "").contains("reports are tables"))
        #expect(try message("    kind: folder\n    location: in\n    as: reports", "    reports_due: 32").contains("reports_due"))
    }
}
