public import OreFeatures

/// How the worked ground of one licence was seen through time, and what of it belongs to which year.
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

    /// The work of one year, as far as it was seen.
    public struct Year: Sendable, Hashable {
        public var year: Int32
        /// m².
        public var area: Double
        /// m² known to be worked at its end and at its beginning: each with an error of its own.
        public var measured: Double
        public var clearViews: Int
        public var workingSeen: Bool
    }

    /// Ascending.
    /// - Complexity: O(looks · years).
    public var years: [Year] {
        guard let first = looks.first?.day.yearMonthDay.year, let last = looks.last?.day.yearMonthDay.year else { return [] }
        return (first...last).compactMap(year)
    }

    private func year(_ year: Int) -> Year? {
        let own = looks.filter { $0.day.yearMonthDay.year == year }
        guard !own.isEmpty else { return nil }
        let views = clearViews.count { $0.yearMonthDay.year == year }
        let before = looks.filter { $0.day.yearMonthDay.year < year }
        // Nothing has ever been worked: there is nothing to measure.
        if (before + own).allSatisfy({ $0.area == 0 }) {
            return Year(year: Int32(year), area: 0, measured: 0, clearViews: views, workingSeen: false)
        }
        guard Self.isLate(own), Self.isLate(before.filter { $0.day.yearMonthDay.year == year - 1 }) else { return nil }
        let (start, end) = (before.map(\.area).max() ?? 0, (before + own).map(\.area).max() ?? 0)
        return Year(
            year: Int32(year), area: end - start, measured: end + start, clearViews: views, workingSeen: own.contains { $0.area > 0 })
    }

    private static func isLate(_ looks: [(day: Day, area: Double)]) -> Bool { looks.contains { $0.day.yearMonthDay.month >= 10 } }
}
