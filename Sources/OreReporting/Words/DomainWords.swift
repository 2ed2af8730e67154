public import OreCases
public import OreDetection
internal import OreLedger

extension Language {
    /// The short name of a rule, as headings, legends and tables show it. It suspects; it does not accuse.
    public func name(of rule: RuleName) -> String { pick(rule.nameWords) }

    /// The same of a rule over land or over figures.
    public func name(of rule: SuspectedRule) -> String {
        switch rule {
        case .land(let rule): name(of: rule)
        case .figures(let rule): name(of: rule)
        }
    }

    /// The same as a heading.
    func heading(of rule: RuleName) -> String { capitalised(name(of: rule)) }

    /// What a finding of this rule says, in one sentence.
    public func meaning(of rule: RuleName) -> String { pick(rule.meaningWords) }

    public func name(of verdict: Verdict) -> String { pick(verdict.words) }

    /// Why a verdict is not stronger, in one sentence.
    public func meaning(of reason: Reason) -> String { pick(reason.words) }

    /// The name of an input's side (`licences`, `footprints`, ...); other names stay as they are.
    public func name(ofSide side: String) -> String {
        switch side {
        case "licences": self(.licences)
        case "footprints": self(.footprints)
        case "zones": self(.zones)
        case "districts": self(.districts)
        case "rules": self(.ruleSet)
        default: side
        }
    }
}

extension RuleName {
    var nameWords: (en: String, zh: String) {
        switch self {
        case .unlicensed: ("no licence found", "疑似无证开采")
        case .outOfBoundary: ("outside the licence boundary", "疑似越界开采")
        case .outsideValidity: ("outside the licence's validity", "疑似有效期外开采")
        case .protectedZone: ("in a forbidden zone", "疑似禁采区内开采")
        case .outsidePlannedArea: ("outside the planned areas", "疑似规划区外开采")
        case .expansionAfterFreeze: ("expansion after the freeze", "疑似冻结后扩大")
        case .afterStopOrder: ("activity after an order to stop", "疑似责令停产后继续开采")
        }
    }

    var meaningWords: (en: String, zh: String) {
        switch self {
        case .unlicensed:
            ("No licence found in the supplied register for this footprint.", "所提供的登记数据中未见覆盖该图斑的许可证。")
        case .outOfBoundary:
            ("Part of the footprint lies outside every licence in force on its date.", "图斑的一部分位于当日有效的所有许可证范围之外。")
        case .outsideValidity:
            (
                "Part of the footprint lies on a licence that is known but was not in force on its date.",
                "图斑的一部分位于登记在册、但当日不在有效期内的许可证范围。"
            )
        case .protectedZone:
            ("Part of the footprint lies in a zone where mining is forbidden.", "图斑的一部分位于禁止开采的区域内。")
        case .outsidePlannedArea:
            ("Part of the footprint lies outside every planned mining area.", "图斑的一部分位于所有规划矿区之外。")
        case .expansionAfterFreeze:
            ("The disturbed area grew after the date from which no growth is allowed.", "在冻结日期之后扰动面积仍有扩大。")
        case .afterStopOrder:
            (
                "Area over a licence that was ordered to stop was newly disturbed since the day of the order.",
                "许可证被责令停产之后，其范围内出现新的扰动面积。"
            )
        }
    }
}

extension Verdict {
    var words: (en: String, zh: String) {
        switch self {
        case .strong: ("strong", "高度疑似")
        case .possible: ("possible", "可能")
        case .undecidable: ("undecidable", "无法判定")
        case .consistent: ("consistent", "与登记一致")
        }
    }
}

extension Reason {
    var words: (en: String, zh: String) {
        switch self {
        case .dateWithinPeriod:
            ("A licence or zone began or ended inside the period of observation.", "许可证或区域在观测时段内生效或终止。")
        case .noPriorObservation:
            (
                "The place was not observed earlier, so the disturbance may be older than the date that matters.",
                "该处没有更早的观测，扰动可能早于有关日期。"
            )
        case .defaultPositionError:
            ("No position error was stated; the conservative default was used.", "未给出位置误差，采用保守的默认值。")
        case .sceneMisregistered:
            (
                "The scene is displaced by more than its stated error, judged by its own mines; its boundary verdicts are held.",
                "据本景内矿山判断，影像整体偏移超出其标称误差，边界判定暂缓。"
            )
        case .ballparkDatum:
            (
                "The datum shift is unknown (a ballpark step): positions may be wrong by 100 m or more.",
                "基准转换参数未知（近似转换），位置偏差可能超过 100 米。"
            )
        case .licenceGeometryRepaired:
            ("The licence's ring crosses itself in the register; it was repaired.", "登记的许可证边界自相交，已经修复。")
        case .overlayFailed:
            ("The overlay failed; this place needs a look by hand.", "叠加分析失败，需要人工核查。")
        case .undatedFootprint:
            ("The footprint carries no date.", "图斑没有日期。")
        case .licencesDisplaced:
            (
                "Licences nearby are displaced together (a wrong datum or a web-map tracing); verdicts against them are held.",
                "附近许可证整体偏移（可能基准有误或源自网络地图），相关判定暂缓。"
            )
        case .sceneShiftCorrected:
            ("The scene's shift, estimated from its own mines, was taken back.", "已按本景矿山估计的整体偏移予以改正。")
        case .outsideRegisterCoverage:
            (
                "The place lies outside the area of the supplied register's licences: its licence may stand in another register.",
                "该处位于所提供登记数据的覆盖范围之外，许可证可能登记在其他数据中。"
            )
        }
    }
}
