import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreStorage
import TestSupport
import Testing

@Suite("Detection over a store")
struct WatchRunTests {
    @Test("Events of licences that no register names are kept and named")
    func strangers() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        func event(_ id: String) -> String {
            WatchSample.feature(#""licence_id":"\#(id)","event":"suspended","date":"2025-01-01""#, 0, 0, 1, 1)
        }
        let events = ["A", "B", "C", "D", "E"].map(event)
        try watch.ingest(
            .licences, [WatchSample.feature(#""licence_id":"B","valid_from":"2020-01-01""#, 0, 0, 8, 10)], name: "register.geojson")
        let notes = try watch.ingest(.licenceEvents, events, name: "events.geojson").notes
        #expect(notes.contains { $0.hasPrefix("4 licences have events and are in no register: \"A\", \"C\", \"D\", ...;") }, "\(notes)")
        try watch.ingest(
            .licences, [WatchSample.feature(#""licence_id":"A","valid_from":"2020-01-01""#, 10, 0, 8, 10)], name: "late.geojson",
            scope: .part)
        #expect(try watch.store.licences(asOf: watch.store.latestCommit()).rows.first { $0.id == "A" }?.events.map(\.kind) == [.suspended])
        #expect(try watch.ingest(.licenceEvents, [event("A"), event("B")], name: "known.geojson").notes.isEmpty)
    }

    @Test("Runs after every delivery leave what one run over everything leaves, bit for bit", arguments: 1...6)
    func incrementalEqualsFull(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        // The registration of scenes is estimated for one seed only: without optimisation it takes seconds.
        var rules = RuleSet.standard
        if seed > 1 { rules.registration = .off }
        let step = try WatchedStore(rules: rules)
        let days = ["2023-03-01", "2024-03-01", "2024-09-01", "2025-03-01"]
        var licences = WatchSample.licences(&random)
        try step.ingest(.licences, licences, name: "register.geojson")
        var scenes: [(name: String, features: [String])] = []
        for (i, day) in days.enumerated() {
            let scene = WatchSample.scene("T\(i)", on: day, &random)
            scenes.append(("T\(i).geojson", scene))
            try step.ingest(.footprints, scene, name: "T\(i).geojson")
            try step.run()
            if i == 1 {
                // A licence moves, and one is new.
                licences[0] = WatchSample.feature(
                    #""licence_id":"L0","holder":"H0","valid_from":"2020-01-01","position_sigma_m":1"#, 3, 3, 5, 5)
                licences.append(
                    WatchSample.feature(#""licence_id":"L9","holder":"H0","valid_from":"2020-01-01","position_sigma_m":1"#, 30, 4, 4, 4))
                try step.ingest(.licences, licences, name: "register.geojson")
                try step.run()
            }
        }
        // A scene is corrected: some footprints change, some are gone.
        scenes[0].features = Array(WatchSample.scene("T0", on: days[0], &random).prefix(4)) + scenes[0].features.dropFirst(6)
        try step.ingest(.footprints, scenes[0].features, name: scenes[0].name)
        try step.run()
        let (findings, incidents) = (try step.findings(), try step.incidents())
        #expect(!findings.isEmpty && !incidents.isEmpty)

        try step.run(full: true)
        #expect(try step.findings() == findings)
        #expect(try step.incidents() == incidents)

        let whole = try WatchedStore(rules: rules)
        for scene in scenes.reversed() { try whole.ingest(.footprints, scene.features, name: scene.name) }
        try whole.ingest(.licences, licences, name: "register.geojson")
        try whole.run()
        #expect(try whole.findings() == findings, "seed \(seed): scenes in another order")
        #expect(try whole.incidents() == incidents, "seed \(seed): scenes in another order")
    }

    @Test("However often detectors use an id, runs after every delivery leave what one run over everything leaves", arguments: 1...8)
    func repeatedIDs(seed: UInt64) throws {
        var random = SplitMix(state: 100 + seed)
        // Two scenes of one day, ids repeated within and between them; files that state neither scene nor day; coverages of what was looked at.
        var deliveries: [(side: Side, name: String, features: [String])] = [
            ("T0", "2024-03-01"), ("T1", "2024-03-01"), ("T2", "2025-01-01"),
        ]
        .map { (.footprints, $0.0 + ".geojson", WatchSample.scene($0.0, on: $0.1, ids: 4, &random)) }
        for name in ["a", "b"] {
            deliveries.append((.footprints, name + ".geojson", WatchSample.scene(nil, on: nil, ids: 3, &random, count: 6)))
        }
        deliveries.append((.scenes, "scenes.geojson", WatchSample.coverages([("T1", "2024-03-01"), ("T2", "2025-01-01")], &random)))
        deliveries.append((.licences, "register.geojson", WatchSample.licences(&random)))
        let step = try WatchedStore(rules: .withoutRegistration)
        for delivery in deliveries.shuffled(using: &random) {
            try step.ingest(delivery.side, delivery.features, name: delivery.name)
            try step.run()
        }
        // One scene is delivered again, corrected and in another order.
        var corrected = Array(deliveries[0].features.dropFirst(2)).shuffled(using: &random)
        corrected += WatchSample.scene("T0", on: "2024-03-01", ids: 4, &random, count: 2)
        try step.ingest(.footprints, corrected, name: "T0.geojson", scope: .whole)
        try step.run()
        let (findings, incidents) = (try step.findings(), try step.incidents())
        #expect(!findings.isEmpty && !incidents.isEmpty)
        try step.run(full: true)
        #expect(try step.findings() == findings)
        #expect(try step.incidents() == incidents)
        #expect(Set(incidents.map(\.handle)).count == incidents.count)
        #expect(try StoreCheck.run(step.store.path).isSound)

        let whole = try WatchedStore(rules: .withoutRegistration)
        for delivery in deliveries.shuffled(using: &random) { try whole.ingest(delivery.side, delivery.features, name: delivery.name) }
        try whole.ingest(.footprints, corrected, name: "T0.geojson", scope: .whole)
        try whole.run()
        #expect(try whole.findings() == findings)
        #expect(try whole.incidents() == incidents)
    }

    @Test("A second run changes nothing and says so")
    func idle() throws {
        var random = SplitMix(state: 7)
        let watch = try WatchedStore(rules: .withoutRegistration)
        try watch.ingest(.licences, WatchSample.licences(&random), name: "register.geojson")
        try watch.ingest(.footprints, WatchSample.scene("T0", on: "2025-03-01", &random), name: "T0.geojson")
        #expect(try watch.run().entry.outcome == .done)
        let commit = try watch.store.latestCommit()
        let again = try watch.run()
        #expect(again.entry.outcome == .idle)
        #expect(again.changes.isEmpty)
        #expect(try watch.store.latestCommit() == commit)
    }

    @Test("A change that takes effect on a day leaves what was seen before that day as it was")
    func effectiveChange() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        func licence(_ width: Int) -> String {
            WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 0, 0, width, 10)
        }
        func pit(_ name: String, _ day: String) -> String {
            WatchSample.feature(
                #""footprint_id":"\#(name)","scene_id":"\#(name)","observed_at":"\#(day)","position_sigma_m":1,"digitising_sigma_m":1"#, 6,
                2, 3, 3)
        }
        let asOf = Day(year: 2025, month: 1, day: 1)
        try watch.ingest(.licences, [licence(10)], name: "a.geojson")
        try watch.ingest(.footprints, [pit("before", "2024-06-01")], name: "before.geojson")
        try watch.ingest(.footprints, [pit("after", "2025-06-01")], name: "after.geojson")
        #expect(try watch.run().entry.counts["incidents"] == 0)
        // The licence shrinks to the west on 1 January 2025: only the later sighting lies outside.
        let change = try watch.ingest(.licences, [licence(4)], name: "b.geojson", asOf: asOf)
        #expect(change.outcome.counts.changed == 1)
        try watch.run()
        var suspects: Set<String> = []
        try watch.store.forEachFinding(CaseFilter()) { suspects.insert($0.finding.footprintID) }
        #expect(suspects == ["after"])
        // Delivered as a correction, the smaller boundary was always the true one.
        try watch.ingest(.licences, [licence(3)], name: "c.geojson")
        try watch.run(full: true)
    }

    @Test("A false alarm stays dismissed until it has grown beyond the stated factor")
    func dismissal() throws {
        let watch = try WatchedStore(rules: .withoutRegistration)
        func pit(_ scene: String, _ day: String, _ size: Int) -> [String] {
            [
                WatchSample.feature(
                    #""footprint_id":"P-\#(scene)","scene_id":"\#(scene)","observed_at":"\#(day)","position_sigma_m":1,"digitising_sigma_m":1"#,
                    0, 0, size, 4)
            ]
        }
        let far = WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 60, 60, 4, 4)
        try watch.ingest(.licences, [far], name: "register.geojson")
        try watch.ingest(.footprints, pit("T0", "2025-01-01", 4), name: "T0.geojson")
        try watch.run()
        let found = try #require(try watch.incidents().first)
        #expect(found.state == .open)
        _ = try watch.store.append([
            Decision(
                handle: found.handle, kind: .dismiss, actor: "Li", time: "2025-01-02T08:00:00Z", reason: "greenhouse", areaThen: found.area)
        ])
        #expect(try watch.store.incident(found.handle)?.state == .dismissed)
        try watch.ingest(.footprints, pit("T1", "2025-02-01", 5), name: "T1.geojson")
        try watch.run()
        #expect(try watch.store.incident(found.handle)?.state == .dismissed)
        try watch.ingest(.footprints, pit("T2", "2025-03-01", 7), name: "T2.geojson")
        try watch.run()
        let returned = try #require(try watch.store.incident(found.handle))
        #expect(returned.state == .returned)
        #expect(try watch.store.decisions(on: returned).map(\.actor) == ["Li"])
    }
}
