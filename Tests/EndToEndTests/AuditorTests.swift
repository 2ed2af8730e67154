import Foundation
import TestSupport
import Testing

/// Tables as they are delivered, and what an auditor makes of them: plain rows, decimal arithmetic, nothing of the program.
private struct Papers {
    let folder: TemporaryFolder
    let store: String
    private(set) var files: [String: [[String]]] = [:]

    init() throws {
        folder = try TemporaryFolder()
        store = folder.path("watch.db")
        var features: [String] = []
        for i in 0..<5 {
            let x = 115 + Double(i) * 0.1
            let ring = [[x, 25], [x + 0.01, 25], [x + 0.01, 25.01], [x, 25.01], [x, 25]]
            features.append(
                """
                {"type":"Feature","geometry":{"type":"Polygon","coordinates":[\(ring)]},\
                "properties":{"licence_id":"L\(i)","valid_from":"2015-01-01","valid_to":"2035-12-31"}}
                """)
        }
        func county(_ id: String, _ west: Double, _ east: Double) -> String {
            """
            {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[\(west),24],[\(east),24],[\(east),26],[\(west),26],[\(west),24]]]},\
            "properties":{"district_id":"\(id)","name":"County \(id)"}}
            """
        }
        func collection(_ features: [String]) -> String {
            "{\"type\":\"FeatureCollection\",\"features\":[\(features.joined(separator: ","))]}"
        }
        try ingest("licences", try folder.file("licences.geojson", collection(features)))
        try ingest("districts", try folder.file("districts.geojson", collection([county("W", 114.5, 115.25), county("E", 115.25, 116)])))
        try deliver()
    }

    private func ingest(_ kind: String, _ path: String) throws { try run(["ingest", "--quiet", "--store", store, "--as", kind, path]) }

    private mutating func table(_ kind: String, _ name: String, _ rows: [String]) throws {
        files[name] = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        try ingest(kind, try folder.file(name, rows.joined(separator: "\n") + "\n"))
    }

    private mutating func deliver() throws {
        // L1 goes from one firm to the other in the middle of 2024; L4 is of nobody.
        try table(
            "members", "members.csv",
            [
                "member,member_kind,parent,parent_kind,from,to", "L0,licence,Firm A,enterprise,,",
                "L1,licence,Firm A,enterprise,,2024-06-14",
                "L1,licence,Firm B,enterprise,2024-06-15,", "L2,licence,Firm B,enterprise,,", "L3,licence,Firm C,enterprise,,",
                "Plant,facility,Firm B,enterprise,,", "Firm A,enterprise,Group,group,,", "Firm B,enterprise,Group,group,,",
            ])
        var (tonnes, kilos) = (["licence_id,year,batch,quota (t REO),issued_at"], ["licence_id,year,batch,quota (kg),issued_at"])
        var reports = ["licence_id,month,output (t REO),received_at,withdrawn"]
        var invoices = ["licence_id,invoice_number,date,sold (t REO)"]
        for i in 0..<5 {
            for year in 2023...2024 {
                tonnes.append("L\(i),\(year),1,\(40 + i).25,\(year)-02-01")
                kilos.append("L\(i),\(year),2,\(30_000 + i * 7),\(year)-08-01")
                for month in 1...12 {
                    let m = month < 10 ? "0\(month)" : "\(month)"
                    reports.append(
                        "L\(i),\(year)-\(m),\(5 + i).\(String(1000 + month * 37).suffix(3)),\(year + month / 12)-0\(month % 9 + 1)-05,")
                    if month.isMultiple(of: 3) { invoices.append("L\(i),\(year)\(m)-\(i),\(year)-\(m)-28,\(14 + i).125") }
                }
            }
        }
        try table("quotas", "quotas.csv", tonnes)
        try table("quotas", "quotas-kg.csv", kilos)
        try table("reports", "reports.csv", reports)
        try table("invoices", "invoices.csv", invoices)
        // A correction, one of the correction, an older figure said late, a withdrawal, a stated total.
        try table(
            "reports", "reports-2.csv",
            [
                reports[0], "L0,2024-03,4.5,2025-01-10,", "L0,2024-03,4.75,2025-02-10,", "L1,2024-08,9.999,2024-01-01,",
                "L2,2024-05,0,2025-01-10,yes",
            ])
        try table("quotas", "quotas-3.csv", [tonnes[0], "L3,2024,total,71.5,2024-12-01"])
        try table(
            "stock", "stock.csv",
            [
                "licence_id,date,tonnes", "L0,2023-12-31,3.5", "L0,2024-12-31,5.25", "L1,2023-12-31,1", "L2,2024-12-31,2",
                "L4,2024-12-31,0.5",
            ])
        try table(
            "separation", "separation.csv",
            [
                "facility,month,flow,source,tonnes", "Plant,2024-02,intake,bought,30.5", "Plant,2024-02,output,,28.25",
                "Plant,2024-07,intake,own,12",
                "Plant,2024-07,output,,11.125",
            ])
    }

