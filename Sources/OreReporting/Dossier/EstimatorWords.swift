internal import OreLedger

/// What an estimate of tonnes from ground was made of, for people; files for programs have it in English.
extension Language {
    func text(_ estimator: LandEstimator) -> String {
        guard self == .chinese else { return estimator.description }
        let formula = "出产率（矿体厚度 × 干密度 × 品位 × 可浸比例 × 回收率；厚度与密度未经核实）"
        let ground =
            switch estimator.ground {
            case .parts(let parts): parts.map(inChinese).joined(separator: " + ") + "，× " + formula
            case .mines(let count): "当年作业地面 × \(formula)，共 \(count) 个矿山，保留共同误差"
            }
        return ground + estimator.calibratedBy.map { "，按 \(text($0)) 校准" }.joined()
    }

    /// `yields.csv row 2 (81.234 t REO/ha)`.
    func text(_ calibration: LandEstimator.Calibration) -> String {
        pick((calibration.description, "\(calibration.file) 第 \(calibration.row) 行（每公顷 \(calibration.perHectare) 吨REO）"))
    }

    /// `12000 平方米（误差 400 平方米），当年作业，原地浸矿，地面核查：land.csv 第 3 行`.
    private func inChinese(_ part: LandEstimator.Part) -> String {
        let source =
            switch part.source {
            case .survey(let file, let row): "地面核查：\(file) 第 \(row) 行"
            case .footprints(let name): "据扰动图斑与影像（orewatch footprints near \"\(name)\"）"
            }
        let method = part.method.map { inChinese($0) }
        return (["\(part.area) 平方米（误差 \(part.sigma) 平方米）", "当年作业"] + [method, source].compactMap(\.self)).joined(separator: "，")
    }

    private func inChinese(_ method: MiningMethod) -> String {
        switch method {
        case .inSitu: "原地浸矿"
        case .heap: "堆浸"
        case .pool: "池浸"
        case .hardRock: "硬岩开采"
        }
    }
}
