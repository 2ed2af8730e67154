/// What an office holds the yield of a district's ground to be, from reports that it trusts: a record of the ledger, with its two clocks.
///
/// It replaces the part of the documented yield that the mines of a district share; a mine's own departure from it stays as documented. Where nothing is
/// documented it is all that is known of the district's ground, says itself how far mines lie apart, and speaks of no other district.
/// Absolute figures, not multiples, so that a record means the same to a program with another prior.
public struct YieldRecord: Sendable, Hashable {
    public var key: YieldKey
    /// `nil`: of ground of which no district is known.
    public var district: SubjectID?
    /// t REO: the geometric mean of what a hectare may give.
    public var perHectare: Tonnes
    /// One standard deviation of its natural logarithm, in parts of one.
    public var spread: Share
    /// One standard deviation of the natural logarithm of a mine's own part, whose geometric mean is 1; `nil`: as documented.
    public var own: Share?
    /// How many were trusted; `nil`: not stated.
    public var mines: Int?
    public var source = EntrySource()

    public init(_ key: YieldKey, district: SubjectID? = nil, perHectare: Tonnes, spread: Share) {
        (self.key, self.district, self.perHectare, self.spread) = (key, district, perHectare, spread)
    }

    /// t REO a hectare: beyond it a unit was mistaken. Of leached clay from 1 to 1,000. Of other ground, of which nothing is documented, to 1,000,000:
    /// a pit of 300 m in rock of 3 t/m³ that holds a tenth of oxide gives 900,000.
    public static func believed(_ key: YieldKey) -> ClosedRange<Tonnes> {
        Tonnes(thousandths: 1000)...Tonnes(thousandths: key.isDocumented ? 1_000_000 : 1_000_000_000)
    }

    /// From a tenth to 2. Mines of leached clay lie apart by 0.37: with less than a tenth figures were made of each other, and an honest mine that differs
    /// by little would be outside. With more than 2 the 90 % interval of a mine spans a factor of 700 and says nothing.
    public static let believedOwn = Share(millionths: 100_000)...Share(millionths: 2_000_000)

    /// The mines' own spread as tables have it; `nil` beyond what is believed.
    static func ownSpread(thousandths: Int64) -> Share? {
        guard (0...1_000_000).contains(thousandths) else { return nil }
        let share = Share(millionths: thousandths * 1000)
        return believedOwn.contains(share) ? share : nil
    }

    /// How much further from the median one in a thousand lies than by the normal distribution of the same variance, in logarithms: Student's t, since a
    /// spread that mines taught is itself only estimated. 1.48 of six mines, 1.18 of twelve, 1 of very many.
    /// - Parameter mines: that taught it; `nil`, or fewer than it takes: ``YieldCalibration/leastMines``.
    static func stretch(mines: Int?) -> Double {
        let count = min(1000, max(YieldCalibration.leastMines, mines ?? 0))
        let student = PortableMath.studentQuantile(above: 0.001, degrees: count - 1)
        return student / (PortableMath.normalQuantile(0.999) * YieldCalibration.widening(mines: count).squareRoot())
    }

    /// Whether a table with it is taken in.
    var isBelieved: Bool {
        Self.believed(key).contains(perHectare) && (Share.zero...Share.one).contains(spread)
            && (own.map { Self.believedOwn.contains($0) } ?? key.isDocumented)
    }
}

extension YieldRecord {
    private static let squareMetresPerHectare = 10_000.0

    /// What reports taught, rounded to the kilogram a hectare and to a millionth; the mines' own spread, if any, to a thousandth.
    public init(_ calibration: YieldCalibration) {
        let tonnes = PortableMath.exp(calibration.logMean) * Self.squareMetresPerHectare
        let sigma = max(0, calibration.logVariance).squareRoot()
        self.init(
            calibration.key, district: calibration.district, perHectare: Tonnes(thousandths: Self.rounded(tonnes, 1000)),
            spread: Share(millionths: Self.rounded(sigma, 1_000_000)))
        mines = calibration.mines
        if let variance = calibration.logOwnVariance {
            own = Share(millionths: min(1_000_000, Self.rounded(max(0, variance).squareRoot(), 1000)) * 1000)
        }
    }

    private static func rounded(_ value: Double, _ scale: Double) -> Int64 {
        Int64(exactly: (min(value, 1e9) * scale).rounded(.toNearestOrEven)) ?? .max
    }

    /// Of t REO a square metre.
    var logMean: Double { PortableMath.log(Double(perHectare.thousandths) / 1000 / Self.squareMetresPerHectare) }

    var logVariance: Double { Self.variance(spread) }

    /// `nil`: as documented.
    var logOwnVariance: Double? { own.map(Self.variance) }

    private static func variance(_ spread: Share) -> Double {
        let sigma = Double(spread.millionths) / 1_000_000
        return sigma * sigma
    }
}
