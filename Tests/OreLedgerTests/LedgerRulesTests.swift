import Foundation
import OreDetection
import OreFeatures
import TestSupport
import Testing

@testable import OreLedger

@Suite("Rules over figures from a rule file")
struct LedgerRulesTests {
    private func read(_ yaml: String) throws -> LedgerRules { try LedgerRules(yaml: yaml, file: "office.yaml") }

    private func refusal(_ yaml: String) -> String {
        do {
            _ = try read(yaml)
            return ""
        } catch { return "\(error)" }
    }

    /// A value of each key that decides otherwise about somebody.
    static let others: [(key: String, value: String)] = [
        ("quota_overrun.margin", "0.02"), ("quota_overrun.later_batches_months", "6"), ("quota_overrun_projected.probability", "0.95"),
        ("quota_overrun_projected.past_years", "2"), ("quota_overrun_projected.least_spread", "1"), ("capacity_exceeded.margin", "0.02"),
        ("report_implausible.window_reports", "24"), ("report_implausible.least_reports", "7"), ("report_implausible.reach_months", "3"),
        ("report_implausible.factor", "3"), ("report_implausible.equal_run_months", "13"), ("report_implausible.chance", "0.000000001"),
        ("report_implausible.least_figures", "61"), ("sold_exceeds_produced.lead_months", "0"), ("tax_implied_gap.margin", "0.02"),
        ("operating_without_permit.renewal_days", "30"), ("ghost_production.clear_views", "5"),
        ("recovery_low.in_situ_leachable", "0.95"), ("recovery_low.in_situ_full", "0.95"), ("recovery_low.heap_leachable", "0.95"),
        ("recovery_low.heap_full", "0.95"), ("recovery_low.otherwise", "0.95"), ("high_grading.factor", "1.5"),
        ("separation_exceeds_feed.best_yield", "0.9"), ("export_mirror_gap.margin", "0.03"), ("export_mirror_gap.lag_months", "0"),
        ("export_mirror_gap.freight", "1.5"),
    ]

    @Test("Every key is read, and changes what its rule finds and nothing else", arguments: others)
    func keys(key: String, value: String) throws {
        let parts = key.split(separator: ".").map(String.init)
        let rules = try read("ledger:\n  \(parts[0]):\n    \(parts[1]): \(value)\n")
        let threshold = try #require(LedgerThreshold.all.first { "\($0.rule.rawValue).\($0.key)" == key })
        #expect(threshold.value(in: rules) == Double(value) && rules.changes.count == 1)
        #expect(rules.changes.first?.hasPrefix(key + "=") == true)
        let (documented, changed) = (try ThresholdWorld.found(LedgerRules()), try ThresholdWorld.found(rules))
        let different = LedgerRuleName.allCases.filter { documented[$0] ?? [] != changed[$0] ?? [] }
        #expect(different == [threshold.rule])
    }

