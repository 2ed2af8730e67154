internal import OreDetection
internal import OreFeatures
public import OreLedger

/// The words for rules, reasons and evidence over figures. Suspected only: nobody is called guilty.
extension Language {
    public func name(of rule: LedgerRuleName) -> String {
        switch rule {
        case .quotaOverrun: pick(("suspected quota overrun", "疑似超指标开采"))
        case .productionWithoutQuota: pick(("suspected production without quota", "疑似无指标开采"))
        case .capacityExceeded: pick(("suspected capacity exceeded", "疑似超核定能力"))
        case .reportLate: pick(("report late", "报表迟报"))
        case .reportMissing: pick(("report missing", "报表缺报"))
        case .reportImplausible: pick(("implausible figure", "数据异常"))
        case .productionOutsideValidity: pick(("suspected production outside validity", "疑似许可证无效期间生产"))
        case .productionAfterStopOrder: pick(("suspected production after stop order", "疑似停产令后生产"))
        case .soldExceedsProduced: pick(("suspected sales above production", "疑似销大于产"))
        case .quotaOverrunProjected: pick(("quota overrun projected", "预计超指标"))
        case .separationExceedsFeed: pick(("suspected separation above feed", "疑似分离产出大于投料"))
        case .exportWithoutLicence: pick(("suspected export without licence", "疑似无证出口"))
        case .exportMirrorGap: pick(("mirror gap of exports", "进出口镜像差异"))
        case .ghostProduction: pick(("declared output without observed working", "有申报产量而未见开采迹象"))
        case .outputExceedsLand: pick(("output above what the ground gives", "产量高于地面估算"))
        case .landExceedsOutput: pick(("ground gives more than was reported", "地面估算高于上报产量"))
        case .recoveryLow: pick(("recovery below the minimum", "回采率低于下限"))
        case .highGrading: pick(("suspected high-grading", "疑似采富弃贫"))
        case .exhaustion: pick(("output beyond the reserve", "产量超出可采储量"))
        case .taxImpliedGap: pick(("taxed tonnes above reports", "完税吨数高于上报"))
        case .operatingWithoutPermit: pick(("suspected operation without permit", "疑似无许可生产"))
        case .depositShort: pick(("restoration deposit short", "恢复保证金不足"))
        case .restorationOverdue: pick(("restoration overdue", "生态修复逾期"))
        case .holderNotListed: pick(("holder not on the list", "持有人不在名录"))
        case .bannedProcess: pick(("signs of a banned process", "疑似禁用工艺迹象"))
        }
    }

    func name(of reason: LedgerReason) -> String {
        switch reason {
        case .laterBatchUnknown: pick(("a later batch of quota may come", "后续批次指标尚未可知"))
        case .openingStockUnknown: pick(("opening stock is not stated: earlier stock may have been sold", "未注明期初库存，可能销售的是往年库存"))
        case .noRegister: pick(("no register says who has to report", "未提供许可证登记，报送义务不明"))
        case .registerOlder: pick(("the register is older", "登记数据较旧"))
        case .unitSuspected: pick(("a unit may have been mistaken (kg, 10^4 t)", "可能计量单位有误（千克、万吨）"))
        case .patternOnly: pick(("the figures themselves are the only ground", "仅依据数据本身"))
        case .recordSetAside: pick(("a row of the same name was set aside", "同名记录有被隔离的行"))
        case .capacityMaterialNotStated: pick(("the material of the capacity is not stated", "核定能力未注明产品形态"))
        case .yearNotOver: pick(("the year is not over", "该年度尚未结束"))
        case .feedIncomplete: pick(("feed of some months, or of before, is not stated", "部分月份或此前的投料未注明"))
        case .feedNotDocumented:
            pick(("sellers recorded fewer flows: some may have recorded none", "销售方记录的流向较少，可能有未记录的"))
        case .controlUnknown: pick(("nobody said which codes need a licence", "未说明哪些编码须凭证出口"))
        case .flowOnly: pick(("it speaks of a flow between countries, of nobody", "仅反映国家间流量，不指向任何人"))
        case .landOnly: pick(("tonnes from land are an interval, never proof against one mine", "地面估算仅为区间，不能据以认定单个矿山"))
        case .viewsOnly: pick(("nothing was seen; work may be hidden", "仅为未见迹象，开采可能不可见"))
        case .ownAccounting: pick(("the holder's own accounting", "依据企业自行核算"))
        case .reserveMayBeRestated: pick(("the reserve may have been restated", "储量可能已重新核实"))
        case .otherRateOrArrears: pick(("another rate or arrears would explain it", "可能为其他税率或补缴"))
        case .renewalMayBePending: pick(("a renewal may be pending", "可能正在办理延续"))
        case .permitNotOnRecord: pick(("no such permit is on record: the records may lack it", "未见该类许可记录，可能记录不全"))
        case .paymentNotStated: pick(("what was paid is not stated", "未注明缴纳金额"))
        case .similarName: pick(("a similar name is on the list", "名录中有相近名称"))
        case .onOtherList: pick(("it is on a list of another kind", "已列入另一类名录"))
        case .membershipUncertain:
            pick(("who belonged to whom in that year is not stated, or changed within it", "当年隶属关系未注明或年内有变"))
        case .ownQuotas: pick(("the members' own quotas may stand beside it", "成员自有指标可能另计"))
        case .otherFeed: pick(("some of it is of imported or recycled feed", "部分来自进口或回收原料"))
        case .recordsDisagree: pick(("reports and records say different sums", "报表与记录合计不一致"))
        case .goodsWeight: pick(("exports are weighed as goods; the quota may be of oxide", "出口按货物重量计，指标可能按氧化物计"))
        case .signOnly: pick(("a sign, not the process", "仅为迹象，并非工艺本身"))
        }
    }

