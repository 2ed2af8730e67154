import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// Records of product flows: as feed of separators, as documents of it, and as sales, in a check of files and in a store alike.
@Suite("Product flows against feed and production")
struct ProductFlowTests {
    private struct Books {
        var reports: String
        var invoices: String?
        var entries: [EntryKind: String]
        var day = Day(year: 2024, month: 6, day: 30)

        mutating func add(_ flow: String) { entries[.flows, default: ""] += flow + "\n" }

        mutating func replace(_ kind: EntryKind, _ old: String, _ new: String) {
            entries[kind] = entries[kind]?.replacing(old, with: new)
        }
    }

    private static let flowHeading = "number,date,seller,buyer,stage,material,tonnes\n"
    private static let months = (1...12).map { "2023-" + ($0 < 10 ? "0\($0)" : "\($0)") }

    /// A mine wins 10 t a month and sells them to a separator, which says so.
    private func books(_ change: (inout Books) -> Void = { _ in }) -> Books {
        let months = Self.months
        var books = Books(
            reports: "licence_id,month,output (t REO)\n" + months.map { "A,\($0),10\nB,\($0),5\n" }.joined(),
            entries: [
                .separation: "facility,month,flow,source,tonnes\n"
                    + months.map { "Plant,\($0),intake,bought,10\nPlant,\($0),output,,9\n" }.joined(),
                .flows: Self.flowHeading + months.map { "F\($0),\($0)-15,A,Plant,mining,oxide,10\n" }.joined(),
                .facilities: "facility,enterprise,from\nPlant,Firm,2020-01-01\n",
            ])
        change(&books)
        return books
    }

    /// `rule subject year scope verdict` of what flows touch, from files and from a store.
    private func found(_ books: Books) throws -> Set<String> {
        let folder = try TemporaryFolder()
        let day = try #require(books.day)
        var files = [(FigureKind.report, books.reports), (.quota, "licence_id,year,quota (t REO)\nA,2023,1000\nB,2023,1000\n")]
        if let invoices = books.invoices { files.append((.invoice, invoices)) }
        let paths = try files.map { kind, text in (kind, try folder.file("\(kind).csv", text)) }
        var request = LedgerCheckRequest(quotas: [paths[1].1], reports: [paths[0].1], day: day, today: day)
        request.invoices = paths.dropFirst(2).map { $0.1 }
        for (kind, text) in books.entries { request.entries[kind] = [try folder.file(kind.rawValue + ".csv", text)] }
        let report = try LedgerCheckRun(request).execute()
        func line(_ finding: LedgerFinding, _ report: LedgerReport) -> String {
            "\(finding.rule.rawValue) \(report.name(of: finding)) \(finding.year) \(finding.scope) \(finding.verdict.rawValue)"
        }
        let checked = Set(report.findings.map { line($0, report) })
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        for (kind, text) in files { try LedgerTables.ingest(text, kind, into: store, folder) }
        for (kind, text) in books.entries {
            _ = try EntryStoreTests.ingest(try folder.file("s-\(kind.rawValue).csv", text), kind, into: store)
        }
        var filter = LedgerFindingFilter()
        filter.limit = .max
        let (stored, matching, _) = try StoredJudgement(store, StoredLedger(store), on: day).report(filter)
        #expect(Set(stored.findings.map { line($0, stored) }) == checked && matching == stored.findings.count)
        for finding in report.findings where [.separationExceedsFeed, .soldExceedsProduced].contains(finding.rule) {
            let twin = try #require(stored.findings.first { line($0, stored) == line(finding, report) })
            #expect(twin.evidence.map(\.value) == finding.evidence.map(\.value) && twin.reasons == finding.reasons)
        }
        return checked.filter { $0.hasPrefix("separation_exceeds") || $0.hasPrefix("sold_exceeds") }
    }

    private static let noSeller: Set<String> = ["separation_exceeds_feed Plant 2023 flows possible"]

