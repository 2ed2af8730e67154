public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
public import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger test`: the rules over the figures of a store.
struct LedgerTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the rules over all figures of a store and count what they find.",
        discussion: """
            Examples:
              orewatch ledger test --store watch.db --due 10
              orewatch ledger test --store watch.db --as-of 57
              orewatch ledger test --store watch.db --as-of 2025-03-31
              orewatch ledger test --store watch.db --plain --rows found

            Licences, their terms, capacities and events are those of the store; without them some rules are not evaluated, and it says so.
            "orewatch ledger findings" lists what was found. --plain runs five plain queries instead: years above the sum of their batches,
            reports received after the 10th of the next month, months without a report, months up to which more was sold than produced, figures
            above twice the median of the twelve reports before. --rows writes their rows as CSV.

            Of a large ledger, what the next run of --plain or --incremental needs of each subject is kept in STORE.ledger-*, a cache that may be
            deleted at any time: a month's delivery is then tested in the time of a month.
            """)

    @OptionGroup var ledger: LedgerStoreOptions
    @Option(help: DueDay.help)
    var due: DueDay?
    @OptionGroup var ruleFile: LedgerRuleOptions
    @Flag(help: "The five plain queries: fixed settings, rows instead of findings.") var plain = false
    @Option(help: ArgumentHelp("Folder for the rows of --plain: overrun.csv, late.csv, ...", valueName: "folder")) var rows: String?
    @Flag(help: "Leave out projections of quotas, which read every month that a subject ever reported.")
    var incremental = false
    @OptionGroup var language: LanguageOptions
    @Flag(name: .shortAndLong, help: "No account on standard error.") var quiet = false

    func validate() throws {
        if rows != nil, !plain { throw ValidationError("--rows goes with --plain") }
        if incremental, plain { throw ValidationError("--plain is incremental by itself; leave out --incremental") }
        if due != nil, plain { throw ValidationError("--plain has its own due day; leave out --due") }
        if ruleFile.file != nil, plain { throw ValidationError("--plain has its own settings; leave out --rules") }
    }

    func run() throws {
        let rules = try ruleFile.rules()
        let (store, opened, day) = try ledger.open()
        print(ledger.heading(opened, day))
        if plain { return try runPlain(opened) }
        var judgement = try StoredJudgement(store, opened, on: day, due: due?.calendar, by: rules)
        (judgement.lines, judgement.threads) = (ledger.lines, ledger.workers)
        judgement.isIncremental = incremental
        let found = try judgement.findings()
        for count in found.counts { print(count.text) }
        if !quiet {
            let lines =
                try ledger.remarks(opened, language.lang) + LedgerTable.account(judgement.accounts(of: found), language: language.lang)
            FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        }
    }

    private func runPlain(_ opened: StoredLedger) throws {
        let lines = ledger.lines
        guard let rows else {
            var evaluation = KeptEvaluation(opened, rules: .plainQueries, lines: lines)
            evaluation.threads = ledger.workers
            for count in try evaluation.plainCounts() { print("\(count.name) rows=\(count.rows)") }
            return
        }
        var evaluation = LedgerEvaluation(opened, rules: .plainQueries)
        (evaluation.lines, evaluation.threads) = (lines, ledger.workers)
        let csv = PlainRowsCSV(try evaluation.rows(), of: opened)
        try csv.write(to: rows)
        for count in csv.counts { print("\(count.name) rows=\(count.rows)") }
    }
}

extension Stage: ExpressibleByArgument {
    public init?(argument: String) {
        guard let stage = Stage.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = stage
    }

    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
    public var defaultValueDescription: String { "\(self)" }
}
