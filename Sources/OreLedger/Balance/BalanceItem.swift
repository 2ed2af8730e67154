/// What a line of a balance says.
public enum BalanceItem: String, Sendable, Hashable, CaseIterable {
    case quota
    case reported
    /// What land without a licence may have given, with its interval.
    case unlicensed
    /// Reported and unlicensed.
    case mined
    case sold
    /// Closing less opening stock of mines.
    case mineStockAdded = "mine_stock_added"
    /// Into separators, of domestic ore.
    case feed
    /// Mined, less what went into stock and separators (where separators state nothing: less what was sold). Below zero: more than is known to be mined.
    case untraced
    case importedFeed = "imported_feed"
    case recycledFeed = "recycled_feed"
    /// All that separators took in.
    case intake
    case separated
    /// Intake less output.
    case separationLoss = "separation_loss"
    /// Sold by separators at home.
    case used
    case exported
    /// Closing less opening stock of separated products.
    case productStockAdded = "product_stock_added"
    /// Separated, less used, exported and put in stock: what no record explains.
    case unaccounted
    /// Goods of unlawful trade that were caught: tonnes of goods, in no other line and no flow.
    case seized

    /// Where it comes from.
    public enum Basis: String, Sendable, Hashable, CaseIterable {
        /// Records state it.
        case stated
        case estimated
        /// It follows from other lines.
        case derived
    }
}

/// A line of a balance.
public struct BalanceLine: Sendable, Hashable {
    public var item: BalanceItem
    /// `nil`: not stated, or nothing that it could follow from.
    public var amount: BalanceAmount?
    public var basis: BalanceItem.Basis
    /// Of a stated one: what kind of record states it, and how many figures were added up.
    public var fact: BalanceFact?
    public var figures = 0
    /// Of a derived one: the lines that it is the sum of, by their signs; those without an amount count as nothing.
    public var terms: [BalanceTerm] = []
}

/// A line that another one follows from.
public struct BalanceTerm: Sendable, Hashable {
    public var item: BalanceItem
    public var isSubtracted: Bool

    init(_ item: BalanceItem, isSubtracted: Bool = false) { (self.item, self.isSubtracted) = (item, isSubtracted) }
}

/// Where material stands.
public enum BalanceNode: String, Sendable, Hashable, CaseIterable {
    case mines, separation, products
}

/// Material that moved. What flows into a node flows out of it: what no line explains is a flow of its own.
public struct BalanceFlow: Sendable, Hashable {
    public var item: BalanceItem
    /// `nil`: from outside of the balance.
    public var from: BalanceNode?
    /// `nil`: out of it.
    public var to: BalanceNode?
    /// Never below zero in the middle.
    public var amount: BalanceAmount
    /// A remainder that closes a node: what no record says.
    public var isRemainder = false
}

/// What has to be known of a balance.
public enum BalanceNote: String, Sendable, Hashable, CaseIterable {
    /// No record of the year, and nothing else follows.
    case nothingStated = "nothing_stated"
    case landNotLookedAt = "land_not_looked_at"
    /// The balance is of another material: tonnes are told from land in oxide alone.
    case landOfOxideOnly = "land_of_oxide_only"
    /// Of some places, or all, tonnes cannot be told from land.
    case landPartlyAssessed = "land_partly_assessed"
    /// Some places were seen for the first time, and nobody had looked before: they may be older.
    case landMayBeOlder = "land_may_be_older"
    /// An earlier day or state of the ledger was asked for: places without a licence, as far as they were seen by then, and what was decided of them are
    /// those of now.
    case landAsKnownNow = "land_as_known_now"
    case mineStockNotStated = "mine_stock_not_stated"
    case productStockNotStated = "product_stock_not_stated"
    case separationNotStated = "separation_not_stated"
    case usesNotStated = "uses_not_stated"
    /// More went in somewhere than is known to have come out before it.
    case moreThanKnown = "more_than_known"
}
