public import OreFeatures
public import OreLedger
internal import OreStorage

/// How the quotas of a store stand: by year, of licences, enterprises, groups or districts.
public struct QuotaRun: Sendable {
    let directory: LedgerDirectory
    public var material = MaterialKind.oxide
    public var stage = Stage.mining
    /// What had been received by that day, and which years are over on it.
    public var day: Day
    /// Who may pass his quota, and until when batches come.
    public var rules = LedgerRules()

    public init(_ directory: LedgerDirectory, on day: Day) { (self.directory, self.day) = (directory, day) }

    /// Of what quotas and figures are.
    public var lines: LineSelection { LineSelection(stage, nil, material) }

    /// Figures of subjects that belong to nobody of a level: they are in no row.
    public struct Outside: Sendable, Hashable {
        public var reported: Tonnes
        public var quota: Tonnes
        public var isNothing: Bool { reported == .zero && quota == .zero }
    }

    /// The last year of which a quota or a figure is known by the day; that of the day without any.
    public func lastYear() throws -> Int32 {
        let figures = try figures(nil)
        var last = try figures.ofEntries().periods.max().map { $0 / 12 }
        try figures.sweep.forEach([.report, .quota], [stage]) { kind, _, series in
            let own = (series.periods.max()).map { kind == .report ? $0 / 12 : $0 }
            last = [last, own].compactMap(\.self).max()
        }
        return min(last ?? .max, Int32(day.yearMonthDay.year))
    }

    /// Nothing more of a year is expected to be reported from February of the next on.
    func isOver(_ year: Int32) -> Bool {
        let (now, month, _) = day.yearMonthDay
        return Int(year) + 1 < now || (Int(year) + 1 == now && month > 1)
    }

