internal import OreLedger

/// What an estimate of tonnes from ground was made of, for people; files for programs have it in English.
extension Language {
    func text(_ estimator: LandEstimator) -> String {
        guard self == .chinese else { return estimator.description }
        let factors = estimator.origin.map { "× " + inChinese($0) }
        let ground =
            switch estimator.ground {
            case .parts(let parts): parts.map(inChinese).joined(separator: " + ") + (factors.map { "，" + $0 } ?? "")
            case .mines(let count): "当年作业地面" + (factors.map { " " + $0 } ?? "") + "，共 \(count) 个矿山，保留共同误差"
            }
        return ground + estimator.calibratedBy.map { $0.isLearnt ? "，依据 \(text($0))" : "，按 \(text($0)) 校准" }.joined()
    }

    /// `yields.csv row 2 (81.234 t REO/ha)`.
    func text(_ calibration: LandEstimator.Calibration) -> String {
        guard self == .chinese else { return calibration.description }
        let whose = calibration.mines.map { " \($0) 个矿山的" } ?? ""
        let learnt = calibration.isLearnt ? "，仅由\(whose)可信报表得出" : ""
        return "\(calibration.file) 第 \(calibration.row) 行（每公顷 \(calibration.perHectare) 吨REO\(learnt)）"
    }

    private func inChinese(_ origin: YieldOrigin) -> String {
        let factors = "矿体厚度 × 干密度 × 品位 × 可浸比例 × 回收率"
        return switch origin {
        case .documented: "出产率（\(factors)）"
        case .learnt: "出产率（仅由可信报表得出）"
        case .both: "出产率（\(factors)；无文献依据的仅由可信报表得出）"
        }
    }

    /// `12000 平方米（误差 400 平方米），当年作业，原地浸矿，地面核查：land.csv 第 3 行`.
    private func inChinese(_ part: LandEstimator.Part) -> String {
        let source =
            switch part.source {
            case .survey(let file, let row): "地面核查：\(file) 第 \(row) 行"
            case .footprints(let name): "据扰动图斑与影像（orewatch footprints near \"\(name)\"）"
            case .incident(let handle, let mayBeOlder):
                "据疑似点（orewatch incidents show \(handle)）" + (mayBeOlder ? "，可能早于当年，下限未计入" : "")
            }
        let method = part.method.map { name(of: $0) } ?? "开采方式不明"
        return ["\(part.area) 平方米（误差 \(part.sigma) 平方米）", "当年作业", method, source].joined(separator: "，")
    }

    /// In English the word of records.
    func name(of method: MiningMethod) -> String {
        switch method {
        case .inSitu: pick((method.rawValue, "原地浸矿"))
        case .heap: pick((method.rawValue, "堆浸"))
        case .pool: pick((method.rawValue, "池浸"))
        case .hardRock: pick((method.rawValue, "硬岩开采"))
        }
    }
}
