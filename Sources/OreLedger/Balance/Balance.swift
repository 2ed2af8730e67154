internal import OreFeatures

/// The balance of a region and a year: mined, separated, used, exported, stocked, and what no record explains.
///
/// A pure function of its figures. Stated figures are exact; where land enters, both bounds are carried (low against high), never narrowed.
public struct Balance: Sendable, Hashable {
    public static let schemaVersion = "1.0.0"

    public let figures: BalanceFigures
    /// One for each item, in their order.
    public private(set) var lines: [BalanceLine] = []
    /// Empty where nothing is stated.
    public private(set) var flows: [BalanceFlow] = []
    public private(set) var notes: [BalanceNote] = []

    public var year: Int32 { figures.year }
    public subscript(item: BalanceItem) -> BalanceAmount? { lines.first { $0.item == item }?.amount }

    /// - Throws: `LedgerFault.sumTooLarge` where a bound leaves its range; it names subject 0.
    public init(_ figures: BalanceFigures) throws(LedgerFault) {
        self.figures = figures
        try addMines()
        try addSeparation()
        try addProducts()
        lines.sort { Self.order($0.item) < Self.order($1.item) }
        addNotes()
    }

    private static func order(_ item: BalanceItem) -> Int { BalanceItem.allCases.firstIndex(of: item) ?? 0 }

    // MARK: Lines

    /// The first fact that is stated.
    @discardableResult
    private mutating func state(_ item: BalanceItem, _ facts: BalanceFact...) -> BalanceAmount? {
        let fact = facts.first { figures.facts[$0] != nil }
        let sum = fact.flatMap { figures.facts[$0] }
        var line = BalanceLine(item: item, amount: sum.map { BalanceAmount($0.tonnes) }, basis: .stated, fact: fact)
        line.figures = sum?.figures ?? 0
        lines.append(line)
        return line.amount
    }

    private mutating func derive(
        _ item: BalanceItem, _ amount: BalanceAmount?, _ basis: BalanceItem.Basis = .derived, from terms: [BalanceTerm] = []
    ) {
        var line = BalanceLine(item: item, amount: amount, basis: basis)
        line.terms = terms
        lines.append(line)
    }

    private mutating func stock(_ item: BalanceItem, _ opening: BalanceFact, _ closing: BalanceFact) throws(LedgerFault) -> BalanceAmount? {
        guard let before = figures.facts[opening], let after = figures.facts[closing] else {
            derive(item, nil)
            return nil
        }
        let change = try difference(BalanceAmount(after.tonnes), BalanceAmount(before.tonnes))
        lines.append(BalanceLine(item: item, amount: change, basis: .derived, fact: closing, figures: before.figures + after.figures))
        return change
    }

    private func sum(_ amounts: BalanceAmount?...) throws(LedgerFault) -> BalanceAmount? {
        var result: BalanceAmount?
        for amount in amounts {
            guard let amount else { continue }
            guard let next = (result ?? BalanceAmount(.zero)).adding(amount) else { throw fault }
            result = next
        }
        return result
    }

    private func difference(_ a: BalanceAmount, _ b: BalanceAmount) throws(LedgerFault) -> BalanceAmount {
        guard let result = a.subtracting(b) else { throw fault }
        return result
    }

    private var fault: LedgerFault { .sumTooLarge(subject: SubjectID(0), month: CalendarMonth(number: Int(year) * 12)) }

    // MARK: Nodes

    private mutating func addMines() throws(LedgerFault) {
        state(.quota, .quota)
        let reported = state(.reported, .reported)
        let land = figures.land?.sum.interval.map { BalanceAmount(low: $0.low, central: $0.median, high: $0.high) }
        derive(.unlicensed, land, .estimated)
        let mined = try sum(reported, land)
        derive(.mined, mined, from: [BalanceTerm(.reported), BalanceTerm(.unlicensed)])
        let sold = state(.sold, .sold)
        let stocked = try stock(.mineStockAdded, .mineOpening, .mineClosing)
        let feed = state(.feed, .feed)
        var node = Node(.mines)
        node.take(.reported, reported)
        node.take(.unlicensed, land)
        node.give(.mineStockAdded, stocked)
        if let feed { node.give(.feed, feed, to: .separation) } else { node.give(.sold, sold) }
        try close(node, .untraced, isKnown: mined != nil || feed != nil)
    }

