internal import OreDetection
internal import OreFeatures

/// What kept figures say of a partition.
public struct KeptJudgement: Sendable {
    public var marks: [FindingMark] = []
    /// What has to be known of how the rules were evaluated.
    public var account = FigureAccount()

    public init() {}
}

/// Counts that go with findings, whatever they are.
public struct FigureAccount: Sendable, Hashable {
    /// Reports whose receipt was held against a due day, and those that do not say when they were received.
    public var judged = 0
    public var undated = 0
    /// Months sold short that could not be judged yet.
    public var tooRecent = 0
    /// Months of a beginning or an end; of an order.
    public var partlyInForce = 0
    public var partlyOrdered = 0
    /// Figures of subjects that no register names.
    public var pending = 0
    /// Subjects with fewer figures than tests of their digits need.
    public var tooFewFigures = 0
    /// What was looked at and not judged, by rule.
    public var skipped: [LedgerRuleName: [LedgerSkip: Int]] = [:]

    public init() {}

    public mutating func add(_ other: FigureAccount) {
        judged += other.judged
        undated += other.undated
        tooRecent += other.tooRecent
        partlyInForce += other.partlyInForce
        partlyOrdered += other.partlyOrdered
        pending += other.pending
        tooFewFigures += other.tooFewFigures
        skipped.merge(other.skipped) { $0.merging($1, uniquingKeysWith: +) }
    }
}

extension KeptFigures {
    /// Months for which anybody of the partition reported, and years of which anybody has a quota.
    public var observed: (months: Set<Int32>, quotaYears: Set<Int32>) {
        var (months, quotaYears) = (Set<Int32>(), Set<Int32>())
        for (i, year) in years.enumerated() {
            let number = firstYear + Int32(i)
            let mask = year.reported.reduce(0, |)
            for month in 0..<12 where mask >> UInt16(month) & 1 != 0 { months.insert(number * 12 + Int32(month)) }
            if year.quotaMarks.contains(where: { $0 != 0 }) { quotaYears.insert(number) }
        }
        return (months, quotaYears)
    }

    /// Whether somebody of the partition has both a quota and a figure.
    public var sharesNames: Bool {
        (0..<count).contains { place in hasReports(place) && years.contains { $0.quotaMarks[place] != 0 } }
    }

    /// The findings of every rule of ``KeptSettings/rules``, the same as ``FindingGathering`` makes of what ``FigureRules`` finds.
    /// - Precondition: `rules` give these ``settings``, and the background states no opening stock.
    /// - Complexity: O(subjects · years).
    public func judged(
        _ rules: FigureRules, _ background: LedgerBackground, _ standing: LedgerStanding
    ) throws(LedgerFault) -> KeptJudgement {
        var result = KeptJudgement()
        let rows = try yearRows(rules, background)
        result.marks = FindingGathering(standing).marks(rows)
        result.account.tooFewFigures = rows.patterns.tooFew
        let judge = MonthJudge(standing)
        late(judge, &result)
        missing(judge, background, &result)
        short(judge, background, &result)
        terms(judge, background, &result)
        if !standing.off.isEmpty { result.marks.removeAll { standing.off.contains($0.rule) } }
        return result
    }

    // MARK: Years

    /// Rules that speak of years, and jumps and patterns, whose figures are all kept.
    private func yearRows(_ rules: FigureRules, _ background: LedgerBackground) throws(LedgerFault) -> FigureFindings {
        var (sums, quotas) = (FigureSeries(.year), FigureSeries(.year))
        let hasCapacities = !background.capacities.isEmpty
        for place in 0..<count {
            let subject = subject(place)
            let isLimited = hasCapacities && background.capacities[subject] != nil
            for i in years.indices where years[i].reported[place] != 0 {
                let (sum, quota, mark) = (years[i].sums[place], years[i].quotas[place], years[i].quotaMarks[place])
                // Rules judge each year by itself, and most years are within their quota.
                guard mark == 0 || sum > quota || isLimited else { continue }
                let number = firstYear + Int32(i)
                sums.appendYear(number, of: subject, sum, isTotal: false)
                if mark != 0 { quotas.appendYear(number, of: subject, quota, isTotal: mark & 2 != 0) }
            }
        }
        var rows = FigureFindings()
        rows.quotaOverrun = try rules.quotaOverrun.years(of: sums, against: quotas)
        rows.withoutQuota = try ProductionWithoutQuota().years(of: sums, against: quotas, knownYears: background.quotaYears)
        if !background.capacities.isEmpty {
            rows.capacityExceeded = try rules.capacityExceeded.years(of: sums, against: background.capacities)
        }
        rows.implausible = jumps
        rows.patterns = patternRows()
        return rows
    }

    // MARK: Months

    private func late(_ judge: MonthJudge, _ result: inout KeptJudgement) {
        for place in 0..<count {
            for (i, year) in years.enumerated() where year.late[place] != 0 {
                result.marks.append(judge.mark(.reportLate, subject(place), firstYear + Int32(i), year.late[place], ceiling: 30))
            }
        }
        var due = 0
        for (i, year) in years.enumerated() {
            let mask = DueMask(settings.reportLate.due, year: firstYear + Int32(i))
            guard mask.months != 0 else { continue }
            for months in year.reported { due += (months & mask.months).nonzeroBitCount }
        }
        result.account.undated = undated.reduce(0) { $0 + Int($1) }
        result.account.judged = due - result.account.undated
    }

