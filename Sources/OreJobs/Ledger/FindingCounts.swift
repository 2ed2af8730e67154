public import OreDetection
public import OreLedger

/// How much one rule found.
public struct RuleFindingCount: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var findings: [Verdict: Int] = [:]
    public var subjects = 0
    /// Months that the findings speak of; 0 for rules that speak of years.
    public var months = 0

    public init(_ rule: LedgerRuleName) { self.rule = rule }

    public var count: Int { findings.values.reduce(0, +) }

    /// `quota_overrun findings=12 strong=0 possible=12 subjects=10`.
    public var text: String {
        "\(rule.rawValue) findings=\(count) strong=\(findings[.strong, default: 0]) possible=\(findings[.possible, default: 0]) "
            + "subjects=\(subjects)"
    }
}

extension LedgerFindings {
    /// Findings by rule, in the order of ``LedgerRuleName``; rules that found nothing are left out.
    /// - Complexity: O(findings).
    public var counts: [RuleFindingCount] {
        let places = Dictionary(uniqueKeysWithValues: LedgerRuleName.allCases.enumerated().map { ($1, $0) })
        var counts = LedgerRuleName.allCases.map { RuleFindingCount($0) }
        var last = [SubjectID?](repeating: nil, count: counts.count)
        var (strong, possible) = ([Int](repeating: 0, count: counts.count), [Int](repeating: 0, count: counts.count))
        // Those of one rule follow each other: the place is looked up once a run of them.
        var (rule, place) = (LedgerRuleName.quotaOverrun, 0)
        for mark in marks.joined() {
            if mark.rule != rule { (rule, place) = (mark.rule, places[mark.rule] ?? 0) }
            if mark.verdict == .strong { strong[place] += 1 } else { possible[place] += 1 }
            if last[place] != mark.subject {
                last[place] = mark.subject
                counts[place].subjects += 1
            }
            counts[place].months += mark.months.nonzeroBitCount
        }
        for i in counts.indices { counts[i].findings = [.strong: strong[i], .possible: possible[i]] }
        return counts.filter { $0.count > 0 }
    }
}
