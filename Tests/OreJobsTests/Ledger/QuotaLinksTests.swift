import OreCases
import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// Rows of quotas that name group, enterprise and mine: in a check of files and in a store alike.
@Suite("Who belongs to whom by rows of quotas")
struct QuotaLinksTests {
    private let day = Day(year: 2024, month: 6, day: 30)

    private static let heading = "group,enterprise,mine,year,batch,quota (t REO),issued_at\n"
    /// Two enterprises with three mines of 60 t each; the group has 170 t.
    private static let rows = [
        "Group,,,2023,1,170,2023-02-01", "Group,Firm A,M1,2023,1,55,2023-02-01", "Group,Firm A,M2,2023,1,55,2023-02-01",
        "Group,Firm B,M3,2023,1,55,2023-02-01",
    ]

    private static var reports: String {
        "mine,month,output (t REO),received_at\n"
            + (1...12).map { month in
                let name = "2023-\(month < 10 ? "0" : "")\(month)"
                return ["M1", "M2", "M3"].map { "\($0),\(name),5,\(name)-28\n" }.joined()
            }.joined()
    }

    /// Of the firm itself, the same every month; and of another one.
    private static func reports(ofFirm tonnes: Int) -> String {
        "enterprise,month,output (t REO),received_at\n"
            + (1...12).map { month in
                let name = "2023-\(month < 10 ? "0" : "")\(month)"
                return "Firm A,\(name),\(tonnes),\(name)-28\nFirm Z,\(name),1,\(name)-28\n"
            }.joined()
    }

    /// The same of two classes of ore.
    private static func reports(ofFirm light: Int, ionic: Int) -> String {
        "enterprise,ore_class,month,output (t REO),received_at\n"
            + (1...12).map { month in
                let name = "2023-\(month < 10 ? "0" : "")\(month)"
                return ["Firm A,light,\(name),\(light)", "Firm A,ionic,\(name),\(ionic)", "Firm Z,any,\(name),1"]
                    .map { "\($0),\(name)-28\n" }.joined()
            }.joined()
    }

    private struct Found {
        /// Of holders: whom, when, how sure.
        var overruns: Set<String>
        /// Whoever is told to be without a quota.
        var without: Set<String>
        /// Of the rule over quotas.
        var notes: Set<LedgerNote>
    }

    /// What is found over quotas of whom, with the notes of the rule: from files and from a store.
    private func found(
        _ rows: [String], heading: String = Self.heading, members: String? = nil, reports: String = Self.reports
    ) throws -> Found {
        let (checked, stored) = try both(rows, heading: heading, members: members, reports: reports)
        #expect(stored.overruns == checked.overruns && stored.without == checked.without && stored.notes == checked.notes)
        return checked
    }

    private func both(
        _ rows: [String], heading: String = Self.heading, members: String? = nil, reports: String = Self.reports
    ) throws -> (checked: Found, stored: Found) {
        let folder = try TemporaryFolder()
        let day = try #require(day)
        let quotas = heading + rows.map { $0 + "\n" }.joined()
        var request = LedgerCheckRequest(
            quotas: [try folder.file("quotas.csv", quotas)], reports: [try folder.file("reports.csv", reports)], day: day, today: day)
        let ofMembers = try members.map { try folder.file("members.csv", "member,member_kind,parent,parent_kind,from,to\n" + $0) }
        if let ofMembers { request.entries[.members] = [ofMembers] }
        let checked = told(try LedgerCheckRun(request).execute())
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        try LedgerTables.ingest(quotas, .quota, into: store, folder)
        try LedgerTables.ingest(reports, .report, into: store, folder)
        if let ofMembers { try EntryStoreTests.ingest(ofMembers, .members, into: store) }
        let stored = try judged(store)
        let check = try StoreCheck.run(store.path)
        #expect(check.isSound, "\(check.defects)")
        return (checked, stored)
    }

