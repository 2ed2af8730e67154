public import OreGeometry

/// Findings that came and went, for a ``ChainReplay``.
public struct ChainChange: Sendable {
    /// Part of no incident yet; none with the verdict `consistent`.
    public var added: [IncidentLineage.Member]
    /// Members of an incident that are none any more, with their boxes in lon/lat degrees; numbers are the store's.
    public var ended: [(finding: Int64, incident: Int64, envelope: Envelope)]

    public init(added: [IncidentLineage.Member] = [], ended: [(finding: Int64, incident: Int64, envelope: Envelope)] = []) {
        (self.added, self.ended) = (added, ended)
    }

    /// Findings in all.
    public var count: Int { added.count + ended.count }

    /// Two parts of about the same size, west and east (or south and north) of the widest strip in the middle that no box meets, grown by half
    /// the chaining distance: what came on one side is out of reach of what came on the other. Itself where there is no such strip. Whether the parts had nothing to do with each other by way of what was there before, ``ChainReplay/Outcome/together(with:)`` tells afterwards.
    /// - Complexity: O(n log n).
    public func halves(_ settings: IncidentSettings) -> [ChainChange] {
        let components = IncidentComponents(settings)
        let boxes = (added.map(\.envelope) + ended.map(\.envelope)).map(components.grown)
        let strips = [
            Self.strip(boxes.map { ($0.minX, $0.maxX) }).map { (width: $0.width, at: $0.at, isWestToEast: true) },
            Self.strip(boxes.map { ($0.minY, $0.maxY) }).map { (width: $0.width, at: $0.at, isWestToEast: false) },
        ]
        guard let widest = strips.compactMap(\.self).max(by: { $0.width < $1.width }) else { return [self] }
        func isFirst(_ box: Envelope) -> Bool {
            (widest.isWestToEast ? components.grown(box).maxX : components.grown(box).maxY) <= widest.at
        }
        let parts = [true, false].map { first in
            ChainChange(
                added: added.filter { isFirst($0.envelope) == first }, ended: ended.filter { isFirst($0.envelope) == first })
        }
        return parts.allSatisfy { $0.count > 0 } ? parts : [self]
    }

    /// The widest gap between intervals that leaves at least a third of them on either side.
    private static func strip(_ intervals: [(from: Double, to: Double)]) -> (width: Double, at: Double)? {
        let sorted = intervals.sorted { $0.from < $1.from }
        guard sorted.count > 5 else { return nil }
        var reach = -Double.infinity
        var best: (width: Double, at: Double)?
        for (i, interval) in sorted.enumerated() {
            let isInTheMiddle = i >= sorted.count / 3 && i <= sorted.count - sorted.count / 3
            if isInTheMiddle, interval.from > reach, interval.from - reach > best?.width ?? 0 { best = (interval.from - reach, reach) }
            reach = max(reach, interval.to)
        }
        return best
    }
}
