import Foundation
import TestSupport
import Testing

/// Six mines of three firms of two groups, a separator, an exporter, and ground without a licence.
private struct Region {
    let folder: TemporaryFolder
    let store: String

    init() throws {
        folder = try TemporaryFolder()
        store = folder.path("watch.db")
        var quotas = "licence_id,year,batch,ore_class,quota (t REO),issued_at\n"
        var reports = "licence_id,month,output (t REO),received_at\n"
        var features: [String] = []
        for i in 0..<6 {
            let x = 115 + Double(i) * 0.05
            let ring = [[x, 25], [x + 0.01, 25], [x + 0.01, 25.01], [x, 25.01], [x, 25]]
            features.append(
                """
                {"type":"Feature","geometry":{"type":"Polygon","coordinates":[\(ring)]},"properties":{"licence_id":"M-\(i)",\
                "holder":"Firm \(i / 2)","group":"\(i < 4 ? "North Group" : "South Group")","valid_from":"2015-01-01","valid_to":"2035-12-31"}}
                """)
            for year in 2022...2024 {
                quotas += "M-\(i),\(year),1,ionic,60.5,\(year)-02-01\nM-\(i),\(year),2,ionic,40.25,\(year)-08-10\n"
                for month in 1...(year == 2024 ? 8 : 12) where (i, year, month) != (2, 2024, 5) {
                    let m = month < 10 ? "0\(month)" : "\(month)"
                    let received = month == 12 ? "\(year + 1)-01" : "\(year)-\(month < 9 ? "0" : "")\(month + 1)"
                    reports +=
                        "M-\(i),\(year)-\(m),\(6 + i + month % 4).\(100 + month),\(received)-\((i, year, month) == (3, 2024, 4) ? "19" : "05")\n"
                }
            }
        }
        try ingest("licences", "licences.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}")
        try ingest("quotas", "quotas.csv", quotas)
        try ingest("reports", "reports.csv", reports)
        var separation = "facility,month,flow,source,tonnes\n"
        var exports = "number,enterprise,date,hs_code,tonnes\n"
        for month in 1...9 {
            separation +=
                "Plant,2024-0\(month),intake,bought,40.5\nPlant,2024-0\(month),intake,imported,6.25\nPlant,2024-0\(month),output,,44.125\n"
            exports += "E-\(month),Trading Ltd,2024-0\(month)-20,284690,18.5\n"
        }
        try ingest("separation", "separation.csv", separation)
        try ingest("exports", "exports.csv", exports)
        try ingest("stock", "stock.csv", "licence_id,date,stage,tonnes\nPlant,2023-12-31,separation,20\nPlant,2024-12-31,separation,31.5\n")
        try ingest("reserves", "reserves.csv", "licence_id,date,tonnes,recovery\nM-0,2021-12-31,2000,84 %\n")
        try ingest("members", "members.csv", "member,member_kind,parent,parent_kind\nPlant,facility,Firm 0,enterprise\n")
    }

    func ingest(_ kind: String, _ name: String, _ text: String) throws {
        try run(["ingest", "--quiet", "--store", store, "--as", kind, try folder.file(name, text)])
    }

    /// Three places without a licence in May and September, of which one says how it is worked, seen and judged.
    func dig() throws {
        let places = [("A", "2024-05-01", 0.004, "heap leaching"), ("B", "2024-05-01", 0.003, "bare"), ("C", "2024-09-01", 0.002, "bare")]
        let features = places.enumerated().map { i, place in
            let (name, day, side, words) = place
            let x = 116 + Double(i) * 0.05
            let ring = [[x, 25], [x + side, 25], [x + side, 25 + side], [x, 25 + side], [x, 25]]
            return """
                {"type":"Feature","geometry":{"type":"Polygon","coordinates":[\(ring)]},"properties":{"footprint_id":"\(name)",\
                "scene_id":"S\(day)","observed_at":"\(day)","class":"\(words)","position_sigma_m":4}}
                """
        }
        try ingest("footprints", "f.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}")
        try run(["run", "--quiet", "--store", store])
    }

    func list(_ arguments: [String]) throws -> [[String: Any]] {
        let outcome = try run(arguments + ["--store", store, "--format", "json"])
        return try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [[String: Any]])
    }

    func balance(_ arguments: [String] = []) throws -> [String: Any] {
        let outcome = try run(["balance", "--store", store, "--format", "json"] + arguments)
        return try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
    }
}

