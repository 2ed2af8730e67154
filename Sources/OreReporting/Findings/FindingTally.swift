public import OreDetection

/// Counts and areas of findings, by rule and verdict. Adding findings in any grouping gives the same counts.
public struct FindingTally: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public var count = 0
        /// Square metres of the findings' own geometries.
        public var area = 0.0
    }

    private var lines: [RuleName: [Verdict: Line]] = [:]

    public init() {}

    public init(_ findings: some Sequence<Finding>) {
        for finding in findings { add(finding) }
    }

    public mutating func add(_ finding: Finding) {
        lines[finding.rule, default: [:]][finding.verdict, default: Line()].count += 1
        lines[finding.rule, default: [:]][finding.verdict, default: Line()].area += finding.area
    }

    public mutating func add(_ other: FindingTally) {
        for (rule, verdicts) in other.lines {
            for (verdict, line) in verdicts {
                lines[rule, default: [:]][verdict, default: Line()].count += line.count
                lines[rule, default: [:]][verdict, default: Line()].area += line.area
            }
        }
    }

    /// One rule with one verdict; zero when there is none.
    public subscript(rule: RuleName, verdict: Verdict) -> Line { lines[rule]?[verdict] ?? Line() }

    /// One rule over the verdicts that suspect something (all but `consistent`).
    public subscript(rule: RuleName) -> Line { total { $0 == rule } }

    /// All findings that suspect something (all but `consistent`).
    public var suspected: Line { total { _ in true } }

    /// The rules that have findings, in the order of ``RuleName``.
    public var rules: [RuleName] { RuleName.allCases.filter { self[$0].count > 0 } }

    private func total(where isWanted: (RuleName) -> Bool) -> Line {
        var sum = Line()
        for rule in RuleName.allCases where isWanted(rule) {
            for verdict in Verdict.allCases where verdict != .consistent {
                sum.count += self[rule, verdict].count
                sum.area += self[rule, verdict].area
            }
        }
        return sum
    }
}
