internal import OreFeatures
internal import OreLedger

/// What quotas of everybody, or of every unit of a level, are held against.
struct QuotaSums {
    var figures: FigureSeries
    /// Years in which records of output or of exports say more than reports.
    var ofEntries: [SubjectID: Set<Int32>]
    var quotas: FigureSeries
    var outside = QuotaRun.Outside(reported: .zero, quota: .zero)

    /// Everybody for himself.
    init(_ source: QuotaFigures) throws {
        (figures, ofEntries) = try source.everybody(.report).orMore(of: source.ofEntries())
        quotas = try source.everybody(.quota)
    }

    /// Added up for enterprises, groups, districts or owners.
    /// - Parameter year: of what belongs to nobody of the level.
    init(_ source: QuotaFigures, by level: FigureLevel, year: Int32) throws {
        let (directory, sweep, stages) = (source.directory, source.sweep, [source.lines.stage])
        let (kinds, holders): ([FigureKind], Set<SubjectID>) = ([.report, .quota], directory.tree.holders)
        let entries = try source.ofEntries()
        var stated: [FigureKind: [SubjectID: Set<Int32>]] = [:]
        try sweep.forEach(of: holders, kinds, stages) { kind, _, series in stated[kind] = LevelSums.periods(of: series, among: holders) }
        func empty(_ period: FigurePeriod, _ stated: [SubjectID: Set<Int32>]?) -> LevelSums {
            LevelSums(level, by: period, in: directory.tree, stated: stated ?? [:]) { directory.kind(of: $0) }
        }
        var (reports, own) = (empty(.month, stated[.report]), empty(.year, stated[.quota]))
        try sweep.forEach(kinds, stages) { kind, _, series in
            if kind == .report { try reports.add(series) } else { try own.add(series) }
        }
        var further = empty(.month, LevelSums.periods(of: entries, among: holders))
        try further.add(entries)
        (figures, ofEntries) = reports.series.orMore(of: further.series)
        quotas = own.series
        outside.reported = max(Self.ofNobody(reports, year, 12), Self.ofNobody(further, year, 12))
        outside.quota = Self.ofNobody(own, year, 1)
    }

    private static func ofNobody(_ sums: LevelSums, _ year: Int32, _ divisor: Int32) -> Tonnes {
        let cells = (sums.sums[.none] ?? [:]).filter { $0.key / divisor == year }
        return Tonnes(thousandths: cells.values.reduce(0) { $0.addingReportingOverflow($1.amount).partialValue })
    }
}
