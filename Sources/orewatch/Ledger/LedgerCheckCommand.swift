import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting

/// `orewatch ledger check`: findings over figures from files alone.
struct LedgerCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find overruns, late, missing and implausible reports, and sales above production, from tables alone.",
        discussion: """
            Examples:
              orewatch ledger check --quotas quotas.xlsx --reports reports.csv --due 10
              orewatch ledger check --quotas q.csv --reports r.csv --invoices i.csv --licences register.csv --events orders.csv \\
                --due 10,1 --as-of 2025-03-31 --report check.html --output findings.xlsx
              orewatch ledger check --quotas q.csv --reports r.csv --rules office.yaml    # margins and other thresholds of the office
              orewatch ledger check --quotas q.csv --reports r.csv --invoices i.csv --with stock=stock.csv --with taxes=tax.xlsx --land land.csv

            Tables are CSV (any separator, UTF-8 or GBK) or XLSX; columns are found by their headings (English or Chinese; units such
            as t, kg, 万吨 in the heading, the cell or a column), or named by a profile. "orewatch ledger template reports" writes an
            empty one. A row that cannot be read is set aside with its reason. The day of the check decides which reports are due and
            which year is closed; it is today without --as-of.

            Exit codes: 0 done; 3 rows were set aside; 4 findings (with --exit-code); 64 usage; 65 a file was refused; 66 a file cannot be
            opened; 73 the output cannot be created; 78 a profile or the rule file is wrong.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, json, csv, xlsx
    }

    @Option(parsing: .upToNextOption, help: "Quotas by year.") var quotas: [String]
    @Option(parsing: .upToNextOption, help: "Reports by month.") var reports: [String]
    @Option(parsing: .upToNextOption, help: "Invoices, or sales by month.") var invoices: [String] = []
    @Option(parsing: .upToNextOption, help: "Registers of licences: validity and capacity.") var licences: [String] = []
    @Option(parsing: .upToNextOption, help: "Dated events of licences: orders to stop among them.") var events: [String] = []
    @Option(
        name: .customLong("with"), parsing: .singleValue,
        help: ArgumentHelp(
            "Further records: stock, separation, trade, exports, export-licences, taxes, permits, ... ; repeatable.", valueName: "kind=file"
        ))
    var entries: [EntryFile] = []
    @Option(parsing: .upToNextOption, help: "What was seen of the ground: subject, year, method, area_m2, clear_views, working_seen, ...")
    var land: [String] = []
    @Option(help: DueDay.help)
    var due: DueDay?
    @OptionGroup var ruleFile: LedgerRuleOptions
    @Option(name: .customLong("as-of"), help: "Day of the check: what was known and due on it; today without it.") var asOf: Day?
    @Option(
        name: .customLong("map"), parsing: .singleValue,
        help: ArgumentHelp("Profile of quotas, reports, invoices, licences or licence-events; repeatable.", valueName: "kind=profile"))
    var profiles: [KindProfile] = []
    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.") var encoding = "auto"
    @Option(name: .customLong("on-invalid"), help: "What to do with rows that cannot be read: quarantine or refuse (the whole file).")
    var invalid = InvalidPolicy.quarantine
    @Option(help: "table, json, csv or xlsx; by the name of the output without it.") var format: Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @Option(help: "Also write one self-contained HTML page.") var report: String?
    @OptionGroup var language: LanguageOptions
    @Flag(name: .shortAndLong, help: "No account on standard error.") var quiet = false
    @Flag(name: .customLong("exit-code"), help: "Leave with 4 when there are findings.") var exitCode = false

    func run() throws {
        let writer = LedgerReportWriter(format: format, output: output, language: language.lang)
        let format = try writer.chosenFormat()
        let result = try LedgerCheckRun(try request()).execute()
        try writer.write(result, format)
        if let report { try writer.put(LedgerPage.page(result, language: language.lang), report) }
        if !quiet {
            let lines = LedgerTable.account(result, language: language.lang)
            FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
        }
        if exitCode && !result.findings.isEmpty { throw ExitCode(ExitStatus.findingsExist.rawValue) }
        if !result.setAside.isEmpty { throw ExitCode(ExitStatus.quarantined.rawValue) }
    }

    private func request() throws -> LedgerCheckRequest {
        let today = Day(daysSince1970: Int32(Date().timeIntervalSince1970 / 86_400))
        var request = LedgerCheckRequest(quotas: quotas, reports: reports, day: asOf ?? today, today: today)
        (request.invoices, request.licences, request.events) = (invoices, licences, events)
        request.entries = Dictionary(grouping: entries, by: \.kind).mapValues { $0.map(\.path) }
        if !land.isEmpty { request.entries[.land, default: []] += land }
        (request.due, request.rules) = (due?.calendar, try ruleFile.rules())
        request.threads = ProcessInfo.processInfo.activeProcessorCount
        request.encoding = try TextEncoding.option(encoding)
        request.invalid = invalid
        for entry in profiles {
            guard request.profiles[entry.kind] == nil else { throw ValidationError("--map names \(entry.kind.rawValue) twice") }
            let profile = try Profile.named(entry.profile)
            guard profile.kind == entry.kind else {
                throw ValidationError("--map: profile \(profile.name) describes \(profile.kind.rawValue), not \(entry.kind.rawValue)")
            }
            request.profiles[entry.kind] = profile
        }
        return request
    }
}

/// `10`, or `10,2`: the day of the month and how many months after the month reported; rules by kind and time as ``DueCalendar`` reads them.
struct DueDay: ExpressibleByArgument {
    let calendar: DueCalendar

    static let help = ArgumentHelp(
        """
        Last day for a report: the day of the month, how many months after (1), and where rules differ by time or kind of record (separation, recycled, \
        taxes): "15@..2025-07;10@2025-08..;separation=10,2".
        """, valueName: "day[,months]")

    init?(argument: String) {
        guard let calendar = DueCalendar(text: argument) else { return nil }
        self.calendar = calendar
    }
}

/// `stock=stock.csv`.
struct EntryFile: ExpressibleByArgument {
    let kind: EntryKind
    let path: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let kind = EntryKind.allCases.first(where: { $0.rawValue == argument[..<equals] })
        else { return nil }
        (self.kind, path) = (kind, String(argument[argument.index(after: equals)...]))
    }
}

/// `reports=my-office`.
struct KindProfile: ExpressibleByArgument {
    let kind: ProfileKind
    let profile: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let kind = ProfileKind(rawValue: String(argument[..<equals])),
            kind.isOfLedger || kind == .licences || kind == .licenceEvents
        else { return nil }
        (self.kind, profile) = (kind, String(argument[argument.index(after: equals)...]))
    }
}
