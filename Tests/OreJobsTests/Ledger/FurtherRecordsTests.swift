import Foundation
import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import TestSupport
import Testing

@Suite("Further records in a check of the ledger")
struct FurtherRecordsTests {
    private let day = Day(year: 2024, month: 6, day: 30) ?? Day(daysSince1970: 0)

    /// One mine that reports 10 t a month of 2023 and sells 30 t more than that in March.
    private func request(_ folder: TemporaryFolder) throws -> LedgerCheckRequest {
        var (reports, invoices) = ("licence_id,month,output (t REO)\n", "licence_id,invoice_number,date,sold (t REO)\n")
        for month in 1...12 {
            let word = month < 10 ? "0\(month)" : "\(month)"
            reports += "A,2023-\(word),\(month % 2 == 0 ? "10.2" : "9.8")\n"
            invoices += "A,\(month),2023-\(word)-20,\(month == 3 ? 40 : 9)\n"
        }
        var request = LedgerCheckRequest(
            quotas: [try folder.file("q.csv", "licence_id,year,quota (t REO)\nA,2023,130\n")], reports: [try folder.file("r.csv", reports)],
            day: day, today: day)
        request.invoices = [try folder.file("i.csv", invoices)]
        return request
    }

    private func rules(_ report: LedgerReport) -> [String: Set<String>] {
        Dictionary(report.findings.map { ($0.rule.rawValue, [$0.verdict.rawValue]) }, uniquingKeysWith: { $0.union($1) })
    }

    @Test("Stock that was counted clears a sale, or makes the verdict strong; what names it is a file of the report")
    func stock() throws {
        let folder = try TemporaryFolder()
        var request = try request(folder)
        #expect(rules(try LedgerCheckRun(request).execute())["sold_exceeds_produced"] == ["possible"])
        request.entries = [.stock: [try folder.file("s.csv", "licence_id,date,tonnes\nA,2022-12-31,45\n")]]
        let cleared = try LedgerCheckRun(request).execute()
        #expect(rules(cleared)["sold_exceeds_produced"] == nil && cleared.files == ["r.csv", "q.csv", "i.csv", "s.csv"])
        request.entries = [.stock: [try folder.file("s.csv", "licence_id,date,tonnes\nA,2022-12-31,1\n")]]
        #expect(rules(try LedgerCheckRun(request).execute())["sold_exceeds_produced"] == ["strong"])
    }

    @Test("What was received after the day of the check does not count yet")
    func later() throws {
        let folder = try TemporaryFolder()
        var request = try request(folder)
        let text = "licence_id,date,tonnes,received_at\nA,2022-12-31,45,2024-06-01\n"
        request.entries = [.stock: [try folder.file("s.csv", text)]]
        #expect(rules(try LedgerCheckRun(request).execute())["sold_exceeds_produced"] == nil)
        request.day = Day(year: 2024, month: 5, day: 31) ?? day
        let before = try LedgerCheckRun(request).execute()
        #expect(rules(before)["sold_exceeds_produced"] == ["possible"])
        #expect(before.inputs.first { $0.side == "stock" }?.later == 1)
    }

    @Test("Rows of further tables that contradict each other or cannot be read are set aside, and the counts add up")
    func faults() throws {
        let folder = try TemporaryFolder()
        var request = try request(folder)
        request.entries = [
            .stock: [
                try folder.file("s.csv", "licence_id,date,tonnes\nA,2022-12-31,45\nA,2022-12-31,46\nA,2023-12-31,x\nA,2021-12-31,1\n")
            ],
            .taxes: [try folder.file("t.csv", "licence_id,month,paid,rate,material\nA,2023-01,300,30,oxide\nA,2023-01,300,30,oxide\n")],
        ]
        request.entries[.land] = [
            try folder.file(
                "land.csv",
                "subject,year,method,area_m2,clear_views,working_seen,block_known\nA,2023,in_situ,20000,5,3,yes\nA,20x3,in_situ,1,1,1,no\n"
                    + "A,2023,magic,1,1,1,no\nA,2023,pool,-1,1,1,no\n,2023,pool,1,1,1,no\nA,2023,pool,1,1,perhaps,no\n")
        ]
        let report = try LedgerCheckRun(request).execute()
        let bySide = Dictionary(report.inputs.map { ($0.side, $0) }, uniquingKeysWith: { first, _ in first })
        for input in report.inputs {
            #expect(input.read == input.used + input.quarantined + input.repeated + input.skipped, "\(input.side)")
            #expect(input.sha256.count == 64)
        }
        #expect(bySide["stock"]?.used == 1 && bySide["stock"]?.quarantined == 3)
        #expect(bySide["taxes"]?.used == 1 && bySide["taxes"]?.repeated == 1)
        #expect(bySide["land"]?.used == 1 && bySide["land"]?.quarantined == 5)
        let places = report.setAside.filter { $0.file == "land.csv" }.map { "\($0.row) \($0.column)" }
        #expect(places == ["3 year", "4 method", "5 area_m2", "6 subject", "7 working_seen"])
        request.invalid = .refuse
        #expect(throws: InputError.self) { try LedgerCheckRun(request).execute() }
    }

    @Test("Land: no working seen is a ghost, in situ without a block accuses nobody, far too little ground is told of")
    func land() throws {
        let folder = try TemporaryFolder()
        func found(_ row: String) throws -> [String: Set<String>] {
            var request = try request(folder)
            let heading = "licence_id,year,method,area_m2,clear_views,working_seen,block_known\n"
            request.entries[.land] = [try folder.file("land.csv", heading + row + "\n")]
            return rules(try LedgerCheckRun(request).execute())
        }
        #expect(try found("A,2023,pool,0,5,0,")["ghost_production"] == ["possible"])
        #expect(try found("A,2023,pool,0,2,0,")["ghost_production"] == nil)
        #expect(try found("A,2023,in_situ,,5,0,no")["ghost_production"] == nil)
        #expect(try found("A,2023,in_situ,2000,5,4,yes")["output_exceeds_land"] == ["possible"])
        #expect(try found("A,2023,in_situ,2000,5,4,no")["output_exceeds_land"] == nil)
        #expect(try found("A,2023,in_situ,23000,5,4,yes")["output_exceeds_land"] == nil)
    }

    @Test("Heaps of ion-adsorption ore are at most possible; the pools of a lawful in-situ mine say nothing")
    func signs() throws {
        let folder = try TemporaryFolder()
        func found(_ row: String) throws -> Set<String>? {
            var request = try request(folder)
            request.entries[.land] = [try folder.file("land.csv", "licence_id,year,method,deposit,area_m2,signs\n" + row + "\n")]
            return rules(try LedgerCheckRun(request).execute())["banned_process"]
        }
        #expect(try found("A,2023,heap,ionic,9000,heap; Tank") == ["possible"])
        #expect(try found("A,2023,in_situ,ionic,9000,collection_pool") == nil && found("A,2023,in_situ,ionic,9000,") == nil)
        #expect(try found("A,2023,heap,rock,9000,heap") == nil && found("A,2023,heap,ionic,9000,smoke") == nil)
    }

    @Test("Every rule has an account, and those without records are told of in one line")
    func accounts() throws {
        let folder = try TemporaryFolder()
        let report = try LedgerCheckRun(try request(folder)).execute()
        #expect(Set(report.rules.map(\.rule)) == Set(LedgerRuleName.allCases) && report.rules.count == LedgerRuleName.allCases.count)
        let lines = LedgerTable.account(report, language: .english)
        #expect(lines.count { $0.contains("none of their records were given") } == 1)
        #expect(!lines.contains { $0.contains("no records of") })
    }
}
