internal import OreFeatures

/// What was seen of a subject's ground over one year, and what is known of how it is worked.
public struct LandObservation: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    /// `nil`: not known.
    public var method: MiningMethod?
    public var deposit: DepositType
    /// Whose mines share a part of the error. `nil`: not known; all such count as of one district.
    public var district: SubjectID?
    /// Ground leached or mined out within the year: of the approved block in situ, of the pit or heap otherwise. m².
    public var areaSquareMetres: Double
    /// One standard deviation of that area, m².
    public var sigmaSquareMetres: Double
    /// Views of the whole licence without cloud within the year.
    public var clearViews: Int
    /// Any working was seen in one of them.
    public var workingSeen: Bool
    /// The area is that of a known leaching block: in situ nothing else speaks of tonnes.
    public var isBlockKnown: Bool
    /// The mine works below ground.
    public var isUnderground: Bool
    /// Where a survey was read; `nil` for what footprints and scenes show.
    public var source: EntrySource?

    public init(
        _ subject: SubjectID, year: Int32, method: MiningMethod?, deposit: DepositType = .ionic, district: SubjectID? = nil,
        areaSquareMetres: Double, sigmaSquareMetres: Double = 0, clearViews: Int = 0, workingSeen: Bool = true, isBlockKnown: Bool = false,
        isUnderground: Bool = false
    ) {
        (self.subject, self.year, self.method, self.deposit, self.district) = (subject, year, method, deposit, district)
        (self.areaSquareMetres, self.sigmaSquareMetres) = (areaSquareMetres, sigmaSquareMetres)
        (self.clearViews, self.workingSeen, self.isBlockKnown, self.isUnderground) = (clearViews, workingSeen, isBlockKnown, isUnderground)
    }
}

extension LandObservation {
    /// Whether so much ground was worked that the error of its measurement does not explain it: more than two standard deviations.
    static func standsOut(_ area: Double, variance: Double) -> Bool { area > 0 && area * area > 4 * variance }
}

extension Collection<LandObservation> {
    /// Whether ground stands out of the error of its measurement, all of it together.
    var standsOut: Bool {
        // By size: sums of floats depend on their order.
        let parts = sorted { ($0.areaSquareMetres, $0.sigmaSquareMetres) < ($1.areaSquareMetres, $1.sigmaSquareMetres) }
        return LandObservation.standsOut(
            parts.reduce(0) { $0 + $1.areaSquareMetres }, variance: parts.reduce(0) { $0 + $1.sigmaSquareMetres * $1.sigmaSquareMetres })
    }
}

/// Why tonnes cannot be told from land.
public enum LandObstacle: String, Sendable, Hashable, CaseIterable {
    /// In situ leaching barely breaks the surface, and no leaching block is known.
    case blockUnknown = "block_unknown"
    case methodUnknown = "method_unknown"
    /// No distribution of the yield is known for the method and deposit.
    case yieldUnknown = "yield_unknown"
    case underground
    /// The area or its error is not a number, or below 0.
    case areaUnknown = "area_unknown"
}

/// Tonnes told from land, or why not.
public enum LandEstimate: Sendable, Hashable {
    case tonnes(YieldInterval)
    case notAssessable(LandObstacle)
}

/// t REO: 5 % of what is possible lies below `low`, 5 % above `high`. Rounded outwards to the thousandth.
public struct YieldInterval: Sendable, Hashable {
    public var low: Tonnes
    public var median: Tonnes
    public var high: Tonnes
    /// One in a thousand lies below it; what rules hold single mines against, of which there are thousands.
    public var lowest: Tonnes
    /// One in a thousand lies above it.
    public var highest: Tonnes

    /// - Parameters:
    ///   - lowest: without it `low`.
    ///   - highest: without it `high`.
    public init(low: Tonnes, median: Tonnes, high: Tonnes, lowest: Tonnes? = nil, highest: Tonnes? = nil) {
        (self.low, self.median, self.high) = (low, median, high)
        (self.lowest, self.highest) = (lowest ?? low, highest ?? high)
    }
}

/// The sum over many observations: of those that can be assessed, and how many could not.
public struct LandSum: Sendable, Hashable {
    /// `nil`: none can be assessed.
    public var interval: YieldInterval?
    public var assessed = 0
    public var notAssessable: [LandObstacle: Int] = [:]
    public init() {}
}
