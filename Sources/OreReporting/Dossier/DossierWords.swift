internal import OreDetection
internal import OreFeatures
public import OreLedger

/// The words of accounts and dossiers.
extension Language {
    public func name(of item: AccountItem) -> String {
        switch item {
        case .quota: pick(("quota", "开采指标"))
        case .reported: pick(("reported", "上报产量"))
        case .overQuota: pick(("reported less quota", "上报减指标"))
        case .sold: pick(("sold", "销售"))
        case .openingStock: pick(("opening stock", "期初库存"))
        case .closingStock: pick(("closing stock", "期末库存"))
        case .unexplained: pick(("unexplained remainder", "未说明余量"))
        case .land: pick(("estimated from land", "按用地估算"))
        case .beyondLand: pick(("reported less land", "上报减用地估算"))
        case .separationQuota: pick(("quota of separation", "冶炼分离指标"))
        case .separationReported: pick(("separation reported", "上报冶炼分离量"))
        case .separationIntake: pick(("separation intake", "冶炼分离投入"))
        case .separationOutput: pick(("separation output", "冶炼分离产出"))
        case .separationLoss: pick(("intake less output", "投入减产出"))
        case .separationSold: pick(("separated and sold", "分离产品销售"))
        case .recycled: pick(("recycled feed", "回收利用"))
        case .exportQuota: pick(("quota of export", "出口配额"))
        case .exportReported: pick(("export reported", "上报出口"))
        case .exported: pick(("exported", "出口"))
        case .exportSold: pick(("sold abroad", "外销"))
        case .flowsSold: pick(("sold by product flows", "产品流向：售出"))
        case .flowsBought: pick(("bought by product flows", "产品流向：购入"))
        }
    }

    public func name(of kind: SubjectKind) -> String {
        switch kind {
        case .licence: pick(("licence", "许可证"))
        case .enterprise: pick(("enterprise", "企业"))
        case .group: pick(("group", "集团"))
        case .district: pick(("district", "行政区"))
        case .facility: pick(("separator", "分离企业"))
        case .flow: pick(("flow of trade", "贸易流向"))
        }
    }

    func name(of gap: AccountGap) -> String {
        switch gap {
        case .notStated: pick(("not stated", "未注明"))
        case .noObservation: pick(("not assessable: nothing observed", "无法评估：无观测"))
        case .inSituWithoutBlock: pick(("not assessable: in situ, block not known", "无法评估：原地浸矿，采区范围不明"))
        case .methodUnknown: pick(("not assessable: method not known", "无法评估：开采方式不明"))
        case .noYield: pick(("not assessable: no yield known", "无法评估：无产率资料"))
        case .otherMaterial: pick(("not told: land is told in oxide only", "不予评估：用地仅按氧化物估算"))
        }
    }

    func sentence(_ note: AccountNote) -> String {
        switch note {
        case .stockNotStated:
            pick(("Stock is not stated for all: what is unexplained may lie in stock.", "库存未全部注明：未说明余量可能为库存。"))
        case .salesNotStated: pick(("Sales are not stated: no remainder can be made.", "未注明销售：无法计算余量。"))
        case .membersDiffer:
            pick(("What is stated for it stands; its members add up to something else.", "以其自身申报为准；与成员合计不一致。"))
        case .otherMaterial: pick(("Records of another material were passed over.", "其他产品形态的记录未计入。"))
        case .monthsWithoutReport: pick(("Some months of the year have no report.", "当年部分月份无报表。"))
        case .landPartlyAssessed:
            pick(("The land of some members cannot be assessed; the line speaks of the others.", "部分成员用地无法评估，该行仅含其余成员。"))
        }
    }

    func name(of formula: FigureFormula) -> String {
        switch formula {
        case .sumOfMonths: pick(("sum of months", "各月合计"))
        case .sumOfMembers: pick(("sum of members", "各成员合计"))
        case .sumOfSubjects: pick(("sum of those who state it", "各申报主体合计"))
        case .sumOfLines: pick(("sum of lines by their signs", "各项按符号合计"))
        case .reportedLessQuota: pick(("reported − quota", "上报 − 指标"))
        case .massBalance: pick(("opening stock + reported − sold − closing stock", "期初库存 + 上报 − 销售 − 期末库存"))
        case .reportedLessLand: pick(("reported − land", "上报 − 用地估算"))
        case .intakeLessOutput: pick(("intake − output", "投入 − 产出"))
        case .yield: pick(("area × yield", "面积 × 产率"))
        }
    }

