import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// Registers whose rows of one licence name different holders: in a check of files and in a store alike.
@Suite("Holders of a licence by the days of their rows")
struct HolderStepsTests {
    private let day = Day(year: 2024, month: 6, day: 30)

    /// `id, holder, valid from, valid to`.
    private typealias Row = (id: String, holder: String, from: String, to: String)

    private static let others: [Row] = [("L2", "Firm C", "2015-01-01", "2030-12-31"), ("L3", "Firm C", "2015-01-01", "2030-12-31")]

    /// Names of quota overruns and of holders that are not listed, from files and from a store.
    private func found(_ rows: [Row], quotas: String, listings: String? = nil) throws -> Set<String> {
        let day = try #require(day)
        let watched = try WatchedStore(rules: .withoutRegistration)
        let all = rows + Self.others
        let reports =
            "licence_id,month,output (t REO)\n"
            + [2022, 2023].flatMap { year -> [String] in
                (1...12).map { month in
                    let name = "\(year)-\(month < 10 ? "0" : "")\(month)"
                    return "L1,\(name),5\nL2,\(name),1\nL3,\(name),1\n"
                }
            }.joined()
        let figures = "licence_id,year,quota (t REO)\n" + quotas
        var request = LedgerCheckRequest(
            quotas: [try watched.folder.file("quotas.csv", figures)], reports: [try watched.folder.file("reports.csv", reports)], day: day,
            today: day)
        let register = all.map { "\($0.id),\($0.holder),\($0.from),\($0.to)\n" }.joined()
        request.licences = [try watched.folder.file("register.csv", "licence_id,holder,valid_from,valid_to\n" + register)]
        if let listings { request.entries[.listings] = [try watched.folder.file("listings.csv", "list,name\n" + listings)] }
        let checked = told(try LedgerCheckRun(request).execute())
        let features = all.enumerated().map { place, row in
            WatchSample.feature(
                #""licence_id":"\#(row.id)","holder":"\#(row.holder)","valid_from":"\#(row.from)","valid_to":"\#(row.to)","#
                    + #""position_sigma_m":1"#, place * 10, 0, 4, 4)
        }
        try watched.ingest(.licences, features, name: "licences.geojson")
        try LedgerTables.ingest(figures, .quota, into: watched.store, watched.folder)
        try LedgerTables.ingest(reports, .report, into: watched.store, watched.folder)
        for (kind, paths) in request.entries { _ = try EntryStoreTests.ingest(paths[0], kind, into: watched.store) }
        var filter = LedgerFindingFilter()
        filter.rules = [.quotaOverrun, .holderNotListed]
        let (stored, _, _) = try StoredJudgement(watched.store, StoredLedger(watched.store), on: day).report(filter)
        #expect(told(stored) == checked)
        return checked
    }

    private func told(_ report: LedgerReport) -> Set<String> {
        Set(
            report.findings.filter { [.quotaOverrun, .holderNotListed].contains($0.rule) }.map {
                "\($0.rule.rawValue) \(report.name(of: $0)) \($0.year) \($0.verdict.rawValue)"
            })
    }

    @Test("What a mine reported before it changed hands is held against the quota of who held it then")
    func overruns() throws {
        let rows: [Row] = [("L1", "Firm A", "2015-01-01", "2022-12-31"), ("L1", "Firm B", "2023-01-01", "2030-12-31")]
        // 60 t in either year.
        let quotas = "Firm A,2022,50\nFirm B,2022,10\nFirm B,2023,70\nFirm A,2023,10\n"
        #expect(try found(rows, quotas: quotas) == ["quota_overrun Firm A 2022 strong"])
        #expect(try found(rows.reversed(), quotas: quotas) == ["quota_overrun Firm A 2022 strong"])
        let renewed: [Row] = [("L1", "Firm A", "2015-01-01", "2020-12-31"), ("L1", "Firm A", "2021-01-01", "2022-12-31"), rows[1]]
        #expect(try found(renewed, quotas: quotas) == ["quota_overrun Firm A 2022 strong"])
        // Between two terms, and while both run, whose it was is guessed.
        let gap: [Row] = [("L1", "Firm A", "2015-01-01", "2020-12-31"), rows[1]]
        #expect(try found(gap, quotas: quotas) == ["quota_overrun Firm A 2022 possible"])
        let both: [Row] = [("L1", "Firm A", "2015-01-01", "2030-12-31"), ("L1", "Firm B", "2022-01-01", "2030-12-31")]
        #expect(
            try found(both, quotas: "Firm A,2022,10\nFirm B,2022,50\nFirm B,2023,70\nFirm A,2023,10\n") == [
                "quota_overrun Firm B 2022 possible"
            ])
        // In the year in which it changed hands each has its months, and neither a whole quota.
        let within: [Row] = [("L1", "Firm A", "2015-01-01", "2030-12-31"), ("L1", "Firm B", "2023-07-01", "2030-12-31")]
        #expect(
            try found(within, quotas: "Firm A,2023,29\nFirm B,2023,30\n") == ["quota_overrun Firm A 2023 possible"])
    }

    @Test("Whoever will hold a licence later is not asked for on today's list")
    func listed() throws {
        let rows: [Row] = [("L1", "Firm A", "2015-01-01", "2030-12-31"), ("L1", "Firm B", "2025-01-01", "2030-12-31")]
        let quotas = "L1,2022,70\nL1,2023,70\n"
        #expect(try found(rows, quotas: quotas, listings: "Legitimate,Firm A\nLegitimate,Firm C\n").isEmpty)
        #expect(
            try found(rows, quotas: quotas, listings: "Legitimate,Other\n") == [
                "holder_not_listed Firm A 2024 strong", "holder_not_listed Firm C 2024 strong",
            ])
    }
}
