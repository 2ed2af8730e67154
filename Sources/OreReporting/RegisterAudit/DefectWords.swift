internal import Foundation
public import OreDetection
internal import OreFeatures

extension Language {
    /// The short name of a kind of defect.
    public func name(of kind: DefectKind) -> String { pick(kind.nameWords) }

    /// The name of a check.
    public func name(of check: AuditCheck) -> String { pick(check.words) }

    /// What the defect says, in a sentence. It describes the register; it accuses nobody.
    public func message(of defect: RegisterDefect) -> String { DefectMessage(defect, self).text }
}

extension DefectKind {
    var nameWords: (en: String, zh: String) {
        switch self {
        case .overlap: ("overlap", "范围重叠")
        case .contained: ("contained in another licence", "包含于另一许可证")
        case .duplicateGeometry: ("same boundary, two identifiers", "同一范围两个证号")
        case .sliverOverlap: ("sliver overlap", "狭长重叠")
        case .boundaryGap: ("gap along a boundary", "边界缝隙")
        case .duplicateRow: ("row given twice", "记录重复")
        case .identifierReused: ("identifier with differing rows", "同一证号记录不一致")
        case .statedAreaDiffers: ("stated area differs", "登记面积不符")
        case .endsBeforeBegins: ("ends before it begins", "止日早于起日")
        case .grantedAfterBegins: ("granted after it begins", "批准日晚于起日")
        case .enlargedBeforeGranted: ("enlarged before it was granted", "扩界日早于批准日")
        case .absurdDate: ("absurd date", "日期异常")
        case .beginsInFuture: ("begins far in the future", "起日远在将来")
        case .unreadableValue: ("unreadable value", "数值无法读取")
        case .grantedAfterFreeze: ("granted after the freeze", "冻结后新立")
        case .enlargedAfterFreeze: ("enlarged after the freeze", "冻结后扩界")
        case .outsidePlannedArea: ("outside the planned areas", "超出规划区")
        case .insideForbiddenZone: ("inside a forbidden zone", "位于禁采区内")
        case .holderNotListed: ("holder not listed", "权利人不在名单")
        case .holderPossiblyListed: ("holder possibly listed", "权利人疑似在名单")
        case .tableDiffers: ("corner table differs", "拐点表不符")
        case .missingInTables: ("not in the tables", "拐点表缺失")
        case .missingInRegister: ("table without licence", "拐点表无对应许可证")
        case .repairedGeometry: ("boundary was repaired", "边界经修复")
        case .unusableGeometry: ("boundary cannot be used", "边界无法使用")
        case .missingGeometry: ("no boundary", "缺少边界")
        case .missingIdentifier: ("no identifier", "缺少证号")
        case .missingHolder: ("no holder", "缺少权利人")
        case .missingDates: ("no dates", "缺少有效期")
        }
    }
}

extension AuditCheck {
    var words: (en: String, zh: String) {
        switch self {
        case .overlaps: ("overlaps", "重叠")
        case .gaps: ("gaps", "缝隙")
        case .identifiers: ("identifiers", "证号")
        case .statedArea: ("stated area", "登记面积")
        case .dates: ("dates", "日期")
        case .freeze: ("freeze", "冻结")
        case .plannedAreas: ("planned areas", "规划区")
        case .forbiddenZones: ("forbidden zones", "禁采区")
        case .enterprises: ("enterprises", "企业名单")
        case .tables: ("corner tables", "拐点表")
        case .geometry: ("geometry", "几何")
        case .completeness: ("completeness", "完整性")
        }
    }
}

/// The sentence of one defect in one language.
private struct DefectMessage {
    private let defect: RegisterDefect
    private let words: Language

    init(_ defect: RegisterDefect, _ words: Language) {
        self.defect = defect
        self.words = words
    }

