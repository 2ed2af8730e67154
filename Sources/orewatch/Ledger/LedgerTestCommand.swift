public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
public import OreLedger
import OreStorage

/// `orewatch ledger test`: the rules over the figures of a store.
struct LedgerTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the rules over all figures of a store and count what they find.",
        discussion: """
            Examples:
              orewatch ledger test --store watch.db
              orewatch ledger test --store watch.db --as-of 57
              orewatch ledger test --store watch.db --plain --rows found

            Without registers every finding is at most possible. --plain runs five plain queries instead: years above the sum of their batches,
            reports received after the 10th of the next month, months without a report, months up to which more was sold than produced, figures
            above twice the median of the twelve reports before. --rows writes their rows as CSV.
            """)

    @OptionGroup var store: StoreOptions
    @Option(name: .customLong("as-of"), help: "What was known at that commit; the latest without it.") var asOf: Int?
    @Option(help: "mining, separation or export.") var stage = Stage.mining
    @Flag(help: "The five plain queries: fixed settings, rows instead of findings.") var plain = false
    @Option(help: ArgumentHelp("Folder for the rows of --plain: overrun.csv, late.csv, ...", valueName: "folder")) var rows: String?
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?

    func validate() throws {
        if rows != nil, !plain { throw ValidationError("--rows goes with --plain") }
        if let asOf, asOf < 0 { throw ValidationError("--as-of \(asOf): expected the number of a commit") }
    }

    func run() throws {
        let store = try store.open(.readOnly)
        let ledger = try StoredLedger(store, asOf: asOf)
        var evaluation = LedgerEvaluation(ledger, rules: plain ? .plainQueries : FigureRules())
        evaluation.lines = LineSelection(stage)
        evaluation.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let kinds = FigureKind.allCases.map { "\($0)s=\(ledger.count(of: $0))" }
        print((["ledger", "commit=\(ledger.commit)", "subjects=\(ledger.names.count)"] + kinds).joined(separator: " "))
        if plain {
            let csv = PlainRowsCSV(try evaluation.rows(), of: ledger)
            if let rows { try csv.write(to: rows) }
            for count in csv.counts { print("\(count.name) rows=\(count.rows)") }
        } else {
            for count in try evaluation.counts() { print(count.text) }
        }
    }
}

extension Stage: ExpressibleByArgument {
    public init?(argument: String) {
        guard let stage = Stage.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = stage
    }
}
