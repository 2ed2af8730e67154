import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreStorage
import TestSupport
import Testing

/// Runs tell incidents anew where a scene or a group says something else of them, and only there.
@Suite("What incidents are told anew")
struct RetoldIncidentTests {
    private func pit(_ id: String, _ scene: String, _ day: String, _ x: Int, _ y: Int = 2) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(id)","scene_id":"\#(scene)","observed_at":"\#(day)","position_sigma_m":1,"digitising_sigma_m":1"#, x, y, 2,
            2)
    }

    private func licence(_ id: String, group: String, _ x: Int) -> String {
        WatchSample.feature(
            #""licence_id":"\#(id)","group":"\#(group)","valid_from":"2020-01-01","position_sigma_m":1"#, x, 0, 8, 10)
    }

    private func view(_ scene: String, _ day: String, _ x: Int, sensor: String = "S2") -> String {
        WatchSample.feature(#""scene_id":"\#(scene)","observed_at":"\#(day)","sensor":"\#(sensor)""#, x - 4, -4, 14, 20)
    }

    /// What the last run left is what a full run leaves.
    private func expectComplete(_ watch: WatchedStore) throws {
        let (findings, incidents) = (try watch.findings(), try watch.incidents())
        try watch.run(full: true)
        #expect(try watch.findings() == findings)
        #expect(try watch.incidents() == incidents)
        #expect(try StoreCheck.run(watch.store.path).isSound)
    }

    private func kinds(_ watch: WatchedStore) throws -> [[IncidentEvent.Kind]] { try watch.incidents().map { $0.events.map(\.kind) } }

    @Test("The record of a scene tells of the incidents that it covers, when it comes and when it changes", arguments: [false, true])
    func scenes(restarted: Bool) throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", group: "North", 100)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T0", "2025-01-01", 0), pit("2", "T0", "2025-01-01", 40)], name: "T0.geojson")
        try watch.run()
        #expect(try kinds(watch) == [[.appeared], [.appeared]])
        let elsewhere = view("T2", "2025-02-01", 200)
        // Nothing is outlined in it; it covers the first pit, then the second.
        for (x, expected) in [(0, [[IncidentEvent.Kind.appeared, .gone], [.appeared]]), (40, [[.appeared], [.appeared, .gone]])] {
            try watch.ingest(.scenes, [view("T1", "2025-03-01", x), elsewhere], name: "views.geojson")
            let run = try watch.run(restarted: restarted)
            #expect(try kinds(watch) == expected)
            #expect(run.changes.count == (x == 0 ? 1 : 2) && run.entry.log.contains { $0.contains("told anew") })
        }
        try expectComplete(watch)
    }

    @Test("The record of a scene that footprints named before tells of their incidents", arguments: [false, true])
    func named(restarted: Bool) throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", group: "North", 100)], name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T0", "2025-01-01", 0)], name: "T0.geojson")
        try watch.ingest(.footprints, [pit("2", "T1", "2025-02-01", 40)], name: "T1.geojson")
        try watch.run()
        for sensor in ["S2", "GF2"] {
            // Its record covers neither place: their findings name it all the same.
            try watch.ingest(.scenes, [view("T0", "2025-01-01", 200, sensor: sensor)], name: "scenes.geojson")
            let run = try watch.run(restarted: restarted)
            #expect(run.changes.count == 1)
            #expect(try watch.incidents().map { $0.sightings.map(\.sensor) } == [[sensor], [nil]])
        }
        try expectComplete(watch)
    }

    @Test("Footprints without a date are judged by that of their scene, whenever its record comes", arguments: [false, true])
    func undated(restarted: Bool) throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        let licence = WatchSample.feature(
            #""licence_id":"A","valid_from":"2020-01-01","valid_to":"2025-01-31","position_sigma_m":1"#, 0, 0, 8, 10)
        let pit = pit("1", "T1", "DAY", 2).replacing("\"observed_at\":\"DAY\",", with: "")
        try watch.ingest(.licences, [licence], name: "register.geojson")
        try watch.ingest(.footprints, [pit], name: "T1.geojson")
        try watch.run()
        #expect(try watch.findings().isEmpty)
        for (day, rules) in [
            ("2025-03-01", [SuspectedRule.land(.outsideValidity)]), ("2025-01-15", []), ("2025-02-15", [.land(.outsideValidity)]),
        ] {
            try watch.ingest(.scenes, [view("T1", day, 0)], name: "scenes.geojson")
            try watch.run(restarted: restarted)
            let standing = try watch.incidents().filter { $0.state != .withdrawn }
            #expect(standing.map(\.rules) == rules.map { [$0] } && standing.map { $0.firstSeen?.description } == rules.map { _ in day })
        }
        try expectComplete(watch)
    }

    @Test("A licence of another group tells the incidents that name it", arguments: [false, true])
    func groups(restarted: Bool) throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        func register(_ group: String) -> [String] { [licence("A", group: group, 0), licence("B", group: "South", 40)] }
        try watch.ingest(.licences, register("North"), name: "register.geojson")
        try watch.ingest(.footprints, [pit("1", "T0", "2025-01-01", 7), pit("2", "T0", "2025-01-01", 47)], name: "T0.geojson")
        try watch.run()
        #expect(try watch.incidents().map(\.group) == ["North", "South"])
        try watch.ingest(.licences, register("West"), name: "register.geojson")
        let run = try watch.run(restarted: restarted)
        #expect(try watch.incidents().map(\.group) == ["West", "South"])
        #expect(run.changes.count == 1)
        try expectComplete(watch)
    }

    @Test("Scenes, coverages and groups that come and change between runs leave what a full run leaves", arguments: 0..<10 as Range<UInt64>)
    func changing(seed: UInt64) throws {
        var random = SplitMix(seed + 500)
        let watch = try WatchedStore(rules: .withoutRegistration)
        let days = ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01"]
        for (i, day) in days.enumerated() {
            let groups = (0..<4).map { licence("L\($0)", group: "G\(Int.random(in: 0...1, using: &random))", $0 * 10) }
            try watch.ingest(.licences, groups, name: "register.geojson")
            // Some state no day: they take that of their scene, once it is known.
            let pits = WatchSample.scene("S\(i)", on: day, &random).map { pit in
                Int.random(in: 0..<3, using: &random) == 0 ? pit.replacing("\"observed_at\":\"\(day)\",", with: "") : pit
            }
            try watch.ingest(.footprints, pits, name: "S\(i).geojson")
            if Bool.random(using: &random) { try watch.run(restarted: Bool.random(using: &random)) }
            let seen = days.prefix(i + 1).enumerated().shuffled(using: &random).prefix(2).map { (name: "S\($0.offset)", day: $0.element) }
            try watch.ingest(.scenes, WatchSample.coverages(seen, &random), name: "scenes-\(i).geojson")
            try watch.run(restarted: Bool.random(using: &random))
        }
        try expectComplete(watch)
    }

    @Test(
        "Many incidents that change at once are the same on several threads, and leave what a full run on one leaves", arguments: [1, 2, 3])
    func threads(count: Int) throws {
        var random = SplitMix(41)
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, [licence("A", group: "North", 400)], name: "register.geojson")
        for (i, day) in ["2025-01-01", "2025-02-01", "2025-03-01"].enumerated() {
            // Pits of a wide grid, most of them seen again beside where they were, some of them close to their neighbours.
            let pits = (0..<240).map { n in
                pit(
                    "\(i)-\(n)", "T\(i)", day, n % 20 * 6 + Int.random(in: 0...4, using: &random),
                    n / 20 * 6 + Int.random(in: 0...3, using: &random))
            }
            try watch.ingest(.footprints, pits.shuffled(using: &random), name: "T\(i).geojson")
            let run = try watch.run(threads: count)
            #expect(run.changes.count > 64 && run.entry.counts["findings_added"] ?? 0 > 100)
        }
        // One scene is delivered anew without some of its pits.
        try watch.ingest(
            .footprints, (0..<120).map { pit("2-\($0)", "T2", "2025-03-01", $0 % 20 * 6, $0 / 20 * 6) }, name: "T2.geojson", scope: .whole)
        try watch.run(threads: count)
        try expectComplete(watch)
    }
}
