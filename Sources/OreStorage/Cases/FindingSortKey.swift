internal import OreCases
internal import OreDetection
internal import OreFeatures
internal import OreLedger

/// What a finding is sorted by, whichever kind it is of, as the columns of ``FindingFacts`` have it: under one order all are numbers,
/// or all are texts.
struct FindingSortKey: Sendable {
    private var number: Double?
    private var text: String?

    init(_ order: FindingOrder, _ finding: Finding) {
        switch order {
        case .severity: number = Double(finding.severity)
        case .probability: number = finding.probability
        case .area: number = finding.area
        case .holder: text = Facts.name(finding.holder)
        case .district: text = Facts.name(finding.district)
        case .rule: text = finding.rule.rawValue
        case .verdict: text = finding.verdict.rawValue
        case .observedAt, .observedFrom, .observedTo:
            number = Self.day(order, finding.observedAt ?? finding.observedFrom, finding.observedAt ?? finding.observedTo)
        }
    }

    /// A finding over figures has no area.
    init(_ order: FindingOrder, _ stored: StoredFiguresFinding) {
        let (finding, days) = (stored.figures.finding, stored.figures.days)
        switch order {
        case .severity: number = Double(finding.severity)
        case .probability: number = finding.probability
        case .area: break
        case .holder: text = Facts.name(stored.place.holder)
        case .district: text = Facts.name(stored.place.district)
        case .rule: text = finding.rule.rawValue
        case .verdict: text = finding.verdict.rawValue
        case .observedAt, .observedFrom, .observedTo: number = Self.day(order, days.first, days.last)
        }
    }

    /// One day is observed at, several are from and to.
    private static func day(_ order: FindingOrder, _ first: Day?, _ last: Day?) -> Double? {
        let day = order == .observedTo ? last : first
        return (first == last) == (order == .observedAt) ? day.map { Double($0.daysSince1970) } : nil
    }

    /// Whether it stands before the other one. What has no value comes last, whichever end is first.
    func precedes(_ other: FindingSortKey, isDescending: Bool) -> Bool {
        switch (number, other.number, text, other.text) {
        case (let a?, let b?, _, _): isDescending ? a > b : a < b
        case (_, _, let a?, let b?): isDescending ? a > b : a < b
        default: (number != nil || text != nil) && other.number == nil && other.text == nil
        }
    }
}
