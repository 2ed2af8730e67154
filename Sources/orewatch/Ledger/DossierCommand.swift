import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import OreStorage

/// `orewatch dossier`: everything that is known of one subject, and its account.
struct DossierCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dossier",
        abstract: "Put together what is known of a licence, an enterprise, a group or a district: account, timeline, suspicions.",
        discussion: """
            Examples:
              orewatch dossier C3600002024015210001234 --store watch.db
              orewatch dossier "Example Mining Ltd" --year 2024 --trace reported/2024-03
              orewatch dossier "Example Group" --output group.html --lang zh

            Every figure of the account is a sum of rows of delivered files, or a formula over other figures: --trace prints its tree down to file
            and row. What is stated for a subject itself stands; otherwise its members are summed, each month by who was a member then.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, html, xlsx
    }

    @Argument(help: "The id of a licence, or the name of an enterprise, a group or a district.") var id: String
    @OptionGroup var store: StoreOptions
    @Option(help: "Year of the account; the last one with figures without it.") var year: Int?
    @Option(
        help: ArgumentHelp("Print the tree of a figure: a line, then months, lines or members below it.", valueName: "figure"))
    var trace: String?
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @OptionGroup var ruleFile: LedgerRuleOptions
    @Option(help: "table, json, html or xlsx; by the name of the output without it.") var format: Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if let year, !(1...9999).contains(year) { throw ValidationError("--year \(year): expected a year") }
    }

    func run() throws {
        let format = try OutputForm.chosen(format, output, else: .table)
        let store = try store.open(.readOnly)
        let (commit, day) = try LedgerMoment.resolved(moment, in: store)
        let directory = try LedgerDirectory(store, asOf: commit)
        var run = DossierRun(directory, today: day ?? LedgerDayOptions.today)
        (run.year, run.rules) = (year.map { Int32($0) }, try ruleFile.rules())
        let dossier = try run.dossier(of: try directory.known(id))
        if let trace { return try write(figure: trace, of: dossier, format) }
        switch format {
        case .table: try put(lines: DossierTable.lines(dossier, style: style))
        case .json: try orewatch.put(DossierJSON.bytes(dossier), output ?? "-")
        case .html: try orewatch.put(DossierPage.page(dossier, language: language.lang), output ?? "-")
        case .xlsx:
            guard let output else { throw ValidationError("--format xlsx needs --output") }
            try DossierExports.writeWorkbook(dossier, language: language.lang, to: output)
        }
    }

    private func write(figure path: String, of dossier: Dossier, _ format: Format) throws {
        guard format == .table || format == .json else { throw TraceAdvice.form }
        let found = dossier.figure(at: path)
        guard let figure = found.figure else { throw TraceAdvice.unknown(found.unknown, found.known) }
        if format == .json { return try orewatch.put(DossierJSON.bytes(figure, of: dossier), output ?? "-") }
        try put(lines: DossierTable.trace(figure, of: dossier, style: style))
    }

    private func put(lines: [String]) throws { try orewatch.put(Array((lines.joined(separator: "\n") + "\n").utf8), output ?? "-") }

    private var style: TextStyle { Terminal.style(language.lang, toOutput: output ?? "-") }
}

/// What is wrong with a figure to be traced.
enum TraceAdvice {
    static var form: ValidationError { ValidationError("--trace is written as table or json") }

    /// With the nearest figure that there is, or all of them.
    static func unknown(_ word: String, _ known: [String]) -> ValidationError {
        let near = WatchError.nearest(to: word, among: known)
        let advice = near.isEmpty ? "there are: " + known.prefix(24).joined(separator: ", ") : "did you mean \"\(near[0])\"?"
        return ValidationError("--trace: \"\(word)\" is no figure here; " + advice)
    }
}

/// The form of an output: as said, or by the name of its file.
enum OutputForm {
    static func chosen<Format: RawRepresentable<String>>(_ format: Format?, _ output: String?, else usual: Format) throws -> Format {
        if let format { return format }
        guard let output, output != "-" else { return usual }
        let suffix = URL(filePath: output).pathExtension.lowercased()
        if let format = suffix == "txt" ? usual : Format(rawValue: suffix) { return format }
        throw ValidationError("\(output): no known extension; say the form with --format")
    }
}

extension LedgerDirectory {
    /// - Throws: ``WatchError/unknown(what:id:near:)`` with the nearest names.
    func known(_ id: String) throws -> SubjectID {
        if let subject = subject(id) { return subject }
        throw WatchError.unknown(
            what: "licence, enterprise, group or district", id: id, near: WatchError.nearest(to: id, among: allNames))
    }
}