private func line(_ balance: Any?, _ item: String) -> String? {
    ((balance as? [String: Any])?["lines"] as? [[String: Any]])?.first { $0["item"] as? String == item }?["tonnes"] as? String
}

@Suite("orewatch balance, quota, reports", .timeLimit(.minutes(5)))
struct BalanceCommandTests {
    @Test("A balance adds up records of every kind; parts add up to the whole; it validates against its schema")
    func balance() throws {
        let region = try Region()
        let whole = try region.balance(["--year", "2024", "--by", "group"])
        let own = whole["balance"]
        #expect(line(own, "feed") == "364.500" && line(own, "imported_feed") == "56.250" && line(own, "intake") == "420.750")
        #expect(line(own, "separated") == "397.125" && line(own, "separation_loss") == "23.625" && line(own, "exported") == "166.500")
        #expect(line(own, "product_stock_added") == "11.500" && line(own, "unaccounted") == "219.125" && line(own, "sold") == nil)
        // Six mines, eight months, less one report.
        let parts = try #require(whole["parts"] as? [[String: Any]])
        #expect(parts.map { $0["name"] as? String } == ["North Group", "South Group", nil])
        func tonnes(_ text: String?) -> Int { Int((Double(text ?? "") ?? 0) * 1000 + 0.5) }
        for item in ["reported", "quota", "feed", "separated", "exported"] {
            #expect(parts.reduce(0) { $0 + tonnes(line($1["balance"], item)) } == tonnes(line(own, item)), "\(item)")
        }
        let enterprise = try region.balance(["--region", "Firm 0"])
        #expect(line(enterprise["balance"], "separated") == "397.125" && enterprise["kind"] as? String == "enterprise")
        let lives = try #require(whole["reserves"] as? [[String: Any]])
        #expect(lives.map { $0["year"] as? Int } == [2022, 2023, 2024] && lives.allSatisfy { ($0["years"] as? Double ?? 0) > 10 })
        #expect((whole["concentration"] as? [[String: Any]])?.map { $0["owners"] as? Int } == [2, 2, 2])
        try run(["balance", "--region", "Nowhere", "--store", region.store], exits: 1)
        try run(["balance", "--by", "all", "--store", region.store], exits: 64)
    }

    @Test("A line of a balance is followed back to its terms, to whoever states it, to months and rows; what is none is answered")
    func trace() throws {
        let region = try Region()
        let base = ["balance", "--year", "2024", "--store", region.store]
        func tree(_ figure: String, _ more: String...) throws -> String { try run(base + ["--trace", figure] + more).output }
        let month = "M-0 · reported · 2024-01 = 7.101\n└ 7.101  reports 2024-01: reports.csv, row 26, stated 2024-02-05\n"
        #expect(try tree("reported/M-0/2024-01") == month)
        #expect(try tree("mined/reported/M-0/2024-01", "--region", "Firm 0", "--limit", "1") == month)
        let rest = try tree("unaccounted")
        let formula = "separated − sold for use at home − exported − added to product stock"
        #expect(rest.hasPrefix("All regions · separated, not accounted for · 2024 = 219.125  (\(formula))\n"), "\(rest)")
        for part in [
            "├ separated = 397.125", "├ − sold for use at home = not stated", "├ − exported = 166.500",
            "└ − added to product stock = 11.500",
            "− opening stock of products = 20.000", "20.000  stock 2023-12-31: stock.csv, row 2",
            "44.125  separation 2024-01: separation.csv, row 4",
        ] {
            #expect(rest.contains(part), "\(part) in \(rest)")
        }
        let few = try tree("quota", "--limit", "2")
        let all = try tree("quota", "--limit", "0")
        #expect(few.contains("└ and 4 more = 403.000") && all.contains("M-5") && !all.contains("more = "), "\(few)")
        let chinese = try tree("quota", "--limit", "2", "--lang", "zh")
        #expect(chinese.contains("全部地区 · 开采指标") && chinese.contains("其余 4 项 = 403.000"), "\(chinese)")
        #expect(try tree("used") == "All regions · sold for use at home · 2024 = not stated\n")
        // Programs read the same tree: its figure is the balance's.
        let own = try region.balance(["--year", "2024"])["balance"]
        for item in ["quota", "reported", "mined", "feed", "intake", "separated", "exported", "product_stock_added", "unaccounted"] {
            let traced = try region.balance(["--year", "2024", "--trace", item, "--limit", "1"])
            #expect(traced["tonnes"] as? String == line(own, item) && traced["subject"] as? String == "all", "\(item)")
        }
        #expect(try run(base + ["--trace", "exportd"], exits: 64).standardError.contains("did you mean \"exported\""))
        let unknown = try run(base + ["--trace", "wxyz"], exits: 64).standardError
        #expect(unknown.contains("there are: quota, reported, unlicensed, mined"), "\(unknown)")
        for wrong in [["--trace", "quota", "--by", "group"], ["--limit", "3"], ["--trace", "quota", "--format", "html"]] {
            try run(base + wrong, exits: 64)
        }
    }

