import Foundation
import TestSupport
import Testing

/// A store of the demo district, made once by the commands an operator would use.
struct DemoStore {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("watch.db")
        let district = SharedData.packageRoot.appending(path: "GeoData/demo").path
        func ingest(_ kind: String, _ files: [String]) throws {
            try run(["ingest", "--quiet", "--store", path, "--as", kind] + files.map { district + "/" + $0 })
        }
        try ingest("licences", ["licences-north.csv", "licences-south.geojson"])
        try ingest("zones", ["zones.geojson"])
        try ingest("districts", ["districts.geojson"])
        try ingest("footprints", ["footprints-2024-06.geojson", "footprints-2025-02.geojson", "footprints-2025-04.geojson"])
        try run(["run", "--quiet", "--store", path, "--rules", "demo"])
    }

    /// Tests share one store and only look at it.
    static let shared = Result { try DemoStore() }

    func run(_ arguments: [String], exits code: Int32 = 0, _ location: SourceLocation = #_sourceLocation) throws -> BuiltProgram.Outcome {
        let outcome = try orewatch.run(arguments, environment: ["OREWATCH_STORE": path])
        #expect(outcome.exitCode == code, "\(arguments): \(outcome.standardError)", sourceLocation: location)
        outcome.expectCleanLog(location)
        return outcome
    }

    @discardableResult
    private func run(_ arguments: [String]) throws -> BuiltProgram.Outcome { try run(arguments, exits: 0) }

    func rows(_ arguments: [String]) throws -> [[String: Any]] {
        let bytes = Data(try run(arguments + ["--format", "json"]).output.utf8)
        return try #require(JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    }
}

private let nouns = ["licences", "footprints", "scenes", "zones", "findings"]

@Test("Every noun lists, shows one of its list, and gives the same records in every format", arguments: nouns)
func nounLists(_ noun: String) throws {
    let store = try DemoStore.shared.get()
    let rows = try store.rows([noun, "list"])
    #expect(!rows.isEmpty)
    let key = noun == "findings" ? "id" : "\(noun.dropLast())_id"
    let id = try #require(rows[0][key] as? String)
    #expect(try store.rows([noun, "show", id]).first?[key] as? String == id)
    #expect(try store.run([noun, "show", id]).output.contains(id))
    let csv = try store.run([noun, "list", "--format", "csv"]).output
    #expect(csv.components(separatedBy: "\r\n").count - 2 >= rows.count)
    let document = try JSONSerialization.jsonObject(with: Data(try store.run([noun, "list", "--format", "geojson"]).output.utf8))
    let features = (document as? [String: Any])?["features"] as? [[String: Any]]
    #expect(features?.count == rows.count)
    for format in ["gpkg", "xlsx", "kml", "gpx"] {
        let output = store.folder.path("\(noun).\(format)")
        _ = try store.run([noun, "list", "--output", output])
        #expect(try Data(contentsOf: URL(filePath: output)).count > 100)
    }
    let chinese = try store.run([noun, "list", "--lang", "zh", "--limit", "3"]).output
    #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
}

@Test("An unknown id is 1 with the nearest ones, a filter that nothing passes is an empty list", arguments: nouns)
func nounEnds(_ noun: String) throws {
    let store = try DemoStore.shared.get()
    let key = noun == "findings" ? "id" : "\(noun.dropLast())_id"
    let id = try #require(try store.rows([noun, "list", "--limit", "1"])[0][key] as? String)
    let outcome = try store.run([noun, "show", id + "x"], exits: 1)
    #expect(outcome.standardError.contains("did you mean") && outcome.standardError.contains(id))
    #expect(outcome.output.isEmpty)
    #expect(try store.run([noun, "within", "0,0,1,1"]).output == "Nothing matches.\n")
    #expect(try store.rows([noun, "within", "0,0,1,1"]).isEmpty)
    _ = try store.run([noun, "list", "--sort", "no_such_column"], exits: 64)
    _ = try store.run([noun, "list", "--limit", "-1"], exits: 64)
    #expect(try store.run([noun, "list", "--help"]).output.contains("orewatch \(noun) list"))
}

@Test("Sorting orders by the column whichever way, and a limit keeps the first of that order")
func sorting() throws {
    let store = try DemoStore.shared.get()
    let areas = try store.rows(["footprints", "list", "--sort", "-area_m2"]).compactMap { $0["area_m2"] as? Double }
    #expect(areas.count > 10 && areas == areas.sorted(by: >))
    let few = try store.rows(["footprints", "list", "--sort", "-area_m2", "--limit", "4"]).compactMap { $0["area_m2"] as? Double }
    #expect(few == Array(areas.prefix(4)))
    let table = try store.run(["footprints", "list", "--limit", "4"]).output
    #expect(table.hasSuffix("The first 4; there are more (--limit 0 lists all).\n"))
}

