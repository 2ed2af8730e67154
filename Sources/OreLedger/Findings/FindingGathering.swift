internal import OreDetection
public import OreFeatures

/// What decides how strong a finding over figures may be.
public struct LedgerStanding: Sendable, Hashable {
    /// The last year of which no further batch can come.
    public var closedYear: Int32?
    /// A register says whose reports are expected; see ``ReportingDuty``.
    public var hasRegister = false
    /// The day to which the register is complete.
    public var registerDate: Day?
    /// Subjects of whom a row was set aside: their sums may lack it.
    public var incomplete: Set<SubjectID> = []
    /// Whose row of quotas was set aside, with everybody below, and whom it names, with everybody above: they may have what it gives.
    public var withQuotasSetAside: Set<SubjectID> = []
    /// Capacities are stated without their material.
    public var capacityMaterialIsUnknown = false
    /// Of whom records of capacities say what they are of, and whether they name the material; others are as the register has them.
    public var statedCapacities: [SubjectID: Bool] = [:]
    /// Share of a quota that is let pass, for sums over those below a holder; others have it with their rule.
    public var quotaMargin = Share.zero
    /// Rules whose findings are left out.
    public var off: Set<LedgerRuleName> = []

    public init() {}
}

/// Gathers rows into findings: one a rule, subject and year, since a list of every late month is no work list.
public struct FindingGathering: Sendable {
    public var standing: LedgerStanding

    public init(_ standing: LedgerStanding) { self.standing = standing }

    /// By rule, subject and year, in the order of the rows.
    /// - Complexity: O(rows). What a partition found can be gathered by itself.
    public func findings(_ rows: FigureFindings) -> [LedgerFinding] {
        let all = (excesses(rows) + times(rows) + figures(rows) + terms(rows) + further(rows)).weakened(of: standing.incomplete)
        // After they are gathered: a jump casts doubt on the sum of its year, whether it is told of or not.
        return standing.off.isEmpty ? all : all.filter { !standing.off.contains($0.rule) }
    }

    // MARK: Years