    /// Of which records a finding speaks; `nil` for production, which goes without saying.
    func name(of scope: LedgerScope) -> String? {
        switch scope {
        case .mining: nil
        case .separation: pick(("separation", "冶炼分离"))
        case .export: pick(("export", "出口"))
        case .recycled: pick(("recycled feed", "回收利用"))
        case .taxes: pick(("resource tax", "资源税"))
        case .ore: pick(("ore", "原矿"))
        case .concentrate: pick(("concentrate", "精矿"))
        case .volume: pick(("volume", "体积"))
        case .light: pick(("light rare earths", "轻稀土（岩矿型）"))
        case .ionic: pick(("ion-adsorption rare earths", "离子型稀土"))
        case .other: pick(("another class of ore", "其他类别"))
        case .flows: pick(("product flows", "产品流向"))
        }
    }

    /// One line of evidence: figures, and what they are held against. Of more months than five the first three and the last are named.
    func evidence(_ finding: LedgerFinding, _ material: MaterialKind) -> String {
        let line = bareEvidence(finding, material)
        return name(of: finding.scope).map { pick(("\($0): \(line)", "\($0)：\(line)")) } ?? line
    }

    private func bareEvidence(_ finding: LedgerFinding, _ material: MaterialKind) -> String {
        func tonnes(_ kind: LedgerEvidence.Kind, _ month: CalendarMonth? = nil) -> String? {
            for entry in finding.evidence where entry.kind == kind && (month == nil || entry.month == month) {
                if case .tonnes(let value) = entry.value { return LedgerQuantity.text(value, material, self) }
            }
            return nil
        }
        func day(_ kind: LedgerEvidence.Kind, _ month: CalendarMonth) -> String? {
            for entry in finding.evidence where entry.kind == kind && entry.month == month {
                if case .day(let value) = entry.value { return value.description }
            }
            return nil
        }
        let (reported, limit, excess) = (tonnes(.reported) ?? "", tonnes(.limit) ?? "", tonnes(.excess) ?? "")
        switch finding.rule {
        case .quotaOverrun:
            var (by, of) = ("", "")
            for entry in finding.evidence where entry.kind == .members {
                guard case .number(let count) = entry.value else { continue }
                (by, of) = (" by \(Int(count)) members", "（\(Int(count)) 个下属单位合计）")
            }
            return pick(
                ("reported \(reported)\(by), quota known \(limit): \(excess) above", "上报 \(reported)\(of)，已知指标 \(limit)，超出 \(excess)"))
        case .capacityExceeded:
            return pick(("reported \(reported), capacity \(limit): \(excess) above", "上报 \(reported)，核定能力 \(limit)，超出 \(excess)"))
        case .productionWithoutQuota: return pick(("reported \(reported), no quota known for the year", "上报 \(reported)，该年度未见指标"))
        case .quotaOverrunProjected, .separationExceedsFeed, .exportWithoutLicence, .exportMirrorGap, .ghostProduction, .outputExceedsLand,
            .landExceedsOutput, .recoveryLow, .highGrading, .exhaustion, .taxImpliedGap, .operatingWithoutPermit, .depositShort,
            .restorationOverdue, .holderNotListed, .bannedProcess:
            return LedgerEvidenceWords(self, finding, material).line
        case .reportImplausible:
            return LedgerEvidenceWords(self, finding, material).implausible
        case .reportLate, .reportMissing, .soldExceedsProduced, .productionOutsideValidity, .productionAfterStopOrder:
            let count = finding.months.count
            let named = count > 5 ? finding.months.prefix(3) + finding.months.suffix(1) : finding.months[...]
            let words = list(
                named.map { month in
                    let amount = tonnes(.reported, month) ?? ""
                    switch finding.rule {
                    case .reportLate:
                        return pick(
                            (
                                "\(month) received \(day(.received, month) ?? ""), due \(day(.due, month) ?? "")",
                                "\(month) 于 \(day(.received, month) ?? "") 收到，应于 \(day(.due, month) ?? "") 前"
                            ))
                    case .soldExceedsProduced:
                        let balance = tonnes(.balance, month) ?? ""
                        return pick(("\(month): balance \(balance)", "\(month)：结余 \(balance)"))
                    case .productionOutsideValidity:
                        let last = day(.lastInForce, month)
                        return pick(
                            (
                                "\(month): \(amount)" + (last.map { ", last in force \($0)" } ?? ", never in force before"),
                                "\(month)：\(amount)" + (last.map { "，有效期止于 \($0)" } ?? "，此前从未有效")
                            ))
                    case .productionAfterStopOrder:
                        let order = day(.order, month) ?? ""
                        return pick(("\(month): \(amount), ordered to stop \(order)", "\(month)：\(amount)，停产令 \(order)"))
                    default: return month.description
                    }
                })
            return count > 5 ? words + pick((" (\(count) months)", "（共 \(count) 个月）")) : words
        }
    }

