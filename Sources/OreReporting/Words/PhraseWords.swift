extension Phrase {
    /// The words in English and Chinese.
    var words: (en: String, zh: String) {
        nounWords ?? wordingWords ?? accountWords ?? reportWords ?? sourceWords ?? methodWords ?? incidentWords ?? (rawValue, rawValue)
    }

    private var nounWords: (en: String, zh: String)? {
        switch self {
        case .licence: ("licence", "许可证")
        case .licences: ("licences", "许可证")
        case .licenceInForce: ("licence in force", "有效许可证")
        case .licenceNotInForce: ("licence not in force", "非有效许可证")
        case .footprint: ("footprint", "图斑")
        case .footprints: ("footprints", "图斑")
        case .zone: ("zone", "管控区")
        case .zones: ("zones", "管控区")
        case .district: ("district", "行政区")
        case .districts: ("districts", "行政区")
        case .ruleSet: ("rule set", "规则集")
        case .finding: ("finding", "疑似问题")
        case .findings: ("findings", "疑似问题")
        case .rule: ("rule", "规则")
        case .verdict: ("verdict", "判定")
        case .severity: ("severity", "严重度")
        case .probability: ("probability", "概率")
        case .holder: ("holder", "权利人")
        case .nearestLicence: ("nearest licence", "最近的许可证")
        case .area: ("area", "面积")
        case .outsidePart: ("outside part", "范围外部分")
        case .partInQuestion: ("part in question", "疑似部分")
        case .toleranceBand: ("tolerance band", "容差带")
        case .labelPoint: ("point inside", "内部点")
        case .observed: ("observed", "观测日期")
        case .reasons: ("reasons", "说明")
        case .footprintClass: ("class", "类别")
        case .confidence: ("confidence", "置信度")
        case .footprintArea: ("footprint area", "图斑面积")
        case .outsideArea: ("area outside licences", "许可范围外面积")
        case .outsideBeyondTolerance: ("outside beyond tolerance", "超出容差的面积")
        case .interval: ("90 % interval", "90% 区间")
        case .depth: ("greatest depth outside", "越界最大深度")
        case .depthInside: ("greatest depth inside the zone", "进入区域的最大深度")
        case .rank: ("rank", "序号")
        case .squareMetres: ("m²", "平方米")
        case .hectares: ("ha", "公顷")
        case .mu: ("mu", "亩")
        case .metres: ("m", "米")
        case .kilometres: ("km", "千米")
        default: nil
        }
    }

    private var wordingWords: (en: String, zh: String)? {
        switch self {
        case .notALegalFinding:
            (
                "This is not a legal finding. The program suspects and asks for a look; only a person's judgement says legal or illegal.",
                "本结果不是法律认定。程序只提出疑似，提请核查；是否合法由人员依法判断。"
            )
        case .unlicensedWording: ("no licence found in the supplied register ({1}; {2})", "所提供的登记数据中未见许可证（{1}；{2}）")
        case .registerDated: ("dated {1}", "数据日期 {1}")
        case .registerUndated: ("its date is not stated", "未注明数据日期")
        case .registerCovers: ("covering {1}", "覆盖 {1}")
        case .registerCoverageUnknown: ("its coverage is not stated", "未注明覆盖范围")
        default: nil
        }
    }

    private var accountWords: (en: String, zh: String)? {
        switch self {
        case .accountInput:
            (
                "{1}: {2}: read {3}, in use {4} (of these repaired {5}), quarantined {6}, skipped {7}",
                "{1}：{2}：读取 {3}，采用 {4}（其中修复 {5}），隔离 {6}，跳过 {7}"
            )
        case .accountDirectionOnly: (", {1} only in ring direction", "，{1} 仅改环方向")
        case .accountCovered:
            ("Footprints examined: {1}; fully covered by licences in force: {2}", "检查图斑 {1} 个，其中完全位于有效许可证范围内 {2} 个")
        case .accountSuspected: ("Suspected: {1} findings, {2}", "疑似问题 {1} 处，合计 {2}")
        case .accountNothingSuspected: ("Nothing suspected under the rules that ran.", "按已执行的规则，未发现疑似问题。")
        case .accountRuleFindings: ("{1}: {2} ({3})", "{1}：{2} 处（{3}）")
        case .accountNotEvaluated: ("Not evaluated: {1}: {2}", "未执行：{1}：{2}")
        case .accountBelowThreshold: ("below the threshold or explained by position errors, counted only: {1}", "低于阈值或可由位置误差解释、仅计数 {1} 处")
        case .accountScenesEstimated:
            ("registration: {1} of {2} scenes could be registered on their own mines", "配准：{2} 景中有 {1} 景可用本景矿山估计")
        case .accountNoScenes:
            (
                "registration: no footprint near a licence in force names its scene (scene_id): the stated position errors alone count",
                "配准：有效许可证附近的图斑均未注明影像（scene_id），仅采用标称位置误差"
            )
        case .accountSceneHeld:
            (
                "scene {1} is displaced by {2} ({3} allowed, 1 sigma; {4} mines): boundary verdicts are {5}",
                "影像 {1} 整体偏移 {2}（允许 {3}，1 倍中误差；{4} 座矿山）：边界判定{5}"
            )
        case .accountGroupDisplaced:
            (
                "the licences of {1} are displaced by {2} against the scenes ({3} allowed, 1 sigma; {4} mines): verdicts against them are held",
                "{1} 的许可证相对影像整体偏移 {2}（允许 {3}，1 倍中误差；{4} 座矿山）：相关判定暂缓"
            )
        case .accountNoReason: ("no reason given", "未说明原因")
        case .accountColumnsHidden: ("Not shown at this width: {1}", "因宽度不足未显示：{1}")
        case .noRecords: ("Nothing matches.", "没有符合条件的记录。")
        case .recordsCut: ("The first {1}; there are more (--limit 0 lists all).", "仅列出前 {1} 条（--limit 0 列出全部）。")
        case .accountRowsCut: ("The first {1} of {2} by severity; the output file has all.", "按严重度列出前 {1} 处，共 {2} 处；全部见输出文件。")
        default: nil
        }
    }
}
