public import OreDetection

/// The order in which people see findings: severity, then area, then identifier, so that equal inputs give one order.
public enum FindingRanking {
    public static func precedes(_ a: Finding, _ b: Finding) -> Bool {
        if a.severity != b.severity { return a.severity > b.severity }
        if a.area != b.area { return a.area > b.area }
        return a.id < b.id
    }

    /// All findings in rank order. Cost: one sort.
    public static func ranked(_ findings: some Sequence<Finding>) -> [Finding] { findings.sorted(by: precedes) }

    /// The indices of the first `count` findings in rank order. Cost: one sort of the indices.
    public static func top(_ count: Int, of findings: [Finding]) -> [Int] {
        Array(findings.indices.sorted { precedes(findings[$0], findings[$1]) }.prefix(count))
    }
}