    // MARK: The auditor's own reading

    /// A row's tonnes as the table has them, by the heading's unit.
    func amount(_ file: String, _ row: Int, _ kind: String) throws -> Decimal {
        let table = try #require(files[file], "no such file was delivered: \(file)")
        let heading = try #require(
            table[0].firstIndex { $0.hasPrefix("quota (") || $0.hasPrefix("output (") || $0.hasPrefix("sold (") || $0 == "tonnes" })
        let value = try #require(Decimal(string: table[row - 1][heading]))
        return table[0][heading].contains("(kg)") ? value / 1000 : value
    }

    private func rows(_ names: String...) throws -> [(name: String, row: Int, cells: [String])] {
        try names.flatMap { name in try #require(files[name]).enumerated().dropFirst().map { (name, $0.offset + 1, $0.element) } }
    }

    private func lastDay(_ month: String) -> String {
        month + (["02": "-29", "04": "-30", "06": "-30", "09": "-30", "11": "-30"][String(month.suffix(2))] ?? "-31")
    }

    private func isHeld(_ member: String, by parent: String, on day: String) throws -> Bool {
        try rows("members.csv").contains { row in
            row.cells[0] == member && row.cells[2] == parent && (row.cells[4].isEmpty || row.cells[4] <= day)
                && (row.cells[5].isEmpty || day <= row.cells[5])
        }
    }

    /// The licences and plants that count to a subject on a day.
    func counted(to subject: String, on day: String) throws -> [String] {
        let all = (0..<5).map { "L\($0)" } + ["Plant"]
        switch subject {
        case "County W": return ["L0", "L1", "L2"]
        case "County E": return ["L3", "L4"]
        case "Group":
            return try all.filter { one in try ["Firm A", "Firm B"].contains { try isHeld(one, by: $0, on: day) } }
        case _ where subject.hasPrefix("Firm"): return try all.filter { try isHeld($0, by: subject, on: day) }
        default: return [subject]
        }
    }

    func quota(_ licence: String, _ year: Int) throws -> Decimal? {
        let own = try rows("quotas.csv", "quotas-kg.csv", "quotas-3.csv").filter { $0.cells[0] == licence && $0.cells[1] == "\(year)" }
        let counted = own.filter { $0.cells[2] == "total" }.isEmpty ? own : own.filter { $0.cells[2] == "total" }
        return counted.isEmpty ? nil : try counted.reduce(0) { $0 + (try amount($1.name, $1.row, "quotas")) }
    }

    func reported(_ licence: String, _ month: String) throws -> Decimal? {
        let own = try rows("reports.csv", "reports-2.csv").filter { $0.cells[0] == licence && $0.cells[1] == month }
        // The one received last; of one day the later delivery.
        guard let last = own.enumerated().max(by: { ($0.element.cells[3], $0.offset) < ($1.element.cells[3], $1.offset) })?.element else {
            return nil
        }
        return last.cells[4] == "yes" ? nil : try amount(last.name, last.row, "reports")
    }

    func sold(_ licence: String, _ month: String) throws -> Decimal? {
        let own = try rows("invoices.csv").filter { $0.cells[0] == licence && $0.cells[2].hasPrefix(month) }
        return own.isEmpty ? nil : try own.reduce(0) { $0 + (try amount($1.name, $1.row, "invoices")) }
    }

    func stock(_ licence: String, _ day: String) throws -> Decimal? {
        try rows("stock.csv").first { $0.cells[0] == licence && $0.cells[1] == day }.map { try amount($0.name, $0.row, "stock") }
    }

    func separated(_ plant: String, _ month: String, _ flow: String) throws -> Decimal? {
        let own = try rows("separation.csv").filter { $0.cells[0] == plant && $0.cells[1] == month && $0.cells[2] == flow }
        return own.isEmpty ? nil : try own.reduce(0) { $0 + (try amount($1.name, $1.row, "separation")) }
    }

    /// What each line of the account has to be; `nil`: nothing is stated.
    func account(_ subject: String, _ year: Int) throws -> [String: Decimal?] {
        let months = (1...12).map { "\(year)-" + ($0 < 10 ? "0\($0)" : "\($0)") }
        func sum(_ values: [Decimal?]) -> Decimal? { values.allSatisfy { $0 == nil } ? nil : values.reduce(0) { $0 + ($1 ?? 0) } }
        func byMonth(_ value: (String, String) throws -> Decimal?) throws -> Decimal? {
            sum(try months.flatMap { month in try counted(to: subject, on: lastDay(month)).map { try value($0, month) } })
        }
        let end = "\(year)-12-31"
        let quota = sum(try counted(to: subject, on: end).map { try self.quota($0, year) })
        let (reported, sold) = (try byMonth(self.reported), try byMonth(self.sold))
        let opening = sum(try counted(to: subject, on: "\(year - 1)-12-31").map { try stock($0, "\(year - 1)-12-31") })
        let closing = sum(try counted(to: subject, on: end).map { try stock($0, end) })
        let intake = try byMonth { try separated($0, $1, "intake") }
        let output = try byMonth { try separated($0, $1, "output") }
        return [
            "quota": quota, "reported": reported, "sold": sold, "opening_stock": opening, "closing_stock": closing,
            "over_quota": quota.flatMap { quota in reported.map { $0 - quota } },
            "unexplained": reported.flatMap { reported in sold.map { (opening ?? 0) + reported - $0 - (closing ?? 0) } },
            "separation_intake": intake, "separation_output": output,
            "separation_loss": intake.flatMap { intake in output.map { intake - $0 } },
        ]
    }
}

