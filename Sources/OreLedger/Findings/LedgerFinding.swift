public import OreDetection
public import OreFeatures

/// Why a verdict over figures is not stronger.
public enum LedgerReason: String, Sendable, Hashable, CaseIterable {
    /// More quota may be given for the year.
    case laterBatchUnknown = "later_batch_unknown"
    /// What was in stock before the first month is not stated.
    case openingStockUnknown = "opening_stock_unknown"
    /// No register says who has to report for which months.
    case noRegister = "no_register"
    /// The register was delivered before the month ended: a renewal may be missing from it.
    case registerOlder = "register_older"
    /// The figures differ by about a thousand or ten thousand: kilograms, or 10^4 t, taken for tonnes.
    case unitSuspected = "unit_suspected"
    /// The figures themselves are the only ground.
    case patternOnly = "pattern_only"
    /// A row that names the subject was set aside: what it said is not in the sums.
    case recordSetAside = "record_set_aside"
    /// The licence does not say which material its capacity is of.
    case capacityMaterialNotStated = "capacity_material_not_stated"
}

/// One figure or day that a finding rests on.
public struct LedgerEvidence: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Sum of what was reported.
        case reported
        /// Quota or capacity.
        case limit
        /// Reported less the limit.
        case excess
        case median
        /// Produced and opening stock less sold, below zero.
        case balance
        case received, due
        case lastInForce = "last_in_force"
        case order
    }
    public enum Value: Sendable, Hashable {
        case tonnes(Tonnes)
        case day(Day)
        /// A share, a grade, a recovery.
        case share(Share)
        /// A count, a ratio, a probability.
        case number(Double)
        /// From ... to: where only bounds are known.
        case range(Tonnes, Tonnes)
        /// A code, a name.
        case text(String)
    }

    public var kind: Kind
    public var value: Value
    /// The month that it speaks of; `nil`: the year.
    public var month: CalendarMonth?
    /// The entries it was made from; empty for figures of reports, quotas and invoices, which are found by subject and period.
    public var sources: [EntrySource] = []

    public init(_ kind: Kind, _ value: Value, month: CalendarMonth? = nil, sources: [EntrySource] = []) {
        (self.kind, self.value, self.month, self.sources) = (kind, value, month, sources)
    }
}

/// A suspicion that rests on figures: a rule, a subject, a year and its months.
public struct LedgerFinding: Sendable, Hashable {
    public var rule: LedgerRuleName
    public var subject: SubjectID
    public var year: Int32
    public var verdict: Verdict
    /// Only of rules that model one; a sum is a sum.
    public var probability: Double?
    public var reasons: [LedgerReason] = []
    /// 0...100: see ``LedgerSeverity``.
    public var severity = 0
    /// Ascending; empty where the rule speaks of the year as a whole.
    public var months: [CalendarMonth] = []
    public var evidence: [LedgerEvidence] = []

    public init(_ rule: LedgerRuleName, _ subject: SubjectID, year: Int32, verdict: Verdict = .strong) {
        (self.rule, self.subject, self.year, self.verdict) = (rule, subject, year, verdict)
    }

    /// `rule:subject:year`, `%` and `:` of the name escaped; stable whatever the numbers of subjects are.
    public func id(_ names: SubjectNames) -> String { id(naming: names.name(of: subject)) }

    /// The id of a finding whose subject has that name.
    public func id(naming name: String) -> String {
        let name = name.replacing("%", with: "%25").replacing(":", with: "%3A")
        return "\(rule.rawValue):\(name):\(year)"
    }

    /// The reason holds, and the verdict is at most `possible`.
    public mutating func weaken(_ reason: LedgerReason) {
        if !reasons.contains(reason) { reasons.append(reason) }
        if verdict == .strong { verdict = .possible }
    }
}

/// How much a finding weighs among others, 0 to 100: 100 · s / (s + 1) for an excess of `s` times the limit (or the median); months / 12 of a
/// ceiling for months: late 30, missing 60, sold 80, outside validity 90, after an order 100; halved when only `possible`.
public enum LedgerSeverity {
    /// - Returns: 50 for an excess as large as the limit, 100 without any limit.
    static func of(excess: Int64, over limit: Int64) -> Int {
        guard excess > 0 else { return 0 }
        guard limit > 0 else { return 100 }
        return Int((Int128(excess) * 100) / (Int128(excess) + Int128(limit)))
    }

    static func of(months: Int, ceiling: Int) -> Int { min(12, months) * ceiling / 12 }

    static func weighed(_ severity: Int, _ verdict: Verdict) -> Int { verdict == .strong ? severity : severity / 2 }
}
