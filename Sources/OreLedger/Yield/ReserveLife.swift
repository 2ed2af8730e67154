public import OreFeatures

/// How long a reserve lasts: what is left of it over what a year takes. The white paper's "50 down to 15" is this ratio.
///
/// Formula: left = stated reserve · recovery − produced since; years = left / output of a year. Exact but for the last division.
public struct ReserveLife: Sendable, Hashable {
    /// On this day the reserve was stated.
    public var day: Day
    /// What can be won of it: stated · recovery, rounded up in favour of the holder.
    public var recoverable: Tonnes
    /// From the month after that day on.
    public var produced: Tonnes
    /// Below zero: more was produced than could be won.
    public var left: Tonnes
    /// Of the last twelve months, or of the year asked for.
    public var perYear: Tonnes

    /// `nil`: nothing is produced.
    public var years: Double? {
        perYear > .zero ? Double(left.thousandths) / Double(perYear.thousandths) : nil
    }

    /// - Parameters:
    ///   - recovery: where the record states none; all of it where that is `nil` too.
    /// - Returns: `nil` when a figure leaves its range, or the recovery is outside 0...1.
    public init?(_ reserve: ReserveFigure, produced: Tonnes, perYear: Tonnes, recovery: Share? = nil) {
        let recovery = reserve.recovery ?? recovery ?? .one
        guard (Share.zero...Share.one).contains(recovery), let all = reserve.tonnes.multiplied(by: recovery)?.upperBound,
            let left = all.subtracting(produced)
        else { return nil }
        (day, recoverable, self.produced, self.left, self.perYear) = (reserve.day, all, produced, left, perYear)
    }
}
