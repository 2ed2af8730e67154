internal import OreGeometry

/// A part of the footprint at hand that a rule speaks of, before it becomes a ``Finding``.
struct Suspicion {
    var rule: RuleName
    var part: FootprintPart
    /// Of `part`, square metres.
    var area: Double
    var judgement: Judgement
    /// Of the footprint outside all licences in force (or planned areas).
    var outsideArea: Double?
    /// The licence or zone that the finding's id names.
    var subject: String?
    var zone: Int?
    /// The licence that the finding speaks of, by index, where it is one.
    var licence: Int?
    /// Planned areas near the footprint that hold on its day.
    var planned: [Int] = []
    /// What position errors leave of it; `nil` when outlines are taken as exact.
    var assessment: BoundaryAssessment?
    /// An earlier observation shows that the part was disturbed since the date that matters.
    var isNewlyDisturbed = false

    init(rule: RuleName, part: FootprintPart, area: Double, judgement: Judgement, outsideArea: Double?) {
        self.rule = rule
        self.part = part
        self.area = area
        self.judgement = judgement
        self.outsideArea = outsideArea
    }

    func with(outsideArea: Double) -> Suspicion {
        var result = self
        result.outsideArea = outsideArea
        return result
    }
}