    @Test("The table of keys that tests try is that of the keys that there are")
    func complete() {
        #expect(Set(Self.others.map(\.key)) == Set(LedgerThreshold.all.map { "\($0.rule.rawValue).\($0.key)" }))
        for threshold in LedgerThreshold.all { #expect(threshold.bounds.contains(threshold.value(in: LedgerRules())), "\(threshold.key)") }
    }

    @Test("The shipped file shows every rule and every key with the value that the code has")
    func shipped() throws {
        let path = SharedData.packageRoot.appending(path: "GeoData/rules/default.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let rules = try read(text)
        #expect(rules == LedgerRules() && rules.changes.isEmpty)
        var (shown, rule, isOurs) = ([String: String](), "", false)
        for line in text.split(separator: "\n") where !line.trimmingCharacters(in: .whitespaces).hasPrefix("#") {
            if !line.hasPrefix(" ") { isOurs = line == "ledger:" }
            let words = (line.split(separator: "#").first ?? "").split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
            guard isOurs, line.hasPrefix("  "), let name = words.first else { continue }
            if line.hasPrefix("    ") { shown["\(rule).\(name)"] = words.last } else { rule = name }
        }
        var expected: Set<String> = Set(LedgerRuleName.allCases.map { "\($0.rawValue).enabled" })
        for threshold in LedgerThreshold.all {
            let name = "\(threshold.rule.rawValue).\(threshold.key)"
            expected.insert(name)
            #expect(shown[name].flatMap { Double($0) } == threshold.value(in: LedgerRules()), "\(name)")
        }
        #expect(Set(shown.keys) == expected)
    }

    @Test(
        "What is unknown, out of bounds or of the wrong kind is refused with its line, its place and what to do",
        arguments: [
            ("ledger:\n  quota_overun:\n    margin: 0\n", ["2", "ledger.quota_overun", "quota_overrun"]),
            ("ledger:\n  quota_overrun:\n    margn: 0\n", ["3", "ledger.quota_overrun.margn", "margin"]),
            ("ledger:\n  quota_overrun:\n    margin: -0.01\n", ["3", "ledger.quota_overrun.margin", "from 0.0 to 1.0"]),
            ("ledger:\n  quota_overrun:\n    margin: 2 %\n", ["3", "2 %"]),
            ("ledger:\n  quota_overrun:\n    enabled: maybe\n", ["3", "true or false"]),
            ("ledger:\n  quota_overrun_projected:\n    probability: 0.1\n", ["3", "from 0.2 to 1.0"]),
            ("ledger:\n  sold_exceeds_produced:\n    lead_months: 1.5\n", ["3", "a whole number from 0 to 12"]),
            ("ledger:\n  report_implausible:\n    factor: nan\n", ["3", "from 1.0 to 100.0"]),
            ("ledger:\n  report_implausible:\n    factor: 101\n", ["3", "from 1.0 to 100.0"]),
            ("ledger:\n  report_implausible:\n    least_reports: 13\n", ["3", "window_reports 12"]),
            ("ledger: 3\n", ["1", "mapping"]), ("ledger:\n  report_late:\n    strong: true\n", ["3", "ledger.report_late.strong"]),
        ])
    func refused(yaml: String, words: [String]) {
        let text = refusal(yaml)
        #expect(text.hasPrefix("office.yaml"))
        for word in words { #expect(text.contains(word), "\(text)") }
    }

    @Test(
        "A file without the section, or an empty one, is the documented rules", arguments: ["", "name: x\n", "ledger:\n", "ledger: {}\n"])
    func absent(yaml: String) throws {
        #expect(try read(yaml) == LedgerRules())
    }

    @Test("A rule that is switched off finds nothing and says so; the doubt that its jumps cast stays")
    func switchedOff() throws {
        let documented = try ThresholdWorld.found(LedgerRules())
        for rule in [LedgerRuleName.quotaOverrun, .reportImplausible, .soldExceedsProduced, .capacityExceeded, .ghostProduction] {
            let rules = try read("ledger:\n  \(rule.rawValue):\n    enabled: false\n")
            let found = try ThresholdWorld.found(rules)
            #expect(found[rule] == nil)
            #expect(found.filter { $0.key != rule } == documented.filter { $0.key != rule })
            #expect(rules.told([LedgerRuleAccount(rule, ran: true)]) == [LedgerRuleAccount(rule, ran: false, notes: [.switchedOff])])
            #expect(rules.changes == ["\(rule.rawValue).enabled=false"] && rules.entries.off == [rule])
        }
        var rules = LedgerRules()
        rules.off = [.reportImplausible]
        var standing = LedgerStanding()
        (standing.closedYear, standing.off) = (2023, rules.off)
        // One month in kilograms: a thousand times the others.
        let reports = Given.months(2023, Array(repeating: 10, count: 11) + [10_000])
        let partition = LedgerPartition(
            reports: try Given.reports(reports), sold: FigureSeries(.month), quotas: try Given.quotas([(1, 2023, 100)]))
        let found = FindingGathering(standing).findings(try rules.figures.evaluate(partition, LedgerBackground()))
        #expect(found.map(\.rule) == [.quotaOverrun] && found.map(\.reasons) == [[.unitSuspected]])
    }

    @Test("Where the rule of orders is switched off, its months are told of as outside of validity")
    func orders() throws {
        var rows = FigureFindings()
        let month = Given.month("2023-05")
        rows.afterStopOrder.rows = [.init(subject: SubjectID(1), month: month, amount: .zero, order: Given.day("2023-01-01"))]
        rows.outsideValidity.rows = [.init(subject: SubjectID(1), month: month, amount: .zero, lastInForce: nil)]
        var both = rows
        both.tellStoppedMonthsOnce()
        rows.tellStoppedMonthsOnce(unless: [.productionAfterStopOrder])
        #expect(both.outsideValidity.rows.isEmpty && rows.outsideValidity.rows.count == 1)
    }

    @Test("Thresholds that kept figures are folded with are in their words; margins and switches are not")
    func kept() throws {
        func words(_ rules: LedgerRules) -> String? { KeptSettings(rules.figures, lines: LedgerWorld.lines)?.text }
        let documented = try #require(words(LedgerRules()))
        let folded = [
            "report_implausible": [
                "window_reports", "least_reports", "reach_months", "factor", "equal_run_months", "chance", "least_figures",
            ],
            "sold_exceeds_produced": ["lead_months"],
        ]
        for (key, value) in Self.others {
            let parts = key.split(separator: ".").map(String.init)
            let rules = try read("ledger:\n  \(parts[0]):\n    \(parts[1]): \(value)\n")
            #expect((words(rules) != documented) == (folded[parts[0]]?.contains(parts[1]) ?? false), "\(key)")
        }
    }

    @Test("A limit raised by its margin lets pass exactly what the rule lets pass")
    func raised() throws {
        var random = SplitMix(seed: 11)
        for _ in 0..<500 {
            let (limit, margin) = (Int64(random.below(2_000_000)), Share(millionths: Int64(random.below(1_000_001))))
            let allowed = Tonnes(thousandths: limit).raised(by: margin)
            for amount in [allowed.thousandths, allowed.thousandths + 1] {
                let isAbove = (Int128(amount) - Int128(limit)) * 1_000_000 > Int128(limit) * Int128(margin.millionths)
                #expect(isAbove == (amount > allowed.thousandths))
            }
        }
    }
}
