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
              orewatch balance --year 2024 --trace unaccounted
              orewatch balance --region "Longnan" --year 2024 --trace mined/reported/N-1/2024-03

            Stated figures are exact; what land without a licence may have given is an \
            interval, which every line that it enters carries on. Ground whose way of \
            working is not known is not turned into tonnes unless --unlicensed-method \
            assumes one; in situ ground never is. Of all regions together it also tells how \
            long reserves last, and how much comes from few owners. Whose figures a sum is \
            made of says --by, and --trace of which names, months and rows of files, the \
            largest --limit of each one by one and the others as one sum.
            """)

    @Option(help: "A district, a group or an enterprise; all without it.") var region: String?
    @Option(help: "The last year with figures without it.") var year: YearArgument?
    @Option(help: "Also the year of each district, group or enterprise.") var by: FigureLevel?
    @Option(
        help: ArgumentHelp("Print the tree of a figure: a line, then terms, names or months below it.", valueName: "figure"))
    var trace: String?
    @Option(help: "With --trace: so many names, or places, one by one, the largest first; 0: all. 20 without it.") var limit: Int?
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
        if let limit, limit < 0 { throw ValidationError("--limit \(limit): expected 0 or more") }
        if limit != nil, trace == nil { throw ValidationError("--limit goes with --trace") }
        if by != nil, trace != nil { throw ValidationError("--trace tells the parts by itself; leave --by out") }
    }

    func run() throws {
        let format = try OutputForm.chosen(format, output, else: .table)
        let (directory, day) = try day.open(store)
        let place: BalanceRun.Region = try region.map { name in name == "all" ? .all : .of(try directory.known(name)) } ?? .all
        var balance = BalanceRun(directory)
        (balance.material, balance.day, balance.unlicensedMethod) = (self.day.material, day, method)
        if let trace { return try write(figure: trace, try traced(trace, balance, place), format) }
        let report = try balance.report(place, year: year?.year, by: by, today: LedgerDayOptions.today)
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

    /// Names that the path goes through are told one by one, however little they add.
    private func traced(_ path: String, _ balance: BalanceRun, _ place: BalanceRun.Region) throws -> BalanceTrace {
        let shown = limit ?? 20
        return try balance.trace(
            place, year: year?.year, limit: shown == 0 ? nil : shown, naming: FigureNames.names(in: path),
            today: LedgerDayOptions.today)
    }

    private func write(figure path: String, _ trace: BalanceTrace, _ format: Format) throws {
        guard format == .table || format == .json else { throw TraceAdvice.form }
        let found = trace.figure(at: path)
        guard let figure = found.figure else { throw TraceAdvice.unknown(found.unknown, found.known) }
        if format == .json { return try put(BalanceJSON.bytes(figure, of: trace), output ?? "-") }
        let lines = BalanceTable.trace(figure, of: trace, style: Terminal.style(language.lang, toOutput: output ?? "-"))
        try put(Array((lines.joined(separator: "\n") + "\n").utf8), output ?? "-")
    }
}

extension MiningMethod: ExpressibleByArgument {}
