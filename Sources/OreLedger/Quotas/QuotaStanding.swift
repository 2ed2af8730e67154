internal import OreFeatures

/// How a year's quota stands, of one licence, enterprise, group or district.
public struct QuotaStanding: Sendable, Hashable {
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// More is reported than the quota known.
        case above
        /// Within it so far, and likely enough to pass it by the year's end.
        case mayPass = "may_pass"
        case within
        case noQuota = "no_quota"
        /// A quota, and no report.
        case notReported = "not_reported"
    }

    /// Why nothing is projected.
    public enum Gap: String, Sendable, Hashable, CaseIterable {
        case yearOver = "year_over"
        case noQuota = "no_quota"
        case notReported = "not_reported"
        case alreadyAbove = "already_above"
        /// Fewer than two whole years before, or another season.
        case fewYears = "few_years"
    }

    public var subject: SubjectID
    public var year: Int32
    /// Of the stage asked for, known so far; `nil`: none.
    public var quota: Tonnes?
    /// The quota is a stated total, not the batches known so far.
    public var isTotal = false
    /// To date; `nil`: nothing.
    public var reported: Tonnes?
    /// Which records that is the sum of: reports, or of separation those of output, of export those of exports, where they say more.
    public var item = AccountItem.reported
    /// With a report.
    public var months = 0
    public var projection: QuotaProjection?
    public var gap: Gap?
    public var verdict: Verdict

    /// Reported of the quota, to the millionth, rounded down; `nil` without either, or for a quota of nothing.
    public var share: Share? {
        guard let quota, quota > .zero, let reported else { return nil }
        return Int64(exactly: Int128(reported.thousandths) * 1_000_000 / Int128(quota.thousandths)).map { Share(millionths: $0) }
    }

    /// Below zero: above the quota.
    public var left: Tonnes? { quota.flatMap { quota in reported.flatMap { quota.subtracting($0) } } }
}

/// How the quotas of a year stand: every subject with a quota or a report of it.
public struct QuotaStandings: Sendable {
    public var projected = QuotaOverrunProjected()

    public init() {}

    /// - Parameters:
    ///   - reports: by month, of the year and those before it, which tell of its season.
    ///   - quotas: by year.
    ///   - isOver: nothing of the year is still to be reported.
    /// - Returns: by subject.
    /// - Throws: `LedgerFault.sumTooLarge`.
    /// - Complexity: O(reports + quotas).
    public func rows(
        reports: FigureSeries, quotas: FigureSeries, year: Int32, isOver: Bool
    ) throws(LedgerFault) -> [QuotaStanding] {
        var projections: [SubjectID: QuotaProjection] = [:]
        if !isOver {
            var skipped: [LedgerSkip: Int] = [:]
            for one in try projected.projections(of: reports, against: quotas, in: year, &skipped) { projections[one.subject] = one }
        }
        var rows: [QuotaStanding] = []
        for subject in Set(reports.subjects).union(quotas.subjects).sorted() {
            let quota = quotas.index(of: subject).flatMap { place in quotas.rows(of: place).first { quotas.periods[$0] == year } }
            var (sum, months, hasDecember) = (Int64(0), 0, false)
            if let place = reports.index(of: subject) {
                for row in reports.rows(of: place) where reports.periods[row] / 12 == year {
                    let (next, isTooLarge) = sum.addingReportingOverflow(reports.amounts[row])
                    guard !isTooLarge else { throw .sumTooLarge(subject: subject, month: CalendarMonth(number: Int(year) * 12)) }
                    (sum, months) = (next, months + 1)
                    if reports.periods[row] % 12 == 11 { hasDecember = true }
                }
            }
            guard quota != nil || months > 0 else { continue }
            var row = QuotaStanding(subject: subject, year: year, verdict: .within)
            row.quota = quota.map { Tonnes(thousandths: quotas.amounts[$0]) }
            row.isTotal = quota.map { quotas.isTotal($0) } ?? false
            (row.reported, row.months) = (months > 0 ? Tonnes(thousandths: sum) : nil, months)
            row.projection = projections[subject]
            row.verdict = verdict(row)
            row.gap = row.projection == nil ? gap(row, isOver: isOver || hasDecember || months == 12) : nil
            rows.append(row)
        }
        return rows
    }

    private func verdict(_ row: QuotaStanding) -> QuotaStanding.Verdict {
        guard let quota = row.quota else { return .noQuota }
        guard let reported = row.reported else { return .notReported }
        if reported > quota { return .above }
        return (row.projection?.probability ?? 0) >= projected.threshold ? .mayPass : .within
    }

    private func gap(_ row: QuotaStanding, isOver: Bool) -> QuotaStanding.Gap {
        if isOver { return .yearOver }
        switch row.verdict {
        case .noQuota: return .noQuota
        case .notReported: return .notReported
        case .above: return .alreadyAbove
        case .within, .mayPass: return .fewYears
        }
    }
}
