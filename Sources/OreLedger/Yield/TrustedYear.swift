/// A year of a mine whose reports an office trusts: what it reported, and what was seen of its ground.
public struct TrustedYear: Sendable, Hashable {
    public var subject: SubjectID
    public var year: Int32
    /// Thousandths of t REO, one a month that was reported.
    public var months: [Int64]
    /// Its parts, as rules have them; empty: nothing was seen of it.
    public var ground: [LandObservation]

    public init(_ subject: SubjectID, year: Int32, months: [Int64], ground: [LandObservation]) {
        (self.subject, self.year, self.months, self.ground) = (subject, year, months, ground)
    }

    /// What it says of the yield, or why nothing: a part of a year's reports beside a whole year's ground would say too little. A year without new ground, or
    /// without tonnes, goes in with the other years of its mine.
    public func reading(_ model: YieldModel) -> TrustedReading {
        guard !months.isEmpty else { return .leftOut(.noReport) }
        guard months.count == 12 else { return .leftOut(.monthsMissing) }
        guard let tonnes = total, tonnes >= .zero else { return .leftOut(.nothingReported) }
        guard !ground.isEmpty else { return .leftOut(.groundNotSeen) }
        if let gap = ground.lazy.compactMap({ part in model.obstacle(part).flatMap { CalibrationGap($0) } }).first { return .leftOut(gap) }
        guard let whole else { return .leftOut(.severalMethods) }
        return .report(TrustedReport(whole, tonnes: tonnes))
    }

    /// `nil` when the sum is out of range.
    private var total: Tonnes? {
        months.reduce(Tonnes?.some(.zero)) { sum, month in sum?.adding(Tonnes(thousandths: month)) }
    }

    /// The parts together: areas add up, errors in squares. `nil` where they are worked in several ways.
    private var whole: LandObservation? {
        let ways = Set(ground.map { GroundKind(method: $0.method, deposit: $0.deposit, district: $0.district) })
        // Sums of floats depend on their order.
        let parts = ground.sorted { ($0.areaSquareMetres, $0.sigmaSquareMetres) < ($1.areaSquareMetres, $1.sigmaSquareMetres) }
        guard ways.count == 1, var whole = parts.first else { return nil }
        whole.subject = subject
        whole.areaSquareMetres = parts.reduce(0) { $0 + $1.areaSquareMetres }
        whole.sigmaSquareMetres = parts.reduce(0) { $0 + $1.sigmaSquareMetres * $1.sigmaSquareMetres }.squareRoot()
        return whole
    }

    private struct GroundKind: Hashable {
        var method: MiningMethod?
        var deposit: DepositType
        var district: SubjectID?
    }
}

/// What a trusted year says, or why nothing.
public enum TrustedReading: Sendable, Hashable {
    case report(TrustedReport)
    case leftOut(CalibrationGap)
}

/// Why what is trusted says nothing of the yield.
public enum CalibrationGap: String, Sendable, Hashable, CaseIterable {
    /// A holder or a district: the ground is that of its mines.
    case notALicence = "not_a_licence"
    case noReport = "no_report"
    /// Reports of fewer than twelve months.
    case monthsMissing = "months_missing"
    /// In none of the mine's trusted years.
    case nothingReported = "nothing_reported"
    case groundNotSeen = "ground_not_seen"
    /// In none of the mine's trusted years, so that its tonnes are of earlier ground; where nothing is documented, none that stands out of the error of its
    /// measurement.
    case nothingWorked = "nothing_worked"
    /// Its parts are worked in different ways, or lie in different districts; nobody knows which gave the tonnes.
    case severalMethods = "several_methods"
    case blockUnknown = "block_unknown"
    case methodUnknown = "method_unknown"
    case underground
    case areaUnknown = "area_unknown"
    /// Nothing is documented of such ground, and fewer than ``YieldCalibration/leastMines`` mines of the district are trusted.
    case tooFewMines = "too_few_mines"
    /// Nothing is documented of such ground, and the reports lie further apart, or higher or lower, than ``YieldRecord`` believes.
    case implausible
    /// Nothing is documented of such ground, and the reports lie closer together than mines do: they are not independent of each other, as when areas were
    /// worked out from tonnes.
    case tooAlike = "too_alike"

    /// - Returns: `nil` where only a yield is missing: reports are what it is learnt from.
    public init?(_ obstacle: LandObstacle) {
        switch obstacle {
        case .blockUnknown: self = .blockUnknown
        case .methodUnknown: self = .methodUnknown
        case .yieldUnknown: return nil
        case .underground: self = .underground
        case .areaUnknown: self = .areaUnknown
        }
    }
}
