internal import OreLedger

/// What the tables of the ledger are called.
extension Language {
    /// - Parameter side: of a ``LedgerInput``.
    func name(ofLedgerSide side: String) -> String {
        if let kind = EntryKind(rawValue: side) { return name(of: kind) }
        return switch side {
        case "quotas": pick(("quotas", "指标"))
        case "reports": pick(("reports", "报表"))
        case "invoices": pick(("invoices", "发票"))
        case "licence-events": pick(("events", "事件"))
        default: pick(("licences", "许可证"))
        }
    }

    func name(of kind: EntryKind) -> String {
        switch kind {
        case .stock: pick(("stock", "库存"))
        case .separation: pick(("separation", "冶炼分离"))
        case .capacities: pick(("capacities", "生产能力"))
        case .reserves: pick(("reserves", "储量"))
        case .recoveries: pick(("recoveries", "回收率"))
        case .facilities: pick(("facilities", "分离企业"))
        case .trade: pick(("trade", "进出口统计"))
        case .exports: pick(("exports", "出口"))
        case .exportLicences: pick(("export licences", "出口许可证"))
        case .exportControls: pick(("export controls", "出口管制"))
        case .seizures: pick(("seizures", "查获"))
        case .taxes: pick(("taxes", "资源税"))
        case .recycled: pick(("recycled feed", "回收利用"))
        case .permits: pick(("permits", "许可"))
        case .deposits: pick(("deposits", "保证金"))
        case .obligations: pick(("obligations", "修复义务"))
        case .listings: pick(("lists", "名录"))
        case .land: pick(("land", "地面观测"))
        case .yields: pick(("yields", "单位面积产量"))
        case .flows: pick(("product flows", "产品流向"))
        case .members: pick(("members", "隶属关系"))
        case .quotaMembers: pick(("holders in quotas", "指标表隶属关系"))
        }
    }
}
