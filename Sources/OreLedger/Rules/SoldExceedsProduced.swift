public import OreFeatures

/// More sold so far than there can have been.
///
/// Formula, for each month m with a figure of either kind: opening stock + Σ produced up to m + lead − Σ sold up to m < 0. A stock-taking replaces
/// the balance where it counts more than the books say, in favour of the holder, and from then on the opening is known.
public struct SoldExceedsProduced: Sendable, Hashable {
    /// Months by which a sale may be invoiced before the report that has its production.
    public var leadMonths: Int32 = 1

    public init(leadMonths: Int32 = 1) { self.leadMonths = leadMonths }

    public struct Row: Sendable, Hashable {
        public var subject: SubjectID
        public var month: CalendarMonth
        /// Below zero.
        public var balance: Tonnes
        /// The opening stock is stated, not taken as nothing.
        public var isOpeningKnown: Bool
        public init(subject: SubjectID, month: CalendarMonth, balance: Tonnes, isOpeningKnown: Bool = false) {
            (self.subject, self.month, self.balance, self.isOpeningKnown) = (subject, month, balance, isOpeningKnown)
        }
    }

    public struct Result: Sendable, Hashable {
        public var rows: [Row] = []
        /// What each subject has after its last month, without any lead: the opening stock of the months that follow.
        public var closing: [SubjectID: Tonnes] = [:]
        /// Months that could not be judged, since production of `leadMonths` more is not known yet.
        public var tooRecent = 0
        public init() {}
    }

    /// By subject and month.
    /// - Parameters:
    ///   - produced: by month.
    ///   - sold: by month.
    ///   - opening: stock before the first month; none where nothing is stated.
    ///   - horizon: the last month of which production is known; later ones of `sold` plus lead are not judged. `nil`: whatever was delivered is all.
    ///   - keepsClosing: whether ``Result/closing`` is wanted.
    ///   - stock: what was counted, ascending by day.
    /// - Complexity: O(produced + sold).
    public func shortfalls(
        produced: FigureSeries, sold: FigureSeries, opening: [SubjectID: Tonnes] = [:], horizon: CalendarMonth? = nil,
        keepsClosing: Bool = false, stock: [SubjectID: [StockTaking]] = [:]
    ) throws(LedgerFault) -> Result {
        var result = Result()
        var (p, s) = (0, 0)
        while p < produced.subjects.count || s < sold.subjects.count {
            let subject: SubjectID
            if p < produced.subjects.count, s < sold.subjects.count {
                subject = min(produced.subjects[p], sold.subjects[s])
            } else {
                subject = p < produced.subjects.count ? produced.subjects[p] : sold.subjects[s]
            }
            let hasProduced = p < produced.subjects.count && produced.subjects[p] == subject
            let hasSold = s < sold.subjects.count && sold.subjects[s] == subject
            var balance = StockBalance(
                produced: produced, sold: sold, producedRows: hasProduced ? produced.rows(of: p) : 0..<0,
                soldRows: hasSold ? sold.rows(of: s) : 0..<0, lead: leadMonths)
            try judge(subject, &balance, opening[subject], stock[subject] ?? [], horizon, &result)
            if keepsClosing { result.closing[subject] = try balance.closing(subject, opening[subject] ?? .zero, stock[subject] ?? []) }
            if hasProduced { p += 1 }
            if hasSold { s += 1 }
        }
        return result
    }

    private func judge(
        _ subject: SubjectID, _ balance: inout StockBalance, _ opening: Tonnes?, _ counted: [StockTaking], _ horizon: CalendarMonth?,
        _ result: inout Result
    ) throws(LedgerFault) {
        var stock = (opening ?? .zero).thousandths
        var (isKnown, counted) = (opening != nil, counted[...])
        while true {
            while let taking = counted.first, taking.month < balance.upcoming {
                stock = max(stock, balance.counted(taking))
                (isKnown, counted) = (true, counted.dropFirst())
            }
            guard let step = balance.next() else { break }
            let (sum, isTooLarge) = stock.addingReportingOverflow(step.change)
            guard !isTooLarge, !step.isTooLarge else { throw .sumTooLarge(subject: subject, month: .init(number: Int(step.month))) }
            stock = sum
            guard stock < 0 else { continue }
            if let horizon, Int(step.month + leadMonths) > horizon.number {
                result.tooRecent += 1
                continue
            }
            result.rows.append(
                Row(
                    subject: subject, month: CalendarMonth(number: Int(step.month)), balance: Tonnes(thousandths: stock),
                    isOpeningKnown: isKnown))
        }
    }
}

