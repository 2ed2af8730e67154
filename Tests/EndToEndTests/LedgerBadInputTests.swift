import Foundation
import TestSupport
import Testing

/// Hostile and careless tables through the program: what is read, what is set aside and why, and that the sums add up.
@Suite("Bad input of the ledger", .timeLimit(.minutes(5)))
struct LedgerBadInputTests {
    let folder: TemporaryFolder
    private var store: String { folder.path("s.db") }
    private static let heading = "licence_id,month,output (t REO),received_at\n"

    init() throws { folder = try TemporaryFolder() }

    /// The counts that ingest prints, by name; rows in all under `read`.
    @discardableResult
    private func ingest(_ kind: String, _ text: String, name: String = "in.csv", exits code: Int32 = 0) throws -> [String: Int] {
        try ingest(kind, Data(text.utf8), name: name, exits: code)
    }

    private func ingest(_ kind: String, _ bytes: Data, name: String = "in.csv", exits code: Int32 = 0) throws -> [String: Int] {
        let output = try run(["ingest", "--store", store, "--as", kind, folder.file(name, bytes), "--quiet"], exits: code).output
        var counts: [String: Int] = [:]
        for word in output.split(whereSeparator: \.isWhitespace) {
            let parts = word.split(separator: "=")
            if parts.count == 2 { counts[String(parts[0])] = Int(parts[1]) }
        }
        counts["read"] = counts.values.reduce(0, +)
        return counts
    }

    private func reasons() throws -> [String] {
        let output = try run(["quarantine", "list", "--all", "--store", store, "--format", "json"]).standardOutput
        let rows = try #require(try JSONSerialization.jsonObject(with: output) as? [[String: Any]])
        return rows.map { "\($0["row"] ?? "") \($0["reason"] ?? "")" }
    }

    private func shown(_ subject: String, _ arguments: String...) throws -> [String] {
        let output = try run(["ledger", "show", subject, "--store", store, "--format", "json"] + arguments).standardOutput
        let rows = try #require(try JSONSerialization.jsonObject(with: output) as? [[String: Any]])
        return rows.map { "\($0["period"] ?? "") \($0["tonnes"] ?? "") \($0["state"] ?? "")" }
    }

    @Test("A row of a table that was set aside comes again with its file alone: a retry leaves it pending and says so")
    func retried() throws {
        try ingest("reports", Self.heading + "A,2024-01,five,2024-02-05\nA,2024-02,5,2024-03-05\n", exits: 3)
        let retry = try run(["quarantine", "retry", "--store", store], exits: 3)
        #expect(retry.output == "ok quarantine tried=0 resolved=0 pending=1\n")
        #expect(retry.standardError == "1 from tables of the ledger: deliver their files again, mended (orewatch ingest)\n")
        try ingest("reports", Self.heading + "A,2024-01,5,2024-02-05\n")
        #expect(try run(["quarantine", "retry", "--store", store]).output == "ok quarantine tried=0 resolved=0 pending=0\n")
    }

    @Test("Negative, absurd, missing, duplicate and conflicting rows, months to come: each with its reason, and the sums add up")
    func rows() throws {
        let text =
            Self.heading + """
                A,2024-01,-1,2024-02-05
                A,2024-02,2000000000,2024-03-05
                A,,5,2024-03-05
                ,2024-03,5,2024-04-05
                A,2024-04,5,2024-05-06
                A,2024-04,5,2024-05-06
                A,2024-05,5,2024-06-06
                A,2024-05,6,2024-06-06
                A,2931-01,5,
                A,2024-06,,2024-07-05
                A,2024-07,1.23456,2024-08-05
                A,2024-13,5,2024-08-05
                A,2024-08,five,2024-09-05
                合计,2024-12,99,2025-01-05
                A,2024-09,7,2024-10-05

                """
        let counts = try ingest("reports", text, exits: 3)
        #expect(counts["read"] == 15 && counts["stored"] == 2 && counts["unchanged"] == 1 && counts["skipped"] == 1)
        #expect(counts["quarantined"] == 11)
        let found = try reasons()
        for (row, words) in [
            (2, "is negative"), (3, "more than 10^9 t"), (4, "is empty"), (5, "names nobody"), (8, "contradicts another record"),
            (9, "contradicts another record"), (10, "has not come"), (11, "is empty"), (12, "finer than a thousandth"),
            (13, "is not a month of a year"), (14, "is not a figure"),
        ] { #expect(found.contains { $0.hasPrefix("\(row) ") && $0.contains(words) }, "\(row) \(words): \(found)") }
        #expect(try shown("A") == ["2024-04 5.000 stands", "2024-09 7.000 stands"])
        let chinese = try run(["quarantine", "list", "--store", store, "--lang", "zh"]).output
        #expect(chinese.contains("列“output (t REO)”：为负数；请更正；没有产量填 0") && !chinese.contains("contradicts"), "\(chinese)")
        // The check counts the same rows.
        let quotas = try folder.file("q.csv", "licence_id,year,quota\nA,2024,100\n")
        let check = ["ledger", "check", "--quotas", quotas, "--reports", folder.path("in.csv"), "--as-of", "2025-06-30"]
        let errors = try orewatch.run(check).standardError
        #expect(errors.contains("read 15 = used 2 + quarantined 11 + repeated 1 + skipped 1"), "\(errors)")
        // One bad row and the whole file is refused, where that was asked for.
        let refused = try run(
            ["ingest", "--store", folder.path("t.db"), "--as", "reports", "--on-invalid", "refuse", folder.path("in.csv")], exits: 65)
        #expect(refused.standardError.contains("in.csv") && refused.standardError.contains("line 2"), "\(refused.standardError)")
        #expect(
            try run(["ledger", "asof", "99", "--store", folder.path("t.db"), "--format", "csv"]).output.split(separator: "\n").count == 1)
    }

