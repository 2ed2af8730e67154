public import OreFeatures

/// More produced since a reserve was stated than could be won of it.
///
/// Formula: Σ reported of the months after the day of the latest statement > stated reserve · recovery (its designed one; all of it where none is stated). A
/// reserve restated starts anew. Figures are t REO. Ceiling: possible: a restatement may not have been delivered. Not judged: subjects without a reserve.
public struct Exhaustion: Sendable, Hashable {
    public init() {}

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var year: Int32
        public var life: ReserveLife
        public var source: EntrySource
    }

    /// By subject and year: each year at whose end more has been produced.
    /// - Parameter reports: by month.
    /// - Complexity: O(reports of subjects with reserves).
    public func years(of reports: FigureSeries, reserves: [SubjectID: [ReserveFigure]]) -> [Row] {
        var result: [Row] = []
        for (subject, stated) in reserves.sorted(by: { $0.key < $1.key }) {
            guard let place = reports.index(of: subject) else { continue }
            var years: [Int32] = []
            for row in reports.rows(of: place) where years.last != reports.periods[row] / 12 { years.append(reports.periods[row] / 12) }
            for year in years {
                guard let (life, source) = Self.life(of: place, in: reports, stated, at: CalendarMonth(number: Int(year) * 12 + 11)),
                    life.left < .zero
                else { continue }
                result.append(Row(subject: subject, year: year, life: life, source: source))
            }
        }
        return result
    }

    /// How long the reserve lasts at the end of a month: output of the twelve months up to it.
    /// - Returns: `nil` without a statement up to then.
    static func life(
        of place: Int, in reports: FigureSeries, _ stated: [ReserveFigure], at month: CalendarMonth
    ) -> (ReserveLife, EntrySource)? {
        // Of two on one day the larger, in favour of the holder.
        let known = stated.filter { CalendarMonth($0.day) <= month }.max { ($0.day, $0.tonnes) < ($1.day, $1.tonnes) }
        guard let reserve = known else { return nil }
        var (produced, lately) = (Int128(0), Int128(0))
        for row in reports.rows(of: place) {
            let own = Int(reports.periods[row])
            guard own <= month.number else { break }
            if own > CalendarMonth(reserve.day).number { produced += Int128(reports.amounts[row]) }
            if own > month.number - 12 { lately += Int128(reports.amounts[row]) }
        }
        let life = ReserveLife(
            reserve, produced: Tonnes(thousandths: Int64(clamping: produced)), perYear: Tonnes(thousandths: Int64(clamping: lately)))
        return life.map { ($0, reserve.source) }
    }
}

extension ReserveLife {
    /// Of a subject at the end of a month, from its reports and the latest statement up to then; `nil` where either is missing.
    /// - Parameter reports: by month, t REO.
    public init?(of subject: SubjectID, in reports: FigureSeries, _ stated: [ReserveFigure], at month: CalendarMonth) {
        guard let place = reports.index(of: subject), let (life, _) = Exhaustion.life(of: place, in: reports, stated, at: month) else {
            return nil
        }
        self = life
    }
}
