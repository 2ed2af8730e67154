import Foundation
import TestSupport
import Testing

/// What a tired person types, and what the program makes of it.
@Suite("At the desk")
struct DeskTests {
    private func handles(_ store: DemoStore, _ arguments: [String] = []) throws -> [String] {
        try store.run(["incidents", "list", "--format", "csv"] + arguments).output.components(separatedBy: "\r\n").dropFirst().dropLast()
            .map { String($0.prefix(12)) }
    }

    @Test("Names are found by a part in any case; one that nothing has is told with the nearest, and the list is empty")
    func names() throws {
        let store = try DemoStore.shared.get()
        let all = try handles(store)
        let whole = try handles(store, ["--district", "Baihe County 白河县"])
        #expect(!whole.isEmpty && whole.count < all.count)
        #expect(try handles(store, ["--district", "baihe"]) == whole)
        #expect(try handles(store, ["--district", "白河"]) == whole)
        let outcome = try store.run(["incidents", "list", "--district", "Songxi Conty 松溪县"])
        #expect(outcome.output == "No incidents.\n" && outcome.standardError.contains("did you mean Songxi County 松溪县?"))
        #expect(try store.run(["incidents", "near", "白河县", "--format", "csv"]).output.contains(whole[0]))
        #expect(try handles(store, ["--unassigned"]) == all)
    }

    @Test("A zone narrows incidents and findings, by its id or a part of its name; an unknown one is 1")
    func zones() throws {
        let store = try DemoStore.shared.get()
        let finding = try #require(try store.rows(["findings", "list", "--rule", "protected_zone"]).first)
        let zone = try #require(finding["zone_id"] as? String)
        let found = try store.rows(["findings", "list", "--zone", zone.lowercased()])
        #expect(!found.isEmpty && found.allSatisfy { $0["zone_id"] as? String == zone })
        let incidents = try handles(store, ["--zone", zone])
        let all = try handles(store)
        #expect(!incidents.isEmpty && incidents.count < all.count)
        #expect(try store.run(["incidents", "list", "--zone", zone + "x"], exits: 1).standardError.contains("no zone is called"))
    }

