import Foundation
import OreFeatures
import TestSupport
import Testing

/// Reports of three years with planted cases and lawful look-alikes beside them.
private struct Office {
    var quotas = "licence_id,year,batch,quota (t REO),issued_at\n"
    var reports = "licence_id,month,output (t REO),received_at\n"
    var invoices = "licence_id,invoice_number,date,sold (t REO)\n"
    var licences = "licence_id,holder,valid_from,valid_to,capacity\n"
    let events = "licence_id,event,date,until\nSTOP,stopped,2023-05-10,\n"

    init() {
        for name in ["PLAIN", "OVER", "LATE", "GAP", "JUMP", "SELL", "OLD", "STOP", "NONE", "BIG"] {
            licences += "\(name),H,2010-01-01,\(name == "OLD" ? "2023-06-15" : "2040-12-31"),\(name == "BIG" ? "100" : "1000") t REO/a\n"
            for year in 2022...2023 {
                if name != "NONE" || year == 2022 {
                    quotas += "\(name),\(year),1,100.000,\(year)-02-01\n\(name),\(year),2,60.000,\(year)-08-01\n"
                }
                for month in 1...12 { append(name, year, month) }
            }
        }
        // Lawful: a correction long after the due day; a sale out of what was mined later within the lead.
        reports += "PLAIN,2023-03,12.500,2023-12-01\n"
        invoices += "PLAIN,9001,2022-01-28,12.000\n"
    }

    private mutating func append(_ name: String, _ year: Int, _ month: Int) {
        if name == "GAP", (year, month) == (2023, 5) { return }
        if name == "OLD", year == 2023, month > 8 { return }
        if name == "STOP", year == 2023, month > 7 { return }
        var amount = 12_000 + (month * 37) % 100
        if name == "OVER", year == 2023, month == 12 { amount = 12_000 + 17_000 }
        if name == "JUMP", (year, month) == (2023, 2) { amount = 24_500 }
        let m = month < 10 ? "0\(month)" : "\(month)"
        let (y2, m2) = month == 12 ? (year + 1, "01") : (year, month < 9 ? "0\(month + 1)" : "\(month + 1)")
        let day = name == "LATE" && (year, month) == (2022, 9) ? "11" : "10"
        reports += "\(name),\(year)-\(m),\(amount / 1000).\(String(1000 + amount % 1000).dropFirst()),\(y2)-\(m2)-\(day)\n"
        invoices += "\(name),\(year)\(m)\(name.count),\(year)-\(m)-20,\(name == "SELL" && year == 2023 ? "17.000" : "11.000")\n"
    }

    func write(_ folder: TemporaryFolder) throws -> [String] {
        [
            "ledger", "check", "--quotas", try folder.file("quotas.csv", quotas), "--reports", try folder.file("reports.csv", reports),
            "--invoices", try folder.file("invoices.csv", invoices), "--licences", try folder.file("licences.csv", licences), "--events",
            try folder.file("events.csv", events), "--due", "10", "--as-of", "2024-06-30", "--quiet",
        ]
    }
}

private func json(_ outcome: BuiltProgram.Outcome) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
}

private func findings(_ outcome: BuiltProgram.Outcome) throws -> [String: [String: Any]] {
    let list = try #require(try json(outcome)["findings"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: list.map { ($0["id"] as? String ?? "", $0) })
}

@Suite("orewatch ledger check", .timeLimit(.minutes(5)))
struct LedgerCheckCommandTests {
    @Test("Every planted case is found and no lawful look-alike is")
    func planted() throws {
        let folder = try TemporaryFolder()
        let found = try findings(try run(try Office().write(folder) + ["--format", "json"]))
        let expected: [String: String] = [
            "quota_overrun:OVER:2023": "strong", "report_late:LATE:2022": "strong", "report_missing:GAP:2023": "strong",
            "report_implausible:JUMP:2023": "possible", "report_implausible:OVER:2023": "possible",
            "sold_exceeds_produced:SELL:2023": "possible", "production_outside_validity:OLD:2023": "strong",
            "production_after_stop_order:STOP:2023": "strong", "production_without_quota:NONE:2023": "strong",
            "capacity_exceeded:BIG:2022": "strong", "capacity_exceeded:BIG:2023": "strong",
        ]
        #expect(found.mapValues { $0["verdict"] as? String ?? "" } == expected)
        let overrun = try #require(found["quota_overrun:OVER:2023"]?["evidence"] as? [[String: Any]])
        #expect(overrun.map { $0["tonnes"] as? String } == ["161.542", "160.000", "1.542"])
        #expect(found["production_outside_validity:OLD:2023"]?["months"] as? [String] == ["2023-07", "2023-08"])
        #expect(found["production_after_stop_order:STOP:2023"]?["months"] as? [String] == ["2023-06", "2023-07"])
        #expect(found["report_late:LATE:2022"]?["months"] as? [String] == ["2022-09"])
    }

