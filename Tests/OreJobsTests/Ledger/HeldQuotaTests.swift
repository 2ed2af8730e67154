import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// Quotas of groups, separators and exporters, and due days of their records: in a check of files and in a store alike.
@Suite("Quotas of holders and due days by kind")
struct HeldQuotaTests {
    private let day = Day(year: 2024, month: 6, day: 30)

    private struct Books {
        var tables: [FigureKind: String]
        var entries: [EntryKind: String]
        var due: String?
    }

    /// A group of two firms with three mines, a separator, an exporter.
    private func books(_ change: (inout Books) -> Void = { _ in }) -> Books {
        func months(_ row: (String) -> String) -> String { (1...12).map { row("2023-" + ($0 < 10 ? "0\($0)" : "\($0)")) }.joined() }
        var books = Books(
            tables: [
                .quota:
                    "licence_id,year,quota (t REO),stage,issued_at\nGroup,2023,170,mining,2023-02-01\nPlant,2023,130,separation,2023-02-01\n"
                    + "Trader,2023,20,export,2023-02-01\n",
                .report: "licence_id,month,output (t REO),received_at\n"
                    + months { "L1,\($0),5,\($0)-28\nL2,\($0),5,\($0)-28\nL3,\($0),5,\($0)-28\n" },
            ],
            entries: [
                .members: "member,member_kind,parent,parent_kind,from\nL1,licence,Firm A,enterprise,\nL2,licence,Firm A,enterprise,\n"
                    + "L3,licence,Firm B,enterprise,\nFirm A,enterprise,Group,group,\nFirm B,enterprise,Group,group,\n",
                .facilities: "facility,from\nPlant,2020-01-01\n",
                .separation: "facility,month,flow,source,tonnes,received_at\n"
                    + months { month in
                        let next = month == "2023-12" ? "2024-01" : "2023-" + String(101 + (Int(month.suffix(2)) ?? 0)).suffix(2)
                        guard month != "2023-05" else { return "" }
                        return "Plant,\(month),intake,own,12,\(next)-\(month == "2023-03" ? "25" : "05")\n"
                            + "Plant,\(month),output,own,11,\(next)-\(month == "2023-03" ? "25" : "05")\n"
                    },
                .exports:
                    "number,enterprise,date,hs_code,tonnes,returned\nE1,Trader,2023-04-02,284690,15,no\nE2,Trader,2023-05-02,284690,9,no\n"
                    + "E3,Trader,2023-06-02,284690,50,yes\n",
            ], due: "10,2;separation=15@2023-02..")
        change(&books)
        return books
    }

