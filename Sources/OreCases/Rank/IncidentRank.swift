public import OreDetection
public import OreLedger
internal import OreGeometry

/// The place of an incident in the list of visits: the confirmed area, in square metres, that a visit can be expected to yield.
///
/// expected area = area beyond the tolerance (of figures: the leached ground that the tonnes beyond stand for) x chance x certainty x growth, where
/// - chance is the stated probability, else 0.9 for `strong`, 0.5 for `possible`, 0.3 for `undecidable`; times the confirmed share of the
///   incident's best rule (``ConfirmedShares``). A suspicion that a person confirmed has the chance 1.
/// - certainty is 1 for sightings that confirm each other, 0.6 for a provisional one, and 0.3 times that after a clear view of nothing.
/// - growth is 1 to 2: one more the share of the area that it grows by in a year.
public struct IncidentRank: Sendable, Hashable {
    /// One reason of the place in the list, with the number that it puts in. Words for people come from the report's languages.
    public enum Factor: Sendable, Hashable {
        /// Square metres beyond the tolerance, and whether the tolerance was known.
        case area(Double, isBeyondTolerance: Bool)
        /// Tonnes beyond, and the square metres that stand for them.
        case tonnes(Tonnes, area: Double)
        case probability(Double)
        case verdict(Verdict, prior: Double)
        case confirmedShare(SuspectedRule, Double, confirmed: Int, judged: Int)
        case confirmedAtDesk
        case returned
        case seenAgain
        case provisional(Double)
        case notSeenLast(Double)
        /// Square metres per year, and the factor.
        case growing(Double, factor: Double)
    }

    public var handle: String
    /// Square metres.
    public var expectedArea: Double
    public var factors: [Factor]

    /// - Returns: `nil` for incidents that no visit is due to: dismissed and withdrawn ones.
    public init?(_ incident: Incident, shares: ConfirmedShares) {
        guard incident.state != .dismissed, incident.state != .withdrawn else { return nil }
        handle = incident.handle
        let area = Self.ground(incident)
        factors = [.area(area, isBeyondTolerance: incident.areaBeyondTolerance != nil)]
        if let excess = incident.subject?.excess { factors = [.tonnes(excess, area: area)] }
        let share = Self.share(incident, shares, &factors)
        let certainty = Self.certainty(incident, &factors)
        let growth = Self.growth(incident, &factors)
        expectedArea = area * Self.chance(incident) * certainty * growth * share
    }

    /// The expected area as far as the incident alone tells it: times the confirmed share of its best rule (1 for what a person confirmed) it is
    /// ``expectedArea``.
    public static func areaBeforeShare(_ incident: Incident) -> Double {
        var factors: [Factor] = []
        return ground(incident) * chance(incident) * certainty(incident, &factors) * growth(incident, &factors)
    }

    /// Square metres: of figures the leached ground that the tonnes beyond stand for.
    private static func ground(_ incident: Incident) -> Double {
        incident.subject == nil ? incident.areaBeyondTolerance ?? incident.area : incident.extent
    }

    /// The confirmed share of the best of the rules; 1 without a rule.
    public static func bestShare(_ rules: some Sequence<SuspectedRule>, _ shares: ConfirmedShares) -> Double {
        rules.map { shares.share(of: $0) }.max() ?? 1
    }

    private static func chance(_ incident: Incident) -> Double {
        incident.state == .confirmed ? 1 : incident.probability ?? prior(of: incident.verdict)
    }

    private static func share(_ incident: Incident, _ shares: ConfirmedShares, _ factors: inout [Factor]) -> Double {
        if incident.state == .confirmed {
            factors.append(.confirmedAtDesk)
            return 1
        }
        if incident.state == .returned { factors.append(.returned) }
        if let probability = incident.probability {
            factors.append(.probability(probability))
        } else {
            factors.append(.verdict(incident.verdict, prior: prior(of: incident.verdict)))
        }
        guard let rule = incident.rules.max(by: { shares.share(of: $0) < shares.share(of: $1) }) else { return 1 }
        let count = shares.count(of: rule)
        factors.append(.confirmedShare(rule, shares.share(of: rule), confirmed: count.confirmed, judged: count.judged))
        return shares.share(of: rule)
    }

