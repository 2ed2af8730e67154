import ArgumentParser
import Foundation
import OreFeatures
import OreLedger
import OreReporting

/// `orewatch ledger reference`: the figures that the program ships, each with its source.
struct LedgerReferenceCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, csv, json
    }

    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Show quotas, yields, recoveries and codes, each with its source.",
        discussion: """
            Examples:
              orewatch ledger reference
              orewatch ledger reference rare-earth-quotas
              orewatch ledger reference yield-model --unverified --format csv

            Without a name the tables are listed. Figures that nobody has checked are marked unverified and left out, unless asked for.
            """)

    @Argument(help: "Name of a table, or its path.") var table: String?
    @Flag(help: "Also the figures that nobody has checked.") var unverified = false
    @Option(help: "table, csv or json.") var format = Format.table
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if table == nil, format != .table || unverified { throw ValidationError("--format and --unverified go with the name of a table") }
    }

    func run() throws {
        let bytes: [UInt8]
        if let name = table {
            let table = try ReferenceTable(named: name, includingUnverified: unverified)
            switch format {
            case .table: bytes = text(ReferenceTableOutputs.lines(table, style: style))
            case .csv: bytes = ReferenceTableOutputs.csv(table)
            case .json: bytes = ReferenceTableOutputs.json(table)
            }
            if let remark = ReferenceTableOutputs.remark(table, language: language.lang) {
                FileHandle.standardError.write(Data((remark + "\n").utf8))
            }
        } else {
            let all = try ReferenceTable.shippedNames.map { try ReferenceTable(named: $0, includingUnverified: true) }
            bytes = text(ReferenceTableOutputs.list(all, style: style))
        }
        let file = try AtomicFile("-")
        try file.write(bytes)
        try file.commit()
    }

    private func text(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n") + "\n").utf8) }

    private var style: TextStyle {
        let isTerminal = isatty(1) == 1
        var size = winsize()
        let width = isTerminal ? (ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 100) : nil
        return TextStyle(
            language: language.lang, width: width,
            colour: isTerminal && TextStyle.usesColour(isTerminal: true, environment: ProcessInfo.processInfo.environment))
    }
}
