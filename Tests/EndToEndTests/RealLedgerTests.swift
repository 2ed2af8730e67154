import Foundation
import TestSupport
import Testing

/// Real registers and tables of others through the check of the ledger.
@Suite("Real tables in the ledger", .enabled(if: SharedData.isPresent, SharedData.skipLine))
struct RealLedgerTests {
    private func check(_ arguments: [String]) throws -> (findings: [[String: Any]], inputs: [String: [String: Any]]) {
        let outcome = try run(["ledger", "check", "--format", "json", "--quiet"] + arguments)
        let document = try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any]
        let inputs = try #require(document?["inputs"] as? [[String: Any]])
        let bySide = Dictionary(inputs.map { ($0["side"] as? String ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        return (try #require(document?["findings"] as? [[String: Any]]), bySide)
    }

    private func ids(_ findings: [[String: Any]], _ rule: String) -> [String] {
        findings.filter { $0["rule"] as? String == rule }.compactMap { $0["id"] as? String }
    }

    @Test("China's output of 2024 is its quota, by the shipped figures and by the news; a kilogram more is above it")
    func chinaAtItsQuota() throws {
        let folder = try TemporaryFolder()
        let production = try folder.file(
            "production.yaml",
            """
            name: production
            kind: reports
            fields:
              subject: country
              month: { constant: 2024-12 }
              tonnes: mine_kt_2024
              unit: { constant: kt }
            """)
        let news = try folder.file(
            "news.yaml",
            """
            name: news
            kind: quotas
            fields: { subject: { constant: China }, year: year, batch: batch, tonnes: mining_quota_t_reo }
            """)
        let shipped = SharedData.packageRoot.appending(path: "GeoData/reference/rare-earth-quotas.csv").path
        let reports = ["--reports", SharedData.path("tables/ree-mine-production-2024.csv"), "--map", "reports=\(production)"]
        let above = ["--reports", try folder.file("r.csv", "country,month,output (t REO)\nChina,2024-12,270000.001\n")]
        let byNews = ["--quotas", SharedData.path("tables/cn-ree-quota-transcribed-from-news.csv"), "--map", "quotas=\(news)"]
        for quotas in [["--quotas", shipped], byNews] {
            let year = try check(quotas + reports + ["--as-of", "2025-06-30"])
            #expect(year.inputs["reports"]?["used"] as? Int == 9)
            #expect(ids(year.findings, "quota_overrun").isEmpty)
            let more = try check(quotas + above + ["--as-of", "2025-06-30"])
            #expect(ids(more.findings, "quota_overrun") == ["quota_overrun:China:2024"])
        }
    }

    @Test("Ghana's register: a month before the grant is outside validity, a name that it lacks is told apart, the grant accuses nobody")
    func ghana() throws {
        let folder = try TemporaryFolder()
        let reports = try folder.file(
            "r.csv",
            """
            licence_id,month,output (t ore),received_at
            SSML-T2 18/2025,2025-06,12,2025-07-05
            SSML-T2 18/2025,2025-11,12,2025-12-05
            SSML-T2 19/2025,2025-12,7,2026-01-20
            NOBODY-1,2025-12,5,2026-01-05

            """)
        let quotas = try folder.file(
            "q.csv", "licence_id,year,quota (t ore)\nSSML-T2 18/2025,2025,20\nSSML-T2 19/2025,2025,20\nNOBODY-1,2025,20\n")
        let found = try check([
            "--quotas", quotas, "--reports", reports, "--licences", SharedData.path("ghana-register/licences.csv"), "--map",
            "licences=ghana-register", "--due", "10", "--as-of", "2026-06-30",
        ])
        let register = try #require(found.inputs["licences"])
        #expect(register["read"] as? Int == register["used"] as? Int && register["quarantined"] as? Int == 0)
        #expect(ids(found.findings, "production_outside_validity") == ["production_outside_validity:SSML-T2 18/2025:2025"])
        #expect(ids(found.findings, "quota_overrun") == ["quota_overrun:SSML-T2 18/2025:2025"])
        #expect(ids(found.findings, "report_late") == ["report_late:SSML-T2 19/2025:2025"])
    }

    @Test(
        "Peru's titles with a period of new mining in one store: reports of a title stand in its dossier beside its places, and in the balance"
    )
    func titlesAndGrowth() throws {
        let folder = try TemporaryFolder()
        let store = folder.path("watch.db")
        func ingest(_ kind: String, _ file: String, _ profile: String? = nil) throws -> String {
            try run(["ingest", "--quiet", "--store", store, "--as", kind] + (profile.map { ["--map", $0] } ?? []) + [file]).output
        }
        #expect(try ingest("licences", SharedData.path("peru-titles/titles_utm17s.geojson"), "peru-titles").contains("stored=9025"))
        let countries = try folder.file(
            "countries.yaml", "name: countries\nkind: districts\nfields: { district_id: gid_0, name: country }\n")
        _ = try ingest("districts", SharedData.path("amazon-mining-watch/countries.geojson"), countries)
        _ = try ingest(
            "footprints", SharedData.path("amazon-mining-watch/footprints/mining_202502_simplified.geojson"), "amazon-mining-watch")
        let title = "010184523"
        _ = try ingest("quotas", try folder.file("q.csv", "licence_id,year,quota (t REO)\n\(title),2025,10\n"))
        _ = try ingest(
            "reports",
            try folder.file(
                "r.csv",
                "licence_id,month,output (t REO),received_at\n\(title),2025-04,6,2025-05-05\n\(title),2025-05,5.5,2025-06-20\n"))
        try run(["run", "--quiet", "--store", store, "--due", "10"])
        let dossier = try #require(
            try JSONSerialization.jsonObject(
                with: run(["dossier", title, "--store", store, "--year", "2025", "--format", "json"]).standardOutput) as? [String: Any])
        let findings = try #require(dossier["findings"] as? [[String: Any]]).compactMap { $0["rule"] as? String }
        #expect(Set(findings).isSuperset(of: ["quota_overrun", "report_late"]))
        let incidents = try run(["incidents", "list", "--store", store, "--limit", "0", "--format", "csv"]).output
        #expect(incidents.contains(title) && incidents.split(whereSeparator: \.isNewline).count > 1000)
        let trace = try run(["dossier", title, "--store", store, "--year", "2025", "--trace", "reported"]).output
        #expect(trace.contains("11.500") && trace.contains("r.csv, row 3"))
        let balance = try #require(
            try JSONSerialization.jsonObject(
                with: run([
                    "balance", "--store", store, "--year", "2025", "--format", "json", "--by", "district", "--unlicensed-method",
                    "hard_rock",
                ]).standardOutput) as? [String: Any])
        let lines = (balance["balance"] as? [String: Any])?["lines"] as? [[String: Any]]
        func tonnes(_ item: String) -> String? { lines?.first { $0["item"] as? String == item }?["tonnes"] as? String }
        #expect(tonnes("reported") == "11.500" && tonnes("quota") == "10.000")
        #expect((balance["parts"] as? [[String: Any]])?.isEmpty == false)
        try run(["store", "check", "--store", store])
    }

    @Test("Peru's titles: what was reported before the filing is outside validity")
    func peru() throws {
        let folder = try TemporaryFolder()
        let reports = try folder.file(
            "r.csv", "licence_id,month,output (t ore)\n010461925,2025-11,12\n010461925,2025-12,12\n010461925,2026-01,12\n")
        let quotas = try folder.file("q.csv", "licence_id,year,quota (t ore)\n010461925,2025,24\n010461925,2026,24\n")
        let found = try check([
            "--quotas", quotas, "--reports", reports, "--licences", SharedData.path("peru-titles/titles_utm17s.geojson"), "--map",
            "licences=peru-titles", "--as-of", "2026-06-30",
        ])
        #expect(found.inputs["licences"]?["used"] as? Int == 9025)
        let outside = found.findings.filter { $0["rule"] as? String == "production_outside_validity" }
        #expect(outside.count == 1 && outside.first?["months"] as? [String] == ["2025-11"])
        #expect(ids(found.findings, "quota_overrun").isEmpty)
    }
}