    @Test("A licence whose number has a slash is traced, in balances and dossiers")
    func slashes() throws {
        let region = try Region()
        try region.ingest("reports", "more.csv", "licence_id,month,output (t REO),received_at\n850.123/2010,2024-01,0.5,2024-02-05\n")
        try region.ingest("members", "held.csv", "member,member_kind,parent,parent_kind\n850.123/2010,licence,Firm 1,enterprise\n")
        let row = "└ 0.500  reports 2024-01: more.csv, row 2, stated 2024-02-05\n"
        let year = ["--year", "2024", "--store", region.store, "--trace"]
        let traced = try run(["balance", "--limit", "1"] + year + ["reported/850.123/2010"]).output
        #expect(traced.hasPrefix("850.123/2010 · reported · 2024 = 0.500  (") && traced.hasSuffix(row), "\(traced)")
        let dossier = try run(["dossier", "Firm 1"] + year + ["reported/2024-01/850.123/2010"]).output
        #expect(dossier == "850.123/2010 · reported · 2024-01 = 0.500\n" + row)
        let wrong = try run(["balance", "--limit", "0"] + year + ["reported/850.123/2011"], exits: 64).standardError
        #expect(wrong.contains("\"850.123/2011\" is no figure here") && wrong.contains("did you mean \"850.123/2010\""), "\(wrong)")
    }

    @Test("A balance on a day leaves out what came later, in the table, the trace and JSON; one of volume has no ground; both say so")
    func days() throws {
        let region = try Region()
        try region.dig()
        try region.ingest("reports", "late.csv", "licence_id,month,output (t REO),received_at\nM-2,2024-05,1000,2024-08-20\n")
        try region.ingest("reports", "quarry.csv", "licence_id,month,output (m3),received_at\nM-2,2024-05,1200.5,2024-06-05\n")
        func text(_ arguments: String...) throws -> String {
            try run(["balance", "--year", "2024", "--store", region.store] + arguments).output
        }
        let now = try text("--trace", "reported", "--limit", "0")
        #expect(now.contains("1,000.000  reports 2024-05: late.csv, row 2, stated 2024-08-20"), "\(now)")
        let then = try text("--trace", "reported", "--limit", "0", "--on", "2024-06-30")
        #expect(!then.contains("late.csv") && !then.contains("stated 2024-07") && then.contains("stated 2024-06-05"), "\(then)")
        let balance = try region.balance(["--year", "2024", "--on", "2024-06-30"])
        let sum = try #require(line(balance["balance"], "reported"))
        #expect(then.contains("reported · 2024 = \(sum)") && balance["received_by"] as? String == "2024-06-30", "\(sum)")
        let own = try #require(balance["balance"] as? [String: Any])
        #expect((own["unlicensed_ground"] as? [String: Any])?["places"] as? Int == 2)
        #expect((own["notes"] as? [String])?.contains("land_as_known_now") == true)
        let table = try text("--on", "2024-06-30")
        #expect(table.contains("as received by 2024-06-30") && table.contains(sum) && table.contains("as it is known now"), "\(table)")
        #expect(try !text().contains("as received by"))
        let volume = ["--material", "volume", "--unlicensed-method", "heap"]
        let quarry = try region.balance(["--year", "2024"] + volume)
        #expect(line(quarry["balance"], "mined") == "1200.500" && line(quarry["balance"], "unlicensed") == nil)
        #expect(try text("--material", "volume").contains("in oxide only"))
        let mined = try region.balance(["--year", "2024", "--trace", "mined"] + volume)
        #expect(mined["tonnes"] as? String == "1200.500" && mined["tonnes_between"] == nil)
        // Of three places one could be assessed, and no yield is named for the others.
        let ground = try text("--trace", "unlicensed")
        #expect(ground.components(separatedBy: "x yield (").count == 2, "\(ground)")
        #expect(ground.components(separatedBy: " = not assessable: method not known  (").count == 3, "\(ground)")
        #expect(try text("--trace", "unlicensed", "--limit", "1").contains("└ and 2 more = not assessable: method not known\n"))
    }

