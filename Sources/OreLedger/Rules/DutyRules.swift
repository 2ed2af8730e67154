internal import OreDetection
public import OreFeatures

/// Less of a restoration deposit paid than was due by its day.
///
/// Formula: due day before the day judged, and paid by then < due; a payment without a day counts as paid in time. Ceiling: strong; possible
/// where no payment is stated at all. Paid late but whole is not short.
public struct DepositShort: Sendable, Hashable {
    public init() {}

    /// By subject and due day; those of one subject and year are one finding.
    public func findings(_ deposits: [Deposit], on day: Day) -> EntryRuleResult {
        var result = EntryRuleResult()
        for row in deposits.sorted(by: { ($0.subject, $0.dueOn) < ($1.subject, $1.dueOn) }) where row.dueOn < day {
            let isPaid = row.paidOn.map { $0 <= day } ?? true
            let paid = isPaid ? row.paid : 0
            guard (paid ?? 0) < row.due else { continue }
            var finding = LedgerFinding(.depositShort, row.subject, year: Int32(row.dueOn.yearMonthDay.year))
            finding.evidence = [
                LedgerEvidence(.amountDue, .text(Money.text(row.due)), sources: [row.source]), LedgerEvidence(.due, .day(row.dueOn)),
            ]
            if let paid {
                finding.evidence.append(LedgerEvidence(.amountPaid, .text(Money.text(paid))))
            } else {
                finding.weaken(.paymentNotStated)
            }
            let severity = LedgerSeverity.of(excess: row.due - (paid ?? 0), over: max(1, paid ?? 0))
            finding.severity = LedgerSeverity.weighed(severity, finding.verdict)
            result.merge(finding)
        }
        return result
    }
}

/// Restoration that was to be done by a day that has passed, and is not.
///
/// Formula: due day before the day judged; no day of completion, or a later one. Ceiling: strong. Done late is done.
public struct RestorationOverdue: Sendable, Hashable {
    public init() {}

    /// By subject and due day; those of one subject and year are one finding.
    public func findings(_ obligations: [RestorationObligation], on day: Day) -> EntryRuleResult {
        var result = EntryRuleResult()
        let rows = obligations.sorted { ($0.subject, $0.dueOn, $0.number) < ($1.subject, $1.dueOn, $1.number) }
        for row in rows where row.dueOn < day && row.doneOn.map({ $0 > day }) ?? true {
            var finding = LedgerFinding(.restorationOverdue, row.subject, year: Int32(row.dueOn.yearMonthDay.year))
            finding.evidence = [LedgerEvidence(.due, .day(row.dueOn), sources: [row.source])]
            if let area = row.area { finding.evidence.append(LedgerEvidence(.area, .number(Double(area) / 1000))) }
            let days = Int(day.daysSince1970 - row.dueOn.daysSince1970)
            finding.severity = 50 * days / (days + 365)
            result.merge(finding)
        }
        return result
    }
}

extension EntryRuleResult {
    /// Adds to the finding before it where rule, subject and year are the same.
    mutating func merge(_ finding: LedgerFinding) {
        guard let last = findings.indices.last, findings[last].rule == finding.rule, findings[last].subject == finding.subject,
            findings[last].year == finding.year
        else { return findings.append(finding) }
        findings[last].evidence += finding.evidence
        // What is certain of one is certain of the whole.
        if finding.verdict == .strong || findings[last].verdict == .strong {
            (findings[last].verdict, findings[last].reasons) = (.strong, [])
        }
        for reason in finding.reasons { if findings[last].verdict != .strong { findings[last].weaken(reason) } }
        findings[last].severity = max(findings[last].severity, finding.severity)
    }
}

/// Amounts in thousandths of a currency.
enum Money {
    static func text(_ thousandths: Int64) -> String { Tonnes(thousandths: thousandths).description }
}
