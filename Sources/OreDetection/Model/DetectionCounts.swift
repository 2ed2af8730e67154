/// One number per rule.
public struct RuleTally: Sendable, Hashable {
    private var counts = [Int](repeating: 0, count: RuleName.allCases.count)

    public init() {}

    public subscript(rule: RuleName) -> Int {
        get { counts[rule.ordinal] }
        set { counts[rule.ordinal] = newValue }
    }

    public static func += (a: inout RuleTally, b: RuleTally) {
        for i in a.counts.indices { a.counts[i] += b.counts[i] }
    }
}

extension RuleName {
    /// Position among the rules: the order in which findings of one footprint are emitted.
    var ordinal: Int {
        switch self {
        case .unlicensed: 0
        case .outOfBoundary: 1
        case .outsideValidity: 2
        case .protectedZone: 3
        case .outsidePlannedArea: 4
        case .expansionAfterFreeze: 5
        case .afterStopOrder: 6
        }
    }
}

/// What an evaluation saw. Counts of batches add up in any order.
public struct DetectionCounts: Sendable, Hashable {
    /// Footprints with geometry.
    public var examined = 0
    /// Of them, those that lie wholly inside licences in force.
    public var covered = 0
    /// Footprints without a date.
    public var undated = 0
    /// Undated footprints over licences that have dates: `outside_validity` could not be judged.
    public var undatedOverDatedLicences = 0
    /// Findings emitted, `consistent` ones apart.
    public var findings = RuleTally()
    /// Of them, the undecidable ones.
    public var undecidable = RuleTally()
    /// Parts that a rule looked at and that did not exceed its thresholds: not emitted.
    public var belowThreshold = RuleTally()
    /// Listed as `consistent`, when asked for.
    public var consistent = 0

    public init() {}

    public static func += (a: inout DetectionCounts, b: DetectionCounts) {
        a.examined += b.examined
        a.covered += b.covered
        a.undated += b.undated
        a.undatedOverDatedLicences += b.undatedOverDatedLicences
        a.findings += b.findings
        a.undecidable += b.undecidable
        a.belowThreshold += b.belowThreshold
        a.consistent += b.consistent
    }
}