/// Walks the months in which a subject produced or sold, production taken `lead` months ahead.
struct StockBalance {
    let produced: FigureSeries
    let sold: FigureSeries
    let producedRows: Range<Int>
    let soldRows: Range<Int>
    let lead: Int32
    /// Next month to come of either kind, next production to count.
    private var monthRow: Int
    private var soldRow: Int
    private var producedRow: Int

    init(produced: FigureSeries, sold: FigureSeries, producedRows: Range<Int>, soldRows: Range<Int>, lead: Int32) {
        (self.produced, self.sold, self.producedRows, self.soldRows, self.lead) = (produced, sold, producedRows, soldRows, lead)
        (monthRow, soldRow, producedRow) = (producedRows.lowerBound, soldRows.lowerBound, producedRows.lowerBound)
    }

    /// The month that ``next()`` gives; `max` after the last.
    var upcoming: Int32 {
        min(
            monthRow < producedRows.upperBound ? produced.periods[monthRow] : .max,
            soldRow < soldRows.upperBound ? sold.periods[soldRow] : .max)
    }

    /// What a stock-taking says of the balance as it stands: production that was counted ahead of it is added.
    func counted(_ taking: StockTaking) -> Int64 {
        let from = taking.month + (taking.isWithinMonth ? 0 : 1)
        let ahead = (producedRows.lowerBound..<producedRow).reduce(Int128(0)) {
            produced.periods[$1] >= from ? $0 + Int128(produced.amounts[$1]) : $0
        }
        return Int64(clamping: Int128(taking.tonnes.thousandths) + ahead)
    }

    /// The next month and what it adds to the balance.
    @inline(__always)
    mutating func next() -> (month: Int32, change: Int64, isTooLarge: Bool)? {
        let ofProduction = monthRow < producedRows.upperBound ? produced.periods[monthRow] : .max
        let ofSale = soldRow < soldRows.upperBound ? sold.periods[soldRow] : .max
        let month = min(ofProduction, ofSale)
        guard month < .max else { return nil }
        var (change, isTooLarge) = (Int64(0), false)
        while producedRow < producedRows.upperBound, produced.periods[producedRow] <= month + lead {
            let (sum, overflows) = change.addingReportingOverflow(produced.amounts[producedRow])
            change = sum
            isTooLarge = isTooLarge || overflows
            producedRow += 1
        }
        if ofProduction == month { monthRow += 1 }
        if ofSale == month {
            let (difference, overflows) = change.subtractingReportingOverflow(sold.amounts[soldRow])
            change = difference
            isTooLarge = isTooLarge || overflows
            soldRow += 1
        }
        return (month, change, isTooLarge)
    }

    /// Opening stock and everything produced, less everything sold; stock-takings as in the balance.
    func closing(_ subject: SubjectID, _ opening: Tonnes, _ counted: [StockTaking]) throws(LedgerFault) -> Tonnes {
        guard counted.isEmpty else { return try replayed(subject, opening, counted) }
        var sum = Int128(opening.thousandths)
        for row in producedRows { sum += Int128(produced.amounts[row]) }
        for row in soldRows { sum -= Int128(sold.amounts[row]) }
        let last = max(producedRows.last.map { produced.periods[$0] } ?? 0, soldRows.last.map { sold.periods[$0] } ?? 0)
        guard let value = Int64(exactly: sum) else { throw .sumTooLarge(subject: subject, month: .init(number: Int(last))) }
        return Tonnes(thousandths: value)
    }

    private func replayed(_ subject: SubjectID, _ opening: Tonnes, _ counted: [StockTaking]) throws(LedgerFault) -> Tonnes {
        var walk = StockBalance(produced: produced, sold: sold, producedRows: producedRows, soldRows: soldRows, lead: 0)
        var (stock, counted) = (opening.thousandths, counted[...])
        while true {
            while let taking = counted.first, taking.month < walk.upcoming {
                stock = max(stock, walk.counted(taking))
                counted = counted.dropFirst()
            }
            guard let step = walk.next() else { return Tonnes(thousandths: stock) }
            let (sum, isTooLarge) = stock.addingReportingOverflow(step.change)
            guard !isTooLarge, !step.isTooLarge else { throw .sumTooLarge(subject: subject, month: .init(number: Int(step.month))) }
            stock = sum
        }
    }
}