    private func judged(_ store: Store, asOf commit: Int? = nil) throws -> Found {
        var filter = LedgerFindingFilter()
        filter.limit = .max
        return told(try StoredJudgement(store, StoredLedger(store, asOf: commit), on: try #require(day)).report(filter).0)
    }

    private func told(_ report: LedgerReport) -> Found {
        let own = report.findings.filter { $0.rule == .quotaOverrun && !report.name(of: $0).hasPrefix("M") }
        let without = report.findings.filter { $0.rule == .productionWithoutQuota }.map { report.name(of: $0) }
        return Found(
            overruns: Set(own.map { "\(report.name(of: $0)) \($0.year) \($0.verdict.rawValue)" }), without: Set(without),
            notes: Set(report.rules.first { $0.rule == .quotaOverrun }?.notes ?? []))
    }

    private func entries(_ store: Store) throws -> [LedgerEntry] { try StoredLedger(store).entries(.quotaMembers) }

    @Test("What mines report is held against the quota of the group that their rows name, in any order of rows, in their year alone")
    func hierarchy() throws {
        for rows in [Self.rows, Self.rows.reversed(), [Self.rows[2], Self.rows[0], Self.rows[3], Self.rows[1]]] {
            let found = try found(Array(rows))
            #expect(found.overruns == ["Group 2023 strong"] && found.notes.isEmpty)
        }
        let earlier = try found([Self.rows[0]] + Self.rows.dropFirst().map { $0.replacing("2023", with: "2022") })
        #expect(earlier.overruns.isEmpty)
        let chinese = try found(Self.rows, heading: "集团,企业,矿山,年度,批次,指标（吨REO）,下达日期\n")
        #expect(chinese.overruns == ["Group 2023 strong"])
        // A column that may name mines or anybody says nothing of enterprises; a table of one level says nothing at all.
        let bare = try found(
            ["Group,2023,170", "M1,2023,55", "M2,2023,55", "M3,2023,55"], heading: "mine,year,quota (t REO)\n")
        #expect(bare.overruns.isEmpty)
    }

    @Test("Records of members stand before rows of quotas; where both differ nothing that rests on it is strong, and it is told")
    func members() throws {
        let elsewhere = try found(Self.rows, members: "M3,licence,Other,group,2015-01-01,\n")
        #expect(elsewhere.overruns.isEmpty && elsewhere.notes == [.otherHolders(1)])
        let other = Self.rows.dropLast() + ["Group,Firm B,M3,2023,1,45,2023-02-01", "Other,,,2023,1,50,2023-02-01"]
        let doubtful = try found(Array(other), members: "M3,licence,Other,group,2015-01-01,\n")
        #expect(doubtful.overruns == ["Other 2023 possible"])
        // The row leaves room for what the record says.
        let agreed = try found(
            other.map { $0.replacing("Group,Firm B", with: "Other,Firm B") }, members: "M3,licence,Other,group,2015-01-01,\n")
        #expect(agreed.overruns == ["Other 2023 strong"] && agreed.notes.isEmpty)
        // On days of which records of members say nothing rows of quotas count.
        for span in ["2024-01-01,", ",2022-12-31"] {
            let beside = try found(Self.rows, members: "M3,licence,Other,group,\(span)\n")
            #expect(beside.overruns == ["Group 2023 strong"] && beside.notes.isEmpty, "\(span)")
        }
    }

    @Test(
        "A row that has somebody with a holder before or after the days that a record states makes nothing strong",
        arguments: [",2023-06-30", "2023-07-01,", "2023-03-01,2023-09-30", ",2022-12-31", "2024-01-01,", ",2015-12-31"])
    func bounds(_ span: String) throws {
        let found = try found(Self.rows, members: "M3,licence,Group,group,\(span)\n")
        #expect(found.overruns == ["Group 2023 possible"] && found.notes == [.otherHolders(1)])
    }

    @Test("A row that names the group of a mine whose record names its firm alone leaves room for it: the firm is likely in that group")
    func groupAlone() throws {
        let members = (1...3).map { "M\($0),licence,Firm A,enterprise,,\n" }.joined()
        func rows(_ firm: String) -> [String] {
            ["Group,,,2023,1,170,2023-02-01", "\(firm),,2023,1,168,2023-02-01"] + (1...3).map { "Group,,M\($0),2023,1,55,2023-02-01" }
        }
        let alone = try found(rows(",Firm A"), members: members)
        #expect(alone.overruns == ["Group 2023 possible", "Firm A 2023 strong"] && alone.notes.isEmpty)
        // Another row says it of the firm itself; or says otherwise.
        let stated = try found(rows("Group,Firm A"), members: members)
        #expect(stated.overruns == ["Group 2023 strong", "Firm A 2023 strong"] && stated.notes.isEmpty)
        let elsewhere = try found(rows("Third,Firm A"), members: members)
        #expect(elsewhere.overruns == ["Firm A 2023 possible"] && elsewhere.notes == [.otherHolders(3)])
        let several = try found(Array(rows(",Firm A").dropLast()) + ["Third,,M3,2023,1,55,2023-02-01"], members: members)
        #expect(several.overruns == ["Firm A 2023 possible"] && several.notes == [.otherHolders(3)])
    }

    @Test("Of two rows one of which leaves out the enterprise neither contradicts the other, whichever is issued first")
    func enterpriseLeftOut() throws {
        for day in ["2023-01-15", "2023-02-01", "2023-08-01"] {
            let found = try found(Self.rows + ["Group,,M1,2023,2,1,\(day)"])
            #expect(found.overruns == ["Group 2023 strong"] && found.notes.isEmpty, "\(day)")
        }
        // The enterprise keeps the mine.
        let firm = try found(Self.rows + [",Firm A,,2023,1,115,2023-02-01", "Group,,M1,2023,2,1,2023-02-01"])
        #expect(firm.overruns.contains("Firm A 2023 strong"))
    }

    @Test("Of two batches that name different holders the later one counts from its day on; without days nothing is strong")
    func change() throws {
        let first = Self.rows.dropLast().map { $0.replacing(",170,", with: ",150,").replacing(",55,", with: ",49,") }
        // 120 t, and 35 t of seven months.
        let dated = try found(
            first + ["Group,Firm B,M3,2023,1,20,2023-02-01", "Third,Firm C,M3,2023,2,20,2023-08-01"])
        #expect(dated.overruns == ["Group 2023 possible"] && dated.notes.isEmpty)
        let undated = try found(
            first + ["Group,Firm B,M3,2023,1,20,", "Group,Firm C,M3,2023,2,20,"])
        #expect(undated.overruns == ["Group 2023 possible"] && undated.notes == [.otherHolders(1)])
    }

    @Test("Batches that days do not tell apart leave days before them to the batch before; a later batch ends what is guessed")
    func contradiction() throws {
        func mine(_ firm: String, _ batch: Int, _ issued: String) -> String { ",\(firm),M3,2023,\(batch),20,\(issued)" }
        func firm(_ firm: String, _ quota: Int) -> String { ",\(firm),,2023,1,\(quota),2023-02-01" }
        // 35 t until July, and 25 t behind it.
        let sameDay = try found([
            firm("Firm B", 30), firm("Firm D", 30), mine("Firm B", 1, "2023-02-01"), mine("Firm C", 2, "2023-08-01"),
            mine("Firm D", 3, "2023-08-01"),
        ])
        #expect(sameDay.overruns == ["Firm B 2023 possible"] && sameDay.notes == [.otherHolders(1)])
        // 25 t from March to July, and 25 t behind it.
        let undated = try found([
            firm("Firm C", 30), firm("Firm D", 20), mine("Firm B", 1, ""), mine("Firm C", 2, "2023-03-01"), mine("Firm D", 3, "2023-08-01"),
        ])
        #expect(undated.overruns == ["Firm D 2023 possible"] && undated.notes == [.otherHolders(1)])
        // 35 t until July, 15 t from October on.
        let ended = try found([
            firm("Firm B", 30), firm("Firm D", 12), firm("Firm E", 12), mine("Firm B", 1, "2023-02-01"), mine("Firm C", 2, "2023-08-01"),
            mine("Firm D", 3, "2023-08-01"), mine("Firm E", 4, "2023-10-01"),
        ])
        #expect(ended.overruns == ["Firm B 2023 possible", "Firm E 2023 possible"])
    }

    @Test("A row that makes somebody belong to himself is set aside; rows that do so together say nothing, and it is told")
    func circles() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        let outcome = try LedgerTables.ingest(
            Self.heading + "M4,Firm A,M4,2023,1,10,2023-02-01\nGroup,Group,M5,2023,1,10,2023-02-01\n", .quota, into: store, folder)
        #expect(outcome.counts.quarantined == 1 && outcome.counts.stored == 1)
        // A name at two levels is of the lower one.
        let entry = try #require(try entries(store).first)
        #expect(entry["enterprise"] == .text("Group") && entry["group"] == nil)
        let found = try found(Self.rows + ["Firm X,Firm Y,,2023,1,5,2023-02-01", "Firm Y,Firm X,,2023,1,5,2023-02-01"])
        #expect(found.overruns == ["Group 2023 strong"] && found.notes == [.circularMembers])
    }

    @Test("A record that rows of quotas gainsay stays doubtful when those rows make a circle with it and are left out")
    func doubtfulCircles() throws {
        let rows = [
            "Firm B,Firm A,,2023,1,170,2023-02-01", ",Firm A,M1,2023,1,55,2023-02-01", ",Firm A,M2,2023,1,55,2023-02-01",
            ",Firm B,M3,2023,1,55,2023-02-01",
        ]
        let members = "Firm B,enterprise,Firm A,enterprise,,\n"
        let inverted = try found(rows, members: members)
        #expect(inverted.overruns == ["Firm A 2023 possible"] && inverted.notes == [.circularMembers])
        let both = try found(rows + ["G,Firm B,,2023,1,60,2023-02-01"], members: members)
        #expect(both.overruns == ["Firm A 2023 possible"] && both.notes == [.circularMembers, .otherHolders(1)])
        // The row that says it of Firm A makes the difference.
        let plain = try found([rows[0].replacing("Firm B", with: "")] + Array(rows.dropFirst()), members: members)
        #expect(plain.overruns == ["Firm A 2023 strong"] && plain.notes.isEmpty)
    }

    @Test("The same file again changes nothing; a correction counts from its commit on, and what is taken back says nothing more")
    func corrections() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        func ingest(_ text: String) throws -> IngestCounts { try LedgerTables.ingest(text, .quota, into: store, folder).counts }
        let text = Self.heading + Self.rows.map { $0 + "\n" }.joined()
        #expect(try ingest(text).stored == 4)
        try LedgerTables.ingest(Self.reports, .report, into: store, folder)
        let first = try store.latestCommit()
        let again = try ingest(text)
        #expect(again.unchanged == 4 && again.stored + again.changed == 0)
        #expect(try store.latestCommit() == first && entries(store).count == 3)
        // The same figure of the same day, another holder: the row has changed.
        let moved = try ingest(text.replacing("Group,Firm B,M3", with: "Third,Firm C,M3"))
        #expect(moved.changed == 1 && moved.unchanged == 3 && moved.stored == 0)
        #expect(try judged(store).overruns.isEmpty && judged(store, asOf: first).overruns == ["Group 2023 strong"])
        #expect(try ingest(Self.heading + "Group,Firm B,M3,2023,1,55,2023-05-01\n").changed == 1)
        #expect(try judged(store).overruns == ["Group 2023 strong"])
        let second = try store.latestCommit()
        // In a table that has no column of holders.
        #expect(try ingest("mine,year,batch,quota (t REO),issued_at,withdrawn\nM3,2023,1,55,2023-06-01,yes\n").changed == 1)
        #expect(try judged(store).overruns.isEmpty && judged(store, asOf: second).overruns == ["Group 2023 strong"])
        // What takes back may be here before what it takes back.
        let count = try entries(store).count
        #expect(try ingest("mine,year,batch,quota (t REO),issued_at,withdrawn\nM9,2023,1,5,2023-06-01,yes\n").stored == 1)
        #expect(try entries(store).count == count + 1)
        let check = try StoreCheck.run(store.path)
        #expect(check.isSound, "\(check.defects)")
    }

