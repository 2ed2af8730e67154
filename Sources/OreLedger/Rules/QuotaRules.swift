internal import OreFeatures

/// A year in which a subject's figures exceed a limit.
public struct YearExcess: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    public var amount: Tonnes
    /// `nil`: no limit of that year is known.
    public var limit: Tonnes?
    /// The limit is a stated total of the year, not the batches known so far.
    public var isLimitTotal: Bool

    public init(subject: SubjectID, year: Int32, amount: Tonnes, limit: Tonnes?, isLimitTotal: Bool = false) {
        (self.subject, self.year, self.amount, self.limit, self.isLimitTotal) = (subject, year, amount, limit, isLimitTotal)
    }
}

/// More reported in a year than the batches of quota known for it.
///
/// Formula: Σ figures of the year > limit + limit · margin, exactly. The limit is the sum of batches, deductions negative, or the stated total of the year.
public struct QuotaOverrun: Sendable, Hashable {
    /// Share of the limit that is let pass.
    public var margin: Share

    public init(margin: Share = .zero) { self.margin = margin }

    /// Years with a known quota that is exceeded, by subject and year.
    /// - Parameters:
    ///   - reports: by month.
    ///   - quotas: by year.
    /// - Complexity: O(reports + quotas).
    public func years(of reports: FigureSeries, against quotas: FigureSeries) throws(LedgerFault) -> [YearExcess] {
        let margin = margin
        return try YearTotals.collect(reports, quotas) { amount, limit, _ in
            guard let limit else { return false }
            return (Int128(amount) - Int128(limit)) * 1_000_000 > Int128(limit) * Int128(margin.millionths)
        }
    }
}

/// Something reported in a year for which no batch of quota is known to the subject at all.
public struct ProductionWithoutQuota: Sendable, Hashable {
    public init() {}

    /// Years with a figure above 0 and no quota. A year for which nobody of `quotas` has one is not judged: the office has not delivered it.
    /// - Parameter years: of which some quota is known to somebody, ascending; `nil`: those of `quotas`. A partition does not see the others' quotas.
    public func years(
        of reports: FigureSeries, against quotas: FigureSeries, knownYears years: [Int32]? = nil
    ) throws(LedgerFault) -> [YearExcess] {
        let known = Set(years ?? quotas.periods)
        return try YearTotals.collect(reports, quotas) { amount, limit, year in limit == nil && amount > 0 && known.contains(year) }
    }
}

/// Years of a subject beside their limits.
enum YearTotals {
    /// The years of `reports` that `isExcess(amount, limit, year)` takes, in order of subject and year.
    static func collect(
        _ reports: FigureSeries, _ limits: FigureSeries, where isExcess: (Int64, Int64?, Int32) -> Bool
    ) throws(LedgerFault) -> [YearExcess] {
        var result: [YearExcess] = []
        var other = 0
        for (place, subject) in reports.subjects.enumerated() {
            while other < limits.subjects.count, limits.subjects[other] < subject { other += 1 }
            let isKnown = other < limits.subjects.count && limits.subjects[other] == subject
            var limit = isKnown ? limits.rows(of: other) : 0..<0
            try forEach(in: reports, place) { year, amount in
                while let row = limit.first, limits.periods[row] < year { limit = limit.dropFirst() }
                let row = limit.first.flatMap { limits.periods[$0] == year ? $0 : nil }
                let value = row.map { limits.amounts[$0] }
                guard isExcess(amount, value, year) else { return }
                result.append(
                    YearExcess(
                        subject: subject, year: year, amount: Tonnes(thousandths: amount), limit: value.map { Tonnes(thousandths: $0) },
                        isLimitTotal: row.map { limits.isTotal($0) } ?? false))
            }
        }
        return result
    }

    /// The sums of a subject's years, ascending.
    static func forEach(
        in series: FigureSeries, _ place: Int, _ body: (_ year: Int32, _ amount: Int64) -> Void
    ) throws(LedgerFault) {
        let rows = series.rows(of: place)
        guard let first = rows.first else { return }
        let divisor: Int32 = series.period == .month ? 12 : 1
        var (year, sum) = (series.periods[first] / divisor, Int64(0))
        for row in rows {
            let own = series.periods[row] / divisor
            if own != year {
                body(year, sum)
                (year, sum) = (own, 0)
            }
            let (total, isTooLarge) = sum.addingReportingOverflow(series.amounts[row])
            guard !isTooLarge else { throw .sumTooLarge(subject: series.subjects[place], month: .init(number: Int(year) * 12)) }
            sum = total
        }
        body(year, sum)
    }
}