    @Test("Goods that were seized are of whoever held the firm and of the district that is named, in no other line; dossiers tell of them")
    func seizures() throws {
        let region = try Region()
        let before = try region.balance(["--year", "2024"])
        try region.ingest(
            "seizures", "seizures.csv",
            "number,date,hs_code,tonnes,place,enterprise,district\nS-1,2024-03-04,284690,7.5,Port,Firm 0,\nS-2,2024-04-01,,2,,,East\n"
                + "S-3,2024-05-01,,1.25,,,\nS-4,2023-05-01,,40,,Firm 0,\n")
        let whole = try region.balance(["--year", "2024", "--by", "group"])
        #expect(line(before["balance"], "seized") == nil && line(whole["balance"], "seized") == "10.750")
        for item in ["exported", "unaccounted", "mined"] { #expect(line(whole["balance"], item) == line(before["balance"], item)) }
        let parts = try #require(whole["parts"] as? [[String: Any]])
        #expect(parts.map { line($0["balance"], "seized") } == ["7.500", nil, "3.250"])
        #expect(line(try region.balance(["--year", "2024", "--region", "Firm 0"])["balance"], "seized") == "7.500")
        #expect(line(try region.balance(["--year", "2024", "--region", "East"])["balance"], "seized") == "2.000")
        for (name, said) in [("Firm 0", "S-1"), ("North Group", "S-1"), ("East", "S-2")] {
            let page = try run(["dossier", name, "--year", "2024", "--store", region.store]).output
            #expect(page.contains("goods seized") && page.contains(said), "\(name)")
        }
    }

    @Test("What is written validates against its schema", .enabled(if: hasJSONSchema, "needs python3 with jsonschema and referencing"))
    func schema() throws {
        let region = try Region()
        let schema = SharedData.packageRoot.appending(path: "GeoData/schemas/balance-1.schema.json").path
        let program = """
            import json, sys, jsonschema
            load = lambda path: json.load(open(path, encoding="utf-8"))
            schema = load(sys.argv[1])
            jsonschema.Draft202012Validator.check_schema(schema)
            figure = {"$ref": "#/$defs/figure", "$defs": schema["$defs"]}
            for one in schema["examples"] + [load(path) for path in sys.argv[2:]]:
                jsonschema.Draft202012Validator(schema if "balance" in one else figure).validate(one)
            """
        var files: [String] = []
        try region.ingest("seizures", "seizures.csv", "number,date,tonnes,enterprise\nS-1,2024-03-04,7.5,Firm 0\n")
        try region.dig()
        var all = [["--year", "2024", "--by", "enterprise"], ["--year", "1999"], ["--region", "North Group"], ["--on", "2024-06-30"]]
        all.append(["--year", "2024", "--material", "volume"])
        for line in ["quota", "unlicensed", "mined", "untraced", "intake", "product_stock_added", "unaccounted", "used", "seized"] {
            let trace = ["--year", "2024", "--trace", line]
            all += [trace, trace + ["--limit", "1", "--region", "Firm 0"], trace + ["--limit", "1", "--unlicensed-method", "heap"]]
        }
        all.append(["--year", "2024", "--material", "volume", "--trace", "unlicensed"])
        for (place, more) in all.enumerated() {
            files.append(region.folder.path("\(place).json"))
            try run(["balance", "--store", region.store, "--output", files[place]] + more)
        }
        #expect(try python(["-c", program, schema] + files) == 0)
    }

    @Test("Every form is written, in both languages; the same store gives the same bytes")
    func forms() throws {
        let region = try Region()
        for language in ["en", "zh"] {
            for name in ["b.html", "b.xlsx", "b.txt", "b.json"] {
                let path = region.folder.path(language + name)
                try run(["balance", "--store", region.store, "--lang", language, "--output", path, "--unlicensed-method", "heap"])
                #expect(try Data(contentsOf: URL(filePath: path)).count > 1000)
            }
            let table = try run(["balance", "--store", region.store, "--lang", language]).output
            #expect(table.contains(language == "en" ? "not stated" : "未注明") && !table.contains("illegal"))
        }
        let once = try run(["balance", "--store", region.store, "--format", "json"]).standardOutput
        #expect(once == (try run(["balance", "--store", region.store, "--format", "json"]).standardOutput))
    }

    @Test("Quotas stand by licence, firm and group; what a year may come to, and batches as known on a day")
    func quotas() throws {
        let region = try Region()
        let on = ["--year", "2024", "--on", "2024-09-10"]
        let mines = try region.list(["quota", "status"] + on)
        #expect(mines.count == 6 && mines.allSatisfy { $0["quota_t"] as? Double == 100.75 })
        let last = try #require(mines.first { $0["name"] as? String == "M-5" })
        #expect(last["verdict"] as? String == "may_pass" || last["verdict"] as? String == "above")
        let sum = mines.reduce(0) { $0 + ($1["reported_t"] as? Double ?? 0) }
        for level in ["enterprise", "group", "owner"] {
            let rows = try region.list(["quota", "status", "--by", level] + on)
            #expect(abs(rows.reduce(0) { $0 + ($1["reported_t"] as? Double ?? 0) } - sum) < 1e-6)
            #expect(rows.reduce(0) { $0 + ($1["quota_t"] as? Double ?? 0) } == 604.5)
        }
        let past = try region.list(["quota", "status", "--year", "2023", "--on", "2024-09-10"])
        #expect(past.allSatisfy { $0["not_projected"] as? String == "year_over" && $0["probability"] is NSNull })
        let project = try region.list(["quota", "project", "M-0"] + on)
        #expect(project.count == 12 && project[11]["expected_sum_t"] as? Double == project[11]["year_end_median_t"] as? Double)
        let text = try run(["quota", "project", "North Group", "--store", region.store] + on).output
        #expect(text.contains("chance to pass") && text.contains("2024-12"))
        #expect(try region.list(["quota", "batches", "--year", "2024", "--on", "2024-06-30"]).count == 6)
        let batches = try region.list(["quota", "batches", "--year", "2024"])
        #expect(
            batches.count == 12 && batches.allSatisfy { $0["ore_class"] as? String == "ionic" && $0["file"] as? String == "quotas.csv" })
        let book = region.folder.path("q.xlsx")
        try run(["quota", "status", "--store", region.store, "--output", book])
        #expect(try Data(contentsOf: URL(filePath: book)).count > 2000)
        try run(["quota", "project", "M-0", "--year", "1999", "--store", region.store], exits: 64)
    }

