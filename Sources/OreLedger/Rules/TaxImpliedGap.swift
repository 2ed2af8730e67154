internal import OreFeatures

/// Resource tax paid on more tonnes than were reported.
///
/// Formula: Σ paid / rate of the year, each rounded down, > Σ reported of the year; and the same of all years since a year before the first payment, so that
/// arrears paid later accuse nobody. Source: DOMAIN 1 (resource tax per tonne). Ceiling: possible: another rate would explain it. Not judged,
/// and counted: payments on another material than the reports, or on none stated; rates of 0.
public struct TaxImpliedGap: Sendable, Hashable {
    /// Share of what is reported that is let pass.
    public var margin = Share.zero

    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var year: Int32
        public var reported: Tonnes
        public var implied: Tonnes
        public var sources: [EntrySource]
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        public var skipped: [LedgerSkip: Int] = [:]
        public init() {}
    }

    /// By subject and year.
    /// - Parameters:
    ///   - reports: by month.
    ///   - material: of the reports.
    public func years(of reports: FigureSeries, taxes: [SubjectID: [TaxFigure]], material: MaterialKind = .oxide) -> Result {
        var result = Result()
        for (subject, taxes) in taxes.sorted(by: { $0.key < $1.key }) {
            let same = taxes.filter { $0.material == material && $0.rate > 0 }
            if same.count < taxes.count { result.skipped[.otherMaterial, default: 0] += taxes.count - same.count }
            guard let place = reports.index(of: subject), let first = same.map(\.month.year).min() else { continue }
            var reported: [Int: Int128] = [:]
            for row in reports.rows(of: place) { reported[Int(reports.periods[row]) / 12, default: 0] += Int128(reports.amounts[row]) }
            var (implied, said) = (Int128(0), reported[first - 1] ?? 0)
            let byYear = Dictionary(grouping: same, by: \.month.year)
            for year in first...(byYear.keys.max() ?? first) {
                let own = (byYear[year] ?? []).reduce(Int128(0)) { $0 + Int128($1.paid) * 1000 / Int128($1.rate) }
                let amount = reported[year] ?? 0
                (implied, said) = (implied + own, said + amount)
                guard isAbove(own, amount), isAbove(implied, said) else { continue }
                result.rows.append(
                    Row(
                        subject: subject, year: Int32(year), reported: Tonnes(thousandths: Int64(clamping: amount)),
                        implied: Tonnes(thousandths: Int64(clamping: own)),
                        sources: (byYear[year] ?? []).map(\.source).sorted { ($0.file, $0.row) < ($1.file, $1.row) }))
            }
        }
        return result
    }

    private func isAbove(_ implied: Int128, _ reported: Int128) -> Bool {
        (implied - reported) * 1_000_000 > reported * Int128(margin.millionths)
    }
}
