extension Phrase {
    var reportWords: (en: String, zh: String)? {
        switch self {
        case .reportTitle: ("Mine footprints compared with licences", "采矿图斑与许可证比对报告")
        case .reportSubtitle: ("{1} against {2}", "{1} 对照 {2}")
        case .summary: ("Summary", "概要")
        case .overview: ("Overview map", "总览图")
        case .rankedList: ("Ranked list", "排序清单")
        case .cardsHeading: ("The findings one by one", "逐处说明")
        case .inputs: ("Inputs", "输入数据")
        case .method: ("How the numbers are made", "计算方法")
        case .notEvaluated: ("Rules, and what was not evaluated", "规则执行情况与未执行的内容")
        case .setAside: ("Features repaired, quarantined or skipped", "修复、隔离和跳过的要素")
        case .provenance: ("Provenance", "数据来源")
        case .tileFindings: ("findings", "疑似问题（处）")
        case .tileFootprints: ("footprints examined", "检查图斑（个）")
        case .tileCovered: ("fully covered by licences in force", "完全位于有效许可证内（个）")
        case .tileArea: ("area in question", "疑似面积")
        case .tileStrong: ("of these strong", "其中高度疑似（处）")
        case .tileSetAside: ("features quarantined or skipped", "隔离或跳过的要素（个）")
        case .overviewCaption:
            (
                "All {1} findings by rule; outlines of licences and zones are simplified for the drawing. Scale true at the middle of the map.",
                "全部 {1} 处疑似问题，按规则区分；许可证与管控区轮廓为制图作了简化。比例尺以图幅中部为准。"
            )
        case .overviewDescription: ("Map from {1} to {2} with {3} findings: {4}.", "地图范围 {1} 至 {2}，疑似问题 {3} 处：{4}。")
        case .legend: ("Legend", "图例")
        case .scaleBar: ("scale bar", "比例尺")
        case .north: ("N", "北")
        case .findingMapDescription:
            ("Map of finding {1}: footprint {2}, {3}, at {4}.", "第 {1} 处示意图：图斑 {2}，{3}，位于 {4}。")
        case .noFindings: ("No findings.", "没有疑似问题。")
        case .cutCards:
            (
                "Maps are given for the first {1} of {2} findings; the findings file carries all of them.",
                "仅为前 {1} 处绘制示意图，共 {2} 处；全部见结果文件。"
            )
        case .cutRows: ("The list shows the first {1} of {2} findings.", "清单列出前 {1} 处，共 {2} 处。")
        case .cutDefects:
            ("The first of each kind are listed; the counts in the table of inputs are complete.", "每类只列出最先遇到的；输入数据表中的计数是完整的。")
        case .backToList: ("back to the list", "返回清单")
        case .sortHint: ("Sort by this column", "按此列排序")
        case .seeCard: ("see the map of finding {1}", "查看第 {1} 处示意图")
        case .legendFilledHollow: ("filled: strong; hollow: not", "实心：高度疑似；空心：其他判定")
        case .verdictNote: ("Why the verdict is not stronger", "判定未更强的原因")
        case .findingsByRule: ("Findings by rule", "按规则统计")
        case .total: ("total", "合计")
        case .mapContext: ("outlines of context", "背景轮廓")
        case .away: ("{1}, {2} away", "{1}，相距 {2}")
        default: nil
        }
    }

    var sourceWords: (en: String, zh: String)? {
        switch self {
        case .file: ("file", "文件")
        case .format: ("format", "格式")
        case .encoding: ("encoding", "编码")
        case .coordinateSystem: ("coordinate system", "坐标系")
        case .profile: ("profile", "读取配置")
        case .attribution: ("attribution", "数据署名")
        case .dataLicence: ("licence of the data", "数据许可")
        case .read: ("read", "读取")
        case .used: ("in use", "采用")
        case .repaired: ("repaired", "修复")
        case .quarantined: ("quarantined", "隔离")
        case .skipped: ("skipped", "跳过")
        case .registerDefect: ("register defect", "登记缺陷")
        case .farFromDistricts: ("far from the districts", "远离所给行政区")
        case .sha256: ("SHA-256", "SHA-256")
        case .outcome: ("outcome", "处理")
        case .place: ("place", "位置")
        case .reason: ("reason", "原因")
        case .note: ("note", "备注")
        case .all: ("all", "全部")
        case .side: ("side", "类别")
        case .extent: ("extent", "范围")
        case .registerDate: ("stated date", "注明日期")
        case .geographic: ("Lon/lat", "经纬度")
        case .decimalDegrees: ("decimal degrees", "十进制度")
        case .degreesMinutesSeconds: ("degrees, minutes, seconds", "度分秒")
        case .gaussKrueger: ("Gauss-Krueger", "高斯-克吕格")
        case .easting: ("E", "东")
        case .northing: ("N", "北")
        case .inForceTouching: ("licences in force, touching", "相接的有效许可证")
        case .notInForceTouching: ("licences not in force, touching", "相接的非有效许可证")
        case .validity: ("validity", "有效期")
        case .noneFound: ("none found", "未见")
        case .notStated: ("not stated", "未注明")
        case .at: ("at", "位于")
        case .yes: ("yes", "是")
        case .no: ("no", "否")
        default: nil
        }
    }
}
