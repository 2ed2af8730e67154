public import OreDetection
public import OreLedger
internal import OreStorage

/// How much one rule found.
public struct RuleFindingCount: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var findings: [Verdict: Int] = [:]
    public var subjects = 0

    public init(_ rule: LedgerRuleName) { self.rule = rule }

    /// `quota_overrun findings=12 strong=0 possible=12 subjects=10`.
    public var text: String {
        let all = findings.values.reduce(0, +)
        return "\(rule.rawValue) findings=\(all) strong=\(findings[.strong, default: 0]) possible=\(findings[.possible, default: 0]) "
            + "subjects=\(subjects)"
    }
}

extension LedgerEvaluation {
    /// Findings by rule, in the order of ``LedgerRuleName``; rules that found nothing are left out.
    public func counts(_ standing: LedgerStanding = LedgerStanding()) throws -> [RuleFindingCount] {
        let parts = try partitions { rows in
            var counts: [LedgerRuleName: RuleFindingCount] = [:]
            var last: [LedgerRuleName: SubjectID] = [:]
            for finding in FindingGathering(standing).findings(rows) {
                counts[finding.rule, default: RuleFindingCount(finding.rule)].findings[finding.verdict, default: 0] += 1
                if last.updateValue(finding.subject, forKey: finding.rule) != finding.subject { counts[finding.rule]?.subjects += 1 }
            }
            return counts
        }
        var counts: [LedgerRuleName: RuleFindingCount] = [:]
        for part in parts {
            counts.merge(part) { all, own in
                var all = all
                all.findings.merge(own.findings, uniquingKeysWith: +)
                all.subjects += own.subjects
                return all
            }
        }
        return LedgerRuleName.allCases.compactMap { counts[$0] }
    }
}