    @Test("A firm that reports for its mines is held against their quotas together, and not told to be without one")
    func firms() throws {
        let rows = [
            "Group,Firm A,M1,2023,1,55,2023-02-01", "Group,Firm A,M2,2023,1,55,2023-02-01", ",Firm Z,,2023,1,50,2023-02-01",
        ]
        for rows in [rows, rows.reversed()] {
            // 108 t, and 120 t, of 110 t.
            let within = try found(rows, reports: Self.reports(ofFirm: 9))
            #expect(within.overruns.isEmpty && within.without.isEmpty && within.notes.isEmpty)
            let above = try found(rows, reports: Self.reports(ofFirm: 10))
            #expect(above.overruns == ["Firm A 2023 strong"] && above.without.isEmpty)
        }
        // Amounts that differ contradict nothing: 108 t of 105 t.
        let unequal = try found(rows.map { $0.replacing("M2,2023,1,55", with: "M2,2023,1,50") }, reports: Self.reports(ofFirm: 9))
        #expect(unequal.overruns == ["Firm A 2023 strong"] && unequal.without.isEmpty)
        // A mine that left in the year may have been reported for. The check reads quotas by whom the reports name: each batch is its firm's.
        let left = try both(rows + ["Group,Firm B,M2,2023,2,20,2023-08-01"], reports: Self.reports(ofFirm: 12))
        #expect(left.stored.overruns == ["Firm A 2023 possible"] && left.stored.without.isEmpty)
        #expect(left.checked.overruns == ["Firm A 2023 strong"] && left.checked.without.isEmpty)
        // What it reported while it had its only mine is held against that mine's quota, 300 t of 150 t.
        let moved = [",Firm A,M1,2023,1,100,2023-02-01", ",Firm B,M1,2023,2,50,2023-07-01", ",Firm Z,,2023,1,50,2023-02-01"]
        let former = try both(moved, reports: Self.reports(ofFirm: 25))
        #expect(former.stored.overruns == ["Firm A 2023 possible"] && former.stored.without.isEmpty)
        #expect(former.checked.overruns == ["Firm A 2023 strong"] && former.checked.without.isEmpty)
        // Nor is what was set aside known to be another's.
        let incomplete = try found(rows + ["Group,Firm A,M2,2023,2,many,2023-08-01"], reports: Self.reports(ofFirm: 10))
        #expect(incomplete.overruns == ["Firm A 2023 possible"])
        // The group's own quota is for what the firm reports.
        let group = try found(rows + ["Group,,,2023,1,119,2023-02-01"], reports: Self.reports(ofFirm: 10))
        #expect(group.overruns == ["Firm A 2023 strong", "Group 2023 strong"])
    }

