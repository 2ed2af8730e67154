import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import TestSupport
import Testing

@Suite("Checks of the ledger from files")
struct LedgerCheckRunTests {
    private let day = Day(year: 2024, month: 12, day: 31) ?? Day(daysSince1970: 0)

    /// Random tables, mostly plain, with rows that only the careful reader takes.
    private func world(seed: UInt64, _ folder: TemporaryFolder, isOdd: Bool = true) throws -> LedgerCheckRequest {
        var random = SplitMix(seed: seed)
        var reports = "licence_id,month,output,received_at\n"
        var (invoices, quotas) = ("seller,invoice_number,date,sold\n", "licence_id,year,batch,quota,issued_at\n")
        for subject in 0..<15 {
            for year in 2021...2023 {
                for batch in 1...2 { quotas += "M\(subject),\(year),\(batch),\(90 + random.below(30)),\(year)-0\(batch)-01\n" }
                for month in 1...12 where random.below(20) > 0 {
                    let name = random.below(200) == 0 && isOdd ? "合计" : "M\(subject)"
                    let figure =
                        isOdd && random.below(30) == 0
                        ? ["-3", " 14.5", "1.2345", "x", "", "15.5 t"][random.below(6)] : "\(14 + random.below(4)).\(random.below(9))"
                    let written = isOdd && random.below(30) == 0 ? "\(year)/\(month)" : "\(year)-\(month < 10 ? "0" : "")\(month)"
                    let next = CalendarMonth(year: year, month: month)?.next.firstDay ?? day
                    let line = "\(name),\(written),\(figure),\(Day(daysSince1970: next.daysSince1970 + Int32(random.below(14))))\n"
                    reports += line
                    if random.below(60) == 0 { reports += line }
                    if random.below(60) == 0 { reports += "\(name),\(written),1,\(day)\n" }
                    invoices +=
                        "M\(subject),\(year)\(month)\(subject),\(year)-\(month < 10 ? "0" : "")\(month)-05,\(10 + random.below(9))\n"
                }
            }
        }
        var request = LedgerCheckRequest(
            quotas: [try folder.file("q.csv", quotas)], reports: [try folder.file("r.csv", reports)], day: day, today: day)
        request.invoices = [try folder.file("i.csv", invoices)]
        request.due = DueCalendar(DueRule(day: 10))
        return request
    }

    @Test("Large plain tables go through the fast parser with the same result", arguments: [1, 2, 3, 4] as [UInt64])
    func fast(_ seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var request = try world(seed: seed, folder)
        request.partsFrom = .max
        let careful = try LedgerCheckRun(request).execute()
        request.partsFrom = 0
        let fast = try LedgerCheckRun(request).execute()
        let isSame = LedgerJSON.bytes(fast) == LedgerJSON.bytes(careful)
        #expect(isSame, "seed \(seed)")
        #expect(careful.findings.count > 20 && careful.setAside.count > 5 && careful.inputs[0].repeated > 0)
        for input in careful.inputs {
            #expect(input.read == input.used + input.quarantined + input.repeated + input.skipped)
            #expect(input.sha256.count == 64)
        }
    }

    @Test(
        "What plain rows cannot show alone is left to the careful reader: decimal commas, blank lines, quotes",
        arguments: ["M1;2021-01;1.234;\nM1;2021-02;12,5;\n", "M1;2021-01;1;\n\nM1;2021-02;2;\n", "M1;2021-01;1;\n\"M1\";2021-02;2;\n"])
    func careful(_ rows: String) throws {
        let folder = try TemporaryFolder()
        let quotas = try folder.file("q.csv", "licence_id,year,quota\nM1,2021,1\n")
        let reports = try folder.file("r.csv", "licence_id;month;output;received_at\n" + rows)
        var request = LedgerCheckRequest(quotas: [quotas], reports: [reports], day: day, today: day)
        let slow = LedgerJSON.bytes(try LedgerCheckRun(request).execute())
        request.partsFrom = 0
        #expect(LedgerJSON.bytes(try LedgerCheckRun(request).execute()) == slow)
        #expect(String(decoding: slow, as: UTF8.self).contains("quota_overrun:M1:2021"))
    }

    @Test("The order of rows and files does not matter to what is found")
    func order() throws {
        let folder = try TemporaryFolder()
        var request = try world(seed: 9, folder, isOdd: false)
        let base = try LedgerCheckRun(request).execute().findings.map(\.evidence)
        let lines = try String(contentsOfFile: request.reports[0], encoding: .utf8).split(separator: "\n")
        let (head, rows) = (lines[0], lines.dropFirst())
        func file(_ name: String, _ rows: some Sequence<Substring>) throws -> String {
            try folder.file(name, ([head] + rows).joined(separator: "\n") + "\n")
        }
        request.reports = [try file("b.csv", rows.reversed())]
        #expect(try LedgerCheckRun(request).execute().findings.map(\.evidence) == base)
        // Each key in one file: the same key in two is a correction by the later one.
        let first = rows.filter { $0.hasPrefix("M1") }
        request.reports = [try file("c.csv", rows.filter { !$0.hasPrefix("M1") }), try file("d.csv", first)]
        #expect(try LedgerCheckRun(request).execute().findings.map(\.evidence) == base)
    }

    @Test("Every finding names the rows that it rests on, and they hold its figures")
    func sources() throws {
        let folder = try TemporaryFolder()
        let request = try world(seed: 5, folder, isOdd: false)
        let report = try LedgerCheckRun(request).execute()
        let lines = try String(contentsOfFile: request.reports[0], encoding: .utf8).split(separator: "\n")
        let overruns = report.findings.filter { $0.rule == .quotaOverrun }
        #expect(!overruns.isEmpty)
        for finding in overruns {
            let rows = report.sources(of: finding).first { $0.file == "r.csv" }?.rows ?? []
            let figures = rows.map { lines[$0 - 1].split(separator: ",") }
            #expect(figures.allSatisfy { $0[0] == report.name(of: finding) && $0[1].hasPrefix("\(finding.year)") } && figures.count >= 10)
        }
    }
}
