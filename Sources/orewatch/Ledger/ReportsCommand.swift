import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting

/// `orewatch reports`: who has to report what by when.
struct ReportsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports", abstract: "Who has to report for which month by when, who is late, and a table to fill in.",
        subcommands: [ReportsDueCommand.self, ReportsLateCommand.self, ReportsTemplateCommand.self],
        defaultSubcommand: ReportsDueCommand.self)
}

/// By when, and whose.
struct ReportDutyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Last day for a report: the day of the month, and how many months after (1). As the store's runs have it, or the 10th.",
            valueName: "day[,months]"))
    var due: DueDay?
    @Flag(help: "Also licences of the register, or separators, of which the store has no record at all.") var never = false
    @OptionGroup var line: LedgerStageOptions
    @OptionGroup var day: LedgerDayOptions

    func open(_ store: StoreOptions) throws -> (directory: LedgerDirectory, run: ReportsRun) {
        let (directory, day) = try day.open(store)
        let calendar = try due?.calendar ?? directory.reportsDue()
        let own = calendar?.of(LedgerScope(line.stage)).rules ?? []
        // A day that is asked for is that of what is listed.
        let rules = own.isEmpty && due != nil ? calendar?.of(.mining).rules ?? [] : own
        var run = try ReportsRun(
            directory, on: day, due: DueRules(rules.isEmpty ? [DueRule(day: 10)] : rules), stage: line.stage, material: self.day.material)
        run.includesUnheardOf = never
        return (directory, run)
    }

    var lines: LineSelection { LineSelection(line.stage, nil, day.material) }

    /// Which day, which rule, and whose duty.
    /// - Throws: `StoreError`.
    func remark(_ run: ReportsRun, _ words: Language) throws -> String {
        let rule = run.due.rule(for: run.lastMonth) ?? DueRule(day: 10)
        let isMining = run.stage == .mining
        let known =
            isMining
            ? words.pick("licences in force, by the register", "登记有效的许可证")
            : words.pick("separators in operation, by their records", "在产分离企业（按其记录）")
        let whose =
            run.hasRegister ? known : words.pick("no register says who has to report: whoever reported at all", "无登记：以曾上报者为准")
        let unheard = try never ? 0 : run.unheardOf(run.lastMonth)
        let (many, chinese) = isMining ? ("licences in force", "有效许可证") : ("separators in operation", "在产分离企业")
        let others =
            unheard == 0
            ? ""
            : words.pick("; \(unheard) \(many) have no record at all: --never lists them", "；另有 \(unheard) 个\(chinese)无任何记录，见 --never")
        let of = words.name(of: lines).map { $0 + words.pick("; ", "；") } ?? ""
        let after =
            rule.monthsAfter == 1
            ? words.pick("the next month", "次月") : words.pick("the month \(rule.monthsAfter) months later", "\(rule.monthsAfter) 个月后")
        return of
            + words.pick(
                "on \(run.day); due on day \(rule.day) of \(after); \(whose)" + others,
                "截至 \(run.day)；期限为\(after) \(rule.day) 日；\(whose)" + others)
    }
}

extension LedgerDirectory {
    /// Writes expected reports as a list.
    func write(_ rows: [ExpectedReport], of lines: LineSelection, _ options: RecordOptions, title: String) throws {
        let (words, isReadable) = (options.lang, try options.isReadable())
        let names = Dictionary(uniqueKeysWithValues: Set(rows.map(\.subject)).map { ($0, name(of: $0)) })
        var ranks = [Int32](repeating: 0, count: (names.keys.map { Int($0.number) }.max() ?? -1) + 1)
        for (rank, subject) in names.sorted(by: { $0.value < $1.value }).map(\.key).enumerated() {
            ranks[Int(subject.number)] = Int32(rank)
        }
        let sorted = rows.sorted { ($0.due, ranks[Int($0.subject.number)]) < ($1.due, ranks[Int($1.subject.number)]) }
        try Listing(name: "reports", columns: ReportRecords.columns, isSpatial: false).write(options, title: title) { _, body in
            for row in sorted {
                let name = names[row.subject] ?? ""
                let holder = row.month.lastDay.flatMap { tree.parent(of: row.subject, on: $0) }.map { self.name(of: $0) }
                try body(ReportRecords.record(row, lines, name: name, holder: holder, words, isReadable: isReadable))
            }
        }
    }
}

