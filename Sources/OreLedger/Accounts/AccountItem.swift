public import OreFeatures

/// What a line of an account says.
public enum AccountItem: String, Sendable, Hashable, CaseIterable {
    /// Of mining, t of the account's material: batches of the year, or the total stated for it.
    case quota
    case reported
    /// Reported less quota.
    case overQuota = "over_quota"
    case sold
    /// In stock when the year began, and when it ended.
    case openingStock = "opening_stock"
    case closingStock = "closing_stock"
    /// Opening stock and reported less sold and closing stock: what no line explains.
    case unexplained
    /// What the land that was worked in the year can have given.
    case land
    /// Reported less land.
    case beyondLand = "beyond_land"
    /// Of smelting and separation.
    case separationQuota = "separation_quota"
    case separationReported = "separation_reported"
    case separationIntake = "separation_intake"
    case separationOutput = "separation_output"
    /// Intake less output.
    case separationLoss = "separation_loss"
    case separationSold = "separation_sold"
    case recycled
    case exportQuota = "export_quota"
    case exportReported = "export_reported"
    /// By the exporter's own records.
    case exported
    case exportSold = "export_sold"
    /// By the records of product flows, of every stage: beside the invoices, which may be of the same sales.
    case flowsSold = "flows_sold"
    case flowsBought = "flows_bought"

    /// The line that a record is counted to.
    public init(_ kind: FigureKind, _ stage: Stage) {
        self =
            switch (kind, stage) {
            case (.quota, .mining): .quota
            case (.quota, .separation): .separationQuota
            case (.quota, .export): .exportQuota
            case (.report, .mining): .reported
            case (.report, .separation): .separationReported
            case (.report, .export): .exportReported
            case (.invoice, .mining): .sold
            case (.invoice, .separation): .separationSold
            case (.invoice, .export): .exportSold
            }
    }

    /// Lines whose figures are of a year as a whole; the others are of months, stock of days.
    var isYearly: Bool { self == .quota || self == .separationQuota || self == .exportQuota }
}

/// The time that a figure speaks of.
public enum FigureSpan: Sendable, Hashable, CustomStringConvertible {
    case year(Int32)
    case month(CalendarMonth)
    case day(Day)

    /// `2024`, `2024-03`, `2024-03-31`.
    public var description: String {
        switch self {
        case .year(let year): String(year)
        case .month(let month): month.description
        case .day(let day): day.description
        }
    }
}

/// Why a line has no figure.
public enum AccountGap: String, Sendable, Hashable, CaseIterable {
    /// No record says it.
    case notStated = "not_stated"
    /// Nothing was observed there, or nothing that is dated.
    case noObservation = "no_observation"
    /// Mined in situ, and the leached block is not known: little ground is broken.
    case inSituWithoutBlock = "in_situ_without_block"
    /// The method is not known, and with it how much ground gives a tonne.
    case methodUnknown = "method_unknown"
    /// Not a mineral with a known yield.
    case noYield = "no_yield"
    /// Tonnes are told from land in oxide alone.
    case otherMaterial = "other_material"
}

/// The figure of a line.
public enum FigureAmount: Sendable, Hashable {
    case exact(Tonnes)
    /// Where land enters: 90 % of what is possible lies between both.
    case between(Tonnes, Tonnes)
    case missing(AccountGap)

    public var exact: Tonnes? { if case .exact(let value) = self { value } else { nil } }

    /// Both ends; the same for an exact figure.
    public var bounds: ClosedRange<Tonnes>? {
        switch self {
        case .exact(let value): value...value
        case .between(let low, let high): min(low, high)...max(low, high)
        case .missing: nil
        }
    }
}
