internal import OreDetection
public import OreFeatures

/// How a suspected area grew: by month, with its rate and acceleration. Pure; areas in square metres.
///
/// The area of a month is what was known of the place by its end: the last sighting's area, to which scenes of changes add theirs. A clear view
/// of nothing makes it 0. A sighting over a period counts at the period's end.
public struct GrowthSeries: Sendable, Hashable {
    public struct Month: Sendable, Hashable {
        public var month: CalendarMonth
        public var area: Double
        /// Some scene showed the place, or showed it clear, in this month; otherwise the area is carried over from the one before.
        public var isObserved: Bool
    }

    /// What was known after one observation.
    public struct Step: Sendable, Hashable {
        public var day: Day
        public var area: Double

        public init(day: Day, area: Double) { (self.day, self.area) = (day, area) }
    }

    /// One per day of observation, in order.
    public private(set) var steps: [Step]

    /// - Parameter steps: in order of their days; of several on one day the last counts.
    public init(steps: [Step]) {
        self.steps = []
        for step in steps {
            if self.steps.last?.day == step.day { self.steps.removeLast() }
            self.steps.append(step)
        }
    }

    /// The series of one incident; empty when no sighting is dated.
    public init(of incident: Incident) {
        var area = 0.0
        var steps: [Step] = []
        for sighting in incident.sightings {
            guard let day = sighting.period?.to else { continue }
            switch sighting.kind {
            case .cloudy, .unsuspected: continue
            case .seen: area = sighting.standingArea
            case .clear:
                // Before the first sighting there was nothing to lose, and a scene of changes says nothing of what was there before.
                guard !steps.isEmpty, sighting.content == .state else { continue }
                let isSeenElsewhere = incident.sightings.contains { $0.kind == .seen && $0.period?.to == day }
                if isSeenElsewhere { continue }
                area = 0
            }
            steps.append(Step(day: day, area: area))
        }
        self.init(steps: steps)
    }

    /// The sum of several series: what all of them had by each day.
    public init(summing series: some Sequence<GrowthSeries>) {
        var changes: [(day: Day, difference: Double)] = []
        for one in series {
            var before = 0.0
            for step in one.steps {
                changes.append((step.day, step.area - before))
                before = step.area
            }
        }
        var area = 0.0
        self.init(
            steps: changes.sorted { $0.day != $1.day ? $0.day < $1.day : $0.difference < $1.difference }.map {
                area += $0.difference
                return Step(day: $0.day, area: max(0, area))
            })
    }

    /// Every month from the first observation to the last; empty without steps. At most `limit` months, the last ones.
    public func months(limit: Int = 1200) -> [Month] {
        guard let first = steps.first, let last = steps.last else { return [] }
        var result: [Month] = []
        var next = 0
        var area = 0.0
        let end = CalendarMonth(last.day)
        var month = CalendarMonth(first.day)
        while month <= end {
            let known = next
            while next < steps.count, CalendarMonth(steps[next].day) == month {
                area = steps[next].area
                next += 1
            }
            result.append(Month(month: month, area: area, isObserved: next > known))
            month = month.next
        }
        return Array(result.suffix(limit))
    }

    /// Square metres per year over the last observations: the slope of the least-squares line; `nil` with fewer than two.
    public func ratePerYear(lastObservations: Int = 5) -> Double? {
        Self.slope(of: Array(steps.suffix(max(2, lastObservations))))
    }

    /// Square metres per year per year: the difference between the rates of the later and the earlier half of the last observations, over the
    /// years between their middles. `nil` with fewer than three.
    public func acceleration(lastObservations: Int = 6) -> Double? {
        let last = Array(steps.suffix(max(3, lastObservations)))
        guard last.count >= 3 else { return nil }
        let middle = last.count / 2
        let (early, late) = (Array(last[...middle]), Array(last[middle...]))
        guard let first = Self.slope(of: early), let second = Self.slope(of: late) else { return nil }
        let years = Self.meanYear(of: late, since: last[0].day) - Self.meanYear(of: early, since: last[0].day)
        return years > 0 ? (second - first) / years : nil
    }

    private static func years(_ day: Day, since origin: Day) -> Double {
        Double(day.daysSince1970 - origin.daysSince1970) / 365.25
    }

    private static func meanYear(of steps: [Step], since origin: Day) -> Double {
        steps.reduce(0) { $0 + years($1.day, since: origin) } / Double(max(1, steps.count))
    }

    static func slope(of steps: [Step]) -> Double? {
        guard steps.count > 1, let origin = steps.first?.day else { return nil }
        let meanYear = meanYear(of: steps, since: origin)
        let meanArea = steps.reduce(0) { $0 + $1.area } / Double(steps.count)
        var (covariance, variance) = (0.0, 0.0)
        for step in steps {
            let year = years(step.day, since: origin) - meanYear
            covariance += year * (step.area - meanArea)
            variance += year * year
        }
        return variance > 0 ? covariance / variance : nil
    }
}

extension GrowthSeries {
    /// The suspected area by licence: of all incidents that touch it, in force or not. An incident that touches several counts for each, one
    /// that touches none for none.
    public static func byLicence(_ incidents: some Sequence<Incident>) -> [String: GrowthSeries] {
        var series: [String: [GrowthSeries]] = [:]
        for incident in incidents where !incident.licenceIDs.isEmpty {
            let own = GrowthSeries(of: incident)
            for licence in incident.licenceIDs { series[licence, default: []].append(own) }
        }
        return series.mapValues { GrowthSeries(summing: $0) }
    }
}
