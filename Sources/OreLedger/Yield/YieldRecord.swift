/// What an office holds the yield of a district's ground to be, from reports that it trusts: a record of the ledger, with its two clocks.
///
/// It replaces the part of the documented yield that the mines of a district share; a mine's own departure from it stays as documented.
/// Absolute figures, not multiples, so that a record means the same to a program with another prior.
public struct YieldRecord: Sendable, Hashable {
    public var key: YieldKey
    /// `nil`: of ground of which no district is known.
    public var district: SubjectID?
    /// t REO: the geometric mean of what a hectare may give.
    public var perHectare: Tonnes
    /// One standard deviation of its natural logarithm, in parts of one.
    public var spread: Share
    /// How many were trusted; `nil`: not stated.
    public var mines: Int?
    public var source = EntrySource()

    public init(_ key: YieldKey, district: SubjectID? = nil, perHectare: Tonnes, spread: Share) {
        (self.key, self.district, self.perHectare, self.spread) = (key, district, perHectare, spread)
    }

    /// From 1 to 1,000 t REO a hectare: beyond them a unit was mistaken.
    public static let believed = Tonnes(thousandths: 1000)...Tonnes(thousandths: 1_000_000)
}

extension YieldRecord {
    private static let squareMetresPerHectare = 10_000.0

    /// What reports taught, rounded to the kilogram a hectare and to a millionth.
    public init(_ calibration: YieldCalibration) {
        let tonnes = PortableMath.exp(calibration.logMean) * Self.squareMetresPerHectare
        let sigma = max(0, calibration.logVariance).squareRoot()
        self.init(
            calibration.key, district: calibration.district, perHectare: Tonnes(thousandths: Self.rounded(tonnes, 1000)),
            spread: Share(millionths: Self.rounded(sigma, 1_000_000)))
        mines = calibration.mines
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Int64 {
        Int64(exactly: (min(value, 1e9) * scale).rounded(.toNearestOrEven)) ?? .max
    }

    /// Of t REO a square metre.
    var logMean: Double { PortableMath.log(Double(perHectare.thousandths) / 1000 / Self.squareMetresPerHectare) }

    var logVariance: Double {
        let sigma = Double(spread.millionths) / 1_000_000
        return sigma * sigma
    }
}