    private func excesses(_ rows: FigureFindings) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        forEachExcess(rows) { result.append(excess($0, $1, isDoubtful: $2)) }
        return result
    }

    /// The marks of what ``findings(_:)`` makes, without their evidence where there are many of them.
    func marks(_ rows: FigureFindings) -> [FindingMark] {
        var marks: [FindingMark] = []
        marks.reserveCapacity(rows.quotaOverrun.count + rows.withoutQuota.count + rows.capacityExceeded.count)
        forEachExcess(rows) { rule, row, isDoubtful in
            let isSetAside = standing.incomplete.contains(row.subject)
            let verdict: Verdict = isSetAside || !reasons(rule, row, isDoubtful: isDoubtful).isEmpty ? .possible : .strong
            marks.append(
                FindingMark(rule, row.subject, row.year, months: 0, verdict: verdict, severity: Self.severity(row, verdict)))
        }
        var others = rows
        (others.quotaOverrun, others.withoutQuota, others.capacityExceeded) = ([], [], [])
        if !standing.off.isEmpty { marks.removeAll { standing.off.contains($0.rule) } }
        return marks + findings(others).map(FindingMark.init)
    }

    /// Rows above a limit by rule; whether a month of the year looks as if it were in kilograms: it carries its year, and such a sum is no ground for more
    /// than a question.
    private func forEachExcess(_ rows: FigureFindings, _ body: (LedgerRuleName, YearExcess, _ isDoubtful: Bool) -> Void) {
        var doubtful: Set<SubjectYear> = []
        for jump in rows.implausible where Self.looksLikeUnit(jump.amount, jump.median) {
            doubtful.insert(SubjectYear(subject: jump.subject, year: Int32(jump.month.year)))
        }
        for (rule, own) in [
            (LedgerRuleName.quotaOverrun, rows.quotaOverrun), (.productionWithoutQuota, rows.withoutQuota),
            (.capacityExceeded, rows.capacityExceeded),
        ] {
            for row in own { body(rule, row, !doubtful.isEmpty && doubtful.contains(SubjectYear(subject: row.subject, year: row.year))) }
        }
    }

    private struct SubjectYear: Hashable {
        var subject: SubjectID
        var year: Int32
    }

    private func excess(_ rule: LedgerRuleName, _ row: YearExcess, isDoubtful: Bool) -> LedgerFinding {
        var finding = LedgerFinding(rule, row.subject, year: row.year)
        finding.evidence.append(LedgerEvidence(.reported, .tonnes(row.amount)))
        if let limit = row.limit {
            finding.evidence.append(LedgerEvidence(.limit, .tonnes(limit)))
            if let excess = row.amount.subtracting(limit) { finding.evidence.append(LedgerEvidence(.excess, .tonnes(excess))) }
        }
        for reason in reasons(rule, row, isDoubtful: isDoubtful) { finding.weaken(reason) }
        finding.severity = Self.severity(row, finding.verdict)
        return finding
    }

    /// Why an excess is possible at most.
    private func reasons(_ rule: LedgerRuleName, _ row: YearExcess, isDoubtful: Bool) -> [LedgerReason] {
        var reasons: [LedgerReason] = []
        if isDoubtful || row.limit.map({ Self.looksLikeUnit(row.amount, $0) }) ?? false { reasons.append(.unitSuspected) }
        let isMaterialKnown = standing.statedCapacities[row.subject] ?? !standing.capacityMaterialIsUnknown
        if rule == .capacityExceeded, !isMaterialKnown { reasons.append(.capacityMaterialNotStated) }
        let isClosed = row.isLimitTotal || standing.closedYear.map { row.year <= $0 } ?? false
        if rule != .capacityExceeded, !isClosed { reasons.append(.laterBatchUnknown) }
        if rule == .productionWithoutQuota, standing.withQuotasSetAside.contains(row.subject) { reasons.append(.recordSetAside) }
        return reasons
    }

    private static func severity(_ row: YearExcess, _ verdict: Verdict) -> Int {
        let excess = Int64(clamping: Int128(row.amount.thousandths) - Int128(row.limit?.thousandths ?? 0))
        return LedgerSeverity.weighed(LedgerSeverity.of(excess: excess, over: row.limit?.thousandths ?? 0), verdict)
    }

    /// About a thousand or ten thousand times the other.
    static func looksLikeUnit(_ amount: Tonnes, _ other: Tonnes) -> Bool {
        guard other > .zero else { return false }
        let times = amount.thousandths / other.thousandths
        return (500...2000).contains(times) || (5000...20_000).contains(times)
    }

    // MARK: Months

    private func times(_ rows: FigureFindings) -> [LedgerFinding] {
        var result = byYear(rows.late.rows, .reportLate, subject: \.subject, month: \.month) { row in
            [LedgerEvidence(.received, .day(row.received), month: row.month), LedgerEvidence(.due, .day(row.due), month: row.month)]
        }
        for i in result.indices { result[i].severity = LedgerSeverity.of(months: result[i].months.count, ceiling: 30) }
        var missing = byYear(rows.missing, .reportMissing, subject: \.subject, month: \.month) { _ in [] }
        for i in missing.indices {
            if !standing.hasRegister { missing[i].weaken(.noRegister) }
            let severity = LedgerSeverity.of(months: missing[i].months.count, ceiling: 60)
            missing[i].severity = LedgerSeverity.weighed(severity, missing[i].verdict)
        }
        result += missing
        return result
    }

    private func figures(_ rows: FigureFindings) -> [LedgerFinding] {
        var jumps = byYear(rows.implausible, .reportImplausible, subject: \.subject, month: \.month) { row in
            [
                LedgerEvidence(.reported, .tonnes(row.amount), month: row.month),
                LedgerEvidence(.median, .tonnes(row.median), month: row.month),
            ]
        }
        var next = rows.implausible[...]
        for i in jumps.indices {
            jumps[i].weaken(.patternOnly)
            for row in next.prefix(jumps[i].months.count) {
                if Self.looksLikeUnit(row.amount, row.median) { jumps[i].weaken(.unitSuspected) }
                let excess = Int64(clamping: Int128(row.amount.thousandths) - Int128(row.median.thousandths))
                let severity = LedgerSeverity.of(excess: excess, over: row.median.thousandths)
                jumps[i].severity = max(jumps[i].severity, LedgerSeverity.weighed(severity, .possible))
            }
            next = next.dropFirst(jumps[i].months.count)
        }
        var sold = byYear(rows.sold.rows, .soldExceedsProduced, subject: \.subject, month: \.month) { row in
            [LedgerEvidence(.balance, .tonnes(row.balance), month: row.month)]
        }
        var rest = rows.sold.rows[...]
        for i in sold.indices {
            if rest.first?.isOpeningKnown == false { sold[i].weaken(.openingStockUnknown) }
            rest = rest.dropFirst(sold[i].months.count)
            sold[i].severity = LedgerSeverity.weighed(LedgerSeverity.of(months: sold[i].months.count, ceiling: 80), sold[i].verdict)
        }
        return patterned(jumps, rows.patterns.rows) + sold
    }

    private func terms(_ rows: FigureFindings) -> [LedgerFinding] {
        var outside = byYear(rows.outsideValidity.rows, .productionOutsideValidity, subject: \.subject, month: \.month) { row in
            var evidence = [LedgerEvidence(.reported, .tonnes(row.amount), month: row.month)]
            if let day = row.lastInForce { evidence.append(LedgerEvidence(.lastInForce, .day(day), month: row.month)) }
            return evidence
        }
        for i in outside.indices {
            if let date = standing.registerDate, let last = outside[i].months.last?.lastDay, date < last {
                outside[i].weaken(.registerOlder)
            }
            outside[i].severity = LedgerSeverity.weighed(
                LedgerSeverity.of(months: outside[i].months.count, ceiling: 90), outside[i].verdict)
        }
        var stopped = byYear(rows.afterStopOrder.rows, .productionAfterStopOrder, subject: \.subject, month: \.month) { row in
            [LedgerEvidence(.reported, .tonnes(row.amount), month: row.month), LedgerEvidence(.order, .day(row.order), month: row.month)]
        }
        for i in stopped.indices { stopped[i].severity = LedgerSeverity.of(months: stopped[i].months.count, ceiling: 100) }
        return outside + stopped
    }

    /// Rows of one subject and year follow each other.
    func byYear<Row>(
        _ rows: [Row], _ rule: LedgerRuleName, subject: (Row) -> SubjectID, month: (Row) -> CalendarMonth,
        evidence: (Row) -> [LedgerEvidence]
    ) -> [LedgerFinding] {
        var result: [LedgerFinding] = []
        for row in rows {
            let (subject, month) = (subject(row), month(row))
            if result.last?.subject != subject || result.last?.year != Int32(month.year) {
                result.append(LedgerFinding(rule, subject, year: Int32(month.year)))
            }
            result[result.count - 1].months.append(month)
            result[result.count - 1].evidence += evidence(row)
        }
        return result
    }
}

extension [LedgerFinding] {
    /// Those of subjects of whom a row was set aside are possible at most.
    public func weakened(of incomplete: Set<SubjectID>) -> [LedgerFinding] {
        guard !incomplete.isEmpty else { return self }
        return map { finding in
            guard incomplete.contains(finding.subject) else { return finding }
            var own = finding
            own.weaken(.recordSetAside)
            if finding.verdict == .strong { own.severity = LedgerSeverity.weighed(own.severity, .possible) }
            return own
        }
    }
}
