import Foundation
import OreFeatures
import OreStorage
import TestSupport
import Testing

@testable import OreJobs

@Suite("Reports of the findings over figures of a store")
struct FiguresReportTests {
    private let formats = ["geojson", "csv", "gpkg", "xlsx", "kml"]

    @Test("They lie beside those of places in every form but a map, without outlines, and the changes name whom figures speak of")
    func files() throws {
        let world = try OverrunStore()
        let folder = world.watched.folder
        let reports = WatchReports(world.watched.store, ruleSet: world.watched.rules)
        try reports.write(try world.watched.run(), formats: formats, to: folder.path("out"))
        func text(_ name: String) throws -> String { try String(contentsOfFile: folder.path("out/" + name), encoding: .utf8) }
        let rows = try text("figures.csv").components(separatedBy: "\r\n")
        #expect(rows.count == 3 && rows[0].hasPrefix("id,rule,verdict") && rows[1].hasPrefix("quota_overrun:L0:2021,quota_overrun,strong,"))
        #expect(rows[1].contains(",L0,licence,2021,") && rows[1].contains("38"))
        #expect(try !text("findings.csv").contains("quota_overrun"))
        let map = try JSONSerialization.jsonObject(with: Data(try text("figures.geojson").utf8)) as? [String: Any]
        let feature = try #require((map?["features"] as? [[String: Any]])?.first)
        #expect(feature["geometry"] is NSNull && feature["id"] as? String == "quota_overrun:L0:2021")
        #expect(FileManager.default.fileExists(atPath: folder.path("out/figures.gpkg")))
        #expect(FileManager.default.fileExists(atPath: folder.path("out/figures.xlsx")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("out/figures.kml")))
        let changes = try JSONSerialization.jsonObject(with: Data(try text("changes.json").utf8)) as? [String: Any]
        let change = try #require((changes?["changes"] as? [[String: Any]])?.first)
        #expect(change["subject"] as? String == "L0" && change["first_year"] as? Int == 2021 && change["excess_t"] as? String == "38.000")
        #expect(change["material"] as? String == "oxide")
    }

    @Test("A file stays as it is until something is committed, and shows what a correction left")
    func kept() throws {
        let world = try OverrunStore()
        let path = world.watched.folder.path("out/figures.csv")
        let reports = WatchReports(world.watched.store, ruleSet: world.watched.rules, memory: ReportMemory())
        func write() throws -> FileStamp? {
            try reports.write(try world.watched.run(), formats: ["csv"], to: world.watched.folder.path("out"))
            return FileStamp(path)
        }
        let first = try write()
        #expect(try first != nil && write() == first)
        try world.report(1, received: "2022-06-05")
        #expect(try write() != first)
        #expect(try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\r\n").count == 2)
    }

    @Test("Of an area only those whose licences lie in it; a store without figures has no such file")
    func area() throws {
        let world = try OverrunStore()
        let result = try world.watched.run()
        for (area, rows) in [("114.9,24.9,115.1,25.1", 3), ("10,10,11,11", 2)] {
            let reports = WatchReports(world.watched.store, ruleSet: world.watched.rules, area: try WatchArea(area))
            try reports.write(result, formats: ["csv"], to: world.watched.folder.path("out"))
            let text = try String(contentsOfFile: world.watched.folder.path("out/figures.csv"), encoding: .utf8)
            #expect(text.components(separatedBy: "\r\n").count == rows, "\(area)")
        }
        let bare = try WatchedStore(rules: .withoutRegistration)
        let licence = WatchSample.feature(#""licence_id":"L1","valid_from":"2020-01-01","position_sigma_m":1"#, 9, 9, 4, 4)
        try bare.ingest(.licences, [licence], name: "register.geojson")
        try WatchReports(bare.store, ruleSet: bare.rules).write(try bare.run(), formats: ["csv"], to: bare.folder.path("out"))
        #expect(!FileManager.default.fileExists(atPath: bare.folder.path("out/figures.csv")))
    }
}
