import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// What lists of quotas and reports say of separation, export and materials other than oxide, and of holders whose mines report.
@Suite("Quotas and reports of every stage in a store")
struct QuotaStageTests {
    private let folder: TemporaryFolder
    private let store: Store
    private let day = Day(year: 2024, month: 6, day: 30)

    init() throws {
        folder = try TemporaryFolder()
        store = try Store(path: folder.path("watch.db"), mode: .create)
    }

    private func months(_ months: ClosedRange<Int> = 1...12, _ row: (String) -> String) -> String {
        months.map { row("2023-" + ($0 < 10 ? "0\($0)" : "\($0)")) }.joined()
    }

    private func ingest(_ text: String, _ kind: EntryKind) throws {
        let path = try folder.file("\(kind.rawValue)-\(UInt64.random(in: 0...UInt64.max)).csv", text)
        _ = try EntryStoreTests.ingest(path, kind, into: store)
    }

    private func ingest(_ text: String, _ kind: FigureKind) throws { try LedgerTables.ingest(text, kind, into: store, folder) }

    /// A group of two firms with three mines, two separators of another firm, an exporter.
    private func books(group: Int = 170, plant: Int = 130, works: Int = 40, trader: Int = 20, from: String = "") throws {
        try ingest(
            "licence_id,year,quota (t REO),stage,issued_at\nGroup,2023,\(group),mining,2023-02-01\nPlant,2023,\(plant),separation,2023-02-01\n"
                + "Works,2023,\(works),separation,2023-02-01\nTrader,2023,\(trader),export,2023-02-01\n", .quota)
        try ingest(
            "licence_id,month,output (t REO),received_at,stage\n"
                + months { "L1,\($0),5,\($0)-28,\nL2,\($0),5,\($0)-28,\nL3,\($0),5,\($0)-28,\nPlant,\($0),3,\($0)-28,separation\n" },
            .report)
        try ingest(
            "member,member_kind,parent,parent_kind,from\nL1,licence,Firm A,enterprise,\nL2,licence,Firm A,enterprise,\n"
                + "L3,licence,Firm B,enterprise,\nFirm A,enterprise,Group,group,\nFirm B,enterprise,Group,group,\(from)\n"
                + "Mill,facility,Works,enterprise,\n", .members)
        try ingest(
            "facility,month,flow,source,tonnes,received_at\n"
                + months { "Plant,\($0),output,own,11,\($0)-28\nMill,\($0),intake,own,4,\($0)-28\nMill,\($0),output,own,3.5,\($0)-28\n" },
            .separation)
        try ingest(
            "number,enterprise,date,hs_code,tonnes,returned\nE1,Trader,2023-04-02,284690,15,no\nE2,Trader,2023-05-02,284690,9,no\n"
                + "E3,Trader,2023-06-02,284690,50,yes\nE4,Unheard Ltd,2023-06-02,284690,2,no\n", .exports)
    }

    /// `name quota reported verdict`, of those with a quota or a figure.
    private func standings(_ stage: Stage, _ level: FigureLevel = .licence, _ material: MaterialKind = .oxide) throws -> Set<String> {
        let directory = try LedgerDirectory(store)
        var run = QuotaRun(directory, on: try #require(day))
        (run.stage, run.material) = (stage, material)
        let rows = try run.standings(level, year: 2023).rows
        let lines = rows.map { row in
            "\(directory.name(of: row.subject)) \(row.quota?.description ?? "-") \(row.reported?.description ?? "-") \(row.verdict.rawValue)"
        }
        #expect(Set(lines).count == lines.count)
        return Set(lines)
    }

    /// The same of those that the rule finds above their quota.
    private func overruns(_ stage: Stage) throws -> Set<String> {
        var filter = LedgerFindingFilter()
        (filter.rules, filter.limit) = ([.quotaOverrun], .max)
        let (report, _, _) = try StoredJudgement(store, StoredLedger(store), on: #require(day)).report(filter)
        func tonnes(_ finding: LedgerFinding, _ kind: LedgerEvidence.Kind) -> String {
            for evidence in finding.evidence where evidence.kind == kind {
                if case .tonnes(let value) = evidence.value { return value.description }
            }
            return "-"
        }
        return Set(
            report.findings.filter { $0.scope == LedgerScope(stage) }.map {
                "\(report.name(of: $0)) \(tonnes($0, .limit)) \(tonnes($0, .reported)) above"
            })
    }

    private func expectAgreement(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for stage in Stage.allCases {
            let above = try standings(stage).filter { $0.hasSuffix(" above") }
            #expect(above == (try overruns(stage)), "\(stage)", sourceLocation: sourceLocation)
        }
    }

    @Test("Whoever has a quota of its own is listed with what its mines, output or exports come to, above it where the rule says so")
    func held() throws {
        try books()
        #expect(try standings(.mining).contains("Group 170.000 180.000 above"))
        #expect(
            try standings(.separation) == [
                "Plant 130.000 132.000 above", "Works 40.000 42.000 above", "Mill - 42.000 no_quota",
            ])
        #expect(try standings(.export) == ["Trader 20.000 24.000 above", "Unheard Ltd - 2.000 no_quota"])
        try expectAgreement()
        #expect(try standings(.mining, .group) == ["Group 170.000 180.000 above"])
        #expect(try standings(.separation, .enterprise) == ["Works 40.000 42.000 above"])
        #expect(
            try standings(.export, .enterprise) == ["Trader 20.000 24.000 above", "Unheard Ltd - 2.000 no_quota"])
    }

