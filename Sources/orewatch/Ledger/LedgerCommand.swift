import ArgumentParser

/// `orewatch ledger`: quotas, reports and invoices.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Compare what was reported with quota, sales and licences.",
        subcommands: [
            LedgerCheckCommand.self, LedgerTestCommand.self, LedgerFindingsCommand.self, LedgerTemplateCommand.self,
            LedgerReferenceCommand.self, LedgerShowCommand.self, LedgerKnownCommand.self, LedgerPendingCommand.self,
            LedgerCalibrateCommand.self,
        ])
}
