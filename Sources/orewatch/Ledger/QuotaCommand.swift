import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreLedger
import OreReporting

/// `orewatch quota`: how quotas stand, what years may come to, and their batches.
struct QuotaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quota", abstract: "How quotas stand, what a year may come to, and the batches known so far.",
        subcommands: [QuotaStatusCommand.self, QuotaProjectCommand.self, QuotaBatchesCommand.self],
        defaultSubcommand: QuotaStatusCommand.self)
}

/// `quota status`.
struct QuotaStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Quota, reported to date, share used and what the year may come to, one row a name.",
        discussion: """
            Examples:
              orewatch quota status --store watch.db
              orewatch quota status --year 2024 --by group --output groups.xlsx
              orewatch quota status --sort -used_percent --limit 20
              orewatch quota status --stage separation --year 2024
              orewatch quota status --material volume --output quarries.csv

            What a holder states itself stands for those below it; otherwise they are summed, each month by who was a member then; whoever has a quota of
            its own is listed with that sum. Quotas for separation and export are held against reports of that stage or the records of output and of
            exports, whichever say more. The year's end is projected from the months so far and the season of at least two whole years before.
            """)

    @Option(help: "The last year with a quota or a report without it.") var year: YearArgument?
    @Option(help: "licence, enterprise, group, district, owner (the highest holder) or all.") var by = FigureLevel.licence
    @OptionGroup var line: LedgerStageOptions
    @OptionGroup var ruleFile: LedgerRuleOptions
    @OptionGroup var day: LedgerDayOptions
    @OptionGroup var options: RecordOptions

    func validate() throws { if by == .all { throw ValidationError("--by all: see orewatch balance") } }

    func run() throws {
        let (directory, day) = try day.open(options.store)
        var quotas = QuotaRun(directory, on: day)
        (quotas.stage, quotas.material, quotas.rules) = (line.stage, self.day.material, try ruleFile.rules())
        let (year, isReadable) = (try year?.year ?? quotas.lastYear(), try options.isReadable())
        let (rows, outside) = try quotas.standings(by, year: year)
        let named = rows.map { (directory.name(of: $0.subject), $0) }.sorted {
            ($1.1.share ?? .zero, $0.0) < ($0.1.share ?? .zero, $1.0)
        }
        let (words, lines) = (options.lang, quotas.lines)
        try Listing(name: "quota-status", columns: QuotaRecords.columns(lines), isSpatial: false).write(options, title: "Quota status") {
            _, body in
            for (name, row) in named {
                let kind = directory.kind(of: row.subject)
                try body(QuotaRecords.record(row, lines, name: name, kind: kind, words, isReadable: isReadable))
            }
        }
        let of = words.name(of: lines).map { $0 + words.pick("; ", "；") } ?? ""
        var remarks = [of + words.pick("year \(year), as received by \(day)", "\(year) 年度，以 \(day) 前收到为准")]
        if !outside.isNothing {
            let unit = words.unit(of: lines.material)
            let (reported, quota) = ("\(outside.reported) \(unit)", "\(outside.quota) \(unit)")
            remarks.append(
                words.pick(
                    "in no row, since no such \(by.rawValue) is known: reported \(reported), quota \(quota)",
                    "无从归属、未列入：上报 \(reported)，指标 \(quota)"))
        }
        if rows.contains(where: { $0.item == .exported }) {
            remarks.append(words.pick("exports are weighed as goods; quotas may be of oxide", "出口按货物重量计，指标可能按氧化物计"))
        }
        if !quotas.isClosed(year) { remarks.append(Self.laterBatches(quotas, year, words)) }
        StandardError.write(remarks)
    }

    /// Until when batches of the year may come.
    private static func laterBatches(_ quotas: QuotaRun, _ year: Int32, _ words: Language) -> String {
        guard quotas.rules.laterBatchMonths != 3, let day = quotas.lastDayOfBatches(of: year) else {
            return words.pick("later batches may come until 31 March \(year + 1)", "\(year + 1) 年 3 月 31 日前可能另下达批次")
        }
        return words.pick("later batches may come until \(day)", "\(day) 前可能另下达批次")
    }
}

