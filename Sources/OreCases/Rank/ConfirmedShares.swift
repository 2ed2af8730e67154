/// Which share of the judged incidents was confirmed, by rule: what a visit to the next one can be expected to confirm.
///
/// A rule without decisions has the prior share. It stands for four visits of which one confirmed: India's Mining Surveillance System confirmed
/// 15 to 29 % of what it visited.
public struct ConfirmedShares: Sendable, Hashable {
    public struct Count: Sendable, Hashable {
        public var confirmed = 0
        /// Confirmed or dismissed.
        public var judged = 0
    }

    public static let priorConfirmed = 1.0
    public static let priorJudged = 4.0

    private var counts: [SuspectedRule: Count] = [:]

    public init() {}

    /// Counts what people decided: incidents that stand confirmed, or dismissed (returned ones were dismissed too), under each of their rules.
    public init(_ incidents: some Sequence<Incident>) {
        for incident in incidents {
            add(1, under: incident.rules, standing: incident.state)
        }
    }

    /// Adds incidents with these rules that stand so; those that nobody judged add nothing.
    public mutating func add(_ number: Int, under rules: some Sequence<SuspectedRule>, standing state: Incident.State) {
        guard state == .confirmed || state == .dismissed || state == .returned else { return }
        for rule in rules {
            counts[rule, default: Count()].judged += number
            if state == .confirmed { counts[rule, default: Count()].confirmed += number }
        }
    }

    public func count(of rule: SuspectedRule) -> Count { counts[rule] ?? Count() }

    /// 0...1: (confirmed + 1) / (judged + 4).
    public func share(of rule: SuspectedRule) -> Double {
        let count = count(of: rule)
        return (Double(count.confirmed) + Self.priorConfirmed) / (Double(count.judged) + Self.priorJudged)
    }
}
