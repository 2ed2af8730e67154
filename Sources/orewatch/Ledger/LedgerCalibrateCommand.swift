import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting
import OreStorage

/// `orewatch ledger calibrate`: what trusted reports make of the documented yield, or teach where none is.
struct LedgerCalibrateCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json
    }

    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Correct the documented yield of ground, or learn one, by the reports of mines that the office trusts.",
        discussion: """
            Examples:
              orewatch ledger calibrate --licence C3600002024015210001234 --licence C3600002024015210005678 --store watch.db
              orewatch ledger calibrate --trusted inspected.csv --output yields.csv
              orewatch ingest --as yields yields.csv

            Each mine's tonnes are held against the ground that it worked in the same years, as the rules see it. The documented yield of
            its district and way of working is moved towards them, the further the more mines there are, and narrowed; what sets one mine
            apart from its neighbours stays as wide as documented. A year goes in when all twelve months are reported and its ground can
            be turned into tonnes.

            Of ground of which no yield is documented (rock) six mines and more of a district teach one by themselves: its mean, and how
            far its mines lie apart. It holds in that district alone. Of fewer nothing is made.

            With --output the result is written as records. Taken into the store they hold for findings, runs, dossiers and balances from
            that commit on, each of which names them; withdrawn, the documented yield, if any, holds again. A calibration starts from the
            documented yield, whatever the store holds: name all trusted mines each time.
            """)

    @Option(
        name: .customLong("licence"), parsing: .singleValue,
        help: ArgumentHelp("A licence whose reports are trusted, all years; may be given several times.", valueName: "id"))
    var licences: [String] = []
    @Option(help: ArgumentHelp("A table of them: licence_id, and year where only some years are trusted.", valueName: "file"))
    var trusted: String?
    @OptionGroup var store: StoreOptions
    @Option(help: "As of that day: what had been received by it. Today without it.") var on: Day?
    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("What was known at that commit, or at the last commit made by that day (UTC).", valueName: "commit|day"))
    var moment: LedgerMoment?
    @Option(help: "table or json.") var format = Format.table
    @Option(name: .shortAndLong, help: "File for the records that it comes to, as \"ingest --as yields\" takes them.") var output: String?
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if licences.isEmpty, trusted == nil { throw ValidationError("whose reports are trusted? give --licence ID or --trusted FILE") }
        if output == "-" { throw ValidationError("--output takes the name of a file; the account goes to standard output") }
    }

    func run() throws {
        let store = try store.open(.readOnly)
        let (commit, day) = try LedgerMoment.resolved(moment, in: store)
        let directory = try LedgerDirectory(store, asOf: commit)
        let run = YieldCalibrationRun(directory, today: on ?? day ?? LedgerDayOptions.today)
        let report = try run.report(of: try TrustedLicences.read(licences, table: trusted, directory))
        switch format {
        case .table:
            let lines = YieldCalibrationOutputs.lines(report, style: Terminal.style(language.lang, toOutput: "-"))
            try put(Array((lines.joined(separator: "\n") + "\n").utf8), "-")
        case .json: try put(YieldCalibrationOutputs.json(report), "-")
        }
        guard let output else { return }
        guard !report.rows.isEmpty else {
            StandardError.write([
                "nothing to calibrate with: \(output) is not written; mend what was left out for the reasons above, or name other licences"
            ])
            throw ExitCode(ExitStatus.failed.rawValue)
        }
        try put(YieldCalibrationOutputs.csv(report), output)
    }
}

/// Whose reports are trusted, as a command line and a table say.
enum TrustedLicences {
    /// - Throws: ``WatchError/unknown(what:id:near:)``; `InputError` for a table that cannot be read, a licence that nobody knows, and what is no
    ///   year.
    static func read(_ ids: [String], table path: String?, _ directory: LedgerDirectory) throws -> [SubjectID: TrustedYears] {
        var found: [SubjectID: TrustedYears] = [:]
        for id in ids { found[try directory.known(id)] = .all }
        guard let path else { return found }
        let table = try TableFile(path, requiring: ["licence_id"])
        for row in table.rows {
            let (id, year) = (table.cell("licence_id", of: row), table.cell("year", of: row))
            guard let licence = directory.subject(id) else {
                let near = WatchError.nearest(to: id, among: directory.allNames)
                throw InputError.refused(
                    file: path, place: InputPlace(line: row.line, column: "licence_id"), what: "no licence is called \"\(id)\"",
                    next: near.isEmpty ? "correct it, or leave it out" : "did you mean \"\(near[0])\"?")
            }
            if year.isEmpty {
                found[licence] = .all
            } else if let year = YearArgument(argument: year)?.year {
                found[licence, default: .only([])].add(year)
            } else {
                throw InputError.refused(
                    file: path, place: InputPlace(line: row.line, column: "year"), what: "\"\(year)\" is no year",
                    next: "write it as 2024, or leave it empty for all years")
            }
        }
        return found
    }
}
