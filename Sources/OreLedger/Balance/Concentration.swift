internal import OreFeatures

/// How much of a year's output comes from few: shares of the largest, and the Herfindahl-Hirschman index.
///
/// Formula: Σ (share · 100)², 0 to 10,000; shares are of what was reported. Exact but for the last rounding, downwards.
public struct Concentration: Sendable, Hashable {
    public struct Owner: Sendable, Hashable {
        public var subject: SubjectID
        public var amount: Tonnes
        public var share: Share
    }

    public var year: Int32
    public var total: Tonnes
    /// The largest first; of equal ones the lower number first. Those with nothing above 0 are left out.
    public var owners: [Owner]
    /// 0...10,000.
    public var index: Int

    /// - Returns: `nil` when nothing above 0 is reported, or the sum leaves its range.
    public init?(_ year: Int32, _ amounts: [SubjectID: Int64]) {
        let own = amounts.filter { $0.value > 0 }
        let total = own.values.reduce(Int128(0)) { $0 + Int128($1) }
        guard total > 0, let sum = Int64(exactly: total) else { return nil }
        (self.year, self.total) = (year, Tonnes(thousandths: sum))
        owners = own.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { subject, amount in
            Owner(
                subject: subject, amount: Tonnes(thousandths: amount),
                share: Share(millionths: Int64(clamping: Int128(amount) * 1_000_000 / total)))
        }
        index = Int(owners.reduce(Int128(0)) { $0 + Int128($1.share.millionths) * Int128($1.share.millionths) } / 100_000_000)
    }

    /// Of the largest so many together.
    public func share(ofLargest count: Int) -> Share {
        Share(millionths: owners.prefix(count).reduce(0) { $0 + $1.share.millionths })
    }
}
