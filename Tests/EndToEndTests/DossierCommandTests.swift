import Foundation
import TestSupport
import Testing

/// Four mines of two firms of one group through two years, in a store.
private struct Ground {
    let folder: TemporaryFolder
    let store: String
    private(set) var files: [String: [String]] = [:]

    init() throws {
        folder = try TemporaryFolder()
        store = folder.path("watch.db")
        var quotas = "licence_id,year,batch,quota (t REO),issued_at\n"
        var reports = "licence_id,month,output (t REO),received_at\n"
        var invoices = "licence_id,invoice_number,date,sold (t REO)\n"
        var features: [String] = []
        for (i, name) in ["M-1", "M-2", "M-3", "<b>M-4"].enumerated() {
            let x = 115 + Double(i) * 0.05
            let ring = [[x, 25], [x + 0.01, 25], [x + 0.01, 25.01], [x, 25.01], [x, 25]]
            features.append(
                """
                {"type":"Feature","geometry":{"type":"Polygon","coordinates":[\(ring)]},"properties":{"licence_id":"\(name)",\
                "holder":"\(i < 2 ? "First & Co" : "Second Ltd")","group":"North Group","mineral":"ionic","valid_from":"2015-01-01",\
                "valid_to":"\(i == 1 ? "2024-06-30" : "2035-12-31")"}}
                """)
            for year in 2023...2024 {
                quotas += "\(name),\(year),1,60.5,\(year)-02-01\n\(name),\(year),2,40.25,\(year)-08-10\n"
                for month in 1...12 where !(i == 2 && month == 5) {
                    let m = month < 10 ? "0\(month)" : "\(month)"
                    reports += "\(name),\(year)-\(m),\(8 + i).\(100 + month),\(month == 12 ? year + 1 : year)-0\(month % 9 + 1)-05\n"
                    if month.isMultiple(of: 2) { invoices += "\(name),\(year)\(m)\(i),\(year)-\(m)-17,\(15 + i).5\n" }
                }
            }
        }
        // A correction in a later file.
        let corrected = "licence_id,month,output (t REO),received_at\nM-1,2024-03,7.5,2025-01-09\n"
        try write("quotas.csv", "quotas", quotas)
        try write("reports.csv", "reports", reports)
        try write("invoices.csv", "invoices", invoices)
        try write("corrected.csv", "reports", corrected)
        let register = try folder.file(
            "licences.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}")
        try run(["ingest", "--quiet", "--store", store, "--as", "licences", register])
    }

    private mutating func write(_ name: String, _ kind: String, _ text: String) throws {
        files[name] = text.split(separator: "\n").map(String.init)
        try run(["ingest", "--quiet", "--store", store, "--as", kind, try folder.file(name, text)])
    }

    func dossier(_ name: String, _ more: [String] = []) throws -> [String: Any] {
        let outcome = try run(["dossier", name, "--store", store, "--format", "json"] + more)
        return try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
    }

    /// The amount on a row of a file, in thousandths, read anew: quotas and invoices in column 4, reports in 3.
    func amount(_ row: [String: Any]) throws -> Int {
        let file = try #require(row["file"] as? String)
        let number = try #require(row["row"] as? Int)
        let line = try #require(files[file]?[number - 1])
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return try #require(thousandths(String(cells[file == "reports.csv" || file == "corrected.csv" ? 2 : 3])))
    }
}

private func thousandths(_ text: String) -> Int? {
    let parts = text.split(separator: ".")
    guard let whole = Int(parts[0]), let rest = Int(((parts.count > 1 ? parts[1] : "") + "000").prefix(3)) else { return nil }
    return whole * 1000 + (text.hasPrefix("-") ? -rest : rest)
}

