import OreDetection
import OreFeatures
import OreJobs
import OreLedger
import OreStorage
import TestSupport
import Testing

/// Thresholds of an office: the same in a check of files and in a store, whatever is kept beside it.
@Suite("Thresholds over files and stores")
struct LedgerRulesRunTests {
    private let folder: TemporaryFolder
    private let request: LedgerCheckRequest
    private let store: Store

    /// Two mines of a group, each 2 t above 118 t together with 236 t for the group; a third with a jump; a sale before its production; a deposit and a
    /// restoration that are owed.
    init() throws {
        let folder = try TemporaryFolder()
        let day = try #require(Day(year: 2024, month: 6, day: 30))
        let months = (1...12).map { "2023-" + ($0 < 10 ? "0\($0)" : "\($0)") }
        let reports = months.map { "M1,\($0),10,\($0)-28\nM2,\($0),10,\($0)-28\n" } + months.prefix(6).map { "M3,\($0),10,\($0)-28\n" }
        let tables = [
            FigureKind.quota: "licence_id,year,quota (t REO),issued_at\nM1,2023,118,2023-02-01\nGroup,2023,236,2023-02-01\n",
            .report: "licence_id,month,output (t REO),received_at\n" + reports.joined() + "M3,2023-07,21,2023-07-28\n",
            .invoice: "seller,date,t_reo\nM1,2023-01-15,20\n",
        ]
        let members = "member,member_kind,parent,parent_kind,from\nM1,licence,Group,group,\nM2,licence,Group,group,\n"
        var request = LedgerCheckRequest(
            quotas: [try folder.file("q.csv", tables[.quota] ?? "")], reports: [try folder.file("r.csv", tables[.report] ?? "")], day: day,
            today: day)
        request.invoices = [try folder.file("i.csv", tables[.invoice] ?? "")]
        let entries: [EntryKind: String] = [
            .members: members, .deposits: "licence_id,due_on,due,paid\nM1,2023-06-30,1000,400\n",
            .obligations: "licence_id,number,due_on\nM2,R-1,2023-09-30\n",
        ]
        for (kind, text) in entries { request.entries[kind] = [try folder.file("\(kind.rawValue).csv", text)] }
        let store = try Store(path: folder.path("watch.db"), mode: .create)
        for kind in FigureKind.allCases { try LedgerTables.ingest(tables[kind] ?? "", kind, into: store, folder) }
        for (kind, text) in entries { _ = try EntryStoreTests.ingest(try folder.file("s-\(kind.rawValue).csv", text), kind, into: store) }
        (self.folder, self.request, self.store) = (folder, request, store)
    }

    private static func lines(_ report: LedgerReport) -> Set<String> {
        Set(
            report.findings.map { finding in
                "\(finding.rule.rawValue) \(report.name(of: finding)) \(finding.year) \(finding.verdict.rawValue) \(finding.months.count)"
            })
    }

    private func stored(_ rules: LedgerRules, keepsFrom: Int) throws -> LedgerReport {
        var judgement = try StoredJudgement(store, StoredLedger(store), on: request.day, by: rules)
        judgement.keepsFrom = keepsFrom
        var filter = LedgerFindingFilter()
        filter.limit = .max
        return try judgement.report(filter).report
    }

    /// From files, and the same from the store with figures kept and without.
    private func found(_ yaml: String) throws -> Set<String> {
        var request = request
        request.rules = try LedgerRules(yaml: yaml, file: "office.yaml")
        let checked = try LedgerCheckRun(request).execute()
        for keepsFrom in [0, Int.max] {
            let stored = try stored(request.rules, keepsFrom: keepsFrom)
            #expect(Self.lines(stored) == Self.lines(checked), "\(yaml)")
            for rule in LedgerRuleName.allCases {
                func told(_ report: LedgerReport) -> [LedgerNote] {
                    (report.rules.first { $0.rule == rule }?.notes ?? []).filter { note in
                        switch note {
                        case .switchedOff, .thresholds: true
                        default: false
                        }
                    }
                }
                #expect(told(stored) == told(checked), "\(rule)")
            }
        }
        return Self.lines(checked)
    }

    @Test("Files and stores find the same under every threshold; what is kept beside a store follows them, one after the other")
    func same() throws {
        let documented = try found("")
        #expect(documented.contains("quota_overrun M1 2023 strong 0"), "\(documented)")
        #expect(documented.contains { $0.hasPrefix("report_implausible M3 2023 possible") })
        #expect(documented.contains { $0.hasPrefix("quota_overrun Group 2023") })
        #expect(!documented.contains { $0.hasPrefix("sold_exceeds_produced") })
        let margin = try found("ledger:\n  quota_overrun:\n    margin: 0.02\n")
        #expect(!margin.contains { $0.hasPrefix("quota_overrun") })
        let open = try found("ledger:\n  quota_overrun:\n    later_batches_months: 9\n")
        #expect(open.contains("quota_overrun M1 2023 possible 0"))
        let lead = try found("ledger:\n  sold_exceeds_produced:\n    lead_months: 0\n")
        #expect(lead.contains { $0.hasPrefix("sold_exceeds_produced M1 2023") })
        let jumps = try found("ledger:\n  report_implausible:\n    factor: 3\n    equal_run_months: 13\n")
        #expect(!jumps.contains { $0.hasPrefix("report_implausible") })
        #expect(try found("") == documented)
    }

    @Test("A rule that is switched off finds nothing, over figures as over entries, and the others what they found")
    func off() throws {
        let documented = try found("")
        for rule in [LedgerRuleName.quotaOverrun, .reportImplausible, .depositShort, .restorationOverdue] {
            #expect(documented.contains { $0.hasPrefix(rule.rawValue + " ") }, "\(rule)")
            let found = try found("ledger:\n  \(rule.rawValue):\n    enabled: false\n")
            #expect(found == documented.filter { !$0.hasPrefix(rule.rawValue + " ") }, "\(rule)")
        }
    }

    @Test("The account of a rule says that the file switched it off, or which values it sets")
    func accounts() throws {
        var request = request
        request.rules = try LedgerRules(
            yaml: "ledger:\n  report_late:\n    enabled: false\n  quota_overrun:\n    margin: 0.02\n", file: "office.yaml")
        let rules = try LedgerCheckRun(request).execute().rules
        #expect(rules.first { $0.rule == .reportLate } == LedgerRuleAccount(.reportLate, ran: false, notes: [.switchedOff]))
        #expect(rules.first { $0.rule == .quotaOverrun }?.notes.last == .thresholds(["margin=0.02"]))
    }

    @Test("A slip in the section is refused wherever the file is read: for figures and for places; the shipped set has a name")
    func named() throws {
        let slip = try folder.file("slip.yaml", "ledger:\n  quota_overrun:\n    margin: 2\n")
        #expect(throws: InputError.self) { try LedgerRules.named(slip) }
        #expect(throws: InputError.self) { try RuleSet.named(slip) }
        let other = try folder.file("other.yaml", "name: x\nnear_distance: 3\n")
        #expect(throws: InputError.self) { try LedgerRules.named(other) }
        #expect(try LedgerRules.named("default") == LedgerRules() && LedgerRules.named(nil) == LedgerRules())
    }
}
