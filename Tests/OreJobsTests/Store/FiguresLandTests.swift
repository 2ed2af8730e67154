import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// The join: what the ground of a licence shows, held against what its holder reports.
@Suite("Figures against the ground of a store")
struct FiguresLandTests {
    private static func licence(_ id: String, _ x: Int, method: String) -> String {
        WatchSample.feature(
            #""licence_id":"\#(id)","holder":"H","valid_from":"2015-01-01","position_sigma_m":1,"method":"\#(method)""#, x, 0, 8, 8)
    }

    private static func footprint(_ id: String, _ day: String, _ x: Int, width: Int) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(id)","scene_id":"S\#(day)","observed_at":"\#(day)","position_sigma_m":4,"digitising_sigma_m":2"#, x, 1,
            width, 2)
    }

    private static func view(_ day: String, _ x: Int) -> String {
        WatchSample.feature(#""scene_id":"V\#(day)","observed_at":"\#(day)","sensor":"S2""#, x - 2, -2, 14, 14)
    }

    private static func reports(_ licence: String, _ tonnes: Int) -> [String] {
        (1...12).map { "\(licence),2023-\($0 < 10 ? "0" : "")\($0),\(tonnes + $0 % 5).\($0)00,2024-01-05" }
    }

    /// Findings by rule and subject, in a run's incidents.
    private func found(_ watched: WatchedStore) throws -> Set<String> {
        try watched.run()
        return Set(try figures(watched).map { "\($0.finding.rule.rawValue) \($0.subject) \($0.finding.year)" })
    }

    private func figures(_ watched: WatchedStore) throws -> [FiguresFinding] {
        try watched.incidents().filter { $0.subject != nil }.flatMap { try watched.store.figures(of: $0) }
    }

    private func store(_ method: String) throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(
            .licences, [Self.licence("DUG", 0, method: method), Self.licence("IDLE", 40, method: method)], name: "licences.geojson")
        try LedgerTables.ingest(
            LedgerTables.text(.report, Self.reports("DUG", 40_000) + Self.reports("IDLE", 10)), .report, into: watched.store, watched.folder
        )
        return watched
    }

    @Test("More than the ground gives, and output without any work, once footprints and clear views show it; both are possible at most")
    func join() throws {
        let watched = try store("heap leaching")
        #expect(try found(watched).isEmpty)
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        let views = ["2023-03-01", "2023-06-01", "2023-11-20"].map { Self.view($0, 40) }
        try watched.ingest(.scenes, Array(views.prefix(2)), name: "s.geojson")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        try watched.ingest(.scenes, views, name: "s2.geojson")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023", "ghost_production IDLE 2023"])
        #expect(try watched.incidents().filter { $0.subject != nil }.allSatisfy { $0.verdict == .possible })
        #expect(try watched.run(full: true).entry.outcome == .idle)
    }

    @Test("In situ, and where nobody says how it is worked, the ground accuses nobody", arguments: ["in situ leaching", "something else"])
    func unassessable(method: String) throws {
        let watched = try store(method)
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        try watched.ingest(.scenes, ["2023-03-01", "2023-06-01", "2023-11-20"].map { Self.view($0, 40) }, name: "s.geojson")
        #expect(try found(watched).isEmpty)
    }

    @Test("Heaps and tanks in a licence worked in situ are signs of a banned process; elsewhere, at its edge, and pools are none")
    func signs() throws {
        func place(_ id: String, _ kind: String, _ x: Int, width: Int = 2, day: String = "2023-11-01") -> String {
            WatchSample.feature(
                #""footprint_id":"\#(id)","scene_id":"S1","observed_at":"\#(day)","class":"\#(kind)","position_sigma_m":4"#, x, 1, width, 2)
        }
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(
            .licences,
            [
                Self.licence("INSITU", 0, method: "in situ leaching"), Self.licence("POOLS", 40, method: "原地浸矿"),
                Self.licence("EDGE", 80, method: "in situ leaching"), Self.licence("ROCK", 120, method: "open pit"),
                Self.licence("UNSAID", 160, method: "something else"),
            ], name: "licences.geojson")
        try LedgerTables.ingest(LedgerTables.text(.report, Self.reports("OTHER", 10)), .report, into: watched.store, watched.folder)
        #expect(try found(watched).isEmpty)
        try watched.ingest(
            .footprints,
            [
                place("a", "Heap leach pad", 1), place("b", "leach_tank", 4), place("c", "collection pool", 41), place("d", "pit", 43),
                // A third of it lies inside.
                place("e", "heap_leach", 86, width: 6), place("f", "heap_leach", 121), place("g", "heap_leach", 161),
            ], name: "f.geojson")
        #expect(try found(watched) == ["banned_process INSITU 2023"])
        let finding = try #require(try figures(watched).first)
        #expect(finding.kind == .licence && finding.finding.verdict == .possible && finding.finding.reasons == [.signOnly])
        #expect(
            finding.finding.evidence.map { "\($0.kind.rawValue) \($0.value)" } == [
                #"sign text("heap")"#, #"footprint text("a")"#, #"sign text("tank")"#, #"footprint text("b")"#,
            ])
    }

    // MARK: What must not be taken for less ground than there was

    private static func change(_ id: String, _ year: Int, width: Int) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(id)","scene_id":"C\#(year)","observed_from":"\#(year)-01-01","observed_to":"\#(year)-12-31","#
                + #""position_sigma_m":4,"digitising_sigma_m":2"#, 1, 1, width, 2)
    }

    private static func changes(_ watched: WatchedStore, years: ClosedRange<Int>) throws {
        try watched.ingest(
            .scenes,
            years.map {
                WatchSample.feature(
                    #""scene_id":"C\#($0)","observed_from":"\#($0)-01-01","observed_to":"\#($0)-12-31","content":"change""#, -2, -2, 14, 14)
            }, name: "changes.geojson")
    }

    @Test("Ground that scenes of changes show is added up, not taken from what they showed before")
    func groundOfChanges() throws {
        // Some 20,000 m2 a step: what opened in 2023 gives its reports, though it is less than what opened in 2022.
        for (reported, expected) in [(70, Set<String>()), (40_000, ["output_exceeds_land DUG 2023"])] {
            let watched = try WatchedStore(rules: .withoutRegistration)
            try watched.ingest(.licences, [Self.licence("DUG", 0, method: "heap leaching")], name: "licences.geojson")
            try LedgerTables.ingest(
                LedgerTables.text(.report, Self.reports("DUG", reported)), .report, into: watched.store, watched.folder)
            try Self.changes(watched, years: 2022...2023)
            try watched.ingest(
                .footprints, [Self.change("a", 2022, width: 6), Self.change("b", 2023, width: 5)], name: "f.geojson")
            #expect(try found(watched) == expected, "\(reported) t a month")
        }
    }

    /// A scene of changes, and the same six by two fields opened in it.
    private static func opened(_ id: String, _ from: String, _ to: String) -> (scene: String, footprint: String) {
        let period = #""scene_id":"C\#(id)","observed_from":"2023-\#(from)","observed_to":"2023-\#(to)""#
        return (
            WatchSample.feature(period + #","content":"change""#, -2, -2, 14, 14),
            WatchSample.feature(#""footprint_id":"\#(id)","position_sigma_m":4,"digitising_sigma_m":2,"# + period, 1, 1, 6, 2)
        )
    }

    @Test(
        "The same ground in scenes of overlapping periods opened once, in those of disjoint periods again",
        arguments: [
            ([("01-01", "06-30"), ("04-01", "12-31")], false), ([("01-01", "06-30"), ("07-01", "12-31"), ("01-01", "12-31")], false),
            ([("01-01", "05-31"), ("05-31", "08-31"), ("08-01", "12-31")], false), ([("01-01", "06-30"), ("07-01", "12-31")], true),
        ])
    func overlappingChanges(periods: [(String, String)], isSuspected: Bool) throws {
        // Some 13 ha, of which hardly less than 160 t can come; some 245 t are reported, too little for twice the ground.
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, [Self.licence("DUG", 0, method: "heap leaching")], name: "licences.geojson")
        try LedgerTables.ingest(LedgerTables.text(.report, Self.reports("DUG", 18)), .report, into: watched.store, watched.folder)
        let places = periods.enumerated().map { Self.opened("\($0)", $1.0, $1.1) }
        try watched.ingest(.scenes, places.map(\.scene), name: "scenes.geojson")
        try watched.ingest(.footprints, places.map(\.footprint), name: "f.geojson")
        #expect(try found(watched) == (isSuspected ? ["land_exceeds_output DUG 2023"] : []))
    }

    @Test("States and changes of one place together tell no area of a year")
    func mixture() throws {
        let watched = try store("heap leaching")
        try Self.changes(watched, years: 2022...2023)
        try watched.ingest(
            .footprints,
            [
                Self.change("a", 2022, width: 1), Self.change("b", 2023, width: 1), Self.footprint("c", "2022-11-01", 1, width: 1),
                Self.footprint("d", "2023-11-01", 1, width: 1),
            ], name: "f.geojson")
        #expect(try found(watched).isEmpty)
    }

    @Test("The ground of two versions of a licence is that of the one that held at the year's end, not of both")
    func versions() throws {
        let watched = try store("heap leaching")
        // From July on it is smaller, and the same ground lies in both.
        try watched.ingest(
            .licences,
            [
                WatchSample.feature(
                    #""licence_id":"DUG","holder":"H","valid_from":"2015-01-01","position_sigma_m":1,"method":"heap leaching""#, 0, 0, 8, 4),
                Self.licence("IDLE", 40, method: "heap leaching"),
            ], name: "licences2.geojson", scope: .whole, asOf: Day(year: 2022, month: 7, day: 1))
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        #expect(try watched.store.licences(asOf: nil).rows.map(\.id) == ["DUG", "DUG", "IDLE"])
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        let finding = try #require(try figures(watched).first { $0.subject == "DUG" })
        let single = try WatchedStore(rules: .withoutRegistration)
        try single.ingest(
            .licences, [Self.licence("DUG", 0, method: "heap leaching")], name: "licences.geojson")
        try LedgerTables.ingest(
            LedgerTables.text(.report, Self.reports("DUG", 40_000)), .report, into: single.store, single.folder)
        try single.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        try single.run()
        let alone = try #require(try figures(single).first { $0.subject == "DUG" })
        #expect(finding.finding.evidence == alone.finding.evidence)
    }

    @Test(
        "Of a holder's mines one that nobody looked at, or that is worked in situ, leaves his ground untold",
        arguments: ["heap leaching", "in situ"])
    func holders(method: String) throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(
            .licences, [Self.licence("DUG", 0, method: "heap leaching"), Self.licence("OTHER", 40, method: method)],
            name: "licences.geojson")
        try LedgerTables.ingest(
            LedgerTables.text(.report, Self.reports("H", 40_000)), .report, into: watched.store, watched.folder)
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        #expect(try found(watched).isEmpty)
        try watched.ingest(
            .footprints, [Self.footprint("c", "2022-11-01", 41, width: 1), Self.footprint("d", "2023-11-01", 41, width: 3)],
            name: "g.geojson")
        #expect(try found(watched) == (method == "in situ" ? [] : ["output_exceeds_land H 2023"]))
    }

    // MARK: Surveys

    private static func survey(_ watched: WatchedStore, _ rows: String...) throws {
        let columns = "licence_id,year,block,area_m2,area_sigma_m2,method,clear_views,working_seen,block_known,signs,received_at\n"
        let path = try watched.folder.file("land-\(rows.joined().hashValue).csv", columns + rows.joined(separator: "\n") + "\n")
        let request = EntryIngestRequest(.land, files: [path], receivedAt: "2026-01-01T00:00:00Z")
        let files = try EntryIngest(request, into: watched.store).execute()
        #expect(files.first?.outcome.counts.quarantined == 0)
    }

    @Test("In situ a survey's leaching blocks tell tonnes; a later survey corrects it, and with no block known nothing is said")
    func blocks() throws {
        let watched = try store("in situ leaching")
        try Self.survey(
            watched, "DUG,2023,B-1,1500,100,in_situ,6,yes,yes,,2024-01-10", "DUG,2023,B-2,500,100,in_situ,6,yes,yes,,2024-01-10")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        let row = try #require(try figures(watched).first)
        #expect(row.finding.verdict == .possible)
        // 480,000 t need some 92 km2 of blocks.
        try Self.survey(
            watched, "DUG,2023,B-1,92000000,1000000,in_situ,6,yes,yes,,2024-02-10", "DUG,2023,B-2,500,100,in_situ,6,yes,yes,,2024-02-10")
        #expect(try found(watched).isEmpty)
        try Self.survey(
            watched, "DUG,2023,B-1,1500,100,in_situ,6,yes,no,,2024-03-10", "DUG,2023,B-2,500,100,in_situ,6,yes,yes,,2024-03-10")
        #expect(try found(watched).isEmpty)
    }

    @Test("A survey stands before footprints; signs that it saw are told, those of a lawful process are not")
    func surveys() throws {
        let watched = try store("heap leaching")
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        try Self.survey(
            watched, "DUG,2023,,92000000,1000000,heap,6,yes,,heap;tank,2024-01-10", "IDLE,2023,,,,in_situ,,,,collection_pool,2024-01-10")
        #expect(try found(watched) == ["banned_process DUG 2023"])
    }

    // MARK: Yields

    private static func yields(_ watched: WatchedStore, _ row: String) throws {
        let columns = "district,method,deposit,tonnes_per_hectare,spread,received_at,withdrawn,own_spread\n"
        let path = try watched.folder.file("yields-\(row.hashValue).csv", columns + row + "\n")
        let request = EntryIngestRequest(.yields, files: [path], receivedAt: "2026-01-01T00:00:00Z")
        let files = try EntryIngest(request, into: watched.store).execute()
        #expect(files.first?.outcome.counts.quarantined == 0)
    }

    @Test("A calibrated yield holds for runs from its commit on, and is named; withdrawn, the documented one does again")
    func calibrated() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, [Self.licence("DUG", 0, method: "heap leaching")], name: "licences.geojson")
        try LedgerTables.ingest(LedgerTables.text(.report, Self.reports("DUG", 130)), .report, into: watched.store, watched.folder)
        // Some 4.5 ha opened in 2023, of which 105 to 590 t are documented in nine cases of ten; some 1,590 t are reported.
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        func sources() throws -> [EntrySource] {
            try figures(watched).flatMap { $0.finding.evidence.filter { $0.kind == .land }.flatMap(\.sources) }
        }
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"] && sources().isEmpty)
        try Self.yields(watched, ",heap,ionic,150,0.05,2024-01-10,")
        let commit = try watched.store.latestCommit()
        #expect(try found(watched).isEmpty)
        try Self.yields(watched, ",heap,ionic,30,0.05,2024-02-10,")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        #expect(try sources().map(\.row) == [2] && sources().allSatisfy { Int($0.commit) > commit })
        try Self.yields(watched, ",heap,ionic,30,0.05,2024-03-10,yes")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"] && sources().isEmpty)
        // Another district's, and another way of working: not his.
        try Self.yields(watched, "Elsewhere,heap,ionic,150,0.05,2024-01-10,")
        try Self.yields(watched, ",pool,ionic,150,0.05,2024-01-10,")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"] && sources().isEmpty)
    }

    @Test("Rock is judged by what was learnt in its own district, and nowhere else; a single mine's finding is possible at most")
    func rock() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, [Self.licence("DUG", 0, method: "hard rock")], name: "licences.geojson")
        try LedgerTables.ingest(LedgerTables.text(.report, Self.reports("DUG", 130)), .report, into: watched.store, watched.folder)
        try watched.ingest(
            .footprints, [Self.footprint("a", "2022-11-01", 1, width: 1), Self.footprint("b", "2023-11-01", 1, width: 3)],
            name: "f.geojson")
        #expect(try found(watched).isEmpty)
        try Self.yields(watched, "Elsewhere,hard_rock,rock,30,0.05,2024-01-10,,0.1")
        #expect(try found(watched).isEmpty)
        try Self.yields(watched, ",hard_rock,rock,30,0.05,2024-02-10,,0.1")
        #expect(try found(watched) == ["output_exceeds_land DUG 2023"])
        #expect(try figures(watched).map(\.finding.verdict) == [.possible])
        // Some 350 t a hectare are reported.
        try Self.yields(watched, ",hard_rock,rock,350,0.1,2024-03-10,,0.4")
        #expect(try found(watched).isEmpty)
    }

    /// Ground of one class that was opened in 2023 without a licence, beside one licence, after a run.
    private static func unlicensed(_ landClass: String, near method: String) throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, [licence("NEAR", 10, method: method)], name: "licences.geojson")
        let place = WatchSample.feature(
            #""footprint_id":"a","scene_id":"S1","observed_at":"2023-11-01","class":"\#(landClass)","position_sigma_m":4"#, 1, 1, 3, 2)
        try watched.ingest(.footprints, [place], name: "f.geojson")
        try watched.run()
        return watched
    }

    @Test("The ground without a licence in a balance rests on the calibrated yield, too, and says on which record")
    func balances() throws {
        let watched = try Self.unlicensed("heap_leach", near: "heap leaching")
        func land() throws -> BalanceLand {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            run.withSeries = false
            let report = try run.report(.all, year: 2023, today: Day(year: 2025, month: 1, day: 1) ?? Day(daysSince1970: 0))
            return try #require(report.balance.figures.land)
        }
        func traced(limit: Int?) throws -> BalanceFigure {
            let run = BalanceRun(try LedgerDirectory(watched.store))
            let trace = try run.trace(.all, year: 2023, limit: limit, today: Day(year: 2025, month: 1, day: 1) ?? Day(daysSince1970: 0))
            return try #require(trace[.unlicensed])
        }
        let before = try land()
        #expect(before.sites == 1 && before.calibratedBy.isEmpty)
        try Self.yields(watched, ",heap,ionic,150,0.05,2024-01-10,")
        let after = try land()
        let (old, new) = (try #require(before.sum.interval), try #require(after.sum.interval))
        #expect(new.median.thousandths > 2 * old.median.thousandths && after.area == before.area)
        #expect(
            after.calibratedBy.count == 1 && after.calibratedBy.allSatisfy { $0.description.hasSuffix(".csv row 2 (150.000 t REO/ha)") })
        // Back to the place, its ground and the record; beyond the limit it is part of the others, and the line stays what it is.
        let (all, others) = (try traced(limit: nil), try traced(limit: 0))
        for figure in [all, others] {
            #expect(figure.amount == .between(new.low, new.high) && figure.central == new.median && figure.parts.count == 1)
        }
        guard case .estimate(let estimator)? = all.parts.first?.figure.source else { throw CancellationError() }
        #expect(estimator.calibratedBy == after.calibratedBy && estimator.description.contains("orewatch incidents show"))
        #expect(others.parts.first?.figure.source == .others(1) && others.parts.first?.figure.amount == all.parts.first?.figure.amount)
    }

    @Test("A place that is dug in rock without a licence is traced to the reports that taught its yield, not to factors of clay")
    func rockInBalances() throws {
        let watched = try Self.unlicensed("bare", near: "hard rock")
        func traced() throws -> BalanceFigure {
            var run = BalanceRun(try LedgerDirectory(watched.store))
            run.unlicensedMethod = .hardRock
            let trace = try run.trace(.all, year: 2023, limit: nil, today: Day(year: 2025, month: 1, day: 1) ?? Day(daysSince1970: 0))
            return try #require(trace[.unlicensed])
        }
        #expect(try traced().gap == .noYield)
        try Self.yields(watched, ",hard_rock,rock,350,0.1,2024-03-10,,0.4")
        let figure = try traced()
        #expect(figure.gap == nil && figure.parts.count == 1)
        guard case .estimate(let estimator)? = figure.parts.first?.figure.source else { throw CancellationError() }
        #expect(estimator.origin == .learnt && estimator.description.contains("learnt from trusted reports"), "\(estimator)")
        #expect(!estimator.description.contains("thickness"))
    }
}
