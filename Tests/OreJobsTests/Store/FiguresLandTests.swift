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
        return Set(
            try watched.incidents().filter { $0.subject != nil }.flatMap { incident in
                try watched.store.figures(of: incident).map { "\($0.finding.rule.rawValue) \($0.subject) \($0.finding.year)" }
            })
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
}
