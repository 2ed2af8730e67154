import Foundation
import OreCases
import OreFeatures
import OreReporting
import TestSupport
import Testing

@Suite("The list that is handed round and brought back")
struct TriageListTests {
    private func read(_ path: String, known: [String: Double]) throws -> [Decision] {
        try TriageList.read(path, actor: "li", time: "2025-03-01T09:00:00+08:00") { known[$0.description] }
    }

    private func refusal(_ path: String, known: [String: Double]) -> String {
        do {
            _ = try read(path, known: known)
            return "accepted"
        } catch { return "\(error)" }
    }

    @Test("A list that nobody filled in brings back nothing, as CSV and as a workbook")
    func untouched() throws {
        let folder = try TemporaryFolder()
        let listings = try IncidentSample.listings()
        let known = Dictionary(uniqueKeysWithValues: listings.map { ($0.incident.handle, $0.incident.area) })
        let csv = try folder.file("list.csv", Data(TriageList.csv(listings)))
        try TriageList.workbook(listings, language: .chinese, to: folder.path("list.xlsx"))
        for path in [csv, folder.path("list.xlsx")] { #expect(try read(path, known: known).isEmpty) }
    }

    @Test("Filled-in rows become decisions with the area that the person saw, in the order of the rows")
    func filled() throws {
        let folder = try TemporaryFolder()
        let known = ["OW-0000-0001": 10.0, "OW-0000-0002": 20, "OW-0000-0003": 30]
        let path = try folder.file(
            "list.csv",
            """
            handle;area_m2;decision;reason;note;assignee
            OW-0000-0001;1,234.5;Dismiss;fish pond;seen on foot;
            ow-0000-0002;;确认;;;王
            OW00000003;;;;call back;
            OW-0000-0001;;;;;

            """)
        let decisions = try read(path, known: known)
        #expect(decisions.map(\.kind) == [.dismiss, .confirm, .assign, .note])
        #expect(decisions.map(\.handle) == ["OW-0000-0001", "OW-0000-0002", "OW-0000-0002", "OW-0000-0003"])
        #expect(decisions.map(\.areaThen) == [1234.5, 20, 20, 30])
        #expect(decisions[0].reason == "fish pond" && decisions[0].note == "seen on foot" && decisions[2].assignee == "王")
        #expect(decisions.allSatisfy { $0.actor == "li" && $0.commit == 0 })
    }

    @Test(
        "Every row that cannot be used is named with its line and column, and nothing is taken",
        arguments: [
            ("OW-0000-0001,dismiss,,,", "line 2, column \"reason\""), ("OW-0000-0001,approve,,,", "line 2, column \"decision\""),
            ("OW-9999-9999,confirm,,,", "line 2, column \"handle\""), ("mine 7,confirm,,,", "line 2, column \"handle\""),
            ("OW-0000-0001,assign,,,", "line 2, column \"assignee\""), ("OW-0000-0001,note,,,", "line 2, column \"note\""),
            ("OW-0000-0001,,fish pond,,", "line 2, column \"decision\""),
        ])
    func refusals(row: String, place: String) throws {
        let folder = try TemporaryFolder()
        let good = "OW-0000-0001,confirm,,,\nOW-0000-0001,what,,,\n"
        let path = try folder.file("list.csv", "handle,decision,reason,note,assignee\n" + row + "\n" + good)
        let text = refusal(path, known: ["OW-0000-0001": 1])
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(place) && lines[1].hasPrefix("line 4, column \"decision\""), "\(text)")
    }

    @Test("A file that is no list is refused with what it lacks")
    func notALists() throws {
        let folder = try TemporaryFolder()
        let lacking = try folder.file("a.csv", "handle,reason\nOW-0000-0001,x\n")
        #expect(refusal(lacking, known: [:]).contains("no column \"decision\""))
        #expect(refusal(try folder.file("b.xlsx", Data([0x50, 0x4B, 3, 4, 0, 0])), known: [:]) != "accepted")
        #expect(refusal(try folder.file("c.json", "{}"), known: [:]).contains("no table"))
        #expect(refusal(folder.path("absent.csv"), known: [:]) != "accepted")
    }

    @Test("Damaged lists are refused or read, never worse", arguments: 0..<40 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        try TriageList.workbook(try IncidentSample.listings(), language: .english, to: folder.path("list.xlsx"))
        var bytes = try Data(contentsOf: folder.url.appending(path: "list.xlsx"))
        if seed % 2 == 0 { bytes = Data(TriageList.csv(try IncidentSample.listings())) }
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<6 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 20)
        }
        _ = refusal(try folder.file("damaged", bytes), known: [:])
    }
}
