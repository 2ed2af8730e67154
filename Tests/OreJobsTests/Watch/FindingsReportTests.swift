import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage
import TestSupport
import Testing

@testable import OreJobs

@Suite("Reports of the findings of a store")
struct FindingsReportTests {
    /// A pit beside all licences: one finding.
    private func pit(_ scene: String, _ i: Int, width: Int = 2) -> String {
        WatchSample.feature(
            #""footprint_id":"\#(scene)-\#(i)","scene_id":"\#(scene)","observed_at":"2025-01-01","position_sigma_m":1"#, i % 20 * 4,
            i / 20 * 4,
            width, 2)
    }

    private func watch() throws -> WatchedStore {
        let watch = try WatchedStore(rules: .withoutRegistration)
        let far = WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 90, 90, 4, 4)
        try watch.ingest(.licences, [far], name: "register.geojson")
        return watch
    }

    private let formats = ["geojson", "csv"]

    /// The bytes of both reports as a process writes them that remembers what `memory` does.
    private func reported(_ watch: WatchedStore, _ result: RunResult, _ memory: ReportMemory, in folder: String) throws -> [Data] {
        let reports = WatchReports(watch.store, ruleSet: watch.rules, threads: 2, memory: memory)
        try reports.write(result, formats: formats, to: watch.folder.path(folder))
        return try formats.map { try Data(contentsOf: URL(filePath: watch.folder.path("\(folder)/findings.\($0)"))) }
    }

    @Test("A report holds what encoding every finding after the other gives")
    func allFindings() throws {
        let watch = try watch()
        try watch.ingest(.footprints, (0..<700).map { pit("T", $0) }, name: "T.geojson")
        let reports = try reported(watch, try watch.run(), ReportMemory(), in: "out")
        var batch = FindingBatch()
        try watch.store.forEachFinding(CaseFilter()) { stored in
            batch.findings.append(stored.finding)
            batch.geometry.append(stored.geometry)
        }
        #expect(batch.findings.count == 700)
        let encoded = FindingsEncoder().encode(batch)
        let text = String(decoding: reports[0], as: UTF8.self)
        #expect(text.hasPrefix(String(decoding: FindingsGeoJSONWriter.opening + encoded.bytes, as: UTF8.self) + "\n],\"bbox\":["))
        let file = try #require(try JSONSerialization.jsonObject(with: reports[0]) as? [String: Any])
        let box = encoded.envelope
        #expect(file["bbox"] as? [Double] == [box.minX, box.minY, box.maxX, box.maxY])
        #expect((file["run"] as? [String: Any])?["inputs"] != nil)
        #expect(reports[1] == Data(FindingsCSV.header() + FindingsCSV.encode(batch.findings)))
    }

    @Test("A report that copies from the last one has the bytes of one made anew", arguments: 1...4)
    func copied(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let watch = try watch()
        let memory = ReportMemory()
        var pits = (0..<120).map { pit("T", $0) }
        for step in 0..<6 {
            // Some go, some change, some come; in between nothing does, and once all are gone.
            if step == 4 { pits = [] }
            if step != 2 {
                for _ in 0..<min(3, pits.count) { pits.remove(at: Int.random(in: pits.indices, using: &random)) }
                if let i = pits.indices.randomElement(using: &random) { pits[i] = pit("T", 300 + step, width: 3) }
                pits += (0..<Int.random(in: 0...40, using: &random)).map { pit("T", 120 + step * 40 + $0) }
            }
            if step == 4 { pits = [] }
            try watch.ingest(.footprints, pits, name: "T.geojson", scope: .whole)
            let result = try watch.run()
            let kept = try reported(watch, result, memory, in: "out")
            #expect(try reported(watch, result, ReportMemory(), in: "anew") == kept, "seed \(seed), step \(step)")
            if step == 3 {
                let horizon = StorePruning.Horizon.commit(try watch.store.latestCommit())
                _ = try StorePruning(watch.store).run(before: horizon, isPreview: false, at: "2026-01-02T00:00:00Z")
            }
        }
    }

    @Test("A file that somebody changed since is not copied from")
    func changedByOthers() throws {
        let watch = try watch()
        let memory = ReportMemory()
        try watch.ingest(.footprints, (0..<60).map { pit("T", $0) }, name: "T.geojson")
        let first = try reported(watch, try watch.run(), memory, in: "out")
        let path = watch.folder.path("out/findings.geojson")
        // The same length.
        try Data(first[0].map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "2") : $0 }).write(to: URL(filePath: path))
        try watch.ingest(.footprints, [pit("U", 200)], name: "U.geojson")
        let result = try watch.run()
        #expect(try reported(watch, result, memory, in: "out") == reported(watch, result, ReportMemory(), in: "anew"))
    }

    @Test("A report that would say the same is left as it is, and one of other inputs is not")
    func leftAlone() throws {
        let watch = try watch()
        let memory = ReportMemory()
        func stamp() -> FileStamp? { FileStamp(watch.folder.path("out/findings.geojson")) }
        try watch.ingest(.footprints, (0..<40).map { pit("T", $0) }, name: "T.geojson")
        let first = try reported(watch, try watch.run(), memory, in: "out")
        let written = try #require(stamp())
        #expect(try reported(watch, try watch.run(), memory, in: "out") == first)
        #expect(stamp() == written)
        // A delivery without footprints changes no finding, but the account of the inputs.
        try watch.ingest(.zones, [WatchSample.feature(#""zone_id":"Z","kind":"forbidden""#, 95, 95, 1, 1)], name: "zones.geojson")
        #expect(try reported(watch, try watch.run(), memory, in: "out") != first)
        #expect(stamp() != written)
    }

    private func blocks(_ counts: [Int]) -> [ReportLayout.Block] {
        var first: Int64 = 1
        return counts.map { count in
            defer { first += Int64(count) }
            return .init(first: first, last: first + Int64(count) - 1, count: Int32(count), start: 0, length: 0, envelope: .empty)
        }
    }

    @Test("Blocks without a change are kept together, others and what came are made anew")
    func plan() {
        let full = ReportLayout.blockFindings
        let layout = blocks([full, full, full, 5])
        let all = (1...Int64(3 * full + 5)).map(\.self)
        #expect(ReportPlan(all, after: layout).parts == [.kept(0..<4)])
        #expect(ReportPlan(all, after: layout).keepsAll(of: 4))
        // One of the second block went: its others are made anew, between what is kept.
        let fewer = all.filter { $0 != Int64(full) + 3 }
        #expect(ReportPlan(fewer, after: layout).parts == [.kept(0..<1), .new(full..<2 * full - 1), .kept(2..<4)])
        // The last block has room for what came.
        let more = all + [900, 901]
        #expect(ReportPlan(more, after: layout).parts == [.kept(0..<3), .new(3 * full..<3 * full + 7)])
        // A block of which nothing is left is nowhere, and the report is not the last one.
        let without = Array(all.dropFirst(full))
        #expect(ReportPlan(without, after: layout).parts == [.kept(1..<4)])
        #expect(!ReportPlan(without, after: layout).keepsAll(of: 4))
        #expect(ReportPlan([], after: []).keepsAll(of: 0) && !ReportPlan([], after: layout).keepsAll(of: 4))
    }
}
