/// By when each kind of monthly record has to be there: a rule for each kind and time.
public struct DueCalendar: Sendable, Hashable {
    /// Only of ``kinds``; empty lists are left out.
    public private(set) var rules: [LedgerScope: DueRules] = [:]

    /// Those that are stated by the month with the day of their receipt.
    public static let kinds: [LedgerScope] = [.mining, .separation, .recycled, .taxes]

    public init(_ rules: [LedgerScope: DueRules]) { self.rules = rules.filter { !$0.value.rules.isEmpty && Self.kinds.contains($0.key) } }

    /// Of reports of production alone.
    public init(_ rule: DueRule) { self.init([.mining: DueRules([rule])]) }

    /// - Parameter text: rules apart by semicolons, of one kind the first that holds for a month: `10`; `15@..2025-07;10@2025-08..;separation=10,2`.
    public init?(text: some StringProtocol) {
        var rules: [LedgerScope: DueRules] = [:]
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let last = sides.last, let rule = DueRule(text: last) else { return nil }
            var kind = LedgerScope.mining
            if sides.count == 2 {
                let word = sides[0] == "reports" ? LedgerScope.mining.rawValue : String(sides[0])
                guard let known = LedgerScope(rawValue: word), Self.kinds.contains(known) else { return nil }
                kind = known
            }
            rules[kind, default: DueRules([])].rules.append(rule)
        }
        guard !rules.isEmpty else { return nil }
        self.rules = rules
    }

    /// As it is read: without spaces.
    public var text: String {
        Self.kinds.flatMap { kind in
            (rules[kind]?.rules ?? []).map { (kind == .mining ? "" : "\(kind.rawValue)=") + $0.text }
        }.joined(separator: ";")
    }

    /// Rules of no kind: nothing is late.
    public func of(_ kind: LedgerScope) -> DueRules { rules[kind] ?? DueRules([]) }

    /// The rule of production, where there is one for all time.
    public var single: DueRule? {
        guard let own = rules[.mining]?.rules, own.count == 1, let rule = own.first, rule.from == nil, rule.to == nil else { return nil }
        return rule
    }
}
