import ArgumentParser
import Foundation
import OreFeatures
import OreLedger
import OreReporting

/// `orewatch ledger template`: an empty table to fill in.
struct LedgerTemplateCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case xlsx, csv
    }

    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Write an empty table of one kind of records.",
        discussion: """
            Examples:
              orewatch ledger template reports --output reports.xlsx
              orewatch ledger template quotas --format csv --lang zh > quotas.csv
              orewatch ledger template separation --example --output separation.csv
              orewatch ledger template --schema > ledger-records.schema.json

            The headings are read back without a profile, in both languages. --schema describes the records of every kind (JSON Schema).
            """)

    @Argument(help: ArgumentHelp("One of " + LedgerTemplate.kinds.joined(separator: ", ") + ".", valueName: "kind"))
    var kind: String?
    @Option(help: "xlsx or csv; by the name of the output without it.") var format: Format?
    @Flag(help: "With one row for an example.") var example = false
    @Flag(help: "The JSON Schema of the records of all kinds instead.") var schema = false
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard let kind else {
            if !schema { throw ValidationError("which kind? one of " + LedgerTemplate.kinds.joined(separator: ", ")) }
            return
        }
        if schema { throw ValidationError("--schema describes all kinds; leave out \(kind)") }
        guard LedgerTemplate.kinds.contains(kind) else {
            throw ValidationError("\(kind): \(NearestMatch.advice(for: kind, among: LedgerTemplate.kinds))")
        }
    }

    func run() throws {
        if schema { return try put(LedgerRecordSchema.bytes(), output ?? "-") }
        guard let template = LedgerTemplate(named: kind ?? "", isChinese: language.lang == .chinese) else { return }
        let suffix = output.map { URL(filePath: $0).pathExtension.lowercased() } ?? ""
        guard let format = format ?? (output == nil ? .csv : Format(rawValue: suffix)) else {
            throw ValidationError("\(output ?? ""): no known extension; say the form with --format")
        }
        switch format {
        case .csv: try put(LedgerTemplateOutputs.csv(template, rows: example ? [template.example] : nil), output ?? "-")
        case .xlsx:
            guard let output else { throw ValidationError("--format xlsx needs --output") }
            try LedgerTemplateOutputs.writeWorkbook(
                template, rows: example ? [template.example] : [], language: language.lang, to: output)
        }
    }
}