    /// Every subject of the level with a quota or a figure of the year, in no order that means anything. Whoever has a quota of its own is in it with
    /// the sum that ``HeldQuotaOverrun`` judges: mines that report under their own names, output, exports.
    /// - Throws: `StoreError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records of the year and the six before it).
    public func standings(_ level: FigureLevel, year: Int32) throws -> (rows: [QuotaStanding], outside: Outside) {
        do {
            let (rules, figures, isOver) = (standingRules, try figures(year), isOver(year))
            var (rows, outside) = ([QuotaStanding](), Outside(reported: .zero, quota: .zero))
            if level == .licence, stage == .mining {
                for range in directory.ledger.ranges {
                    let (reports, quotas) = try figures.series(range)
                    rows += try rules.rows(reports: reports, quotas: quotas, year: year, isOver: isOver)
                }
            } else {
                let sums = try level == .licence ? QuotaSums(figures) : QuotaSums(figures, by: level, year: year)
                rows = try rules.rows(reports: sums.figures, quotas: sums.quotas, year: year, isOver: isOver)
                for i in rows.indices { rows[i].item = item(ofEntries: sums.ofEntries[rows[i].subject]?.contains(year) ?? false) }
                outside = sums.outside
            }
            let held = try figures.held()
            let own = Set(held.items.keys.filter { isUnit($0, of: level, year) })
            rows.removeAll { own.contains($0.subject) }
            for var row in try rules.rows(reports: held.reports, quotas: held.quotas, year: year, isOver: isOver) {
                guard own.contains(row.subject) else { continue }
                row.item = held.items[row.subject] ?? row.item
                rows.append(row)
            }
            return (rows, outside)
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// - Returns: `nil` where the subject has neither a quota nor a figure of the year.
    public func outlook(of subject: SubjectID, year: Int32) throws -> QuotaOutlook? {
        do {
            let figures = try figures(year)
            let (reports, quotas, item) = try series(of: subject, figures, year)
            var outlook = try QuotaOutlook(of: subject, reports: reports, quotas: quotas, year: year, isOver: isOver(year), standingRules)
            outlook?.standing.item = item
            return outlook
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    private func series(
        of subject: SubjectID, _ figures: QuotaFigures, _ year: Int32
    ) throws -> (reports: FigureSeries, quotas: FigureSeries, AccountItem) {
        let held = try figures.held(among: [subject])
        if let item = held.items[subject] { return (held.reports, held.quotas, item) }
        let level = FigureLevel(directory.kind(of: subject))
        guard level == .licence, stage == .mining else {
            let sums = try level == .licence ? QuotaSums(figures) : QuotaSums(figures, by: level, year: year)
            return (sums.figures, sums.quotas, item(ofEntries: sums.ofEntries[subject]?.contains(year) ?? false))
        }
        var (reports, quotas) = (FigureSeries(.month), FigureSeries(.year))
        try figures.sweep.forEach(of: [subject], [.report, .quota]) { kind, _, series in
            if kind == .report { reports = series } else { quotas = series }
        }
        return (reports, quotas, .reported)
    }

    private func item(ofEntries: Bool) -> AccountItem {
        guard ofEntries else { return AccountItem(.report, stage) }
        return stage == .export ? .exported : .separationOutput
    }

    /// Whether a holder has a row of its own at a level.
    private func isUnit(_ subject: SubjectID, of level: FigureLevel, _ year: Int32) -> Bool {
        switch level {
        case .licence: true
        case .enterprise, .group: FigureLevel(directory.kind(of: subject)) == level
        case .owner: Day(lastOf: year).map { directory.tree.holders(of: subject, on: $0).isEmpty } ?? false
        case .district, .all: false
        }
    }

    private func figures(_ year: Int32?) throws -> QuotaFigures { try QuotaFigures(directory, lines, year: year, on: day) }

    // MARK: Batches

    /// Batches and totals as they stand, of all stages.
    /// - Parameter years: `nil`: all.
    public func batches(_ years: ClosedRange<Int32>?) throws -> [QuotaBatch] {
        do {
            var batches: [QuotaBatch] = []
            var sweep = LedgerSweep(directory)
            (sweep.material, sweep.day) = (material, day)
            for range in directory.ledger.ranges {
                batches += try QuotaBatches.standing(in: try sweep.records(.quota, range), material: material, years: years)
            }
            return batches
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// Batches of a year are expected until 31 March of the next, or as long as the rules say.
    public func isClosed(_ year: Int32) -> Bool { year <= rules.closedYear(on: day) }

    /// The last day on which a batch of a year may come.
    public func lastDayOfBatches(of year: Int32) -> Day? { CalendarMonth(number: Int(year) * 12 + 11 + rules.laterBatchMonths).lastDay }

    private var standingRules: QuotaStandings {
        var standings = QuotaStandings()
        if let projected = rules.figures.quotaOverrunProjected { standings.projected = projected }
        return standings
    }

    /// Batches that are not within others: what a holder has stands for everybody below it.
    /// - Returns: those that count by themselves and are within none, and how many of the others there are.
    /// - Complexity: O(batches).
    public func apart(_ batches: [QuotaBatch]) -> (whole: [QuotaBatch], within: Int) {
        struct Line: Hashable {
            var subject: SubjectID
            var year: Int32
            var stage: Stage
        }
        let counted = batches.filter(\.isCounted)
        let stated = Set(counted.map { Line(subject: $0.subject, year: $0.year, stage: $0.line.stage) })
        let whole = counted.filter { batch in
            guard let end = Day(lastOf: batch.year) else { return true }
            return !directory.tree.holders(of: batch.subject, on: end).contains {
                stated.contains(Line(subject: $0, year: batch.year, stage: batch.line.stage))
            }
        }
        return (whole, counted.count - whole.count)
    }
}

extension LedgerDirectory {
    /// The group, without one the enterprise, without one the subject itself.
    public func owner(of subject: SubjectID, on day: Day) -> SubjectID { tree.holders(of: subject, on: day).last ?? subject }

    /// The file that each commit brought.
    public func filesByCommit() throws -> [Int32: String] { try files() }
}
