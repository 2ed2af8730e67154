/// A value of a rule over figures that a rule file may set, with its name there, its bounds and its place in the rules.
public struct LedgerThreshold: Sendable {
    public let rule: LedgerRuleName
    /// Its unit is in the name: months, reports, days; the others are shares and factors.
    public let key: String
    public let bounds: ClosedRange<Double>
    public let isWhole: Bool
    private let get: @Sendable (LedgerRules) -> Double
    private let put: @Sendable (inout LedgerRules, Double) -> Void

    private init(
        _ rule: LedgerRuleName, _ key: String, _ bounds: ClosedRange<Double>, isWhole: Bool,
        _ get: @escaping @Sendable (LedgerRules) -> Double, _ put: @escaping @Sendable (inout LedgerRules, Double) -> Void
    ) {
        (self.rule, self.key, self.bounds, self.isWhole) = (rule, key, bounds, isWhole)
        (self.get, self.put) = (get, put)
    }

    public func value(in rules: LedgerRules) -> Double { get(rules) }

    /// Takes a value as it is: whoever reads it checks its bounds. Whole values are cut, shares rounded to the millionth.
    public func set(_ value: Double, in rules: inout LedgerRules) { put(&rules, value) }

    /// As a rule file states it.
    public func text(in rules: LedgerRules) -> String { isWhole ? "\(Int(get(rules)))" : "\(get(rules))" }

    // MARK: Kinds

    static func number(
        _ rule: LedgerRuleName, _ key: String, _ bounds: ClosedRange<Double>, _ get: @escaping @Sendable (LedgerRules) -> Double,
        _ put: @escaping @Sendable (inout LedgerRules, Double) -> Void
    ) -> LedgerThreshold {
        LedgerThreshold(rule, key, bounds, isWhole: false, get, put)
    }

    /// To the millionth.
    static func share(
        _ rule: LedgerRuleName, _ key: String, _ bounds: ClosedRange<Double>, _ get: @escaping @Sendable (LedgerRules) -> Share,
        _ put: @escaping @Sendable (inout LedgerRules, Share) -> Void
    ) -> LedgerThreshold {
        number(
            rule, key, bounds, { rules in Double(get(rules).millionths) / 1_000_000 },
            { rules, value in put(&rules, Share(millionths: Int64((value * 1_000_000).rounded()))) })
    }

    static func whole(
        _ rule: LedgerRuleName, _ key: String, _ bounds: ClosedRange<Double>, _ get: @escaping @Sendable (LedgerRules) -> Int,
        _ put: @escaping @Sendable (inout LedgerRules, Int) -> Void
    ) -> LedgerThreshold {
        LedgerThreshold(
            rule, key, bounds, isWhole: true, { rules in Double(get(rules)) }, { rules, value in put(&rules, Int(value)) })
    }
}
