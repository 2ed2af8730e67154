internal import OreFeatures

/// What a figure is summed by.
public enum FigurePeriod: Sendable, Hashable {
    /// Months since January of year 0, as in `CalendarMonth`.
    case month
    case year
}

/// The figures that stand, of the lines asked for, one a subject and period: what rules fold over.
///
/// Subjects ascend; the periods of each ascend. The figures of subject `s` are rows `offsets[s]..<offsets[s + 1]`. 16 bytes a figure.
public struct FigureSeries: Sendable {
    public let period: FigurePeriod
    public private(set) var subjects: [SubjectID] = []
    public private(set) var offsets: [Int] = [0]
    public private(set) var periods: [Int32] = []
    /// Thousandths.
    public private(set) var amounts: [Int64] = []
    /// The day on which something of it was first stated, superseded and withdrawn records included; ``LedgerRecords/notStated`` when no day is known.
    public private(set) var firstStated: [Int32] = []
    /// Rows of quotas for which a stated total stands.
    private var totals: Set<Int> = []

    public init(_ period: FigurePeriod) { self.period = period }

    public var count: Int { periods.count }

    public func rows(of subject: Int) -> Range<Int> { offsets[subject]..<offsets[subject + 1] }

    /// A stated total stands for the parts: of quotas.
    public func isTotal(_ row: Int) -> Bool { totals.contains(row) }

    /// The place of a subject among ``subjects``; `nil` when it has no figure.
    public func index(of subject: SubjectID) -> Int? {
        var (low, high) = (0, subjects.count)
        while low < high {
            let middle = (low + high) / 2
            if subjects[middle] < subject { low = middle + 1 } else { high = middle }
        }
        return low < subjects.count && subjects[low] == subject ? low : nil
    }

    /// The figures of records as they were known at a commit.
    /// - Parameters:
    ///   - commit: later ones had not been seen; `nil` for all.
    ///   - period: reports sum by month, or by year; quotas by year whatever is asked; invoices by the month of their day, or its year.
    /// - Throws: `LedgerFault.sumTooLarge` with subject and month (January of a year); `impossiblePeriod`.
    /// - Complexity: O(n) for n records in order; see ``RecordOrder``.
    public init(
        _ records: LedgerRecords, of lines: LineSelection, by period: FigurePeriod = .month, asOf commit: Int32? = nil
    ) throws(LedgerFault) {
        self.init(records.kind == .quota ? .year : period)
        if let wrong = records.periods.first(where: { !records.kind.periods.contains($0) }) { throw .impossiblePeriod(wrong) }
        reserve(records.count)
        let ordered = try records.ordered()
        try append(FigureFold(records: ordered, commit: commit ?? .max, lines: lines))
    }

    /// Records that lie in order. Most are alone in their period, and need no fold.
    private mutating func append(_ fold: FigureFold) throws(LedgerFault) {
        let records = fold.records
        let (subjects, own, lines) = (records.subjects.span, records.periods.span, records.lines.span)
        let (amounts, stated, marks, commits) = (records.amounts.span, records.stated.span, records.marks.span, records.commits.span)
        var months = PeriodOfDay(records.kind, period)
        let count = records.count
        var row = 0
        while row < count {
            let (subject, first) = (subjects[row], own[row])
            var end = row + 1
            while end < count, subjects[end] == subject, own[end] == first { end += 1 }
            if end == row + 1, marks[row].isEmpty {
                if commits[row] <= fold.commit, fold.lines.contains(lines[row]) {
                    try append(
                        subject, months.period(first), FigureFold.Figure(amount: amounts[row], firstStated: stated[row], isTotal: false))
                }
            } else if let figure = try fold.figure(row..<end) {
                try append(subject, months.period(first), figure)
            }
            row = end
        }
    }

    // MARK: Building

    private mutating func reserve(_ count: Int) {
        periods.reserveCapacity(count)
        amounts.reserveCapacity(count)
        firstStated.reserveCapacity(count)
    }

    /// A figure of the period of the one before is added to it.
    @inline(__always)
    private mutating func append(_ subject: SubjectID, _ period: Int32, _ figure: FigureFold.Figure) throws(LedgerFault) {
        if subjects.last == subject {
            let last = periods.count - 1
            if periods[last] == period { return try add(figure, to: last, subject) }
            offsets[offsets.count - 1] += 1
        } else {
            subjects.append(subject)
            offsets.append(periods.count + 1)
        }
        if figure.isTotal { totals.insert(periods.count) }
        periods.append(period)
        amounts.append(figure.amount)
        firstStated.append(figure.firstStated)
    }

    /// The figures of a further subject, periods ascending, none stated on a known day; nothing for an empty run.
    mutating func appendRun(of subject: SubjectID, _ run: [(month: Int32, amount: Int64)]) {
        for entry in run { appendMonth(entry.month, of: subject, entry.amount) }
    }

    /// A figure of a later month of the last subject, or of a further subject, stated on no known day.
    @inline(__always)
    mutating func appendMonth(_ month: Int32, of subject: SubjectID, _ amount: Int64) {
        if subjects.last != subject {
            subjects.append(subject)
            offsets.append(periods.count)
        }
        offsets[offsets.count - 1] += 1
        periods.append(month)
        amounts.append(amount)
        firstStated.append(LedgerRecords.notStated)
    }

    /// A figure of a further year of the last subject, or of a further subject.
    mutating func appendYear(_ year: Int32, of subject: SubjectID, _ amount: Int64, isTotal: Bool) {
        if isTotal { totals.insert(periods.count) }
        appendMonth(year, of: subject, amount)
    }

    /// A part of a sum: known as a whole when the last of its parts was.
    mutating func append(_ subject: SubjectID, _ period: Int32, _ amount: Int64, _ stated: Int32) throws(LedgerFault) {
        let isPart = subjects.last == subject && periods.last == period
        let before = isPart ? firstStated.last : nil
        try append(subject, period, FigureFold.Figure(amount: amount, firstStated: stated, isTotal: false))
        guard let before else { return }
        let missing = LedgerRecords.notStated
        firstStated[firstStated.count - 1] = before == missing || stated == missing ? missing : max(before, stated)
    }

    private mutating func add(_ figure: FigureFold.Figure, to row: Int, _ subject: SubjectID) throws(LedgerFault) {
        let (sum, isTooLarge) = amounts[row].addingReportingOverflow(figure.amount)
        guard !isTooLarge else {
            throw .sumTooLarge(subject: subject, month: CalendarMonth(number: Int(periods[row]) * (period == .year ? 12 : 1)))
        }
        amounts[row] = sum
        let stated = figure.firstStated
        if stated != LedgerRecords.notStated, firstStated[row] == LedgerRecords.notStated || stated < firstStated[row] {
            firstStated[row] = stated
        }
    }
}

/// The period that a record is counted to.
struct PeriodOfDay {
    private let kind: FigureKind
    private let divisor: Int32
    /// Records of one day follow each other.
    private var last: (day: Int32, period: Int32) = (0, 0)

    init(_ kind: FigureKind, _ period: FigurePeriod) {
        self.kind = kind
        divisor = kind == .quota || period == .month ? 1 : 12
        if kind == .invoice { last.period = month(0) / divisor }
    }

    @inline(__always)
    mutating func period(_ own: Int32) -> Int32 {
        guard kind == .invoice else { return own / divisor }
        if own != last.day { last = (own, month(own) / divisor) }
        return last.period
    }

    private func month(_ day: Int32) -> Int32 { Int32(truncatingIfNeeded: CalendarMonth(Day(daysSince1970: day)).number) }
}
