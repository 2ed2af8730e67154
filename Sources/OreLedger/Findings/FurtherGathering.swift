internal import OreDetection
internal import OreFeatures

/// Findings of the rules over figures that need entries, land, or the whole past of a subject.
extension FindingGathering {
    func further(_ rows: FigureFindings) -> [LedgerFinding] {
        rows.projected.rows.map(projected) + permits(rows.withoutPermit.rows) + rows.exhausted.map(exhausted) + rows.taxed.rows.map(taxed)
            + rows.ghost.rows.map(ghost) + rows.againstLand.rows.map(againstLand)
    }

    private func projected(_ row: QuotaProjection) -> LedgerFinding {
        var finding = LedgerFinding(.quotaOverrunProjected, row.subject, year: row.year)
        finding.weaken(.yearNotOver)
        finding.weaken(.laterBatchUnknown)
        finding.probability = row.probability
        finding.evidence = [
            LedgerEvidence(.reported, .tonnes(row.reported)), LedgerEvidence(.limit, .tonnes(row.quota)),
            LedgerEvidence(.projected, .range(row.low, row.high)),
        ]
        finding.severity = LedgerSeverity.weighed(Int(row.probability * 100), finding.verdict)
        return finding
    }

    private func permits(_ rows: [OperatingWithoutPermit.Row]) -> [LedgerFinding] {
        let ordered = rows.sorted { ($0.subject, $0.month, $0.kind.rawValue) < ($1.subject, $1.month, $1.kind.rawValue) }
        var result = byYear(ordered, .operatingWithoutPermit, subject: \.subject, month: \.month) { row in
            var evidence = [
                LedgerEvidence(.permit, .text(row.kind.rawValue), month: row.month, sources: row.sources),
                LedgerEvidence(.reported, .tonnes(row.amount), month: row.month),
            ]
            if let day = row.ended { evidence.append(LedgerEvidence(.permitEnd, .day(day), month: row.month)) }
            return evidence
        }
        var rest = ordered[...]
        for i in result.indices {
            let own = rest.prefix(result[i].months.count)
            rest = rest.dropFirst(own.count)
            // Two kinds of permits missing in one month are one month.
            result[i].months = Set(result[i].months).sorted()
            if !own.contains(where: { $0.standing == .lapsed }) {
                if own.contains(where: { $0.standing == .notOnRecord }) { result[i].weaken(.permitNotOnRecord) }
                if own.contains(where: { $0.standing == .renewalMayBePending }) { result[i].weaken(.renewalMayBePending) }
            }
            let severity = LedgerSeverity.of(months: result[i].months.count, ceiling: 90)
            result[i].severity = LedgerSeverity.weighed(severity, result[i].verdict)
        }
        return result
    }

    private func exhausted(_ row: Exhaustion.Row) -> LedgerFinding {
        var finding = LedgerFinding(.exhaustion, row.subject, year: row.year)
        finding.weaken(.reserveMayBeRestated)
        finding.evidence = [
            LedgerEvidence(.produced, .tonnes(row.life.produced)),
            LedgerEvidence(.reserve, .tonnes(row.life.recoverable), sources: [row.source]),
            LedgerEvidence(.balance, .tonnes(row.life.left)),
        ]
        let excess = LedgerSeverity.of(excess: Int64(clamping: -Int128(row.life.left.thousandths)), over: row.life.recoverable.thousandths)
        finding.severity = LedgerSeverity.weighed(excess, finding.verdict)
        return finding
    }

    private func taxed(_ row: TaxImpliedGap.Row) -> LedgerFinding {
        var finding = LedgerFinding(.taxImpliedGap, row.subject, year: row.year)
        finding.weaken(.otherRateOrArrears)
        if Self.looksLikeUnit(row.implied, row.reported) { finding.weaken(.unitSuspected) }
        finding.evidence = [
            LedgerEvidence(.reported, .tonnes(row.reported)), LedgerEvidence(.implied, .tonnes(row.implied), sources: row.sources),
        ]
        if let excess = row.implied.subtracting(row.reported) {
            finding.evidence.append(LedgerEvidence(.excess, .tonnes(excess)))
            let severity = LedgerSeverity.of(excess: excess.thousandths, over: row.reported.thousandths)
            finding.severity = LedgerSeverity.weighed(severity, finding.verdict)
        }
        return finding
    }

    private func ghost(_ row: GhostProduction.Row) -> LedgerFinding {
        var finding = LedgerFinding(.ghostProduction, row.subject, year: row.year)
        finding.weaken(.viewsOnly)
        finding.evidence = [
            LedgerEvidence(.reported, .tonnes(row.amount)), LedgerEvidence(.clearViews, .number(Double(row.clearViews))),
        ]
        finding.severity = LedgerSeverity.weighed(LedgerSeverity.of(excess: row.amount.thousandths, over: 0), finding.verdict)
        return finding
    }

    private func againstLand(_ row: OutputAgainstLand.Row) -> LedgerFinding {
        var finding = LedgerFinding(row.isAbove ? .outputExceedsLand : .landExceedsOutput, row.subject, year: row.year)
        finding.weaken(.landOnly)
        finding.evidence = [
            LedgerEvidence(.reported, .tonnes(row.amount)),
            LedgerEvidence(.land, .range(row.land.lowest, row.land.highest), sources: row.calibrations),
        ]
        if let method = row.method { finding.evidence.append(LedgerEvidence(.method, .text(method.rawValue))) }
        let (more, less) = row.isAbove ? (row.amount, row.land.highest) : (row.land.lowest, row.amount)
        let excess = Int64(clamping: Int128(more.thousandths) - Int128(less.thousandths))
        finding.severity = LedgerSeverity.weighed(LedgerSeverity.of(excess: excess, over: less.thousandths), finding.verdict)
        return finding
    }

    /// Patterns join the jumps of their subject and year: one finding a rule, subject and year.
    func patterned(_ jumps: [LedgerFinding], _ rows: [ReportPatterns.Row]) -> [LedgerFinding] {
        struct Key: Hashable { var (subject, year): (SubjectID, Int32) }
        guard !rows.isEmpty else { return jumps }
        var (result, places) = (jumps, [Key: Int]())
        for (i, finding) in jumps.enumerated() { places[Key(subject: finding.subject, year: finding.year)] = i }
        for row in rows {
            let key = Key(subject: row.subject, year: row.year)
            let place = places[key] ?? result.count
            if place == result.count {
                result.append(LedgerFinding(.reportImplausible, row.subject, year: row.year))
                places[key] = place
            }
            result[place].weaken(.patternOnly)
            result[place].months = Set(result[place].months + row.months).sorted()
            result[place].evidence += evidence(row)
            result[place].severity = max(result[place].severity, LedgerSeverity.weighed(40, .possible))
        }
        return result.sorted { ($0.subject, $0.year) < ($1.subject, $1.year) }
    }

    private func evidence(_ row: ReportPatterns.Row) -> [LedgerEvidence] {
        switch row.pattern {
        case .equal(let amount, let run):
            let month = row.months.first
            return [LedgerEvidence(.run, .number(Double(run)), month: month), LedgerEvidence(.reported, .tonnes(amount), month: month)]
        case .round(let count, let all, let chance):
            return [
                LedgerEvidence(.round, .number(Double(count))), LedgerEvidence(.figures, .number(Double(all))),
                LedgerEvidence(.chance, .number(chance)),
            ]
        case .lastDigits(let all, let chance):
            return [LedgerEvidence(.figures, .number(Double(all))), LedgerEvidence(.chance, .number(chance))]
        }
    }
}
