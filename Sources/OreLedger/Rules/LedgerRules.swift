public import OreFeatures

/// What an office sets of the rules over figures: thresholds, and which rules are switched off. Without a rule file everything is as documented.
///
/// What a rule can say at most is none of it: no file makes a rule strong that is `possible` at most.
public struct LedgerRules: Sendable, Hashable {
    public var figures = FigureRules.office
    /// Set before ``off``, which tells them what is switched off.
    public var entries = EntryRules()
    /// Switched off: nothing is found by them, and their account says so.
    public var off: Set<LedgerRuleName> = [] { didSet { entries.off = off } }
    /// Months after the end of a year in which batches of its quota may still come.
    public var laterBatchMonths = 3

    /// The documented rules; `GeoData/rules/default.yaml` states the same values.
    public init() {}

    /// Each value that is not the documented one, as `rule.key=value` or `rule.enabled=false`, in a fixed order: equal rules have equal texts, and texts
    /// have no spaces.
    public var changes: [String] { LedgerRuleName.allCases.flatMap { rule in changes(of: rule).map { "\(rule.rawValue).\($0)" } } }

    func changes(of rule: LedgerRuleName) -> [String] {
        let documented = LedgerRules()
        let own = LedgerThreshold.all.filter { $0.rule == rule && $0.value(in: self) != $0.value(in: documented) }
        return (off.contains(rule) ? ["enabled=false"] : []) + own.map { "\($0.key)=\($0.text(in: self))" }
    }

    /// The last year of which no further batch can come: batches are expected until 31 March of the next, where no rule file says otherwise.
    public func closedYear(on day: Day) -> Int32 {
        let (year, month, _) = day.yearMonthDay
        return Int32((year * 12 + month - 1 - laterBatchMonths) / 12 - 1)
    }

    /// Accounts that say what the rule file changed: a rule that it switched off, and thresholds that are not the documented ones.
    public func told(_ accounts: [LedgerRuleAccount]) -> [LedgerRuleAccount] {
        accounts.map { account in
            if off.contains(account.rule) { return LedgerRuleAccount(account.rule, ran: false, notes: [.switchedOff]) }
            let own = changes(of: account.rule)
            guard !own.isEmpty else { return account }
            return LedgerRuleAccount(account.rule, ran: account.ran, notes: account.notes + [.thresholds(own)])
        }
    }
}
