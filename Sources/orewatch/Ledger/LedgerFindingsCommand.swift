public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
public import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger findings`: what the rules find in a store, with evidence.
struct LedgerFindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings", abstract: "List what the rules find in the figures of a store, the heaviest first.",
        discussion: """
            Examples:
              orewatch ledger findings --store watch.db --due 10
              orewatch ledger findings --store watch.db --rule quota_overrun --year 2024 --verdict strong
              orewatch ledger findings --store watch.db --subject N-3 --limit 1000 --output n-3.xlsx
              orewatch ledger findings --store watch.db --as-of 2025-03-31 --format json > findings.json

            Each finding has its figures, its formula and the rows of the files that it came from. Licences, their terms, capacities and events
            are those of the store. It suspects; people judge.

            Exit codes: 0 done; 4 findings (with --exit-code); 64 usage; 66 the store cannot be opened; 73 the output cannot be created.
            """)

    @OptionGroup var ledger: LedgerStoreOptions
    @Option(help: DueDay.help)
    var due: DueDay?
    @OptionGroup var ruleFile: LedgerRuleOptions
    @Option(name: .customLong("rule"), help: "Only this rule, such as quota_overrun; repeatable.") var rules: [LedgerRuleName] = []
    @Option(name: .customLong("subject"), help: "Only this licence or enterprise; repeatable.") var subjects: [String] = []
    @Option(name: .customLong("year"), help: "Only this year; repeatable.") var years: [Int32] = []
    @Option(name: .customLong("verdict"), help: "Only strong, or only possible.") var verdicts: [FindingVerdict] = []
    @Option(name: .customLong("min-severity"), help: "Only of this severity (0 to 100) and above.") var severity = 0
    @Option(help: "At most so many.") var limit = 100
    @Option(help: "table, json, csv or xlsx; by the name of the output without it.") var format: LedgerCheckCommand.Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions
    @Flag(name: .shortAndLong, help: "No account on standard error.") var quiet = false
    @Flag(name: .customLong("exit-code"), help: "Leave with 4 when there are findings.") var exitCode = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
        if !(0...100).contains(severity) { throw ValidationError("--min-severity \(severity): expected 0 to 100") }
    }

    func run() throws {
        let writer = LedgerReportWriter(format: format, output: output, language: language.lang)
        let form = try writer.chosenFormat()
        let thresholds = try ruleFile.rules()
        let (store, opened, day) = try ledger.open()
        var judgement = try StoredJudgement(store, opened, on: day, due: due?.calendar, by: thresholds)
        for name in subjects where judgement.subject(name) == nil {
            throw ValidationError("--subject \(name): no record of the store's ledger names it")
        }
        (judgement.lines, judgement.threads) = (ledger.lines, ledger.workers)
        var filter = LedgerFindingFilter()
        (filter.rules, filter.subjects, filter.years) = (Set(rules), Set(subjects), Set(years))
        (filter.verdicts, filter.minimumSeverity, filter.limit) = (Set(verdicts.map(\.rawValue)), severity, limit)
        let (report, matching, _) = try judgement.report(filter)
        try writer.write(report, form, limit: limit)
        if !quiet {
            var lines = [ledger.heading(opened, day)]
            if matching > report.findings.count {
                let (own, all) = (report.findings.count, matching)
                lines.append(
                    language.lang.pick(
                        "The heaviest \(own) of \(all) findings; --limit lists more.", "共 \(all) 条，仅列最重的 \(own) 条；用 --limit 列出更多。"))
            }
            lines += try ledger.remarks(opened, language.lang)
            lines += LedgerTable.account(report, language: language.lang)
            FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        }
        if exitCode && !report.findings.isEmpty { throw ExitCode(ExitStatus.findingsExist.rawValue) }
    }
}

enum FindingVerdict: String, CaseIterable, ExpressibleByArgument {
    case strong, possible
}

extension LedgerRuleName: ExpressibleByArgument {}
