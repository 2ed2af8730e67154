/// What a figure is summed by.
public enum FigurePeriod: Sendable, Hashable {
    /// Months since January of year 0, as in `CalendarMonth`.
    case month
    case year
}

/// The figures that stand, of the lines asked for, one a subject and period: what rules fold over.
///
/// Subjects ascend; the periods of each ascend. Row `i` of a subject lies in `offsets[s]..<offsets[s + 1]`. 20 bytes a figure.
public struct FigureSeries: Sendable {
    public let period: FigurePeriod
    public private(set) var subjects: [SubjectID] = []
    public private(set) var offsets: [Int] = [0]
    public private(set) var periods: [Int32] = []
    /// Thousandths.
    public private(set) var amounts: [Int64] = []
    /// The day on which something of it was first stated, superseded and withdrawn records included; ``LedgerRecords/notStated`` when no day is known.
    public private(set) var firstStated: [Int32] = []
    /// Whether a stated total stands for the parts: of quotas.
    public private(set) var isTotal: [Bool] = []

    public init(_ period: FigurePeriod) { self.period = period }

    public var count: Int { periods.count }

    public func rows(of subject: Int) -> Range<Int> { offsets[subject]..<offsets[subject + 1] }

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
    /// - Throws: `LedgerFault.sumTooLarge` with subject and month (January of a year).
    /// - Complexity: O(n) for n records in order; see ``RecordOrder``.
    public init(
        _ records: LedgerRecords, of lines: LineSelection, by period: FigurePeriod = .month, asOf commit: Int32? = nil
    ) throws(LedgerFault) {
        self.init(records.kind == .quota ? .year : period)
        reserve(records.count)
        let order = try RecordOrder(records).permutation
        var fold = FigureFold(records, self.period)
        let count = records.count
        var next = 0
        while next < count {
            var row = Int(order?[next] ?? UInt32(next))
            next += 1
            guard records.commits[row] <= commit ?? .max, lines.contains(records.lines[row]) else { continue }
            var stated = records.stated[row]
            if !fold.isAlone(row) {
                while next < count {
                    let later = Int(order?[next] ?? UInt32(next))
                    guard records.isSameKey(row, later) else { break }
                    next += 1
                    guard records.commits[later] <= commit ?? .max else { continue }
                    if stated == LedgerRecords.notStated { stated = records.stated[later] }
                    row = later
                }
            }
            try append(row, stated, &fold)
        }
        try close(&fold)
    }

    private mutating func append(_ row: Int, _ stated: Int32, _ fold: inout FigureFold) throws(LedgerFault) {
        let (subject, period) = (fold.records.subjects[row], fold.period(of: row))
        if !fold.isOpen || subject != fold.subject || period != fold.current {
            try close(&fold)
            if subjects.last != subject { open(subject) }
            fold.open(subject, period)
        }
        try fold.add(row, stated)
    }

    /// Appends the figure at hand.
    private mutating func close(_ fold: inout FigureFold) throws(LedgerFault) {
        guard fold.isOpen else { return }
        fold.isOpen = false
        guard let figure = try fold.figure() else {
            // All of it was withdrawn.
            if offsets[subjects.count - 1] == periods.count { dropEmptySubject() }
            return
        }
        append(period: fold.current, amount: figure, firstStated: fold.stated, isTotal: fold.hasTotal)
    }

    // MARK: Building

    private mutating func reserve(_ count: Int) {
        periods.reserveCapacity(count)
        amounts.reserveCapacity(count)
        firstStated.reserveCapacity(count)
        isTotal.reserveCapacity(count)
    }

    private mutating func open(_ subject: SubjectID) {
        subjects.append(subject)
        offsets.append(periods.count)
    }

    private mutating func dropEmptySubject() {
        subjects.removeLast()
        offsets.removeLast()
    }

    @inline(__always)
    private mutating func append(period: Int32, amount: Int64, firstStated stated: Int32, isTotal total: Bool) {
        periods.append(period)
        amounts.append(amount)
        firstStated.append(stated)
        isTotal.append(total)
        offsets[offsets.count - 1] = periods.count
    }
}