    @Test("More bought than all flows to the separator is possible feed that nobody sold; five parts in a hundred are assays")
    func undocumented() throws {
        #expect(try found(books()).isEmpty)
        func bought(_ tonnes: String) -> Books {
            books { $0.replace(.separation, "2023-03,intake,bought,10", "2023-03,intake,bought,\(tonnes)") }
        }
        #expect(try found(bought("16")).isEmpty)
        #expect(try found(bought("16.001")) == Self.noSeller)
    }

    @Test(
        "Other feed, flows of the month beside, to its firm, incomplete ones, rows set aside and records that have not come accuse nobody",
        arguments: [
            "imported", "own", "recycled", "tolled", "", "before", "after", "firm", "month", "number", "material", "aside", "seller",
            "early",
        ])
    func lookAlikes(_ which: String) throws {
        let more = books { $0.replace(.separation, "2023-03,intake,bought,10", "2023-03,intake,bought,30") }
        #expect(try found(more) == Self.noSeller)
        var lawful = more
        switch which {
        case "before": lawful.add("X,2022-12-20,C,Plant,mining,oxide,20")
        case "after": lawful.add("X,2024-01-20,C,Plant,mining,oxide,20")
        case "firm": lawful.add("X,2023-03-20,C,Firm,mining,oxide,20")
        case "month": lawful.replace(.flows, "F2023-05,2023-05-15,A,Plant", "F2023-05,2023-05-15,A,Other")
        case "number": lawful.add(",2023-03-20,C,Plant,mining,oxide,1")
        case "material": lawful.add("X,2023-03-20,C,Plant,mining,concentrate,1")
        case "aside": lawful.add("X,2023-03-20,C,Plant,mining,oxide,-20")
        case "seller": lawful.add("X,2023-03-20,A,,mining,oxide,20")
        case "early": lawful.day = Day(year: 2024, month: 1, day: 31)
        default:
            lawful.replace(.separation, "2023-03,intake,bought,30", "2023-03,intake,bought,10\nPlant,2023-03,intake,\(which),20")
        }
        #expect(try found(lawful).isEmpty, "\(which)")
    }