    @Test("Quotas of separation, of ore and of volume are listed with their stage and unit, in every form and both languages")
    func stages() throws {
        let region = try Region()
        try region.ingest("quotas", "plant.csv", "licence_id,year,quota (t REO),stage\nPlant,2024,300,separation\n")
        try region.ingest("quotas", "quarry.csv", "licence_id,year,quota (m3)\nM-0,2024,500\n")
        try region.ingest("quotas", "ore.csv", "licence_id,year,quota (t ore)\nM-0,2024,700\n")
        let separation = ["--stage", "separation", "--year", "2024"]
        for (level, name) in [("licence", "Plant"), ("enterprise", "Firm 0")] {
            let rows = try region.list(["quota", "status", "--by", level] + separation)
            #expect(rows.map { $0["name"] as? String } == [name])
            #expect(rows.first?["quota_t"] as? Double == 300 && rows.first?["reported_t"] as? Double == 397.125)
            #expect(rows.first?["verdict"] as? String == "above" && rows.first?["figures_of"] as? String == "separation")
            #expect(rows.first?["stage"] as? String == "separation" && rows.first?["material"] as? String == "oxide")
        }
        let exports = try region.list(["quota", "status", "--stage", "export", "--year", "2024", "--by", "enterprise"])
        #expect(exports.map { $0["name"] as? String } == ["Trading Ltd"] && exports.first?["reported_t"] as? Double == 166.5)
        let volume = try region.list(["quota", "status", "--material", "volume", "--year", "2024"])
        #expect(volume.first?["quota_m3"] as? Double == 500 && volume.first?["quota_t"] == nil)
        func text(_ arguments: String...) throws -> String {
            try run(["quota"] + arguments + ["--year", "2024", "--store", region.store]).output
        }
        #expect(try text("status", "--material", "volume", "--format", "csv").contains(",quota_m3,quota_is_total,reported_m3,"))
        #expect(try text("status", "--material", "volume").contains("quota m³"))
        #expect(try text("status", "--material", "volume", "--lang", "zh").contains("指标 立方米"))
        #expect(try text("status", "--material", "ore").contains("quota t of ore"))
        #expect(try text("status", "--material", "ore", "--lang", "zh").contains("指标 吨原矿"))
        #expect(try text("batches", "--material", "ore").contains("700.000 t of ore in 1 batch"))
        let project = try text("project", "Plant", "--stage", "separation")
        #expect(project.contains("Plant · 2024 · separation") && project.contains("put out in 9 months: 397.125"), "\(project)")
        #expect(try text("project", "M-0", "--material", "volume").contains("quota known: 500.000 m³"))
        let book = region.folder.path("q.xlsx")
        try run(["quota", "status", "--store", region.store, "--material", "ore", "--year", "2024", "--output", book])
        #expect(try Data(contentsOf: URL(filePath: book)).count > 2000)
        let none = try run(["quota", "project", "Plant", "--year", "2024", "--store", region.store], exits: 64)
        #expect(none.standardError.contains("neither a quota nor a report"))
        try run(["quota", "status", "--stage", "mine", "--store", region.store], exits: 64)
    }