    private var first: String { defect.licenceIDs.first ?? "" }
    private var second: String { defect.licenceIDs.dropFirst().first ?? "" }
    private var area: String { QuantityText.squareMetres(defect.area ?? 0) }
    private var width: String { QuantityText.number(defect.width ?? 0, decimals: 2) }
    private var length: String { QuantityText.number(defect.length ?? 0, decimals: 1) }
    private var tolerance: String { QuantityText.number(defect.tolerance ?? 0, decimals: 2) }
    private var share: String { QuantityText.number((defect.share ?? 0) * 100, decimals: 2) + " %" }
    private var date: String { defect.date?.description ?? "" }
    private var holder: String { defect.holders.first ?? "" }
    private var zone: String { defect.zoneID ?? "" }
    private var detail: String { defect.detail ?? "" }

    private func squareKilometres(_ area: Double?) -> String { QuantityText.number((area ?? 0) / 1e6, decimals: 4) }

    var text: String { words == .english ? english : chinese }

    private var english: String {
        switch defect.kind {
        case .overlap: "\(first) and \(second) share \(area) m², about \(width) m wide" + common
        case .contained: "\(first) lies inside \(second): \(area) m²" + common
        case .duplicateGeometry: "\(first) and \(second) have the same boundary: \(area) m²" + common
        case .sliverOverlap: "\(first) and \(second) overlap in a strip about \(width) m wide (\(area) m²): a sliver of digitising" + common
        case .boundaryGap: "a strip up to \(width) m wide and \(length) m long (\(area) m²) lies between \(first) and \(second)"
        case .duplicateRow: "\(first) stands \(count) times with the same boundary, dates and holder"
        case .identifierReused: "\(first) stands in \(count) rows that differ in \(detail)"
        case .statedAreaDiffers:
            "\(first) states \(squareKilometres(defect.statedArea)) km²; its corners enclose \(squareKilometres(defect.computedArea)) km²"
                + suffix
        case .endsBeforeBegins: "\(first) ends \(count) days before it begins (\(detail))"
        case .grantedAfterBegins: "\(first) was granted \(count) days after it begins (\(detail))"
        case .enlargedBeforeGranted: "\(first) was enlarged \(count) days before it was granted (\(detail))"
        case .absurdDate: "\(first): \(detail) \(date) cannot be meant"
        case .beginsInFuture: "\(first) begins on \(date), \(count) days after the day of the audit"
        case .unreadableValue: "\(first): \(detail)"
        case .grantedAfterFreeze: "\(first) was granted on \(date), in the freeze (\(count) days after it began)"
        case .enlargedAfterFreeze: "\(first) was enlarged on \(date), in the freeze (\(count) days after it began)"
        case .outsidePlannedArea: "\(area) m² of \(first) (\(share)) lie outside the planned areas" + beyond
        case .insideForbiddenZone: "\(area) m² of \(first) (\(share)) lie in forbidden zone \(zone)" + beyond
        case .holderNotListed: "the holder of \(first), \(holder), is not on the list of enterprises" + suffix
        case .holderPossiblyListed: "the holder of \(first), \(holder), is possibly the listed \(defect.listedName ?? "")" + suffix
        case .tableDiffers: "the table of \(first) and its polygon lie up to \(width) m apart (tolerance \(tolerance) m)"
        case .missingInTables: "no table has the licence \(first)"
        case .missingInRegister: "the register has no licence \(first), which a table has"
        case .repairedGeometry: "the boundary of \(first) was repaired: \(detail)"
        case .unusableGeometry: "the boundary of \(first) cannot be used: \(detail)"
        case .missingGeometry: "\(first) has no boundary"
        case .missingIdentifier: "row \(first) has no identifier"
        case .missingHolder: "\(first) has no holder"
        case .missingDates: "\(first) has no dates"
        }
    }

