public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
public import OreLedger
import OreReporting
import OreStorage

/// `orewatch balance`: mined, separated, used, exported, stocked, and what no record explains.
struct BalanceCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, html, xlsx
    }

    static let configuration = CommandConfiguration(
        commandName: "balance",
        abstract: "The balance of a region: mined, separated, used, exported, stocked, each with its bounds, and what no record explains.",
        discussion: """
            Examples:
              orewatch balance --store watch.db
              orewatch balance --region "Longnan" --year 2024 --output longnan.html
              orewatch balance --by group --format json > groups.json
              orewatch balance --unlicensed-method heap --lang zh --output balance.html

            Stated figures are exact; what land without a licence may have given is an \
            interval, which every line that it enters carries on. Ground whose way of \
            working is not known is not turned into tonnes unless --unlicensed-method \
            assumes one; in situ ground never is. Of all regions together it also tells how \
            long reserves last, and how much comes from few owners. Whose figures a sum is \
            made of says --by, and of which rows `orewatch dossier NAME --trace`.
            """)

    @Option(help: "A district, a group or an enterprise; all without it.") var region: String?
    @Option(help: "The last year with figures without it.") var year: YearArgument?
    @Option(help: "Also the year of each district, group or enterprise.") var by: FigureLevel?
    @Option(
        name: .customLong("unlicensed-method"),
        help: "How ground without a licence is worked where nothing says so: pool, heap or hard_rock. Not assumed without it.")
    var method: MiningMethod?
    @OptionGroup var store: StoreOptions
    @OptionGroup var day: LedgerDayOptions
    @Option(help: "table, json, html or xlsx; by the name of the output without it.") var format: Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if by == .all || by == .owner { throw ValidationError("--by takes licence, enterprise, group or district") }
    }

    func run() throws {
        let format = try OutputForm.chosen(format, output, else: .table)
        let (directory, day) = try day.open(store)
        let place: BalanceRun.Region = try region.map { name in name == "all" ? .all : .of(try directory.known(name)) } ?? .all
        var balance = BalanceRun(directory)
        (balance.material, balance.unlicensedMethod) = (self.day.material, method)
        let report = try balance.report(place, year: year?.year, by: by, today: day)
        switch format {
        case .table:
            let lines = BalanceTable.lines(report, style: Terminal.style(language.lang, toOutput: output ?? "-"))
            try put(Array((lines.joined(separator: "\n") + "\n").utf8), output ?? "-")
        case .json: try put(BalanceJSON.bytes(report), output ?? "-")
        case .html: try put(BalancePage.page(report, language: language.lang), output ?? "-")
        case .xlsx:
            guard let output else { throw ValidationError("--format xlsx needs --output") }
            try BalanceExports.writeWorkbook(report, language: language.lang, to: output)
        }
    }
}

extension MiningMethod: ExpressibleByArgument {}
