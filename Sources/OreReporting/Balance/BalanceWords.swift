internal import OreFeatures
public import OreLedger

/// The words of balances.
extension Language {
    public func name(of item: BalanceItem) -> String {
        switch item {
        case .quota: pick(("quota of mining", "开采指标"))
        case .reported: pick(("reported", "上报产量"))
        case .unlicensed: pick(("unlicensed, from land", "无证用地估算"))
        case .mined: pick(("mined", "开采合计"))
        case .sold: pick(("sold by mines", "矿山销售"))
        case .mineStockAdded: pick(("added to mine stock", "矿山库存增加"))
        case .feed: pick(("into separation", "进入冶炼分离"))
        case .untraced: pick(("mined, not traced further", "开采后去向不明"))
        case .importedFeed: pick(("imported feed", "进口原料"))
        case .recycledFeed: pick(("recycled feed", "回收原料"))
        case .intake: pick(("separation intake", "冶炼分离投入"))
        case .separated: pick(("separated", "冶炼分离产出"))
        case .separationLoss: pick(("intake less output", "投入减产出"))
        case .used: pick(("sold for use at home", "国内使用（销售）"))
        case .exported: pick(("exported", "出口"))
        case .productStockAdded: pick(("added to product stock", "产品库存增加"))
        case .seized: pick(("seized goods", "查获货物"))
        case .unaccounted: pick(("separated, not accounted for", "产品去向不明"))
        }
    }

    /// As the label of a flow; a remainder that flows in is named by what it is.
    func label(of flow: BalanceFlow) -> String {
        guard flow.to != nil, flow.from == nil else { return name(of: flow.item) }
        return switch flow.item {
        case .untraced: pick(("not known to be mined", "来源不明原矿"))
        case .separationLoss: pick(("output above intake", "产出多于投入"))
        case .unaccounted: pick(("beyond known output", "超出已知产出"))
        case .mineStockAdded: pick(("from mine stock", "取自矿山库存"))
        case .productStockAdded: pick(("from product stock", "取自产品库存"))
        default: name(of: flow.item)
        }
    }

    func name(of node: BalanceNode) -> String {
        switch node {
        case .mines: pick(("mines", "矿山"))
        case .separation: pick(("separation", "冶炼分离"))
        case .products: pick(("products", "分离产品"))
        }
    }

    func name(of basis: BalanceItem.Basis) -> String {
        switch basis {
        case .stated: pick(("stated", "申报"))
        case .estimated: pick(("estimated, 90 %", "估算，90 %"))
        case .derived: pick(("follows", "推算"))
        }
    }

    func name(of fact: BalanceFact) -> String {
        switch fact {
        case .quota: pick(("quotas", "指标"))
        case .reported: pick(("reports of mining", "开采报表"))
        case .sold: pick(("invoices of mines", "矿山发票"))
        case .mineOpening, .mineClosing: pick(("stock of mines", "矿山库存"))
        case .feed, .importedFeed, .recycledFeed, .output: pick(("records of separators", "分离企业记录"))
        case .recycled: pick(("records of recycling", "回收记录"))
        case .separationReported: pick(("reports of separation", "冶炼分离报表"))
        case .separationSold: pick(("invoices of separators", "分离企业发票"))
        case .exported: pick(("exporters' records", "出口记录"))
        case .exportReported: pick(("reports of export", "出口报表"))
        case .exportSold: pick(("invoices of export", "出口发票"))
        case .productOpening, .productClosing: pick(("stock of products", "产品库存"))
        case .seized: pick(("records of seizures", "查获记录"))
        }
    }

    /// In the tree of a figure.
    func name(of item: BalanceTraceItem) -> String {
        switch item {
        case .line(let item): name(of: item)
        case .fact(.mineOpening): pick(("opening stock of mines", "矿山期初库存"))
        case .fact(.mineClosing): pick(("closing stock of mines", "矿山期末库存"))
        case .fact(.productOpening): pick(("opening stock of products", "产品期初库存"))
        case .fact(.productClosing): pick(("closing stock of products", "产品期末库存"))
        case .fact(let fact): name(of: fact)
        }
    }

