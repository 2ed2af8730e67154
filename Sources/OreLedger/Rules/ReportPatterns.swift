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

    public init(equalRun: Int = 6, chance: Double = 0.001, leastFigures: Int = 60) {
        (self.equalRun, self.chance, self.leastFigures) = (equalRun, chance, leastFigures)
    }

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
        var test = DigitTest(self)
        for (place, subject) in reports.subjects.enumerated() {
            let rows = reports.rows(of: place)
            var walk = EqualRunWalk(least: equalRun, subject)
            for row in rows { walk.take(month: reports.periods[row], reports.amounts[row]) }
            var tally = DigitTally()
            tally.settle(unitOf: reports.amounts[rows])
            for row in rows { tally.count(reports.amounts[row]) }
            add(walk.ended(), test.patterns(tally), lastMonth: rows.last.map { reports.periods[$0] }, subject, to: &result)
        }
        return result
    }

    /// Adds what was found of one subject, in order of years.
    func add(_ runs: [EqualRun], _ digits: [Pattern]?, lastMonth: Int32?, _ subject: SubjectID, to result: inout Result) {
        var found = runs.flatMap(\.rows)
        if let digits, let lastMonth {
            found += digits.map { Row(subject: subject, year: lastMonth / 12, months: [], pattern: $0) }
        } else {
            result.tooFew += 1
        }
        result.rows += found.enumerated().sorted { ($0.element.year, $0.offset) < ($1.element.year, $1.offset) }.map(\.element)
    }
}