@Suite("orewatch dossier", .timeLimit(.minutes(5)))
struct DossierCommandTests {
    /// The sum of all rows below a figure, each read from its file.
    private func sum(_ figure: [String: Any], _ ground: Ground) throws -> Int {
        if let rows = figure["rows"] as? [[String: Any]] { return try rows.reduce(0) { $0 + (try ground.amount($1)) } }
        return try (figure["parts"] as? [[String: Any]] ?? []).reduce(0) { all, part in
            let own = try sum(try #require(part["figure"] as? [String: Any]), ground)
            return all + (part["subtracted"] as? Bool == true ? -own : own)
        }
    }

    private func figure(_ dossier: [String: Any], _ item: String) throws -> [String: Any] {
        try #require((dossier["account"] as? [[String: Any]])?.first { $0["item"] as? String == item })
    }

    @Test(
        "Every figure traces to rows of the files whose sum it is; licences, firms, group add up; corrections count, as of then they do not"
    )
    func figures() throws {
        let ground = try Ground()
        for year in ["2023", "2024"] {
            var sums: [String: [Int]] = [:]
            for name in ["M-1", "M-2", "M-3", "<b>M-4", "First & Co", "Second Ltd", "North Group"] {
                let dossier = try ground.dossier(name, ["--year", year])
                for item in ["quota", "reported", "sold", "unexplained", "over_quota"] {
                    let figure = try figure(dossier, item)
                    let text = try #require(figure["tonnes"] as? String)
                    let stated = try #require(thousandths(text))
                    #expect(try sum(figure, ground) == stated, "\(name) \(year) \(item)")
                    sums[item, default: []].append(stated)
                }
            }
            for (item, all) in sums {
                #expect(all[0] + all[1] == all[4] && all[2] + all[3] == all[5] && all[4] + all[5] == all[6], "\(year) \(item)")
            }
        }
        let now = try figure(try ground.dossier("M-1"), "reported")["tonnes"] as? String
        // Quotas, reports, invoices, the correction, the register: commits 1 to 5.
        let then = try figure(try ground.dossier("M-1", ["--as-of", "3"]), "reported")["tonnes"] as? String
        #expect(now == "96.675" && then == "97.278")
    }

    @Test("A figure's tree is printed down to file and row; what is not known is answered with what may have been meant")
    func trace() throws {
        let ground = try Ground()
        let base = ["dossier", "M-1", "--store", ground.store]
        let tree = try run(base + ["--trace", "reported/2024-03"]).output
        #expect(tree == "M-1 · reported · 2024-03 = 7.500\n└ 7.500  reports 2024-03: corrected.csv, row 2, stated 2025-01-09\n")
        #expect(try run(base + ["--trace", "repoted"], exits: 64).standardError.contains("did you mean \"reported\""))
        #expect(try run(base + ["--trace", "reported/2024-13"], exits: 64).standardError.contains("2024-1"))
        let unknown = try run(["dossier", "M-9", "--store", ground.store], exits: 1).standardError
        #expect(unknown.contains("no licence, enterprise, group or district is called \"M-9\"") && unknown.contains("\"M-1\""))
        #expect(try run(["dossier", "first & co", "--store", ground.store]).output.contains("First & Co"))
        try run(base + ["--year", "0"], exits: 64)
    }

    @Test("The page loads nothing and escapes names; the table and the workbook carry the same figures, in English and Chinese")
    func outputs() throws {
        let ground = try Ground()
        for language in ["en", "zh"] {
            for (name, place) in [("<b>M-4", "mine"), ("North Group", "group")] {
                let page = ground.folder.path("\(place)-\(language).html")
                try run(["dossier", name, "--store", ground.store, "--lang", language, "--output", page])
                let html = try String(contentsOfFile: page, encoding: .utf8).replacing("url(#", with: "")
                #expect(!html.contains("<b>M-4") && html.contains("&lt;b&gt;M-4") && html.contains("<svg"))
                for outside in ["http:", "https:", "src=", "@import", "url(", "<script", "href="] {
                    #expect(!html.contains(outside), "\(outside)")
                }
                #expect(html.contains(language == "en" ? "not a legal finding" : "不是法律认定"))
                let book = ground.folder.path("\(place)-\(language).xlsx")
                try run(["dossier", name, "--store", ground.store, "--lang", language, "--output", book])
                #expect(try Data(contentsOf: URL(filePath: book)).count > 4000)
                let table = try run(["dossier", name, "--store", ground.store, "--lang", language]).output
                #expect(
                    table.contains(language == "en" ? "unexplained remainder" : "未说明余量")
                        && !table.replacing("legal or illegal", with: "").contains("illegal"))
            }
        }
        let once = try run(["dossier", "North Group", "--store", ground.store, "--format", "json"]).standardOutput
        #expect(once == (try run(["dossier", "North Group", "--store", ground.store, "--format", "json"]).standardOutput))
    }

    @Test("What is written validates against its schema", .enabled(if: hasJSONSchema, "needs python3 with jsonschema and referencing"))
    func schema() throws {
        let ground = try Ground()
        let schema = SharedData.packageRoot.appending(path: "GeoData/schemas/dossier-1.schema.json").path
        let program = """
            import json, sys, jsonschema
            load = lambda path: json.load(open(path, encoding="utf-8"))
            schema = load(sys.argv[1])
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.Draft202012Validator(schema).validate(load(sys.argv[2]))
            """
        for name in ["M-1", "North Group"] {
            let file = ground.folder.path("dossier.json")
            try run(["dossier", name, "--store", ground.store, "--output", file])
            #expect(try python(["-c", program, schema, file]) == 0)
        }
    }
}