    func sentence(_ note: BalanceNote) -> String {
        switch note {
        case .nothingStated: pick(("Nothing is stated of the year.", "当年无任何记录。"))
        case .landNotLookedAt:
            pick(
                (
                    "The ground was not looked at, or cannot be counted to the region: unlicensed mining is not in the balance.",
                    "未观测用地，或无法归入本区：未计无证开采。"
                ))
        case .landOfOxideOnly:
            pick(
                (
                    "Tonnes are told from land in oxide only: unlicensed mining is not in the balance.",
                    "用地仅按氧化物估算：未计无证开采。"
                ))
        case .landPartlyAssessed:
            pick(
                (
                    "Tonnes of some places without a licence cannot be told from their land: the figure is of the others alone.",
                    "部分无证点无法由用地估算，该数仅含其余。"
                ))
        case .landMayBeOlder:
            pick(
                (
                    "Some of the ground without a licence was seen for the first time and may be older: the lower bound leaves it out.",
                    "部分无证用地为首次观测，可能早于当年；下限未计入。"
                ))
        case .landAsKnownNow:
            pick(
                (
                    "Ground without a licence that was seen by the day that was asked for, and what was decided of it, is told as it is known now.",
                    "所询日期前观测到的无证用地及其处置，均以当前所知为准，并非当日所知。"
                ))
        case .mineStockNotStated:
            pick(("Stock of mines is not stated at both ends of the year: it lies in the remainder.", "年初年末矿山库存未全部注明，含在余量中。"))
        case .productStockNotStated:
            pick(("Stock of products is not stated at both ends of the year: it lies in the remainder.", "年初年末产品库存未全部注明，含在余量中。"))
        case .separationNotStated: pick(("Separation is not stated.", "未注明冶炼分离。"))
        case .usesNotStated: pick(("Not every use is stated: what is not lies in the remainder.", "用途未全部注明，含在余量中。"))
        case .moreThanKnown:
            pick(
                (
                    "More went on than is known to have come before it; records may be missing, lots may be of earlier years.",
                    "后续数量多于已知来源；可能缺记录，或为以前年度货物。"
                ))
        }
    }

    /// `1,234.500`, `10.000 – 20.000 (about 14.000)`, or that nothing is stated.
    func text(_ amount: BalanceAmount?) -> String {
        guard let amount else { return pick(("not stated", "未注明")) }
        if amount.isExact { return LedgerQuantity.grouped(amount.central) }
        return LedgerQuantity.grouped(amount.low) + " – " + LedgerQuantity.grouped(amount.high) + about(amount.central)
    }

    /// What a line rests on.
    func basis(_ line: BalanceLine) -> String {
        guard line.amount != nil else { return "" }
        guard let fact = line.fact else { return name(of: line.basis) }
        return name(of: fact) + pick((", \(line.figures) \(line.figures == 1 ? "figure" : "figures")", "，\(line.figures) 项"))
    }

    /// `, as received by 2024-06-30`; empty for what is known today.
    func asReceived(_ report: BalanceReport) -> String {
        report.receivedBy.map { pick((", as received by \($0)", "，以 \($0) 前收到为准")) } ?? ""
    }

    func regionName(_ report: BalanceReport) -> String {
        report.region.map { $0 + (report.kind.map { ", " + name(of: $0) } ?? "") } ?? allRegions
    }

    var allRegions: String { pick(("All regions", "全部地区")) }

    /// The ground without a licence: how much of it, and how much of that could be assessed.
    func sentence(_ land: BalanceLand) -> String {
        let (sites, hectares) = (land.sites, QuantityText.hectares(land.area))
        let records = list(land.calibratedBy.map { SafeText.forTerminal(text($0)) })
        let calibrated = records.isEmpty ? "" : pick((" Its yield rests on \(records).", "产量依据 \(records)。"))
        return pick(
            (
                "Ground broken without a licence in the year: \(sites) \(sites == 1 ? "place" : "places"), \(hectares) ha; \(land.sum.assessed) of them could be turned into tonnes.",
                "当年无证动用土地：\(sites) 处，\(hectares) 公顷；其中 \(land.sum.assessed) 处可估算产量。"
            )) + calibrated
    }
}