    private mutating func addSeparation() throws(LedgerFault) {
        let feed = self[.feed]
        let imported = state(.importedFeed, .importedFeed)
        let recycled = state(.recycledFeed, .recycledFeed, .recycled)
        let intake = try sum(feed, imported, recycled)
        derive(.intake, intake, from: [BalanceTerm(.feed), BalanceTerm(.importedFeed), BalanceTerm(.recycledFeed)])
        let separated = state(.separated, .output, .separationReported)
        var node = Node(.separation)
        node.take(.feed, feed, isShared: true)
        node.take(.importedFeed, imported)
        node.take(.recycledFeed, recycled)
        node.give(.separated, separated, to: .products)
        try close(node, .separationLoss, isKnown: intake != nil || separated != nil)
    }

    private mutating func addProducts() throws(LedgerFault) {
        let separated = self[.separated]
        let used = state(.used, .separationSold)
        let exported = state(.exported, .exported, .exportReported, .exportSold)
        let stocked = try stock(.productStockAdded, .productOpening, .productClosing)
        var node = Node(.products)
        node.take(.separated, separated, isShared: true)
        node.give(.used, used)
        node.give(.exported, exported)
        node.give(.productStockAdded, stocked)
        try close(node, .unaccounted, isKnown: separated != nil || used != nil || exported != nil)
        state(.seized, .seized)
    }

    /// What flows in and out of a place; a flow below zero goes the other way.
    private struct Node {
        let node: BalanceNode
        var flows: [BalanceFlow] = []
        /// Drawn by the node before.
        var shared: BalanceAmount?
        /// What its remainder is the sum of.
        var terms: [BalanceTerm] = []

        init(_ node: BalanceNode) { self.node = node }

        mutating func take(_ item: BalanceItem, _ amount: BalanceAmount?, isShared: Bool = false) {
            terms.append(BalanceTerm(item))
            if isShared { return shared = amount }
            if let amount { add(item, amount, isIn: true, nil) }
        }

        mutating func give(_ item: BalanceItem, _ amount: BalanceAmount?, to other: BalanceNode? = nil) {
            terms.append(BalanceTerm(item, isSubtracted: true))
            if let amount { add(item, amount, isIn: false, other) }
        }

        mutating func add(_ item: BalanceItem, _ amount: BalanceAmount, isIn: Bool, _ other: BalanceNode?, isRemainder: Bool = false) {
            if amount.central < .zero, other == nil, let turned = BalanceAmount(.zero).subtracting(amount) {
                return add(item, turned, isIn: !isIn, nil, isRemainder: isRemainder)
            }
            flows.append(
                BalanceFlow(item: item, from: isIn ? other : node, to: isIn ? node : other, amount: amount, isRemainder: isRemainder))
        }
    }

    private mutating func close(_ node: Node, _ item: BalanceItem, isKnown: Bool) throws(LedgerFault) {
        guard isKnown else { return derive(item, nil) }
        var node = node
        var rest = node.shared ?? BalanceAmount(.zero)
        for flow in node.flows {
            if flow.to == node.node {
                guard let next = rest.adding(flow.amount) else { throw fault }
                rest = next
            } else {
                rest = try difference(rest, flow.amount)
            }
        }
        derive(item, rest, from: node.terms)
        if rest != BalanceAmount(.zero) { node.add(item, rest, isIn: false, nil, isRemainder: true) }
        flows += node.flows
    }

    // MARK: Notes

    private mutating func addNotes() {
        guard !flows.isEmpty || self[.quota] != nil else { return notes = [.nothingStated] }
        if let land = figures.land {
            if !land.sum.notAssessable.isEmpty { notes.append(.landPartlyAssessed) }
            if land.undated > 0 { notes.append(.landMayBeOlder) }
            if land.isOfNow { notes.append(.landAsKnownNow) }
        } else {
            notes.append(figures.material == .oxide ? .landNotLookedAt : .landOfOxideOnly)
        }
        if self[.mineStockAdded] == nil { notes.append(.mineStockNotStated) }
        if self[.productStockAdded] == nil { notes.append(.productStockNotStated) }
        if self[.intake] == nil, self[.separated] == nil { notes.append(.separationNotStated) }
        if self[.used] == nil || self[.exported] == nil { notes.append(.usesNotStated) }
        if flows.contains(where: { $0.isRemainder && $0.to != nil }) { notes.append(.moreThanKnown) }
    }
}
