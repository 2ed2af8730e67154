import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

@Suite("Runs over a store with figures")
struct FiguresRunTests {
    private static let licences: [String] = (0..<4).map { i in
        WatchSample.feature(
            #""licence_id":"L\#(i)","holder":"H\#(i / 2)","group":"G","valid_from":"2015-01-01","position_sigma_m":1"#, i * 10, 0, 4, 4)
    }
    private static let district = WatchSample.feature(#""district_id":"D","name":"North""#, -5, -5, 60, 30)

    /// A year of equal months: 12 t each, received in time.
    private static func reports(_ licence: String, _ year: Int, tonnes: String = "12.000") -> [String] {
        (1...12).map { month in "\(licence),\(year)-\(month < 10 ? "0" : "")\(month),\(tonnes),\(year + 1)-01-05" }
    }

    private func store() throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        try watched.ingest(.licences, Self.licences, name: "licences.geojson")
        try watched.ingest(.districts, [Self.district], name: "districts.geojson")
        return watched
    }

    private func ingest(_ kind: FigureKind, _ rows: [String], into watched: WatchedStore) throws {
        try LedgerTables.ingest(LedgerTables.text(kind, rows), kind, into: watched.store, watched.folder)
    }

    @Test("An overrun becomes an incident with its subject, its register and its place; the same again changes nothing")
    func overrun() throws {
        let watched = try store()
        try ingest(.quota, ["L0,2021,1,2021-02-01,100.000", "L1,2021,1,2021-02-01,150.000"], into: watched)
        try ingest(.report, Self.reports("L0", 2021) + Self.reports("L1", 2021), into: watched)
        let result = try watched.run()
        // Twelve equal months are told of, too.
        #expect(result.entry.outcome == .done && result.changes.map(\.change) == [.new, .new, .new])
        let incident = try #require(try watched.incidents().first { $0.subject?.name == "L0" })
        let others = try watched.incidents().filter { $0 != incident }.map { "\($0.subject?.name ?? "") \($0.rules.map(\.rawValue))" }
        #expect(others.sorted() == ["L0 [\"report_implausible\"]", "L1 [\"report_implausible\"]"])
        #expect(incident.subject?.name == "L0" && incident.subject?.excess == Tonnes(thousandths: 44_000))
        #expect(incident.rules == [.figures(.quotaOverrun)] && incident.verdict == .strong && incident.district == "North")
        #expect(incident.holder == "H0" && incident.group == "G" && incident.licenceIDs == ["L0"] && incident.labelPoint != nil)
        #expect(try watched.store.figures(of: incident).map(\.finding.rule) == [.quotaOverrun])
        #expect(try watched.run().entry.outcome == .idle)
        #expect(try watched.run(full: true).entry.outcome == .idle)
        // Lists find it by rule, licence, holder and place.
        var filter = CaseFilter()
        filter.rules = [.figures(.quotaOverrun)]
        (filter.licence, filter.holder, filter.district, filter.box) = ("L0", "H0", "North", incident.envelope)
        #expect(try watched.store.incidents(filter) == [incident])
        #expect(try watched.store.visits(CaseFilter(), limit: 5).map(\.incident).contains(incident))
        #expect(try StoreCheck.run(watched.store.path).isSound)
    }

    @Test("More of the same year makes it grow, a correction ends it, and its handle still leads to it")
    func story() throws {
        let watched = try store()
        try ingest(.quota, ["L0,2021,1,2021-02-01,100.000", "L0,2022,1,2022-02-01,100.000"], into: watched)
        try ingest(.report, Self.reports("L0", 2021), into: watched)
        try watched.run()
        let first = try #require(try watched.incidents().first)
        try ingest(.report, Self.reports("L0", 2022, tonnes: "20.000"), into: watched)
        // And its equal figures go on.
        #expect(try watched.run().changes.map(\.change) == [.grown, .changed])
        let grown = try #require(try watched.incidents().first)
        #expect(grown.handle == first.handle && grown.subject?.years == 2021...2022 && grown.aliases.count == 1)
        #expect(try watched.store.incident(grown.aliases[0])?.handle == first.handle)
        _ = try watched.store.append([
            Decision(handle: first.handle, kind: .assign, actor: "li", time: "2026-01-02T00:00:00Z", assignee: "wang")
        ])
        // A tenth of the figures of 2021 was meant: what remains is of 2022, whose handle was an alias before.
        try ingest(.report, Self.reports("L0", 2021, tonnes: "1.200").map { $0.replacing("2022-01-05", with: "2022-06-05") }, into: watched)
        try watched.run()
        let rest = try #require(try watched.incidents().first)
        #expect(rest.assignee == "wang")
        #expect(rest.handle == grown.aliases[0] && rest.subject?.years == 2022...2022)
        #expect(try watched.store.incident(first.handle)?.handle == rest.handle)
        #expect(try StoreCheck.run(watched.store.path).isSound)
    }

    @Test("Runs that judge what came leave what a full run leaves, whatever came in which order")
    func complete() throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            let tables = LedgerTables(seed: seed, subjects: 6, years: 2020...2021)
            var deliveries: [(FigureKind, [String])] = []
            for kind in FigureKind.allCases {
                let rows = (tables.rows[kind] ?? []).map { $0.replacing("L000", with: "L") }
                for part in 0..<3 { deliveries.append((kind, rows.indices.filter { $0 % 3 == part }.map { rows[$0] })) }
            }
            var random = SplitMix(seed: seed)
            deliveries.shuffle(using: &random)
            let (bit, whole) = (try store(), try store())
            for (kind, rows) in deliveries {
                try ingest(kind, rows, into: bit)
                try bit.run(restarted: Bool.random(using: &random))
                try ingest(kind, rows, into: whole)
            }
            try whole.run()
            #expect(try bit.incidents() == whole.incidents(), "seed \(seed)")
            #expect(try !whole.incidents().isEmpty)
            #expect(try bit.run(full: true).entry.outcome == .idle)
            #expect(try StoreCheck.run(bit.store.path).isSound)
        }
    }

    @Test("Decisions hold: dismissed, returned when it has grown; a licence's new holder is told of")
    func decisions() throws {
        let watched = try store()
        try ingest(.quota, ["L0,2021,1,2021-02-01,100.000", "L0,2022,1,2022-02-01,100.000"], into: watched)
        try ingest(.report, Self.reports("L0", 2021), into: watched)
        try watched.run()
        let incident = try #require(try watched.incidents().first)
        _ = try watched.store.append([
            Decision(
                handle: incident.handle, kind: .dismiss, actor: "li", time: "2026-01-02T00:00:00Z", reason: "stock",
                areaThen: incident.extent)
        ])
        let dismissed = try #require(try watched.incidents().first)
        #expect(dismissed.state == .dismissed && dismissed.holder == "H0" && dismissed.labelPoint == incident.labelPoint)
        try watched.ingest(.licences, Self.licences.map { $0.replacing("\"H0\"", with: "\"New\"") }, name: "licences.geojson")
        try watched.run()
        #expect(try watched.incidents().first?.holder == "New" && watched.incidents().first?.state == .dismissed)
        try ingest(.report, Self.reports("L0", 2022, tonnes: "40.000"), into: watched)
        try watched.run()
        #expect(try watched.incidents().first?.state == .returned)
        #expect(try StoreCheck.run(watched.store.path).isSound)
    }

    @Test("Land and figures stand side by side: a full rebuild of one leaves the other alone")
    func besideLand() throws {
        let watched = try store()
        try watched.ingest(
            .footprints,
            [
                WatchSample.feature(
                    #""footprint_id":"p","scene_id":"S","observed_at":"2025-05-01","position_sigma_m":4,"digitising_sigma_m":2"#, 1, 1, 9, 3
                )
            ], name: "S.geojson")
        try ingest(.quota, ["L0,2021,1,2021-02-01,100.000"], into: watched)
        try ingest(.report, Self.reports("L0", 2021), into: watched)
        try watched.run()
        let both = try watched.incidents()
        #expect(Set(both.map { $0.subject == nil }) == [true, false] && both.count >= 2)
        #expect(try watched.run(full: true).entry.outcome == .idle && watched.incidents() == both)
        try watched.ingest(
            .footprints,
            [WatchSample.feature(#""footprint_id":"q","scene_id":"T","observed_at":"2025-06-01","position_sigma_m":4"#, 2, 2, 9, 3)],
            name: "T.geojson")
        try watched.run()
        #expect(try watched.incidents().filter { $0.subject != nil } == both.filter { $0.subject != nil })
        #expect(try StoreCheck.run(watched.store.path).isSound)
    }
}
