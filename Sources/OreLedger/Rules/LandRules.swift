internal import OreFeatures

/// Output declared for a year in which no working was seen on the ground.
///
/// Formula: Σ reported of the year > 0, no working in at least `leastViews` clear views of the whole licence. Source: the "ghost title" (DOMAIN 6); the number of
/// views is a choice. Ceiling: possible. Not judged, and counted: in situ leaching without a known block, works below ground, methods that
/// nobody stated, too few clear views.
public struct GhostProduction: Sendable, Hashable {
    public var leastViews = 3

    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var year: Int32
        public var amount: Tonnes
        public var clearViews: Int
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        public var skipped: [LedgerSkip: Int] = [:]
        public init() {}
    }

    /// By subject and year.
    /// - Parameter reports: by month or year.
    public func years(of reports: FigureSeries, seen land: [SubjectID: [LandObservation]]) -> Result {
        var result = Result()
        for (subject, year, amount, seen) in LandYears.all(reports, land) where amount > 0 && !seen.contains(where: \.workingSeen) {
            guard seen.allSatisfy({ $0.method != nil && !$0.isUnderground && ($0.method != .inSitu || $0.isBlockKnown) }) else {
                result.skipped[.notAssessable, default: 0] += 1
                continue
            }
            let views = seen.map(\.clearViews).max() ?? 0
            guard views >= leastViews else {
                result.skipped[.fewViews, default: 0] += 1
                continue
            }
            result.rows.append(Row(subject: subject, year: year, amount: Tonnes(thousandths: Int64(clamping: amount)), clearViews: views))
        }
        return result
    }
}

/// Reported tonnes outside what the ground can have given: above it (``LedgerRuleName/outputExceedsLand``) or below (``LedgerRuleName/landExceedsOutput``).
///
/// Formula: Σ reported of the year outside what ``YieldModel`` gives in 998 of 1,000 cases, and outside on the same side the sum over the observed years
/// up to it, too; below it also the year together with the next observed one. So ground opened in one year and leached in the next accuses nobody. Of
/// thousands of honest mines hundreds lie outside a 90 % interval, a handful outside this one. Figures are t REO. Ceiling: possible. Not judged, and counted: years with ground that is not assessable; above it also years in which no
/// working was seen (``GhostProduction``), and where a yield was learnt from reports alone years up to which no ground stands out of the error of its measurement:
/// a pit gives tonnes from what was opened before anybody looked, and the mines that taught the yield had ground.
public struct OutputAgainstLand: Sendable, Hashable {
    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var year: Int32
        public var amount: Tonnes
        public var land: YieldInterval
        /// More was reported than the ground gives.
        public var isAbove: Bool
        public var method: MiningMethod?
        /// Where the yield that it rests on was calibrated; empty: it is the documented one.
        public var calibrations: [EntrySource] = []
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        public var skipped: [LedgerSkip: Int] = [:]
        public init() {}
    }

    /// By subject and year.
    /// - Complexity: O(subjects with land · years · 4,096).
    public func years(of reports: FigureSeries, seen land: [SubjectID: [LandObservation]], _ model: YieldModel) -> Result {
        var result = Result()
        var (at, total, ground) = (SubjectID?.none, Int128(0), [LandObservation]())
        let years = LandYears.all(reports, land)
        for (place, row) in years.enumerated() {
            let (subject, year, amount, seen) = row
            if subject != at { (at, total, ground) = (subject, 0, []) }
            let sum = model.sum(seen)
            guard sum.notAssessable.isEmpty, let own = sum.interval else {
                result.skipped[.notAssessable, default: 0] += 1
                (total, ground) = (0, [])
                continue
            }
            (total, ground) = (total + amount, ground + seen)
            guard ground.standsOut || model.origin(of: ground) == .documented else {
                result.skipped[.notAssessable, default: 0] += 1
                continue
            }
            guard let whole = model.sum(ground).interval else { continue }
            let isAbove = amount > Int128(own.highest.thousandths) && total > Int128(whole.highest.thousandths)
            let isBelow =
                amount < Int128(own.lowest.thousandths) && total < Int128(whole.lowest.thousandths)
                && !isMadeUpFor(row, by: years.dropFirst(place + 1).first, model)
            guard isBelow || (isAbove && seen.contains(where: \.workingSeen)) else { continue }
            result.rows.append(
                Row(
                    subject: subject, year: year, amount: Tonnes(thousandths: Int64(clamping: amount)), land: own, isAbove: isAbove,
                    method: seen.first?.method, calibrations: model.records(of: seen).map(\.source)))
        }
        return result
    }

    /// What the ground of a year did not give in it came the year after.
    private func isMadeUpFor(_ row: LandYears.Row, by next: LandYears.Row?, _ model: YieldModel) -> Bool {
        guard let next, next.subject == row.subject, next.year == row.year + 1 else { return false }
        let both = model.sum(row.seen + next.seen)
        guard both.notAssessable.isEmpty, let interval = both.interval else { return true }
        return row.amount + next.amount >= Int128(interval.lowest.thousandths)
    }
}

/// Years of subjects whose land was observed, beside what they reported.
enum LandYears {
    typealias Row = (subject: SubjectID, year: Int32, amount: Int128, seen: [LandObservation])

    static func all(_ reports: FigureSeries, _ land: [SubjectID: [LandObservation]]) -> [Row] {
        let divisor: Int32 = reports.period == .month ? 12 : 1
        var result: [Row] = []
        for (subject, seen) in land.sorted(by: { $0.key < $1.key }) {
            guard let place = reports.index(of: subject) else { continue }
            var amounts: [Int32: Int128] = [:]
            for row in reports.rows(of: place) { amounts[reports.periods[row] / divisor, default: 0] += Int128(reports.amounts[row]) }
            for (year, seen) in Dictionary(grouping: seen, by: \.year).sorted(by: { $0.key < $1.key }) {
                // Without any report of the year there is nothing to hold against the ground: `report_missing` speaks of that.
                if let amount = amounts[year] { result.append((subject, year, amount, seen)) }
            }
        }
        return result
    }
}
