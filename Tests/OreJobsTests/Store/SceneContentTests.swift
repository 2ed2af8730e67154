import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreStorage
import Testing

@Suite("What the scenes of a store show")
struct SceneContentTests {
    private static let changes = """
        name: t
        kind: footprints
        scenes: { content: change }
        fields: { footprint_id: id, period: when, source: by }

        """
    private static let states = changes.replacing("scenes: { content: change }\n", with: "")

    private static func pit(_ year: Int, _ x: Int, _ width: Int) -> String {
        WatchSample.feature(#""id":"P\#(year)","when":"\#(year)","by":"Watch""#, x, 0, width, 2)
    }

    private static func watch() throws -> WatchedStore {
        let watch = try WatchedStore(rules: .withoutRegistration)
        let far = WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 60, 60, 4, 4)
        try watch.ingest(.licences, [far], name: "register.geojson")
        return watch
    }

    private static func deliver(_ watch: WatchedStore, _ yaml: String) throws {
        let profile = try Profile(yaml: yaml, file: "t.yaml")
        for (year, x, width) in [(2021, 0, 6), (2022, 5, 2), (2023, 7, 3)] {
            try watch.ingest(.footprints, [pit(year, x, width)], name: "\(year).geojson", profile: profile)
            try watch.run()
        }
    }

    private func kinds(_ watch: WatchedStore) throws -> [IncidentEvent.Kind] {
        try #require(try watch.incidents().first).events.map(\.kind)
    }

    @Test("A profile of changes makes the ground of its scenes add up, where states grow and shrink")
    func profile() throws {
        let (changes, states) = (try Self.watch(), try Self.watch())
        try Self.deliver(changes, Self.changes)
        try Self.deliver(states, Self.states)
        #expect(try kinds(changes) == [.appeared, .grown, .grown])
        #expect(try kinds(states) == [.appeared, .shrunk, .grown])
        #expect(try changes.store.scenes(asOf: nil).rows.map(\.content) == [.change, .change, .change])
        let incident = try #require(try changes.incidents().first)
        let once = try #require(try states.incidents().first)
        #expect(abs(incident.area / (once.maximumArea / 6) - 10) < 0.01, "the ground between 0 and 10 steps, counted once")
        let before = try changes.incidents()
        try changes.run(full: true)
        #expect(try changes.incidents() == before)
    }

    @Test("The same files again under a profile that was corrected restate their scenes, and the next run builds the incidents anew")
    func restated() throws {
        let watch = try Self.watch()
        try Self.deliver(watch, Self.states)
        let commit = try watch.store.latestCommit()
        let profile = try Profile(yaml: Self.changes, file: "t.yaml")
        let again = try watch.ingest(.footprints, [Self.pit(2022, 5, 2)], name: "2022.geojson", profile: profile)
        #expect(again.outcome.counts.unchanged == 1 && again.outcome.counts.stored == 0)
        #expect(again.notes.contains { $0.contains("Watch/2022") && $0.contains("new in its period") })
        #expect(try watch.store.scenes(asOf: commit).rows.map(\.content) == [.state, .state, .state])
        #expect(try watch.store.scenes(asOf: nil).rows.map(\.content) == [.state, .change, .state])
        try watch.run()
        #expect(try kinds(watch) == [.appeared, .grown, .shrunk])
        let before = try watch.incidents()
        try watch.run(full: true)
        #expect(try watch.incidents() == before)
        // Said once more, nothing is new.
        let idle = try watch.ingest(.footprints, [Self.pit(2022, 5, 2)], name: "2022.geojson", profile: profile)
        #expect(idle.outcome.commit == nil && idle.notes.isEmpty)
    }

    @Test("A scene's own record outweighs the profile where it says what the scene shows, and only there")
    func record() throws {
        let watch = try Self.watch()
        try Self.deliver(watch, Self.changes)
        func scene(_ year: Int, _ more: String) -> String {
            WatchSample.feature(#""scene_id":"Watch/\#(year)-01-01..\#(year)-12-31","period":"\#(year)""# + more, -5, -5, 40, 40)
        }
        let records = [scene(2021, #","content":"change""#), scene(2022, #","content":"state""#), scene(2023, "")]
        try watch.ingest(.scenes, records, name: "scenes.geojson")
        #expect(try watch.store.scenes(asOf: nil).rows.map(\.content) == [.change, .state, .change])
        try watch.run()
        #expect(try kinds(watch) == [.appeared, .shrunk, .grown])
    }

    @Test("The past of a scene is what was said of it, by its footprints, their profile and its own record")
    func past() throws {
        let watch = try Self.watch()
        try Self.deliver(watch, Self.states)
        let profile = try Profile(yaml: Self.changes, file: "t.yaml")
        try watch.ingest(.footprints, [Self.pit(2022, 5, 2)], name: "2022.geojson", profile: profile)
        let id = "Watch/2022-01-01..2022-12-31"
        let record = WatchSample.feature(#""scene_id":"\#(id)","period":"2022","sensor":"S2","cloud_share":0.25"#, -5, -5, 40, 40)
        try watch.ingest(.scenes, [record], name: "scenes.geojson")
        let versions = try watch.store.history(ofScene: id)
        #expect(versions.map(\.value.statedContent) == [nil, .change, nil])
        #expect(versions.map(\.value.cloudShare) == [nil, nil, 0.25])
        #expect(versions.map(\.provenance.file) == ["2022.geojson", "2022.geojson", "scenes.geojson"])
        #expect(versions[0].knownTo == versions[1].knownFrom && versions.map(\.knownFrom) == versions.map(\.knownFrom).sorted())
        #expect(try watch.store.history(ofScene: "nobody").isEmpty)
        let now = try #require(try watch.store.scenes(asOf: nil).rows.first { $0.id == id })
        #expect(now.content == .change && now.sensor == "S2")
    }

    @Test("A scene of an import that never came to its end is not listed, and comes with the one that does")
    func ghost() throws {
        let watch = try Self.watch()
        let bad = Self.pit(2022, 0, 3).replacing(#""when":"2022""#, with: #""when":"never""#)
        let profile = try Profile(yaml: Self.changes, file: "t.yaml")
        #expect(throws: InputError.self) {
            try watch.ingest(.footprints, [Self.pit(2021, 0, 3), bad], name: "a.geojson", profile: profile)
        }
        #expect(try watch.store.scenes(asOf: nil).count == 0)
        let commit = try watch.store.latestCommit()
        try watch.ingest(.footprints, [Self.pit(2021, 0, 3)], name: "a.geojson", profile: profile)
        #expect(try watch.store.scenes(asOf: nil).rows.map(\.id) == ["Watch/2021-01-01..2021-12-31"])
        #expect(try watch.store.scenes(asOf: commit).count == 0)
    }
}