    @Test("A firm whose mines' quotas were set aside may have them: that it has none is possible, not more")
    func firmsSetAside() throws {
        let reports = Self.reports(ofFirm: 9) + "Firm B,2023-01,1,2023-01-28\n"
        func verdicts(
            _ rows: [String], _ rule: LedgerRuleName = .productionWithoutQuota, members: String? = nil
        ) throws -> [[String]] {
            let folder = try TemporaryFolder()
            let day = try #require(day)
            let quotas = Self.heading + rows.map { $0 + ",2023-02-01\n" }.joined()
            var request = LedgerCheckRequest(
                quotas: [try folder.file("quotas.csv", quotas)], reports: [try folder.file("reports.csv", reports)], day: day, today: day)
            let store = try Store(path: folder.path("watch.db"), mode: .create)
            if let members {
                let path = try folder.file("members.csv", "member,member_kind,parent,parent_kind,from,to\n" + members)
                request.entries[.members] = [path]
                try EntryStoreTests.ingest(path, .members, into: store)
            }
            let outcome = try LedgerTables.ingest(quotas, .quota, into: store, folder)
            #expect(outcome.counts.quarantined > 0)
            try LedgerTables.ingest(reports, .report, into: store, folder)
            let stored = try StoredJudgement(store, StoredLedger(store), on: day).report(LedgerFindingFilter()).0
            return [try LedgerCheckRun(request).execute(), stored].map { report in
                report.findings.filter { $0.rule == rule }.map { "\(report.name(of: $0)) \($0.verdict.rawValue)" }
                    .sorted()
            }
        }
        // One name for mines of two firms: in a store, which reads quotas by the ground, each row contradicts the other.
        let shared = try verdicts([",Firm A,M1,2023,1,120", ",Firm B,M1,2023,1,20", ",Firm Z,,2023,1,many", ",Firm B,,2023,1,1"])
        #expect(shared == [["Firm Z possible"], ["Firm A possible", "Firm Z possible"]])
        // A figure that cannot be read.
        let unread = try verdicts(["Group,Firm A,M1,2023,1,many", ",Firm B,M2,2023,1,20", ",Firm Z,,2023,1,50"])
        #expect(unread == [["Firm A possible"], ["Firm A possible"]])
        // The row names the mine alone: a record has it below the firm.
        let below = try verdicts(
            [",,M1,2023,1,many", ",Firm B,M2,2023,1,20", ",Firm Z,,2023,1,50"], members: "M1,licence,Firm A,enterprise,,\n")
        #expect(below == [["Firm A possible"], ["Firm A possible"]])
        // The row would have said whose the mine is: 108 t of the firm's mines of which one has 55 t.
        let lost = try verdicts(
            ["Group,Firm A,M1,2023,1,55", "Group,Firm A,M2,2023,1,many", ",Firm B,,2023,1,20", ",Firm Z,,2023,1,50"], .quotaOverrun)
        #expect(lost == [["Firm A possible"], ["Firm A possible"]])
        // The row is the firm's own, and would have been for those below it, too.
        let above = try verdicts(
            [",Firm A,,2023,1,many", ",Firm Z,,2023,1,50"], members: "Firm B,enterprise,Firm A,enterprise,,\n")
        #expect(above == [["Firm A possible", "Firm B possible"], ["Firm A possible", "Firm B possible"]])
        // A period that cannot be read leaves it known whose the row was: 108 t of 55 t and another batch.
        let lostYear = try verdicts(
            [",Firm A,,2023,1,55", ",Firm A,,FY 2023,2,55", ",Firm B,,2023,1,20", ",Firm Z,,2023,1,50"], .quotaOverrun)
        #expect(lostYear == [["Firm A possible"], ["Firm A possible"]])
        // What it has itself is known: 108 t of 100 t.
        let own = try verdicts(
            [",Firm A,,2023,1,100", "Group,Firm A,M2,2023,2,many", ",Firm B,,2023,1,20", ",Firm Z,,2023,1,50"], .quotaOverrun)
        #expect(own.last == ["Firm A strong"])
    }

