import ArgumentParser
import Foundation
import OreFeatures
import OreLedger
import OreReporting

/// `orewatch ledger`: quotas, reports and invoices.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Compare what was reported with quota, sales and licences.",
        subcommands: [
            LedgerCheckCommand.self, LedgerTestCommand.self, LedgerFindingsCommand.self, LedgerTemplateCommand.self,
            LedgerReferenceCommand.self,
        ])
}

/// `orewatch ledger template`: an empty table to fill in.
struct LedgerTemplateCommand: ParsableCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case quotas, reports, invoices

        var figures: FigureKind { self == .quotas ? .quota : self == .reports ? .report : .invoice }
    }
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case xlsx, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Write an empty table of quotas, reports or invoices.",
        discussion: """
            Examples:
              orewatch ledger template reports --output reports.xlsx
              orewatch ledger template quotas --format csv --lang zh > quotas.csv
            """)

    @Argument(help: "quotas, reports or invoices.") var kind: Kind
    @Option(help: "xlsx or csv; by the name of the output without it.") var format: Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func run() throws {
        let template = LedgerTemplate(kind.figures, isChinese: language.lang == .chinese)
        let suffix = output.map { URL(filePath: $0).pathExtension.lowercased() } ?? ""
        guard let format = format ?? (output == nil ? .csv : Format(rawValue: suffix)) else {
            throw ValidationError("\(output ?? ""): no known extension; say the form with --format")
        }
        switch format {
        case .csv:
            let file = try AtomicFile(output ?? "-")
            try file.write(LedgerTemplateOutputs.csv(template))
            try file.commit()
        case .xlsx:
            guard let output else { throw ValidationError("--format xlsx needs --output") }
            try LedgerTemplateOutputs.writeWorkbook(template, language: language.lang, to: output)
        }
    }
}
