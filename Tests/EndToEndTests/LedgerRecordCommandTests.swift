import Foundation
import TestSupport
import Testing

@Suite("orewatch ledger show, asof and pending", .timeLimit(.minutes(5)))
struct LedgerRecordCommandTests {
    let folder: TemporaryFolder
    private var store: String { folder.path("s.db") }

    init() throws { folder = try TemporaryFolder() }

    @discardableResult
    private func ingest(_ kind: String, _ name: String, _ text: String, exits code: Int32 = 0) throws -> String {
        try run(["ingest", "--store", store, "--as", kind, folder.file(name, text), "--quiet"], exits: code).output
    }

    private func rows(_ arguments: [String], exits code: Int32 = 0) throws -> [[String: Any]] {
        let output = try run(["ledger"] + arguments + ["--store", store, "--format", "json"], exits: code).standardOutput
        let json = try #require(try JSONSerialization.jsonObject(with: output) as? [Any])
        return json.compactMap { $0 as? [String: Any] }
    }

    private func lines(_ rows: [[String: Any]], _ names: String...) -> [String] {
        rows.map { row in names.map { row[$0].map { $0 is NSNull ? "" : "\($0)" } ?? "" }.joined(separator: " ") }
    }

    private func story() throws {
        try ingest(
            "quotas", "quotas.csv", "licence_id,year,batch,quota (t REO),issued_at\nN-1,2024,1,100,2024-02-01\nN-1,2024,2,80,2024-08-20\n")
        try ingest(
            "reports", "one.csv", "licence_id,month,output (t REO),received_at\nN-1,2024-01,15.5,2024-02-06\nN 9,2024-01,3,2024-02-06\n")
        try ingest("reports", "two.csv", "licence_id,month,output (t REO),received_at\nN-1,2024-01,16.25,2024-03-01\n")
        try ingest("stock", "stock.csv", "licence_id,date,tonnes,received_at\nN-1,2023-12-31,4,2024-01-05\n")
        try ingest("quotas", "total.csv", "licence_id,year,batch,quota (t REO),issued_at\nN-1,2024,total,190,2024-12-01\n")
    }

    @Test("Each record of a subject has its file and row, what it was corrected by, and whether a total stands for it")
    func show() throws {
        try story()
        let standing = try rows(["show", "N-1"])
        #expect(
            lines(standing, "kind", "period", "number", "tonnes", "file", "row") == [
                "quotas 2024 total 190.000 total.csv 2", "reports 2024-01  16.250 two.csv 2", "stock 2023-12-31  4.000 stock.csv 2",
            ])
        let all = try rows(["show", "N-1", "--all"])
        #expect(
            lines(all, "kind", "number", "tonnes", "state", "superseded_by") == [
                "quotas total 190.000 stands ", "quotas 1 100.000 within_total ", "quotas 2 80.000 within_total ",
                "reports  15.500 superseded two.csv:2", "reports  16.250 stands ", "stock  4.000 stands ",
            ])
        // The same file once more brings nothing, and is not where the records came from.
        try ingest("reports", "again.csv", "licence_id,month,output (t REO),received_at\nN-1,2024-01,16.25,2024-03-01\n")
        #expect(lines(try rows(["show", "N-1"]), "file") == ["total.csv", "two.csv", "stock.csv"])
        #expect(lines(try rows(["show", "N-1", "--sort", "-tonnes"]), "tonnes") == ["190.000", "16.250", "4.000"])
        // What was known when the correction had not come.
        #expect(lines(try rows(["show", "N-1", "--as-of", "2", "--as", "reports"]), "tonnes", "state") == ["15.500 stands"])
        let words = try run(["ledger", "show", "N-1", "--all", "--store", store, "--lang", "zh"]).output
        #expect(words.contains("已更正") && words.contains("已含于全年总量") && words.contains("被取代于"))
        #expect(try run(["ledger", "show", "N-2", "--store", store], exits: 1).standardError.contains("\"N-1\""))
        try run(["ledger", "show", "N-1", "--as", "report", "--store", store], exits: 64)
    }

    @Test("What was known at a moment: records, those that stand and their sums, by kind and year")
    func asof() throws {
        try story()
        #expect(
            lines(try rows(["asof", "5"]), "kind", "year", "line", "subjects", "records", "standing", "tonnes") == [
                "quotas 2024 mining 1 3 1 190.000", "reports 2024 mining 2 3 2 19.250", "stock 2023  1 1 1 ",
            ])
        #expect(
            lines(try rows(["asof", "2"]), "kind", "records", "standing", "tonnes") == [
                "quotas 2 2 180.000", "reports 2 2 18.500",
            ])
        #expect(try rows(["asof", "1999-12-31"]).isEmpty)
        try run(["ledger", "asof", "yesterday", "--store", store], exits: 64)
    }

    @Test("Names that no register has are listed with their rows and with what they look like; a register resolves them by itself")
    func pending() throws {
        try story()
        let pending = try rows(["pending"])
        #expect(lines(pending, "name", "records", "since_commit") == ["N-1 6 1", "N 9 1 2"])
        #expect(pending.first?["kinds"] as? [String] == ["quotas", "reports", "stock"])
        #expect(pending.first?["rows"] as? [String] == ["quotas.csv:2", "quotas.csv:3", "one.csv:2", "two.csv:2", "stock.csv:2"])
        let features = ["N-1", "N-9"].map { id in
            """
            {"type":"Feature","properties":{"licence_id":"\(id)","holder":"Example Mining Ltd","valid_from":"2010-01-01"},"geometry":\
            {"type":"Polygon","coordinates":[[[115,25],[115.01,25],[115.01,25.01],[115,25.01],[115,25]]]}}
            """
        }
        try ingest("licences", "register.geojson", #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}")
        let left = try rows(["pending"])
        #expect(lines(left, "name", "similar") == ["N 9 N-9"])
        // Nobody is asked what he did not know then.
        #expect(try rows(["pending", "--as-of", "5"]).count == 2)
        try ingest("facilities", "facilities.csv", "facility,enterprise\nNorth Plant,Example Separation Ltd\n")
        try ingest(
            "separation", "separation.csv", "facility,month,flow,tonnes\nNorth Plant,2024-01,intake,5\nSouth Plant,2024-01,intake,5\n")
        #expect(lines(try rows(["pending"]), "name") == ["N 9", "South Plant"])
        #expect(try run(["ledger", "pending", "--store", store, "--lang", "zh"]).output.contains("登记为"))
    }
}