    @Test("Mines that have more than their firm, or another class of ore, may have it beside the firm's own: nothing is strong then")
    func beside() throws {
        func told(_ own: [String], _ mines: [String], _ tonnes: Int = 12) throws -> Set<String> {
            let rows = own.map { "Firm A,,\($0)" } + mines.enumerated().map { "Firm A,M\($0 + 1),\($1)" } + ["Firm Z,,any,2023,1,50"]
            let found = try found(rows.map { $0 + ",2023-02-01" }, heading: Self.classed, reports: Self.reports(ofFirm: tonnes))
            #expect(found.without.isEmpty)
            return found.overruns
        }
        let (sure, unclear): (Set, Set) = (["Firm A 2023 strong"], ["Firm A 2023 possible"])
        // 144 t of 100 t.
        #expect(try told(["any,2023,1,100"], ["any,2023,1,60", "any,2023,1,40"]) == sure)
        #expect(try told(["any,2023,1,100"], ["any,2023,1,60", "any,2023,1,41"]) == unclear)
        #expect(try told(["any,2023,total,100"], ["any,2023,1,60", "any,2023,2,41"]) == unclear)
        #expect(try told(["light,2023,1,100"], ["ionic,2023,1,50"]) == unclear)
        #expect(try told(["light,2023,1,100"], ["light,2023,1,60", "ionic,2023,1,1"]) == unclear)
        #expect(try told(["light,2023,1,100"], ["light,2023,1,100"]) == sure)
        #expect(try told(["light,2023,1,100"], ["any,2023,1,100"]) == sure)
        #expect(try told(["any,2023,1,100"], ["ionic,2023,1,50"]) == sure)
        #expect(try told(["light,2023,1,90", "ionic,2023,1,10"], ["light,2023,1,50", "ionic,2023,1,10"]) == sure)
        #expect(try told(["light,2023,1,90", "any,2023,1,10"], ["light,2023,1,50", "ionic,2023,1,10"]) == sure)
        #expect(try told(["light,2023,1,90", "any,2023,1,10"], ["light,2023,1,50", "ionic,2023,1,11"]) == unclear)
        #expect(try told(["light,2023,1,100", "ionic,2023,1,1"], ["ionic,2023,1,50"]) == unclear)
        // 96 t.
        #expect(try told(["light,2023,1,100"], ["ionic,2023,1,50"], 8).isEmpty)
        // All of a mine's rows count, those of batches that its firm does not have, too; a mine's total stands for its own batches alone.
        let rows = ["Firm A,,any,2023,1,100", "Firm A,M1,any,2023,1,60", "Firm A,M1,any,2023,2,50", "Firm Z,,any,2023,1,50"]
        let several = try both(rows.map { $0 + ",2023-02-01" }, heading: Self.classed, reports: Self.reports(ofFirm: 14))
        #expect(several.checked.overruns == unclear && several.stored.overruns == unclear)
        #expect(try told(["any,2023,total,100"], ["any,2023,total,60", "any,2023,1,90"]) == unclear)
    }