    @Test("GBK, another separator, Chinese headings and a workbook give the findings of the plain text")
    func forms() throws {
        let folder = try TemporaryFolder()
        let office = Office()
        let arguments = try office.write(folder) + ["--format", "json"]
        let base = try findings(try run(arguments))
        func facts(_ found: [String: [String: Any]]) -> [String: String] {
            found.mapValues { finding in
                let kept = finding.filter { $0.key != "sources" }
                let bytes = try? JSONSerialization.data(withJSONObject: kept, options: [.sortedKeys])
                return bytes.map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
        }
        let rows = office.reports.split(separator: "\n").dropFirst().map { $0.split(separator: ",").map(String.init) }
        let headings = ["许可证号", "月份", "产量（吨REO）", "报送日期"]
        let plain = "2023年度稀土开采月报;;;\n" + ([headings] + rows).map { $0.joined(separator: ";") }.joined(separator: "\n") + "\n"
        let gbk = try #require(plain.data(using: String.Encoding(rawValue: 0x8000_0632)))
        #expect(gbk.count != plain.utf8.count)
        let path = try #require(arguments.firstIndex(of: "--reports")) + 1
        // Without a title, and with months in words, there is little Chinese in it beside the heading.
        let short = rows.map { [$0[0], $0[1].replacing("-", with: "年") + "月"] + $0[2...] }
        let bare = try #require(
            ([headings] + short).map { $0.map { "\"\($0)\"" }.joined(separator: ",") }.joined(separator: "\n")
                .data(using: String.Encoding(rawValue: 0x8000_0632)))
        for name in ["gbk.csv", "bare.csv", "sheet.xlsx"] {
            var own = arguments
            own[path] = folder.path(name)
            if name == "gbk.csv" {
                try gbk.write(to: URL(filePath: own[path]))
            } else if name == "bare.csv" {
                try bare.write(to: URL(filePath: own[path]))
            } else {
                try XLSXWriter.write(
                    [
                        .init(name: "notes", columns: [.init("remarks")]) { try $0([.text("nothing here")]) },
                        .init(name: "产量", columns: headings.map { .init($0) }) { append in
                            for row in rows {
                                let day = row[3].split(separator: "-").compactMap { Int($0) }
                                let received = try #require(Day(year: day[0], month: day[1], day: day[2]))
                                try append([.text(row[0]), .text(row[1]), .number(try #require(Double(row[2]))), .date(received)])
                            }
                        },
                    ], to: own[path])
            }
            let outcome = try run(own)
            #expect(facts(try findings(outcome)) == facts(base), "\(name)")
            let input = try #require((try json(outcome)["inputs"] as? [[String: Any]])?.first)
            #expect((input["format"] as? String) == (name == "sheet.xlsx" ? "workbook, sheet 产量" : "text, GB18030"))
        }
    }

    @Test("Bad rows are set aside with their place, the rest is judged, and the counts add up; refuse takes the file as a whole")
    func badRows() throws {
        let folder = try TemporaryFolder()
        let quotas = try folder.file("q.csv", "企业,年度,指标\n甲,2023,10\n乙,2023,10\n")
        let reports = try folder.file(
            "r.csv",
            """
            企业,月份,产量,报送日期
            甲,2023-01,11,2023-02-05
            甲,2023-02,-1,2023-03-05
            甲,2023-02,x,2023-03-05
            甲,2023-14,1,2023-03-05
            甲,2199-01,1,2023-03-05
            乙,2023-01,1,2023-02-05
            乙,2023-02,1,2023-03-05
            乙,2023-02,2,2023-03-05
            乙,2023-03,1,05/06/2023
            乙,2023-01,1,2023-02-05
            ,2023-01,1,2023-02-05
            合计,2023-01,12,

            """)
        let base = ["ledger", "check", "--quotas", quotas, "--reports", reports, "--as-of", "2024-06-30", "--format", "json", "--quiet"]
        let outcome = try run(base, exits: 3)
        let result = try json(outcome)
        let input = try #require((result["inputs"] as? [[String: Any]])?.first)
        #expect(["read", "used", "quarantined", "repeated", "skipped"].map { input[$0] as? Int } == [12, 2, 8, 1, 1])
        let rows = try #require(result["set_aside"] as? [[String: Any]])
        #expect(rows.map { $0["row"] as? Int } == [3, 4, 5, 6, 8, 9, 10, 12])
        #expect(rows.allSatisfy { ($0["next"] as? String)?.isEmpty == false && ($0["column"] as? String)?.isEmpty == false })
        let found = try findings(outcome)
        #expect(found["quota_overrun:甲:2023"]?["reasons"] as? [String] == ["record_set_aside"])
        #expect(found["quota_overrun:甲:2023"]?["verdict"] as? String == "possible")
        let refused = try run(base + ["--on-invalid", "refuse"], exits: 65)
        #expect(refused.output.isEmpty && refused.standardError.contains("r.csv: line 3"))
    }

    @Test("What is no table, or not one of figures, is refused with what next; wrong options are a usage error")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let quotas = try folder.file("q.csv", "licence_id,year,quota\nA,2023,10\n")
        let reports = try folder.file("r.csv", "licence_id,month,output\nA,2023-01,11\n")
        func check(_ quotas: String, _ reports: String, _ more: [String] = [], exits: Int32) throws -> String {
            try run(["ledger", "check", "--quotas", quotas, "--reports", reports] + more, exits: exits).standardError
        }
        #expect(try check(quotas, try folder.file("x.csv", "a,b\n1,2\n"), exits: 65).contains("the first row has: a, b"))
        #expect(try check(quotas, try folder.file("e.csv", ""), exits: 65).contains("empty"))
        #expect(try check(quotas, try folder.file("j.json", "{}"), exits: 65).contains("no list \"reports\""))
        #expect(
            try check(quotas, try folder.file("j.kml", "<?xml version=\"1.0\"?><kml></kml>"), exits: 65).contains(
                "save the list as .csv or .xlsx"))
        #expect(try check(quotas, try folder.file("u.csv", "licence_id,month,output\n\"A,2023-01,11\n"), exits: 65).contains("quote"))
        _ = try check(quotas, folder.path("none.csv"), exits: 66)
        _ = try check(quotas, reports, ["--due", "32"], exits: 64)
        _ = try check(quotas, reports, ["--format", "xlsx"], exits: 64)
        _ = try check(quotas, reports, ["--map", "zones=x"], exits: 64)
        _ = try check(quotas, reports, ["--map", "reports=nowhere"], exits: 78)
        _ = try check(quotas, reports, ["--output", folder.path("no/folder.json")], exits: 73)
        _ = try check(quotas, reports, ["--as-of", "2024-06-30", "--quiet"], exits: 0)
        _ = try check(quotas, reports, ["--as-of", "2024-06-30", "--quiet", "--exit-code"], exits: 4)
    }

    @Test("Tables that share no name, or speak of other materials, are not compared, and the account says so")
    func incomparable() throws {
        let folder = try TemporaryFolder()
        let reports = try folder.file("r.csv", "licence_id,month,output (t ore)\nA,2023-01,11\n")
        let other = try folder.file("q.csv", "licence_id,year,quota (t REO)\nA,2023,1\n")
        let ore = try run([
            "ledger", "check", "--quotas", other, "--reports", reports, "--as-of", "2024-06-30", "--format", "json", "--quiet",
        ])
        #expect(try findings(ore).isEmpty && ore.output.contains("another material"))
        let strangers = try folder.file("s.csv", "企业名称,年度,指标\n甲公司,2023,1\n")
        let named = try run([
            "ledger", "check", "--quotas", strangers, "--reports", reports, "--as-of", "2024-06-30", "--format", "json", "--quiet",
        ])
        #expect(try findings(named).isEmpty && named.output.contains("check that both speak of licences"))
    }

    @Test("CSV, workbook and page carry the findings of the JSON, in English and Chinese; nothing of a name becomes markup")
    func outputs() throws {
        let folder = try TemporaryFolder()
        var office = Office()
        office.quotas = office.quotas.replacing("OVER", with: "<b>OVER")
        office.reports = office.reports.replacing("OVER", with: "<b>OVER")
        let base = try office.write(folder)
        let ids = try findings(try run(base + ["--format", "json"])).keys
        for language in ["en", "zh"] {
            let page = folder.path("page-\(language).html")
            let csv = try run(base + ["--format", "csv", "--report", page, "--lang", language]).output
            for id in ids { #expect(csv.contains(id)) }
            let html = try String(contentsOfFile: page, encoding: .utf8)
            #expect(html.contains("&lt;b&gt;OVER") && !html.contains("<b>OVER") && html.contains("<svg"))
            #expect(html.contains(language == "en" ? "not a legal finding" : "不是法律认定"))
            #expect(!html.contains("http://") && !html.contains("https://"))
            let table = try run(base + ["--lang", language]).output
            #expect(table.contains(language == "en" ? "suspected quota overrun" : "疑似超指标开采") && !table.contains("illegal"))
            let book = folder.path("book-\(language).xlsx")
            try run(base + ["--output", book, "--lang", language])
            #expect(try Data(contentsOf: URL(filePath: book)).count > 3000)
        }
        #expect(try run(base + ["--format", "json"]).standardOutput == (try run(base + ["--format", "json"])).standardOutput)
    }

    @Test("Templates are taken by the check as they are, empty", arguments: ["en", "zh"], ["csv", "xlsx"])
    func templates(_ language: String, _ format: String) throws {
        let folder = try TemporaryFolder()
        var arguments = ["ledger", "check", "--as-of", "2024-06-30", "--format", "json", "--quiet"]
        for kind in ["quotas", "reports", "invoices"] {
            let path = folder.path("\(kind).\(format)")
            try run(["ledger", "template", kind, "--lang", language, "--output", path])
            arguments += ["--\(kind)", path]
        }
        let outcome = try run(arguments)
        let inputs = try #require(try json(outcome)["inputs"] as? [[String: Any]])
        #expect(inputs.count == 3 && inputs.allSatisfy { $0["read"] as? Int == 0 })
        try run(["ledger", "template", "quotas", "--format", "xlsx"], exits: 64)
    }

    @Test("What is written validates against its schema", .enabled(if: hasJSONSchema, "needs python3 with jsonschema and referencing"))
    func schema() throws {
        let folder = try TemporaryFolder()
        let output = folder.path("out.json")
        try run(try Office().write(folder) + ["--output", output])
        let program = """
            import json, sys, jsonschema
            load = lambda path: json.load(open(path, encoding="utf-8"))
            schema = load(sys.argv[1])
            jsonschema.Draft202012Validator.check_schema(schema)
            for document in [load(sys.argv[2])] + schema["examples"]: jsonschema.Draft202012Validator(schema).validate(document)
            """
        let path = SharedData.packageRoot.appending(path: "GeoData/schemas/ledger-1.schema.json").path
        #expect(try python(["-c", program, path, output]) == 0)
    }

    @Test(
        "The national quotas of 2011-2024 are read with a profile, totals in the place of their batches",
        .enabled(if: SharedData.isPresent, SharedData.skipLine))
    func national() throws {
        let folder = try TemporaryFolder()
        let profile = try folder.file(
            "quotas.yaml",
            """
            name: national-quotas
            kind: quotas
            fields:
              subject: { constant: China }
              year: year
              batch: batch
              tonnes: mining_quota_t_reo
            """)
        var reports = "country,month,output (t REO)\n"
        for month in 1...12 { reports += "China,2024-\(month < 10 ? "0" : "")\(month),\(month == 12 ? "22501" : "22500")\n" }
        let outcome = try run([
            "ledger", "check", "--quotas", SharedData.path("tables/cn-ree-quota-transcribed-from-news.csv"), "--map", "quotas=\(profile)",
            "--reports", try folder.file("r.csv", reports), "--as-of", "2025-06-30", "--format", "json", "--quiet",
        ])
        let found = try findings(outcome)
        let evidence = try #require(found["quota_overrun:China:2024"]?["evidence"] as? [[String: Any]])
        #expect(evidence.map { $0["tonnes"] as? String } == ["270001.000", "270000.000", "1.000"])
        // A year's production is no month's report: every row is set aside, none is guessed.
        let yearly = try folder.file(
            "y.yaml", "name: y\nkind: reports\nfields: { subject: { constant: World }, month: year, tonnes: world_mine_kt }\n")
        let none = try run(
            [
                "ledger", "check", "--quotas", SharedData.path("tables/cn-ree-quota-transcribed-from-news.csv"), "--map",
                "quotas=\(profile)",
                "--reports", SharedData.path("tables/ree-world-mine-trend.csv"), "--map", "reports=\(yearly)", "--format", "json",
                "--quiet",
            ], exits: 3)
        let input = try #require((try json(none)["inputs"] as? [[String: Any]])?.first)
        #expect(input["read"] as? Int == 6 && input["quarantined"] as? Int == 6)
    }
}
