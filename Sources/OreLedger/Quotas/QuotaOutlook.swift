public import OreFeatures

/// What a year may come to, of one subject: its months so far, the season of the years before, and the interval at the year's end.
public struct QuotaOutlook: Sendable, Hashable {
    public struct Month: Sendable, Hashable {
        public var month: CalendarMonth
        /// `nil`: no report.
        public var reported: Tonnes?
        /// Since January, by its end.
        public var sum: Tonnes
        /// What the month was of a whole year, on average of the years before, in millionths; `nil` without two of them.
        public var season: Share?
        /// What may have been mined by its end, on the median; of months without a report behind the last one.
        public var expected: Tonnes?
    }

    public struct Past: Sendable, Hashable {
        public var year: Int32
        public var sum: Tonnes
        /// What of it fell into the months that the year asked for has reported.
        public var share: Share
    }

    public var standing: QuotaStanding
    /// Twelve.
    public var months: [Month]
    /// Whole years before, the latest six.
    public var past: [Past]

    /// - Parameters: as of ``QuotaStandings/rows(reports:quotas:year:isOver:)``, of that subject at least.
    /// - Returns: `nil` where the subject has neither a quota nor a report of the year.
    /// - Throws: `LedgerFault.sumTooLarge`.
    public init?(
        of subject: SubjectID, reports: FigureSeries, quotas: FigureSeries, year: Int32, isOver: Bool, _ rules: QuotaStandings = .init()
    ) throws(LedgerFault) {
        let rows = try rules.rows(reports: reports, quotas: quotas, year: year, isOver: isOver)
        guard let standing = rows.first(where: { $0.subject == subject }) else { return nil }
        self.standing = standing
        let years = Self.years(of: subject, reports)
        let own = years[year] ?? [:]
        let whole = years.filter { $0.key < year && $0.value.count == 12 }.map {
            ($0.key, $0.value, $0.value.values.reduce(Int128(0)) { $0 + Int128($1) })
        }
        .filter { $0.2 > 0 }.sorted { $0.0 < $1.0 }.suffix(rules.projected.reach)
        past = whole.compactMap { year, months, sum in
            let part = months.filter { own[$0.key] != nil }.values.reduce(Int128(0)) { $0 + Int128($1) }
            guard let sum = Int64(exactly: sum) else { return nil }
            return Past(
                year: year, sum: Tonnes(thousandths: sum), share: Share(millionths: Int64(clamping: part * 1_000_000 / Int128(sum))))
        }
        let season =
            whole.count < 2
            ? nil
            : (0..<12).map { month in
                whole.reduce(Int128(0)) { $0 + Int128($1.1[Int32(month)] ?? 0) * 1_000_000 / $1.2 } / Int128(whole.count)
            }
        months = Self.months(year, own, season.map { $0.map { Int64(clamping: $0) } }, standing)
    }

    /// By year, then month 0...11.
    private static func years(of subject: SubjectID, _ reports: FigureSeries) -> [Int32: [Int32: Int64]] {
        var years: [Int32: [Int32: Int64]] = [:]
        guard let place = reports.index(of: subject) else { return years }
        for row in reports.rows(of: place) {
            years[reports.periods[row] / 12, default: [:]][reports.periods[row] % 12] = reports.amounts[row]
        }
        return years
    }

    /// Behind the last report, the rest of the year is spread as the season says.
    private static func months(_ year: Int32, _ own: [Int32: Int64], _ season: [Int64]?, _ standing: QuotaStanding) -> [Month] {
        let last = own.keys.max() ?? -1
        let rest = season.map { $0[Int(last + 1)...].reduce(0, +) } ?? 0
        let ahead = standing.projection.map { Int128($0.median.thousandths) - Int128($0.reported.thousandths) }
        var (sum, passed) = (Int64(0), Int64(0))
        return (0..<Int32(12)).map { month in
            let amount = own[month]
            sum = sum.addingReportingOverflow(amount ?? 0).partialValue
            var one = Month(
                month: CalendarMonth(number: Int(year) * 12 + Int(month)), reported: amount.map { Tonnes(thousandths: $0) },
                sum: Tonnes(thousandths: sum), season: season.map { Share(millionths: $0[Int(month)]) })
            if month > last, let ahead, let season, rest > 0 {
                passed += season[Int(month)]
                one.expected = Tonnes(thousandths: Int64(clamping: Int128(sum) + ahead * Int128(passed) / Int128(rest)))
            }
            return one
        }
    }
}
