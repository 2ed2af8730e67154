import Foundation
import TestSupport
import Testing

@Test("Incidents are listed in every format, sorted, and found near and within")
func incidentLists() throws {
    let store = try DemoStore.shared.get()
    let csv = try store.run(["incidents", "list", "--format", "csv"]).output.components(separatedBy: "\r\n")
    #expect(csv[0].hasPrefix("handle,state,verdict") && csv.count > 5)
    let handle = String(csv[1].prefix(12))
    #expect(handle.wholeMatch(of: /OW-[0-9A-Z]{4}-[0-9A-Z]{4}/) != nil)
    let box = try store.run(["incidents", "within", "114.70,24.80,114.76,24.86", "--format", "csv"]).output.components(separatedBy: "\r\n")
    #expect(box.count <= csv.count && box.count > 2)
    for format in ["json", "geojson", "gpkg", "xlsx", "kml", "gpx"] {
        let output = store.folder.path("incidents." + format)
        _ = try store.run(["incidents", "list", "--output", output])
        #expect(try Data(contentsOf: URL(filePath: output)).count > 100)
    }
    _ = try store.run(["incidents", "list", "--sort", "-area_m2", "--limit", "3"])
    _ = try store.run(["incidents", "list", "--sort", "size"], exits: 64)
    #expect(try store.run(["incidents", "near", "0,0", "--format", "csv"]).output.components(separatedBy: "\r\n").count == 2)
}

@Test("An incident is shown by any case of its handle, with its past, its plot and its drawing; an unknown one is 1")
func incidentViews() throws {
    let store = try DemoStore.shared.get()
    let handle = String(try store.run(["incidents", "list", "--format", "csv"]).output.components(separatedBy: "\r\n")[1].prefix(12))
    #expect(try store.run(["incidents", "show", handle]).output.contains(handle))
    #expect(try store.run(["incidents", "show", handle.lowercased(), "--lang", "zh"]).output.contains(handle))
    #expect(try store.run(["incidents", "history", handle, "--format", "csv"]).output.contains("seen"))
    #expect(try store.run(["incidents", "plot", handle]).output.contains(handle))
    _ = try store.run(["incidents", "plot"])
    let (drawing, page) = (store.folder.path("place.svg"), store.folder.path("place.html"))
    _ = try store.run(["incidents", "draw", handle, "--output", drawing])
    _ = try store.run(["incidents", "draw", handle, "--output", page, "--lang", "zh"])
    #expect(try String(contentsOf: URL(filePath: drawing), encoding: .utf8).contains("<svg"))
    #expect(try String(contentsOf: URL(filePath: page), encoding: .utf8).contains("<html"))
    let slip = String(handle.dropLast()) + (handle.last == "0" ? "1" : "0")
    let outcome = try store.run(["incidents", "show", slip], exits: 1)
    #expect(outcome.standardError.contains(handle))
    #expect(try store.run(["incidents", "rank", "--limit", "3"]).output.contains("OW-"))
}

@Test("Decisions are appended with who and when, change the state, and are all taken or none")
func incidentDecisions() throws {
    let store = try DemoStore()
    let csv = try store.run(["incidents", "list", "--format", "csv"]).output.components(separatedBy: "\r\n")
    let handles = csv.dropFirst().prefix(3).map { String($0.prefix(12)) }
    let first = try store.run(["incidents", "confirm", handles[0], "--actor", "Li Wei", "--note", "seen on site"])
    #expect(first.output.contains("open -> confirmed"))
    _ = try store.run(["incidents", "dismiss", handles[1]], exits: 64)
    _ = try store.run(["incidents", "dismiss", handles[1], "--reason", "river bank", "--actor", "Li Wei"])
    _ = try store.run(["incidents", "assign", handles[2], "--to", "Wang Fang"])
    _ = try store.run(["incidents", "note", handles[2], "--text", "road washed out"])
    _ = try store.run(["incidents", "reopen", handles[1]])
    _ = try store.run(["incidents", "confirm", handles[2], "OW-0000-0000"], exits: 1)
    #expect(
        try store.run(["incidents", "list", "--state", "confirmed", "--format", "csv"]).output.components(separatedBy: "\r\n").count == 3)
    #expect(
        try store.run(["incidents", "list", "--state", "dismissed", "--format", "csv"]).output.components(separatedBy: "\r\n").count == 2)
    #expect(try store.run(["incidents", "list", "--assignee", "Wang Fang", "--format", "csv"]).output.contains(handles[2]))
    let past = try store.run(["incidents", "history", handles[0], "--format", "csv"]).output
    #expect(past.contains("confirm") && past.contains("Li Wei") && past.contains("seen on site"))
}

@Test("A list that was filled in and brought back is taken as it stands, and refused whole with the row that cannot be used")
func incidentTriage() throws {
    let store = try DemoStore()
    let list = store.folder.path("visits.csv")
    _ = try store.run(["incidents", "triage", "--write", list, "--limit", "4"])
    _ = try store.run(["incidents", "triage", "--write", store.folder.path("visits.xlsx")])
    var lines = try String(contentsOf: URL(filePath: list), encoding: .utf8).components(separatedBy: "\r\n")
    #expect(lines[0].hasSuffix("decision,reason,note,assignee") && lines.count == 6)
    func filled(_ line: String, _ entries: String) -> String { String(line.dropLast(3)) + entries }
    lines[1] = filled(lines[1], "confirm,,pit without licence,")
    lines[2] = filled(lines[2], "dismiss,,,")
    let wrong = try store.folder.file("wrong.csv", lines.joined(separator: "\r\n"))
    let refused = try store.run(["incidents", "triage", wrong], exits: 65)
    #expect(refused.standardError.contains("line 3") && refused.standardError.contains("reason"))
    lines[2] = filled(lines[2].replacing("dismiss,,,", with: ",,,"), "dismiss,shadow,,")
    let right = try store.folder.file("right.csv", lines.joined(separator: "\r\n"))
    #expect(try store.run(["incidents", "triage", right, "--preview"]).output.contains("2 decisions would be taken"))
    let taken = try store.run(["incidents", "triage", right, "--actor", "Li Wei"]).output
    #expect(taken.contains("open -> confirmed") && taken.contains("open -> dismissed"))
    #expect(try store.run(["stats", "--by", "state", "--format", "csv"]).output.contains("dismissed,1,0"))
}