    @Test("Within their quotas nobody is above; a firm that came in March counts from then on")
    func within() throws {
        try books(group: 170, plant: 132, works: 42, trader: 24, from: "2023-03-01")
        #expect(try standings(.mining).contains("Group 170.000 170.000 within"))
        #expect(try standings(.separation).isSuperset(of: ["Plant 132.000 132.000 within", "Works 42.000 42.000 within"]))
        for stage in Stage.allCases { #expect(try !standings(stage).contains { $0.hasSuffix(" above") }, "\(stage)") }
        try expectAgreement()
    }

    @Test("Output of imported or recycled feed counts only where the quota is passed without it", arguments: [131, 132])
    func otherFeed(_ plant: Int) throws {
        try books(plant: plant)
        try ingest("facility,month,flow,source,tonnes,received_at\nPlant,2023-06,output,imported,50,2023-07-05\n", .separation)
        #expect(
            try standings(.separation).contains(plant == 131 ? "Plant 131.000 182.000 above" : "Plant 132.000 132.000 within"))
        try expectAgreement()
    }

    @Test("Where reports say more than records they are what counts; a day in the past knows neither later records nor later reports")
    func reports() throws {
        try books(plant: 150)
        try ingest(
            "licence_id,month,output (t REO),received_at,stage\n" + months(7...12) { "Plant,\($0),30,2024-02-01,separation\n" }, .report)
        #expect(try standings(.separation).contains("Plant 150.000 198.000 above"))
        try expectAgreement()
        let directory = try LedgerDirectory(store)
        var run = QuotaRun(directory, on: try #require(Day(year: 2023, month: 5, day: 1)))
        run.stage = .export
        let early = try run.standings(.licence, year: 2023).rows
        #expect(early.map { directory.name(of: $0.subject) } == ["Trader"] && early.first?.reported?.description == "15.000")
        #expect(early.first?.item == .exported && run.isClosed(2023) == false)
        #expect(try run.lastYear() == 2023)
    }

    @Test("What a year may come to is told of separators and exporters too, by the records that say most")
    func outlook() throws {
        try books()
        let directory = try LedgerDirectory(store)
        var run = QuotaRun(directory, on: try #require(Day(year: 2023, month: 9, day: 30)))
        for (stage, name, sum, months) in [
            (Stage.separation, "Plant", "99.000", 9), (.separation, "Works", "31.500", 9), (.export, "Trader", "24.000", 2),
            (.mining, "Group", "135.000", 9),
        ] {
            run.stage = stage
            let subject = try #require(directory.subject(name))
            let outlook = try #require(try run.outlook(of: subject, year: 2023))
            #expect(outlook.standing.reported?.description == sum && outlook.standing.months == months, "\(name)")
            #expect(outlook.months.compactMap(\.reported).count == months, "\(name)")
        }
        run.stage = .export
        let plant = try #require(directory.subject("Plant"))
        #expect(try run.outlook(of: plant, year: 2023) == nil)
    }

    @Test("Figures in cubic metres stand against quotas in cubic metres, those of a holder too, and no output of oxide is among them")
    func volume() throws {
        try books()
        try ingest("licence_id,year,quota (m3),stage\nGroup,2023,900,mining\nPlant,2023,1,separation\n", .quota)
        try ingest("licence_id,month,output (m3)\n" + months { "L1,\($0),80\n" }, .report)
        #expect(
            try standings(.mining, .licence, .volume) == ["Group 900.000 960.000 above", "L1 - 960.000 no_quota"])
        #expect(try standings(.separation, .licence, .volume) == ["Plant 1.000 - not_reported"])
    }

    @Test("Separators report by their records or by reports; where a record says when they operate, they have to in those months")
    func due() throws {
        try ingest(
            "facility,month,flow,tonnes,received_at\n"
                + months(1...3) { "Plant,\($0),intake,5,2023-04-15\nPlant,\($0),output,4,2023-05-05\n" }
                + "Mill,2023-01,intake,5,2023-02-05\n", .separation)
        try ingest("licence_id,month,output (t REO),received_at,stage\nMill,2023-02,4,2023-03-05,separation\n", .report)
        try ingest("facility,from,to\nMill,2023-01-01,2023-02-28\nIdle,2023-01-01,\n", .facilities)
        let on = try #require(Day(year: 2023, month: 5, day: 8))
        let directory = try LedgerDirectory(store)
        var run = try ReportsRun(directory, on: on, due: DueRules([DueRule(day: 10)]), stage: .separation)
        func lines() throws -> Set<String> {
            let months = try #require(try run.months())
            #expect(months.lowerBound.description == "2023-01" && months.upperBound.description == "2023-04")
            return Set(try run.expected(months).map { "\(directory.name(of: $0.subject)) \($0.month) \($0.state.rawValue)" })
        }
        let known: Set<String> = [
            "Mill 2023-01 received", "Mill 2023-02 received", "Plant 2023-01 received_late", "Plant 2023-02 received_late",
            "Plant 2023-03 received_late", "Plant 2023-04 open",
        ]
        #expect(try lines() == known && run.hasRegister)
        #expect(try run.unheardOf(run.lastMonth) == 1)
        run.includesUnheardOf = true
        #expect(
            try lines()
                == known.union([
                    "Idle 2023-01 missing", "Idle 2023-02 missing", "Idle 2023-03 missing", "Idle 2023-04 open",
                ]))
        // Nobody mines.
        #expect(try ReportsRun(directory, on: on, due: DueRules([DueRule(day: 10)])).months() == nil)
        #expect(try ReportsRun(directory, on: on, due: DueRules([DueRule(day: 10)]), stage: .export).months() == nil)
    }
}