    func name(of kind: DossierEntry.Kind) -> String {
        switch kind {
        case .term: pick(("term", "有效期"))
        case .granted: pick(("granted", "授予"))
        case .renewed: pick(("renewed", "延续"))
        case .renewalAccepted: pick(("renewal accepted for processing", "延续申请已受理"))
        case .suspended: pick(("suspended", "暂停"))
        case .resumed: pick(("resumed", "恢复"))
        case .stopped: pick(("ordered to stop", "责令停产"))
        case .expired: pick(("expired", "到期"))
        case .cancelled: pick(("cancelled", "注销"))
        case .boundaryChanged: pick(("boundary changed", "范围变更"))
        case .capacityChanged: pick(("capacity changed", "能力变更"))
        case .quota: pick(("quota", "指标下达"))
        case .stock: pick(("stock", "库存盘点"))
        case .reserve: pick(("reserves", "储量"))
        case .capacity: pick(("capacity a year", "年能力"))
        case .permit: pick(("permit", "许可"))
        case .depositDue: pick(("deposit due", "保证金应缴"))
        case .depositPaid: pick(("deposit paid", "保证金缴纳"))
        case .restorationDue: pick(("restoration due", "应完成修复"))
        case .restorationDone: pick(("restoration done", "完成修复"))
        case .exported: pick(("exported", "出口"))
        case .exportLicence: pick(("export licence", "出口许可证"))
        case .seized: pick(("goods seized", "查获货物"))
        case .listed: pick(("on a list", "列入名录"))
        case .member: pick(("membership", "隶属"))
        case .incident: pick(("suspected place first seen", "疑似点首次观测"))
        case .figures: pick(("suspected figures, from", "数据疑点，起始"))
        case .inspection: pick(("decision", "处置"))
        }
    }

    /// What an entry says behind its name: amount, area, text, until when.
    func details(_ entry: DossierEntry, _ material: MaterialKind) -> String {
        var parts: [String] = []
        if let amount = entry.amount { parts.append(LedgerQuantity.text(amount, material, self)) }
        if let area = entry.area { parts.append(QuantityText.hectares(area) + " " + self(.hectares)) }
        if let text = entry.text { parts.append(text) }
        if let until = entry.until { parts.append(pick(("until \(until)", "至 \(until)"))) }
        return list(parts)
    }

    /// `1,234.500`, `10.000 – 20.000`, or why there is none.
    func text(_ amount: FigureAmount) -> String {
        switch amount {
        case .exact(let value): LedgerQuantity.grouped(value)
        case .between(let low, let high): LedgerQuantity.grouped(min(low, high)) + " – " + LedgerQuantity.grouped(max(low, high))
        case .missing(let gap): name(of: gap)
        }
    }

    /// With the middle of an interval, where it has one: `10.000 – 20.000 (about 14.000)`.
    func text<Item>(_ figure: TracedFigure<Item>) -> String { text(figure.amount) + (figure.central.map(about) ?? "") }

    /// ` (about 14.000)`.
    func about(_ central: Tonnes) -> String {
        pick((" (about \(LedgerQuantity.grouped(central)))", "（约 \(LedgerQuantity.grouped(central))）"))
    }

    /// "2 batches", "12 months", "4 members".
    func basis(_ figure: LedgerFigure) -> String {
        func counted(_ count: Int, _ one: String, _ many: String, _ chinese: String) -> String {
            pick(("\(count) \(count == 1 ? one : many)", "\(count) \(chinese)"))
        }
        switch figure.source {
        case .rows(let rows): return counted(rows.count, "row", "rows", "行")
        case .parts(.sumOfMonths, let parts): return counted(parts.count, "month", "months", "个月")
        case .parts(.sumOfMembers, let parts): return counted(parts.count, "member", "members", "个成员")
        case .parts(let formula, _): return name(of: formula)
        case .estimate(let estimator): return text(estimator)
        case .others, .none: return ""
        }
    }
}
