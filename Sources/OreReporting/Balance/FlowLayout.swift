internal import OreLedger

/// Where the places and flows of a balance lie on a drawing. Heights are in proportion to tonnes, all by one scale.
///
/// What comes from outside enters a place from the upper left, what leaves the balance goes out to the lower right, and what goes on runs level from
/// place to place: the top of the place before against the bottom of the next.
struct FlowLayout {
    struct Box {
        var node: BalanceNode
        var x: Double
        var y: Double
        var height: Double
    }

    /// A flow between two edges; the one outside may be wider or narrower where its amount has bounds.
    struct Band {
        var flow: BalanceFlow
        /// Left edge: x, top, height.
        var from: (x: Double, y: Double)
        var to: (x: Double, y: Double)
        /// By the middle of its bounds.
        var height: Double
        /// By its bounds.
        var low: Double
        var high: Double
        /// Where its label lies: beside its outer end; on a flow between two places, or below it where it is thin.
        var label: (x: Double, y: Double) = (0, 0)
        var isInner: Bool { flow.from != nil && flow.to != nil }
    }

    static let nodeWidth = 16.0
    static let reach = 64.0
    static let columns: [BalanceNode: Double] = [.mines: 320, .separation: 635, .products: 950]
    static let width = 1280.0
    /// Of the largest throughput.
    private static let tallest = 210.0
    /// A label has two lines.
    private static let step = 38.0

    private(set) var boxes: [Box] = []
    private(set) var bands: [Band] = []
    private(set) var height = 0.0

    init(_ flows: [BalanceFlow]) {
        func sum(_ flows: [BalanceFlow]) -> Double { flows.reduce(0) { $0 + Self.tonnes($1.amount.central) } }
        let nodes = BalanceNode.allCases.filter { node in flows.contains { $0.from == node || $0.to == node } }
        let most = nodes.map { node in sum(flows.filter { $0.to == node }) }.max() ?? 0
        guard most > 0 else { return }
        let scale = Self.tallest / most
        var before: (top: Double, shared: Double) = (0, 0)
        for node in nodes {
            let (ins, outs) = (flows.filter { $0.to == node }, flows.filter { $0.from == node })
            let tall = sum(ins) * scale
            let shared = sum(ins.filter { $0.from != nil }) * scale
            // The bottom of what came on lies level with where it left.
            let isFirst = boxes.isEmpty
            let top = isFirst ? 0 : before.top + (shared > 0 ? shared : -Self.step) - tall
            boxes.append(Box(node: node, x: Self.columns[node] ?? 0, y: top, height: tall))
            place(ins, outs, boxes[boxes.count - 1], scale)
            before = (top, sum(outs.filter { $0.to != nil }) * scale)
        }
        normalize()
    }

    static func tonnes(_ value: Tonnes) -> Double { Double(max(0, value.thousandths)) / 1000 }

    private mutating func place(_ ins: [BalanceFlow], _ outs: [BalanceFlow], _ box: Box, _ scale: Double) {
        func band(_ flow: BalanceFlow) -> Band {
            Band(
                flow: flow, from: (0, 0), to: (0, 0), height: Self.tonnes(flow.amount.central) * scale,
                low: Self.tonnes(flow.amount.low) * scale, high: Self.tonnes(flow.amount.high) * scale)
        }
        // Into the place, from its bottom up: what comes on from the place before, then the others.
        var edge = box.y + box.height
        for flow in ins where flow.from != nil {
            edge -= Self.tonnes(flow.amount.central) * scale
            if let place = bands.firstIndex(where: { $0.flow == flow }) { bands[place].to = (box.x, edge) }
        }
        var outer = edge - 6
        for flow in ins.reversed() where flow.from == nil {
            var one = band(flow)
            edge -= one.height
            // Room for the widest that it can be, and for a label.
            let middle = min(outer - max(one.high, one.height, Self.step - 6) / 2, edge + one.height / 2)
            one.from = (box.x - Self.reach, middle - one.height / 2)
            one.to = (box.x, edge)
            one.label = (box.x - Self.reach - 8, middle)
            outer = min(middle - max(one.high, one.height) / 2, middle - Self.step / 2) - 6
            bands.append(one)
        }
        // Out of it, from its top down: what goes on, then the others.
        (edge, outer) = (box.y, box.y + 6)
        for flow in outs where flow.to != nil {
            var one = band(flow)
            one.from = (box.x + Self.nodeWidth, edge)
            let isThin = one.height < Self.step
            one.label = (box.x + Self.nodeWidth + 148, edge + (isThin ? one.height + Self.step / 2 : one.height / 2))
            edge += one.height
            outer = edge + (isThin ? Self.step : 6)
            bands.append(one)
        }
        for flow in outs where flow.to == nil {
            var one = band(flow)
            let middle = max(outer + max(one.high, one.height, Self.step - 6) / 2, edge + one.height / 2)
            one.from = (box.x + Self.nodeWidth, edge)
            one.to = (box.x + Self.nodeWidth + Self.reach, middle - one.height / 2)
            one.label = (box.x + Self.nodeWidth + Self.reach + 8, middle)
            outer = max(middle + max(one.high, one.height) / 2, middle + Self.step / 2) + 6
            edge += one.height
            bands.append(one)
        }
    }

    /// Moves everything so that the topmost lies at a margin.
    private mutating func normalize() {
        func ends(_ band: Band) -> [Double] {
            let room = max(band.high, band.height, Self.step) / 2
            let middle = band.label.y
            return [band.from.y, band.to.y, band.from.y + band.height, band.to.y + band.height, middle - room, middle + room]
        }
        let all = bands.flatMap(ends) + boxes.flatMap { [$0.y - 34, $0.y + $0.height] }
        guard let low = all.min(), let high = all.max() else { return }
        let shift = 12 - low
        for place in boxes.indices { boxes[place].y += shift }
        for place in bands.indices {
            bands[place].from.y += shift
            bands[place].to.y += shift
            bands[place].label.y += shift
        }
        height = high + shift + 12
    }
}
