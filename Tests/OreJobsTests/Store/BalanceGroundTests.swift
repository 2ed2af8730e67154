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
}
