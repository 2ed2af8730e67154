internal import OreFeatures

/// What records state of a region and year, before anything follows from it.
public enum BalanceFact: String, Sendable, Hashable, CaseIterable {
    case quota
    case reported
    /// By mines.
    case sold
    /// Stock of mines when the year began, and when it ended.
    case mineOpening = "mine_opening_stock"
    case mineClosing = "mine_closing_stock"
    /// Into separators, of domestic ore: own, bought, tolled, or of an origin that is not stated.
    case feed
    case importedFeed = "imported_feed"
    /// Taken in from recycling, by the separators' records.
    case recycledFeed = "recycled_feed"
    /// Recovered from secondary sources, by their own records.
    case recycled
    case output
    case separationReported = "separation_reported"
    /// Sold by separators at home.
    case separationSold = "separation_sold"
    /// Sent abroad, by the exporters' records; returned goods are left out.
    case exported
    case exportReported = "export_reported"
    case exportSold = "export_sold"
    case productOpening = "product_opening_stock"
    case productClosing = "product_closing_stock"
    case seized
}

/// A stated sum.
public struct BalanceSum: Sendable, Hashable {
    public var tonnes: Tonnes
    /// How many figures it adds up.
    public var figures: Int

    public init(_ tonnes: Tonnes, figures: Int) { (self.tonnes, self.figures) = (tonnes, figures) }
}

/// A figure of a balance: exact where it is stated, with bounds where an estimate enters.
public struct BalanceAmount: Sendable, Hashable {
    public var low: Tonnes
    /// The middle of what is possible: what widths are drawn by, and what flows add up by.
    public var central: Tonnes
    public var high: Tonnes

    public init(_ exact: Tonnes) { (low, central, high) = (exact, exact, exact) }
    public init(low: Tonnes, central: Tonnes, high: Tonnes) { (self.low, self.central, self.high) = (low, central, high) }

    public var isExact: Bool { low == high }

    /// `nil` when a bound leaves its range.
    func adding(_ other: BalanceAmount) -> BalanceAmount? {
        guard let low = low.adding(other.low), let central = central.adding(other.central), let high = high.adding(other.high) else {
            return nil
        }
        return BalanceAmount(low: low, central: central, high: high)
    }

    /// The bounds of the other are taken against each other.
    func subtracting(_ other: BalanceAmount) -> BalanceAmount? {
        guard let low = low.subtracting(other.high), let central = central.subtracting(other.central),
            let high = high.subtracting(other.low)
        else { return nil }
        return BalanceAmount(low: low, central: central, high: high)
    }
}

/// Land without a licence that was broken in the year, and what it can have given.
public struct BalanceLand: Sendable, Hashable {
    /// Square metres, of every place.
    public var area: Double
    public var sites: Int
    /// Of them those that nobody had looked at before: they may be older than the year, and the lower bound leaves them out.
    public var undated: Int
    /// 90 % of what is possible, of the places that can be assessed.
    public var sum: LandSum
    /// Later than the day or the ledger's state that was asked for.
    public var isOfNow = false
    /// The records that its yield was calibrated by, or learnt in; empty: it is the documented one.
    public var calibratedBy: [LandEstimator.Calibration] = []

    public init(area: Double, sites: Int, undated: Int = 0, sum: LandSum) {
        (self.area, self.sites, self.undated, self.sum) = (area, sites, undated, sum)
    }
}

/// Everything that a balance is made of.
public struct BalanceFigures: Sendable, Hashable {
    public var year: Int32
    /// What masses are of.
    public var material = MaterialKind.oxide
    public var facts: [BalanceFact: BalanceSum] = [:]
    /// `nil`: the ground was not looked at, or the balance is of another material: tonnes from ground are t REO.
    public var land: BalanceLand?

    public init(year: Int32) { self.year = year }

    public subscript(fact: BalanceFact) -> Tonnes? { facts[fact]?.tonnes }
}