    private static let classed = "enterprise,mine,ore_class,year,batch,quota (t REO),issued_at\n"

    @Test("An overrun of a class of ore is possible where mines have more of that class, and sure where they have more of another")
    func besideByClass() throws {
        func told(_ rows: [String], light: Int, ionic: Int) throws -> [Set<String>] {
            let reports = Self.reports(ofFirm: light, ionic: ionic)
            let folder = try TemporaryFolder()
            let day = try #require(day)
            let quotas = Self.classed + (rows + ["Firm Z,,any,2023,1,50"]).map { $0 + ",2023-02-01\n" }.joined()
            let request = LedgerCheckRequest(
                quotas: [try folder.file("quotas.csv", quotas)], reports: [try folder.file("reports.csv", reports)], day: day, today: day)
            let store = try Store(path: folder.path("watch.db"), mode: .create)
            try LedgerTables.ingest(quotas, .quota, into: store, folder)
            try LedgerTables.ingest(reports, .report, into: store, folder)
            let stored = try StoredJudgement(store, StoredLedger(store), on: day).report(LedgerFindingFilter()).0
            return [try LedgerCheckRun(request).execute(), stored].map { report in
                Set(
                    report.findings.filter { $0.rule == .quotaOverrun }.map { finding in
                        #expect(finding.verdict == .strong || finding.reasons.contains(.ownQuotas))
                        return "\(report.name(of: finding)) \(finding.scope) \(finding.verdict)"
                    })
            }
        }
        // 72 t of ionic ore of 50 t, or of 80 t beside.
        let more = try told(["Firm A,,light,2023,1,50", "Firm A,,ionic,2023,1,50", "Firm A,M1,ionic,2023,1,80"], light: 1, ionic: 6)
        #expect(more == [["Firm A ionic possible"], ["Firm A ionic possible"]])
        // 60 t of light ore and 72 t of ionic: 132 t of 100 t, with 30 t of ionic ore that may be beside.
        let both = try told(["Firm A,,light,2023,1,50", "Firm A,,ionic,2023,1,50", "Firm A,M1,ionic,2023,1,80"], light: 5, ionic: 6)
        #expect(both == [["Firm A mining possible", "Firm A light strong"], ["Firm A mining possible", "Firm A light strong"]])
        // What is no surer of its class is told once.
        let plain = try told(["Firm A,,light,2023,1,100", "Firm A,M1,light,2023,1,60", "Firm A,M2,light,2023,1,60"], light: 15, ionic: 0)
        #expect(plain == [["Firm A mining possible"], ["Firm A mining possible"]])
        // 144 t of light ore of 100 t: what a mine has of another class is no room for it.
        let other = try told(["Firm A,,light,2023,1,100", "Firm A,M1,ionic,2023,1,50"], light: 12, ionic: 0)
        #expect(other == [["Firm A mining possible", "Firm A light strong"], ["Firm A mining possible", "Firm A light strong"]])
    }

    @Test("Who had a mine in the year may have its quota beside his own; a group's members may have more than their firm's own")
    func besideInTheYear() throws {
        let moved = try found(
            [
                ",Firm A,,2023,1,100,2023-02-01", ",Firm A,M1,2023,1,150,2023-02-01", ",Firm B,M1,2023,2,20,2023-08-01",
                ",Firm Z,,2023,1,50,2023-02-01",
            ], reports: Self.reports(ofFirm: 12))
        #expect(moved.overruns == ["Firm A 2023 possible"])
        // The mines have 150 t and 50 t; the group 170 t; reported are 180 t.
        let nested = try found([
            "Group,,,2023,1,170,2023-02-01", "Group,Firm A,,2023,1,100,2023-02-01", "Group,Firm A,M1,2023,1,75,2023-02-01",
            "Group,Firm A,M2,2023,1,75,2023-02-01", "Group,Firm B,M3,2023,1,50,2023-02-01",
        ])
        #expect(nested.overruns == ["Group 2023 possible", "Firm A 2023 possible"])
        // A mine that goes from one firm of the group to another has its quota once.
        let within = try both([
            "Group,,,2023,1,100,2023-02-01", "Group,Firm A,M1,2023,1,60,2023-02-01", "Group,Firm B,M1,2023,2,1,2023-08-01",
            "Group,Firm A,M2,2023,1,20,2023-02-01", "Group,Firm A,M3,2023,1,10,2023-02-01",
        ])
        #expect(within.stored.overruns.contains("Group 2023 strong"))
    }

