import Foundation
import OreCases
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// What land without a licence adds to the balance of a store, and what it does not.
@Suite("Ground without a licence in balances")
struct BalanceGroundTests {
    private static let today = Day(year: 2025, month: 1, day: 1) ?? Day(daysSince1970: 0)

    /// A place of its own for each number; the larger its width the more ground.
    private static func footprint(_ place: Int, _ day: String, width: Int, words: String? = nil) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(place)-\#(day)","scene_id":"S\#(day)","observed_at":"\#(day)","position_sigma_m":4"#
                + (words.map { #","class":"\#($0)""# } ?? ""), place * 20, 1, width, 2)
    }

    private func store(_ footprints: [String]) throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        let far = WatchSample.feature(#""licence_id":"FAR","valid_from":"2015-01-01","position_sigma_m":1"#, 60, 600, 4, 4)
        try watched.ingest(.licences, [far], name: "register.geojson")
        try watched.ingest(.footprints, footprints, name: "f.geojson")
        try watched.run()
        return watched
    }

    @Test("A balance of another material has no tonnes from ground, which are t REO: it says so, and its trace has no places")
    func otherMaterial() throws {
        let watched = try store([Self.footprint(1, "2023-11-01", width: 3, words: "heap_leach")])
        for heading in ["t_reo", "output (m3)"] {
            let reports = "licence_id,month,\(heading),received_at\nFAR,2023-03,1200.5,2023-04-05\n"
            try LedgerTables.ingest(reports, .report, into: watched.store, watched.folder)
        }
        for material in [MaterialKind.oxide, .volume] {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            (run.material, run.unlicensedMethod) = (material, .heap)
            let balance = try run.report(.all, year: 2023, today: Self.today).balance
            let trace = try run.trace(.all, year: 2023, limit: nil, today: Self.today)
            #expect(trace.balance == balance && balance[.reported] == BalanceAmount(Tonnes(thousandths: 1_200_500)))
            let land = try #require(trace[.unlicensed])
            guard material != .oxide else {
                #expect(balance[.unlicensed] != nil && balance[.mined] != balance[.reported] && land.parts.count == 1)
                continue
            }
            #expect(balance[.unlicensed] == nil && balance[.mined] == balance[.reported] && balance.figures.land == nil)
            #expect(balance.notes.contains(.landOfOxideOnly) && !balance.notes.contains(.landNotLookedAt))
            #expect(land.gap == .otherMaterial && land.parts.isEmpty)
        }
    }

    @Test("Of an earlier day: what was received and seen by then, in the balance and its trace alike; what is of today is said")
    func earlierDay() throws {
        let watched = try store([
            Self.footprint(1, "2023-03-01", width: 2, words: "heap_leach"), Self.footprint(2, "2023-11-01", width: 3, words: "heap_leach"),
        ])
        let reports = [
            "FAR,2023-01,10,2023-02-05", "FAR,2023-02,20,2023-03-05", "FAR,2023-01,15,2023-08-05", "FAR,2023-03,40,2023-08-20",
            // It does not say when.
            "FAR,2023-04,5,",
        ]
        try LedgerTables.ingest(LedgerTables.text(.report, reports), .report, into: watched.store, watched.folder)
        let entries = [
            "separation":
                "facility,month,flow,source,tonnes,received_at\nPlant,2023-01,output,,8,2023-02-05\nPlant,2023-02,output,,4,2023-07-05\n",
            "exports": "number,enterprise,date,hs_code,tonnes\nE-1,Trading,2023-06-20,284690,3\nE-2,Trading,2023-07-20,284690,1\n",
        ]
        for (name, text) in entries {
            let path = try watched.folder.file(name + ".csv", text)
            let kind = try #require(EntryKind(rawValue: name))
            _ = try EntryIngest(EntryIngestRequest(kind, files: [path], receivedAt: "2026-01-01T00:00:00Z"), into: watched.store).execute()
        }
        // Nothing is asked; today; a day by which all of it was known; the middle of the year.
        for (day, reported, separated, exported, places) in [
            (nil, 80, 12, 4, 2), (Self.today, 80, 12, 4, 2), (Day(lastOf: 2023), 80, 12, 4, 2),
            (Day(year: 2023, month: 6, day: 30), 35, 8, 3, 1),
        ] as [(Day?, Int64, Int64, Int64, Int)] {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            run.day = day
            let last = day ?? Self.today
            let isPast = day.map { $0 < Self.today } ?? false
            let report = try run.report(.all, year: nil, by: .enterprise, today: Self.today)
            let trace = try run.trace(.all, year: nil, limit: nil, today: Self.today)
            let balance = report.balance
            #expect(balance.year == 2023 && trace.balance == balance && report.series.contains(balance))
            for (item, tonnes) in [(BalanceItem.reported, reported), (.separated, separated), (.exported, exported)] {
                let amount = Tonnes(thousandths: tonnes * 1000)
                #expect(balance[item] == BalanceAmount(amount), "\(item) \(String(describing: day))")
                #expect(trace[item]?.amount == .exact(amount), "\(item) \(String(describing: day))")
                let rows = try #require(trace[item]).rows
                #expect(rows.reduce(0) { $0 + $1.row.amount.thousandths } == amount.thousandths)
                #expect(rows.allSatisfy { ($0.row.stated ?? last) <= last })
            }
            #expect(report.parts.compactMap { $0.balance[.exported] } == [BalanceAmount(Tonnes(thousandths: exported * 1000))])
            #expect(balance.figures.land?.sites == places && trace[.unlicensed]?.parts.count == places)
            #expect(balance.notes.contains(.landAsKnownNow) == isPast && report.receivedBy == (isPast ? day : nil))
        }
    }

    @Test("A view of a period that is not over counts today, and on every day since it began")
    func viewOfPeriod() throws {
        let words = #""footprint_id":"p","scene_id":"S","period":"2025","position_sigma_m":4,"class":"heap_leach""#
        let watched = try store([WatchSample.feature(words, 20, 1, 3, 2)])
        let today = try #require(Day(year: 2025, month: 5, day: 20))
        let days: [(Day?, Int)] = [(nil, 1), (today, 1), (Day(year: 2025, month: 2, day: 1), 1), (Day(lastOf: 2024), 0)]
        for (day, sites) in days {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            run.day = day
            #expect(try run.report(.all, year: 2025, today: today).balance.figures.land?.sites == sites, "\(String(describing: day))")
        }
    }

    @Test(
        "Ground that cannot be turned into tonnes is told with what keeps it from that, without any yield, and never among what was counted"
    )
    func obstacles() throws {
        let words = ["heap_leach", "bare", "heap_leach", "bare", "in situ leach"]
        let watched = try store(words.enumerated().map { Self.footprint($0, "2023-11-01", width: $0 + 1, words: $1) })
        func land(limit: Int?, _ method: MiningMethod? = nil) throws -> (trace: BalanceTrace, figure: BalanceFigure) {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            run.unlicensedMethod = method
            let trace = try run.trace(.all, year: 2023, limit: limit, today: Self.today)
            return (trace, try #require(trace[.unlicensed]))
        }
        for (method, gap) in [(nil, AccountGap.methodUnknown), (.hardRock, .noYield)] as [(MiningMethod?, AccountGap)] {
            let all = try land(limit: nil, method).figure
            #expect(all.parts.map(\.figure.gap) == [.inSituWithoutBlock, gap, nil, gap, nil])
            for part in all.parts.map(\.figure) {
                guard case .estimate(let estimator) = part.source else { throw CancellationError() }
                #expect((estimator.origin == nil) == (part.gap != nil) && estimator.calibratedBy.isEmpty)
                #expect(estimator.description.contains(" x yield (") == (part.gap == nil), "\(estimator)")
                #expect(!estimator.description.contains("learnt"))
            }
            let (trace, few) = try land(limit: 1, method)
            #expect(few.amount == all.amount && few.central == all.central)
            let parts = few.parts.map(\.figure)
            #expect(parts.map(\.gap) == [.inSituWithoutBlock, nil, gap] && parts[1].amount == all.amount)
            #expect(parts[1].source == .others(2) && parts[2].source == .others(2))
            #expect(trace.figure(at: "unlicensed/others").figure == parts[1])
            #expect(trace.figure(at: "unlicensed/others_\(gap.rawValue)").figure == parts[2])
        }
        #expect(try land(limit: 0).figure.parts.map(\.figure.gap) == [nil, .inSituWithoutBlock, .methodUnknown])
    }
}
