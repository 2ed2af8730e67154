extension Phrase {
    var methodWords: (en: String, zh: String)? {
        switch self {
        case .methodAreas:
            (
                "Areas are ellipsoidal: the area on the reference ellipsoid of {1}, not of a map projection. 1 ha = 10,000 m² = 15 mu.",
                "面积均为椭球面积，按 {1} 的参考椭球计算，不是投影面积。1 公顷 = 10000 平方米 = 15 亩。"
            )
        case .methodOverlay:
            (
                "The outside part is the footprint minus the union of the licences in force on its date (dates inclusive). Touching a boundary is not a finding.",
                "范围外部分 = 图斑减去观测当日有效许可证的并集（起止日均计入）。仅与边界相接不构成疑似。"
            )
        case .methodEdges:
            (
                "Edges are straight in the system in which the feature was stated; transformed edges are split until they deviate by less than 0.01 m.",
                "边线在要素原坐标系中为直线；坐标转换时加密边线，偏差小于 0.01 米。"
            )
        case .methodVerdicts:
            (
                "A verdict is strong when the probability that the threshold is truly exceeded is at least 0.95, possible from 0.2 (or capped by a stated reason), undecidable when a reason says why.",
                "真实超过阈值的概率不低于 0.95 为高度疑似；不低于 0.2（或受所列原因限制）为可能；无法判定时注明原因。"
            )
        case .methodPosition:
            (
                "The probability is conditional on the stated position errors (1 sigma: image, outline, licence, datum), on rigid shifts, and on the model that a working's edge is dug to its boundary, stops inside it or lies beyond it. The 90 % interval is of the true outside area under that model.",
                "概率以所列位置误差（影像、图斑、许可证、基准，1 倍中误差）、整体平移以及“采至边界、在界内或越界”的模型为条件；90% 区间为该模型下真实范围外面积。"
            )
        case .registrationHeading: ("Registration of scenes and registers", "影像与登记的配准")
        case .registrationNotEstimated:
            ("Not estimated: the rule set does not ask for it, or there are no licences.", "未估计：规则集未要求或没有许可证。")
        case .registrationStatus: ("status", "状态")
        case .registrationShift: ("shift", "偏移")
        case .registrationMines: ("mines", "矿山数")
        case .registrationBudget: ("allowed (1 sigma)", "允许值（1 倍中误差）")
        case .methodSeverity:
            (
                "Severity (0 to 100) orders the list; it weighs the area beyond tolerance, the verdict, the kind of zone and growth. It is not a measure of guilt.",
                "严重度（0 至 100）用于排序，综合超出容差的面积、判定、区域类型和扩大情况；它不代表责任大小。"
            )
        case .methodRanking:
            ("The list is ordered by severity, then by area, then by identifier.", "清单按严重度、面积、编号依次排序。")
        case .methodMaps:
            (
                "Maps are drawn in lon/lat with the east-west scale of the middle latitude; north is up.",
                "示意图按经纬度绘制，东西向比例取图幅中部纬度；上方为北。"
            )
        case .operationsHeading: ("Coordinate operations", "坐标转换")
        case .operation: ("operation", "转换方法")
        case .accuracy: ("accuracy", "精度")
        case .accuracyUnknown: ("unknown", "未知")
        case .ballpark: ("ballpark: datum shift unknown", "近似转换：基准转换参数未知")
        case .acceptedNull: ("accepted null shift: {1}", "认可的零平移：{1}")
        case .noOperation: ("No coordinates were transformed.", "未进行坐标转换。")
        case .versions: ("{1} {2}, findings schema {3}, PROJ {4}, GEOS {5}", "{1} {2}，结果格式 {3}，PROJ {4}，GEOS {5}")
        case .everyRuleRan: ("Every rule was evaluated.", "全部规则均已执行。")
        case .nothingSetAside: ("No feature was repaired, quarantined or skipped.", "没有要素被修复、隔离或跳过。")
        case .ruleRan: ("evaluated", "已执行")
        case .ruleDidNotRun: ("not evaluated", "未执行")
        case .belowThreshold: ("below threshold", "低于阈值")
        default: nil
        }
    }
}