/// `quota project`.
struct QuotaProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "What a year may come to, of one licence, enterprise, group or district.",
        discussion: """
            Examples:
              orewatch quota project C3600002024015210001234 --store watch.db
              orewatch quota project "Example Group" --year 2024 --on 2024-08-15
              orewatch quota project "North Separation Plant" --stage separation
            """)

    @Argument(help: "The id of a licence, or the name of an enterprise, a group or a district.") var id: String
    @Option(help: "The last year with a quota or a report without it.") var year: YearArgument?
    @OptionGroup var line: LedgerStageOptions
    @OptionGroup var ruleFile: LedgerRuleOptions
    @OptionGroup var day: LedgerDayOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let (directory, day) = try day.open(options.store)
        let subject = try directory.known(id)
        var quotas = QuotaRun(directory, on: day)
        (quotas.stage, quotas.material, quotas.rules) = (line.stage, self.day.material, try ruleFile.rules())
        let year = try year?.year ?? quotas.lastYear()
        let (words, lines) = (options.lang, quotas.lines)
        guard let outlook = try quotas.outlook(of: subject, year: year) else {
            throw ValidationError("\"\(id)\" has neither a quota nor a report of \(year)\(lines.words) as received by \(day)")
        }
        let name = directory.name(of: subject)
        guard try options.isReadable() else {
            return try Listing(name: "quota-projection", columns: QuotaOutlookText.columns(lines), isSpatial: false)
                .write(options, title: name) { _, body in
                    for record in QuotaOutlookText.records(outlook, lines, name: name) { try body(record) }
                }
        }
        let text = QuotaOutlookText.lines(outlook, lines, name: name, style: options.style)
        try put(Array((text.joined(separator: "\n") + "\n").utf8), options.output ?? "-")
        StandardError.write([words.pick("as received by \(day)", "以 \(day) 前收到为准")])
    }
}

/// `quota batches`.
struct QuotaBatchesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batches", abstract: "The batches of quota that are known, with their days, classes and totals.",
        discussion: """
            Examples:
              orewatch quota batches --year 2024 --store watch.db
              orewatch quota batches --on 2024-06-30 --format csv

            A stated total of the year stands for its batches, which are then listed and not counted. Under a table its totals by class and group are printed.
            """)

    @Option(help: "All years without it.") var year: YearArgument?
    @OptionGroup var day: LedgerDayOptions
    @OptionGroup var options: RecordOptions

    func run() throws {
        let (directory, day) = try day.open(options.store)
        var quotas = QuotaRun(directory, on: day)
        quotas.material = self.day.material
        let (words, isReadable, files) = (options.lang, try options.isReadable(), try directory.filesByCommit())
        let batches = try quotas.batches(year.map { $0.year...$0.year })
        func owner(_ batch: QuotaBatch) -> String? {
            guard let end = Day(lastOf: batch.year) else { return nil }
            let owner = directory.owner(of: batch.subject, on: end)
            return directory.kind(of: owner) == .group ? directory.name(of: owner) : nil
        }
        try Listing(name: "quota-batches", columns: QuotaRecords.batchColumns(quotas.material), isSpatial: false)
            .write(options, title: "Quota batches") { _, body in
                for batch in batches {
                    try body(
                        QuotaRecords.record(
                            batch, name: directory.name(of: batch.subject), owner: owner(batch), file: files[batch.commit] ?? "", words,
                            isReadable: isReadable))
                }
            }
        let open = Set(batches.map(\.year)).filter { !quotas.isClosed($0) }.sorted()
        if isReadable, options.output == nil, !batches.isEmpty {
            let (whole, within) = quotas.apart(batches)
            var totals = [""] + QuotaRecords.totals(whole, quotas.material, owner: owner, words)
            if within > 0 {
                totals.append(words.pick("  not added: \(within) within the quotas of their holders", "  未计入：\(within) 批，含于所属企业或集团指标"))
            }
            try put(Array((totals.joined(separator: "\n") + "\n").utf8), "-")
        }
        guard !open.isEmpty else { return }
        let years = open.map(String.init).joined(separator: ", ")
        StandardError.write([words.pick("later batches of \(years) are not known yet", "\(years) 年后续批次尚不可知")])
    }
}

extension LineSelection {
    /// ` for separation, of ore`, for messages; empty for mining of oxide.
    fileprivate var words: String { (stage == .mining ? "" : " for \(stage)") + (material == .oxide ? "" : ", of \(material)") }
}