    /// `rule subject year scope verdict`, from files and from a store.
    private func found(_ books: Books) throws -> Set<String> {
        let folder = try TemporaryFolder()
        let day = try #require(day)
        func file(_ kind: String, _ text: String) throws -> String { try folder.file(kind + ".csv", text) }
        var request = LedgerCheckRequest(
            quotas: [try file("quotas", books.tables[.quota] ?? "")], reports: [try file("reports", books.tables[.report] ?? "")], day: day,
            today: day)
        request.due = books.due.flatMap { DueCalendar(text: $0) }
        for (kind, text) in books.entries { request.entries[kind] = [try file(kind.rawValue, text)] }
        let report = try LedgerCheckRun(request).execute()
        #expect(report.setAside.isEmpty, "\(report.setAside)")
        func line(_ finding: LedgerFinding, _ report: LedgerReport) -> String {
            "\(finding.rule.rawValue) \(report.name(of: finding)) \(finding.year) \(finding.scope) \(finding.verdict.rawValue)"
        }
        let checked = Set(report.findings.map { line($0, report) })
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        for kind in FigureKind.allCases {
            if let text = books.tables[kind] { try LedgerTables.ingest(text, kind, into: store, folder) }
        }
        for (kind, text) in books.entries { _ = try EntryStoreTests.ingest(try file("s-" + kind.rawValue, text), kind, into: store) }
        var filter = LedgerFindingFilter()
        filter.limit = .max
        let judgement = try StoredJudgement(store, StoredLedger(store), on: day, due: request.due)
        let (stored, matching, _) = try judgement.report(filter)
        #expect(Set(stored.findings.map { line($0, stored) }) == checked && matching == stored.findings.count)
        for (one, other) in [(report, stored), (stored, report)] {
            for finding in one.findings where !one.sources(of: finding).isEmpty {
                let twin = try #require(other.findings.first { line($0, other) == line(finding, one) })
                #expect(
                    Set(one.sources(of: finding).flatMap { $0.rows }) == Set(other.sources(of: twin).flatMap { $0.rows }),
                    "\(line(finding, one))")
            }
        }
        return checked.filter { !$0.hasPrefix("report_implausible") && !$0.hasPrefix("separation_exceeds") }
    }

    @Test("What the mines of a group report is held against the group's quota, output and exports against theirs")
    func overruns() throws {
        let all = try found(books())
        // 180 t of 170, 121 t of 130, 24 t of 20: goods that came back are none.
        #expect(
            Set(all.filter { $0.hasPrefix("quota") }) == [
                "quota_overrun Group 2023 mining strong", "quota_overrun Trader 2023 export possible",
            ])
        let tight = try found(books { $0.tables[.quota] = $0.tables[.quota]?.replacing("Plant,2023,130", with: "Plant,2023,120") })
        #expect(tight.contains("quota_overrun Plant 2023 separation strong"))
        let wide = try found(
            books {
                $0.tables[.quota] = $0.tables[.quota]?.replacing("Group,2023,170", with: "Group,2023,180").replacing(
                    ",20,export", with: ",24,export")
            })
        #expect(!wide.contains { $0.hasPrefix("quota") })
    }

    @Test("A mine that left the group counts until it left; a firm that reports for its mines stands in their place")
    func members() throws {
        let left = try found(
            books {
                $0.entries[.members] = $0.entries[.members]?.replacing("parent_kind,from", with: "parent_kind,to")
                    .replacing("Firm B,enterprise,Group,group,", with: "Firm B,enterprise,Group,group,2023-06-30")
            })
        #expect(!left.contains("quota_overrun Group 2023 mining strong"))
        let reporting = try found(
            books {
                for month in 1...12 {
                    $0.tables[.report]? += "Firm A,2023-\(month < 10 ? "0" : "")\(month),9,2023-12-31\n"
                }
            })
        #expect(!reporting.contains("quota_overrun Group 2023 mining strong"))
    }

    @Test("A mine whose group has the quota is not without one; a mine of nobody is")
    func covered() throws {
        let all = try found(
            books {
                $0.tables[.quota]? += "L9,2023,90,mining,2023-02-01\n"
                for name in ["L8", "L9"] { $0.tables[.report]? += "\(name),2023-04,5,2023-05-02\n" }
            })
        #expect(all.filter { $0.hasPrefix("production_without") } == ["production_without_quota L8 2023 mining strong"])
    }

    @Test("Quotas of classes are held class by class, for mines and for groups; what is given without a class is for any")
    func classes() throws {
        func found(_ quotas: String, reports: (String) -> String) throws -> Set<String> {
            let months = (1...12).map { "2023-" + ($0 < 10 ? "0\($0)" : "\($0)") }
            return try self.found(
                books {
                    $0.tables = [
                        .quota: "licence_id,year,quota (t REO),class,period,issued_at\n" + quotas,
                        .report: "licence_id,month,output (t REO),class,received_at\n" + months.map(reports).joined(),
                    ]
                    $0.entries = [.members: $0.entries[.members] ?? ""]
                    $0.due = nil
                }
            ).filter { $0.hasPrefix("quota") || $0.hasPrefix("production") }
        }
        // 60 t of light and 60 t of ion-adsorption ore.
        func both(_ month: String) -> String { "L1,\(month),5,light,\(month)-28\nL1,\(month),5,ionic,\(month)-28\n" }
        #expect(
            try found("L1,2023,100,light,,2023-02-01\nL1,2023,30,ionic,,2023-02-01\n", reports: both) == [
                "quota_overrun L1 2023 ionic strong"
            ])
        // The whole overrun is of the one class: told once.
        #expect(
            try found("L1,2023,60,light,,2023-02-01\nL1,2023,30,ionic,,2023-02-01\n", reports: both) == [
                "quota_overrun L1 2023 mining strong"
            ])
        // A batch that names no class may be used for either.
        #expect(try found("L1,2023,100,light,,2023-02-01\nL1,2023,30,ionic,,2023-02-01\nL1,2023,30,,2,2023-05-01\n", reports: both).isEmpty)
        // A total of the year of which only a part is given by class.
        #expect(
            try found("L1,2023,100,light,1,2023-02-01\nL1,2023,30,ionic,1,2023-02-01\nL1,2023,160,,full,2023-05-01\n", reports: both)
                .isEmpty)
        // Reports that do not say their class are of the sum alone.
        #expect(
            try found("L1,2023,100,light,,2023-02-01\nL1,2023,30,ionic,,2023-02-01\n", reports: { "L1,\($0),10,,\($0)-28\n" }).isEmpty)
        // No quota of the class at all, where the office gives it to others.
        let others = "L3,2023,90,ionic,,2023-02-01\n"
        #expect(
            try found(others + "L1,2023,190,light,,2023-02-01\n", reports: both).contains("quota_overrun L1 2023 ionic strong"))
        #expect(try found("L1,2023,190,light,,2023-02-01\n", reports: both).isEmpty)
        // The firm has it.
        #expect(
            try !found("Firm A,2023,90,ionic,,2023-02-01\nL1,2023,190,light,,2023-02-01\n", reports: both).contains { $0.contains("ionic") }
        )
        // Its group has a quota of no class, which may be for it.
        #expect(
            try !found(others + "Group,2023,900,,,2023-02-01\nL1,2023,190,light,,2023-02-01\n", reports: both).contains {
                $0.contains("ionic")
            })
        // A mine of the group has a quota of no class: what the group has too much of may be by that.
        #expect(
            try found("L9,2023,90,ionic,,2023-02-01\nGroup,2023,900,light,,2023-02-01\nL1,2023,190,,,2023-02-01\n", reports: both).contains(
                "quota_overrun Group 2023 ionic possible"))
        // One month in kilograms makes the class no surer than the sum.
        let typed = try found("L1,2023,400,light,,2023-02-01\nL1,2023,400,ionic,,2023-02-01\n") { month in
            "L1,\(month),\(month.hasSuffix("12") ? "30000" : "30"),light,\(month)-28\nL1,\(month),5,ionic,\(month)-28\n"
        }
        #expect(typed.contains("quota_overrun L1 2023 light possible") && !typed.contains { $0.hasSuffix("strong") })
        // A group: 120 t of each class by two mines.
        func mines(_ month: String) -> String { both(month) + both(month).replacing("L1", with: "L2") }
        #expect(
            try found("Group,2023,200,light,,2023-02-01\nGroup,2023,100,ionic,,2023-02-01\n", reports: mines) == [
                "quota_overrun Group 2023 ionic strong"
            ])
        #expect(try found("Group,2023,200,light,,2023-02-01\nGroup,2023,120,ionic,,2023-02-01\n", reports: mines).isEmpty)
    }

    @Test("Concentrate of a stated grade is held against a quota of oxide")
    func grades() throws {
        func found(_ quota: Int) throws -> Set<String> {
            try self.found(
                books {
                    $0.tables = [
                        .quota: "licence_id,year,quota (t REO),issued_at\nL1,2023,\(quota),2023-02-01\n",
                        .report: "licence_id,month,output (t concentrate),grade (%),received_at\n"
                            + (1...12).map { "L1,2023-\($0 < 10 ? "0" : "")\($0),10,60,2023-12-31\n" }.joined(),
                    ]
                    ($0.entries, $0.due) = ([:], nil)
                }
            ).filter { $0.hasPrefix("quota") || $0.hasPrefix("production") }
        }
        #expect(try found(71) == ["quota_overrun L1 2023 mining strong"])
        #expect(try found(72).isEmpty)
    }

    @Test("A separator that takes in more than it can process is told of, by the capacity of each part of the year")
    func facilities() throws {
        // 11 months of 12 t.
        func exceeded(_ rows: String) throws -> Set<String> {
            try found(books { $0.entries[.facilities] = "facility,from,tonnes_per_year\n" + rows }).filter { $0.hasPrefix("capacity") }
        }
        #expect(try exceeded("Plant,2020-01-01,131.9\n") == ["capacity_exceeded Plant 2023 separation strong"])
        #expect(try exceeded("Plant,2020-01-01,132\n").isEmpty)
        #expect(try exceeded("Plant,2020-01-01,100\nPlant,2023-07-01,170\n").isEmpty)
        #expect(try exceeded("Plant,2023-02-01,10\n").isEmpty, "the capacity of January is not known")
        #expect(try exceeded("Plant,,0.13\n") == ["capacity_exceeded Plant 2023 separation possible"])
    }

    @Test("Goods that a record of controls names need a licence from its day on: then, and only then, it is strong")
    func controls() throws {
        func exports(_ controls: String?, _ licences: String? = nil) throws -> Set<String> {
            try found(
                books {
                    $0.entries[.exportControls] = controls.map { "hs_code,from,to\n" + $0 }
                    $0.entries[.exportLicences] = licences.map { "number,enterprise,hs_code,from,to,tonnes\n" + $0 }
                }
            ).filter { $0.hasPrefix("export_without") }
        }
        #expect(try exports(nil) == ["export_without_licence Trader 2023 mining possible"])
        #expect(try exports("2846,2023-05-01,\n") == ["export_without_licence Trader 2023 mining strong"])
        #expect(try exports("2846,2023-05-01,\n", "X1,Trader,284690,2023-01-01,2023-12-31,9\n").isEmpty)
        #expect(
            try exports("2846,2023-05-01,\n", "X1,Trader,284690,2023-01-01,2023-12-31,8.999\n") == [
                "export_without_licence Trader 2023 mining strong"
            ])
        #expect(try exports("2805,,\n2846,2023-06-01,\n").isEmpty)
        #expect(try exports("2846,,2023-03-31\n").isEmpty)
    }

    @Test(
        "Licences are shared out so that as much is covered as can be; a code is its digits, and one too short to tell is only asked about")
    func sharing() throws {
        func exports(_ rows: String, _ licences: String, _ control: String = "2846") throws -> Set<String> {
            try found(
                books {
                    $0.entries[.exports] = "number,enterprise,date,hs_code,tonnes,licence_number\n" + rows
                    $0.entries[.exportControls] = "hs_code,from,to\n\(control),2020-01-01,\n"
                    $0.entries[.exportLicences] = "number,enterprise,hs_code,from,to,tonnes\n" + licences
                    $0.tables[.quota] = $0.tables[.quota]?.replacing("Trader,2023,20,export,2023-02-01\n", with: "")
                }
            ).filter { $0.hasPrefix("export_without") }
        }
        let licences = "A,Trader,2846,2023-01-01,2023-06-30,10\nB,Trader,28469019,2023-01-01,2023-12-31,10\n"
        let rows = "E1,Trader,2023-01-10,28469019,10,\nE2,Trader,2023-02-10,28461010,10,\n"
        #expect(try exports(rows, licences).isEmpty)
        // What its paper names is its own.
        #expect(try exports(rows.replacing("28469019,10,", with: "28469019,10,A"), licences).count == 1)
        #expect(try exports(rows + "E3,Trader,2023-02-11,28469019,0.001,\n", licences).count == 1)
        let dotted = "E1,Trader,2023-01-10,28469019,10,\n"
        #expect(try exports(dotted, "", "2846.90") == ["export_without_licence Trader 2023 mining strong"])
        #expect(try exports(dotted, "A,Trader,2846.90.19,2023-01-01,2023-06-30,10\n", "２８４６９０").isEmpty)
        #expect(try exports(dotted, "", "稀土").isEmpty)
        // What may need none takes of a licence after what does.
        #expect(
            try exports(
                "E1,Trader,2023-01-05,28,10,\nE2,Trader,2024-01-10,284690,10,\n", "A,Trader,284690,2022-12-01,2024-01-31,10\n", "284690")
                == ["export_without_licence Trader 2023 mining possible"])
        #expect(try exports("E1,Trader,2023-01-10,2846,10,\n", "", "284690") == ["export_without_licence Trader 2023 mining possible"])
    }

    @Test("Output that says it is of imported or recycled feed is not for the quota; where that is not clear it is only asked about")
    func otherFeed() throws {
        func overrun(_ change: (inout Books) -> Void) throws -> Set<String> {
            try found(books(change)).filter { $0.hasPrefix("quota_overrun Plant") }
        }
        func plant(_ quota: Int, _ more: String) throws -> Set<String> {
            try overrun {
                $0.tables[.quota] = $0.tables[.quota]?.replacing("Plant,2023,130", with: "Plant,2023,\(quota)")
                $0.entries[.separation]? += more
            }
        }
        // 121 t of its own.
        let imported = "Plant,2023-06,intake,imported,55,2023-07-05\nPlant,2023-06,output,imported,50,2023-07-05\n"
        #expect(try plant(121, imported).isEmpty)
        #expect(try plant(121, imported.replacing("imported", with: "recycled")).isEmpty)
        #expect(try plant(120, imported) == ["quota_overrun Plant 2023 separation possible"])
        #expect(try plant(121, imported.replacing("imported", with: "bought")) == ["quota_overrun Plant 2023 separation strong"])
        #expect(
            try plant(121, "Plant,2023-06,intake,imported,55,2023-07-05\nPlant,2023-06,output,,50,2023-07-05\n") == [
                "quota_overrun Plant 2023 separation possible"
            ])
    }

    @Test("A separator's reports of quarters beside its records of months are not added up: by either it is within its quota")
    func quarters() throws {
        func plant(_ tonnes: Int) throws -> Set<String> {
            let rows = ["03", "06", "09", "12"].map { "Plant,2023-\($0),\(tonnes),separation\n" }.joined()
            return try found(
                books {
                    $0.tables[.report] = "licence_id,month,output (t REO),stage\nL1,2023-01,5,mining\n" + rows
                    $0.due = nil
                }
            ).filter { $0.hasPrefix("quota_overrun Plant") }
        }
        // 121 t by its records, of 130.
        #expect(try plant(30).isEmpty)
        #expect(try plant(33) == ["quota_overrun Plant 2023 separation possible"])
    }

    @Test("Who belonged to whom is asked of the year: of a change within it, of a register of now and beside own quotas nothing is strong")
    func memberships() throws {
        func group(_ change: (inout Books) -> Void) throws -> Set<String> {
            try found(books(change)).filter { $0.hasPrefix("quota_overrun Group") }
        }
        #expect(try group { _ in } == ["quota_overrun Group 2023 mining strong"])
        // 170 t: Firm B came in March.
        let changed = try group {
            $0.tables[.quota] = $0.tables[.quota]?.replacing("Group,2023,170", with: "Group,2023,165")
            $0.entries[.members] = $0.entries[.members]?.replacing(
                "Firm B,enterprise,Group,group,", with: "Firm B,enterprise,Group,group,2023-03-01")
        }
        #expect(changed == ["quota_overrun Group 2023 mining possible"])
        let between = try group { $0.tables[.quota]? += "Firm A,2023,180,mining,2023-02-01\n" }
        #expect(between == ["quota_overrun Group 2023 mining possible"])
        let passing = try group {
            $0.entries[.members] = $0.entries[.members]?.replacing("parent_kind,from\n", with: "parent_kind,from,to\n")
                .replacing("Firm B,enterprise,Group,group,\n", with: "Firm B,enterprise,Group,group,2023-02-01,2023-11-30\n")
                .replacing("Firm A,enterprise,\n", with: "Firm A,enterprise,,\n").replacing(
                    "Firm B,enterprise,\n", with: "Firm B,enterprise,,\n"
                )
                .replacing("Firm A,enterprise,Group,group,\n", with: "Firm A,enterprise,Group,group,,\n")
            $0.tables[.quota] = $0.tables[.quota]?.replacing("Group,2023,170", with: "Group,2023,165")
        }
        #expect(passing == ["quota_overrun Group 2023 mining possible"])
        let own = try group { $0.tables[.quota]? += "L1,2023,100,mining,2023-02-01\nL2,2023,100,mining,2023-02-01\n" }
        #expect(own == ["quota_overrun Group 2023 mining possible"])
        // Who left before is not in the sum, and is not excused by it.
        let left = try found(
            books {
                $0.entries[.members] = $0.entries[.members]?.replacing("parent_kind,from", with: "parent_kind,to")
                    .replacing("Firm B,enterprise,Group,group,", with: "Firm B,enterprise,Group,group,2022-06-30")
                $0.tables[.quota]? += "L1,2023,60,mining,2023-02-01\n"
            })
        #expect(
            left.contains("production_without_quota L3 2023 mining strong") && !left.contains { $0.contains("production_without_quota L2") }
        )
    }

    @Test("What a register says of groups now makes no overrun of an earlier year strong; one bad pair of names hinders nobody else")
    func registered() throws {
        func licence(_ id: String, _ x: Int, _ holder: String, _ group: String) -> String {
            WatchSample.feature(
                #""licence_id":"\#(id)","holder":"\#(holder)","group":"\#(group)","valid_from":"2015-01-01","position_sigma_m":1"#, x, 0, 4,
                4)
        }
        for (asOf, verdict) in [(2024, "possible"), (2023, "strong")] {
            let watched = try WatchedStore(rules: .withoutRegistration)
            try watched.ingest(
                .licences, [licence("L1", 0, "A", "B"), licence("L2", 10, "B", "A"), licence("L3", 20, "Firm", "Group")],
                name: "licences.geojson", scope: .whole, asOf: Day(year: asOf, month: 3, day: 1))
            try LedgerTables.ingest(
                "licence_id,year,quota (t REO)\nGroup,2022,9\nL3,2023,1\nGroup,2023,9\n", .quota, into: watched.store, watched.folder)
            try LedgerTables.ingest("licence_id,month,output (t REO)\nL3,2023-02,11\n", .report, into: watched.store, watched.folder)
            var filter = LedgerFindingFilter()
            filter.rules = [.quotaOverrun, .productionWithoutQuota]
            let judgement = try StoredJudgement(watched.store, StoredLedger(watched.store), on: #require(day))
            let (report, _, _) = try judgement.report(filter)
            let found = Set(report.findings.map { "\($0.rule.rawValue) \(report.name(of: $0)) \($0.verdict.rawValue)" })
            #expect(found == ["quota_overrun Group \(verdict)", "quota_overrun L3 strong"], "\(asOf)")
        }
    }

    @Test("Holders are told apart as names, whatever their spelling; a parent on the list counts, a district is none")
    func listed() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        func licence(_ id: String, _ x: Int, _ holder: String) -> String {
            WatchSample.feature(
                #""licence_id":"\#(id)","holder":"\#(holder)","valid_from":"2015-01-01","position_sigma_m":1"#, x, 0, 4, 4)
        }
        try watched.ingest(
            .licences, [licence("L1", 0, "East Mining Co., Ltd."), licence("L2", 10, "Firm"), licence("L3", 20, "Unheard Ltd")],
            name: "licences.geojson")
        try LedgerTables.ingest(
            "licence_id,month,output (t REO)\nL1,2024-02,1\nL2,2024-02,1\nL3,2024-02,1\n", .report, into: watched.store, watched.folder)
        for (kind, text) in [
            (EntryKind.listings, "list,name,from\nCompliant,\"EAST MINING CO., LTD.\",2020-01-01\nCompliant,Parent,2020-01-01\n"),
            (.members, "member,member_kind,parent,parent_kind\nFirm,enterprise,Parent,group\nFirm,enterprise,Zone,district\n"),
        ] {
            _ = try EntryStoreTests.ingest(try watched.folder.file(kind.rawValue + ".csv", text), kind, into: watched.store)
        }
        var filter = LedgerFindingFilter()
        filter.rules = [.holderNotListed]
        let (report, _, _) = try StoredJudgement(watched.store, StoredLedger(watched.store), on: #require(day)).report(filter)
        #expect(report.findings.map { report.name(of: $0) } == ["Unheard Ltd"])
    }

    @Test("A holder on the list of legitimate enterprises and on none of the compliant ones of the day is told of, in files and in a store")
    func listsByKind() throws {
        let both = "list,name,from,to\nLegitimate,Firm A,2020-01-01,\nLegitimate,Firm B,2020-01-01,\nCompliant,Firm B,2020-01-01,\n"
        func told(_ listings: String) throws -> Set<String> {
            try found(books { $0.entries[.listings] = listings }).filter { $0.hasPrefix("holder") }
        }
        #expect(try told(both) == ["holder_not_listed Firm A 2024 mining possible"])
        #expect(try told(both + "Compliant,Firm A,2020-01-01,2024-06-30\n").isEmpty)
        #expect(try told(both + "Compliant,Firm A,2020-01-01,2024-06-29\n") == ["holder_not_listed Firm A 2024 mining possible"])
        let strangers = "list,name,from\nLegitimate,Else,2020-01-01\nCompliant,Else,2020-01-01\n"
        #expect(
            try told(strangers) == ["holder_not_listed Firm A 2024 mining strong", "holder_not_listed Firm B 2024 mining strong"])
        #expect(try told(both.replacing("Legitimate", with: "East").replacing("Compliant", with: "West")).isEmpty)
    }

    @Test("A row that was set aside makes what is said of its subject possible at most, whatever record it was")
    func setAside() throws {
        let folder = try TemporaryFolder()
        let day = try #require(day)
        var request = LedgerCheckRequest(
            quotas: [], reports: [try folder.file("r.csv", "licence_id,month,output (t REO)\nL1,2023-02,1\n")], day: day, today: day)
        func check(_ licences: String) throws -> [String] {
            request.entries = [
                .exports: [try folder.file("e.csv", "number,enterprise,date,hs_code,tonnes\nE1,\"Trader, Ltd\",2023-04-02,284690,15\n")],
                .exportControls: [try folder.file("c.csv", "hs_code,from\n2846,2020-01-01\n")],
                .exportLicences: [try folder.file("l.csv", "number,enterprise,hs_code,from,to,tonnes\n" + licences)],
            ]
            let report = try LedgerCheckRun(request).execute()
            let store = try Store(path: folder.path("\(licences.count).db"), mode: .create)
            try LedgerTables.ingest("licence_id,month,output (t REO)\nL1,2023-02,1\n", .report, into: store, folder)
            for (kind, paths) in request.entries { _ = try EntryStoreTests.ingest(paths[0], kind, into: store) }
            var filter = LedgerFindingFilter()
            filter.rules = [.exportWithoutLicence]
            let (stored, _, _) = try StoredJudgement(store, StoredLedger(store), on: day).report(filter)
            let own = report.findings.filter { $0.rule == .exportWithoutLicence }
            #expect(own.map(\.verdict) == stored.findings.map(\.verdict) && own.map(\.reasons) == stored.findings.map(\.reasons))
            return own.map { $0.verdict.rawValue + $0.reasons.map { " " + $0.rawValue }.joined() }
        }
        #expect(try check("X,Other,284690,2023-01-01,2023-12-31,20\n") == ["strong"])
        #expect(try check("X,\"Trader, Ltd\",284690,2023-99-01,2023-12-31,20\n") == ["possible record_set_aside"])
    }

    @Test("A store judges what its mines count in cubic metres, beside what they count in tonnes of oxide; runs tell of both")
    func volumes() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        func months(_ row: (String) -> String) -> String { (1...12).map { row("2023-" + ($0 < 10 ? "0\($0)" : "\($0)")) }.joined() }
        try LedgerTables.ingest(
            "licence_id,year,quota (m3)\nQuarry,2023,100000\nBoth,2023,600\n", .quota, into: watched.store, watched.folder)
        try LedgerTables.ingest(
            "licence_id,month,output (m3)\n" + months { "Quarry,\($0),10000\nBoth,\($0),50\n" }, .report, into: watched.store,
            watched.folder)
        try LedgerTables.ingest("licence_id,year,quota (t REO)\nBoth,2023,10\n", .quota, into: watched.store, watched.folder)
        try LedgerTables.ingest(
            "licence_id,month,output (t REO)\n" + months { "Both,\($0),1\n" }, .report, into: watched.store, watched.folder)
        #expect(try StoredLedger(watched.store).materials() == [.oxide, .volume])
        try watched.run()
        let incidents = try watched.incidents()
        let found = try incidents.flatMap { try watched.store.figures(of: $0) }.filter { $0.finding.rule == .quotaOverrun }
        #expect(Set(found.map(\.id)) == ["quota_overrun:Quarry:2023:volume", "quota_overrun:Both:2023"])
        #expect(incidents.first { $0.subject?.name == "Quarry" }?.subject?.material == .volume)
        #expect(incidents.first { $0.subject?.name == "Quarry" }?.subject?.excess == Tonnes(20_000))
        #expect(try watched.run(full: true).entry.outcome == .idle)
    }

    @Test(
        "Nobody misses a report in cubic metres who reports in tonnes, nor a month that he reported in another material; in files and stores alike"
    )
    func duties() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        func licence(_ id: String, _ x: Int) -> String {
            WatchSample.feature(#""licence_id":"\#(id)","valid_from":"2015-01-01","position_sigma_m":1"#, x, 0, 4, 4)
        }
        try watched.ingest(
            .licences, [licence("Mine", 0), licence("Quarry", 10), licence("Both", 20), licence("Silent", 30)], name: "licences.geojson")
        func months(_ span: ClosedRange<Int>, _ row: (String) -> String) -> String {
            span.map { row("2023-" + ($0 < 10 ? "0\($0)" : "\($0)")) }.joined()
        }
        let oxide = months(1...12) { $0 == "2023-05" ? "" : "Mine,\($0),1\n" } + months(1...4) { "Both,\($0),1\n" }
        let volume = months(1...12) { $0 == "2023-07" ? "" : "Quarry,\($0),100\n" } + months(5...11) { "Both,\($0),50\n" }
        try LedgerTables.ingest("licence_id,month,output (t REO)\n" + oxide, .report, into: watched.store, watched.folder)
        try LedgerTables.ingest("licence_id,month,output (m3)\n" + volume, .report, into: watched.store, watched.folder)
        try LedgerTables.ingest("licence_id,year,quota (t REO)\nSilent,2023,1\n", .quota, into: watched.store, watched.folder)
        try watched.run()
        let found = try watched.incidents().flatMap { try watched.store.figures(of: $0) }.filter { $0.finding.rule == .reportMissing }
        let missing = found.map { "\($0.id) \($0.finding.months.map(\.description).joined(separator: " "))" }.sorted()
        #expect(
            missing == [
                "report_missing:Both:2023:volume 2023-12", "report_missing:Mine:2023 2023-05", "report_missing:Quarry:2023:volume 2023-07",
                "report_missing:Silent:2023 " + (1...12).map { "2023-" + ($0 < 10 ? "0\($0)" : "\($0)") }.joined(separator: " "),
            ])
        let directory = try LedgerDirectory(watched.store)
        let late = try ReportsRun(directory, on: #require(day), due: DueRules([DueRule(day: 10)])).expected(
            #require(CalendarMonth(year: 2023, month: 1))...#require(CalendarMonth(year: 2023, month: 12))
        ) { $0.state == .missing }
        #expect(Set(late.map { directory.name(of: $0.subject) }) == ["Mine", "Silent"])
    }

    @Test("A separator's own record yields to members and registers, and speaks of its owner of the time")
    func facilityOwners() throws {
        // A changed hands: what it put out in 2023 was of A, not of B, who has the quota.
        func quota(_ holder: String, _ rows: String) throws -> Set<String> {
            try found(
                books {
                    $0.tables[.quota] = $0.tables[.quota]?.replacing("Plant,2023,130,separation", with: "\(holder),2023,100,separation")
                    $0.entries[.facilities] = "facility,enterprise,from\n" + rows
                }
            ).filter { $0.contains("separation") && $0.hasPrefix("quota") }
        }
        #expect(try quota("Works", "Plant,Works,2020-01-01\n") == ["quota_overrun Works 2023 separation strong"])
        #expect(try quota("B", "Plant,A,2020-01-01\nPlant,B,2024-01-01\n").isEmpty)
        #expect(try quota("A", "Plant,A,2020-01-01\nPlant,B,2024-01-01\n") == ["quota_overrun A 2023 separation strong"])
        #expect(try quota("A", "Plant,A,2020-01-01\nPlant,B,2023-04-01\n").isEmpty)
        // A plant that bears the name of the group above it: the members hold, and the group's overrun is found all the same.
        let circle = try found(books { $0.entries[.facilities] = "facility,enterprise,from\nGroup,Firm A,2020-01-01\nPlant,,2020-01-01\n" })
        #expect(circle.contains("quota_overrun Group 2023 mining strong") && !circle.contains { $0.hasPrefix("production_without") })
    }

    @Test("Whoever has a quota for one material is not without one for what he mines beside it")
    func otherQuotas() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("w.db"), mode: .create)
        for (kind, text) in [
            (FigureKind.quota, "licence_id,year,quota (m3)\nQ,2023,100\n"), (.quota, "licence_id,year,quota (t REO)\nM,2023,10\n"),
            (.report, "licence_id,month,output (m3)\nQ,2023-02,10\nM,2023-03,5\nX,2023-03,5\n"),
            (.report, "licence_id,month,output (t REO)\nM,2023-02,1\n"),
        ] { try LedgerTables.ingest(text, kind, into: store, folder) }
        var filter = LedgerFindingFilter()
        filter.rules = [.productionWithoutQuota]
        var judgement = try StoredJudgement(store, StoredLedger(store), on: #require(day))
        judgement.lines = LineSelection(.mining, nil, .volume)
        let (report, _, _) = try judgement.report(filter)
        #expect(report.findings.map { "\(report.name(of: $0)) \($0.scope)" } == ["X volume"] && report.material == .volume)
    }

    private static func ingest(_ kind: EntryKind, _ text: String, into watched: WatchedStore) throws {
        _ = try EntryStoreTests.ingest(try watched.folder.file("\(kind.rawValue)-\(UUID()).csv", text), kind, into: watched.store)
    }

    /// A separator of Works Ltd that took in more in 2023 than it can.
    private static func withSeparator() throws -> WatchedStore {
        let watched = try WatchedStore(rules: .withoutRegistration)
        let months = (1...12).map { "Plant,2023-\($0 < 10 ? "0" : "")\($0),intake,own,12\n" }.joined()
        try ingest(.separation, "facility,month,flow,source,tonnes\n" + months, into: watched)
        try ingest(.facilities, "facility,enterprise,from,tonnes_per_year\nPlant,Works Ltd,2020-01-01,100\n", into: watched)
        return watched
    }

    @Test("A separator's incident says where it is and whose, and says so anew when its record does")
    func facilityPlace() throws {
        let watched = try Self.withSeparator()
        try watched.run()
        func subject() throws -> Incident { try #require(try watched.incidents().first { $0.subject?.name == "Plant" }) }
        #expect(try subject().holder == "Works Ltd" && subject().labelPoint == nil && subject().subject?.kind == .facility)
        try Self.ingest(
            .facilities, "facility,enterprise,longitude,latitude,from,tonnes_per_year\nPlant,Works Ltd,114.95,25.85,2020-01-01,100\n",
            into: watched)
        try Self.ingest(.members, "member,member_kind,parent,parent_kind\nWorks Ltd,enterprise,North,group\n", into: watched)
        try watched.run()
        #expect(
            try subject().labelPoint == Coordinate(x: 114.95, y: 25.85) && subject().holder == "Works Ltd" && subject().group == "North")
        let directory = try LedgerDirectory(watched.store)
        let dossier = try DossierRun(directory, today: #require(day)).dossier(of: #require(directory.subject("Plant")))
        #expect(dossier.kind == .facility && dossier.timeline.contains { $0.kind == .capacity && $0.amount == Tonnes(100) })
    }

    @Test("A separator's incident says whose it is by rows of quotas of a year no longer when the year is over, though nothing came")
    func facilityOfYear() throws {
        let watched = try Self.withSeparator()
        let quotas = "group,enterprise,mine,year,batch,quota (t REO),issued_at\nNorth,Works Ltd,,2025,1,500,2025-02-01\n"
        try LedgerTables.ingest(quotas, .quota, into: watched.store, watched.folder)
        func subject() throws -> Incident { try #require(try watched.incidents().first { $0.subject?.name == "Plant" }) }
        try watched.run(on: "2025-12-31")
        #expect(try subject().holder == "Works Ltd" && subject().group == "North")
        try watched.run(on: "2026-01-02")
        #expect(try subject().holder == "Works Ltd" && subject().group == nil)
        #expect(try watched.run(full: true, on: "2026-01-02").entry.outcome == .idle)
    }

    @Test("A capacity whose record names its material is one of that material")
    func statedCapacity() throws {
        func verdicts(_ rows: String) throws -> Set<String> {
            try found(books { $0.entries[.capacities] = "licence_id,from,tonnes_per_year,material\n" + rows }).filter {
                $0.hasPrefix("capacity")
            }
        }
        #expect(try verdicts("L1,2020-01-01,50,oxide\n") == ["capacity_exceeded L1 2023 mining strong"])
        #expect(try verdicts("L1,2020-01-01,50,\n") == ["capacity_exceeded L1 2023 mining possible"])
    }

    @Test("A circle among the holders of a register hinders no judgement, and the account says so")
    func circle() throws {
        let watched = try WatchedStore(rules: .withoutRegistration)
        func licence(_ id: String, _ x: Int, _ holder: String, _ group: String) -> String {
            WatchSample.feature(
                #""licence_id":"\#(id)","holder":"\#(holder)","group":"\#(group)","valid_from":"2015-01-01","position_sigma_m":1"#, x, 0, 4,
                4)
        }
        try watched.ingest(.licences, [licence("L1", 0, "A", "B"), licence("L2", 10, "B", "A")], name: "licences.geojson")
        try LedgerTables.ingest("licence_id,year,quota (t REO)\nL1,2023,10\n", .quota, into: watched.store, watched.folder)
        try LedgerTables.ingest("licence_id,month,output (t REO)\nL1,2023-02,11\n", .report, into: watched.store, watched.folder)
        try watched.run()
        #expect(try watched.incidents().flatMap { try watched.store.figures(of: $0) }.contains { $0.finding.rule == .quotaOverrun })
        let judgement = try StoredJudgement(watched.store, StoredLedger(watched.store), on: #require(day))
        let account = judgement.accounts(of: try judgement.findings()).rules.first { $0.rule == .quotaOverrun }
        #expect(account?.notes == [.circularMembers])
    }

    @Test("A group that reports for itself is judged once")
    func ownReports() throws {
        let own = try found(
            books {
                for month in 1...12 { $0.tables[.report]? += "Group,2023-\(month < 10 ? "0" : "")\(month),15,2023-12-31\n" }
            })
        #expect(own.filter { $0.hasPrefix("quota_overrun Group") } == ["quota_overrun Group 2023 mining strong"])
    }

    @Test("Each kind of record has due days of its own, from the month on from which they hold")
    func due() throws {
        let all = try found(books())
        #expect(all.filter { $0.hasPrefix("report_late") } == ["report_late Plant 2023 separation strong"])
        #expect(all.filter { $0.hasPrefix("report_missing") } == ["report_missing Plant 2023 separation strong"])
        let later = try found(books { $0.due = "10,2;separation=15@2023-06.." })
        #expect(!later.contains { $0.hasPrefix("report") })
        let unknown = try found(books { $0.entries[.facilities] = nil })
        #expect(unknown.contains("report_missing Plant 2023 separation possible"))
        let closed = try found(books { $0.entries[.facilities] = "facility,from,to\nPlant,2020-01-01,2023-04-30\nPlant,2023-06-01,\n" })
        #expect(!closed.contains { $0.hasPrefix("report_missing") })
        let corrected = try found(
            books { $0.entries[.separation]? += "Plant,2023-02,output,own,10.5,2023-09-01\n" })
        #expect(corrected.filter { $0.hasPrefix("report_late") } == ["report_late Plant 2023 separation strong"])
        #expect(!(try found(books { $0.due = nil }).contains { $0.hasPrefix("report_late") }))
        // A step in capacity is no second facility, and one whose beginning nobody states began with its first record.
        let steps = try found(
            books { $0.entries[.facilities] = "facility,from,to,tonnes_per_year\nPlant,2015-01-01,,900\nPlant,2020-01-01,2023-04-30,900\n" }
        )
        #expect(!steps.contains { $0.hasPrefix("report_missing") })
        let early = try found(
            books {
                $0.entries[.facilities] = "facility,tonnes_per_year\nPlant,900\n"
                $0.entries[.separation]? += "Old,2023-02,intake,own,1,2023-03-01\n"
                $0.due = "10,2;separation=15@2023-01.."
                $0.entries[.separation] = $0.entries[.separation]?.replacing("Plant,2023-01,", with: "Old,2023-01,")
            })
        #expect(early.filter { $0.hasPrefix("report_missing Plant") } == ["report_missing Plant 2023 separation possible"])
    }

    @Test(
        "Due days as text",
        arguments: ["10", "10,2", "15,1@..2025-07;10@2025-08..", "separation=10;recycled=15,2;taxes=20@2024-01..2024-12"])
    func text(_ text: String) throws {
        let calendar = try #require(DueCalendar(text: text))
        #expect(DueCalendar(text: calendar.text) == calendar && !calendar.text.contains(" "))
    }

    @Test(
        "Texts that are no due days",
        arguments: [
            "", "32", "0", "10;", "10@", "10@2025-08", "10@2025-13..", "10@..", "10@2025-08..2025-07", "magic=10", "export=10", "10,25",
            "=10",
        ])
    func noText(_ text: String) { #expect(DueCalendar(text: text) == nil) }
}