    private func missing(_ judge: MonthJudge, _ background: LedgerBackground, _ result: inout KeptJudgement) {
        let expected = YearMasks(background.months)
        guard !expected.isEmpty else { return }
        switch background.duty.within(range.numbers) {
        case .whoeverReports:
            for place in 0..<count where hasReports(place) { missing(judge, place, expected, &result) }
        case .months(let spans):
            for (subject, spans) in spans.sorted(by: { $0.key < $1.key }) {
                missing(judge, place(subject), expected.within(spans), &result)
            }
        }
    }

    private func missing(_ judge: MonthJudge, _ place: Int, _ expected: YearMasks, _ result: inout KeptJudgement) {
        for (year, months) in expected.years {
            let i = Int(year - firstYear)
            let reported = years.indices.contains(i) && place < count ? years[i].reported[place] : 0
            guard months & ~reported != 0 else { continue }
            result.marks.append(
                judge.mark(
                    .reportMissing, subject(place), year, months & ~reported, ceiling: 60, isWeak: !judge.standing.hasRegister))
        }
    }

    private func short(_ judge: MonthJudge, _ background: LedgerBackground, _ result: inout KeptJudgement) {
        let horizon = background.horizon.map { Int32($0.number) - settings.leadMonths }
        for place in 0..<count {
            for (i, year) in years.enumerated() where year.short[place] != 0 {
                let number = firstYear + Int32(i)
                var months = year.short[place]
                if let horizon, number * 12 + 11 > horizon {
                    let known = max(0, min(12, horizon - number * 12 + 1))
                    let open = months & ~UInt16(truncatingIfNeeded: (1 << known) - 1)
                    result.account.tooRecent += open.nonzeroBitCount
                    months &= ~open
                }
                guard months != 0 else { continue }
                result.marks.append(judge.mark(.soldExceedsProduced, subject(place), number, months, ceiling: 80, isWeak: true))
            }
        }
    }

    // MARK: Terms

    /// Months outside of validity and under orders: only licences that do not cover all of what they reported are looked at month by month.
    private func terms(_ judge: MonthJudge, _ background: LedgerBackground, _ result: inout KeptJudgement) {
        guard !background.licences.isEmpty || !background.orders.isEmpty else { return }
        var (uncovered, ordered) = (FigureSeries(.month), FigureSeries(.month))
        for place in 0..<count {
            let subject = subject(place)
            let months = lastMonths(place, limit: .max)
            guard let first = months.first, let last = months.last else { continue }
            if !background.licences.isEmpty {
                if let force = background.licences[subject] {
                    if !force.covers(first, last) { uncovered.appendRun(of: subject, signs(place, months)) }
                } else {
                    result.account.pending += months.count
                }
            }
            if background.orders[subject] != nil { ordered.appendRun(of: subject, signs(place, months)) }
        }
        let stopped = ProductionAfterStopOrder().months(of: ordered, under: background.orders)
        var rows = FigureFindings()
        rows.afterStopOrder = stopped
        rows.outsideValidity = ProductionOutsideValidity().months(of: uncovered, in: background.licences)
        rows.tellStoppedMonthsOnce(unless: judge.standing.off)
        result.account.partlyInForce = rows.outsideValidity.partly
        result.account.partlyOrdered = stopped.partly
        result.marks += FindingGathering(judge.standing).findings(rows).map(FindingMark.init)
    }

    /// Months with 1 for a figure above nothing and 0 for others: as much as the rules over terms ask.
    private func signs(_ place: Int, _ months: [Int32]) -> [(month: Int32, amount: Int64)] {
        months.map { month in
            let isIdle = years[Int(month / 12 - firstYear)].idle[place] >> UInt16(month % 12) & 1 != 0
            return (month, isIdle ? 0 : 1)
        }
    }
}

extension ForceSpans {
    /// In force on every day from the first of one month to the last of another.
    fileprivate func covers(_ first: Int32, _ last: Int32) -> Bool {
        guard let from = CalendarMonth(number: Int(first)).firstDay?.daysSince1970,
            let to = CalendarMonth(number: Int(last)).lastDay?.daysSince1970
        else { return false }
        return spans.contains { $0.lowerBound <= from && $0.upperBound >= to }
    }
}

extension FigureFindings {
    /// A month under an order is told of as that alone, not as one outside of validity too.
    /// - Parameter off: rules that tell of nothing: where that of orders is one of them, its months are told of as outside of validity.
    public mutating func tellStoppedMonthsOnce(unless off: Set<LedgerRuleName> = []) {
        guard !off.contains(.productionAfterStopOrder) else { return }
        struct Month: Hashable { var (subject, month): (SubjectID, CalendarMonth) }
        let stopped = Set(afterStopOrder.rows.map { Month(subject: $0.subject, month: $0.month) })
        guard !stopped.isEmpty else { return }
        outsideValidity.rows.removeAll { stopped.contains(Month(subject: $0.subject, month: $0.month)) }
    }
}