    @Test("Words of filters are taken as tables show them, in either language, and areas with their unit")
    func words() throws {
        let store = try DemoStore.shared.get()
        let all = try handles(store)
        for open in ["OPEN", "待核"] { #expect(try handles(store, ["--state", open]) == all) }
        let seenAgain = try handles(store, ["--certainty", "confirmed"])
        #expect(try handles(store, ["--certainty", "seen again"]) == seenAgain)
        let rule = try handles(store, ["--rule", "outside_validity"])
        #expect(!rule.isEmpty)
        #expect(try handles(store, ["--rule", "outside-validity"]) == rule)
        let large = try handles(store, ["--min-area", "30000"])
        #expect(!large.isEmpty && large.count < all.count)
        for same in ["3ha", "45 mu", "45亩", "0.03km2"] { #expect(try handles(store, ["--min-area", same]) == large) }
        _ = try store.run(["incidents", "list", "--min-area", "3 acres"], exits: 64)
        _ = try store.run(["findings", "list", "--group", "nobody"])
    }

    @Test("A column is sorted by when only it begins so; of equal ones the larger incident comes first")
    func sorting() throws {
        let store = try DemoStore.shared.get()
        #expect(try handles(store, ["--sort", "-area"]) == (try handles(store, ["--sort", "-area_m2"])))
        #expect(try store.rows(["footprints", "list", "--sort", "-area"]).count > 10)
        let ambiguous = try store.run(["incidents", "list", "--sort", "s"], exits: 64)
        #expect(ambiguous.standardError == "orewatch: --sort s: known: state, severity\n")
    }

    @Test("Latitude before longitude is told where it would have found something; two numbers are a place too")
    func exchanged() throws {
        let store = try DemoStore.shared.get()
        let point = try #require(try store.rows(["findings", "list"])[0]["label_point"] as? [Double])
        let (x, y) = ("\(point[0])", "\(point[1])")
        let nearest = try store.run(["incidents", "near", x + "," + y, "--limit", "1"]).output
        #expect(try store.run(["incidents", "near", x, y, "--limit", "1"]).output == nearest)
        for noun in ["incidents", "findings", "licences"] {
            // 114 is no latitude: only the message that numbers get.
            #expect(try store.run([noun, "near", y + "," + x], exits: 64).standardError.contains("did you mean \(x),\(y)?"))
        }
        #expect(try store.run(["incidents", "within", "116,25,115,24"], exits: 64).standardError.split(separator: "\n").count == 1)
    }

    @Test("A command that is none is told with the nearest one")
    func commands() throws {
        for (arguments, near) in [
            (["incidens"], "incidents"), (["incidents", "lst"], "list"), (["licence", "list"], "licences"),
            (["quarantine", "rety"], "retry"),
        ] {
            let outcome = try run(arguments, exits: 64)
            #expect(outcome.standardError.contains("did you mean \"\(near)\"?"), "\(outcome.standardError)")
        }
        #expect(try run(["stats"], exits: 64).standardError.hasPrefix("orewatch: which store?"))
    }

    @Test("What a decision asks for may stand after the handles; a name is no handle")
    func positional() throws {
        let store = try DemoStore()
        let all = try handles(store)
        _ = try store.run(["incidents", "note", all[0], "road washed out"])
        _ = try store.run(["incidents", "assign", all[0], all[1], "Li Wei"])
        _ = try store.run(["incidents", "dismiss", all[2], "fish pond"])
        #expect(try store.run(["incidents", "history", all[0]]).output.contains("road washed out"))
        #expect(Set(try handles(store, ["--assignee", "li wei"])) == Set(all.prefix(2)))
        #expect(try handles(store, ["--unassigned"]).count == all.count - 2)
        #expect(try store.run(["incidents", "show", all[2]]).output.contains("fish pond"))
        let nothing = try store.run(["incidents", "dismiss", all[3]], exits: 64)
        #expect(nothing.standardError.contains("--reason") && nothing.standardError.split(separator: "\n").count == 1)
        _ = try store.run(["incidents", "note", all[3]], exits: 64)
    }

    @Test("A filled-in list is not written over, and may come back twice; every row that cannot be used is told at once")
    func triage() throws {
        let store = try DemoStore()
        let list = store.folder.path("visits.csv")
        _ = try store.run(["incidents", "triage", "--write", list, "--limit", "5"])
        let refused = try store.run(["incidents", "triage", "--write", list], exits: 73)
        #expect(refused.standardError.contains("--replace"))
        _ = try store.run(["incidents", "triage", "--write", list, "--limit", "5", "--replace"])
        let lines = try String(contentsOf: URL(filePath: list), encoding: .utf8).components(separatedBy: "\r\n")
        func filled(_ entries: [String]) throws -> String {
            let rows = zip(lines.dropFirst(), entries).map { line, entry in String(line.dropLast(3)) + entry }
            return try store.folder.file("filled.csv", ([lines[0]] + rows).joined(separator: "\r\n") + "\r\n")
        }
        let wrong = try store.run(["incidents", "triage", try filled(["dismiss,,,", "maybe,,,", ",why,,"])], exits: 65)
        for line in ["line 2", "line 3", "line 4"] { #expect(wrong.standardError.contains(line)) }
        let good = try filled(["confirm,,pit,", "dismiss,pond,,", ",,road closed,Li Wei"])
        #expect(try store.run(["incidents", "triage", good]).output.contains("4 decisions"))
        let again = try store.run(["incidents", "triage", good]).output
        #expect(again.contains("no new decisions") && again.contains("4 of"))
        let more = try store.run(["incidents", "triage", try filled(["confirm,,pit,", "reopen,,,", ",,road closed,Li Wei", ",,,Li Wei"])])
        #expect(more.output.contains("dismissed -> open") && more.output.contains("2 decisions"))
        let both = [lines[0], String(lines[1].dropLast(3)) + "confirm,,,", String(lines[1].dropLast(3)) + "dismiss,x,,"]
        let conflict = try store.run(
            ["incidents", "triage", try store.folder.file("both.csv", both.joined(separator: "\r\n"))], exits: 65)
        #expect(conflict.standardError.contains("is both confirm and dismiss"))
    }

    @Test("The store of the configuration in the environment is taken, and the language too")
    func environment() throws {
        let store = try DemoStore.shared.get()
        let configuration = try store.folder.file("desk.yaml", "store: \(store.path)\n")
        let outcome = try orewatch.run(
            ["incidents", "list", "--limit", "1"], environment: ["OREWATCH_CONFIG": configuration, "OREWATCH_LANG": "zh"])
        #expect(outcome.exitCode == 0 && outcome.output.contains("疑似事件"), "\(outcome.standardError)")
    }
}