@Suite("An auditor follows every figure of a dossier back to the files", .timeLimit(.minutes(5)))
struct AuditorTests {
    /// What a figure comes to by its rows and formula alone; its parts are audited on the way.
    private func audit(_ figure: [String: Any], _ papers: Papers, _ seen: inout Int) throws -> Decimal? {
        let stated = (figure["tonnes"] as? String).flatMap { Decimal(string: $0) }
        var computed: Decimal?
        if let rows = figure["rows"] as? [[String: Any]] {
            #expect(!rows.isEmpty)
            for row in rows {
                let (file, number) = (try #require(row["file"] as? String), try #require(row["row"] as? Int))
                let own = try papers.amount(file, number, try #require(row["kind"] as? String))
                #expect((row["tonnes"] as? String).flatMap { Decimal(string: $0) } == own, "\(file) row \(number)")
                computed = (computed ?? 0) + own
                seen += 1
            }
        } else if let formula = figure["formula"] as? String {
            let parts = try #require(figure["parts"] as? [[String: Any]])
            var values: [(item: String, value: Decimal?)] = []
            for part in parts {
                let own = try #require(part["figure"] as? [String: Any])
                values.append((try #require(own["item"] as? String), try audit(own, papers, &seen)))
            }
            func of(_ item: String) -> Decimal? { values.first { $0.item == item }?.value }
            switch formula {
            case "sum_of_months", "sum_of_members":
                #expect(Set(values.map(\.item)).count == 1)
                computed = values.allSatisfy { $0.value == nil } ? nil : values.reduce(0) { $0 + ($1.value ?? 0) }
            case "reported_less_quota": computed = of("reported").flatMap { a in of("quota").map { a - $0 } }
            case "mass_balance":
                computed = of("reported").flatMap { a in of("sold").map { (of("opening_stock") ?? 0) + a - $0 - (of("closing_stock") ?? 0) }
                }
            case "intake_less_output": computed = of("separation_intake").flatMap { a in of("separation_output").map { a - $0 } }
            default: Issue.record("an auditor does not know the formula \(formula)")
            }
        }
        #expect(stated == computed, "\(figure["item"] ?? "") of \(figure["subject"] ?? "") \(figure["span"] ?? "")")
        return stated
    }

    @Test(
        "The rows of each figure say what it says, its formula gives it, and it is what the files come to by hand",
        arguments: ["L0", "L1", "L2", "L3", "Firm A", "Firm B", "Firm C", "Group", "County W", "County E", "Plant"])
    func trace(_ subject: String) throws {
        let papers = try Papers()
        for year in [2023, 2024] {
            let outcome = try run(["dossier", subject, "--store", papers.store, "--year", "\(year)", "--format", "json"])
            let dossier = try #require(try JSONSerialization.jsonObject(with: outcome.standardOutput) as? [String: Any])
            let account = try #require(dossier["account"] as? [[String: Any]])
            let expected = try papers.account(subject, year)
            var (seen, met) = (0, Set<String>())
            for figure in account {
                let item = try #require(figure["item"] as? String)
                let value = try audit(figure, papers, &seen)
                if let own = expected[item] { #expect(value == own, "\(subject) \(year) \(item)") }
                met.insert(item)
            }
            // Nothing that the files state is left out.
            for (item, value) in expected where value != nil { #expect(met.contains(item), "\(item)") }
            #expect(seen > 0 || expected.values.allSatisfy { $0 == nil })
        }
    }
}
