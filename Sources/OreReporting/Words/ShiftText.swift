internal import OreDetection

/// A shift for people: `12.3 m east, 4.0 m south, ± 0.6 m`.
enum ShiftText {
    static func text(_ shift: ShiftEstimate, _ words: Language) -> String {
        func part(_ metres: Double, _ positive: (String, String), _ negative: (String, String)) -> String {
            let direction = metres < 0 ? negative : positive
            let number = QuantityText.number(abs(metres), decimals: 1)
            return words == .english ? "\(number) m \(direction.0)" : "向\(direction.1) \(number) 米"
        }
        let parts = [part(shift.east, ("east", "东"), ("west", "西")), part(shift.north, ("north", "北"), ("south", "南"))]
        let sigma = QuantityText.number(shift.sigma, decimals: 1)
        return parts.joined(separator: words == .english ? ", " : "、") + (words == .english ? ", ± \(sigma) m" : "，± \(sigma) 米")
    }
}

extension Language {
    /// What became of the boundary verdicts of a scene beyond its budget.
    func held(_ run: RunRecord) -> String {
        run.correctsScenes ? (self == .english ? "corrected" : "已改正") : (self == .english ? "held" : "暂缓")
    }
}

extension Language {
    func name(of status: RegistrationAudit.SceneStatus) -> String {
        let words: (en: String, zh: String) =
            switch status {
            case .notEstimable: ("not estimable: the stated error counts", "无法估计：采用标称误差")
            case .withinBudget: ("within the stated error", "在标称误差内")
            case .beyondBudget: ("beyond the stated error", "超出标称误差")
            }
        return self == .english ? words.en : words.zh
    }
}
