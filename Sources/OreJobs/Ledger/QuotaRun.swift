public import OreFeatures
public import OreLedger
internal import OreStorage

/// How the quotas of a store stand: by year, of licences, enterprises, groups or districts.
public struct QuotaRun: Sendable {
    let directory: LedgerDirectory
    public var material = MaterialKind.oxide
    /// What had been received by that day, and which years are over on it.
    public var day: Day
    private static let reach: Int32 = 6

    public init(_ directory: LedgerDirectory, on day: Day) { (self.directory, self.day) = (directory, day) }

    /// Figures of subjects that belong to nobody of a level: they are in no row.
    public struct Outside: Sendable, Hashable {
        public var reported: Tonnes
        public var quota: Tonnes
        public var isNothing: Bool { reported == .zero && quota == .zero }
    }

    /// The last year of which a quota or a report is known by the day; that of the day without any.
    public func lastYear() throws -> Int32 {
        var last: Int32?
        try sweep(nil).forEach([.report, .quota]) { kind, _, series in
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

    /// Every subject of the level with a quota or a report of the year, in no order that means anything.
    /// - Throws: `StoreError`; an `InputError` for sums that leave their range.
    /// - Complexity: O(records of the year and the six before it).
    public func standings(_ level: FigureLevel, year: Int32) throws -> (rows: [QuotaStanding], outside: Outside) {
        do {
            let (rules, isOver) = (QuotaStandings(), isOver(year))
            var none = Outside(reported: .zero, quota: .zero)
            guard level != .licence else {
                var rows: [QuotaStanding] = []
                for range in directory.ledger.ranges {
                    let (reports, quotas) = try series(range, year)
                    rows += try rules.rows(reports: reports, quotas: quotas, year: year, isOver: isOver)
                }
                return (rows, none)
            }
            let (reports, quotas) = try sums(level, year)
            func sum(_ sums: LevelSums, _ divisor: Int32) -> Tonnes {
                let cells = (sums.sums[.none] ?? [:]).filter { $0.key / divisor == year }
                return Tonnes(thousandths: cells.values.reduce(0) { $0.addingReportingOverflow($1.amount).partialValue })
            }
            none = Outside(reported: sum(reports, 12), quota: sum(quotas, 1))
            return (try rules.rows(reports: reports.series, quotas: quotas.series, year: year, isOver: isOver), none)
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// - Returns: `nil` where the subject has neither a quota nor a report of the year.
    public func outlook(of subject: SubjectID, year: Int32) throws -> QuotaOutlook? {
        do {
            let level = FigureLevel(directory.kind(of: subject))
            guard level != .licence else {
                var (reports, quotas) = (FigureSeries(.month), FigureSeries(.year))
                try sweep(year).forEach(of: [subject], [.report, .quota]) { kind, _, series in
                    if kind == .report { reports = series } else { quotas = series }
                }
                return try QuotaOutlook(of: subject, reports: reports, quotas: quotas, year: year, isOver: isOver(year))
            }
            let (reports, quotas) = try sums(level, year)
            return try QuotaOutlook(of: subject, reports: reports.series, quotas: quotas.series, year: year, isOver: isOver(year))
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    // MARK: Batches

    /// Batches and totals as they stand, of all stages.
    /// - Parameter years: `nil`: all.
    public func batches(_ years: ClosedRange<Int32>?) throws -> [QuotaBatch] {
        do {
            var batches: [QuotaBatch] = []
            for range in directory.ledger.ranges {
                batches += try QuotaBatches.standing(in: try sweep(nil).records(.quota, range), material: material, years: years)
            }
            return batches
        } catch let fault as LedgerFault { throw InputError.sums(fault, of: directory) }
    }

    /// Batches of a year are expected until 31 March of the next.
    public func isClosed(_ year: Int32) -> Bool { year <= LedgerStanding.closedYear(on: day) }

    // MARK: Series

    private func sweep(_ year: Int32?) -> LedgerSweep {
        var sweep = LedgerSweep(directory)
        (sweep.material, sweep.day) = (material, day)
        sweep.years = year.map { $0 - Self.reach...$0 }
        return sweep
    }

    private func series(_ range: SubjectRange, _ year: Int32) throws -> (FigureSeries, FigureSeries) {
        let sweep = sweep(year)
        let lines = LineSelection(.mining, nil, material)
        return (
            try FigureSeries(try sweep.records(.report, range), of: lines), try FigureSeries(try sweep.records(.quota, range), of: lines)
        )
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
            guard let end = Day(year: Int(batch.year), month: 12, day: 31) else { return true }
            return !directory.tree.holders(of: batch.subject, on: end).contains {
                stated.contains(Line(subject: $0, year: batch.year, stage: batch.line.stage))
            }
        }
        return (whole, counted.count - whole.count)
    }

    private func sums(_ level: FigureLevel, _ year: Int32) throws -> (LevelSums, LevelSums) {
        let (sweep, kinds): (LedgerSweep, [FigureKind]) = (sweep(year), [.report, .quota])
        var stated: [FigureKind: [SubjectID: Set<Int32>]] = [:]
        let holders = directory.tree.holders
        try sweep.forEach(of: holders, kinds) { kind, _, series in stated[kind] = LevelSums.periods(of: series, among: holders) }
        let kind: @Sendable (SubjectID) -> SubjectKind = { [directory] in directory.kind(of: $0) }
        var reports = LevelSums(level, by: .month, in: directory.tree, stated: stated[.report] ?? [:], kind: kind)
        var quotas = LevelSums(level, by: .year, in: directory.tree, stated: stated[.quota] ?? [:], kind: kind)
        try sweep.forEach(kinds) { kind, _, series in
            if kind == .report { try reports.add(series) } else { try quotas.add(series) }
        }
        return (reports, quotas)
    }
}

extension LedgerDirectory {
    /// The group, without one the enterprise, without one the subject itself.
    public func owner(of subject: SubjectID, on day: Day) -> SubjectID { tree.holders(of: subject, on: day).last ?? subject }

    /// The file that each commit brought.
    public func filesByCommit() throws -> [Int32: String] { try files() }
}