    @Test("Units of the cell, full-width digits, separators of thousands: read to the digit")
    func notations() throws {
        let text =
            Self.heading
            + "A,2024-01,３．５,2024-02-05\nA,2024-02,\"1,234.500\",2024-03-05\nA,2024-03,0.5万吨,2024-04-05\nA,2024-04,500 kg,2024/5/5\n"
        #expect(try ingest("reports", text)["stored"] == 4)
        #expect(
            try shown("A") == ["2024-01 3.500 stands", "2024-02 1234.500 stands", "2024-03 5000.000 stands", "2024-04 0.500 stands"])
        // A comma before decimals, as the column shows; 10^4 t by the title.
        let comma = "单位：万吨\n许可证号;月份;产量;报送日期\nB;2024-01;1,25;2024-02-05\nB;2024-02;1.250,5;2024-03-05\n"
        #expect(try ingest("reports", comma)["stored"] == 2)
        #expect(try shown("B") == ["2024-01 12500.000 stands", "2024-02 12505000.000 stands"])
        // GBK.
        let gbk = [
            "d0edbfc9d6a4bac52cd4c2b7dd2cb2fac1bfa3a8b6d652454fa3a92cb1a8cbcdc8d5c6da0a",
            "b8d3d6ddcfa1cdc1d2bbbff32c323032342d30312c31322e352c323032342d30322d30350a",
        ].joined()
        let bytes = stride(from: 0, to: gbk.count, by: 2).compactMap { UInt8(gbk.dropFirst($0).prefix(2), radix: 16) }
        #expect(try ingest("reports", Data(bytes))["stored"] == 1)
        #expect(try shown("赣州稀土一矿") == ["2024-01 12.500 stands"])
        // What can be read two ways is not read.
        #expect(try ingest("reports", Self.heading + "C,2024-01,\"1,234\",2024-02-05\n", exits: 3)["quarantined"] == 1)
        #expect(try reasons().last?.contains("can be read two ways") == true)
    }

    @Test("Ore is not held against oxide, and a year a thousand times its quota is a unit's doubt before it is a fault")
    func units() throws {
        let months = (1...12).map { $0 < 10 ? "2024-0\($0)" : "2024-\($0)" }
        let quotas = try folder.file("q.csv", "licence_id,year,quota (t REO)\nA,2024,100\nB,2024,100\n")
        func check(_ reports: String) throws -> [String: Any] {
            let arguments = [
                "ledger", "check", "--quotas", quotas, "--reports", try folder.file("r.csv", reports), "--as-of", "2025-06-30",
            ]
            let output = try run(arguments + ["--format", "json", "--quiet"]).standardOutput
            return try #require(try JSONSerialization.jsonObject(with: output) as? [String: Any])
        }
        let ore = try check("licence_id,month,产量（吨原矿）\n" + months.map { "A,\($0),900\n" }.joined())
        let rules = try #require(ore["rules"] as? [[String: Any]])
        let overrun = try #require(rules.first { $0["rule"] as? String == "quota_overrun" })
        #expect(overrun["ran"] as? Bool == false && "\(overrun)".contains("another material"), "\(overrun)")
        #expect((ore["findings"] as? [[String: Any]])?.contains { $0["rule"] as? String == "quota_overrun" } == false)
        // Kilograms written as tonnes.
        let kilograms = try check(Self.heading + months.map { "A,\($0),8000,\nB,\($0),9,\n" }.joined())
        let found = try #require(kilograms["findings"] as? [[String: Any]]).filter { $0["rule"] as? String == "quota_overrun" }
        let verdicts = found.map { "\($0["subject"] ?? "") \($0["verdict"] ?? "") \($0["reasons"] ?? "")" }
        #expect(verdicts.contains { $0.hasPrefix("A possible") && $0.contains("unit_suspected") }, "\(verdicts)")
        #expect(verdicts.contains { $0.hasPrefix("B strong") }, "\(verdicts)")
    }

    @Test("A batch without a group is set aside, one without a number is told apart by its day; a total is no batch")
    func batches() throws {
        let heading = "licence_id,year,batch,quota (t REO),issued_at\n"
        let counts = try ingest(
            "quotas", heading + ",2024,1,100,2024-02-01\nG,2024,,50,2024-02-01\nG,2024,,60,2024-08-01\nG,2024,,-10,2024-09-01\n", exits: 3)
        #expect(counts["stored"] == 3 && counts["quarantined"] == 1)
        #expect(try reasons() == ["2 column licence_id: names nobody; fill in the cell"])
        #expect(try shown("G") == ["2024 50.000 stands", "2024 60.000 stands", "2024 -10.000 stands"])
        // Mended, it leaves quarantine.
        try ingest("quotas", heading + "H,2024,1,100,2024-02-01\nG,2024,total,90,2024-12-01\n", name: "mended.csv")
        #expect(try shown("G") == ["2024 90.000 stands"])
    }

    @Test("A chain of members that returns to its start is set aside with its members; it stands where the days do not meet")
    func circles() throws {
        let heading = "member,member_kind,parent,parent_kind,from,to\n"
        let counts = try ingest(
            "members", heading + "A,enterprise,B,group,,\nB,enterprise,C,group,,\nC,enterprise,A,group,,\nD,enterprise,B,group,,\n",
            exits: 3)
        #expect(counts["stored"] == 1 && counts["quarantined"] == 3)
        let found = try reasons()
        #expect(found.count == 3 && found.allSatisfy { $0.contains("belong to himself: ") && $0.contains("correct one of these links") })
        #expect(try ingest("members", heading + "E,enterprise,E,group,,\n", exits: 3)["quarantined"] == 1)
        let dated = heading + "F,enterprise,G,group,2010-01-01,2014-12-31\nG,enterprise,F,group,2015-01-01,\n"
        #expect(try ingest("members", dated)["stored"] == 2)
    }

    @Test("A correction of a correction stands by the day it came, in any order of files; after a withdrawal a report stands anew")
    func corrections() throws {
        let heading = "licence_id,month,output (t REO),received_at,withdrawn\n"
        let rows = ["A,2024-01,10,2024-02-05,\n", "A,2024-01,12,2024-03-05,\n", "A,2024-01,11,2024-04-05,\n"]
        for (i, row) in [2, 0, 1].enumerated() { try ingest("reports", heading + rows[row], name: "\(i).csv") }
        #expect(
            try shown("A", "--all") == ["2024-01 10.000 superseded", "2024-01 12.000 superseded", "2024-01 11.000 stands"])
        try ingest("reports", heading + "A,2024-01,11,2024-05-05,yes\n")
        #expect(try run(["ledger", "asof", "4", "--store", store, "--format", "csv"]).output.contains("reports,2024,mining,0,4,0,0.000"))
        #expect(try shown("A", "--all").last == "2024-01 11.000 withdrawal")
        try ingest("reports", heading + "A,2024-01,9.5,2024-06-05,\n")
        #expect(try shown("A") == ["2024-01 9.500 stands"])
        // As of the first commit the latest of them was known already.
        #expect(try shown("A", "--as-of", "1") == ["2024-01 11.000 stands"])
    }

    @Test("Equal invoices without a number: as many as the delivery that had most; with numbers they are told apart")
    func invoices() throws {
        let heading = "seller,date,sold (t REO)\n"
        // The first delivery of a store may bring nothing.
        #expect(try ingest("invoices", heading, name: "none.csv")["read"] == 0)
        let (two, three) = (String(repeating: "A,2024-03-28,5\n", count: 2), String(repeating: "A,2024-03-28,5\n", count: 3))
        #expect(try ingest("invoices", heading + two)["stored"] == 2)
        let one = try ingest("invoices", heading + "A,2024-03-28,5\n", name: "one.csv")
        #expect(one["unchanged"] == 1 && one["read"] == 1)
        #expect(try ingest("invoices", heading + three, name: "three.csv")["stored"] == 1)
        #expect(try shown("A").count == 3)
        let numbered = "seller,invoice_number,date,sold (t REO)\n"
        #expect(try ingest("invoices", numbered + "A,7,2024-03-28,5\nA,8,2024-03-28,5\n", name: "numbered.csv")["stored"] == 2)
        #expect(try shown("A").count == 5)
    }
}