    /// How a rule's figures are made.
    func formula(of rule: LedgerRuleName) -> String {
        switch rule {
        case .quotaOverrun:
            pick(("sum of the year's reports > sum of the quota batches known (or the total stated)", "全年上报合计 > 已知各批指标合计（或所列全年总量）"))
        case .productionWithoutQuota: pick(("sum of the year's reports > 0, no batch of quota for the year", "全年上报合计 > 0，且该年度无任何指标"))
        case .capacityExceeded: pick(("sum of the year's reports > capacity per year by its days", "全年上报合计 > 核定年产能力（按日折算）"))
        case .reportLate: pick(("first received > due day", "首次收到日 > 应报日"))
        case .reportMissing: pick(("no report for a month that is due", "应报月份无报表"))
        case .reportImplausible:
            pick(
                (
                    "figure > 2 x median of those above 0 of up to 12 reports before it, at least 6, not older than 24 months, and > 2 x the same month a year before; or 6 equal figures in a row; or round figures or last digits whose chance is below 0.001, of 60 figures or more",
                    "数值 > 此前至多 12 期中大于 0 者（至少 6 期、24 个月内）中位数的 2 倍，且 > 上年同月的 2 倍；或连续 6 期相同；或 60 个以上数值的整数比例、末位分布的偶然概率低于 0.001"
                ))
        case .productionOutsideValidity: pick(("figure > 0 for a month with no day in force", "全月无有效日而上报数值 > 0"))
        case .productionAfterStopOrder: pick(("figure > 0 for a month that an order to stop covers whole", "整月处于停产令之内而上报数值 > 0"))
        case .soldExceedsProduced:
            pick(
                (
                    "opening stock + reports up to the month after - invoices (without any: product flows) up to the month < 0; a stock-taking replaces the balance where it is more",
                    "期初库存 + 截至次月累计上报 − 截至当月累计销售（无发票者按产品流向）< 0；盘点数大于账面时以盘点数为准"
                ))
        case .quotaOverrunProjected, .separationExceedsFeed, .exportWithoutLicence, .exportMirrorGap, .ghostProduction, .outputExceedsLand,
            .landExceedsOutput, .recoveryLow, .highGrading, .exhaustion, .taxImpliedGap, .operatingWithoutPermit, .depositShort,
            .restorationOverdue, .holderNotListed, .bannedProcess:
            furtherFormula(of: rule)
        }
    }

