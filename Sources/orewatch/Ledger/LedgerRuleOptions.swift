import ArgumentParser
import OreJobs
import OreLedger

/// The rule file of commands that judge figures.
struct LedgerRuleOptions: ParsableArguments {
    @Option(
        name: .customLong("rules"),
        help: "Rule set (YAML), a path or the name of a shipped one: its section `ledger` counts; the documented defaults without it.")
    var file: String?

    func rules() throws -> LedgerRules { try LedgerRules.named(file) }
}