/// `reports due`.
struct ReportsDueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "due", abstract: "Reports that are still to come: of the month that is over, and of any other that is not due yet.",
        discussion: """
            Examples:
              orewatch reports due --store watch.db
              orewatch reports due --on 2025-03-05 --due 15 --output due.xlsx
              orewatch reports due --month 2025-02 --all
              orewatch reports due --stage separation

            --all lists what has been received too. What is overdue is listed by "orewatch reports late". Of separation the records of separators count
            beside reports of that stage.
            """)

    @Option(help: "Only of that month.") var month: MonthArgument?
    @Flag(help: "Also what was received, or is overdue.") var all = false
    @OptionGroup var duty: ReportDutyOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let (directory, run) = try duty.open(options.store)
        // A month's report may be due several months later.
        let reach = (run.due.rules.map(\.monthsAfter).max() ?? 1) + 1
        let last = run.lastMonth
        let months = month.map { $0.month...$0.month } ?? CalendarMonth(number: last.number - reach + 1)...last
        let rows = try run.expected(months) { all || $0.state == .open }
        try directory.write(rows, of: duty.lines, options, title: "Reports due")
        StandardError.write([try duty.remark(run, options.lang)])
    }
}

/// `reports late`.
struct ReportsLateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "late", abstract: "Reports that came after their day, and those that have not come.",
        discussion: """
            Examples:
              orewatch reports late --store watch.db --year 2024
              orewatch reports late --missing --format csv --output missing.csv

            A corrected report is not late; a report of 0 is a report. A report that does not say when it was received is not held to be late.
            """)

    @Option(help: "Only of that year.") var year: YearArgument?
    @Option(help: "Only of that month.") var month: MonthArgument?
    @Flag(help: "Only those that have not come.") var missing = false
    @OptionGroup var duty: ReportDutyOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let (directory, run) = try duty.open(options.store)
        var rows: [ExpectedReport] = []
        if let months = try months(run) { rows = try run.expected(months) { missing ? $0.state == .missing : $0.isLate } }
        try directory.write(rows, of: duty.lines, options, title: "Reports late")
        StandardError.write([try duty.remark(run, options.lang)])
    }

    private func months(_ run: ReportsRun) throws -> ClosedRange<CalendarMonth>? {
        if let month { return month.month...month.month }
        guard let all = try run.months() else { return nil }
        guard let year else { return all }
        let own = CalendarMonth(number: Int(year.year) * 12)...CalendarMonth(number: Int(year.year) * 12 + 11)
        return all.overlaps(own) ? all.clamped(to: own) : nil
    }
}

/// `reports template`.
struct ReportsTemplateCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, xlsx
    }

    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "A table of reports to fill in, with everybody who has to report for a month.",
        discussion: """
            Examples:
              orewatch reports template --store watch.db --month 2025-02 --output reports-2025-02.xlsx
              orewatch reports template --lang zh > 2025-02.csv

            Those whose report is there already are left out. What is filled in is read by "orewatch ingest --as reports".
            """)

    @Option(help: "The last month that is over without it.") var month: MonthArgument?
    @OptionGroup var duty: ReportDutyOptions
    @OptionGroup var store: StoreOptions
    @Option(help: "csv or xlsx; by the name of the output without it.") var format: Format?
    @Option(name: .shortAndLong, help: "Where to write; standard output without it.") var output: String?
    @OptionGroup var language: LanguageOptions

    func run() throws {
        let (directory, run) = try duty.open(store)
        let month = month?.month ?? run.lastMonth
        let rows = try run.expected(month...month).filter { $0.received == nil && ($0.state == .open || $0.state == .missing) }
        let names = rows.map { directory.name(of: $0.subject) }.sorted()
        let template = LedgerTemplate(reportsOf: duty.lines, isChinese: language.lang == .chinese)
        let filled = template.rows(of: names, month: month)
        switch try OutputForm.chosen(format, output, else: .csv) {
        case .csv: try put(LedgerTemplateOutputs.csv(template, rows: filled), output ?? "-")
        case .xlsx:
            guard let output else { throw ValidationError("--format xlsx needs --output") }
            try LedgerTemplateOutputs.writeWorkbook(template, rows: filled, language: language.lang, to: output)
        }
        StandardError.write([
            language.lang.pick("\(names.count) reports of \(month) to come", "\(month) 待报 \(names.count) 份"),
            try duty.remark(run, language.lang),
        ])
    }
}
