public import OreDetection
internal import OreFeatures

/// A finding without its evidence: enough to count it, to rank it and to find it again.
public struct FindingMark: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var verdict: Verdict
    public var severity: UInt8
    /// Months of the year as bits, January the lowest; 0 where the rule speaks of the year as a whole.
    public var months: UInt16
    public var year: Int32
    public var subject: SubjectID
    public var scope = LedgerScope.mining

    public init(_ finding: LedgerFinding) {
        (rule, verdict, severity) = (finding.rule, finding.verdict, UInt8(clamping: finding.severity))
        months = finding.months.reduce(0) { $0 | 1 << UInt16($1.month - 1) }
        (year, subject, scope) = (finding.year, finding.subject, finding.scope)
    }

    init(_ rule: LedgerRuleName, _ subject: SubjectID, _ year: Int32, months: UInt16, verdict: Verdict, severity: Int) {
        (self.rule, self.subject, self.year, self.months) = (rule, subject, year, months)
        (self.verdict, self.severity) = (verdict, UInt8(clamping: severity))
    }

    /// Whether it is that finding.
    public func marks(_ finding: LedgerFinding) -> Bool { self == FindingMark(finding) }
}