    @Test("Cubic metres, too: a class of ore that a firm's own quota is not for")
    func besideInVolume() throws {
        let folder = try TemporaryFolder()
        let day = try #require(day)
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        let rows = ["Firm A,,light,2023,1,100,2023-02-01\n", "Firm A,M1,ionic,2023,1,50,2023-02-01\n"]
        try LedgerTables.ingest(
            "enterprise,mine,ore_class,year,batch,quota (m3),issued_at\n" + rows.joined(), .quota, into: store, folder)
        try LedgerTables.ingest(
            Self.reports(ofFirm: 12).replacing("output (t REO)", with: "output (m3)"), .report, into: store, folder)
        var judgement = try StoredJudgement(store, StoredLedger(store), on: day)
        judgement.lines = LineSelection(.mining, nil, .volume)
        let report = try judgement.report(LedgerFindingFilter()).0
        let own = try #require(report.findings.first { $0.rule == .quotaOverrun && report.name(of: $0) == "Firm A" })
        #expect(own.verdict == .possible && own.reasons == [.ownQuotas] && own.scope == .volume)
    }

    @Test("What a firm reports of a class of ore is held against its mines' quotas of that class")
    func classesOfFirms() throws {
        let quotas = [
            ",Firm A,M1,light,2023,1,100,2023-02-01", ",Firm A,M2,ionic,2023,1,50,2023-02-01", ",Firm Z,,any,2023,1,50,2023-02-01",
        ]
        let heading = "group,enterprise,mine,ore_class,year,batch,quota (t REO),issued_at\n"
        // 48 t of 100 t, and 96 t of 50 t: within 150 t together.
        #expect(try found(quotas, heading: heading, reports: Self.reports(ofFirm: 4, ionic: 8)).overruns == ["Firm A 2023 strong"])
        #expect(try found(quotas, heading: heading, reports: Self.reports(ofFirm: 8, ionic: 4)).overruns.isEmpty)
    }

    @Test("Where tables share only names of firms, what their mines state adds up: nothing of two mines is the same said twice")
    func mines() throws {
        let folder = try TemporaryFolder()
        let day = try #require(day)
        func check(_ quotas: String, _ reports: String, invoices: String? = nil) throws -> LedgerReport {
            var request = LedgerCheckRequest(
                quotas: [try folder.file("quotas.csv", quotas)], reports: [try folder.file("reports.csv", reports)], day: day, today: day)
            if let invoices { request.invoices = [try folder.file("invoices.csv", invoices)] }
            let report = try LedgerCheckRun(request).execute()
            #expect(report.setAside.isEmpty && report.inputs.allSatisfy { $0.repeated == 0 })
            return report
        }
        func months(_ row: (String) -> String) -> String { (1...12).map { row("2023-" + ($0 < 10 ? "0\($0)" : "\($0)")) }.joined() }
        let quotas = Self.heading + "Group,Firm A,M1,2023,1,55,2023-02-01\nGroup,Firm A,M2,2023,1,55,2023-02-01\n"
        let heading = "enterprise,mine,month,output (t REO),received_at\n"
        let reports = months { "Firm A,M1,\($0),5,\($0)-28\nFirm A,M2,\($0),5,\($0)-28\nFirm A,合计,\($0),10,\($0)-28\n" }
        let invoices = "seller,date,sold (t REO)\n" + months { "Firm A,\($0)-28,10\n" }
        let whole = try check(quotas, heading + reports, invoices: invoices)
        #expect(told(whole).overruns == ["Firm A 2023 strong"] && !whole.findings.contains { $0.rule == .soldExceedsProduced })
        // A correction is one of its mine; what the firm states itself stands for its mines.
        let corrected = try check(
            quotas, heading + reports + "Firm A,M1,2023-02,7,2023-09-01\nFirm A,,2023-01,9,2023-09-01\n", invoices: invoices)
        let finding = try #require(corrected.findings.first { $0.rule == .quotaOverrun })
        #expect(finding.evidence.first { $0.kind == .reported }?.value == .tonnes(try #require(Tonnes(121))))
        // By the rows of quotas, firms that report and mines with a quota are known to each other: a firm without any is without one.
        let firms = told(try check(quotas, Self.reports(ofFirm: 9)))
        #expect(firms.overruns.isEmpty && firms.without == ["Firm Z"])
        // Mines of two firms that have one name.
        let shared = ["Firm A,M1,2023,1,100", "Firm B,M1,2023,1,80", "Firm Z,M9,2023,1,50"].map { ",\($0),2023-02-01\n" }.joined()
        let apart = told(try check(Self.heading + shared, Self.reports(ofFirm: 8)))
        #expect(apart.overruns.isEmpty && apart.without.isEmpty)
        #expect(try told(check(Self.heading + shared, Self.reports(ofFirm: 9))).overruns == ["Firm A 2023 strong"])
        // A batch for the firm and a later one for a mine: 144 t of 150 t. Of one batch, or beside a total, the firm's own figure stands.
        func given(_ own: String, _ mines: String...) throws -> Set<String> {
            let rows = [own] + mines + ["Firm Z,,2023,1,50"]
            return try told(check(Self.heading + rows.map { ",\($0),2023-02-01\n" }.joined(), Self.reports(ofFirm: 12))).overruns
        }
        #expect(try given("Firm A,,2023,1,100", "Firm A,M1,2023,2,50").isEmpty)
        #expect(try given("Firm A,,2023,1,100", "Firm A,M1,2023,1,60", "Firm A,M2,2023,1,40") == ["Firm A 2023 strong"])
        #expect(try given("Firm A,,2023,total,100", "Firm A,M1,2023,1,60", "Firm A,M2,2023,2,40") == ["Firm A 2023 strong"])
        // The mines have 150 t together: theirs may stand beside it.
        #expect(try given("Firm A,,2023,1,100", "Firm A,M1,2023,1,60", "Firm A,M2,2023,1,90") == ["Firm A 2023 possible"])
        #expect(try given("Firm A,,2023,total,100", "Firm A,M1,2023,1,60", "Firm A,M2,2023,2,90") == ["Firm A 2023 possible"])
        // Two batches of a mine without numbers, told apart by their days, beside another mine's.
        let batches = ["甲矿,甲公司,2023,30,2023-02-01\n", "甲矿,甲公司,2023,25,2023-08-01\n", "乙矿,甲公司,2023,55,2023-02-01\n"]
        let named = "矿山,单位名称,年度,指标（吨REO）,下达日期\n" + batches.joined()
        func ofFirm(_ tonnes: Int) -> String { "单位名称,月份,产量（吨REO）\n" + months { "甲公司,\($0),\(tonnes)\n" } }
        #expect(try told(check(named, ofFirm(9))).overruns.isEmpty)
        #expect(try told(check(named, ofFirm(10))).overruns == ["甲公司 2023 strong"])
    }