    private var chinese: String {
        switch defect.kind {
        case .overlap: "\(first) 与 \(second) 重叠 \(area) 平方米，宽约 \(width) 米" + common
        case .contained: "\(first) 位于 \(second) 范围之内：\(area) 平方米" + common
        case .duplicateGeometry: "\(first) 与 \(second) 范围相同：\(area) 平方米" + common
        case .sliverOverlap: "\(first) 与 \(second) 重叠一狭长条，宽约 \(width) 米（\(area) 平方米），属数字化误差" + common
        case .boundaryGap: "\(first) 与 \(second) 之间有缝隙，最宽 \(width) 米、长 \(length) 米（\(area) 平方米）"
        case .duplicateRow: "\(first) 出现 \(count) 次，范围、日期、权利人均相同"
        case .identifierReused: "\(first) 有 \(count) 条记录，不一致项：\(detail)"
        case .statedAreaDiffers:
            "\(first) 登记面积 \(squareKilometres(defect.statedArea)) 平方千米，按拐点计算为 \(squareKilometres(defect.computedArea)) 平方千米" + suffix
        case .endsBeforeBegins: "\(first) 止日早于起日 \(count) 天（\(detail)）"
        case .grantedAfterBegins: "\(first) 批准日晚于起日 \(count) 天（\(detail)）"
        case .enlargedBeforeGranted: "\(first) 扩界日早于批准日 \(count) 天（\(detail)）"
        case .absurdDate: "\(first)：\(detail) \(date) 不合理"
        case .beginsInFuture: "\(first) 起日 \(date)，晚于审查日 \(count) 天"
        case .unreadableValue: "\(first)：\(detail)"
        case .grantedAfterFreeze: "\(first) 于冻结期内 \(date) 批准（冻结后第 \(count) 天）"
        case .enlargedAfterFreeze: "\(first) 于冻结期内 \(date) 扩界（冻结后第 \(count) 天）"
        case .outsidePlannedArea: "\(first) 有 \(area) 平方米（\(share)）超出规划区" + beyond
        case .insideForbiddenZone: "\(first) 有 \(area) 平方米（\(share)）位于禁采区 \(zone)" + beyond
        case .holderNotListed: "\(first) 的权利人 \(holder) 不在合法企业名单" + suffix
        case .holderPossiblyListed: "\(first) 的权利人 \(holder) 疑似名单中的 \(defect.listedName ?? "")" + suffix
        case .tableDiffers: "\(first) 的拐点表与图形最大相差 \(width) 米（容差 \(tolerance) 米）"
        case .missingInTables: "拐点表中没有许可证 \(first)"
        case .missingInRegister: "登记数据中没有拐点表所列许可证 \(first)"
        case .repairedGeometry: "\(first) 的边界经修复：\(detail)"
        case .unusableGeometry: "\(first) 的边界无法使用：\(detail)"
        case .missingGeometry: "\(first) 没有边界"
        case .missingIdentifier: "第 \(first) 条记录没有证号"
        case .missingHolder: "\(first) 没有权利人"
        case .missingDates: "\(first) 没有有效期"
        }
    }

    private var count: String { QuantityText.number(defect.quantity ?? 0) }

    private var suffix: String { detail.isEmpty ? "" : words == .english ? " (\(detail))" : "（\(detail)）" }

    private var common: String {
        guard let together = defect.isInForceTogether else { return "" }
        guard together else { return words == .english ? "; never in force together" : "；从未同时有效" }
        switch (defect.commonFrom, defect.commonTo) {
        case (nil, nil): return words == .english ? "; in force together without limit" : "；同时有效期不限"
        case (let from?, nil): return words == .english ? "; in force together from \(from)" : "；自 \(from) 起同时有效"
        case (nil, let to?): return words == .english ? "; in force together until \(to)" : "；至 \(to) 止同时有效"
        case (let from?, let to?):
            let days = QuantityText.count(defect.commonDays ?? 0)
            return words == .english ? "; in force together from \(from) to \(to), \(days) days" : "；\(from) 至 \(to) 同时有效，共 \(days) 天"
        }
    }

    private var beyond: String {
        guard let depth = defect.width, let tolerance = defect.tolerance else { return "" }
        let (d, t) = (QuantityText.number(depth, decimals: 1), QuantityText.number(tolerance, decimals: 1))
        return words == .english ? ", up to \(d) m deep (tolerance \(t) m)" : "，最深 \(d) 米（容差 \(t) 米）"
    }
}
