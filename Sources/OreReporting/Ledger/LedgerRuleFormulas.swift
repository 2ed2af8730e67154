internal import OreLedger

/// How the figures of rules over entries and land are made, and why something was not judged.
extension Language {
    func furtherFormula(of rule: LedgerRuleName) -> String {
        switch rule {
        case .quotaOverrunProjected:
            pick(
                (
                    "months so far / their share of past years (at least 2) > quota, with probability at least 0.2: Student's t of the shares' logarithms",
                    "已报月份合计 ÷ 往年（至少 2 年）同期占比 > 指标，概率不低于 0.2（占比对数的 t 分布）"
                ))
        case .separationExceedsFeed:
            pick(
                (
                    "feed so far x best yield + recycled - output so far < 0; of product flows: feed bought in the year - flows to the separator > 5 % of them",
                    "累计投料 × 最高收率 + 回收料 − 累计产出 < 0；产品流向：全年外购投料 − 流向该企业的数量 > 其 5 %"
                ))
        case .exportWithoutLicence:
            pick(("export - what licences of its exporter and code cover on its day > 0", "出口量 − 出口人同编码当日有效许可证可覆盖量 > 0"))
        case .exportMirrorGap:
            pick(
                (
                    "partners' imports less re-exports - own exports shipped 0 to 3 months before > 5 % of them, at every lag",
                    "伙伴国进口（扣除转口）− 提前 0 至 3 个月的本国出口，在各时滞下均 > 出口的 5 %"
                ))
        case .ghostProduction: pick(("reported > 0, no working seen in at least 3 clear views of the year", "上报 > 0，全年至少 3 次无云观测均未见开采"))
        case .outputExceedsLand:
            pick(
                (
                    "reported > upper end of area x thickness x density x grade x leachable share x recovery, or x a yield learnt from trusted reports where nothing is documented, 99.8 % interval",
                    "上报 > 面积 × 厚度 × 密度 × 品位 × 可浸比例 × 回收率（无文献依据的用可信报表得出的产率）的 99.8 % 区间上限"
                ))
        case .landExceedsOutput:
            pick(
                (
                    "reported < lower end of area x thickness x density x grade x leachable share x recovery, or x a yield learnt from trusted reports where nothing is documented, 99.8 % interval",
                    "上报 < 面积 × 厚度 × 密度 × 品位 × 可浸比例 × 回收率（无文献依据的用可信报表得出的产率）的 99.8 % 区间下限"
                ))
        case .recoveryLow: pick(("recovery stated < minimum of its method and basis", "所报回采率 < 该方法与口径的下限"))
        case .highGrading: pick(("grade mined > 1.2 x grade of the reserve", "入采品位 > 储量平均品位的 1.2 倍"))
        case .exhaustion: pick(("reported since the reserve was stated > reserve x designed recovery", "储量核实以来累计上报 > 储量 × 设计回采率"))
        case .taxImpliedGap: pick(("sum of tax paid / rate > reported, of the year and of all years so far", "完税额 ÷ 税率合计 > 上报，当年与历年累计均如此"))
        case .operatingWithoutPermit:
            pick(("figure > 0 for a month on no day of which a permit of the kind was in force", "上报 > 0 而当月无一日该类许可有效"))
        case .depositShort: pick(("paid by the day < due", "截至核查日已缴 < 应缴"))
        case .restorationOverdue: pick(("due day passed, not done", "应完成日已过而未完成"))
        case .holderNotListed:
            pick(
                (
                    "no entry of the name, or of whom it belongs to, on the day: on any list, or on those of one kind (legitimate, compliant)",
                    "当日名录中，或其中一类（合法、合规）名录中，无该名称，亦无其上级"
                ))
        case .bannedProcess: pick(("heaps or tanks on ion-adsorption ore, or monazite alone", "离子型矿见堆浸或池浸设施，或单独开采独居石"))
        case .quotaOverrun, .capacityExceeded, .reportMissing, .reportLate, .reportImplausible, .productionOutsideValidity,
            .productionAfterStopOrder, .productionWithoutQuota, .soldExceedsProduced:
            formula(of: rule)
        }
    }

    func name(of skip: LedgerSkip) -> String {
        switch skip {
        case .fewYears: pick(("fewer than two whole years before", "此前不足两个完整年度"))
        case .noQuotaYet: pick(("no quota of the year yet", "该年度尚无指标"))
        case .fewFigures: pick(("fewer than 60 figures for tests of digits", "不足 60 个数值，未作末位检验"))
        case .oneSided: pick(("only one side states it", "仅一方有记录"))
        case .nothingBeside: pick(("nothing to hold it against", "无可对照的数据"))
        case .otherMaterial: pick(("of another material, or of none stated", "产品形态不同或未注明"))
        case .notAssessable: pick(("land does not show it", "地面无法评估"))
        case .fewViews: pick(("too few clear views", "无云观测不足"))
        case .firstYear: pick(("first year on record", "首个有记录的年度"))
        case .renewed: pick(("renewed soon after", "随后已延续"))
        case .partMonth: pick(("covered in part of the month", "当月部分时间有效"))
        case .returnedGoods: pick(("goods sent back, samples", "退运货物或样品"))
        case .notControlled: pick(("the code needed no licence on the day", "当日该编码无须许可证"))
        case .lawfulProcess: pick(("a lawful process", "合法工艺"))
        case .noHolder: pick(("no holder is known", "持有人不明"))
        case .flowsIncomplete: pick(("records of product flows may be incomplete", "产品流向记录可能不全"))
        }
    }
}