@Test("Filters narrow: every record that is listed has what was asked for")
func filtering() throws {
    let store = try DemoStore.shared.get()
    let all = try store.rows(["findings", "list"])
    let strong = try store.rows(["findings", "list", "--verdict", "strong"])
    #expect(!strong.isEmpty && strong.count < all.count && strong.allSatisfy { $0["verdict"] as? String == "strong" })
    let rule = try #require(all[0]["rule"] as? String)
    #expect(try store.rows(["findings", "list", "--rule", rule]).allSatisfy { $0["rule"] as? String == rule })
    let holder = try #require(try store.rows(["licences", "list"]).compactMap { $0["holder"] as? String }.first)
    let held = try store.rows(["licences", "list", "--holder", String(holder.prefix(3))])
    #expect(!held.isEmpty && held.allSatisfy { ($0["holder"] as? String)?.hasPrefix(String(holder.prefix(3))) ?? false })
    _ = try store.run(["findings", "list", "--verdict", "certain"], exits: 64)
}

@Test("Near a place the nearest comes first, by coordinates, by district and by licence; what is inside has distance 0")
func nearness() throws {
    let store = try DemoStore.shared.get()
    let licence = try #require(try store.rows(["licences", "list"]).first?["licence_id"] as? String)
    let found = try store.rows(["licences", "near", licence, "--radius", "20000"])
    #expect(found.first?["distance_m"] as? Double == 0)
    let distances = found.compactMap { $0["distance_m"] as? Double }
    #expect(distances == distances.sorted() && distances.allSatisfy { $0 <= 20_000 })
    let districts = try String(contentsOf: SharedData.packageRoot.appending(path: "GeoData/demo/districts.geojson"), encoding: .utf8)
    let name = String(try #require(districts.firstMatch(of: /"name": ?"([^"]+)"/)).1)
    #expect(try !store.rows(["footprints", "near", name]).isEmpty)
    #expect(try store.run(["footprints", "near", "nowhere-at-all"], exits: 1).standardError.contains("LON,LAT"))
    #expect(try store.rows(["footprints", "near", "-70.5,-12.5"]).isEmpty)
    _ = try store.run(["footprints", "near", "200,10"], exits: 64)
}

@Test("Within a file of polygons lists what meets them, as within their box does for a box")
func withinArea() throws {
    let store = try DemoStore.shared.get()
    let box = "114.70,24.80,114.76,24.86"
    let ring = "[[114.70,24.80],[114.76,24.80],[114.76,24.86],[114.70,24.86],[114.70,24.80]]"
    let file = try store.folder.file(
        "area.geojson",
        #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":["# + ring
            + "]}}]}")
    for noun in ["licences", "footprints", "zones", "findings"] {
        let byBox = try store.run([noun, "within", box, "--format", "csv"]).output
        #expect(try store.run([noun, "within", file, "--format", "csv"]).output == byBox)
    }
    _ = try store.run(["licences", "within", "116,25,115,24"], exits: 64)
    _ = try store.run(["licences", "within", store.folder.path("none.geojson")], exits: 66)
}

@Test("Licences have a history, runs an account, quarantine an end, stats a sum")
func accounts() throws {
    let store = try DemoStore.shared.get()
    let licence = try #require(try store.rows(["licences", "list"]).first?["licence_id"] as? String)
    #expect(try store.rows(["licences", "history", licence]).count == 1)
    let runs = try store.rows(["runs", "list"])
    #expect(runs.count == 1 && runs[0]["outcome"] as? String == "done")
    let changes = try store.rows(["runs", "changes", "1"])
    #expect(!changes.isEmpty && changes.allSatisfy { $0["change"] as? String == "new" })
    #expect(try store.run(["runs", "show", "1"]).output.contains("evaluated commit"))
    _ = try store.run(["runs", "show", "99"], exits: 1)
    _ = try store.run(["quarantine", "list"])
    _ = try store.run(["quarantine", "show", "999"], exits: 1)
    let byRule = try store.rows(["stats", "--by", "state"])
    #expect(byRule.compactMap { $0["incidents"] as? Int }.reduce(0, +) == changes.count)
    #expect(try store.run(["stats"]).output.contains("licences"))
}

@Test("Without a store, or with one that is none, commands say so")
func storeTrouble() throws {
    let folder = try TemporaryFolder()
    try run(["licences", "list"], exits: 64)
    try run(["licences", "list", "--store", folder.path("missing.db")], exits: 66)
    let other = try folder.file("other.db", "not a store at all, whatever it is called")
    let outcome = try orewatch.run(["licences", "list", "--store", other])
    #expect([66, 74].contains(outcome.exitCode))
    outcome.expectCleanLog()
}
