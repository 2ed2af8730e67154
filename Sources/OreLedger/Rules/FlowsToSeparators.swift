internal import OreFeatures

/// What the records of product flows say was delivered to separators.
///
/// A flow is one to a separator where its buyer is the plant, or somebody to whom the plant belonged on the day: firms buy for their plants. A flow
/// to a firm with several plants is one to each of them, in their favour.
public struct FlowsToSeparators: Sendable {
    private let byBuyer: [SubjectID: [ProductFlow]]
    private let tree: SubjectTree

    public init(_ flows: [ProductFlow] = [], tree: SubjectTree = .empty) {
        (byBuyer, self.tree) = (Dictionary(grouping: flows, by: \.buyer), tree)
    }

    public var isEmpty: Bool { byBuyer.isEmpty }

    /// By file and row.
    func flows(to facility: SubjectID) -> [ProductFlow] {
        let buyers = tree.everyone(above: [facility]).union([facility])
        return buyers.flatMap { byBuyer[$0] ?? [] }.filter { flow in
            flow.buyer == facility || tree.holders(of: facility, on: flow.day).contains(flow.buyer)
        }.sorted { ($0.source.file, $0.source.row) < ($1.source.file, $1.source.row) }
    }

    /// The plant, those to whom it belonged on a day, and those of them who sold: of all of them some row may be missing.
    func sides(of facility: SubjectID, _ flows: [ProductFlow]) -> Set<SubjectID> {
        tree.everyone(above: [facility]).union([facility]).union(flows.map(\.seller))
    }

    /// Seller and plant belong to one holder, or to each other: what flows is feed of its own.
    private func isOwn(_ flow: ProductFlow, of facility: SubjectID) -> Bool {
        let holders = Set(tree.holders(of: facility, on: flow.day) + [facility])
        return holders.contains(flow.seller) || tree.holders(of: flow.seller, on: flow.day).contains(where: holders.contains)
    }

    // MARK: Feed that is not stated

    /// Feed of a month that flows alone tell of.
    struct Feed {
        /// Thousandths of a tonne.
        var amount: Int128 = 0
        var sources: [EntrySource] = []
    }

    /// Feed that a separator does not state itself, by the month of the flow.
    ///
    /// Never both: a flow counts where no bought feed is stated for its month, the one before or the one after; one of the separator's own mines
    /// where no own feed is stated there either. Feed without a source may be the same: of both the larger counts, by month and altogether, since
    /// a delivery may be stated in another month, or for a quarter.
    /// - Parameter rows: what the separator states.
    func unstatedFeed(of facility: SubjectID, beside rows: [SeparationFigure]) -> [Int: Feed] {
        guard !byBuyer.isEmpty else { return [:] }
        let intake = rows.filter { $0.flow == .intake }
        func months(_ origin: SeparationFigure.Origin) -> Set<Int> { Set(intake.lazy.filter { $0.origin == origin }.map(\.month.number)) }
        let (bought, own) = (months(.bought), months(.own))
        func isStated(_ month: Int, _ stated: Set<Int>) -> Bool { (month - 1...month + 1).contains(where: stated.contains) }
        var feed: [Int: Feed] = [:]
        for flow in flows(to: facility) where flow.line.material == .oxide && flow.line.stage != .export {
            let month = CalendarMonth(flow.day).number
            if isStated(month, bought) || isStated(month, own) && isOwn(flow, of: facility) { continue }
            feed[month, default: Feed()].amount += Int128(flow.tonnes.thousandths)
            feed[month, default: Feed()].sources.append(flow.source)
        }
        return Self.unstated(feed, beside: intake.filter { $0.origin == nil })
    }

    /// What flows say beyond feed without a source.
    private static func unstated(_ flows: [Int: Feed], beside intake: [SeparationFigure]) -> [Int: Feed] {
        guard let first = flows.keys.min(), let last = flows.keys.max() else { return [:] }
        var (feed, left) = (flows, flows.values.reduce(Int128(0)) { $0 + $1.amount })
        for row in intake {
            let amount = Int128(row.tonnes.thousandths)
            feed[row.month.number]?.amount -= amount
            // A quarter's feed may be stated two months before or after its last flow.
            if (first - 2...last + 2).contains(row.month.number) { left -= amount }
        }
        for month in feed.keys.sorted() {
            let amount = max(0, min(feed[month]?.amount ?? 0, left))
            feed[month]?.amount = amount
            left -= amount
        }
        return feed.filter { $0.value.amount > 0 }
    }
}