    func text(_ note: LedgerNote) -> String {
        func count(_ value: Int) -> String { QuantityText.count(value) }
        func counted(_ value: Int, _ noun: String) -> String { "\(count(value)) \(noun)\(value == 1 ? "" : "s")" }
        return switch note {
        case .noDueRule: pick(("no due day is stated (--due DAY[,MONTHS])", "未给出报送期限（--due）"))
        case .undatedReports(let n): pick(("\(counted(n, "report")) without the day of receipt", "\(count(n)) 份报表未注明收到日期"))
        case .noInvoices: pick(("no invoices were given", "未提供发票"))
        case .noLicences: pick(("no licences were given", "未提供许可证"))
        case .noEvents: pick(("no events of licences were given", "未提供许可证事件"))
        case .noCapacities: pick(("no licence states a capacity that can be read", "许可证未注明可读取的核定能力"))
        case .unreadCapacities(let n): pick(("capacities that could not be read: \(count(n))", "\(count(n)) 项核定能力无法读取"))
        case .noSharedName:
            pick(
                (
                    "the quotas name nobody whom the reports name: check that both speak of licences, or both of enterprises",
                    "指标与报表没有相同的名称：请核对两者是否同为许可证号或同为企业名称"
                ))
        case .otherMaterial: pick(("stated in another material than the reports", "与报表的产品形态不同，不作比较"))
        case .noRegisterForDuty:
            pick(("without a register whoever reported at all is expected for every month", "未提供登记，凡报过者视为每月应报"))
        case .pendingFigures(let n): pick(("figures of names that the register does not have: \(count(n))", "\(count(n)) 个数值的名称不在登记中"))
        case .tooRecent(let n): pick(("too recent to be judged: \(counted(n, "month"))", "\(count(n)) 个月份过近，未判断"))
        case .partlyInForce(let n): pick(("of a beginning or an end, not judged: \(counted(n, "month"))", "\(count(n)) 个起止当月未判断"))
        case .otherStages(let n):
            pick(("of separation or export, held against quotas of theirs: \(counted(n, "record"))", "\(count(n)) 条冶炼分离或出口记录，仅与其各自指标比对"))
        case .noQuotas: pick(("no quota was read", "未读到指标"))
        case .noEntries(let kind): pick(("no records of \(kind.rawValue) were given", "未提供 \(kind.rawValue) 记录"))
        case .noObservations: pick(("no observations of land were given", "未提供地面观测"))
        case .withoutRecords(let count):
            pick(("licences of the register without any record, not expected to report: \(count)", "登记中无任何记录的许可证，不视为应报：\(count)"))
        case .notAsked: pick(("not asked for", "未要求执行"))
        case .switchedOff: pick(("switched off by the rule file", "规则文件已停用"))
        case .thresholds(let changes):
            pick(("by the rule file: \(changes.joined(separator: ", "))", "依规则文件：\(changes.joined(separator: "，"))"))
        case .circularMembers:
            pick(("memberships return to their start: quotas of holders are held against records of members alone", "隶属关系成环：持有者指标仅按成员记录比对"))
        case .otherHolders(let n):
            pick(
                (
                    "rows of quotas say otherwise than other records, or than each other, whose mines are whose, of \(counted(n, "name")): possible at most",
                    "\(count(n)) 个名称在指标表中的隶属关系与其他记录或相互之间不一致，据此所得至多为可能"
                ))
        case .noOpenYear: pick(("no reports of a year that is not over", "没有未结束年度的报告"))
        case .notJudged(let n, let skip): pick(("not judged, \(name(of: skip)): \(count(n))", "\(count(n)) 项未判断：\(name(of: skip))"))
        }
    }

    /// What was taken from one file, and that it adds up.
    func account(_ input: LedgerInput) -> String {
        func count(_ value: Int) -> String { QuantityText.count(value) }
        let (side, name) = (name(ofLedgerSide: input.side), SafeText.forTerminal(input.name))
        var text = pick(
            (
                "\(side): \(name): read \(count(input.read)) = used \(count(input.used)) + quarantined \(count(input.quarantined)) + repeated \(count(input.repeated)) + skipped \(count(input.skipped))",
                "\(side)：\(name)：读取 \(count(input.read)) = 采用 \(count(input.used)) + 隔离 \(count(input.quarantined)) + 重复 \(count(input.repeated)) + 略过 \(count(input.skipped))"
            ))
        if !input.unread.isEmpty {
            let names = list(
                input.unread.prefix(8).map { "\"" + SafeText.forTerminal($0) + "\"" } + (input.unread.count > 8 ? ["..."] : []))
            text += pick(("; columns that are not read: \(names)", "；未读取的列：\(names)"))
        }
        if input.later > 0 {
            text += pick(("; \(count(input.later)) not known on the day", "；其中 \(count(input.later)) 条在核查日尚未可知"))
        }
        return text
    }
}

/// Tonnes for people.
enum LedgerQuantity {
    /// `1,234.500 t REO`; three decimals, so that figures can be found again in the files.
    static func text(_ value: Tonnes, _ material: MaterialKind, _ language: Language) -> String {
        grouped(value) + " " + unit(material, language)
    }

    static func unit(_ material: MaterialKind, _ language: Language) -> String {
        switch material {
        case .oxide: language.pick(("t", "吨"))
        case .ore: language.pick(("t of ore", "吨原矿"))
        case .concentrate: language.pick(("t of concentrate", "吨精矿"))
        case .volume: language.pick(("m³", "立方米"))
        }
    }

    static func grouped(_ value: Tonnes) -> String {
        let parts = value.description.split(separator: ".")
        let isNegative = value.thousandths < 0
        let digits = parts[0].drop { $0 == "-" }
        var text = ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return (isNegative ? "−" : "") + text + "." + parts[1]
    }
}
