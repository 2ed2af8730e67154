public import OreFeatures

/// The work of one year on the ground of a licence, as far as it was seen.
public struct GroundYear: Sendable, Hashable {
    public var year: Int32
    /// m².
    public var area: Double
    /// m² that were measured for it, each with an error of its own: of what is worked at the year's end and at its beginning, or of what opened in it.
    public var measured: Double
    public var clearViews: Int
    public var workingSeen: Bool
}

/// How the worked ground of one licence was seen through time, and what of it belongs to which year.
///
/// Of scenes that show the state of the ground; those that show what is new in their period are ``GroundOpened``.
///
/// The ground of a year is what was worked by its end above the most that was worked before it. Ends of years are taken from looks of their last quarter: a year
/// without one, or behind one without one, says nothing of how much was dug, since what lies between two far looks may be of either.
public struct GroundWorked: Sendable {
    /// Worked ground on a day, m²; 0 on a clear view that shows none.
    public private(set) var looks: [(day: Day, area: Double)] = []
    /// Days of clear views of the whole licence.
    public private(set) var clearViews: [Day] = []

    /// - Parameters:
    ///   - areas: by observation: its last day, and the area of the union of what it shows within the licence.
    ///   - clearViews: last days of views of all of it; one without an area that day shows no work.
    public init(areas: [(day: Day, area: Double)], clearViews: [Day]) {
        let seen = Set(areas.map(\.day))
        looks = (areas + Set(clearViews).subtracting(seen).map { ($0, 0) }).sorted { ($0.day, $0.area) < ($1.day, $1.area) }
        self.clearViews = clearViews.sorted()
    }

    /// Ascending.
    /// - Complexity: O(looks · years).
    public var years: [GroundYear] {
        guard let first = looks.first?.day.yearMonthDay.year, let last = looks.last?.day.yearMonthDay.year else { return [] }
        return (first...last).compactMap(year)
    }

    private func year(_ year: Int) -> GroundYear? {
        let own = looks.filter { $0.day.yearMonthDay.year == year }
        guard !own.isEmpty else { return nil }
        let views = clearViews.count { $0.yearMonthDay.year == year }
        let before = looks.filter { $0.day.yearMonthDay.year < year }
        // Nothing has ever been worked: there is nothing to measure.
        if (before + own).allSatisfy({ $0.area == 0 }) {
            return GroundYear(year: Int32(year), area: 0, measured: 0, clearViews: views, workingSeen: false)
        }
        guard Self.isLate(own), Self.isLate(before.filter { $0.day.yearMonthDay.year == year - 1 }) else { return nil }
        let (start, end) = (before.map(\.area).max() ?? 0, (before + own).map(\.area).max() ?? 0)
        return GroundYear(
            year: Int32(year), area: end - start, measured: end + start, clearViews: views, workingSeen: own.contains { $0.area > 0 })
    }

    private static func isLate(_ looks: [(day: Day, area: Double)]) -> Bool { looks.contains { $0.day.yearMonthDay.month >= 10 } }
}

/// What opened on the ground of one licence in the periods of scenes that show only what is new in them: their areas add up.
///
/// Of scenes whose periods overlap (two detectors for one month, half-years that share a quarter) the same ground is to be in one of the areas alone: what
/// both show opened once. Ground of disjoint periods adds up: it opened, and opened again.
///
/// Nothing is said of a year of which some day lies in no such period, or some period reaches beyond: what opened then may be of either year, and a
/// scene that outlines nothing on the licence does not tell that it looked there.
public struct GroundOpened: Sendable {
    private let pieces: [(period: ObservationPeriod, area: Double)]

    /// - Parameter pieces: by observation: its period, and the area within the licence of what is new in it, m², less what observations of overlapping
    ///   periods that ended before it show as well.
    public init(_ pieces: [(period: ObservationPeriod, area: Double)]) {
        self.pieces = pieces.sorted { ($0.period.from, $0.period.to, $0.area) < ($1.period.from, $1.period.to, $1.area) }
    }

    /// All that had opened by the last day of each period, m².
    public var opened: [(day: Day, area: Double)] {
        var total = 0.0
        return pieces.sorted { $0.period.to < $1.period.to }.map { piece in
            total += piece.area
            return (piece.period.to, total)
        }
    }

    /// Ascending.
    /// - Complexity: O(periods · years).
    public var years: [GroundYear] {
        guard let first = pieces.first?.period.from.yearMonthDay.year, let last = pieces.map(\.period.to).max()?.yearMonthDay.year else {
            return []
        }
        return (first...last).compactMap(year)
    }

    private func year(_ year: Int) -> GroundYear? {
        guard let first = Day(year: year, month: 1, day: 1), let last = Day(lastOf: year) else { return nil }
        let own = pieces.filter { first <= $0.period.to && $0.period.from <= last }
        guard own.allSatisfy({ first <= $0.period.from && $0.period.to <= last }) else { return nil }
        var unseen = first
        for piece in own where unseen <= last {
            guard piece.period.from <= unseen else { return nil }
            unseen = max(unseen, Day(daysSince1970: piece.period.to.daysSince1970 + 1))
        }
        guard last < unseen else { return nil }
        let area = own.reduce(0) { $0 + $1.area }
        return GroundYear(year: Int32(year), area: area, measured: area, clearViews: 0, workingSeen: area > 0)
    }
}