    @Test("Reports of separators are due as those of mines are; a table for them names the stage and is read back as such")
    func separators() throws {
        let region = try Region()
        let late = try region.list(["reports", "late", "--stage", "separation", "--on", "2024-11-20"])
        #expect(late.map { $0["name"] as? String } == ["Plant"] && late.first?["month"] as? String == "2024-10")
        #expect(late.first?["state"] as? String == "missing" && late.first?["stage"] as? String == "separation")
        let due = ["--stage", "separation", "--on", "2024-11-12", "--due", "15"]
        #expect(try region.list(["reports", "due"] + due).map { $0["due"] as? String } == ["2024-11-15"])
        let table = try run(["reports", "template", "--store", region.store] + due).output
        #expect(table.contains("Plant,2024-10,,,separation"), "\(table)")
        let filled = table.replacing("2024-10,,,", with: "2024-10,41.5,2024-11-13,")
        let outcome = try run(["ingest", "--store", region.store, "--as", "reports", try region.folder.file("f.csv", filled)])
        #expect(outcome.output.contains("stored=1"), "\(outcome.output)")
        #expect(try region.list(["reports", "due"] + due).count == 1, "not received by then")
        #expect(try region.list(["reports", "late", "--stage", "separation", "--on", "2024-11-20", "--due", "15"]).isEmpty)
    }

    @Test("Who has to report by when, who was late, and a table with their names that is read back")
    func reports() throws {
        let region = try Region()
        let due = try region.list(["reports", "due", "--on", "2024-10-08"])
        #expect(due.map { $0["month"] as? String } == Array(repeating: "2024-09", count: 6))
        #expect(due.allSatisfy { $0["state"] as? String == "open" && $0["due"] as? String == "2024-10-10" && $0["days"] as? Int == -2 })
        #expect(try region.list(["reports", "due", "--on", "2024-09-08"]).isEmpty)
        #expect(try region.list(["reports", "due", "--on", "2024-09-04", "--month", "2024-08"]).count == 6)
        let late = try region.list(["reports", "late", "--year", "2024", "--on", "2024-09-30"])
        #expect(late.map { $0["name"] as? String } == ["M-3", "M-2"])
        #expect(late.map { $0["state"] as? String } == ["received_late", "missing"] && late[0]["days"] as? Int == 9)
        #expect(try region.list(["reports", "late", "--missing", "--on", "2024-09-30", "--year", "2024"]).count == 1)
        for name in ["t.csv", "t.xlsx"] {
            let path = region.folder.path(name)
            try run(["reports", "template", "--store", region.store, "--on", "2024-10-02", "--output", path])
            // Nothing is filled in yet: every row is set aside, none is lost.
            let outcome = try orewatch.run(["ingest", "--store", region.store, "--as", "reports", path])
            #expect(
                outcome.output.contains("stored=0") && outcome.output.contains("quarantined=6"),
                "\(outcome.output) \(outcome.standardError)")
        }
        var filled = try String(contentsOfFile: region.folder.path("t.csv"), encoding: .utf8)
        filled = filled.replacing("2024-09,,", with: "2024-09,7.5,2024-10-03")
        let outcome = try run(["ingest", "--store", region.store, "--as", "reports", try region.folder.file("filled.csv", filled)])
        #expect(outcome.output.contains("stored=6"))
        #expect(try region.list(["reports", "due", "--on", "2024-10-08"]).isEmpty)
    }
}