    private static func prior(of verdict: Verdict) -> Double {
        switch verdict {
        case .strong: 0.9
        case .possible: 0.5
        case .undecidable: 0.3
        case .consistent: 0
        }
    }

    private static func certainty(_ incident: Incident, _ factors: inout [Factor]) -> Double {
        var factor = 1.0
        switch incident.certainty {
        case .confirmed: factors.append(.seenAgain)
        case .provisional:
            factor = 0.6
            factors.append(.provisional(0.6))
        }
        if incident.events.last?.kind == .gone {
            factor *= 0.3
            factors.append(.notSeenLast(0.3))
        }
        return factor
    }

    private static func growth(_ incident: Incident, _ factors: inout [Factor]) -> Double {
        guard let rate = incident.growthPerYear, rate > 0, incident.area > 0 else { return 1 }
        let factor = 1 + min(1, rate / incident.area)
        factors.append(.growing(rate, factor: factor))
        return factor
    }

    /// The visits that are due, the most rewarding first; equal ones by handle.
    /// - Parameter shares: of the whole store, not only of the incidents listed.
    public static func ranked(_ incidents: some Sequence<Incident>, shares: ConfirmedShares) -> [IncidentRank] {
        incidents.compactMap { IncidentRank($0, shares: shares) }.sorted(by: precedes)
    }

    static func precedes(_ a: IncidentRank, _ b: IncidentRank) -> Bool {
        a.expectedArea != b.expectedArea ? a.expectedArea > b.expectedArea : a.handle < b.handle
    }
}

/// Incidents that one visit can take in: those around the most rewarding one.
public struct IncidentVisit: Sendable, Hashable {
    /// The most rewarding first.
    public var ranks: [IncidentRank]
    /// Square metres, of all of them.
    public var expectedArea: Double

    /// Takes the most rewarding incident that is left with all others within `metres` of it, again and again.
    /// - Returns: the most rewarding visit first. Incidents without a place are visits of their own.
    public static func planned(_ incidents: [Incident], shares: ConfirmedShares, withinMetres metres: Double) -> [IncidentVisit] {
        let ranked = incidents.enumerated().compactMap { row, incident in
            IncidentRank(incident, shares: shares).map { (row: row, rank: $0) }
        }.sorted { IncidentRank.precedes($0.rank, $1.rank) }
        let boxes = ranked.map { incidents[$0.row].labelPoint.map { Envelope($0, $0) } ?? .empty }
        let tree = PackedRTree(boxes)
        var isTaken = [Bool](repeating: false, count: ranked.count)
        var visits: [IncidentVisit] = []
        for first in ranked.indices where !isTaken[first] {
            isTaken[first] = true
            var ranks = [ranked[first].rank]
            if let place = incidents[ranked[first].row].labelPoint {
                let metric = LocalMetric(.wgs84, latitude: place.y)
                let reach = Envelope(
                    minX: place.x - metres / max(1, metric.metresPerUnitX), minY: place.y - metres / metric.metresPerUnitY,
                    maxX: place.x + metres / max(1, metric.metresPerUnitX), maxY: place.y + metres / metric.metresPerUnitY)
                for other in tree.query(reach).sorted() where !isTaken[other] {
                    guard let there = incidents[ranked[other].row].labelPoint, metric.distance(place, there) <= metres else { continue }
                    isTaken[other] = true
                    ranks.append(ranked[other].rank)
                }
            }
            visits.append(IncidentVisit(ranks: ranks, expectedArea: ranks.reduce(0) { $0 + $1.expectedArea }))
        }
        return visits.sorted { a, b in
            a.expectedArea != b.expectedArea ? a.expectedArea > b.expectedArea : a.ranks[0].handle < b.ranks[0].handle
        }
    }
}
