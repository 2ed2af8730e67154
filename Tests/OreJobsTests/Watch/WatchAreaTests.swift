import Foundation
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreStorage
import TestSupport
import Testing

@Suite("The area of a job's reports")
struct WatchAreaTests {
    private func reported(_ area: String?) throws -> String {
        let watch = try WatchedStore(rules: .withoutRegistration)
        let far = WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 60, 60, 4, 4)
        try watch.ingest(.licences, [far], name: "register.geojson")
        let pits = [0, 20, 40].map { x in
            WatchSample.feature(#""footprint_id":"P\#(x)","scene_id":"T","observed_at":"2025-01-01","position_sigma_m":1"#, x, 0, 4, 4)
        }
        try watch.ingest(.footprints, pits, name: "pits.geojson")
        let result = try watch.run()
        let folder = try TemporaryFolder()
        // A ring around the first and the last of three places, whose box holds all of them.
        let shape =
            #"{"type":"Polygon","coordinates":[[[114.99,24.99],[115.1,24.99],[115.1,25.03],[115.03,25.03],[115.03,25.01],[115.035,24.995],[115.01,24.995],[115.01,25.03],[114.99,25.03],[114.99,24.99]]]}"#
        let file = try folder.file(
            "area.geojson", #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":\#(shape)}]}"#)
        let reports = WatchReports(watch.store, ruleSet: .standard, area: try area.map { try WatchArea($0 == "file" ? file : $0) })
        try reports.write(result, formats: ["csv"], to: folder.path("out"))
        let lines = try String(contentsOfFile: folder.path("out/findings.csv"), encoding: .utf8).components(separatedBy: "\r\n")
        return ["P0", "P20", "P40"].filter { id in lines.contains { $0.contains(",\(id),") } }.joined(separator: " ")
    }

    @Test("All findings, those of a box, or those that meet a polygon")
    func shapes() throws {
        #expect(try reported(nil) == "P0 P20 P40")
        #expect(try reported("114.99,24.9,115.025,25.1") == "P0 P20")
        #expect(try reported("file") == "P0 P40")
    }

    @Test("What is no area is refused in one line", arguments: ["10,0,5,1", "nowhere.geojson", "1,2,3"])
    func refused(text: String) {
        #expect(throws: InputError.self) { try WatchArea(text) }
    }
}