    @Test("Flows to a separator are its feed where it states none that was bought, and never beside what it states")
    func feed() throws {
        func separation(_ row: (String) -> String) -> String {
            "facility,month,flow,source,tonnes\n" + Self.months.map { row($0) + "Plant,\($0),output,,9\n" }.joined()
        }
        let short: Set<String> = ["separation_exceeds_feed Plant 2023 mining possible"]
        let own = separation { "Plant,\($0),intake,own,2\n" }
        #expect(try found(books { $0.entries[.separation] = own }).isEmpty)
        #expect(
            try found(
                books {
                    $0.entries[.separation] = own
                    $0.entries[.flows] = nil
                }) == short)
        // Stated by quarters, without a source: the flows of the other months are the same goods.
        let quarters =
            "facility,month,flow,source,tonnes\n"
            + Self.months.enumerated().map { ($0 % 3 == 2 ? "Plant,\($1),intake,,30\n" : "") + "Plant,\($1),output,,12\n" }.joined()
        #expect(try found(books { $0.entries[.separation] = quarters }) == short)
        // Stated as bought: the flows tell of the same. Of no stated source: of both the larger counts.
        #expect(try found(books { $0.entries[.separation] = separation { "Plant,\($0),intake,bought,2\n" } }) == short)
        #expect(
            try found(
                books {
                    $0.entries[.separation] = separation { "Plant,\($0),intake,,8\n" }.replacing("output,,9", with: "output,,11")
                }) == short)
        // Of mines of its own firm flows are what it states as its own.
        let members = "member,member_kind,parent,parent_kind\nA,licence,Firm,enterprise\n"
        #expect(
            try found(
                books {
                    $0.entries[.separation] = own
                    $0.entries[.members] = members
                }) == short)
        // Nobody is judged by flows to him alone.
        let blind = separation { _ in "" }.replacing("output,,9", with: "output,,500")
        #expect(try found(books { $0.entries[.separation] = blind }).isEmpty)
    }

    @Test("A seller without any invoice is held to what flowed from him; traders, other stages and those with invoices are not")
    func sales() throws {
        let over: Set<String> = ["sold_exceeds_produced B 2023 flows possible"]
        let row = "S1,2023-03-20,B,Trader,mining,oxide,21"
        #expect(try found(books { $0.add("S1,2023-03-20,B,Trader,mining,oxide,20") }).isEmpty)
        func sold(_ change: (inout Books) -> Void = { _ in }) throws -> Set<String> {
            var own = books { $0.add(row) }
            change(&own)
            return try found(own)
        }
        #expect(try sold() == over)
        #expect(try sold { $0.invoices = "seller,date,t_reo\nB,2023-01-31,1\n" } == [])
        #expect(try sold { $0.add("S2,2023-02-20,A,B,mining,oxide,1") } == [])
        #expect(try sold { $0.replace(.flows, "B,Trader,mining", "B,Trader,separation") } == [])
        #expect(try sold { $0.replace(.flows, "B,Trader", "Nobody,Trader") } == [])
        // His mines report under their own names; whoever he belongs to buys, and may sell through him.
        let members = "member,member_kind,parent,parent_kind\n"
        #expect(try sold { $0.entries[.members] = members + "M7,licence,B,enterprise\n" } == [])
        #expect(try sold { $0.entries[.members] = members + "B,licence,Trader,enterprise\n" } == [])
        #expect(try sold { $0.entries[.stock] = "licence_id,date,tonnes\nB,2022-12-31,30\n" } == [])
    }

    @Test("Either side of a flow is shown with the other, and a corrected flow stands under its number")
    func shown() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        func ingest(_ rows: String) throws {
            try EntryStoreTests.ingest(try folder.file("f.csv", Self.flowHeading + rows), .flows, into: store)
        }
        try ingest("F1,2023-03-15,A,Plant,mining,oxide,10\n,2023-03-16,A,Plant,mining,oxide,3\n")
        try ingest("F1,2023-03-15,A,Other,mining,oxide,11\n,2023-03-16,A,Plant,mining,oxide,3\n")
        let ledger = try StoredLedger(store)
        let flows = EntryBook(try ledger.entries().standing()) { name, _ in SubjectID(name == "A" ? 0 : name == "Plant" ? 1 : 2) }.flows
        #expect(flows.map(\.tonnes.thousandths).sorted() == [3000, 11_000])
        #expect(flows.first { $0.number == "F1" }?.buyer == SubjectID(2))
        let lines = try RecordLookup(store, ledger).records(of: "Plant")
        #expect(lines.count { $0.state == .superseded } == 1 && lines.allSatisfy { $0.line.contains("seller A") })
        #expect(try RecordLookup(store, ledger).records(of: "A").contains { $0.line.contains("buyer Other") && $0.state == .stands })
    }

    @Test("An account tells of flows in lines of their own, whatever invoices say of the same sales")
    func account() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        try LedgerTables.ingest("licence_id,month,output (t REO)\nA,2023-03,20\n", .report, into: store, folder)
        try LedgerTables.ingest("seller,date,t_reo\nA,2023-03-15,10\n", .invoice, into: store, folder)
        let rows = "F1,2023-03-15,A,Plant,mining,oxide,10\nF2,2023-04-15,A,Plant,mining,oxide,5\n"
        try EntryStoreTests.ingest(try folder.file("f.csv", Self.flowHeading + rows), .flows, into: store)
        let directory = try LedgerDirectory(store)
        let day = try #require(Day(year: 2024, month: 6, day: 30))
        func account(_ name: String) throws -> Account {
            let subject = try #require(directory.subject(name))
            return try DossierRun(directory, today: day).dossier(of: subject).account
        }
        let (mine, plant) = (try account("A"), try account("Plant"))
        #expect(mine[.sold]?.amount == .exact(Tonnes(thousandths: 10_000)))
        #expect(mine[.flowsSold]?.amount == .exact(Tonnes(thousandths: 15_000)) && mine[.flowsBought] == nil)
        #expect(plant[.flowsBought]?.amount == .exact(Tonnes(thousandths: 15_000)) && plant[.flowsSold] == nil)
    }
}
