internal import OreFeatures

/// How likely a subject passes its quota of a year that is not over.
///
/// Model: the months reported so far make up a share f of a year; past years of the same subject say which: f of each is its tonnes in the same months
/// over its whole year. The year comes to sum / f. log f is taken as normal with the mean and spread of the past years (at least `leastSpread`), so the
/// chance is a tail of Student's t with years − 1 degrees of freedom and the spread of a prediction, s · √(1 + 1/n). Seasons are in f.
/// Deterministic. Source: DOMAIN 5 (batches within the year); the model is a choice.
public struct QuotaProjection: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    /// So far.
    public var reported: Tonnes
    public var months: Int
    /// Of the year, so far known.
    public var quota: Tonnes
    /// Past years that it rests on.
    public var years: Int
    /// 5, 50 and 95 % of what the year may come to.
    public var low: Tonnes
    public var median: Tonnes
    public var high: Tonnes
    public var probability: Double
}

/// A year's quota that is likely to be passed.
///
/// Fires when the probability is at least `threshold`; see ``QuotaProjection``. Ceiling: possible, since the year is not over and later batches may come.
/// Not judged, and counted: subjects with fewer than two whole past years (twelve reports, tonnes above 0), and those without a quota yet. A year that is
/// over, or whose quota is passed already, is none of its business.
public struct QuotaOverrunProjected: Sendable, Hashable {
    public var threshold = 0.2
    /// Past years looked at, the latest.
    public var reach = 6
    /// The least spread of log f: past years that agree to the gram promise nothing.
    public var leastSpread = 0.03

    public init() {}

    public struct Result: Sendable, Hashable {
        /// By subject; those at or above the threshold.
        public var rows: [QuotaProjection] = []
        public var skipped: [LedgerSkip: Int] = [:]
        public init() {}
    }

    /// - Parameters:
    ///   - reports: by month.
    ///   - quotas: by year.
    ///   - year: not over; figures after it are not looked at.
    /// - Complexity: O(reports).
    public func projected(of reports: FigureSeries, against quotas: FigureSeries, in year: Int32) throws(LedgerFault) -> Result {
        var result = Result()
        for projection in try projections(of: reports, against: quotas, in: year, &result.skipped)
        where projection.probability >= threshold { result.rows.append(projection) }
        return result
    }

    /// Every subject that can be projected, by subject.
    public func projections(
        of reports: FigureSeries, against quotas: FigureSeries, in year: Int32, _ skipped: inout [LedgerSkip: Int]
    ) throws(LedgerFault) -> [QuotaProjection] {
        var result: [QuotaProjection] = []
        for (place, subject) in reports.subjects.enumerated() {
            let years = Year.all(reports, reports.rows(of: place), upTo: year)
            guard let current = years.last, current.year == year, current.count < 12, current.sum > 0, !current.isOver else { continue }
            guard let quota = quotas.amount(of: subject, year), quota > 0 else {
                skipped[.noQuotaYet, default: 0] += 1
                continue
            }
            guard current.sum <= Int128(quota) else { continue }
            let shares = years.dropLast().filter { $0.count == 12 && $0.sum > 0 }.suffix(reach).map { current.share(of: $0) }
            guard shares.count >= 2, shares.allSatisfy({ $0 > 0 }) else {
                skipped[.fewYears, default: 0] += 1
                continue
            }
            result.append(project(subject, current, quota, shares))
        }
        return result
    }

    private func project(_ subject: SubjectID, _ current: Year, _ quota: Int64, _ shares: [Double]) -> QuotaProjection {
        let logs = shares.map(PortableMath.log)
        let n = Double(logs.count)
        let mean = logs.reduce(0, +) / n
        let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        let spread = max(leastSpread, variance.squareRoot()) * (1 + 1 / n).squareRoot()
        let center = PortableMath.log(Double(current.sum)) - mean
        func tonnes(_ logarithm: Double) -> Tonnes {
            Tonnes(thousandths: Int64(max(Double(current.sum), PortableMath.exp(min(logarithm, 36)))))
        }
        let width = PortableMath.studentQuantile(above: 0.05, degrees: logs.count - 1) * spread
        return QuotaProjection(
            subject: subject, year: current.year, reported: Tonnes(thousandths: Int64(clamping: current.sum)), months: current.count,
            quota: Tonnes(thousandths: quota), years: logs.count, low: tonnes(center - width), median: tonnes(center),
            high: tonnes(center + width),
            probability: PortableMath.studentTail((PortableMath.log(Double(quota)) - center) / spread, degrees: logs.count - 1))
    }

    /// The months of one year.
    private struct Year {
        var year: Int32
        /// Thousandths; `nil`: not reported.
        var months = [Int64?](repeating: nil, count: 12)
        var count: Int { months.count { $0 != nil } }
        var sum: Int128 { months.reduce(Int128(0)) { $0 + Int128($1 ?? 0) } }
        /// December is there.
        var isOver: Bool { months[11] != nil }

        /// What the months reported here were of that whole year.
        func share(of whole: Year) -> Double {
            let part = zip(months, whole.months).reduce(Int128(0)) { $1.0 == nil ? $0 : $0 + Int128($1.1 ?? 0) }
            return Double(part) / Double(whole.sum)
        }

        /// Ascending.
        static func all(_ series: FigureSeries, _ rows: Range<Int>, upTo year: Int32) -> [Year] {
            var years: [Year] = []
            for row in rows where series.periods[row] / 12 <= year {
                let own = series.periods[row] / 12
                if years.last?.year != own { years.append(Year(year: own)) }
                years[years.count - 1].months[Int(series.periods[row] % 12)] = series.amounts[row]
            }
            return years
        }
    }
}

extension FigureSeries {
    /// Thousandths of a subject in a period; `nil`: none.
    func amount(of subject: SubjectID, _ period: Int32) -> Int64? {
        guard let place = index(of: subject) else { return nil }
        return rows(of: place).first { periods[$0] == period }.map { amounts[$0] }
    }
}
