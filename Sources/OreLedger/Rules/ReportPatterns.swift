public import OreFeatures

/// Figures that look made up: the same again and again, too often round, with last digits that measured quantities do not have.
///
/// *Equal*: at least `equalRun` equal figures above 0 for consecutive months. *Round*: figures divisible by ten of the smallest unit that the subject
/// reports in, where one in ten is expected, by the exact binomial tail. *Last digits*: the digit at that unit, chi-square with nine degrees of freedom
/// against all being as likely. The unit is the largest power of ten (thousandths of a tonne) that all its figures are multiples of, so that an office
/// that reports whole tonnes or tens is not accused for it; figures below 100 units have too few digits and are left out. Both tests take all
/// the subject's figures and stand under the year of the last. Thresholds are choices. Ceiling: possible. Not judged: fewer than `leastFigures`.
/// Seasonal stops (zeros) and gaps make no run.
public struct ReportPatterns: Sendable, Hashable {
    public var equalRun = 6
    /// Below which chance is not believed.
    public var chance = 0.001
    /// For round figures and last digits.
    public var leastFigures = 60

    public init() {}

    public enum Pattern: Sendable, Hashable {
        /// The figure, and the length of the whole run.
        case equal(Tonnes, run: Int)
        case round(Int, of: Int, chance: Double)
        case lastDigits(of: Int, chance: Double)
    }

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var year: Int32
        /// Ascending; empty where the pattern is of all its figures.
        public var months: [CalendarMonth]
        public var pattern: Pattern
    }

    public struct Result: Sendable, Hashable {
        /// By subject, then year.
        public var rows: [Row] = []
        /// Subjects with fewer figures than the tests of digits need.
        public var tooFew = 0
        public init() {}
    }

    /// - Parameter reports: by month.
    /// - Complexity: O(reports).
    public func patterns(in reports: FigureSeries) -> Result {
        var result = Result()
        for (place, subject) in reports.subjects.enumerated() {
            let rows = reports.rows(of: place)
            var found = runs(reports, rows, subject)
            let figures = rows.map { reports.amounts[$0] }.filter { $0 > 0 }
            let unit = Self.unit(figures)
            let long = figures.filter { $0 / unit >= 100 }
            if long.count < leastFigures {
                result.tooFew += 1
            } else if let last = rows.last {
                found += digits(long, unit).map {
                    Row(subject: subject, year: reports.periods[last] / 12, months: [], pattern: $0)
                }
            }
            result.rows += found.enumerated().sorted { ($0.element.year, $0.offset) < ($1.element.year, $1.offset) }.map(\.element)
        }
        return result
    }

    private func runs(_ series: FigureSeries, _ rows: Range<Int>, _ subject: SubjectID) -> [Row] {
        var result: [Row] = []
        var start = rows.lowerBound
        while start < rows.upperBound {
            var end = start + 1
            while end < rows.upperBound, series.amounts[end] == series.amounts[start], series.periods[end] == series.periods[end - 1] + 1 {
                end += 1
            }
            if series.amounts[start] > 0, end - start >= max(2, equalRun) {
                let months = (start..<end).map { CalendarMonth(number: Int(series.periods[$0])) }
                let pattern = Pattern.equal(Tonnes(thousandths: series.amounts[start]), run: end - start)
                for (year, months) in Dictionary(grouping: months, by: \.year).sorted(by: { $0.key < $1.key }) {
                    result.append(Row(subject: subject, year: Int32(year), months: months, pattern: pattern))
                }
            }
            start = end
        }
        return result
    }

    private func digits(_ figures: [Int64], _ unit: Int64) -> [Pattern] {
        var counts = [Int](repeating: 0, count: 10)
        for figure in figures { counts[Int(figure / unit % 10)] += 1 }
        var result: [Pattern] = []
        let round = PortableMath.binomialTail(counts[0], of: figures.count, 0.1)
        if round < chance { result.append(.round(counts[0], of: figures.count, chance: round)) }
        let expected = Double(figures.count) / 10
        let tail = PortableMath.chiSquareTail9(counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected })
        if tail < chance { result.append(.lastDigits(of: figures.count, chance: tail)) }
        return result
    }

    /// The largest power of ten that divides all; 1 where there is none.
    static func unit(_ figures: [Int64]) -> Int64 {
        guard !figures.isEmpty else { return 1 }
        var unit: Int64 = 1
        while unit < 1_000_000_000, figures.allSatisfy({ $0 % (unit * 10) == 0 }) { unit *= 10 }
        return unit
    }
}
