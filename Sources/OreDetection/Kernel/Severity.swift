internal import Foundation

/// How urgent a finding is, 0...100, for ranking only.
///
/// `severity = round((size + rule + growth) x certainty)`, where
/// - `size` is 0...60 points: `60 x ln(1 + A / 667) / ln(1 + 1,000,000 / 667)`, at most 60. `A` is the area beyond the tolerance when that is
///   known, else the area, in square metres; 667 m2 is one mu, and 100 ha or more gives all points.
/// - `rule` is 25 for a forbidden zone and after an order to stop, 20 for no licence found, 15 for outside the validity and for expansion after a freeze, 10 for out of
///   boundary and for outside the planned areas.
/// - `growth` is 15 when an earlier observation of the place shows that the area is newly disturbed, else 0.
/// - `certainty` is 1 for `strong`, 0.7 for `possible`, 0.4 for `undecidable`, 0 for `consistent`.
public enum Severity {
    public static func points(area: Double, rule: RuleName, isNewlyDisturbed: Bool, verdict: Verdict) -> Int {
        let size = min(60, 60 * log(1 + max(0, area) / 667) / log(1 + 1_000_000.0 / 667))
        let points = size + weight(of: rule) + (isNewlyDisturbed ? 15 : 0)
        return Int((points * certainty(of: verdict)).rounded())
    }

    static func weight(of rule: RuleName) -> Double {
        switch rule {
        case .protectedZone, .afterStopOrder: 25
        case .unlicensed: 20
        case .outsideValidity, .expansionAfterFreeze: 15
        case .outOfBoundary, .outsidePlannedArea: 10
        }
    }

    static func certainty(of verdict: Verdict) -> Double {
        switch verdict {
        case .strong: 1
        case .possible: 0.7
        case .undecidable: 0.4
        case .consistent: 0
        }
    }
}