    @Test("What takes a row back, or names nobody above any more, counts whichever is delivered first, in files and in a store")
    func takenBackFirst() throws {
        let original = Self.heading + Self.rows.map { $0 + "\n" }.joined()
        let withdrawn = "mine,year,batch,quota (t REO),issued_at,withdrawn\nM3,2023,1,55,2023-06-01,yes\n"
        for later in [withdrawn, Self.heading + ",,M3,2023,1,55,2023-06-01\n"] {
            for texts in [[original, later], [later, original]] {
                let folder = try TemporaryFolder()
                let day = try #require(day)
                let paths = try texts.indices.map { try folder.file("quotas-\($0).csv", texts[$0]) }
                let reports = try folder.file("reports.csv", Self.reports)
                let request = LedgerCheckRequest(quotas: paths, reports: [reports], day: day, today: day)
                let checked = told(try LedgerCheckRun(request).execute())
                let store = try Store(path: folder.path("watch.db"), mode: .create)
                for text in texts { try LedgerTables.ingest(text, .quota, into: store, folder) }
                try LedgerTables.ingest(Self.reports, .report, into: store, folder)
                let stored = try judged(store)
                #expect(checked.overruns.isEmpty && stored.overruns.isEmpty)
                let check = try StoreCheck.run(store.path)
                #expect(check.isSound, "\(check.defects)")
            }
        }
    }

    @Test("What a row says of its holders is shown with file and row; a table without such columns brings nothing")
    func shown() throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        try LedgerTables.ingest("licence_id,year,quota (t REO)\nM1,2023,55\n", .quota, into: store, folder)
        #expect(try entries(store).isEmpty)
        try LedgerTables.ingest(Self.heading + Self.rows.map { $0 + "\n" }.joined(), .quota, into: store, folder)
        let ledger = try StoredLedger(store)
        let lines = try RecordLookup(store, ledger).records(of: "M2").filter { $0.kind == "quota-members" }
        let line = try #require(lines.first)
        #expect(lines.count == 1 && line.row == 4 && line.period == "2023" && line.state == .stands && line.file.hasPrefix("in-"))
        #expect(line.line.contains("enterprise Firm A") && line.line.contains("group Group"))
        let tree = try LedgerDirectory(store, asOf: nil).tree
        let (mine, group) = (try #require(ledger.subject("M2")), try #require(ledger.subject("Group")))
        for (year, isMember) in [(2022, false), (2023, true), (2024, false)] {
            let middle = try #require(Day(year: year, month: 6, day: 30))
            #expect(tree.holders(of: mine, on: middle).contains(group) == isMember, "\(year)")
        }
    }
}
