public import OreFeatures

/// Licensed capacity per year through time: what holds from a day on, until the next.
public struct LicensedCapacity: Sendable, Hashable {
    public struct Step: Sendable, Hashable {
        public var from: Day
        public var perYear: Tonnes
        public init(from: Day, perYear: Tonnes) { (self.from, self.perYear) = (from, perYear) }
    }

    /// Ascending by day.
    public let steps: [Step]

    /// - Parameter steps: in any order; of several on one day the last counts.
    public init(_ steps: [Step]) {
        var kept: [Step] = []
        for (_, step) in steps.enumerated().sorted(by: { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }) {
            if kept.last?.from == step.from { kept.removeLast() }
            kept.append(step)
        }
        self.steps = kept
    }

    /// What a calendar year allowed: each capacity by its days, rounded up to a thousandth.
    /// - Returns: `nil` when none holds on some day of the year: such a year is not judged.
    public func tonnes(inYear year: Int) -> Tonnes? {
        guard let first = Day(year: year, month: 1, day: 1), let last = Day(lastOf: year) else { return nil }
        guard let start = steps.lastIndex(where: { $0.from <= first }) else { return nil }
        let days = Int128(last.daysSince1970 - first.daysSince1970 + 1)
        var sum: Int128 = 0
        for (i, step) in steps.enumerated() where i >= start && step.from <= last {
            let from = max(step.from, first).daysSince1970
            let to = i + 1 < steps.count ? min(steps[i + 1].from.daysSince1970 - 1, last.daysSince1970) : last.daysSince1970
            if to >= from { sum += Int128(step.perYear.thousandths) * Int128(to - from + 1) }
        }
        let up = sum > 0 ? (sum + days - 1) / days : sum / days
        return Int64(exactly: up).map { Tonnes(thousandths: $0) }
    }
}

/// More reported in a year than the licensed capacity of its days.
public struct CapacityExceeded: Sendable, Hashable {
    /// Share of the capacity that is let pass.
    public var margin: Share

    public init(margin: Share = .zero) { self.margin = margin }

    /// Years in which the capacity is exceeded, by subject and year. Subjects without a capacity, and years that it does not cover, are not judged.
    /// - Parameters:
    ///   - reports: by month, of the material that capacities are stated in.
    public func years(of reports: FigureSeries, against capacities: [SubjectID: LicensedCapacity]) throws(LedgerFault) -> [YearExcess] {
        var result: [YearExcess] = []
        for (place, subject) in reports.subjects.enumerated() {
            guard let capacity = capacities[subject] else { continue }
            try YearTotals.forEach(in: reports, place) { year, amount in
                guard let limit = capacity.tonnes(inYear: Int(year)) else { return }
                let isExcess =
                    (Int128(amount) - Int128(limit.thousandths)) * 1_000_000 > Int128(limit.thousandths) * Int128(margin.millionths)
                guard isExcess else { return }
                result.append(
                    YearExcess(subject: subject, year: year, amount: Tonnes(thousandths: amount), limit: limit, isLimitTotal: true))
            }
        }
        return result
    }
}
