import GRDB
import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreStorage
import Testing

/// What runs one after the other must not forget, told case by case.
@Suite("Laws of runs over a store")
struct WatchLawTests {
    private func licence(_ id: String, _ x: Int, _ width: Int) -> String {
        WatchSample.feature(#""licence_id":"\#(id)","valid_from":"2020-01-01","position_sigma_m":1"#, x, 0, width, 10)
    }

    private func pit(_ id: String, _ scene: String, _ day: String, _ x: Int, _ y: Int = 2) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(id)","scene_id":"\#(scene)","observed_at":"\#(day)","position_sigma_m":1,"digitising_sigma_m":1"#, x, y, 2,
            2)
    }

    /// What a run leaves is what a full run leaves.
    private func expectComplete(_ watch: WatchedStore) throws {
        let (findings, incidents) = (try watch.findings(), try watch.incidents())
        try watch.run(full: true)
        #expect(try watch.findings() == findings)
        #expect(try watch.incidents() == incidents)
        #expect(try StoreCheck.run(watch.store.path).isSound)
    }

    @Test("What a register no longer lists is noticed by a run that remembers nothing")
    func vanished() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        let zones = ["Z1", "Z2"].enumerated().map { i, id in
            WatchSample.feature(#""zone_id":"\#(id)","kind":"forbidden""#, i * 20, 20, 6, 6)
        }
        try watch.ingest(.licences, [licence("A", 0, 8), licence("B", 20, 8)], name: "register.geojson")
        try watch.ingest(.zones, zones, name: "zones.geojson")
        try watch.ingest(
            .footprints, [pit("1", "T", "2025-01-01", 2), pit("2", "T", "2025-01-01", 22), pit("3", "T", "2025-01-01", 21, 22)],
            name: "T.geojson")
        try watch.run()
        let before = try watch.findings()
        try watch.ingest(.licences, [licence("A", 0, 8)], name: "register.geojson", scope: .whole)
        try watch.ingest(.zones, [zones[0]], name: "zones.geojson", scope: .whole)
        try watch.run(restarted: true)
        #expect(try watch.findings() != before)
        try expectComplete(watch)
    }

    @Test("A suspicion that goes and comes back is one incident again")
    func returned() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", 0, 8)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T", "2025-01-01", 9)], name: "T.geojson")
        try watch.run()
        let found = try #require(try watch.incidents().first)
        // The register is corrected, and corrected back.
        for width in [12, 8] {
            try watch.ingest(.licences, [licence("A", 0, width)], name: "register.geojson")
            try watch.run()
            #expect(try watch.incidents().count == (width == 12 ? 0 : 1))
        }
        #expect(try watch.incidents().map(\.handle) == [found.handle])
        var filter = CaseFilter()
        filter.states = [.withdrawn]
        #expect(try watch.store.incidents(filter).isEmpty)
        try expectComplete(watch)
    }

    @Test("What becomes part of another incident is told as joined, not as gone, and joining is no growth")
    func joined() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", 60, 4)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T0", "2025-01-01", 0), pit("2", "T0", "2025-01-01", 4)], name: "T0.geojson")
        #expect(try watch.run().changes.map(\.change) == [.new, .new])
        // As large as both, and between them.
        let bridge = WatchSample.feature(
            #""footprint_id":"3","scene_id":"T1","observed_at":"2025-02-01","position_sigma_m":1,"digitising_sigma_m":1"#, 2, 1, 2, 4)
        try watch.ingest(.footprints, [bridge], name: "T1.geojson")
        #expect(try watch.run().changes.map(\.change.rawValue).sorted() == ["changed", "joined"])
        #expect(try watch.incidents().count == 1)
        try expectComplete(watch)
    }

    @Test("What a run that was killed had staged is nobody's incident")
    func staged() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", 60, 4)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T", "2025-01-01", 0), pit("2", "T", "2025-01-01", 40)], name: "T.geojson")
        try watch.run()
        let incident = try #require(try watch.incidents().first)
        let queue = try DatabaseQueue(path: watch.store.path)
        // A finding beside it that no commit made visible.
        let columns = try queue.read { db in
            try String.fetchAll(
                db, sql: "SELECT name FROM pragma_table_info('findings') WHERE name NOT IN ('id', 'known_from', 'incident')")
        }.joined(separator: ", ")
        try queue.write { try $0.execute(sql: "INSERT INTO findings (\(columns)) SELECT \(columns) FROM findings LIMIT 1") }
        try queue.close()
        _ = try watch.store.append([
            Decision(handle: incident.handle, kind: .confirm, actor: "li", time: "2026-01-02T00:00:00Z", areaThen: incident.area)
        ])
        #expect(try watch.incidents().count == 2)
        #expect(try watch.store.incident(incident.handle)?.findingIDs.count == incident.findingIDs.count)
    }

    @Test("Two pits of one id in one scene are two pits")
    func sameID() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", 60, 4)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T", "2025-01-01", 0), pit("1", "T", "2025-01-01", 2)], name: "T.geojson")
        try watch.run()
        let incident = try #require(try watch.incidents().first)
        let areas = try watch.store.findings(of: incident).map(\.finding.area)
        #expect(areas.count == 2)
        #expect(abs(incident.area - areas.reduce(0, +)) < 1)
    }
}
